"""The verdict on one run: where it ended, how it came there, and the numbers that explain it.  Data only.

Kinds and thresholds are those of ``analysis.predicates``; the sentences are ``analysis.words``'.

On a parabola of curvature L gradient descent multiplies the distance to the minimum by 1 − ηL at each step: beyond
ηL = 1 it overshoots, beyond 2 each step overshoots farther than the last.  In D dimensions L is the largest eigenvalue
of the Hessian.  The heavy ball bears ηL up to 2(1 + μ), Nesterov's momentum up to 2(1 + μ)/(1 + 2μ): there a root of
the rule's recurrence on a parabola reaches −1.  For the adaptive rules there is no such number.  The product is given
only where it explains what happened (``explained``).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from gdengine.analysis.curvature import spectrum
from gdengine.analysis.endings import Ended, near_height, spot, steepest
from gdengine.analysis.manners import goal_ahead, lingers_at
from gdengine.analysis.measures import NONE
from gdengine.analysis.predicates import Judgement, judge
from gdengine.analysis.surroundings import kinked
from gdengine.analysis.walks import Walks, distance, most, placed, reach, walks, width
from gdengine.core import Objective, Optimizer, Trajectory
from gdengine.network.mlp import Network
from gdengine.network.units import Units, idle_units
from gdengine.rules.optimizers import bound as theory
from gdengine.rules.optimizers import members

SHORT_OF_BOUND = 1e-6  # so far below the bound counts as on it
LEAST_BEND = 1e-3  # of S/R: a curvature of a minimum below this explains nothing
BLAMED_ROWS = 5  # of a walk that climbs: so many rows from its lowest point on may be what went wrong


class Bend(NamedTuple):
    """The sum η·curvature, where it explains the run."""

    at: str  # "minimum": at the minimum it ended at or moves about; "row": where it began to climb
    row: int  # the row of the record; of "minimum" the last
    curvature: float  # the largest eigenvalue of the Hessian there
    rate: float  # η in force
    product: float  # rate · curvature
    bound: float  # what the product may be at most for this rule, by the theory on a parabola


class Diagnosis(NamedTuple):
    """One run in numbers; None where a number does not exist or would explain nothing."""

    ended: Ended
    how: tuple[str, ...]  # the fields of ``Manner`` that hold
    step: int  # the step it was decided at: the last finite one of a diverged run, else the last one walked
    first: float  # f at the start
    last: float  # f at the end, or the last finite one recorded
    arrival: int | None  # at a minimum or settled: the step from which on f stays as good as there
    minimum: int | None  # the index of the known minimum it ended at
    lower: int | None  # the index of the lowest known minimum, if that is lower than where it ended
    above: float | None  # how high the end lies above that
    share: float | None  # of the steps that overshoot
    period: int  # of the cycle it ends in, 0 without one
    swing: float | None  # the size of that cycle, or how far the tail of a walk that moves about reaches
    climb: float | None  # the highest it climbed above the lowest before
    thrown: int | None  # the step that raised f by at least half of all
    lingered: tuple[int, int] | None  # from which step to which it came down by next to nothing
    growth: float | None  # the factor by which ‖∇f‖ changed per step at the end (mean of up to ten steps)
    bend: Bend | None
    units: Units | None  # of a network: its idle units
    sampled: bool
    placed: bool
    minimum_known: bool  # whether a minimum ahead is known that crawling was judged by

    @property
    def kind(self) -> str:
        """Where it ended, as a word for code: deepest, higher, level, …"""
        return self.ended.name.lower()

    def shown_as(self, factor: float) -> Diagnosis:
        """The same with every height multiplied: for a page that shows another multiple of the value descended."""
        heights = ("first", "last", "above", "climb") + (() if self.placed else ("swing",))
        numbers = {name: getattr(self, name) for name in heights}
        return self._replace(**{name: None if value is None else value * factor for name, value in numbers.items()})


@np.errstate(all="ignore")  # far out, values and differences overflow
def diagnose(run: Trajectory, objective: Objective, optimizer: Optimizer | None = None, member: Any = ()) -> Diagnosis:
    """What became of one ``member`` (an index into the batch axes *B) of a run of this optimizer on this objective.

    Without the optimizer there is no ``bend``.  Raises ValueError if ``member`` does not name one run.
    """
    place, one = _place(run, member), _one(run, member)
    rule = None if optimizer is None else members(optimizer, place, run.last.shape)
    judged, w = judge(one, objective), walks(one, objective)
    ended, how = Ended(int(judged.ending.ended)), holding(judged)
    minimum, lower = (None if part == NONE else int(part) for part in judged.ending[1:])
    p = spot(w)
    first, last = float(w.value[0, 0]), float(w.at(w.end, w.value)[0])
    above = None if lower is None else float(p.value[0] - objective(np.array(objective.minima[lower], float)))
    arrived = ended in (Ended.DEEPEST, Ended.HIGHER, Ended.LEVEL, Ended.CORNER, Ended.FLAT)
    return Diagnosis(
        ended,
        how,
        int(one.last),
        first,
        last,
        arrival(w, one) if arrived else None,
        minimum,
        lower,
        above,
        _number(float(judged.manner.share)),
        int(judged.manner.period),
        _swing(w, int(judged.manner.period)) if {"hopping", "wandering", "hovering"} & {*how} else None,
        _climb(w) if "climbing" in how else None,
        int(one.step[1:][np.diff(w.value[:, 0])[: w.end[0]].argmax()]) if "thrown" in how else None,
        _lingered(w, one) if "lingering" in how else None,
        _growth(w, one) if objective.noisy is None and run.grad.shape[-1] else None,
        explained(w, one, rule, ended, how),
        _units(w),
        w.sampled,
        placed(objective),
        bool(np.isfinite(goal_ahead(w)).all()),
    )


def holding(judged: Judgement) -> tuple[str, ...]:
    """The names of the predicates of ``Manner`` that hold of one member."""
    return tuple(name for name, part in zip(judged.manner._fields, judged.manner) if part.dtype == bool and part)


def _place(run: Trajectory, member: Any) -> int:
    """The place of a member in the flattened batch."""
    try:
        return np.arange(run.last.size).reshape(run.last.shape)[member].item()
    except (IndexError, ValueError):
        raise ValueError(f"{member} does not name one run of a batch with the axes {run.last.shape}") from None


def _one(run: Trajectory, member: Any) -> Trajectory:
    """One member's run, (K, D), as it was recorded."""
    member = member if isinstance(member, tuple) else (member,)
    x, value, grad = (part[:, *member] for part in run[1:4])
    return Trajectory(run.step, x, value, grad, run.outcome[member], run.last[member])


# ---- numbers


def arrival(w: Walks, run: Trajectory) -> int:
    """The first recorded step from which on f stays as near to where it ended as an arrival asks for."""
    near = ~(w.value[:, 0] - spot(w).value[0] > near_height(w)[0])
    far = np.flatnonzero(~near[: w.end[0] + 1])
    row = min(int(far[-1]) + 1 if len(far) else 0, int(w.end[0]))
    return min(int(run.step[row]), int(run.last))


def arrival_at(run: Trajectory, objective: Objective, goal: float) -> int | None:
    """The step at which a single run (K, D) arrived at the height ``goal``, None if it did not end there."""
    with np.errstate(all="ignore"):
        w = walks(run, objective)
        near = spot(w).value[0] - goal <= near_height(w)[0]
        ended = judge(run, objective).ending.ended
        return arrival(w, run) if near and ended in (Ended.DEEPEST, Ended.CORNER) else None


def _swing(w: Walks, period: int) -> float | None:
    if not placed(w.objective):
        return _number(float(np.ptp(w.value[w.tail[:, 0], 0])))
    rows = slice(w.end[0] - period, w.end[0] + 1) if period else w.tail[:, 0]
    away = distance(w.x[rows, 0], w.x[rows, 0][-1:] if period else spot(w).x)
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
    net = w.objective
    theta = w.at(w.end, w.x)[0]
    known = isinstance(net, Network) and len(net.sizes) > 2 and theta.size == net.dim and np.isfinite(theta).all()
    return idle_units(net, theta) if known else None


# ---- the sum that explains


def explained(w: Walks, run: Trajectory, rule: Optimizer | None, ended: Ended, how: tuple[str, ...]) -> Bend | None:
    """η·curvature with the rule's bound, where that is what decided: None where it would explain nothing.

    Off to infinity: where the climb began, if the product passes the bound.  Hopping or wandering: at the minimum it
    moves about, if it cannot settle there.  Overshooting with plain descent: at that minimum, if the product lies
    between 1, where it begins to overshoot, and 2.  Crawling with plain descent on a curve: at the minimum ahead, if
    the product is below a tenth of the bound.  Never at a corner, where there is no curvature.
    """
    bound = None if rule is None else theory(rule)
    if bound is None or rule is None or (not placed(w.objective) and ended != Ended.INFINITY):
        return None
    if ended == Ended.INFINITY:
        found = _where_it_climbed(w, run, rule, bound)
        return found if found.product > bound else None
    told = {"hopping": (bound * (1 - SHORT_OF_BOUND), math.inf), "wandering": (bound * (1 - SHORT_OF_BOUND), math.inf)}
    if rule.name == "gd":
        told["overshooting"] = (1.0, 2 * (1 - SHORT_OF_BOUND))
        if w.objective.dim == 1:
            told["crawling"] = (0.0, 0.1 * bound)
    spans = [told[name] for name in how if name in told]
    if not spans or ended == Ended.CORNER:
        return None
    at = _at_the_minimum(w, run, rule, bound)
    return at if at and any(low <= at.product < high for low, high in spans) else None


def _at_the_minimum(w: Walks, run: Trajectory, rule: Optimizer, bound: float) -> Bend | None:
    """The sum at the known minimum nearest to the middle of the tail; None where there is none, or it is a corner."""
    if not w.objective.minima:
        return None
    minima = np.reshape(w.objective.minima, (-1, w.objective.dim))
    place = minima[distance(minima, w.x[w.tail[:, 0], 0].mean(0)).argmin()]
    axis = np.eye(w.objective.dim)[:1]
    if kinked(w.objective, place[None], axis, width(w))[0]:
        return None
    row, curvature = int(w.end[0]), float(spectrum(w.objective, place)[-1])
    if not curvature * reach(w)[0] > LEAST_BEND * steepest(w)[0]:  # a bottom as flat as that of x⁴ has none
        return None
    return _bend("minimum", row, curvature, _rate(rule, max(int(run.step[row]) - 1, 0)), bound)


def _where_it_climbed(w: Walks, run: Trajectory, rule: Optimizer, bound: float) -> Bend:
    """The first row from the lowest on where the product passes the bound, or else the one with the largest curvature."""
    low = int(np.nanargmin(w.value[: w.end[0] + 1, 0]))
    sharpest = _bend("row", low, -math.inf, 1.0, bound)
    for row in range(low, min(low + BLAMED_ROWS, int(w.end[0]) + 1)):
        curvature = float(spectrum(w.objective, w.x[row, 0])[-1])
        here = _bend("row", row, curvature, _rate(rule, int(run.step[row])), bound)
        if curvature > 1.01 * sharpest.curvature:
            sharpest = here
        if here.product > bound:
            break
    return sharpest


def _bend(at: str, row: int, curvature: float, rate: float, bound: float) -> Bend:
    return Bend(at, row, curvature, rate, rate * curvature, bound)


def _rate(rule: Optimizer, step: int) -> float:
    lr = rule.settings["lr"]
    return float(lr(step) if callable(lr) else lr)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
