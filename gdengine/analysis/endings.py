"""Where a walk ended: at a minimum, at a corner, on level or flat ground, gone, or somewhere on the way.

The predicates take ``Walks`` of M members and give booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from gdengine.analysis import leaving
from gdengine.analysis import surroundings as around
from gdengine.analysis.measures import NONE, reached
from gdengine.analysis.walks import (
    FEW_DIMENSIONS,
    Walks,
    along,
    distance,
    height,
    least,
    mean,
    most,
    placed,
    quarter,
    reach,
    unit,
    width,
)
from gdengine.core import Array, Objective, Outcome
from gdengine.network.mlp import Network
from gdengine.network.units import idle_units

NEAR_GROUND = 0.05  # of R: near a minimum, no farther from it …
NEAR_HEIGHT, NEAR_HEIGHT_SAMPLED = 0.005, 0.02  # of H: … and no higher above it; the second where slopes are sampled
SLOWED = 0.9  # of the mean step of the tail: the last step of a walk that slows down
REST_PART = 0.01  # of R: at rest, the tail stays within
LEVELLED_PART = 0.01  # of H: levelled, the mean height of the tail is not lower than before by more
LEVEL_PART = 0.01  # of the steepest slope met: level
SEARCH_PART = 0.1  # of the steepest slope met: so gentle is the ground where an unlisted minimum is looked for
CORNER_REACH, CORNER_STEPS = 0.5, 8.0  # of R, and of the longest step of the tail: it hops about a corner within both
FLAT_PART = 1 / 3  # of what the box's average slope would make it: how much f varies on the circle on flat ground
STAY_PART, AHEAD_PART = 0.05, 0.1  # of W: the tail on flat ground stays within; it still slopes down so far ahead
TINY, EXACT = 1e-6, 1e-9  # of lengths, and of heights: as good as none
UNMOVED = 1e-9  # of 1 + |f|: a walk of which only values are looked at has settled if its tail varies by less
GRID = {1: 33, 2: 17, 3: 9}  # places along a side of the box at which its relief is measured


class Ended(IntEnum):
    """Where a walk ended; ``analysis.predicates`` has the definitions."""

    DEEPEST = 0
    HIGHER = 1
    LEVEL = 2
    FLAT = 3
    CORNER = 4
    OUTSIDE = 5
    INFINITY = 6
    BOTTOMLESS = 7
    UNDEFINED = 8
    UNFINISHED = 9


class Ending(NamedTuple):
    """Where members (M) ended."""

    ended: Array  # Ended
    minimum: Array  # the index of the known minimum it is near, or NONE
    lower: Array  # the index of the lowest known minimum where that is clearly lower than the end, else NONE


class Spot(NamedTuple):
    """The place each member (M) is judged by."""

    x: Array  # p (M, D): the end, of a sampled walk the mean of its tail
    value: Array  # f(p)
    slope: Array  # ‖∇f(p)‖


def ending(w: Walks) -> Ending:
    """The first of the kinds that holds of each member."""
    found = Ending(*[np.full(len(w.end), start) for start in (Ended.UNFINISHED, NONE, NONE)])
    ended = found.ended
    gone = w.outcome == Outcome.DIVERGED
    ended[leaving.growing(w)] = Ended.INFINITY
    if gone.any():
        lost = w.only(np.flatnonzero(gone))
        kinds = [(leaving.left_domain(lost), Ended.OUTSIDE), (leaving.sank(lost), Ended.BOTTOMLESS)]
        ended[gone] = np.select(*zip(*kinds), Ended.INFINITY)
    ended[leaving.undefined(w)] = Ended.UNDEFINED
    here = np.flatnonzero(ended == Ended.UNFINISHED)
    if len(here):
        for part, values in zip(found, _among(w if len(here) == len(ended) else w.only(here))):
            part[here] = values
    return found


def _among(w: Walks) -> Ending:
    """The same for members that have not left."""
    if not placed(w.objective):
        kinds = np.select([dead(w), settled(w)], [Ended.FLAT, Ended.LEVEL], Ended.UNFINISHED)
        return Ending(kinds, np.full(len(w.end), NONE), np.full(len(w.end), NONE))
    p = spot(w)
    minimum = known_minimum(w, p)
    few = w.objective.dim <= FEW_DIMENSIONS
    rest = (levelled(w) if w.sampled else rests(w)) & level(w, p)
    ring = around.circle(w.objective, p.x, p.value, width(w)) if few else None
    flat = np.maximum(ring.drop, ring.rise) <= ring.noise if ring else rest & False
    place = np.where((minimum != NONE)[:, None], listed(w.objective, minimum), np.nan)
    search = (minimum == NONE) & ~flat & (p.slope <= SEARCH_PART * steepest(w)) & few
    if search.any():
        within = np.maximum(NEAR_GROUND * reach(w), TINY * (1 + np.linalg.norm(p.x, axis=-1)))[search]
        place[search] = around.nearest_minimum(w.objective, p.x[search], within, width(w))
    if few:  # where slopes end beside p, as at the edge of a domain, Newton finds nothing
        pit = search & rest & (ring.drop <= ring.noise) & (ring.rise > ring.noise) & np.isnan(place[:, 0])
        place[pit] = p.x[pit]
    at = at_minimum(w, p, place)
    lower, own = lower_minimum(w, p, place, at)
    sunk = (lower != NONE) | (own - least(w.value, w.walked) > near_height(w))
    kinds = [(at & sunk, Ended.HIGHER), (at, Ended.DEEPEST)]
    corner = at_corner(w, p, minimum) if few else rest & False
    if few:
        kinds = [(corner, Ended.CORNER), (flat, Ended.FLAT), *kinds, *_elsewhere(w, p, ring, rest)]
    elif not w.sampled:
        kinds.append((w.outcome == Outcome.CONVERGED, Ended.LEVEL))
    return Ending(np.select(*zip(*kinds), Ended.UNFINISHED), np.where(at | corner, minimum, NONE), lower)


@np.errstate(over="ignore")  # far out, the square of a slope overflows
def spot(w: Walks) -> Spot:
    """p and what is there."""
    x = mean(w.x, w.tail) if w.sampled else w.at(w.end, w.x)
    value, grad = w.objective.value_and_grad(x)
    return Spot(x, value, np.linalg.norm(grad, axis=-1))


# ---- minima


def known_minimum(w: Walks, p: Spot) -> Array:
    """The index of the listed minimum (M) next to p (``measures.reached``), or NONE."""
    return reached(w.objective, p.x) if w.objective.minima else np.full(len(w.end), NONE)


def listed(objective: Objective, index: Array) -> Array:
    """The listed minima (M, D) of these indices; some place where there is none."""
    minima = np.reshape(objective.minima or np.zeros(objective.dim), (-1, objective.dim))
    return minima[np.maximum(index, 0)]


def near_height(w: Walks) -> Array:
    """How high above a minimum is near (M)."""
    part = NEAR_HEIGHT_SAMPLED if w.sampled else NEAR_HEIGHT
    return np.maximum(part * height(w), EXACT * (1 + np.abs(w.value[0])))


def at_minimum(w: Walks, p: Spot, place: Array) -> Array:
    """p is near the minimum at ``place`` (M, D), and the walk stopped, stays near it in its tail, or nears it there."""
    depth = w.objective(place)
    ground = np.maximum(NEAR_GROUND * reach(w), TINY * (1 + np.linalg.norm(place, axis=-1)))
    near = (distance(p.x, place) <= ground) & (p.value - depth <= near_height(w))
    if w.sampled or not near.any():
        return near & levelled(w)
    away = distance(w.x, place)
    stays = (away <= ground) & (w.value - depth <= near_height(w))
    nears = (np.diff(away, axis=0, prepend=np.inf) <= EXACT * reach(w)) | ~w.tail
    return near & (w.stopped | (stays | ~w.tail).all(0) | (nears.all(0) & slows(w)))


def slows(w: Walks) -> Array:
    """The last step is shorter than nine tenths of the mean of those of the tail, or of the last two."""
    length, row = w.lengths(), np.arange(len(w.value))[:, None]
    counted = (row > w.end - np.maximum(quarter(w.end), 2)) & (row <= w.end)
    return w.at(w.end, length) < SLOWED * mean(length, counted)


def lower_minimum(w: Walks, p: Spot, place: Array, at: Array) -> tuple[Array, Array]:
    """The index of the lowest listed minimum (M) where it is clearly lower than the end, else NONE; and that end."""
    own = np.where(at, w.objective(place), p.value)
    if not w.objective.minima:
        return np.full(len(at), NONE), own
    depth = w.objective(np.reshape(w.objective.minima, (-1, w.objective.dim)))
    lowest = int(depth.argmin())
    clear = np.where(at, EXACT * (1 + abs(depth[lowest])), near_height(w))
    return np.where(own - depth[lowest] > clear, lowest, NONE), own


# ---- rest


def rests(w: Walks) -> Array:
    """It stopped on level ground, or its tail stays within 1 % of R from its end."""
    away = most(distance(w.x, w.at(w.end, w.x)), w.tail)
    return (w.outcome == Outcome.CONVERGED) | (away <= REST_PART * reach(w))


def levelled(w: Walks) -> Array:
    """The mean height over the tail is not lower than that over as many steps before by more than 1 % of H."""
    row, q = np.arange(len(w.value))[:, None], quarter(w.end)
    before = (row < w.end - q) & (row >= w.end - 2 * q)
    fall = mean(w.value, before) - mean(w.value, w.tail)
    return (fall <= LEVELLED_PART * height(w)) & before.any(0)


def settled(w: Walks) -> Array:
    """Of a walk of which only values are looked at: it stopped on level ground, or its tail no longer changes."""
    swing = most(w.value, w.tail) - least(w.value, w.tail)
    return (w.outcome == Outcome.CONVERGED) | ((swing <= UNMOVED * (1 + np.abs(w.at(w.end, w.value)))) & (w.end > 0))


def dead(w: Walks) -> Array:
    """Of a network: every unit of some hidden layer is dead, so its output is constant and its weights feel no slope."""
    net, theta = w.objective, w.at(w.end, w.x)
    if not isinstance(net, Network) or theta.shape[-1] != net.dim:
        return np.zeros(len(w.end), bool)
    units = idle_units(net, theta)
    return (units.dead == np.array(units.count, int)).any(-1)


def level(w: Walks, p: Spot) -> Array:
    """The slope at p is at most 1 % of the steepest met."""
    return (p.slope <= LEVEL_PART * steepest(w)) | (w.outcome == Outcome.CONVERGED)


def steepest(w: Walks) -> Array:
    """S (M): the steepest slope recorded."""
    return most(w.slopes(), w.walked)


def _elsewhere(w: Walks, p: Spot, ring: around.Circle, rest: Array) -> list[tuple[Array, Ended]]:
    """The kinds that come after the minima."""
    below = rest & (ring.drop > 2 * p.slope * ring.radius + ring.noise)
    return [
        (below, Ended.LEVEL),
        (leaving.over_cliff(w), Ended.OUTSIDE),
        (leaving.bottomless(w), Ended.BOTTOMLESS),
        (on_plateau(w, p, ring), Ended.FLAT),
    ]


def on_plateau(w: Walks, p: Spot, ring: around.Circle) -> Array:
    """The tail stays within 5 % of W, the ground around is nearly flat and no trough, and it still slopes down ahead."""
    if not w.objective.box:
        return np.zeros(len(w.end), bool)
    wide = width(w)
    away = most(distance(w.x, w.at(w.end, w.x)), w.tail)
    varies = np.maximum(ring.rise, 0) + np.maximum(ring.drop, 0)
    gentle = varies <= FLAT_PART * 2 * ring.radius * relief(w.objective) / wide
    down = -unit(w.objective.grad(p.x))
    value, grad = w.objective.value_and_grad(p.x + AHEAD_PART * wide * down)
    ahead = (value < p.value) & (along(grad, down) < 0)
    return gentle & (ring.bend <= ring.tilt) & (away <= STAY_PART * wide) & ahead


def relief(objective: Objective) -> float:
    """The highest minus the lowest finite value on a grid over the box."""
    axes = [np.linspace(low, high, GRID[objective.dim]) for low, high in objective.box]
    value = objective(np.stack(np.meshgrid(*axes, indexing="ij"), -1))
    value = value[np.isfinite(value)]
    return float(np.ptp(value)) if value.size else np.inf


# ---- corners


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
