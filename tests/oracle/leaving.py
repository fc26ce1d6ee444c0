"""Walks that leave: out of the domain, off to infinity, or down without end.  Every function takes a ``Walk``."""

from __future__ import annotations

import itertools
import math

import numpy as np

from gdengine.core import Array
from tests.oracle.ground import ROUNDING, direction, dot, length, relief, slope, values
from tests.oracle.walk import Walk


def undefined(w: Walk) -> bool:
    return not (math.isfinite(w.f[0]) and np.isfinite(w.g[0]).all())


def left_domain(w: Walk) -> bool:
    """Diverged, and there is no ground a little further on."""
    if not (w.diverged and w.objective.box):
        return False
    middle = np.array([(low + high) / 2 for low, high in w.objective.box])
    if length(w.x[w.n] - middle) > 4 * w.width:
        return False
    ways = [direction(-w.g[w.n])]
    if w.n:
        last = direction(w.step(w.n - 1))
        ways += [last, direction(ways[0] + last)]
    distances = [w.width * 2.0**power for power in range(-10, 3)]
    return any(math.isnan(v) for u in ways for v in values(w.objective, [w.x[w.n] + t * u for t in distances]))


def sank(w: Walk) -> bool:
    """Diverged downwards."""
    fell, rose = w.f[0] - w.f[w.n], max(w.f) - w.f[0]
    return w.diverged and w.f[w.n] == min(w.f) and fell > rose


def growing(w: Walk) -> bool:
    if w.diverged:
        return False
    grows = tops_grow(w) or (w.placed and steps_grow(w))
    return grows and (not w.sampled or rises_beyond_errors(w))


def rises_beyond_errors(w: Walk) -> bool:
    """Of a sampled walk, whose every step may go up by mere chance."""
    rise = w.f[w.n] - w.f[0]
    if w.few and w.objective.box:
        return rise >= max(0.5 * w.height, 0.01 * relief(w.objective))
    return rise >= 0.5 * w.height and w.n // 8 >= 4


def tops_grow(w: Walk) -> bool:
    if w.n < 4:
        return False
    b, floor = max(1, w.n // 8), min(w.f)
    tops = [max(w.f[w.n - (i + 1) * b + 1 : w.n - i * b + 1]) - floor for i in (3, 2, 1, 0)]
    return all(late > 1.01 * early for early, late in itertools.pairwise(tops)) and tops[-1] == max(w.f) - floor


def steps_grow(w: Walk) -> bool:
    if w.n < 3:
        return False
    last = range(w.n - max(w.q, 3), w.n)
    uphill = all(w.f[k + 1] > w.f[k] for k in last)
    highest = w.f[w.n] == max(w.f)
    return uphill and highest and all(length(w.step(k + 1)) > length(w.step(k)) for k in last[:-1])


def over_cliff(w: Walk) -> bool:
    """One step went down on both of its sides and yet up: the ground between them jumps."""
    if w.sampled or not w.placed:
        return False
    blind = [k for k in w.steps if dot(w.g[k], w.step(k)) < 0 and dot(w.g[k + 1], w.step(k)) < 0]
    k = max(blind, key=lambda k: w.f[k + 1] - w.f[k], default=None)
    rise = w.f[k + 1] - w.f[k] if k is not None else 0.0
    if k is None or rise <= ROUNDING * (1 + abs(w.f[k + 1])):
        return False
    a, b, left = w.x[k], w.x[k + 1], rise
    for _ in range(14):
        places = [a + (b - a) * i / 8 for i in range(9)]
        seen = values(w.objective, places)
        rises = [late - early for early, late in itertools.pairwise(seen)]
        rises = [math.inf if math.isnan(r) else r for r in rises]
        best = rises.index(max(rises))
        a, b, left = places[best], places[best + 1], rises[best]
    return left >= rise / 2


def level_ahead(w: Walk, u: Array) -> bool:
    """Newton's method finds a place without slope further down: there the walk would come to rest."""

    def fall(t: float) -> float:
        return -dot(slope(w.objective, w.x[w.n] + t * u), u)

    t, last, beside = 0.0, math.inf, 1e-5 * w.width
    for _ in range(12):
        less = (fall(t - beside) - fall(t + beside)) / (2 * beside)
        if not (less > 0 and fall(t) / less <= 0.95 * last):
            return False
        last = fall(t) / less
        t += last
    return abs(fall(t)) <= 1e-3 * fall(0.0)


def falls_for_ever(w: Walk) -> bool:
    """Down it goes as far as one looks."""
    if not w.placed:
        return False
    low = sum(w.f[k] for k in w.tail) / (w.q + 1) < w.f[0] if w.sampled else w.f[w.n] == min(w.f)
    if not low:
        return False
    here = slope(w.objective, w.x[w.n])
    if not length(here) > 0:
        return False
    u = direction(-here)
    near = [w.x[w.n] + w.width * i / 16 * u for i in range(1, 129)]
    far = [w.x[w.n] + w.width * 2.0**power * u for power in range(4, 21)]
    if not all(dot(slope(w.objective, place), u) < 0 for place in near) or level_ahead(w, u):
        return False
    return all(late <= early for early, late in itertools.pairwise([w.f[w.n], *values(w.objective, near + far)]))
