"""The verdict on one run: where it ended, how it came there, and the numbers that explain it.  Data only.

Kinds and thresholds are those of ``analysis.predicates``; the sentences are ``analysis.words``'.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gdengine.analysis.arriving import arrival_height, near_height
from gdengine.analysis.endings import Ended
from gdengine.analysis.explaining import Sharpness, deciding_sharpness
from gdengine.analysis.manners import goal_ahead, lingers_at
from gdengine.analysis.measures import NONE, depths
from gdengine.analysis.predicates import Judgement, judge
from gdengine.analysis.resting import Spot, spot
from gdengine.analysis.walks import Walks, distance, most, placed, walks
from gdengine.core import Objective, Optimizer, Outcome, Trajectory
from gdengine.network.mlp import Network
from gdengine.network.units import Units, idle_units
from gdengine.rules.optimizers import members


class Diagnosis(NamedTuple):
    """One run in numbers; None where a number does not exist or would explain nothing."""

    ended: Ended
    how: tuple[str, ...]  # the fields of ``Manner`` that hold
    step: int  # the last one walked; of a diverged run the last recorded one that has numbers
    first: float  # f at the start
    last: float  # f at the end, or the last finite one recorded
    arrival: int | None  # at a minimum or settled: the step from which on f stays as good as there
    minimum: int | None  # the index of the known minimum it ended at
    lower: int | None  # the index of the lowest known minimum, if that is lower than where it ended
    above: float | None  # how high the end lies above that
    share: float | None  # of the steps that overshoot
    period: int  # of the cycle it ends in, 0 without one
    swing: float | None  # how far the two places of that cycle that are widest apart are, or how far a tail reaches
    climb: float | None  # the highest it climbed above the lowest before
    thrown: int | None  # the step that raised f by at least half of all
    lingered: tuple[int, int] | None  # from which step to which it came down by next to nothing
    growth: float | None  # the factor by which ‖∇f‖ changed per step at the end (mean of up to ten steps)
    sharpness: Sharpness | None
    units: Units | None  # of a network: its idle units
    sampled: bool
    placed: bool
    minimum_known: bool  # whether a minimum ahead is known that crawling was judged by
    lost: int | None  # the step of a diverged run that ended where it could not be followed
    shrinks: bool  # whether the rate shrinks, of a run that has not diverged to where it cannot be followed

    @property
    def kind(self) -> str:
        """Where it ended, as a word for code: deepest, higher, level, …"""
        return self.ended.name.lower()

    def shown_as(self, factor: float) -> Diagnosis:
        """The same with every height multiplied: for a page that shows another multiple of the value descended."""
        heights = ("first", "last", "above", "climb") + (() if self.placed else ("swing",))
        numbers: dict[str, Any] = {name: getattr(self, name) for name in heights}
        shown: dict[str, Any] = {name: value and value * factor for name, value in numbers.items()}
        return self._replace(**shown)


def diagnose(run: Trajectory, objective: Objective, optimizer: Optimizer | None = None, member: Any = ()) -> Diagnosis:
    """What became of one ``member`` (an index into the batch axes *B) of a run of this optimizer on this objective.

    Without the optimizer there is no ``sharpness``.  Raises ValueError if ``member`` does not name one run, if the run
    has another number of coordinates, and if a part of what was recorded was not kept.
    """
    rows, found = len(run.step), run.x.shape[-1]
    if not len(run.x) == len(run.value) == len(run.grad) == rows:
        raise ValueError("a diagnosis needs x, value and grad of every recorded step: walk without keep=…")
    if found != objective.dim:
        raise ValueError(f"the run has {found} coordinate(s), and {objective.name!r} has {objective.dim}")
    place, one = _place(run, member), run.member(member)
    rule = None if optimizer is None else members(optimizer, place, run.last.shape)
    return _diagnosed(one, objective, rule, judge(one, objective))


def diagnoses(
    run: Trajectory, objective: Objective, optimizer: Optimizer | None = None, judged: Judgement | None = None
) -> list[Diagnosis]:
    """What became of every member of a run, in the order of the flattened batch axes *B: all are judged at once.

    ``judged`` is the run's judgement, where it is known already.
    """
    batch = run.last.shape
    judged = judged or judge(run, objective)
    found = []
    for place, member in enumerate(np.ndindex(batch)):
        rule = None if optimizer is None else members(optimizer, place, batch)
        mine = Judgement(
            type(judged.ending)(*[numbers[member] for numbers in judged.ending]),
            type(judged.manner)(*[numbers[member] for numbers in judged.manner]),
        )
        found.append(_diagnosed(run.member(member), objective, rule, mine))
    return found


@np.errstate(all="ignore")  # far out, values and differences overflow
def _diagnosed(one: Trajectory, objective: Objective, rule: Optimizer | None, judged: Judgement) -> Diagnosis:
    w = walks(one, objective)
    ended, how = Ended(int(judged.ending.ended)), holding(judged)
    minimum, lower = (None if part == NONE else int(part) for part in judged.ending[1:])
    p = spot(w)
    first, last = float(w.value[0, 0]), float(w.at(w.end, w.value)[0])
    above = None if lower is None else float(p.value[0] - depths(objective)[lower])
    gone = one.outcome == Outcome.DIVERGED
    depth = None if minimum is None else float(depths(objective)[minimum])
    arrived = ended in (Ended.DEEPEST, Ended.HIGHER, Ended.LEVEL, Ended.CORNER, Ended.FLAT)
    return Diagnosis(
        ended=ended,
        how=how,
        step=int(one.step[w.end[0]]) if gone else int(one.last),
        first=first,
        last=last,
        arrival=arrival(w, one, p, depth) if arrived else None,
        minimum=minimum,
        lower=lower,
        above=above,
        share=_number(float(judged.manner.share)),
        period=int(judged.manner.period),
        swing=_swing(w, int(judged.manner.period)) if {"hopping", "wandering", "hovering"} & {*how} else None,
        climb=_climb(w) if "climbing" in how else None,
        thrown=int(one.step[1:][np.diff(w.value[:, 0])[: w.end[0]].argmax()]) if "thrown" in how else None,
        lingered=_lingered(w, one) if "lingering" in how else None,
        growth=_growth(w, one) if objective.noisy is None and one.grad.shape[-1] else None,
        sharpness=deciding_sharpness(w, one, rule, ended, how),
        units=_units(w),
        sampled=w.sampled,
        placed=placed(objective),
        minimum_known=bool(np.isfinite(goal_ahead(w)).all()),
        lost=int(one.last) + 1 if gone else None,
        shrinks=not gone and _shrinks(rule, int(one.last)),
    )


def holding(judged: Judgement) -> tuple[str, ...]:
    """The names of the predicates of ``Manner`` that hold of one member."""
    return tuple(name for name, part in zip(judged.manner._fields, judged.manner) if part.dtype == bool and part)


def _place(run: Trajectory, member: Any) -> int:
    """The place of a member in the flattened batch."""
    try:
        place = np.arange(run.last.size).reshape(run.last.shape)[member]
    except (IndexError, ValueError):
        place = np.empty(0)
    if np.ndim(place) or not place.size:
        raise ValueError(f"{member} does not name one run of a batch with the axes {run.last.shape}")
    return int(place)


# ---- numbers


def arrival(w: Walks, run: Trajectory, p: Spot, goal: float | None = None) -> int:
    """The first recorded step from which on f stays as near the ``goal``, a minimum, as an arrival asks for.

    Where none is known that is where it ended; so it is for a walk that ended just too high to be near the goal, and
    for one that feels slopes with errors, which is there on average only.
    """
    end = p.value
    if goal is not None and not w.sampled:
        low = np.array([goal])
        end = np.where(end - low <= arrival_height(w, low), low, end)
    near = ~(w.value[:, 0] - end[0] > arrival_height(w, end)[0])
    far = np.flatnonzero(~near[: w.end[0] + 1])
    row = min(int(far[-1]) + 1 if len(far) else 0, int(w.end[0]))
    return min(int(run.step[row]), int(run.last))


def arrival_at(run: Trajectory, objective: Objective, goal: float) -> int | None:
    """The step at which a single run (K, D) arrived at the height ``goal``, None if it did not end there."""
    with np.errstate(all="ignore"):
        w = walks(run, objective)
        p = spot(w)
        near = p.value[0] - goal <= near_height(w)[0]
        ended = judge(run, objective).ending.ended
        return arrival(w, run, p, goal) if near and ended in (Ended.DEEPEST, Ended.CORNER) else None


def _swing(w: Walks, period: int) -> float | None:
    if not placed(w.objective):
        return _number(float(np.ptp(w.value[w.tail[:, 0], 0])))
    rows = slice(w.end[0] - period + 1, w.end[0] + 1) if period else w.tail[:, 0]
    places = w.x[rows, 0]
    away = distance(places, places[:, None] if period else spot(w).x)  # of all pairs, or from the middle
    return _number(float(away.max()))


def _climb(w: Walks) -> float:
    low = np.minimum.accumulate(np.where(w.walked, w.value, np.inf), axis=0)
    return float(most(w.value - low, w.walked)[0])


def _lingered(w: Walks, run: Trajectory) -> tuple[int, int]:
    """The longest stretch of those that ``lingering`` is about, put together."""
    rows, span = lingers_at(w)
    first = int(rows[:, 0].argmax())
    rest = rows[first:, 0]
    after = first + (int(rest.argmin()) if not rest.all() else len(rest)) - 1
    return int(run.step[first]), int(run.step[min(after + int(span[0]), int(w.end[0]))])


def _growth(w: Walks, run: Trajectory) -> float | None:
    end = int(w.end[0])
    few = min(10, end)
    before, after = w.slopes()[[end - few, end], 0]
    return _number(float((after / before) ** (1 / (run.step[end] - run.step[end - few])))) if few and before else None


def _units(w: Walks) -> Units | None:
    net, theta = w.objective, w.at(w.end, w.x)[0]
    if not isinstance(net, Network) or len(net.sizes) < 3 or theta.size != net.dim or not np.isfinite(theta).all():
        return None
    return idle_units(net, theta)


def _shrinks(rule: Optimizer | None, last: int) -> bool:
    """Whether the rate of a step after the ``last`` is smaller than that of the first."""
    rate = None if rule is None else rule.settings["lr"]
    return callable(rate) and bool(rate(last) < rate(0))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
