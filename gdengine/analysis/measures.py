"""Measures of each walk of a batch, from the numbers its ``Trajectory`` recorded: plain ones, without a judgement.

Where a walk ended and how it came there is judged in ``analysis.predicates``.  Axes: K recorded steps, *B batch axes.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np

from gdengine.core import Array, Objective, Trajectory, ValueAndGrad

DIVERGED, NONE = -1, -2  # what ``basins`` says of a start that reached no minimum
OVERSHOOT_SHARE = 0.25  # a walk overshoots if more than this share of its steps do


def reached(objective: Objective, x: Any) -> Array:
    """The index of the known minimum at x (*B, D), or −2: integers (*B).

    x is at a minimum if no farther from it than 2 % of the box's diagonal, nor than half the way to the next minimum.
    """
    x, minima = np.asarray(x, float), np.reshape(objective.minima, (-1, objective.dim))
    nearest, distance = np.full(x.shape[:-1], NONE), np.full(x.shape[:-1], _radius(objective))
    for index, minimum in enumerate(minima):
        away = np.linalg.norm(x - minimum, axis=-1)
        nearest, distance = np.where(away < distance, index, nearest), np.fmin(away, distance)
    return nearest


def depths(objective: Objective) -> Array:
    """f at each of the known minima (N,)."""
    return _depths(objective.value_and_grad, objective.minima)


@lru_cache(maxsize=64)
def _depths(value_and_grad: ValueAndGrad, minima: tuple[tuple[float, ...], ...]) -> Array:
    depth = np.array(value_and_grad(np.array(minima, float))[0])
    depth.setflags(write=False)
    return depth


def _radius(objective: Objective) -> float:
    box, minima = np.array(objective.box).reshape(-1, 2), np.reshape(objective.minima, (-1, objective.dim))
    gaps = np.linalg.norm(minima[:, None] - minima, axis=-1)[~np.eye(len(minima), dtype=bool)]
    near = 0.02 * np.linalg.norm(box[:, 1] - box[:, 0]) if box.size else 1e-3 * (1 + np.abs(minima).max(initial=0))
    return float(min(near, gaps.min(initial=math.inf) / 2))


class Regime(IntEnum):
    """What a learning rate does, in the order in which they follow each other as it grows."""

    CRAWLS = 0  # not at a minimum within the budget
    CONVERGES = 1  # arrives at one without much overshooting
    OSCILLATES = 2  # overshoots, hops or wanders, whether it arrives or not
    DIVERGES = 3  # leaves, climbs, or goes down without end
    NEVER_STARTS = 4  # no rate does anything where there is no value or no slope


def halved(run: Trajectory, low: float) -> Array:
    """The first recorded step at which a walk has lost half of its height above ``low``: numbers (*B), nan if never.

    One that begins at ``low`` has none to lose.
    """
    half = (run.value - low <= (run.value[0] - low) / 2) & (run.value < run.value[0])
    return np.where(half.any(0), run.step[half.argmax(0)], np.nan)


def for_good(near: Array, step: Array) -> Array:
    """The step of ``step`` (K,) from which on ``near`` (K, *B) holds without a break, inf where it fails at the end."""
    rows = np.logical_and.accumulate(near[::-1], axis=0).sum(0)  # so many at the end
    return np.where(rows > 0, step[np.minimum(len(step) - rows, len(step) - 1)], np.inf)
