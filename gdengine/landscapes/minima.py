"""Minima nobody has listed: of a curve by bisection of its slope, of a surface by Newton's method from many starts."""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective

PLACES, HALVINGS, DIGITS = 2001, 60, 12
STEEPER = 3.0  # a bottom lies no deeper below a place beside it than so many times what the slope there foretells
STARTS_A_SIDE, NEWTON_STEPS = 25, 40  # starts along a side of the box, and steps from each
MOST_MINIMA = 60  # more minima than this are no points but a whole floor
ALIKE = 1e-5  # points no farther apart than this part of the box are one
NUDGE = 1e-5  # of the differences that give a Hessian


def minima(objective: Objective) -> tuple[tuple[float], ...]:
    """The minima of a curve inside its box, a lowest one first: where the slope turns from falling to rising.

    Looked for at evenly spread places and found by bisection of the slope, so that two that are closer together than a
    thousandth of the box may be missed.  A pole, where the curve falls without end, is none.  ValueError for an
    objective that is not a curve with a box.
    """
    if objective.dim != 1 or len(objective.box) != 1:
        raise ValueError(f"minima are looked for on a curve with a box, which {objective.name!r} is not")
    x = np.linspace(*objective.box[0], PLACES)
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        slope = objective.grad(x[:, None])[:, 0]
        sloping = np.flatnonzero(np.nan_to_num(slope))
        turns = (slope[sloping[:-1]] < 0) & (slope[sloping[1:]] > 0)
        left, right = sloping[:-1][turns], sloping[1:][turns]
        bottoms = np.round(_bisected(objective, x[left], x[right]), DIGITS) + 0.0  # 0.0, because −0 reads ill
        solid = [_is_bottom(objective, *ends) for ends in zip(x[left], bottoms, x[right])]
        found = bottoms[np.array(solid, bool)]
        order = np.argsort(objective(found[:, None]), kind="stable")
    return tuple((float(bottom),) for bottom in found[order])


def _bisected(objective, left: Array, right: Array) -> Array:
    """Between falling (left) and rising (right): where the slope is 0, or jumps over it."""
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        slope = objective.grad(middle[:, None])[:, 0]
        left, right = np.where(slope <= 0, middle, left), np.where(slope >= 0, middle, right)
    return (left + right) / 2


def _is_bottom(objective, left, bottom, right) -> bool:
    """Whether the ground at the bottom is about where the slopes beside it lead."""
    value, slope = (part.ravel() for part in objective.value_and_grad(np.array([[left], [bottom], [right]])))
    fall = value[[0, 2]] - value[1]
    foretold = np.abs(slope[[0, 2]] * (np.array([left, right]) - bottom))
    noise = 1e-12 * (1 + np.abs(value[1]))
    return bool(np.isfinite(value).all() and (np.abs(fall - noise) <= STEEPER * foretold + 2 * noise).all())


def valleys(objective: Objective) -> tuple[tuple[float, ...], ...]:
    """The minimizers of an objective inside its box, lowest first; none where they are not isolated points.

    xₖ₊₁ = xₖ − |H|⁻¹∇f(xₖ): Newton's step, turned around along the axes where f curves down, so that saddles repel
    (Dauphin et al. 2014, arXiv:1406.2572), no longer than a quarter of the box.  A minimum is where the steps have come
    to rest and f bends up in every direction, so one at a corner or on flat ground is not found.
    """
    box = np.array(objective.box)
    side = box[:, 1] - box[:, 0]
    x = np.stack(np.meshgrid(*[np.linspace(low, high, STARTS_A_SIDE) for low, high in box]), -1).reshape(
        -1, objective.dim
    )
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        for _ in range(NEWTON_STEPS):
            step, _ = newton_step(objective, x)
            x = x - step * np.fmin(1, (side / 4 / np.abs(step)).min(-1, keepdims=True))
        step, bends = newton_step(objective, x)
        rests = (np.abs(step) < 1e-9 * side).all(-1) & (bends[:, 0] > 1e-9 * bends[:, -1])
    inside = ((box[:, 0] <= x) & (x <= box[:, 1])).all(-1)
    found = _apart(x[rests & inside], side)
    return tuple(sorted(map(tuple, found.tolist()), key=objective)) if len(found) <= MOST_MINIMA else ()


def newton_step(objective, x) -> tuple[Array, Array]:
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
        if not (np.abs(kept - point) < ALIKE * side).all(-1).any() and len(kept) <= MOST_MINIMA:
            kept = np.append(kept, [point], axis=0)
    return kept
