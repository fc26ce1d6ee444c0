"""What might help a record: the candidates for ``analysis.mends``, the smallest change first.

What it costs is counted in updates, never in seconds, so that the same is offered everywhere.  Rates and rules are one
batch axis: a grid of them costs about as much as a few runs.  Shorter budgets are read off the longest one's walk.

A record is a frozen dataclass with what ``experiments.descent.Descent`` has, a room above this one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from gdengine.analysis.comparing import RANK, Tried, ends_better
from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.endings import Ended, ending
from gdengine.analysis.rate_grid import FAMILY_UPDATES, Look, promising
from gdengine.analysis.resting import spot
from gdengine.analysis.walks import FEW_DIMENSIONS, most, walks
from gdengine.core import Objective, Optimizer, Outcome, Trajectory, joined
from gdengine.loop.descend import descend
from gdengine.rules.rule import OPTIMIZERS

TRIED_RATES = [float(f"{rate:.2g}") for rate in 10 ** np.arange(-6, 1.76, 0.25)]  # with the rule in force
OTHER_RATES = TRIED_RATES[::2]  # with every other rule
DEAR_SAMPLED_UPDATES = 125  # from here on a walk of sampled steps takes more than some milliseconds
LONGEST_SAMPLED_UPDATES = 400  # of a walk of sampled steps that is tried without having been asked for
VERIFIED_CANDIDATES = 3  # of a group, the candidates that look best are run alone
DEAR_FACTORS = (0.3, 3.0)  # of the rate in force, where a run is dear
TRIED_MOMENTUM = 0.9  # the momentum that is tried
DECAYS = (0.98, 0.95, 0.9)  # that are tried, of the rate
# where another start is no cheat
MOVABLE_ENDINGS = (Ended.HIGHER, Ended.LEVEL, Ended.FLAT, Ended.OUTSIDE, Ended.UNDEFINED)
STARTS_A_SIDE = {1: 8, 2: 6}  # other starts that are tried: a grid over the box
BUDGET_SPARE = 1.25  # so many times the steps it took are offered
DRAWN_SCHEMES = ("xavier_uniform", "he_uniform")  # first weights that are tried, where units are copies
NEVER_DEAD = ("leaky_relu", "tanh")  # activations that are tried, where units are dead
ROUND_BUDGETS = (10, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000)
FIRST_TRIED = ("momentum", "adam", "rmsprop", "nesterov", "gd", "adagrad")  # of the other rules; then all there are


class Candidate(NamedTuple):
    """A record that might do better, and what becomes of it where that is known already."""

    record: Any
    known: Tried | None = None


def tried(record: Any) -> Tried:
    """What becomes of a record."""
    objective, rule = record.objective(), record.rule()
    return _judged(walked(record, objective, rule), objective, rule)


def _judged(run: Trajectory, objective: Objective, rule: Optimizer) -> Tried:
    return seen(run, objective, diagnose(run, objective, rule))


@np.errstate(all="ignore")  # far out, values and differences overflow
def seen(run: Trajectory, objective: Objective, found: Diagnosis) -> Tried:
    """What becomes of a record whose run is there, and has been found to be so."""
    w = walks(run, objective)
    restless = found.ended == Ended.CORNER or {"hopping", "wandering"} & {*found.how}
    return Tried(found, float((most(w.value, w.tail) if restless else spot(w).value)[0]))


def walked(record: Any, objective: Objective, rule: Optimizer) -> Trajectory:
    """The record's walk, by this rule."""
    return descend(objective, rule, record.start(), record.updates(), **record.options())


def dear(objective: Objective, updates: int) -> bool:
    """Whether so many updates take more than some milliseconds: of a network, or where many steps are sampled."""
    return objective.dim > FEW_DIMENSIONS or (objective.noisy is not None and updates > DEAR_SAMPLED_UPDATES)


def candidates(record: Any, now: Tried, look: Look) -> list[Callable[[], Iterator[Candidate]]]:
    """What might do better, the smallest change first: groups of one kind, each found when it is asked for.

    ``look``: ``look_at``, or a caller's memory of it.
    """
    found, how = now.found, {*now.found.how}
    groups: list[Callable[[], Iterator[Candidate]]] = []
    if found.units is not None:
        groups += [partial(_one, test) for test in _working_units(record, found)]
    if found.ended != Ended.UNDEFINED:
        if found.ended == Ended.UNFINISHED and not {"hopping", "wandering", "faded"} & how:
            groups.append(partial(_budgets, record, now))
        if found.ended == Ended.CORNER:
            groups.append(partial(_decays, record))
        if record.objective().dim > FEW_DIMENSIONS:
            groups += [partial(_one, test) for test in _dear(record)]
        else:
            groups.append(partial(_families, record, [record], TRIED_RATES, now, look))
            if "scale" in record.knobs() and record.scale == "raw" and record.spread():
                standardized = dataclasses.replace(record, scale="standardized")
                groups.append(partial(_families, record, [standardized], TRIED_RATES, now, look))
            groups.append(partial(_families, record, [*_other_rules(record)], OTHER_RATES, now, look))
        if {"hovering", "hopping", "overshooting", "wandering"} & how and found.ended != Ended.CORNER:
            groups.append(partial(_decays, record))
    if found.ended in MOVABLE_ENDINGS:
        groups.append(partial(_other_starts, record))
    return groups


def _one(record: Any) -> Iterator[Candidate]:
    yield Candidate(record)


def _other_rules(record: Any) -> Iterator[Any]:
    for name in dict.fromkeys((*FIRST_TRIED, *OPTIMIZERS)):
        mass = {"mass": TRIED_MOMENTUM} if name in ("momentum", "nesterov") else {}
        if name != record.optimizer or (mass and record.mass != TRIED_MOMENTUM):
            yield dataclasses.replace(record, optimizer=name, **mass)


def _working_units(record: Any, found: Diagnosis) -> Iterator[Any]:
    """A network whose units are copies of each other, with weights drawn apart; one with dead units, with others."""
    units = found.units
    if units is not None and units.alike.any() and not record.typed():
        yield from (dataclasses.replace(record, scheme=name) for name in DRAWN_SCHEMES if name != record.scheme)
    if units is not None and units.dead.any():
        yield from (dataclasses.replace(record, activation=name) for name in NEVER_DEAD if name != record.activation)


def _dear(record: Any) -> Iterator[Any]:
    """Where a run is dear, a few that are worth one."""
    knob = record.knobs()["lr"]
    for factor in DEAR_FACTORS:
        rate = float(f"{factor * record.lr:.2g}")
        if knob.low <= rate <= knob.high:
            yield dataclasses.replace(record, lr=rate)
    for name, rate in (("momentum", 0.3 * record.lr), ("adam", 0.01)):
        if name != record.optimizer:
            yield dataclasses.replace(record, optimizer=name, lr=min(max(float(f"{rate:.2g}"), knob.low), knob.high))


def _families(record: Any, tests: Sequence[Any], grid: list[float], now: Tried, look: Look) -> Iterator[Candidate]:
    """These tests at the rates of the grid: the most promising, the best first.

    Of a walk that was looked at to its end nothing is left that ends no better than now.
    """
    knob = record.knobs()["lr"]
    rates = tuple(rate for rate in grid if knob.low <= rate <= knob.high)
    if not tests:
        return
    order, ended, low = look(tuple(dataclasses.replace(test, lr=rates[0]) for test in tests), rates)
    ground, whole = record.objective(), record.updates() <= FAMILY_UPDATES
    hopeful = (place for place in order if not whole or ends_better(Ended(ended[place]), low[place], True, now, ground))
    for place in islice(hopeful, VERIFIED_CANDIDATES):
        yield Candidate(dataclasses.replace(tests[place // len(rates)], lr=rates[place % len(rates)]))


def _budgets(record: Any, now: Tried) -> Iterator[Candidate]:
    """The record with as many steps as it takes, if the most that are tried suffice; else with those."""
    per, most = record.every(), int(record.knobs()["steps"].high)
    objective, rule = record.objective(), record.rule()
    if objective.noisy is not None and not dear(objective, record.updates()):
        most = min(most, LONGEST_SAMPLED_UPDATES // per)
    if record.steps >= most:
        return
    longest = dataclasses.replace(record, steps=most)
    run = walked(longest, objective, rule)
    after = _judged(run, objective, rule)
    if after.found.arrival is not None and RANK[after.found.ended] < RANK[now.found.ended]:
        needed = BUDGET_SPARE * after.found.arrival / per
        enough = [steps for steps in ROUND_BUDGETS if max(needed, record.steps) < steps < most]
        for steps in enough[:1]:
            yield Candidate(dataclasses.replace(record, steps=steps), _judged(until(run, steps * per), objective, rule))
    yield Candidate(longest, after)


def until(run: Trajectory, steps: int) -> Trajectory:
    """The run (K, *B, D) as it would have been with only so many steps (one that is recorded): the same, cut off."""
    rows, cut = slice(int(np.searchsorted(run.step, steps, "right"))), run.last >= steps
    x, value, grad = (part[rows] for part in run[1:4])
    outcome = np.where(cut, np.int8(Outcome.RUNNING), run.outcome)
    return Trajectory(run.step[rows], x, value, grad, outcome, np.where(cut, steps, run.last))


def _decays(record: Any) -> Iterator[Candidate]:
    """The record with a rate that decays: the best of a few."""
    if record.decay == 1:
        objective, tests = record.objective(), [dataclasses.replace(record, decay=decay) for decay in DECAYS]
        runs = [walked(test, objective, test.rule()) for test in tests]
        order, _, _ = promising(joined([run.member(np.newaxis) for run in runs]), objective, len(tests))
        best = tests[order[0]]
        yield Candidate(best, _judged(runs[order[0]], objective, best.rule()))


def _other_starts(record: Any) -> Iterator[Candidate]:
    """The record from the two starts, of a grid, that end best, of equals those that lie nearest."""
    objective, names = record.objective(), record.coordinates
    if not names or objective.dim not in STARTS_A_SIDE or not objective.box:
        return
    knobs = [record.knobs()[name] for name in names]  # a window may reach beyond where a walk can be set to start
    sides = [(max(low, knob.low), min(high, knob.high)) for (low, high), knob in zip(objective.box, knobs)]
    if any(low >= high for low, high in sides):
        return
    axes = [np.linspace(low, high, STARTS_A_SIDE[objective.dim] + 2)[1:-1].round(2) for low, high in sides]
    starts = np.stack(np.meshgrid(*axes), -1).reshape(-1, objective.dim)
    run = descend(objective, record.rule(), starts, record.updates(), **record.options())
    with np.errstate(all="ignore"):  # far out, values and differences overflow
        rank = np.array([RANK[Ended(kind)] for kind in ending(walks(run, objective)).ended.tolist()])
    still = (run.x[-1] == starts).all(-1)  # a start on the very spot teaches nothing
    for place in np.lexsort([np.linalg.norm(starts - record.start(), axis=-1), rank, still])[:2]:
        yield Candidate(dataclasses.replace(record, **dict(zip(names, map(float, starts[place])))))
