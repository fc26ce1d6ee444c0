"""The ground as the oracle looks at it: heights and slopes at places, a circle around one, the minima that are known.

Places, slopes and directions are vectors (D,), heights floats.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Objective

ROUNDING = 1e-12  # of 1 + |f|: the difference of two values that is none


def value(objective: Objective, x: Array) -> float:
    """f(x), exactly as the objective has it; nan and inf are values."""
    with np.errstate(all="ignore"):
        return float(objective.value_and_grad(np.asarray(x, float))[0])


def slope(objective: Objective, x: Array) -> Array:
    """∇f(x), (D,)."""
    with np.errstate(all="ignore"):
        return np.array(objective.value_and_grad(np.asarray(x, float))[1], float)


def values(objective: Objective, places: list[Array]) -> list[float]:
    """f at each of these places."""
    with np.errstate(all="ignore"):
        return [float(v) for v in objective.value_and_grad(np.array(places, float))[0]]


def length(v: Array) -> float:
    return math.hypot(*(float(c) for c in v))


def dot(a: Array, b: Array) -> float:
    return sum(float(p) * float(q) for p, q in zip(a, b))


def direction(v: Array) -> Array:
    """The vector made to length 1; nothing but zeros stays as it is."""
    size = length(v)
    return v / size if size > 0 else v


def diagonal(objective: Objective) -> float:
    return math.hypot(*(high - low for low, high in objective.box))


def relief(objective: Objective) -> float:
    """Highest minus lowest finite value on an even grid over the box, its edges included."""
    count = {1: 33, 2: 17, 3: 9}[objective.dim]
    axes = [[low + (high - low) * i / (count - 1) for i in range(count)] for low, high in objective.box]
    found = [v for v in values(objective, [np.array(p) for p in itertools.product(*axes)]) if math.isfinite(v)]
    return max(found) - min(found) if found else 0.0


def compass(dim: int) -> list[tuple[Array, Array]]:
    """The directions of a circle, each with its opposite."""
    if dim == 1:
        ways = [np.array([1.0])]
    elif dim == 2:
        ways = [np.array([math.cos(math.pi * i / 8), math.sin(math.pi * i / 8)]) for i in range(8)]
    else:
        signs = [np.array(s, float) for s in itertools.product((-1, 0, 1), repeat=3) if any(s)]
        ways = [direction(s) for s in signs if next(c for c in s if c) > 0]
    return [(u, -u) for u in ways]


class Circle(NamedTuple):
    """What lies around a place: how far f drops and rises on the circle, how it bends and tilts across it."""

    radius: float
    drop: float
    rise: float
    bend: float
    tilt: float
    rounding: float


def around(objective: Objective, p: Array, width: float) -> Circle:
    radius, here = 0.01 * width, value(objective, p)
    pairs = [
        (value(objective, p + radius * u), value(objective, p + radius * back)) for u, back in compass(objective.dim)
    ]
    seen = [v for pair in pairs for v in pair if not math.isnan(v)]
    whole = [(a, b) for a, b in pairs if not (math.isnan(a) or math.isnan(b))]
    return Circle(
        radius,
        drop=here - min(seen) if seen else math.nan,
        rise=max(seen) - here if seen else math.nan,
        bend=max(((a + b) / 2 - here for a, b in whole), default=math.nan),
        tilt=max((abs(a - b) / 2 for a, b in whole), default=math.nan),
        rounding=ROUNDING * (1 + abs(here)),
    )


def in_hollow(c: Circle) -> bool:
    """No lower ground around, and some higher."""
    return c.drop <= c.rounding < c.rise


def minima(objective: Objective) -> list[Array]:
    return [np.array(m, float) for m in objective.minima]


def known_minimum(objective: Objective, p: Array) -> int | None:
    """The index of the known minimum within reach of p: 2 % of the diagonal, at most half of the closest two's gap."""
    known = minima(objective)
    if not known:
        return None
    farthest = max(abs(float(c)) for m in known for c in m)
    wide = 0.02 * diagonal(objective) if objective.box else 1e-3 * (1 + farthest)
    radius = min([wide, *(length(a - b) / 2 for a, b in itertools.combinations(known, 2))])
    away = [length(p - m) for m in known]
    nearest = min(range(len(known)), key=away.__getitem__)
    return nearest if away[nearest] < radius else None
