"""What every single step of a run did, and how long the next one will be: the kinds that its sentence is chosen by.

Axes: K recorded rows, *B batch axes (M members when flattened), D parameters.  Words are ``analysis.step_words``'.

Row k tells of the step that ended there, d = xₖ − xₖ₋₁.  fₖ is the value, gₖ the exact gradient, sₖ the recorded one
(the sampled one of a sampled objective, else the same); n the row the member ended at (``walks.ends``), ended where the
judge (``analysis.predicates``) says it did.  *Up* and *down*: fₖ differs from fₖ₋₁ by more than 10⁻¹²(1 + |fₖ|).
*Stopped*: the outcome is CONVERGED, STALLED or OSCILLATING.  *Walked* rows are 0 … n.

*Looked at* are places where the objective is *placed* (few parameters, or known minima), each row is one update after
the one before, and the run has kept its places.  Of any other run (a network, which counts in epochs) only the values.
The first of these that holds, in this order:

UNDEFINED     ended UNDEFINED: there is no value or no slope at the start; every row.
OUTSIDE       k > n of a diverged member that ended OUTSIDE: it met a place without a value.
GONE          k > n of any other diverged member.
START         k = 0.
BOTTOM        *settled* and ended DEEPEST.
VALLEY        *settled* and ended HIGHER.
LEVEL         *settled* and ended LEVEL: a pass, a top, or (not looked at) values that no longer change.
FLAT          *settled* and ended FLAT.
CORNER        looked at, ended CORNER, and k is in the tail (``walks``) or after it.
GAVE_UP       k ≥ n, and the outcome is STALLED or OSCILLATING: it stopped for want of progress.
OVER_HIGHER   up,      gₖ₋₁·d < 0 < gₖ·d: downhill where it began, uphill where it ended; a lowest point lies between.
OVER_LEVEL    neither, and the same.
OVER_LOWER    down,    and the same.
RIDGE_HIGHER  up,      gₖ₋₁·d < 0: downhill where it began and where it ended, so it rises in between.
RIDGE_LOWER   down,    gₖ₋₁·d > 0: uphill where it began, and yet it ended lower.
STUMBLED      up,      gₖ₋₁·d ≥ 0 and sₖ₋₁·d < 0: what it was told is downhill was uphill.
CARRIED       up,      gₖ₋₁·d ≥ 0 otherwise: the rule remembers earlier slopes, and followed them.
JITTERED      up,      not looked at, sampled.
UP            up,      not looked at.
DOWN          down.
SAME          none of these: the value stays as it is.

*Settled*, looked at: in this row and in all walked ones after it ‖gₖ‖ ≤ 0.01 S, and xₖ is *near* xₙ, with the judge's S
and by what the judge calls near a minimum; or the outcome is CONVERGED and k ≥ n.  Not looked at: in this row and all
walked ones after it |fₖ − fₙ| ≤ 10⁻⁹(1 + |fₙ|).

*Ratio*, looked at: ‖xₖ₊₁ − xₖ‖/‖xₖ − xₖ₋₁‖, how long the next step is for one of this, of a row k = 1 … n − 1; at n, if
the walk goes on, the next step is the one that the rule would make; infinite at n if the walk is diverged; nan where
there is no next step, or this one has no length.  Not looked at: (fₖ₋₁ − fₖ)/(fₖ₋₂ − fₖ₋₁), how much it fell for one
that it fell in the row before; nan where one of the two is no fall.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from gdengine.analysis.arriving import near_ground, near_height
from gdengine.analysis.endings import Ended
from gdengine.analysis.predicates import judge
from gdengine.analysis.resting import LEVEL_PART, UNMOVED_PART
from gdengine.analysis.surroundings import rounding
from gdengine.analysis.walks import Walks, along, distance, ends, placed, unit, walks
from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory


class Kind(IntEnum):
    """What a step did; the module has the definitions."""

    START = 0
    DOWN = 1
    OVER_LOWER = 2
    OVER_LEVEL = 3
    OVER_HIGHER = 4
    RIDGE_LOWER = 5
    RIDGE_HIGHER = 6
    CARRIED = 7
    STUMBLED = 8
    JITTERED = 9
    UP = 10
    SAME = 11
    BOTTOM = 12
    VALLEY = 13
    LEVEL = 14
    FLAT = 15
    CORNER = 16
    GAVE_UP = 17
    OUTSIDE = 18
    GONE = 19
    UNDEFINED = 20


SETTLED_KINDS = {Ended.DEEPEST: Kind.BOTTOM, Ended.HIGHER: Kind.VALLEY, Ended.LEVEL: Kind.LEVEL, Ended.FLAT: Kind.FLAT}
Choice = tuple[Array, Kind]


class Telling(NamedTuple):
    """What is told of every row (K, *B)."""

    kind: Array  # Kind, one byte each
    change: Array  # fₖ − fₖ₋₁, nan at the start
    ratio: Array  # see the module
    span: Array  # the highest value so far minus the lowest: a change of less than a millionth of it is next to nothing
    by_places: bool  # whether places were looked at, or values only

    def at(self, rows: Array) -> Telling:
        """Some of the rows."""
        kind, change, ratio, span = (part[rows] for part in self[:4])
        return Telling(kind, change, ratio, span, self.by_places)


@np.errstate(all="ignore")  # far out, values and differences overflow
def tell(run: Trajectory, objective: Objective, rule: Optimizer | None = None, ended: Array | None = None) -> Telling:
    """What every step of a run (K, *B) did.

    ``rule``: what walked, for the step that would come after the last row, which is not told without it · ``ended``:
    where each member (*B) ended, if the judge has said it already; of a run that has not kept its places it must.
    ValueError where that is missing.
    """
    shape = run.value.shape
    seen = placed(objective) and len(run.x) == len(run.step) and bool((np.diff(run.step) == 1).all())
    if ended is None:
        if len(run.x) != len(run.step):
            raise ValueError("of a run that has not kept its places it must be said where it ended")
        ended = judge(run, objective).ending.ended
    ended = ended.reshape(-1)
    told = _by_places(run, objective, rule, ended) if seen else _by_values(run, objective, ended)
    kind, change, ratio = (part.reshape(shape) for part in told)
    finite = np.where(np.isfinite(run.value), run.value, np.nan)
    span = np.fmax.accumulate(finite, axis=0) - np.fmin.accumulate(finite, axis=0)
    return Telling(kind, change, ratio, span, seen)


def _by_places(run: Trajectory, objective: Objective, rule: Optimizer | None, ended: Array) -> tuple[Array, ...]:
    w = walks(run, objective)
    change = np.diff(w.value, axis=0, prepend=np.nan)
    exact = objective.grad(w.x) if w.sampled else w.grad
    corner = (ended == Ended.CORNER) & (w.tail | ~w.walked)
    calm = _level(w, exact)
    settled = [(calm & (ended == where), kind) for where, kind in SETTLED_KINDS.items()]
    kind = _first(
        [
            *_gone(w.outcome, ended, w.walked),
            *settled,
            (corner, Kind.CORNER),
            *_stopped(w.outcome, w.end, len(change)),
            *_moves(w, exact, change),
        ]
    )
    return kind, change, _pace(run, w, rule)


def _first(choices: list[Choice]) -> Array:
    """The kind that comes first of those that hold, one byte each."""
    masks, kinds = zip(*choices)
    return np.select(np.broadcast_arrays(*masks), [np.uint8(kind) for kind in kinds], np.uint8(Kind.SAME))


def _gone(outcome: Array, ended: Array, walked: Array) -> list[Choice]:
    """No number there, or the start."""
    lost = ~walked & (outcome == Outcome.DIVERGED)
    first = np.arange(len(walked))[:, None] == 0
    outside = lost & (ended == Ended.OUTSIDE)
    return [(ended == Ended.UNDEFINED, Kind.UNDEFINED), (outside, Kind.OUTSIDE), (lost, Kind.GONE), (first, Kind.START)]


def _stopped(outcome: Array, end: Array, count: int) -> list[Choice]:
    """It has stopped by itself, short of anything."""
    tired = (outcome == Outcome.STALLED) | (outcome == Outcome.OSCILLATING)
    return [(tired & (np.arange(count)[:, None] >= end), Kind.GAVE_UP)]


def _moves(w: Walks, exact: Array, change: Array) -> list[Choice]:
    """What a step did, by the slopes along it where it began and where it ended."""
    step = w.x[1:] - w.x[:-1]
    began, ends_, told = (np.full(change.shape, np.nan) for _ in range(3))
    began[1:], ends_[1:] = along(unit(exact[:-1]), step), along(unit(exact[1:]), step)
    told[1:] = along(unit(w.grad[:-1]), step)
    up, down = _up_and_down(w.value, change)
    over = (began < 0) & (ends_ > 0)
    return [
        (up & over, Kind.OVER_HIGHER),
        (over & ~up & ~down, Kind.OVER_LEVEL),
        (down & over, Kind.OVER_LOWER),
        (up & (began < 0), Kind.RIDGE_HIGHER),
        (down & (began > 0), Kind.RIDGE_LOWER),
        (up & (told < 0), Kind.STUMBLED),
        (up, Kind.CARRIED),
        (down, Kind.DOWN),
    ]


def _up_and_down(value: Array, change: Array) -> tuple[Array, Array]:
    noise = rounding(value)
    return change > noise, change < -noise


def _level(w: Walks, exact: Array) -> Array:
    """Whether each row (K, M) lies on the level ground that the walk ends on."""
    at = w.at(w.end, w.x)
    near = (distance(w.x, at) <= near_ground(w, at)) & (w.value - w.at(w.end, w.value) <= near_height(w))
    calm = near & (distance(exact, np.zeros(1)) <= LEVEL_PART * w.steepest)
    rests = (w.outcome == Outcome.CONVERGED) & (np.arange(len(w.value))[:, None] >= w.end)
    return _from_here_on(np.where(w.walked, calm, w.at(w.end, calm))) | rests  # after its end it is where it ended


def _from_here_on(holds: Array) -> Array:
    """Whether it holds of each row and all after it."""
    return np.logical_and.accumulate(holds[::-1], axis=0)[::-1]


def _pace(run: Trajectory, w: Walks, rule: Optimizer | None) -> Array:
    """How long the step after each row is for one of the step that ended there."""
    length, row = np.zeros(w.value.shape), np.arange(len(w.value))[:, None]
    length[1:] = np.hypot.reduce(np.diff(w.x, axis=0), axis=-1)  # also of steps whose squares are below any number
    after = np.full(length.shape, np.nan)
    after[:-1] = np.where(row[:-1] < w.end, length[1:], np.nan)
    last = np.where(w.outcome == Outcome.DIVERGED, np.inf, np.nan)
    goes_on = w.outcome == Outcome.RUNNING
    if rule is not None and goes_on.any():
        last = np.where(goes_on, _ahead(run, w, rule), last)
    after = np.where(row == w.end, last, after)
    return np.where((length > 0) & (row <= w.end), after / np.where(length > 0, length, 1.0), np.nan)


def _ahead(run: Trajectory, w: Walks, rule: Optimizer) -> Array:
    """The length of the step (M) that the rule would make from where each member ended."""
    state, ahead = rule.init(run.x[0]), np.full(len(w.end), np.nan)
    for row in range(0 if len(state) else int(w.end.min()), len(run.step)):  # who remembers nothing needs no replay
        delta, state = rule.update(run.grad[row], state, int(run.step[row]))
        here = w.end == row
        if here.any():
            ahead[here] = np.hypot.reduce(np.reshape(delta, (len(ahead), -1)), axis=-1)[here]
    return ahead


def _by_values(run: Trajectory, objective: Objective, ended: Array) -> tuple[Array, ...]:
    value, outcome, end = run.value.reshape(len(run.step), -1), run.outcome.reshape(-1), ends(run)
    row = np.arange(len(value))[:, None]
    walked = row <= end
    change = np.diff(value, axis=0, prepend=np.nan)
    up, down = _up_and_down(value, change)
    last = value[end, np.arange(len(end))]
    calm = _from_here_on((np.abs(value - last) <= UNMOVED_PART * (1 + np.abs(last))) | ~walked)
    settled = [(calm & (ended == where), kind) for where, kind in SETTLED_KINDS.items()]
    sampled = np.array(objective.noisy is not None)
    moves = [(up & sampled, Kind.JITTERED), (up, Kind.UP), (down, Kind.DOWN)]
    kind = _first([*_gone(outcome, ended, walked), *settled, *_stopped(outcome, end, len(value)), *moves])
    before = np.full(change.shape, np.nan)
    before[1:] = change[:-1]
    return kind, change, np.where((change < 0) & (before < 0) & walked, change / before, np.nan)
