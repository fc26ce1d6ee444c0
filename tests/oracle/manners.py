"""How a walk came where it ended: every manner that holds.  Every function takes a ``Walk``."""

from __future__ import annotations

import itertools
import math

from gdengine.core import Outcome
from tests.oracle.ground import ROUNDING, dot, length, minima, value
from tests.oracle.walk import Walk, bursts, levelled, rests

GONE = ("UNDEFINED", "OUTSIDE", "INFINITY")


def overshoots(w: Walk) -> tuple[int, int]:
    """How many of the counted steps overshoot, and how many count."""
    if w.sampled:
        return 0, 0
    if not w.placed:
        return sum(raised(w, k) for k in w.steps), w.n
    counted = range(min(calm_from(w), w.n))
    return sum(dot(w.g[k + 1], w.step(k)) > 0 for k in counted), len(counted)


def raised(w: Walk, k: int) -> bool:
    """Whether step k went up by more than rounding."""
    return w.f[k + 1] - w.f[k] > ROUNDING * (1 + abs(w.f[k + 1]))


def calm_from(w: Walk) -> int:
    """The row from which on the slope stays at or below 1 % of the steepest met so far."""
    met, calm = 0.0, []
    for g in w.g:
        met = max(met, length(g))
        calm.append(length(g) <= 0.01 * met)
    return next((k + 1 for k in range(w.n, -1, -1) if not calm[k]), 0)


def share(w: Walk) -> float:
    over, counted = overshoots(w)
    return over / counted if counted else 0.0


def straight(w: Walk) -> bool:
    return not w.sampled and w.n >= 1 and not any(raised(w, k) for k in w.steps) and share(w) <= 0.05


def overshooting(w: Walk) -> bool:
    return share(w) > 0.25 and (overshoots(w)[0] >= 3 or never_lower(w))


def never_lower(w: Walk) -> bool:
    return min(w.f) == w.f[0]


def period(w: Walk) -> int:
    """The length of the cycle it ends in, 0 if it does not."""
    if not w.placed or w.sampled:
        return 0
    for p in range(2, 9):
        if w.n < 2 * p - 1:
            break
        size = max(length(w.x[w.n] - w.x[w.n - i]) for i in range(1, p + 1))
        again = all(length(w.x[w.n - i] - w.x[w.n - i - p]) <= 1e-3 * size for i in range(p))
        long_ago = p * max(1, w.q // (2 * p))
        again = again and length(w.x[w.n] - w.x[w.n - long_ago]) <= 1e-3 * size
        if again and size > 1e-6 * w.reach and not shrinks(w, long_ago, size):
            return p
    return 0


def shrinks(w: Walk, rounds: int, size: float) -> bool:
    """Whether the cycle moves on, by a sum of steps that comes to more than a tenth of its size."""
    moved = length(w.x[w.n] - w.x[w.n - rounds])
    if moved <= 1e-9 * size:
        return False
    if w.n < 2 * rounds:
        return True
    before = length(w.x[w.n - rounds] - w.x[w.n - 2 * rounds])
    return before <= moved or moved**2 / (before - moved) > 0.1 * size


def wandering(w: Walk) -> bool:
    if w.sampled or w.n < 16:
        return w.sampled and w.n >= 16 and bursts(w)
    second = range(w.n - w.n // 2, w.n)  # step k ends at row k + 1
    ups = [w.f[k + 1] > w.f[k] for k in second]
    tops = sum(up and not then for up, then in itertools.pairwise(ups))
    if sum(ups) < 0.25 * (w.n // 2) or tops < 4:
        return False
    b, floor = w.n // 8, min(w.f)
    blocks = [max(w.f[w.n - (i + 1) * b + 1 : w.n - i * b + 1]) - floor for i in range(7, -1, -1)]
    swells = any(late >= 1.5 * early for early, late in itertools.pairwise(blocks))
    return swells and max(w.f[k] for k in w.tail) - floor >= 0.05 * w.height


def thrown(w: Walk) -> bool:
    rises = [w.f[k + 1] - w.f[k] for k in w.steps]
    return not w.sampled and any(r >= 0.5 * w.height and r >= ROUNDING * (1 + abs(w.f[0])) for r in rises)


def climbing(w: Walk) -> bool:
    lowest = w.f[0]
    for f in w.f:
        if f - lowest >= 0.05 * w.height and f - lowest >= ROUNDING * (1 + abs(w.f[0])):
            return True
        lowest = min(lowest, f)
    return False


def faded(w: Walk) -> bool:
    """The steps themselves have become small, not the slope."""
    if not w.placed or w.sampled or w.n < 1 or not rests(w) or length(w.g[w.n]) <= 0.01 * w.steepest:
        return False
    now, first = length(w.step(w.n - 1)), length(w.step(0))
    return now * length(w.g[0]) <= 0.01 * first * length(w.g[w.n - 1])


def lingering(w: Walk) -> bool:
    bound = w.f[w.n] + 0.1 * w.height
    a = next((k + 1 for k in range(w.n, -1, -1) if not w.f[k] < bound), 0)
    stretch = math.ceil(a / 3)
    return a >= 12 and any(
        all(w.f[j + 1] <= w.f[j] for j in range(k, k + stretch))
        and w.f[k] - w.f[k + stretch] <= 0.05 * (w.f[k] - w.f[w.n])
        for k in range(a - stretch)
    )


def crawling(w: Walk) -> bool:
    if w.n < 10 or w.f[w.n] > w.f[w.n - w.q]:
        return False
    end, before = w.f[w.n], w.f[w.n - w.q]
    goals = [m for m in minima(w.objective) if value(w.objective, m) <= end]
    if not goals:
        return before - end <= 0.01 * w.height
    goal = value(w.objective, min(goals, key=lambda m: length(w.x[w.n] - m)))
    if end == goal:
        return False
    return (end - goal) * ((end - goal) / (before - goal)) ** (w.n / w.q) > 0.01 * (w.f[0] - goal)


def still_falling(w: Walk) -> bool:
    """A step of the tail, which has q of them, ended lower than all before those."""
    return w.n >= 1 and min(w.f[w.n - w.q + 1 : w.n + 1]) < min(w.f[: w.n - w.q + 1])


def manners(w: Walk, end: str) -> dict[str, bool]:
    """Every manner and whether it holds of a walk that ended so."""
    here, out = end not in GONE, end == "UNFINISHED"
    spent = out and w.outcome is Outcome.RUNNING
    m = {"straight": straight(w)}
    m["overshooting"] = here and overshooting(w)
    m["hopping"] = here and period(w) > 0
    m["wandering"] = out and not m["hopping"] and wandering(w)
    m["hovering"] = here and w.sampled and levelled(w)
    m["thrown"] = here and thrown(w) and not (m["overshooting"] and never_lower(w))
    m["climbing"] = here and climbing(w)
    m["faded"] = out and faded(w)
    restless = (out and m["hopping"]) or m["wandering"] or m["hovering"] or m["faded"]
    m["lingering"] = here and not restless and lingering(w)
    m["crawling"] = spent and not restless and not m["hopping"] and not m["overshooting"] and crawling(w)
    m["budget"] = spent and not restless and not m["hopping"] and not m["crawling"] and still_falling(w)
    m["patience"] = w.outcome in (Outcome.STALLED, Outcome.OSCILLATING)
    return m
