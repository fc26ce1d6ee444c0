"""Minima of a curve that was typed: found, not known."""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective

PLACES, HALVINGS, DIGITS = 2001, 60, 12
STEEPER = 3.0  # a bottom lies no deeper below a place beside it than so many times what the slope there foretells


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
