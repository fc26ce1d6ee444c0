"""The misty mountain: a procedural surface, another one for every seed.

A wide bowl with sixteen humps in it, eight hills and eight hollows, each a Gaussian.  With cₖ their summits, aₖ their
heights (hollows: negative) and sₖ their widths,

    f(x, y) = (x⁴ + y⁴)/200 + Σₖ aₖ exp(−‖(x, y) − cₖ‖²/2sₖ²).

It is smooth and has several valleys; the bowl is almost flat in the middle and rises toward the rim, where every
slope leads back onto the map.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from gdengine.core import Array, Objective, from_components
from gdengine.landscapes.registry import LANDSCAPES

SIZE = 4.0  # the map reaches from −SIZE to SIZE in x and in y
ROWS = 4  # of humps, and as many columns: each hump is drawn somewhere near its place in this grid
STARTS = 25  # and as many rows of them: where the search for valleys begins


@LANDSCAPES.recipe(dim=2)
def misty_mountain(seed: int = 0) -> Objective:
    """The mountain of a seed: an Objective on [−4, 4]², always the same for that seed, all its minima listed.

    The minima, lowest first, are found numerically: a Newton method that avoids saddles, from 625 starts, until the
    exact gradient vanishes to rounding.  Raises ValueError unless the seed is a whole number of at least 0.
    """
    if not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"a seed is a whole number of at least 0, not {seed!r}")
    surface = from_components(
        "misty_mountain",
        _bowl_with(_humps(seed)),
        dim=2,
        title="Misty mountain",
        box=((-SIZE, SIZE), (-SIZE, SIZE)),
        formula=r"\tfrac{1}{200}(x^4+y^4)+\sum_k a_k e_k,\quad e_k=e^{-\left((x-x_k)^2+(y-y_k)^2\right)/2s_k^2}",
        gradient=r"\Bigl(\tfrac{x^3}{50}-\sum_k\tfrac{a_k}{s_k^2}(x-x_k)e_k,\;"
        r"\tfrac{y^3}{50}-\sum_k\tfrac{a_k}{s_k^2}(y-y_k)e_k\Bigr)",
        lesson="You see only the ground at your feet: downhill leads to some valley, not always to the deepest.",
    )
    return dataclasses.replace(surface, minima=_valleys(surface))


def _humps(seed) -> list[list[float]]:
    """Summit x and y, height and 1/s² of every hump: half of them hills, half hollows."""
    rng = np.random.default_rng(seed)
    places = np.linspace(-0.6 * SIZE, 0.6 * SIZE, ROWS)
    x, y = np.array(np.meshgrid(places, places)).reshape(2, -1) + rng.uniform(-0.45, 0.45, (2, ROWS * ROWS))
    height = rng.uniform(0.5, 1.6, x.size) * rng.permutation(np.resize([1.0, -1.0], x.size))
    width = rng.uniform(0.6, 0.9, x.size)
    return np.stack([x, y, height, 1 / width**2], axis=1).tolist()


def _bowl_with(humps):
    def components(m, x, y):
        x3, y3 = x * x * x, y * y * y
        f, fx, fy = (x3 * x + y3 * y) / 200, x3 / 50, y3 / 50
        for summit_x, summit_y, height, sharpness in humps:
            dx, dy = x - summit_x, y - summit_y
            bump = height * m.exp(-0.5 * sharpness * (dx * dx + dy * dy))
            slope = sharpness * bump
            f, fx, fy = f + bump, fx - slope * dx, fy - slope * dy
        return f, (fx, fy)

    return components


def _valleys(surface) -> tuple[tuple[float, ...], ...]:
    """All minimizers of the surface inside its box, lowest first."""
    places = np.linspace(-SIZE, SIZE, STARTS)
    x = np.array(np.meshgrid(places, places)).reshape(2, -1).T
    for _ in range(20):
        x = x - _newton_step(surface, x)
    found = x[(np.abs(x) < SIZE).all(-1) & (np.abs(surface.grad(x)) < 1e-12).all(-1)]
    distinct = {tuple(point.round(6)): tuple(point.tolist()) for point in found}
    return tuple(sorted(distinct.values(), key=surface))


def _newton_step(surface, x) -> Array:
    """|H|⁻¹∇f at x (n, 2): Newton's step, turned around along the axes where f curves down, so that saddles repel."""
    curvatures, axes = np.linalg.eigh(_hessian(surface, x))
    along = (axes.mT @ surface.grad(x)[..., None]) / np.abs(curvatures)[..., None]
    return (axes @ along)[..., 0]


def _hessian(surface, x) -> Array:
    """The second derivatives (n, 2, 2) at x (n, 2): central differences of the exact gradient, made symmetric."""
    nudge = 1e-5 * np.eye(2)
    rows = (surface.grad(x[:, None] + nudge) - surface.grad(x[:, None] - nudge)) / 2e-5
    return (rows + rows.mT) / 2
