"""Many walks at once: from every start of a map, with every rate of a range, and what became of each.

The measures at the end (``overshooting``, ``arrived``, ``growing``) look only at the numbers a ``Trajectory`` recorded;
a sweep and the verdict on a single run (``gdengine.diagnose``) use the same ones.  They need a run recorded step by
step: with ``every=k`` they judge what is left of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory
from gdengine.descend import descend

DIVERGED, NONE = -1, -2  # what ``basins`` says of a start that reached no minimum
LEVEL = 1e-7  # slope and step below which a walk of some hundred steps goes nowhere any more
ARRIVED = 0.01  # a walk has arrived where the slope is this fraction of the steepest it met
UPHILL = 0.25  # a walk oscillates if more than this share of its steps overshoots


def basins(objective: Objective, optimizer: Optimizer, n: int = 150, steps: int = 300) -> Array:
    """For every start of an n × n grid over the box: the index in ``objective.minima`` of the minimum it reaches.

    (n, n) integers: row 0 is the lowest y, column 0 the lowest x (an image wants ``[::-1]``); the grid includes the
    edges of the box.  For a curve (n,).  A start that diverges has −1, one that is near no minimum at the end has −2.
    Raises ValueError unless the objective has one or two dimensions and a box, and n is a whole number of at least 1.
    """
    if objective.dim not in (1, 2) or len(objective.box) != objective.dim:
        raise ValueError(
            f"a map needs an objective with a box of one or two dimensions, which {objective.name!r} has not"
        )
    if not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"n, the starts along a side, must be a whole number of at least 1, not {n}")
    axes = [np.linspace(low, high, n) for low, high in objective.box]
    starts = np.stack(np.meshgrid(*axes), axis=-1)
    run = descend(objective, optimizer, starts, steps, history=False, tol=LEVEL)  # who has arrived need not go on
    return np.where(run.outcome == Outcome.DIVERGED, DIVERGED, reached(objective, run.x[-1]))


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


def sweep(
    objective: Objective, make_optimizer: Callable[[Array], Optimizer], x0, rates, steps: int, **options
) -> Trajectory:
    """One walk for each of ``rates`` (R,), from each start in ``x0`` (*B, D), all in one ``descend``.

    ``make_optimizer(rate)`` gives the rule, say ``OPTIMIZERS["adam"]`` or ``lambda rate: momentum(rate, mass=0.5)``; it
    is called once, with the rates as (R, 1).  The trajectory has the batch axes (*B, R): rates come last.  ``options``
    are those of ``descend``.  Raises ValueError unless the rates are a list of at least one number, and as ``descend``.
    """
    rates, x0 = np.asarray(rates, float), np.asarray(x0, float)
    if rates.ndim != 1 or not rates.size:
        raise ValueError(f"rates must be a list of at least one learning rate, not an array of shape {rates.shape}")
    starts = x0[..., None, :] if x0.ndim else x0
    return descend(objective, make_optimizer(rates[:, None]), starts, steps, **options)


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
