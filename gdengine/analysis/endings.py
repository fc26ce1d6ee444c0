"""Where a walk ended: at a minimum, at a corner, on level or flat ground, gone, or somewhere on the way.

The predicates take ``Walks`` of M members and give booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from gdengine.analysis import leaving
from gdengine.analysis import surroundings as around
from gdengine.analysis.arriving import at_minimum, known_minimum, lower_minimum, near_ground, near_height
from gdengine.analysis.corners import at_corner, listed
from gdengine.analysis.measures import NONE
from gdengine.analysis.resting import Spot, dead, level, on_plateau, rests, settled, spot
from gdengine.analysis.walks import FEW_DIMENSIONS, Walks, placed
from gdengine.core import Array, Outcome

SEARCH_PART = 0.1  # of the steepest slope met: so gentle is the ground where an unlisted minimum is looked for


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


def ending(w: Walks) -> Ending:
    """The first of the kinds that holds of each member."""
    found = Ending(*[np.full(len(w.end), start) for start in (Ended.UNFINISHED, NONE, NONE)])
    ended = found.ended
    gone = w.outcome == Outcome.DIVERGED
    if gone.any():
        lost = w.only(np.flatnonzero(gone))
        kinds = [(leaving.left_domain(lost), Ended.OUTSIDE), (leaving.sank(lost), Ended.BOTTOMLESS)]
        ended[gone] = first_of(kinds, Ended.INFINITY)
    ended[leaving.undefined(w)] = Ended.UNDEFINED
    here = np.flatnonzero(ended == Ended.UNFINISHED)
    grows = leaving.growing(w.only(here))
    ended[here[grows]] = Ended.INFINITY
    here = here[~grows]
    if len(here):
        for part, values in zip(found, _among(w.only(here))):
            part[here] = values
    return found


def first_of(kinds: list[tuple[Array, Ended]], default: Ended) -> Array:
    """The first kind that holds of each member (M)."""
    return np.select([holds for holds, _ in kinds], [int(kind) for _, kind in kinds], int(default))


def _among(w: Walks) -> Ending:
    """The same for members that have not left."""
    if w.objective.dim <= FEW_DIMENSIONS:
        return _with_a_look_around(w, spot(w))
    nowhere = np.full(len(w.end), NONE)
    if not placed(w.objective):
        return Ending(first_of([(dead(w), Ended.FLAT), (settled(w), Ended.LEVEL)], Ended.UNFINISHED), nowhere, nowhere)
    p = spot(w)
    minimum = known_minimum(w, p.x)
    place = np.where((minimum != NONE)[:, None], listed(w.objective, minimum), np.nan)
    depth = w.objective(place)
    at = at_minimum(w, p, place, depth)
    kinds, lower = _minima(w, p, depth, at)
    stopped = (w.outcome == Outcome.CONVERGED) & (not w.sampled)
    return Ending(first_of([*kinds, (stopped, Ended.LEVEL)], Ended.UNFINISHED), np.where(at, minimum, NONE), lower)


def _with_a_look_around(w: Walks, p: Spot) -> Ending:
    known, flat = known_minimum(w, p.x), around.flat(w.objective, p.x, p.value, w.width)
    place = np.where((known != NONE)[:, None], listed(w.objective, known), np.nan)
    there = known
    search = np.flatnonzero((known == NONE) & ~flat)
    if len(search):
        search = search[p.slope[search] <= SEARCH_PART * w.steepest[search]]
    if len(search):
        place[search] = _searched(w, p, search)
        there = np.where(known == NONE, known_minimum(w, place), known)  # the search may come to one that is known
    depth = w.objective(place)
    at, corner = at_minimum(w, p, place, depth), at_corner(w, p, known)
    minima, lower = _minima(w, p, depth, at)
    ended = first_of([(corner, Ended.CORNER), (flat, Ended.FLAT), *minima], Ended.UNFINISHED)
    left = np.flatnonzero(ended == Ended.UNFINISHED)
    if len(left):
        ended[left] = _elsewhere(w.only(left), Spot(*[part[left] for part in p]), w.width)
    return Ending(ended, np.select([corner, at], [known, there], NONE), lower)


def _at_rest(w: Walks, p: Spot) -> Array:
    """It no longer moves, on level ground."""
    still = w.levelled if w.sampled else rests(w)
    return still & level(w, p) if still.any() else still


def _searched(w: Walks, p: Spot, members: Array) -> Array:
    """The minimum (m, D) that is found from where the members of these indices (m) are; nan where there is none."""
    x, value = p.x[members], p.value[members]
    found = around.nearest_minimum(w.objective, x, near_ground(w, p.x)[members], w.width)
    # where slopes end beside p, as at the edge of a domain, Newton finds nothing
    level_there = 2 * around.CIRCLE_PART * w.width * p.slope[members] <= around.rounding(value)
    pit = np.flatnonzero(level_there & np.isnan(found[:, 0]))
    if len(pit):
        ring = around.circle(w.objective, x[pit], value[pit], w.width)
        pit = pit[(ring.drop <= ring.noise) & (ring.rise > ring.noise)]
    if len(pit):
        pit = pit[_at_rest(w, p)[members[pit]]]
        found[pit] = x[pit]
    return found


def _minima(w: Walks, p: Spot, depth: Array, at: Array) -> tuple[list[tuple[Array, Ended]], Array]:
    """The two kinds of minima, and the index of a lower one (M)."""
    lower, own = lower_minimum(w, p, depth, at)
    sunk = (lower != NONE) | (own - w.low > near_height(w))
    return [(at & sunk, Ended.HIGHER), (at, Ended.DEEPEST)], lower


def _elsewhere(w: Walks, p: Spot, wide: float) -> Array:
    """Which of the kinds that come after the minima members ended in; ``wide`` is W."""
    kinds = [
        (_below(w, p, wide), Ended.LEVEL),
        (leaving.over_cliff(w), Ended.OUTSIDE),
        (leaving.bottomless(w), Ended.BOTTOMLESS),
        (on_plateau(w, p), Ended.FLAT),
    ]
    return first_of(kinds, Ended.UNFINISHED)


def _below(w: Walks, p: Spot, wide: float) -> Array:
    """At rest, and lower ground is in sight."""
    found = _at_rest(w, p)
    rest = np.flatnonzero(found)
    if len(rest):
        ring = around.circle(w.objective, p.x[rest], p.value[rest], wide)
        found[rest] = ring.drop > 2 * p.slope[rest] * ring.radius + ring.noise
    return found
