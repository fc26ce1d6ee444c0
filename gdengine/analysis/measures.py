"""Measures: what became of each walk of a batch, from the numbers its ``Trajectory`` recorded.

A sweep, a map of starts and the verdict on a single run (``analysis.diagnosis``) use the same ones.  They need a run
recorded step by step: with ``every=k`` they judge what is left of it.  Axes: K recorded steps, *B any batch axes.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from gdengine.core import Array, Objective, Outcome, Trajectory

DIVERGED, NONE = -1, -2  # what ``basins`` says of a start that reached no minimum
ARRIVED = 0.01  # a walk has arrived where the slope is this fraction of the steepest it met
UPHILL = 0.25  # a walk oscillates if more than this share of its steps overshoots


def reached(objective: Objective, x) -> Array:
    """The index of the known minimum at x (*B, D), or −2: integers (*B).

    x is at a minimum if no farther from it than 2 % of the box's diagonal, nor than half the way to the next minimum.
    """
    x, minima = np.asarray(x, float), np.reshape(objective.minima, (-1, objective.dim))
    nearest, distance = np.full(x.shape[:-1], NONE), np.full(x.shape[:-1], _radius(objective))
    for index, minimum in enumerate(minima):
        away = np.linalg.norm(x - minimum, axis=-1)
        nearest, distance = np.where(away < distance, index, nearest), np.fmin(away, distance)
    return nearest


def _radius(objective) -> float:
    box, minima = np.array(objective.box).reshape(-1, 2), np.reshape(objective.minima, (-1, objective.dim))
    gaps = np.linalg.norm(minima[:, None] - minima, axis=-1)[~np.eye(len(minima), dtype=bool)]
    near = 0.02 * np.linalg.norm(box[:, 1] - box[:, 0]) if box.size else 1e-3 * (1 + np.abs(minima).max(initial=0))
    return float(min(near, gaps.min(initial=math.inf) / 2))


class Regime(IntEnum):
    """What a learning rate does, in the order in which they follow each other as it grows."""

    CRAWLS = 0  # on the way, but not there within the budget
    CONVERGES = 1  # arrives without much overshooting
    OSCILLATES = 2  # overshoots on more than a quarter of its steps, whether it arrives or not
    DIVERGES = 3  # leaves, or climbs


@np.errstate(over="ignore", invalid="ignore")  # a run on its way to infinity is judged by numbers that overflow
def regimes(run: Trajectory) -> Array:
    """The ``Regime`` of every member of a trajectory with batch axes *B: integers (*B).

    The first that holds: DIVERGES if the outcome is DIVERGED or the walk is ``growing``; OSCILLATES if the outcome is
    OSCILLATING or ``overshooting`` is above a quarter; CONVERGES if the walk has ``arrived``; else CRAWLS.  So gradient
    descent on a parabola of curvature L converges up to 1/L, where it begins to overshoot, and oscillates up to 2/L.
    """
    leaves = (run.outcome == Outcome.DIVERGED) | growing(run)
    swings = (run.outcome == Outcome.OSCILLATING) | (overshooting(run) > UPHILL)
    named = [Regime.DIVERGES, Regime.OSCILLATES, Regime.CONVERGES]
    return np.select([leaves, swings, arrived(run)], named, Regime.CRAWLS)


def overshooting(run: Trajectory) -> Array:
    """The share of a walk's steps that end going uphill, ∇f(xₖ₊₁)·(xₖ₊₁ − xₖ) > 0, until it is near: numbers (*B)."""
    counted = ~_near(run)[:-1] & (run.step[:-1].reshape(-1, *[1] * run.last.ndim) < run.last)
    return (_uphill(run) & counted).sum(0) / np.maximum(counted.sum(0), 1)


def arrived(run: Trajectory) -> Array:
    """Whether a walk is where it was going: booleans (*B).

    It is if its outcome is CONVERGED, or if ‖∇f‖ has fallen to 1 % of the steepest slope it met and it is not creeping
    on, as it would along the floor of a narrow valley.  It creeps if in the last quarter of the record the slope has
    not halved; unless it is below a millionth of the steepest, or the walk hovers: more than a quarter of those steps
    overshoot.
    """
    slope, quarter = np.linalg.norm(run.grad, axis=-1), _quarter(run)
    before, end = slope[-1 - quarter if quarter < len(slope) else 0], slope[-1]
    hovers = _uphill(run)[-quarter:].sum(0) > UPHILL * quarter
    creeps = (end > 0.5 * before) & (end > 1e-6 * np.fmax.reduce(slope, axis=0)) & ~hovers
    return (run.outcome == Outcome.CONVERGED) | (_near(run)[-1] & ~creeps)


def growing(run: Trajectory) -> Array:
    """Whether a walk that still has numbers is on its way up: booleans (*B).

    It is if the highest value in the last quarter of its steps stands more than 1 % higher above the lowest it met than
    the highest in the first quarter does.
    """
    step, quarter = run.step.reshape(-1, *[1] * run.last.ndim), run.last // 4
    early = np.fmax.reduce(np.where(step <= quarter, run.value, np.nan), axis=0)
    late = np.fmax.reduce(np.where(step >= run.last - quarter, run.value, np.nan), axis=0)
    low = np.fmin.reduce(run.value, axis=0)
    return late - low > 1.01 * (early - low)


def halved(run: Trajectory, low: float) -> Array:
    """The first recorded step at which a walk has lost half of its height above ``low``: numbers (*B), nan if never."""
    half = run.value - low <= (run.value[0] - low) / 2
    return np.where(half.any(0), run.step[half.argmax(0)], np.nan)


def for_good(near: Array, step: Array) -> Array:
    """The step of ``step`` (K,) from which on ``near`` (K, *B) holds without a break, inf where it fails at the end."""
    rows = np.logical_and.accumulate(near[::-1], axis=0).sum(0)  # so many at the end
    return np.where(rows > 0, step[np.minimum(len(step) - rows, len(step) - 1)], np.inf)


def _quarter(run) -> int:
    return max(len(run.value) // 4, 1)


def _near(run) -> Array:
    """(K, *B): from the row on from which ‖∇f‖ never again exceeds 1 % of the steepest met by then."""
    slope = np.linalg.norm(run.grad, axis=-1)
    steep = ~(slope <= ARRIVED * np.fmax.accumulate(slope, axis=0))
    return ~np.logical_or.accumulate(steep[::-1], axis=0)[::-1]


def _uphill(run) -> Array:
    """(K − 1, *B): whether a step overshot, its end sloping up in the direction it went."""
    length = np.hypot.reduce(run.grad[1:], axis=-1, keepdims=True)
    direction = run.grad[1:] / np.where(length > 0, length, 1.0)  # so that nothing overflows
    return (direction * np.diff(run.x, axis=0)).sum(-1) > 0
