"""Valleys: the minima of a surface nobody has listed them for, found by Newton's method from many starts."""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective

STARTS, STEPS = 25, 40  # starts along a side of the box, and steps from each
MOST = 60  # more minima than this are no points but a whole floor
ALIKE = 1e-5  # points no farther apart than this part of the box are one
NUDGE = 1e-5


def valleys(objective: Objective) -> tuple[tuple[float, ...], ...]:
    """The minimizers of an objective inside its box, lowest first; none where they are not isolated points.

    xₖ₊₁ = xₖ − |H|⁻¹∇f(xₖ): Newton's step, turned around along the axes where f curves down, so that saddles repel
    (Dauphin et al. 2014, arXiv:1406.2572), no longer than a quarter of the box.  A minimum is where the steps have come
    to rest and f bends up in every direction, so one at a corner or on flat ground is not found.
    """
    box = np.array(objective.box)
    side = box[:, 1] - box[:, 0]
    x = np.stack(np.meshgrid(*[np.linspace(low, high, STARTS) for low, high in box]), -1).reshape(-1, objective.dim)
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        for _ in range(STEPS):
            step, _ = _newton(objective, x)
            x = x - step * np.fmin(1, (side / 4 / np.abs(step)).min(-1, keepdims=True))
        step, bends = _newton(objective, x)
        rests = (np.abs(step) < 1e-9 * side).all(-1) & (bends[:, 0] > 1e-9 * bends[:, -1])
    inside = ((box[:, 0] <= x) & (x <= box[:, 1])).all(-1)
    found = _apart(x[rests & inside], side)
    return tuple(sorted(map(tuple, found.tolist()), key=objective)) if len(found) <= MOST else ()


def _newton(objective, x) -> tuple[Array, Array]:
    """|H|⁻¹∇f at x (n, D), and the eigenvalues of H, smallest first; nan where there are none."""
    nudge = NUDGE * np.eye(objective.dim) * (1 + np.abs(x))[:, None]
    rows = objective.grad(x[:, None] + nudge) - objective.grad(x[:, None] - nudge)
    hessian = rows / (2 * nudge.sum(-1))[..., None]
    solid = np.isfinite(hessian).all((1, 2), keepdims=True)
    bends, axes = np.linalg.eigh(np.where(solid, hessian + hessian.mT, 0.0) / 2)
    along = (axes.mT @ objective.grad(x)[..., None])[..., 0] / np.abs(bends)
    return (axes @ along[..., None])[..., 0], np.where(solid[..., 0], bends, np.nan)


def _apart(found: Array, side: Array) -> Array:
    """One of every group of points (n, D) that are as good as the same."""
    kept = np.empty((0, len(side)))
    for point in found:
        if not (np.abs(kept - point) < ALIKE * side).all(-1).any() and len(kept) <= MOST:
            kept = np.append(kept, [point], axis=0)
    return kept
