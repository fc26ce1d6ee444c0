"""Sweeps: one walk at many learning rates, who arrives at the goal and when, and the fair rate of a rule.

A walk has **arrived** at the first recorded step from which on it stays low: f(x) − f* ≤ ``ARRIVAL_TOLERANCE`` ·
(f(x₀) − f*), f* being the goal.  Passing through at speed is no arrival.  The goal is the lowest known minimum; on
ground without a known one it is the lowest height that any of the walks saw.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.measures import for_good
from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory
from gdengine.loop.descend import descend

ARRIVAL_TOLERANCE = 1e-3  # the part of the whole descent that may be left on arrival
FAIR_RATES = np.array([float(f"{rate:.3g}") for rate in np.geomspace(1e-5, 10, 121)])  # tried for every rule alike


def sweep(
    objective: Objective,
    make_optimizer: Callable[[Array], Optimizer],
    x0: ArrayLike,
    rates: ArrayLike,
    steps: int,
    **options: Any,
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


def goal(objective: Objective, *runs: Trajectory) -> float:
    """f*, what the racers run for: the lowest known minimum, else the lowest finite value of these runs."""
    if objective.minima:
        return float(objective(np.array(objective.minima, float)).min())
    return min((float(v) for run in runs for v in run.value[np.isfinite(run.value)].ravel()), default=math.nan)


def arrivals(run: Trajectory, low: float) -> Array:
    """The recorded step at which each member arrived at the goal ``low``, inf for one that did not: floats (*B)."""
    return for_good(run.value - low <= ARRIVAL_TOLERANCE * (run.value[0] - low), run.step)  # nan is not near


def fair_rate(
    objective: Objective,
    make_optimizer: Callable[[Array], Optimizer],
    x0: ArrayLike,
    steps: int,
    *,
    rates: Array = FAIR_RATES,
) -> float:
    """The best of ``rates`` (R,) for this rule from the start ``x0`` (D,) within so many steps.

    Best is the rate that arrives in the fewest steps together with its neighbors, the slowest of the three counting: a
    rate that hits the goal by luck is none to race with.  Among equals it is the one that arrives sooner itself.  Where
    no three arrive it is the rate that ends lowest together with its neighbors, the highest of the three counting; then
    the one that ends lowest itself; after that the smallest.  Diverged runs do not count: nan where all have diverged.
    Every rule gets the same rates and the same criterion, so the race between their best is fair.  ``make_optimizer``
    is as for ``sweep``.
    """
    run = sweep(objective, make_optimizer, x0, rates, steps)
    sound = run.outcome != Outcome.DIVERGED
    height = np.where(sound, run.value[-1], np.inf)
    steps_taken = np.where(sound, arrivals(run, goal(objective, run)), np.inf)
    beside = _worst_of_three(steps_taken)
    alone = np.where(np.isfinite(beside), steps_taken, np.inf)  # who arrives alone has not arrived
    around = np.where(sound, _worst_of_three(np.where(sound, height, -np.inf)), np.inf)
    best = np.lexsort([height, around, alone, beside])[0]  # stable: the smallest of equal rates
    return float(rates[best]) if sound[best] else math.nan


def _worst_of_three(cost: Array) -> Array:
    """The highest cost of each rate (R,) and its neighbors."""
    return np.stack([np.append(-np.inf, cost[:-1]), cost, np.append(cost[1:], -np.inf)]).max(0)
