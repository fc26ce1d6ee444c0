"""Races: several rules from one start, who arrives and when, and a fair rate for each.

A racer has **arrived** if it ended at the goal f*, as the judge of every verdict has it (``analysis.predicates``), at
the first recorded step from which on it stays near the height of the goal, which is the same for all of them: near
where each has ended, who ends higher would be there sooner.  Passing through at speed is no arrival.  The goal is the
lowest known minimum; on ground without a known one it is the lowest height that any racer saw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from gdengine.analysis.diagnosis import arrival_at
from gdengine.analysis.sweeps import goal
from gdengine.core import Objective, Outcome, Trajectory
from gdengine.rules.optimizers import OPTIMIZERS

RACERS = ("gd", "sgd", *list(OPTIMIZERS)[1:])  # sgd: plain descent that stumbles


class Finish(NamedTuple):
    """How one racer did."""

    name: str
    arrived: int | None  # the step of its arrival
    height: float  # f at the end: the last finite one
    length: float  # of its path, until it arrived or else until its last finite step
    outcome: Outcome

    @property
    def gone(self) -> bool:
        """Whether its numbers ended: there is nowhere that it is, and no height of it to compare."""
        return self.outcome == Outcome.DIVERGED


def standings(
    objective: Objective, runs: Mapping[str, Trajectory], felt: Mapping[str, Objective] | None = None
) -> list[Finish]:
    """The racers (name → run (K, D)) in the order of their arrival; those that did not arrive follow, lowest first, and
    after them those that are gone, as they are given.

    Whether one arrived says the judge of every verdict (``analysis.predicates``): it ended at the goal.  ``felt`` holds
    the objective of those who feel it with errors, by name.
    """
    low = goal(objective, *runs.values())
    finishes = [_finish(name, run, low, (felt or {}).get(name, objective)) for name, run in runs.items()]
    return sorted(finishes, key=_rank)


def _finish(name: str, run: Trajectory, low: float, objective: Objective) -> Finish:
    arrived = arrival_at(run, objective, low)
    last = int(run.last) if arrived is None else arrived
    walked = np.isfinite(run.value) & (run.step <= last)
    length = float(np.linalg.norm(np.diff(run.x[walked], axis=0), axis=-1).sum())
    height = run.value[np.isfinite(run.value)]
    return Finish(name, arrived, float(height[-1]) if height.size else math.nan, length, Outcome(int(run.outcome)))


def _rank(finish: Finish) -> tuple[float, bool, float]:
    """Fewest steps to arrive, then lowest at the end; who is gone has no height to compare."""
    arrived = math.inf if finish.arrived is None else finish.arrived
    return arrived, finish.gone, math.inf if finish.gone or math.isnan(finish.height) else finish.height


def entry(word: str) -> tuple[str, float | None]:
    """The racer and, if it has one, its rate, from a word such as "adam_0.02"; ValueError, with a sentence."""
    name, _, number = word.partition("_")
    if name not in RACERS:
        raise ValueError(f"it names racers: {', '.join(RACERS)}, each perhaps with a rate, as in gd_0.1")
    try:
        rate = float(number.replace("_", "?")) if number else None  # to Python 1_0 is ten
    except ValueError:
        rate = math.nan
    if rate is not None and not 0 < rate < math.inf:
        raise ValueError(f"the rate of {name} is a number above 0, as in {name}_0.1")
    return name, rate


def entries(text: str, rate: float) -> dict[str, float]:
    """Who races, and at which rate: name → rate, in the order of ``RACERS``, from a text such as "gd_0.1 adam_0.02".

    One without a rate gets ``rate``.  ValueError as from ``entry``.
    """
    asked = {name: rate if own is None else own for name, own in map(entry, text.split())}
    return {name: asked[name] for name in RACERS if name in asked}


def written(rates: Mapping[str, float]) -> str:
    """The text that ``entries`` reads, each rate to six digits, as a knob holds one that was turned."""
    return " ".join(f"{name}_{rate:.6g}" for name, rate in rates.items())
