"""How a walk came where it ended: predicates on recorded rows, any number of which may hold at once."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gdengine.analysis.endings import Ended, Ending
from gdengine.analysis.leaving import BLOCKS
from gdengine.analysis.measures import OVERSHOOT_SHARE, depths
from gdengine.analysis.resting import LEVEL_PART, rests
from gdengine.analysis.surroundings import rounding
from gdengine.analysis.walks import Walks, along, distance, least, most, placed, quarter
from gdengine.core import Array, Outcome

LONGEST_CYCLE = 8  # steps
CYCLE_PART = 1e-3  # a cycle comes back to this part of its own size
CYCLE_ROUNDING = 1e-6  # a cycle smaller than this part of R is rounding
STILL_PART, SHRINKS_PART = 1e-9, 0.1  # of its own size: what moves by so little is still; so far a cycle may yet move
WANDER_STEPS = 16  # so many steps at least
WANDER_RISE = 1.5  # so many times as high as in one eighth of the walk it reaches in a later one
WANDER_LASTS = 0.05  # of H: so high it reaches in its tail
WANDER_UPS, WANDER_TOPS = 0.25, 4  # in its second half: the share of steps that go up, and the local tops of f
FEW_STEPS = 3  # so many steps at least overshoot before it is said of a walk that came down
STRAIGHT_SHARE = 0.05  # the share of steps that may overshoot on a straight way
LINGER_PART, LINGER_ROWS = 3, 12  # a stretch is so great a part of the rows until the arrival: a third, of so many
LINGER_FALL = 0.05  # of the height above the end: it falls by no more along the stretch
LINGER_HEIGHT = 0.1  # of H: so high above the end a stretch lies at least
CRAWL_LEFT = 0.01  # of the descent: what a walk that crawls would leave after as many steps again
CRAWL_STEPS = 10  # so many steps at least
CRAWL_FALL = 0.01  # of H: a walk that falls by less in its tail hardly falls any more
FADED_PART = 0.01  # of the length of a step for a slope of 1: what is left of it at the end
THROWN_RISE = 0.5  # of H: so far up one step threw it
CLIMB_RISE = 0.05  # of H: so high a climb is worth a word


class Manner(NamedTuple):
    """What holds of every member (M), and the numbers it was decided by."""

    straight: Array
    overshooting: Array
    hopping: Array
    wandering: Array
    hovering: Array
    thrown: Array
    climbing: Array
    lingering: Array
    crawling: Array
    faded: Array
    budget: Array
    patience: Array
    share: Array  # of the steps that overshoot, nan of a sampled walk
    period: Array  # of the cycle, 0 without one


def manner(w: Walks, found: Ending) -> Manner:
    """How each member (M) came where it was ``found`` to have ended: all that hold."""
    gone = np.isin(found.ended, [Ended.UNDEFINED, Ended.OUTSIDE, Ended.INFINITY])
    bare = found.ended == Ended.UNFINISHED
    share, times = _overshoots(w)
    rose = rising(w)
    over = (share > OVERSHOOT_SHARE) & ((times >= FEW_STEPS) | rose & (times > 0)) & ~gone
    period = np.where(gone, 0, _period(w))
    hops = period > 0
    patience = w.stopped & (w.outcome != Outcome.CONVERGED)
    fixed = bare & (w.outcome == Outcome.RUNNING)
    wanders = bare & ~hops & wandering(w)
    hovers = ~gone & w.levelled if w.sampled else np.zeros(len(bare), bool)
    fades = bare & faded(w)
    busy = ~((hops & bare) | wanders | hovers | fades)
    crawls = fixed & busy & ~over & crawling(w)
    return Manner(
        straight=straight(w, share),
        overshooting=over,
        hopping=hops,
        wandering=wanders,
        hovering=hovers,
        thrown=~gone & thrown(w) & ~(over & rose),
        climbing=~gone & climbing(w),
        lingering=~gone & busy & lingering(w),
        crawling=crawls,
        faded=fades,
        budget=fixed & busy & ~crawls & still_falling(w),
        patience=patience,
        share=share,
        period=period,
    )


def _overshoots(w: Walks) -> tuple[Array, Array]:
    """The share and the number of steps that overshoot."""
    count = len(w.end)
    if w.sampled or len(w.value) < 2:
        return np.full(count, np.nan), np.zeros(count)
    if placed(w.objective):
        step = w.x[1:] - w.x[:-1]
        slope = w.slopes()
        scale = np.where(slope[1:] > 0, slope[1:], 1.0)[..., None]
        over = along(w.grad[1:] / scale, step) > 0
        steep = w.walked & ~(slope <= LEVEL_PART * np.maximum.accumulate(np.where(w.walked, slope, 0), axis=0))
        counted = np.logical_or.accumulate(steep[::-1], axis=0)[::-1][:-1] & w.walked[1:]
    else:
        over, counted = _rises(w), w.walked[1:]
    times = (over & counted).sum(0)
    return times / np.maximum(counted.sum(0), 1), times


def _rises(w: Walks) -> Array:
    """Whether each step (K − 1, M) raised f, by more than rounding."""
    return np.diff(w.value, axis=0) > rounding(w.value[1:])


def straight(w: Walks, share: Array) -> Array:
    """No step raised f, and next to none overshoots."""
    return ~(_rises(w) & w.walked[1:]).any(0) & (share <= STRAIGHT_SHARE) & (w.end >= 1)


def _period(w: Walks) -> Array:
    """The length of the cycle a walk ends in, 0 where it ends in none (M)."""
    period = np.zeros(len(w.end), int)
    if w.sampled or not placed(w.objective):
        return period
    ends = [w.at(w.end - back, w.x) for back in range(2 * LONGEST_CYCLE)]
    far = w.reach
    for p in range(LONGEST_CYCLE, 1, -1):
        size = np.max([distance(ends[0], ends[back]) for back in range(1, p + 1)], axis=0)
        again = np.max([distance(ends[back], ends[back + p]) for back in range(p)], axis=0)
        rounds = w.at(w.end - p * np.maximum(quarter(w.end) // (2 * p), 1), w.x)  # so many rounds ago
        lasts = distance(ends[0], rounds) <= CYCLE_PART * size
        cycle = lasts & (again <= CYCLE_PART * size) & (size > CYCLE_ROUNDING * far) & (w.end >= 2 * p - 1)
        period = np.where(cycle & _stays(w, p, size), p, period)
    return period


def _stays(w: Walks, p: int, size: Array) -> Array:
    """Whether a cycle of p places does not shrink to nothing, slowly: each round about the same part of its size."""
    count = p * np.maximum(quarter(w.end) // (2 * p), 1)
    rows = [w.end, w.end - count, w.end - 2 * count]
    now, then, before = (w.at(row, w.x) for row in rows)
    moved, earlier = distance(now, then), np.where(rows[-1] >= 0, distance(then, before), 0.0)
    ahead = moved**2 <= SHRINKS_PART * size * (earlier - moved)  # moved²/(earlier − moved): all that is yet to come
    return (moved <= STILL_PART * size) | ahead & (moved < earlier)


def wandering(w: Walks) -> Array:
    """Up and down without a rule: its tops neither settle nor fade, and in its tail it still reaches high.

    So does one that feels slopes with errors, if it bursts: it is thrown up again and again.
    """
    if w.sampled:
        return w.bursts & (w.end >= WANDER_STEPS)
    if len(w.value) <= WANDER_STEPS:
        return np.zeros(len(w.end), bool)
    row = np.arange(len(w.value))[:, None]
    up, late = np.diff(w.value, axis=0) > 0, (row[1:] > w.end - w.end // 2) & w.walked[1:]
    ups, tops = (up & late).sum(0), (up[:-1] & ~up[1:] & late[:-1] & late[1:]).sum(0)
    low, size = least(w.value, w.walked), np.maximum(w.end // BLOCKS, 1)
    stops = [w.end - back * size for back in range(BLOCKS - 1, -1, -1)]
    reached = [most(w.value, (row <= stop) & (row > stop - size)) - low for stop in stops]
    rises = np.logical_or.reduce([after >= WANDER_RISE * before for before, after in pairwise(reached)])
    lasts = most(w.value, w.tail) - low >= WANDER_LASTS * w.height
    return (ups >= WANDER_UPS * (w.end // 2)) & (tops >= WANDER_TOPS) & rises & lasts & (w.end >= WANDER_STEPS)


def thrown(w: Walks) -> Array:
    """One step raised f by at least half of H."""
    if len(w.value) < 2 or w.sampled:
        return np.zeros(len(w.end), bool)
    rise = most(np.diff(w.value, axis=0), w.walked[1:])
    return rise >= np.maximum(THROWN_RISE * w.height, rounding(w.value[0]))


def rising(w: Walks) -> Array:
    """It was never below its start: by how much a step raised f is no part of a range that it came down."""
    return least(w.value, w.walked) >= w.value[0]


def climbing(w: Walks) -> Array:
    """Somewhere f is well above the lowest value before it."""
    low = np.minimum.accumulate(np.where(w.walked, w.value, np.inf), axis=0)
    return most(w.value - low, w.walked) >= np.maximum(CLIMB_RISE * w.height, rounding(w.value[0]))


def lingering(w: Walks) -> Array:
    """A third of the steps on its way down went by while it came down by next to nothing, high above its end."""
    begins, _ = lingers_at(w)
    return np.logical_or.reduce(begins)


def lingers_at(w: Walks) -> tuple[Array, Array]:
    """Whether such a stretch begins at each row (K, M), and how many rows long it is (M)."""
    last, row = w.at(w.end, w.value), np.arange(len(w.value))[:, None]
    above = w.walked & (w.value >= last + LINGER_HEIGHT * w.height)
    arrival = np.where(above.any(0), len(above) - above[::-1].argmax(0), 0)  # the first row that is below for good
    rises = (np.diff(w.value, axis=0, prepend=w.value[:1]) > 0).cumsum(0)
    span = -(-arrival // LINGER_PART)
    later = np.minimum(row + span, len(row) - 1)
    fall = w.value - np.take_along_axis(w.value, later, 0)
    steady = np.take_along_axis(rises, later, 0) == rises
    fits = (row + span < arrival) & (arrival >= LINGER_ROWS)
    return fits & steady & (fall <= LINGER_FALL * (w.value - last)), span


def crawling(w: Walks) -> Array:
    """As many steps again at the pace of the tail would leave more than 1 % of the descent."""
    q = quarter(w.end)
    now, before = w.at(w.end, w.value), w.at(w.end - q, w.value)
    goal = goal_ahead(w)
    left = (now - goal) * ((now - goal) / (before - goal)) ** (w.end / np.maximum(q, 1))
    unknown = before - now <= CRAWL_FALL * w.height
    slow = np.where(np.isnan(goal), unknown, left > CRAWL_LEFT * (w.value[0] - goal))
    return (w.end >= CRAWL_STEPS) & (now <= before) & slow


def goal_ahead(w: Walks) -> Array:
    """The depth of the known minimum that is nearest of those no higher than the end (M), nan without one."""
    goal, now = np.full(len(w.end), np.nan), w.at(w.end, w.value)
    if not w.objective.minima:
        return goal
    minima = np.reshape(w.objective.minima, (-1, w.objective.dim))
    depth = depths(w.objective)
    away = distance(w.at(w.end, w.x)[:, None], minima)
    away = np.where(depth <= now[:, None], away, np.inf)
    return np.where(np.isfinite(away.min(1)), depth[away.argmin(1)], np.nan)


def faded(w: Walks) -> Array:
    """It has come to rest on a slope, because a step for a slope of 1 is down to 1 % of what the first one was."""
    if w.sampled or not placed(w.objective) or len(w.value) < 2:
        return np.zeros(len(w.end), bool)
    end = np.maximum(w.end, 1)
    slope = w.slopes()
    first = distance(w.x[1], w.x[0]) / slope[0]
    now = distance(w.at(end, w.x), w.at(end - 1, w.x)) / w.at(end - 1, slope)
    return rests(w) & (now <= FADED_PART * first) & (w.at(w.end, slope) > LEVEL_PART * w.steepest)


def still_falling(w: Walks) -> Array:
    """A step of the tail ended lower than every place before those steps."""
    late = w.walked & (np.arange(len(w.value))[:, None] > w.end - quarter(w.end))  # where they ended: one row less
    return least(w.value, late) < least(w.value, w.walked & ~late)
