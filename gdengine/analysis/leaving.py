"""Walks that leave: predicates of going out of the domain, off to infinity, or down without end.

Each takes ``Walks`` of M members and gives booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gdengine.analysis import surroundings as around
from gdengine.analysis.walks import FEW_DIMENSIONS, Walks, along, distance, least, most, placed, quarter, unit, width
from gdengine.core import Array

GROWN = 1.01  # each block of a growing walk reaches at least so many times as high as the one before
BLOCKS = 8  # of a walk, the last four of which are compared
SAMPLED_BLOCK, SAMPLED_RISE = 4, 0.5  # where slopes are sampled: rows of a block, and of H: the rise from the start
GROWING_STEPS = 3  # so many steps at least
FAR = 4.0  # of W: a walk that ended farther from the middle of the map went off to infinity


def undefined(w: Walks) -> Array:
    """At the start f or its gradient is not a finite number."""
    return ~(np.isfinite(w.value[0]) & np.isfinite(w.grad[0]).all(-1))


def left_domain(w: Walks) -> Array:
    """A walk that diverged on the map, f having no value ahead: downhill, the way of the last step, or in between."""
    if w.objective.dim > FEW_DIMENSIONS:
        return np.zeros(len(w.end), bool)
    wide, here = width(w), w.at(w.end, w.x)
    down, onward = -unit(w.at(w.end, w.grad)), unit(here - w.at(w.end - 1, w.x))
    ways = (down, onward, unit(down + onward))
    ends = np.logical_or.reduce([around.ends_ahead(w.objective, here, way, wide) for way in ways])
    middle = np.mean(w.objective.box, axis=1) if w.objective.box else w.x[0]
    return ends & (distance(here, middle) <= FAR * wide)


def sank(w: Walks) -> Array:
    """Of a walk that diverged: its last value is its lowest, and it went farther down from the start than ever up."""
    last, first = w.at(w.end, w.value), w.value[0]
    return (last <= least(w.value, w.walked)) & (first - last > most(w.value, w.walked) - first)


def growing(w: Walks) -> Array:
    """It still has numbers, but goes up and up."""
    if not w.sampled:
        return _blocks_grow(w) | _steps_grow(w)
    high = w.at(w.end, w.value) - w.value[0] >= SAMPLED_RISE * (most(w.value, w.walked) - least(w.value, w.walked))
    return _blocks_grow(w) & (w.end // BLOCKS >= SAMPLED_BLOCK) & high  # errors of single slopes are no growth


def _blocks_grow(w: Walks) -> Array:
    """Cut into eight, each of the last four blocks reaches 1 % higher than the one before, the last highest of all."""
    size, row = np.maximum(w.end // BLOCKS, 1), np.arange(len(w.value))[:, None]
    low, high = least(w.value, w.walked), most(w.value, w.walked)
    stops = [w.end - back * size for back in (3, 2, 1, 0)]
    tops = [most(w.value, (row <= stop) & (row > stop - size)) - low for stop in stops]
    climbs = [after > GROWN * before for before, after in pairwise(tops)]
    return np.logical_and.reduce(climbs) & (tops[3] >= high - low) & (w.end > GROWING_STEPS)


def _steps_grow(w: Walks) -> Array:
    """Every step of the tail, and of the last three, ends higher, and but for the first is longer than the last."""
    if not placed(w.objective) or len(w.value) <= GROWING_STEPS:
        return np.zeros(len(w.end), bool)
    row, first = np.arange(len(w.value))[:, None], w.end - np.maximum(quarter(w.end), GROWING_STEPS) + 1
    up = np.diff(w.value, axis=0, prepend=np.nan) > 0
    longer = (np.diff(w.lengths(), axis=0, prepend=np.nan) > 0) | (row == first)
    counted = (row >= first) & (row <= w.end)
    return (up & longer | ~counted).all(0) & (w.end >= GROWING_STEPS)


def over_cliff(w: Walks) -> Array:
    """On the step on which f rises most it slopes down at both ends: on the way f jumps or has no value."""
    if w.sampled or len(w.value) < 2:
        return np.zeros(len(w.end), bool)
    step = w.x[1:] - w.x[:-1]
    downhill = (along(w.grad[:-1], step) < 0) & (along(w.grad[1:], step) < 0) & w.walked[1:]
    rise = np.where(downhill, np.diff(w.value, axis=0), -np.inf)
    row = rise.argmax(0)
    found = w.at(row, rise) > around.ROUNDING * (1 + np.abs(w.at(row + 1, w.value)))
    if found.any():
        a, b = w.at(row, w.x)[found], w.at(row + 1, w.x)[found]
        found[found] = around.cliff_between(w.objective, a, b)
    return found


def bottomless(w: Walks) -> Array:
    """The end is the lowest place of the walk (or it is sampled), and straight downhill from there f falls for ever."""
    here = w.at(w.end, w.x)
    found = (w.at(w.end, w.value) <= least(w.value, w.walked)) | w.sampled
    if found.any():
        down = -unit(w.objective.grad(here[found]))
        found[found] = around.falls_for_ever(w.objective, here[found], down, width(w))
    return found
