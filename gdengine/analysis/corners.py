"""Corners: where the slopes of both sides differ, so that a step does not shorten as it gets near.

The predicates take ``Walks`` of M members and give booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

import numpy as np

from gdengine.analysis import surroundings as around
from gdengine.analysis.both_sides import kinked
from gdengine.analysis.measures import NONE
from gdengine.analysis.resting import Spot, rests
from gdengine.analysis.walks import (
    LEAST_LENGTH,
    LEAST_PART,
    Walks,
    along,
    distance,
    most,
    unit,
)
from gdengine.core import Array, Objective

CORNER_REACH, CORNER_STEPS = 0.5, 8.0  # of R, and of the longest step of the tail: it hops about a corner within both


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
    found = np.zeros(len(w.end), bool)
    sharp = np.flatnonzero(kinked(w.objective, place, way, w.width))  # first: most ground has no corners at all
    if len(sharp):
        some = w.only(sharp)
        found[sharp] = (hops[sharp] | some.stopped | rests(some)) & _stays_about(some, place[sharp])
    known = np.flatnonzero((minimum != NONE) & ~found)
    if len(known):  # the tip of a cone: a walk hops about it, never straight across
        place = listed(w.objective, minimum[known])
        sharp = kinked(w.objective, place, way[known], w.width)
        known, place = known[sharp], place[sharp]
    if len(known):
        found[known] = _stays_about(w.only(known), place)
    return found


def last_hop(w: Walks) -> tuple[Array, Array]:
    """Whether some step of the tail begins downhill and ends uphill (M), and the row at which the last such begins."""
    x, grad, tail = w.x[w.late], w.grad[w.late], w.tail[w.late]
    step = x[1:] - x[:-1]
    over = (along(grad[:-1], step) < 0) & (along(grad[1:], step) > 0) & tail[:-1] & tail[1:]
    return over.any(0), w.late.start + len(over) - 1 - over[::-1].argmax(0) if len(over) else w.end


def _stays_about(w: Walks, place: Array) -> Array:
    """The tail stays about ``place`` (M, D)."""
    away = most(distance(w.x, place), w.tail)
    longest = most(w.lengths(), w.tail)
    about = (away <= CORNER_REACH * w.reach * (1 + LEAST_PART)) & (away <= CORNER_STEPS * longest)
    return about | (away <= LEAST_LENGTH)
