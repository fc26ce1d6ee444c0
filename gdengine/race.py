"""Races: several rules from one start, who arrives and when, and a fair rate for each.

A racer has **arrived** at the first recorded step from which on it stays low: f(x) − f* ≤ tol·(f(x₀) − f*), f* being
the goal.  Passing through at speed is no arrival.  The goal is the lowest known minimum; on ground without a known one
it is the lowest height that any racer saw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory
from gdengine.explore import sweep
from gdengine.optimizers import OPTIMIZERS

RACERS = ("gd", "sgd", *list(OPTIMIZERS)[1:])  # sgd: plain descent that stumbles
TOLERANCE = 1e-3  # the part of the whole descent that may be left on arrival
RATES = np.array([float(f"{rate:.3g}") for rate in np.geomspace(1e-5, 10, 121)])  # tried for every rule alike


class Finish(NamedTuple):
    """How one racer did."""

    name: str
    arrived: int | None  # the step of its arrival
    height: float  # f at the end: the last finite one
    length: float  # of its path, until it arrived or else until its last finite step
    outcome: Outcome


def goal(objective: Objective, *runs: Trajectory) -> float:
    """f*, what the racers run for: the lowest known minimum, else the lowest finite value of these runs."""
    if objective.minima:
        return float(objective(np.array(objective.minima, float)).min())
    return min((float(v) for run in runs for v in run.value[np.isfinite(run.value)].ravel()), default=math.nan)


def arrivals(run: Trajectory, low: float, tol: float = TOLERANCE) -> Array:
    """The recorded step at which each member arrived at the goal ``low``, inf for one that did not: floats (*B)."""
    return for_good(run.value - low <= tol * (run.value[0] - low), run.step)  # nan is not near


def for_good(near: Array, step: Array) -> Array:
    """The step of ``step`` (K,) from which on ``near`` (K, *B) holds without a break, inf where it fails at the end."""
    rows = np.logical_and.accumulate(near[::-1], axis=0).sum(0)  # so many at the end
    return np.where(rows > 0, step[np.minimum(len(step) - rows, len(step) - 1)], np.inf)


def standings(objective: Objective, runs: Mapping[str, Trajectory], tol: float = TOLERANCE) -> list[Finish]:
    """The racers (name → run (K, D)) in the order of their arrival; those that did not arrive follow, lowest first."""
    low = goal(objective, *runs.values())
    finishes = [_finish(name, run, float(arrivals(run, low, tol))) for name, run in runs.items()]
    return sorted(finishes, key=lambda finish: _rank(finish.arrived, finish.height))


def _finish(name, run, arrived) -> Finish:
    walked = np.isfinite(run.value) & (run.step <= min(arrived, run.last))
    length = float(np.linalg.norm(np.diff(run.x[walked], axis=0), axis=-1).sum())
    height = run.value[np.isfinite(run.value)]
    return Finish(
        name,
        None if math.isinf(arrived) else int(arrived),
        float(height[-1]) if height.size else math.nan,
        length,
        Outcome(int(run.outcome)),
    )


def _rank(arrived: float | None, height: float) -> tuple[float, float]:
    """Fewest steps to arrive, then lowest at the end."""
    return math.inf if arrived is None else arrived, math.inf if math.isnan(height) else height


def fair_rate(
    objective: Objective,
    make_optimizer: Callable[[Array], Optimizer],
    x0,
    steps: int,
    *,
    rates: Array = RATES,
    tol: float = TOLERANCE,
) -> float:
    """The best of ``rates`` (R,) for this rule from the start ``x0`` (D,) within so many steps.

    Best is the rate with the fewest steps to arrive; among equals, and where none arrives, the one that ends lowest;
    after that the smallest.  Diverged runs do not count: nan where all have diverged.  Every rule gets the same rates
    and the same criterion, so the race between their best is fair.  ``make_optimizer`` is as for ``explore.sweep``.
    """
    run = sweep(objective, make_optimizer, x0, rates, steps)
    sound = run.outcome != Outcome.DIVERGED
    height = np.where(sound, run.value[-1], np.inf)
    steps_taken = np.where(sound, arrivals(run, goal(objective, run), tol), np.inf)
    best = np.lexsort([height, steps_taken])[0]  # stable: the smallest of equal rates
    return float(rates[best]) if sound[best] else math.nan


def entries(text: str, rate: float) -> dict[str, float]:
    """Who races, and at which rate: name → rate, in the order of ``RACERS``, from a text such as "gd_0.1 adam_0.02".

    One without a rate gets ``rate``.  What is no racer, or no rate above 0, is left out.
    """
    asked = {}
    for word in text.split():
        name, _, number = word.partition("_")
        try:
            asked[name] = float(number) if number else rate
        except ValueError:
            continue
    return {name: asked[name] for name in RACERS if 0 < asked.get(name, 0) < math.inf}


def written(rates: Mapping[str, float]) -> str:
    """The text that ``entries`` reads, each rate to four digits."""
    return " ".join(f"{name}_{rate:.4g}" for name, rate in rates.items())
