"""The misty mountain: a procedural surface, another one for every seed.

A wide bowl with sixteen humps in it, eight hills and eight hollows, each a Gaussian.  With cₖ their summits, aₖ their
heights (hollows: negative) and sₖ their widths,

    f(x, y) = (x⁴ + y⁴)/200 + Σₖ aₖ exp(−‖(x, y) − cₖ‖²/2sₖ²).

It is smooth and has several valleys; the bowl is almost flat in the middle and rises toward the rim, where every
slope leads back onto the map.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from gdengine.core import Array, Objective, ValueAndGrad, from_components, whole_number
from gdengine.landscapes.minima import minima
from gdengine.landscapes.registry import LANDSCAPES

MOUNTAIN_REACH = 4.0  # the map reaches from −MOUNTAIN_REACH to MOUNTAIN_REACH in x and in y
HUMP_ROWS = 4  # of humps, and as many columns: each hump is drawn somewhere near its place in this grid
FEW_PLACES = 300  # up to so many, one array operation for all humps beats one for each; of more, memory is too far away


@LANDSCAPES.recipe(dim=2)
def misty_mountain(seed: int = 0) -> Objective:
    """The mountain of a seed: an Objective on [−4, 4]², always the same for that seed, all its minima listed.

    The minima, lowest first, are found numerically (see ``minima``).  Raises ValueError unless the seed is a whole
    number of at least 0.
    """
    humps = _humps(whole_number("the seed", seed, 0))
    surface = from_components(
        "misty_mountain",
        _bowl_with(humps),
        dim=2,
        title="Misty mountain",
        box=((-MOUNTAIN_REACH, MOUNTAIN_REACH), (-MOUNTAIN_REACH, MOUNTAIN_REACH)),
        formula=r"\tfrac{1}{200}(x^4+y^4)+\sum_k a_k e_k,\quad e_k=e^{-\left((x-x_k)^2+(y-y_k)^2\right)/2s_k^2}",
        gradient=r"\Bigl(\tfrac{x^3}{50}-\sum_k\tfrac{a_k}{s_k^2}(x-x_k)e_k,\;"
        r"\tfrac{y^3}{50}-\sum_k\tfrac{a_k}{s_k^2}(y-y_k)e_k\Bigr)",
        lesson="You see only the ground at your feet: downhill leads to some valley, not always to the deepest.",
    )
    surface = dataclasses.replace(surface, value_and_grad=_all_at_once(humps, surface.value_and_grad))
    return dataclasses.replace(surface, minima=minima(surface))


def _humps(seed: int) -> list[list[float]]:
    """Summit x and y, height and 1/s² of every hump: half of them hills, half hollows."""
    rng = np.random.default_rng(seed)
    grid = np.linspace(-0.6 * MOUNTAIN_REACH, 0.6 * MOUNTAIN_REACH, HUMP_ROWS)
    x, y = np.array(np.meshgrid(grid, grid)).reshape(2, -1) + rng.uniform(-0.45, 0.45, (2, HUMP_ROWS * HUMP_ROWS))
    height = rng.uniform(0.5, 1.6, x.size) * rng.permutation(np.resize([1.0, -1.0], x.size))
    width = rng.uniform(0.6, 0.9, x.size)
    return np.stack([x, y, height, 1 / width**2], axis=1).tolist()


def _bowl_with(humps: list[list[float]]) -> Callable[..., Any]:
    def components(m: Any, x: Any, y: Any) -> tuple[Any, tuple[Any, Any]]:
        x3, y3 = x * x * x, y * y * y
        f, fx, fy = (x3 * x + y3 * y) / 200, x3 / 50, y3 / 50
        for summit_x, summit_y, height, sharpness in humps:
            dx, dy = x - summit_x, y - summit_y
            bump = m.exp(-0.5 * sharpness * (dx * dx + dy * dy))
            slope = height * sharpness * bump
            f, fx, fy = f + height * bump, fx - slope * dx, fy - slope * dy
        return f, (fx, fy)

    return components


def _all_at_once(humps: list[list[float]], one_by_one: ValueAndGrad) -> ValueAndGrad:
    """The same numbers, bit for bit, four times as fast for few places, of which a verdict asks hundreds of times.

    There what an operation costs is its call: here each is one for all humps, (16, n), and what they make is taken from
    the bowl's three numbers in their order, rows (3, 17, n).
    """
    summit_x, summit_y, height, sharpness = np.array(humps).T[:, :, None]
    spread, steepness, depth = -0.5 * sharpness, height * sharpness, -height

    def value_and_grad(place: Array) -> tuple[Array, Array]:
        batch = place.shape[:-1]
        if place.size > 2 * FEW_PLACES:
            return one_by_one(place)
        x, y = place.reshape(-1, 2).T
        dx, dy = x - summit_x, y - summit_y
        bump = np.exp(spread * (dx * dx + dy * dy))
        slope = steepness * bump
        terms = np.empty((3, 1 + len(humps), x.size))
        x3, y3 = x * x * x, y * y * y
        terms[:, 0] = (x3 * x + y3 * y) / 200, x3 / 50, y3 / 50
        for into, factors in zip(terms[:, 1:], ((depth, bump), (slope, dx), (slope, dy))):
            np.multiply(*factors, out=into)
        told = np.subtract.reduce(terms, axis=1)  # unlike a sum, which NumPy may take in pairs, one after the other
        return told[0].reshape(batch), told[1:].reshape(2, *batch).transpose(*range(1, place.ndim), 0)

    return value_and_grad
