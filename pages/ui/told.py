"""What is told of a record's run and of its family, remembered: kinds of steps, diagnoses, regimes of rates.

One judgement serves them all.  The grid of rates is judged once, whatever the rate in force.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine import Trajectory
from gdengine.analysis.diagnosis import Diagnosis, diagnoses
from gdengine.analysis.measures import Regime
from gdengine.analysis.predicates import Judgement, judge, regimes
from gdengine.analysis.telling import Telling, tell
from gdengine.core import Array
from gdengine.experiments.descent import Descent
from pages.charts.kit.moments import thinned
from pages.ui.memory import remember
from pages.ui.results import diagnosis, first_run, grid, judgement, objective, seen_apart, whatever_rate


class Told(NamedTuple):
    """What is told of M members, and at which rows."""

    run: Trajectory  # (K, M), only its first rows: for the sentence of the start
    telling: Telling  # (F, M)
    found: tuple[Diagnosis, ...]  # (M)
    rates: Array  # (M,)


@remember(of=seen_apart)
def told_alone(record: Descent) -> Told:
    """Of the record's first run, at every recorded row."""
    run, found = first_run(record), diagnosis(record)
    told = tell(run, objective(record), record.rule(), np.array(found.ended))
    return Told(_opening(run), told, (found,), np.array([record.lr]))


@remember(of=whatever_rate)
def told_family(record: Descent) -> Told:
    """Of the record's run at every rate of its grid, at the rows of a family."""
    rates, run = grid(record)
    ground, judged = objective(record), _judged(record)
    told = tell(run, ground, ended=judged.ending.ended).at(thinned(len(run.step)))
    found = diagnoses(run, ground, record.rule(rates[:, None]), judged)
    return Told(_opening(run), told, tuple(found), rates)


@remember()
def _judged(record: Descent) -> Judgement:
    return judge(grid(record)[1], objective(record))


def regimes_of(record: Descent) -> list[Regime]:
    """The regime of every member of the record's family, the rate in force last."""
    return [*_others_regimes(record), _regime(record)]


@remember(of=whatever_rate)
def _others_regimes(record: Descent) -> tuple[Regime, ...]:
    return tuple(map(Regime, regimes(grid(record)[1], objective(record), _judged(record)).tolist()))


@remember(of=seen_apart)
def _regime(record: Descent) -> Regime:
    return Regime(int(regimes(first_run(record), objective(record), judgement(record))))


def _opening(run: Trajectory) -> Trajectory:
    """The first two rows."""
    step, x, value, grad = (part[:2].copy() for part in run[:4])
    return Trajectory(step, x, value, grad, run.outcome, run.last)
