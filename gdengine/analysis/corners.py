"""Corners: where the slopes of both sides differ, so that a step does not shorten as it gets near.

The predicates take ``Walks`` of M members and give booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

import numpy as np

from gdengine.analysis import surroundings as around
from gdengine.analysis.measures import NONE
from gdengine.analysis.resting import Spot, rests
from gdengine.analysis.walks import (
    Walks,
    along,
    distance,
    most,
    reach,
    unit,
    width,
)
from gdengine.core import Array, Objective

CORNER_REACH, CORNER_STEPS = 0.5, 8.0  # of R, and of the longest step of the tail: it hops about a corner within both
EXACT, TINY = 1e-9, 1e-6  # of R, and as a length: as good as none


def listed(objective: Objective, index: Array) -> Array:
    """The listed minima (M, D) of these indices; some place where there is none."""
    minima = np.reshape(objective.minima or np.zeros(objective.dim), (-1, objective.dim))
    return minima[np.maximum(index, 0)]


def at_corner(w: Walks, p: Spot, minimum: Array) -> Array:
    """It hops about, or stopped at, a place where the slopes of both sides differ."""
    if w.sampled:
        return np.zeros(len(w.end), bool)
    place, way = p.x.copy(), np.zeros_like(p.x)
    way[:, 0] = 1.0
    hops, row = last_hop(w)
    if hops.any():
        a, b = w.at(row, w.x)[hops], w.at(row + 1, w.x)[hops]
        place[hops], way[hops] = around.floor_between(w.objective, a, b), unit(b - a)
    found = (hops | w.stopped | rests(w)) & _corner(w, place, way)
    known = minimum != NONE
    if known.any():  # the tip of a cone: a walk hops about it, never straight across
        found |= known & _corner(w, listed(w.objective, minimum), way)
    return found


def last_hop(w: Walks) -> tuple[Array, Array]:
    """Whether some step of the tail begins downhill and ends uphill (M), and the row at which the last such begins."""
    step = w.x[1:] - w.x[:-1]
    over = (along(w.grad[:-1], step) < 0) & (along(w.grad[1:], step) > 0) & w.tail[:-1] & w.tail[1:]
    return over.any(0), np.maximum(len(over) - 1 - over[::-1].argmax(0), 0) if len(over) else w.end


def _corner(w: Walks, place: Array, way: Array) -> Array:
    """There is a corner at ``place`` (M, D) along ``way``, and the tail stays about it."""
    away = most(distance(w.x, place), w.tail)
    longest = most(w.lengths(), w.tail)
    about = (away <= CORNER_REACH * reach(w) * (1 + EXACT)) & (away <= CORNER_STEPS * longest)
    return (about | (away <= TINY)) & around.kinked(w.objective, place, way, width(w))
