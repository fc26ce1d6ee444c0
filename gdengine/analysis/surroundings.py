"""Looking around: what the ground is like near a place, found by asking the objective there.

Axes: M places, D ≤ FEW_DIMENSIONS parameters, U directions.  Nothing here knows how a walk came to its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np

from gdengine.analysis.walks import along
from gdengine.core import Array, Objective
from gdengine.landscapes.minima import newton_step

CIRCLE_PART = 0.01  # ρ: the radius of the circle, as a part of the diagonal W of the box
COMPASS = 16  # directions in a plane
SECTIONS, ROUNDS = 8, 14  # a step is cut into so many pieces so often: a place on it is found to 8⁻¹⁴ of it
# in W: how far along a ray one looks
RAY_PLACES = np.concatenate([np.linspace(1 / 16, 8, 128), 2.0 ** np.arange(4, 21)])
SLOPED_WIDTHS = 8.0  # in W: so far it must slope down
RAYS_AT_ONCE = 4096  # rays that are looked along at once: some megabytes
FIRST_LOOKS = [0, 15, 127, -1]  # some of those places, looked at first
NEAR_AHEAD = 4.0 * 2.0 ** np.arange(-12, 1)  # in W: how far one looks for a place without a value
LEVELLING_STEPS = 12  # of Newton's method along a ray, to level ground
LEVELLING_NUDGE = 1e-5  # in W: to both sides of a place on that ray, to see by how much the slope is less
SHORTER = 0.95  # of the step before is such a step at most
LEVEL_SHARE = 1e-3  # of the slope where the ray begins: what is left on level ground
SEARCHED_SLOPE_PART = 1e-6  # of the slope where the search began: what may be left where it ends
LEVEL_AXES = 1e-6  # of the largest curvature: along an axis with less the search does not move
HALVINGS = 60  # of a step, to find where it turns from falling to rising
SEARCH_STEPS = 12  # of Newton's method, to the minimum that is nearest
ROUNDING = 1e-12  # differences of f below this part of 1 + |f| are none


class Circle(NamedTuple):
    """f on a small circle around each place, against f at the place."""

    radius: float  # ρ
    drop: Array  # (M): how far the lowest place on the circle lies below
    rise: Array  # (M): how far the highest lies above
    bend: Array  # (M): the largest (f(p + ρu) + f(p − ρu))/2 − f(p) over the directions u
    tilt: Array  # (M): the largest |f(p + ρu) − f(p − ρu)|/2
    noise: Array  # (M): a difference this small is none


@cache
def directions(dim: int) -> Array:
    """Unit vectors (U, D), each beside its opposite: the second half is the first, turned round."""
    if dim == 1:
        half = np.array([[1.0]])
    elif dim == 2:
        angles = math.pi * np.arange(COMPASS // 2) / (COMPASS // 2)
        half = np.stack([np.cos(angles), np.sin(angles)], -1)
    else:
        corners = np.array([c for c in product((-1.0, 0.0, 1.0), repeat=dim) if c > (0.0,) * dim])
        half = corners / np.linalg.norm(corners, axis=-1, keepdims=True)
    return np.concatenate([half, -half])


def circle(objective: Objective, place: Array, value: Array, width: float) -> Circle:
    """The circle of radius ρ = CIRCLE_PART·W around each place (M, D), where f is ``value`` (M)."""
    radius = CIRCLE_PART * width
    away = objective(place[:, None] + radius * directions(objective.dim)) - value[:, None]
    ahead, behind = np.split(away, 2, axis=1)
    bend, tilt = (ahead + behind) / 2, np.abs(ahead - behind) / 2
    drop, rise, bend, tilt = (np.fmax.reduce(part, axis=1) for part in (-away, away, bend, tilt))  # nan is no ground
    return Circle(radius, drop, rise, bend, tilt, rounding(value))


def rounding(value: Array) -> Array:
    """The differences (M) of f that are none, beside each value (M)."""
    return ROUNDING * (1 + np.abs(value))


def flat(objective: Objective, place: Array, value: Array, width: float) -> Array:
    """Whether f is the same on the whole circle, but for rounding: booleans (M)."""
    ways = CIRCLE_PART * width * directions(objective.dim)[[0, -1]]  # two tell of most ground that it is not
    away = np.abs(objective(place[:, None] + ways) - value[:, None])
    found = ~(away > rounding(value)[:, None]).any(1)
    rest = np.flatnonzero(found)
    if len(rest):
        ring = circle(objective, place[rest], value[rest], width)
        found[rest] = np.maximum(ring.drop, ring.rise) <= ring.noise
    return found


def nearest_minimum(objective: Objective, place: Array, within: Array, wide: float) -> Array:
    """A minimum nobody has listed, no farther than ``within`` (M) from each place (M, D); nan where there is none.

    By ``SEARCH_STEPS`` of Newton's method that saddles repel, each no longer than ``within``; the place found has a
    slope of less than a millionth of that at the start of the search (or none), no lower ground on the circle of radius
    ρ, and some higher.
    """
    x, slope = place.copy(), np.linalg.norm(objective.grad(place), axis=-1)
    moving = np.arange(len(x))
    for _ in range(SEARCH_STEPS):
        step, _ = newton_step(objective, x[moving], level=LEVEL_AXES)
        length = np.linalg.norm(step, axis=-1, keepdims=True)
        step = np.where(np.isfinite(step).all(-1, keepdims=True), step, 0.0)
        after = x[moving] - step * np.fmin(1.0, within[moving, None] / np.where(length > 0, length, 1.0))
        before, x[moving] = x[moving], after
        moving = moving[~_same(after, before).all(-1)]  # who comes back to where it was will do so every time
        if not len(moving):
            break
    value, grad = objective.value_and_grad(x)
    ring = circle(objective, x, value, wide)
    rests = np.linalg.norm(grad, axis=-1) <= np.maximum(SEARCHED_SLOPE_PART * slope, rounding(value))
    found = (
        rests & (np.linalg.norm(x - place, axis=-1) <= within) & (ring.drop <= ring.noise) & (ring.rise > ring.noise)
    )
    return np.where(found[:, None], x, np.nan)


def _same(a: Array, b: Array) -> Array:
    """Whether numbers are the same to the last bit."""
    return a.view(np.int64) == b.view(np.int64)


def floor_between(objective: Objective, a: Array, b: Array) -> Array:
    """The place (M, D) between a and b where bisection finds the slope on the way turn from falling to rising."""
    way, middle = b - a, (a + b) / 2
    for _ in range(HALVINGS):
        falls = (along(objective.grad(middle), way) < 0)[:, None]
        a, b = np.where(falls, middle, a), np.where(falls, b, middle)
        before, middle = middle, (a + b) / 2
        if _same(middle, before).all():  # no number lies in between: further halvings change nothing
            break
    return middle


def cliff_between(objective: Objective, a: Array, b: Array) -> Array:
    """Whether f jumps up, or has no value, somewhere between a and b (M, D), where it rises from a to b: booleans (M).

    The piece on which f rises most is cut again and again; on a cliff at least half of the whole rise is left at last.
    """

    def choose(points: Array) -> Array:
        rise = np.diff(objective(points), axis=1)
        return np.where(np.isfinite(rise), rise, np.inf).argmax(1)

    low, high = _narrowed(a, b, choose)
    whole, left = objective(b) - objective(a), objective(high) - objective(low)
    return ~(left < 0.5 * whole)  # nan is a cliff


def _narrowed(a: Array, b: Array, choose: Callable[[Array], Array]) -> tuple[Array, Array]:
    parts = np.linspace(0.0, 1.0, SECTIONS + 1)[:, None]
    members = np.arange(len(a))
    for _ in range(ROUNDS):
        points = a[:, None] + parts * (b - a)[:, None]
        piece = choose(points)
        a, b = points[members, piece], points[members, piece + 1]
    return a, b


def falls_for_ever(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """Whether f falls without end on the straight ray from each place (M, D) along a unit vector (M, D): booleans (M).

    It does if the ground slopes down at every place up to 8 W away, and out to 2²⁰ W never rises again.
    """
    falls = _falls(objective, place, way, width, RAY_PLACES[FIRST_LOOKS])  # most that do not are told by a few places
    for some in np.split(np.flatnonzero(falls), range(RAYS_AT_ONCE, int(falls.sum()), RAYS_AT_ONCE)):
        falls[some] = _falls(objective, place[some], way[some], width, RAY_PLACES)
    return falls


def _falls(objective: Objective, place: Array, way: Array, width: float, ahead: Array) -> Array:
    """Whether it does at these distances (in W)."""
    points = place[:, None] + width * ahead[:, None] * way[:, None]
    near = int((ahead <= SLOPED_WIDTHS).sum())
    value, grad = objective.value_and_grad(points[:, :near])
    downhill = (np.einsum("mid,md->mi", grad, way) < 0).all(1)
    far = np.concatenate([objective(place)[:, None], value, objective(points[:, near:])], axis=1)
    with np.errstate(invalid="ignore"):
        never_up = ~(np.diff(far, axis=1) > 0).any(1) & ~np.isnan(far).any(1)
    return downhill & never_up


def levels_off(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """Whether the way down along a unit vector (M, D) leads from each place (M, D) to level ground first.

    Newton's method goes there: from step to step its steps along the way get shorter, and the slope is as good as gone.
    So it is before an inflection, or a pass: who comes down there never gets beyond.
    """
    nudge, at = LEVELLING_NUDGE * width, np.zeros(len(place))
    here = first = _fall(objective, place, way, at)
    last, nears = np.full(len(place), np.inf), np.ones(len(place), bool)
    with np.errstate(all="ignore"):
        for _ in range(LEVELLING_STEPS):
            bend = (_fall(objective, place, way, at - nudge) - _fall(objective, place, way, at + nudge)) / (2 * nudge)
            step = here / bend
            nears &= (bend > 0) & (step <= SHORTER * last)
            at, last = np.where(nears, at + step, at), step
            here = _fall(objective, place, way, at)
    return nears & (np.abs(here) <= LEVEL_SHARE * first)


def _fall(objective: Objective, place: Array, way: Array, at: Array) -> Array:
    """How steeply f falls along unit vectors (M, D), so far (M,) from places (M, D)."""
    return -np.einsum("md,md->m", objective.grad(place + at[:, None] * way), way)


def ends_ahead(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """Whether f has no value (nan) somewhere within 4 W along a unit vector (M, D) from each place (M, D)."""
    points = place[:, None] + width * NEAR_AHEAD[:, None] * way[:, None]
    return np.isnan(objective(points)).any(1)
