"""What would help a run, tried before it is offered: another rate, rule, budget, scale or start, or a rate that decays.

``mends(record)`` runs every candidate with the engine, judges it with the judge of the verdict, and keeps those that
end better: nothing outside a knob's range, never the setting in force.  Rates are one batch axis, so a whole grid of
them costs about as much as a few runs.  ``trials(record)`` does the same one group of candidates after another, for
runs that are dear (networks): after each it yields what it found.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.endings import Ended, near_height, spot
from gdengine.analysis.predicates import GONE, judge
from gdengine.analysis.walks import FEW_DIMENSIONS, walks
from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory
from gdengine.loop.descend import descend

MOST_MENDS = 3  # offered at once
TRIED_RATES = [float(f"{rate:.2g}") for rate in 10 ** np.arange(-6, 1.76, 0.25)]
DEAR_FACTORS = (0.3, 3.0)  # of the rate in force, where a run is dear
HALF = 0.5  # of the height above the best: lower means at most so much is left
HEAVY = 0.9  # the momentum that is tried
DECAYS = (0.98, 0.95, 0.9)  # that are tried, of the rate
STARTS_A_SIDE = {1: 9, 2: 5}  # other starts that are tried: a grid over the box
BUDGET_SPARE = 1.25  # so many times the steps it took are offered
ROUND_BUDGETS = (10, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000)
RULES = {  # name → how a button calls it, in the order in which they are tried
    "momentum": "momentum",
    "adam": "Adam",
    "rmsprop": "RMSProp",
    "nesterov": "Nesterov",
    "gd": "gradient descent",
    "adagrad": "AdaGrad",
}
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


class Mend(NamedTuple):
    """An offer: what to set, what a button says, and what it will do, as the engine has seen it do."""

    change: dict[str, Any]  # knob → value
    label: str  # "Try η = 0.0032"
    promise: str  # "arrives in 84 steps"
    ended: Ended  # where it ends with that change
    low: float  # and at which height
    reason: str = ""  # why nothing smaller helps


class Tried(NamedTuple):
    """What became of a record."""

    found: Diagnosis
    low: float  # f where it ended; of a sampled walk where it is on average


def mends(record: Any) -> list[Mend]:
    """Up to three offers that make this record end better, the best first; none where nothing tried does."""
    found = [mend for mend in trials(record) if mend is not None]
    return sorted(found, key=lambda mend: (RANK[mend.ended], mend.low))[:MOST_MENDS]


def trials(record: Any) -> Iterator[Mend | None]:
    """Try one group of candidates after another: after each, its best mend or None.

    It ends early once something arrives at the deepest minimum, and yields nothing for a record that does so itself.
    """
    now = tried(record)
    if now.found.ended == Ended.DEEPEST or now.found.ended == Ended.CORNER and _at_rest(now.found):
        return
    for change_to, label in _groups(record, now):
        mend = _best(record, now, change_to, label)
        yield mend
        if mend is not None and mend.ended == Ended.DEEPEST:
            return


def no_mend(record: Any) -> str:
    """Why nothing is offered, in a sentence: of a record for which ``mends`` found nothing."""
    now = tried(record).found
    said = {
        Ended.DEEPEST: "It has arrived: there is nothing to mend.",
        Ended.BOTTOMLESS: "No setting helps: the ground has no bottom here, whatever the steps.",
        Ended.UNDEFINED: "Choose a start where the function has a value and a slope.",
        Ended.OUTSIDE: "No rate and no rule that this page allows keeps it on the ground: choose another start.",
        Ended.INFINITY: "No rate that this page allows is small enough to hold it.",
        Ended.FLAT: "On ground without a slope no rule and no rate finds a way: choose another start.",
    }
    return said.get(now.ended, "None of the rates, rules, budgets and starts that were tried ends better.")


def tried(record: Any) -> Tried:
    """What becomes of a record."""
    objective, rule = record.objective(), record.rule()
    run = walked(record, objective, rule)
    return Tried(diagnose(run, objective, rule), float(spot(walks(run, objective)).value[0]))


def walked(record: Any, objective: Objective, rule: Optimizer) -> Trajectory:
    """The record's walk, by this rule."""
    return descend(objective, rule, record.start(), record.updates(), **record.options())


# ---- candidates


def _groups(record: Any, now: Tried) -> Iterator[tuple[Any, str]]:
    """Settings that might help, the smallest change first: (record with rates to choose, what the change is)."""
    knobs, found = record.knobs(), now.found
    if found.ended == Ended.UNDEFINED:
        yield from _starts(record)
        return
    if found.ended == Ended.UNFINISHED and "steps" in knobs and not {"hopping", "wandering", "faded"} & {*found.how}:
        yield record, "steps"
    if found.ended == Ended.CORNER:
        yield record, "decay"
    yield record, "lr"
    if "scale" in knobs and record.scale == "raw":
        yield dataclasses.replace(record, scale="standardized"), "lr"
    for name in RULES:
        if name != record.optimizer:
            mass = {"mass": HEAVY} if name in ("momentum", "nesterov") else {}
            yield dataclasses.replace(record, optimizer=name, **mass), "lr"
        elif getattr(record, "mass", HEAVY) != HEAVY and name in ("momentum", "nesterov"):
            yield dataclasses.replace(record, mass=HEAVY), "lr"
    if found.ended == Ended.CORNER or {"hovering", "hopping", "overshooting", "wandering"} & {*found.how}:
        yield record, "decay"
    yield from _starts(record)


def _starts(record: Any) -> Iterator[tuple[Any, str]]:
    if getattr(record, "coordinates", ()) and record.objective().dim in STARTS_A_SIDE and record.objective().box:
        yield record, "start"


def _best(record: Any, now: Tried, change_to: Any, what: str) -> Mend | None:
    """The best of one group, run once more as the record it would be."""
    search = {"lr": _rates, "steps": _budgets, "decay": _decays, "start": _other_starts}[what]
    for candidate in search(change_to, now):
        change = {f.name: value for f in dataclasses.fields(record) if (value := getattr(candidate, f.name)) != getattr(record, f.name)}
        after = tried(candidate) if change else now
        if change and better(after, now, record.objective()):
            reason = _reason(record) if "scale" in change else ""
            return Mend(change, label(record, change), promise(after, now, candidate), after.found.ended, after.low, reason)
    return None


def _rates(record: Any, now: Tried) -> Iterator[Any]:
    """The record at the rates that end best, the most promising first, at most three."""
    objective, knob = record.objective(), record.knobs()["lr"][1]
    if objective.dim > FEW_DIMENSIONS:
        own = [float(f"{factor * record.lr:.2g}") for factor in (1.0, *DEAR_FACTORS)]
        yield from (dataclasses.replace(record, lr=rate) for rate in own if knob.low <= rate <= knob.high)
        return
    rates = np.array([rate for rate in TRIED_RATES if knob.low <= rate <= knob.high])
    run = walked(record, objective, record.rule(rates[:, None]))
    for place in promising(run, objective)[:3]:
        yield dataclasses.replace(record, lr=float(rates[place]))


def promising(run: Trajectory, objective: Objective) -> list[int]:
    """The members (M) of a family of rates from the best ending on.

    Of those that arrive, first the one whose neighbors arrive soonest, too: a lucky hit is no advice.
    """
    ended = judge(run, objective).ending.ended
    with np.errstate(all="ignore"):
        w = walks(run, objective)
        low = spot(w).value
        far = (w.value - low > near_height(w)) & w.walked
    arrival = np.where(far.any(0), len(far) - far[::-1].argmax(0), 0).astype(float)
    arrival[ended != Ended.DEEPEST] = np.inf
    around = np.stack([np.append(np.inf, arrival[:-1]), arrival, np.append(arrival[1:], np.inf)]).max(0)
    rank = np.array([RANK[Ended(kind)] for kind in ended.tolist()])
    low = np.where(np.isfinite(low), low, np.inf)
    return cast(list[int], np.lexsort([low, arrival, around, rank]).tolist())


def _budgets(record: Any, now: Tried) -> Iterator[Any]:
    """The record with as many steps as it takes, if the most there are suffice."""
    most = int(record.knobs()["steps"][1].high)
    if record.steps >= most:
        return
    longest = dataclasses.replace(record, steps=most)
    after = tried(longest)
    if after.found.arrival is not None and RANK[after.found.ended] < RANK[now.found.ended]:
        needed = BUDGET_SPARE * after.found.arrival / record.updates() * record.steps
        for steps in ROUND_BUDGETS:
            if max(needed, record.steps) < steps < most:
                yield dataclasses.replace(record, steps=steps)
                break
    yield longest


def _decays(record: Any, now: Tried) -> Iterator[Any]:
    """The record with a rate that decays."""
    name = next((name for name in record.knobs() if "decay" in name), "")
    if name and getattr(record, name) == 1:
        tests = [dataclasses.replace(record, **{name: decay}) for decay in DECAYS]
        yield from sorted(tests, key=lambda test: (RANK[(after := tried(test)).found.ended], after.low))[:1]


def _other_starts(record: Any, now: Tried) -> Iterator[Any]:
    """The record from the start, of a grid, that ends best and lies nearest."""
    objective, names = record.objective(), record.coordinates
    axes = [np.linspace(low, high, STARTS_A_SIDE[objective.dim] + 2)[1:-1].round(2) for low, high in objective.box]
    starts = np.stack(np.meshgrid(*axes), -1).reshape(-1, objective.dim)
    run = descend(objective, record.rule(), starts, record.updates(), **record.options())
    ended = judge(run, objective).ending.ended
    rank = np.array([RANK[Ended(kind)] for kind in ended.tolist()])
    away = np.linalg.norm(starts - record.start(), axis=-1)
    for place in np.lexsort([away, rank])[:2]:
        yield dataclasses.replace(record, **dict(zip(names, map(float, starts[place]))))


# ---- comparing and telling


def better(after: Tried, now: Tried, objective: Objective) -> bool:
    """Whether it ends better: at a better kind of place and not higher, or as well and clearly lower."""
    rank, old = RANK[after.found.ended], RANK[now.found.ended]
    if now.found.ended in GONE:
        return rank < min(old, RANK[Ended.UNFINISHED] + (after.low < now.found.first))
    floor = float(objective(np.array(objective.minima, float)).min()) if objective.minima else min(after.low, now.low)
    clearly = after.low - floor <= HALF * (now.low - floor) and after.low < now.low
    settles = after.found.ended == now.found.ended == Ended.CORNER and _at_rest(after.found) and after.low <= now.low
    if rank < old:
        return after.low <= now.low + 1e-9 * (1 + abs(now.low)) or rank == 0
    return rank == old and (clearly and rank <= RANK[Ended.UNFINISHED] or settles)


def _at_rest(found: Diagnosis) -> bool:
    return not {"hopping", "overshooting"} & {*found.how}


def label(record: Any, change: Mapping[str, Any]) -> str:
    """What the button says."""
    said = []
    if "scale" in change:
        said.append("Standardise x")
    if "optimizer" in change:
        said.append(f"Try {RULES[change['optimizer']]}")
    elif "mass" in change:
        said.append(f"Try μ = {change['mass']:g}")
    if "lr" in change:
        said.append(f"η = {change['lr']:g}" if said else f"Try η = {change['lr']:g}")
    if "steps" in change:
        said.append(f"Take {change['steps']:,} {record.knobs()['steps'][1].label.lower()}")
    decay = next((value for name, value in change.items() if "decay" in name), None)
    if decay is not None:
        said.append(f"Let η shrink by {100 * (1 - decay):.2g} % a step")
    places = [f"{value:g}" for name, value in change.items() if name in getattr(record, "coordinates", ())]
    if places:
        start = [f"{value:g}" for value in (change.get(name, getattr(record, name)) for name in record.coordinates)]
        said.append(f"Start at {', '.join(start)}")
    return ", ".join(said)


def promise(after: Tried, now: Tried, candidate: Any) -> str:
    """What it will do, as the engine has seen it do."""
    found, per = after.found, max(1, candidate.updates() // candidate.steps)
    count = -(-(found.arrival or 0) // per)
    steps = f"{count:,} step{'' if count == 1 else 's'}" if per == 1 else f"{count:,} epoch{'' if count == 1 else 's'}"
    if found.ended == Ended.DEEPEST:
        there = "reaches the deeper valley" if now.found.ended == Ended.HIGHER else "arrives"
        return f"{there} and hovers there" if found.sampled else f"{there} in {steps}"
    if found.ended == Ended.HIGHER:
        return "comes to rest in a valley" if found.sampled else f"comes to rest in a valley in {steps}"
    if found.ended == Ended.CORNER:
        return f"ends at the corner, at {after.low:.3g}"
    return f"gets down to {after.low:.3g}"


def _reason(record: Any) -> str:
    x = np.asarray(record.points()[0], float)
    return f"no rate that this page allows suits it as it is: x is around {float(x.mean()):,.0f}"
