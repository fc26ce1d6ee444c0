"""Walks that leave: predicates of going out of the domain, off to infinity, or down without end.

Each takes ``Walks`` of M members and gives booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gdengine.analysis import surroundings as around
from gdengine.analysis.resting import relief
from gdengine.analysis.walks import (
    FEW_DIMENSIONS,
    Walks,
    along,
    distance,
    mean,
    most,
    placed,
    quarter,
    unit,
)
from gdengine.core import Array

GROWTH_FACTOR = 1.01  # each block of a growing walk reaches at least so many times as high as the one before
BLOCKS = 8  # of a walk, the last four of which are compared
SAMPLED_RISE, SAMPLED_RELIEF = 0.5, 0.01  # of H, and of the relief: a sampled walk that grows rose by both
SAMPLED_BLOCK = 4  # rows of a block at least, where there is no relief
GROWING_STEPS = 3  # so many steps at least
FAR_WIDTHS = 4.0  # of W: a walk that ended farther from the middle of the map went off to infinity


def undefined(w: Walks) -> Array:
    """At the start f or its gradient is not a finite number."""
    return ~(np.isfinite(w.value[0]) & np.isfinite(w.grad[0]).all(-1))


def left_domain(w: Walks) -> Array:
    """A walk that diverged on the map, f having no value ahead: downhill, the way of the last step, or in between."""
    if w.objective.dim > FEW_DIMENSIONS:
        return np.zeros(len(w.end), bool)
    wide, here = w.width, w.at(w.end, w.x)
    down, onward = -unit(w.at(w.end, w.grad)), unit(here - w.at(w.end - 1, w.x))
    ways = (down, onward, unit(down + onward))
    ends = np.logical_or.reduce([around.ends_ahead(w.objective, here, way, wide) for way in ways])
    middle = np.mean(w.objective.box, axis=1) if w.objective.box else w.x[0]
    return ends & (distance(here, middle) <= FAR_WIDTHS * wide)


def sank(w: Walks) -> Array:
    """Of a walk that diverged: its last value is its lowest, and it went farther down from the start than ever up."""
    last, first = w.at(w.end, w.value), w.value[0]
    return (last <= w.low) & (first - last > most(w.value, w.walked) - first)


def growing(w: Walks) -> Array:
    """It still has numbers, but goes up and up."""
    found = np.zeros(len(w.end), bool)
    some = np.flatnonzero(_may_grow(w))
    if len(some):
        w = w.only(some)
        grows = _blocks_grow(w) | _steps_grow(w)
        found[some] = grows & _beyond_errors(w) if w.sampled else grows
    return found


def _may_grow(w: Walks) -> Array:
    """A sign that no walk that grows lacks: its last steps went up, or its last block higher than the one before."""
    last = [w.at(w.end - back, w.value) for back in range(GROWING_STEPS + 1)]
    up = np.logical_and.reduce([after > before for after, before in pairwise(last)])
    size = np.maximum(w.end // BLOCKS, 1)
    first = max(int((w.end - 2 * size).min(initial=len(w.value))) + 1, 0)
    row, value = np.arange(first, len(w.value))[:, None], w.value[first:]
    if not len(value):
        return up
    tops = [most(value, (row <= stop) & (row > stop - size)) for stop in (w.end, w.end - size)]
    return up | (tops[0] > tops[1])


def _beyond_errors(w: Walks) -> Array:
    """Of a sampled walk: it rose by more than errors of single slopes make it rise."""
    rise, tall = w.at(w.end, w.value) - w.value[0], w.height
    if w.objective.box and w.objective.dim <= FEW_DIMENSIONS:
        return rise >= np.maximum(SAMPLED_RISE * tall, SAMPLED_RELIEF * relief(w.objective))
    return (rise >= SAMPLED_RISE * tall) & (w.end // BLOCKS >= SAMPLED_BLOCK)


def _blocks_grow(w: Walks) -> Array:
    """Of the last four eighths each but the first reaches 1 % higher than that before, and the last highest of all."""
    size, row = np.maximum(w.end // BLOCKS, 1), np.arange(len(w.value))[:, None]
    low, high = w.low, most(w.value, w.walked)
    stops = [w.end - back * size for back in (3, 2, 1, 0)]
    tops = [most(w.value, (row <= stop) & (row > stop - size)) - low for stop in stops]
    climbs = [after > GROWTH_FACTOR * before for before, after in pairwise(tops)]
    return np.logical_and.reduce(climbs) & (tops[3] >= high - low) & (w.end > GROWING_STEPS)


def _steps_grow(w: Walks) -> Array:
    """Each step of the tail, and of the last three, ends higher, the last highest of all, and is longer than before."""
    if not placed(w.objective) or len(w.value) <= GROWING_STEPS:
        return np.zeros(len(w.end), bool)
    row, first = np.arange(len(w.value))[:, None], w.end - np.maximum(quarter(w.end), GROWING_STEPS) + 1
    up = np.diff(w.value, axis=0, prepend=np.nan) > 0
    longer = (np.diff(w.lengths(), axis=0, prepend=np.nan) > 0) | (row == first)
    counted = (row >= first) & (row <= w.end)
    highest = w.at(w.end, w.value) >= most(w.value, w.walked)
    return (up & longer | ~counted).all(0) & (w.end >= GROWING_STEPS) & highest


def over_cliff(w: Walks) -> Array:
    """On the step on which f rises most it slopes down at both ends: on the way f jumps or has no value."""
    found = np.zeros(len(w.end), bool)
    if w.sampled:
        return found
    some = np.flatnonzero(((w.value[1:] > w.value[:-1]) & w.walked[1:]).any(0))
    if len(some):
        found[some] = _over_cliff(w.only(some))
    return found


def _over_cliff(w: Walks) -> Array:
    """The same of walks that go up somewhere."""
    step = w.x[1:] - w.x[:-1]
    downhill = (along(w.grad[:-1], step) < 0) & (along(w.grad[1:], step) < 0) & w.walked[1:]
    rise = np.where(downhill, np.diff(w.value, axis=0), -np.inf)
    row = rise.argmax(0)
    found = w.at(row, rise) > around.rounding(w.at(row + 1, w.value))
    if found.any():
        a, b = w.at(row, w.x)[found], w.at(row + 1, w.x)[found]
        found[found] = around.cliff_between(w.objective, a, b)
    return found


def bottomless(w: Walks) -> Array:
    """The end is the lowest place of the walk (sampled: the tail lies below the start); downhill f falls forever."""
    here = w.at(w.end, w.x)
    lowest = w.at(w.end, w.value) <= w.low
    found = mean(w.value, w.tail) < w.value[0] if w.sampled else lowest
    if found.any():
        down = -unit(w.objective.grad(here[found]))
        found[found] = around.falls_for_ever(w.objective, here[found], down, w.width)
    if found.any():
        down = -unit(w.objective.grad(here[found]))
        found[found] = ~around.levels_off(w.objective, here[found], down, w.width)
    return found
