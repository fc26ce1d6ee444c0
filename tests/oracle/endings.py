"""Where a walk ended: the first kind that holds.  Every function takes a ``Walk``."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Outcome
from gdengine.network.mlp import Network
from tests.oracle.ground import (
    ROUNDING,
    around,
    direction,
    dot,
    in_hollow,
    known_minimum,
    length,
    minima,
    relief,
    slope,
    value,
)
from tests.oracle.leaving import falls_for_ever, growing, left_domain, over_cliff, sank, undefined
from tests.oracle.units import units
from tests.oracle.walk import Walk, at_rest, levelled, rests


def dead_layer(w: Walk) -> bool:
    """Of a network: nothing gets through some hidden layer."""
    if not isinstance(w.objective, Network):
        return False
    return any(all(u == "dead" for u in layer) for layer in units(w.objective, w.x[w.n]))


def values_level(w: Walk) -> bool:
    """Of a walk whose places say nothing."""
    last = [w.f[k] for k in w.tail]
    still = w.n >= 1 and max(last) - min(last) <= 1e-9 * (1 + abs(w.f[w.n]))
    return not w.placed and (w.outcome is Outcome.CONVERGED or still)


def at_corner(w: Walk) -> bool:
    if not w.few or w.sampled:
        return False
    return any(is_corner(w.objective, c, u, 1e-6 * w.width) and stays_about(w, c) for c, u in corner_candidates(w))


def corner_candidates(w: Walk) -> Iterator[tuple[Array, Array]]:
    """Places that may be a corner, each with the direction in which it may be one."""
    crossed = [k for k in w.tail[:-1] if dot(w.g[k], w.step(k)) < 0 < dot(w.g[k + 1], w.step(k))]
    along = direction(w.step(crossed[-1])) if crossed else np.eye(w.objective.dim)[0]
    if crossed:
        yield turn_between(w.objective, w.x[crossed[-1]], w.x[crossed[-1] + 1]), along
    elif w.stopped or rests(w):
        yield w.x[w.n], along
    index = known_minimum(w.objective, w.x[w.n])
    if index is not None:
        yield minima(w.objective)[index], along


def turn_between(objective: Objective, a: Array, b: Array) -> Array:
    """Where the slope along the step turns from falling to rising, by bisection."""
    low, high, d = 0.0, 1.0, b - a
    for _ in range(60):
        middle = (low + high) / 2
        if dot(slope(objective, a + middle * d), d) < 0:
            low = middle
        else:
            high = middle
    return a + (low + high) / 2 * d


def is_corner(objective: Objective, c: Array, u: Array, epsilon: float) -> bool:
    """Whether f turns at c like |x| rather than like x²: seen from eight times nearer it is an eighth, not a 64th."""
    here = value(objective, c)

    def jut(e: float) -> float:
        return value(objective, c + e * u) + value(objective, c - e * u) - 2 * here

    turn, wide = jut(epsilon / 8), jut(epsilon)
    return math.isfinite(here) and wide / 16 <= turn <= wide / 4 and turn > 64 * 2.2e-16 * (1 + abs(here))


def stays_about(w: Walk, c: Array) -> bool:
    farthest = max(length(w.x[k] - c) for k in w.tail)
    longest = max((length(w.step(k)) for k in range(max(w.tail.start - 1, 0), w.n)), default=0.0)
    return (farthest <= w.reach / 2 and farthest <= 8 * longest) or farthest <= 1e-6


def on_flat(w: Walk) -> bool:
    return w.few and w.circle.drop <= w.circle.rounding and w.circle.rise <= w.circle.rounding


def minimum_here(w: Walk) -> tuple[int | None, Array | None]:
    """The minimum the end is looked at from: a known one (its index and place) or one that was searched."""
    index = known_minimum(w.objective, w.p)
    if index is not None:
        return index, minima(w.objective)[index]
    if not w.few or w.slope_here > w.steepest / 10:
        return None, None
    found = searched_minimum(w)
    if found is None and at_rest(w) and in_hollow(w.circle) and 2 * w.circle.radius * w.slope_here <= w.circle.rounding:
        found = w.p
    return known_minimum(w.objective, found) if found is not None else None, found


def at_minimum(w: Walk, m: Array) -> bool:
    floor, ground, high = value(w.objective, m), near_ground(w, m), near_height(w)

    def near(x: Array, f: float) -> bool:
        return length(x - m) <= ground and f - floor <= high

    if not near(w.p, w.value_here):
        return False
    if w.sampled:
        return levelled(w)
    if w.stopped or w.slope_here == 0 or all(near(w.x[k], w.f[k]) for k in w.tail):
        return True
    away = [length(w.x[k] - m) for k in range(max(w.tail.start - 1, 0), w.n + 1)]  # every step that ends in the tail
    return slows_down(w) and all(late <= early + 1e-9 * w.reach for early, late in itertools.pairwise(away))


def near_ground(w: Walk, x: Array) -> float:
    return max(0.05 * min(w.reach, w.width), 1e-6 * (1 + length(x)))


def near_height(w: Walk, tall: float | None = None) -> float:
    """Of how high the walk reached, or of another height."""
    tall = w.height if tall is None else tall
    crossed = min(tall, relief(w.objective)) if w.few and w.objective.box else tall
    return max((0.02 if w.sampled else 0.005) * crossed, 1e-9 * (1 + abs(w.f[0])))


def slows_down(w: Walk) -> bool:
    last = [length(w.step(k)) for k in range(max(w.n - max(w.q, 2), 0), w.n)]
    return bool(last) and last[-1] < 0.9 * sum(last) / len(last)


def lower_known(w: Walk, m: Array) -> bool:
    floor = value(w.objective, m)
    other = min((value(w.objective, k) for k in minima(w.objective)), default=math.inf)
    return other < floor - 1e-9 * (1 + abs(floor)) or min(w.f) < floor - near_height(w)


def level(w: Walk) -> bool:
    if not (w.few and at_rest(w)):
        return False
    c = w.circle
    return c.drop > 2 * c.radius * w.slope_here and c.drop > c.rounding


def on_plateau(w: Walk) -> bool:
    if not (w.few and w.objective.box):
        return False
    c, here = w.circle, slope(w.objective, w.p)
    stays = all(length(w.x[k] - w.x[w.n]) <= 0.05 * w.width for k in w.tail)
    hardly = max(c.drop, 0.0) + max(c.rise, 0.0) <= 2 * c.radius * relief(w.objective) / w.width / 3
    if not (stays and hardly and c.bend <= c.tilt):
        return False
    u = direction(-here)
    ahead = w.p + 0.1 * w.width * u
    down = -dot(slope(w.objective, ahead), u)
    on = down >= 0.9 * w.slope_here or (down > 0 and w.slope_here <= 0.01 * relief(w.objective) / w.width)
    return value(w.objective, ahead) < w.value_here and on


def elsewhere(w: Walk) -> bool:
    many = not w.few and len(w.objective.minima) > 0
    return many and not w.sampled and w.outcome is Outcome.CONVERGED


class End(NamedTuple):
    """Where a walk ended; the index of the known minimum there, if it is at one."""

    name: str
    minimum: int | None = None


def ended(w: Walk) -> End:
    """The first that holds."""
    for name, holds in FIRST:
        if holds(w):
            return End(name)
    index, m = minimum_here(w)
    if m is not None and at_minimum(w, m):
        return End("HIGHER" if lower_known(w, m) else "DEEPEST", index)
    return End(next((name for name, holds in THEN if holds(w)), "UNFINISHED"))


FIRST: tuple[tuple[str, Callable[[Walk], bool]], ...] = (
    ("UNDEFINED", undefined),
    ("OUTSIDE", left_domain),
    ("BOTTOMLESS", sank),
    ("INFINITY", lambda w: w.diverged),
    ("INFINITY", growing),
    ("FLAT", dead_layer),
    ("LEVEL", values_level),
    ("CORNER", at_corner),
    ("FLAT", on_flat),
)
THEN: tuple[tuple[str, Callable[[Walk], bool]], ...] = (
    ("LEVEL", level),
    ("OUTSIDE", over_cliff),
    ("BOTTOMLESS", falls_for_ever),
    ("FLAT", on_plateau),
    ("LEVEL", elsewhere),
)


def searched_minimum(w: Walk) -> Array | None:
    """The place near the end to which Newton's method leads downhill, if it has no slope and lies in a hollow."""
    x, within = w.p, near_ground(w, w.p)
    for _ in range(12):
        move = newton_move(w.objective, x, 1e-5 * w.width)
        if move is None:
            return None
        x = x + move * min(1.0, within / max(length(move), 1e-300))
    level_by = max(1e-6 * w.slope_here, ROUNDING * (1 + abs(value(w.objective, x))))
    if length(x - w.p) > within or not length(slope(w.objective, x)) <= level_by:
        return None
    return x if in_hollow(around(w.objective, x, w.width)) else None


def newton_move(objective: Objective, x: Array, beside: float) -> Array | None:
    """To where the slope would be none if the ground were a bowl as curved as here; only along axes that are curved."""
    sides = [(slope(objective, x + beside * e), slope(objective, x - beside * e)) for e in np.eye(len(x))]
    gradient, curvature = slope(objective, x), np.array([(a - b) / (2 * beside) for a, b in sides])
    if not (np.isfinite(gradient).all() and np.isfinite(curvature).all()):
        return None
    bends, axes = np.linalg.eigh((curvature + curvature.T) / 2)
    sharpest = max(abs(bends))
    curved = [(abs(bend), axis) for bend, axis in zip(bends, axes.T) if bend and abs(bend) >= 1e-6 * sharpest]
    return sum((-dot(axis, gradient) / bend * axis for bend, axis in curved), np.zeros(len(x)))
