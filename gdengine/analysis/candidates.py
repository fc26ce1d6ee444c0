"""What might help a record: the candidates for ``analysis.mends``, the smallest change first.

Rates are one batch axis, so a whole grid of them costs about as much as a few runs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.endings import Ended, near_height
from gdengine.analysis.predicates import judge
from gdengine.analysis.resting import spot
from gdengine.analysis.walks import FEW_DIMENSIONS, most, walks
from gdengine.core import Array, Objective, Optimizer, Trajectory, joined
from gdengine.loop.descend import descend

TRIED_RATES = [float(f"{rate:.2g}") for rate in 10 ** np.arange(-6, 1.76, 0.25)]  # with the rule in force
OTHER_RATES = TRIED_RATES[::2]  # with every other rule
FAMILY_UPDATES = 4000  # of all families of one record together; at least the rule in force is tried
FIRST_RULES = 2  # of the other rules are tried first
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
RULE_ORDER = ("momentum", "adam", "rmsprop", "nesterov", "gd", "adagrad")  # in which rules are tried
RANK = {  # how good an ending is; among equals the lower one is better
    Ended.DEEPEST: 0,
    Ended.HIGHER: 2,
    Ended.CORNER: 2,
    Ended.UNFINISHED: 3,
    Ended.LEVEL: 3,
    Ended.FLAT: 3,
    Ended.BOTTOMLESS: 4,
    Ended.OUTSIDE: 5,
    Ended.UNDEFINED: 5,
    Ended.INFINITY: 5,
}


class Record(Protocol):
    """What is asked of an experiment; it is a frozen dataclass."""

    def objective(self) -> Objective:
        """What is descended."""

    def rule(self, lr: Any = None) -> Optimizer:
        """The rule in force, at its rate or at the rates (M, 1)."""

    def start(self) -> Array:
        """(D,)."""

    def updates(self) -> int:
        """How many updates it makes."""

    def options(self) -> dict[str, Any]:
        """What ``descend`` is told besides."""

    @classmethod
    def knobs(cls) -> Mapping[str, tuple[type, Any]]:
        """Field → (type, knob)."""


class Tried(NamedTuple):
    """What became of a record."""

    found: Diagnosis
    low: float  # f where it ended; where it hops or wanders, the highest of its tail


@np.errstate(all="ignore")  # far out, values and differences overflow
def tried(record: Any) -> Tried:
    """What becomes of a record."""
    objective, rule = record.objective(), record.rule()
    run = walked(record, objective, rule)
    found, w = diagnose(run, objective, rule), walks(run, objective)
    restless = found.ended == Ended.CORNER or {"hopping", "wandering"} & {*found.how}
    return Tried(found, float((most(w.value, w.tail) if restless else spot(w).value)[0]))


def walked(record: Any, objective: Objective, rule: Optimizer) -> Trajectory:
    """The record's walk, by this rule."""
    return descend(objective, rule, record.start(), record.updates(), **record.options())


def candidates(record: Any, now: Tried) -> Iterator[Iterator[Any]]:
    """Records that might do better, the smallest change first, those of one kind together, the most promising first."""
    found, how = now.found, {*now.found.how}
    if found.units is not None:
        yield from (iter([one]) for one in _working_units(record, found))
    if found.ended != Ended.UNDEFINED:
        if found.ended == Ended.UNFINISHED and not {"hopping", "wandering", "faded"} & how:
            yield _budgets(record, now)
        if found.ended == Ended.CORNER:
            yield _decays(record)
        if record.objective().dim > FEW_DIMENSIONS:
            yield from (iter([one]) for one in _dear(record))
        else:
            yield _families([record], TRIED_RATES)
            if "scale" in record.knobs() and record.scale == "raw":
                yield _families([dataclasses.replace(record, scale="standardized")], TRIED_RATES)
            others = list(_other_rules(record))[: max(0, FAMILY_UPDATES // record.updates() - 1)]
            yield _families(others[:FIRST_RULES], OTHER_RATES)
            yield _families(others[FIRST_RULES:], OTHER_RATES)
        if {"hovering", "hopping", "overshooting", "wandering"} & how and found.ended != Ended.CORNER:
            yield _decays(record)
    if found.ended in MOVABLE_ENDINGS:
        yield _other_starts(record)


def _other_rules(record: Any) -> Iterator[Any]:
    for name in RULE_ORDER:
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
    knob = record.knobs()["lr"][1]
    for factor in DEAR_FACTORS:
        rate = float(f"{factor * record.lr:.2g}")
        if knob.low <= rate <= knob.high:
            yield dataclasses.replace(record, lr=rate)
    for name, rate in (("momentum", 0.3 * record.lr), ("adam", 0.01)):
        if name != record.optimizer:
            yield dataclasses.replace(record, optimizer=name, lr=min(max(float(f"{rate:.2g}"), knob.low), knob.high))


def _families(records: list[Any], grid: list[float]) -> Iterator[Any]:
    """These records at the rates of the grid, in one judgement: the most promising that look better, the best first."""
    if not records:
        return
    objective, knob = records[0].objective(), records[0].knobs()["lr"][1]
    rates = np.array([rate for rate in grid if knob.low <= rate <= knob.high])
    runs = [walked(record, objective, record.rule(rates[:, None])) for record in records]
    for place in promising(joined(runs), objective, len(rates))[:VERIFIED_CANDIDATES]:
        yield dataclasses.replace(records[place // len(rates)], lr=float(rates[place % len(rates)]))


def promising(run: Trajectory, objective: Objective, grid: int) -> list[int]:
    """The members of families (each a grid of so many rates) from the best ending on.

    Of those that arrive, first the one whose neighbors arrive soonest, too: a lucky hit is no advice.
    """
    ended = judge(run, objective).ending.ended
    with np.errstate(all="ignore"):
        w = walks(run, objective)
        low = spot(w).value
        far = (w.value - low > near_height(w)) & w.walked
    arrival = np.where(far.any(0), len(far) - far[::-1].argmax(0), 0).astype(float)
    arrival[ended != Ended.DEEPEST] = np.inf
    rank = np.array([RANK[Ended(kind)] for kind in ended.tolist()])
    low = np.where(ended == Ended.CORNER, most(w.value, w.tail), np.where(np.isfinite(low), low, np.inf))
    worst = _with_neighbors(np.where(ended == Ended.CORNER, low, -np.inf), grid)
    order = np.lexsort([low, worst, arrival, _with_neighbors(arrival, grid), rank])
    return cast(list[int], order.tolist())


def _with_neighbors(cost: Array, grid: int) -> Array:
    """The worst of every member and those beside it on its grid."""
    rows = cost.reshape(-1, grid)
    edge = np.full((len(rows), 1), np.inf)
    return np.stack([np.hstack([edge, rows[:, :-1]]), rows, np.hstack([rows[:, 1:], edge])]).max(0).ravel()


def _budgets(record: Any, now: Tried) -> Iterator[Any]:
    """The record with as many steps as it takes, if the most there are suffice."""
    most = int(record.knobs()["steps"][1].high)
    if record.steps >= most:
        return
    longest = dataclasses.replace(record, steps=most)
    after = tried(longest)
    if after.found.arrival is not None and RANK[after.found.ended] < RANK[now.found.ended]:
        needed = BUDGET_SPARE * after.found.arrival / record.updates() * record.steps
        enough = [steps for steps in ROUND_BUDGETS if max(needed, record.steps) < steps < most]
        yield from (dataclasses.replace(record, steps=steps) for steps in enough[:1])
    yield longest


def _decays(record: Any) -> Iterator[Any]:
    """The record with a rate that decays: the best of a few."""
    name = next((name for name in record.knobs() if "decay" in name), "")
    if name and getattr(record, name) == 1:
        tests = [dataclasses.replace(record, **{name: decay}) for decay in DECAYS]
        yield from sorted(tests, key=lambda test: (RANK[(after := tried(test)).found.ended], after.low))[:1]


def _other_starts(record: Any) -> Iterator[Any]:
    """The record from the start, of a grid, that ends best and lies nearest."""
    objective, names = record.objective(), getattr(record, "coordinates", ())
    if not names or objective.dim not in STARTS_A_SIDE or not objective.box:
        return
    axes = [np.linspace(low, high, STARTS_A_SIDE[objective.dim] + 2)[1:-1].round(2) for low, high in objective.box]
    starts = np.stack(np.meshgrid(*axes), -1).reshape(-1, objective.dim)
    run = descend(objective, record.rule(), starts, record.updates(), **record.options())
    rank = np.array([RANK[Ended(kind)] for kind in judge(run, objective).ending.ended.tolist()])
    still = (run.x[-1] == starts).all(-1)  # a start on the very spot teaches nothing
    for place in np.lexsort([np.linalg.norm(starts - record.start(), axis=-1), rank, still])[:2]:
        yield dataclasses.replace(record, **dict(zip(names, map(float, starts[place]))))
