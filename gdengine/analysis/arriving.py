"""Whether a walk arrived at a minimum: what is near, and whether it has come to stay there or nears it.

The predicates take ``Walks`` of M members and give booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

import numpy as np

from gdengine.analysis.measures import NONE, depths, reached
from gdengine.analysis.resting import Spot, relief
from gdengine.analysis.walks import FEW_DIMENSIONS, LEAST_LENGTH, LEAST_PART, Walks, distance, mean, quarter
from gdengine.core import Array

NEAR_GROUND = 0.05  # of R: near a minimum, no farther from it …
NEAR_HEIGHT, NEAR_HEIGHT_SAMPLED = 0.005, 0.02  # of H: … and no higher above it; the second where slopes are sampled
SLOWED_PART = 0.9  # of the mean step of the tail: the last step of a walk that slows down


def known_minimum(w: Walks, place: Array) -> Array:
    """The index (M) of the listed minimum next to each place (M, D) (``measures.reached``), or NONE."""
    return reached(w.objective, place) if w.objective.minima else np.full(len(w.end), NONE)


def near_height(w: Walks) -> Array:
    """How high above a minimum is near (M): a part of H, or of the relief of the map where that is less."""
    return _near(w, w.height)


def arrival_height(w: Walks, end: Array) -> Array:
    """How high above its ``end`` (M) a walk is as good as there (M): near, of the way down from where it began.

    How high it was thrown is no part of that way: else it would be there the sooner the higher it had flown.
    """
    fall = w.value[0] - end
    return _near(w, np.where(fall > 0, np.minimum(fall, w.height), w.height))


def _near(w: Walks, tall: Array) -> Array:
    part = NEAR_HEIGHT_SAMPLED if w.sampled else NEAR_HEIGHT
    if w.objective.box and w.objective.dim <= FEW_DIMENSIONS:
        tall = np.minimum(tall, relief(w.objective))
    return np.maximum(part * tall, LEAST_PART * (1 + np.abs(w.value[0])))


def near_ground(w: Walks, place: Array) -> Array:
    """How far from a place (M, D) is near (M): a part of R, or of W where that is less."""
    span = np.minimum(w.reach, w.width)
    return np.maximum(NEAR_GROUND * span, LEAST_LENGTH * (1 + np.linalg.norm(place, axis=-1)))


def at_minimum(w: Walks, p: Spot, place: Array, depth: Array) -> Array:
    """p is near the minimum at ``place`` (M, D), which is f = ``depth`` (M), and the walk has come to stay or nears it.

    It stays if it stopped, or is near in its whole tail, or stands where the slope is exactly 0.
    """
    ground, tall = near_ground(w, place), near_height(w)
    near = (distance(p.x, place) <= ground) & (p.value - depth <= tall)
    if w.sampled:
        return near & w.levelled
    if not near.any():
        return near
    by = (distance(w.x[w.late], place) <= ground) & (w.value[w.late] - depth <= tall)
    found = near & (w.stopped | (p.slope == 0) | (by | ~w.tail[w.late]).all(0))
    rest = np.flatnonzero(near & ~found)
    if len(rest):
        some = w.only(rest)
        found[rest] = nears(some, place[rest]) & slows(some)
    return found


def nears(w: Walks, place: Array) -> Array:
    """No step that ends in the tail leads away from ``place`` (M, D)."""
    closer = np.diff(distance(w.x, place), axis=0, prepend=np.inf) <= LEAST_PART * w.reach
    return (closer | ~w.tail).all(0)


def slows(w: Walks) -> Array:
    """The last step is shorter than nine tenths of the mean of those of the tail, or of the last two."""
    length, row = w.lengths(), np.arange(len(w.value))[:, None]
    counted = (row > w.end - np.maximum(quarter(w.end), 2)) & (row <= w.end)
    return w.at(w.end, length) < SLOWED_PART * mean(length, counted)


def lower_minimum(w: Walks, p: Spot, depth: Array, at: Array) -> tuple[Array, Array]:
    """The index of the lowest listed minimum (M) where it is clearly lower than the end, else NONE; and that end."""
    own = np.where(at, depth, p.value)
    if not w.objective.minima:
        return np.full(len(at), NONE), own
    deep = depths(w.objective)
    lowest = int(deep.argmin())
    clear = np.where(at, LEAST_PART * (1 + abs(deep[lowest])), near_height(w))
    return np.where(own - deep[lowest] > clear, lowest, NONE), own
