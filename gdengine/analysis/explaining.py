"""The sum η·curvature, where it explains a run: told only there.

On a parabola of curvature L gradient descent multiplies the distance to the minimum by 1 − ηL at each step: beyond
ηL = 1 it overshoots, beyond 2 each step overshoots farther than the last.  In D dimensions L is the largest eigenvalue
of the Hessian.  The heavy ball bears ηL up to 2(1 + μ), Nesterov's momentum up to 2(1 + μ)/(1 + 2μ): there a root of
the rule's recurrence on a parabola reaches −1.  For the adaptive rules there is no such number.  The product is given
only where it explains what happened (``deciding_sharpness``).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gdengine.analysis.both_sides import kinked
from gdengine.analysis.curvature import spectrum
from gdengine.analysis.endings import Ended
from gdengine.analysis.walks import Walks, distance, placed
from gdengine.core import Array, Optimizer, Trajectory
from gdengine.rules.optimizers import bound as theory

SHORT_OF_BOUND = 1e-6  # so far below the bound counts as on it
SAME_CURVATURE = 1e-6  # of the curvature: two that differ by less are the same
PACE_PART = 0.25  # of the part of the way that a step takes by the sum: so near to it is the part that it took
LEAST_SHARPNESS = 1e-3  # of S/R: a curvature of a minimum below this explains nothing
BLAMED_ROWS = 5  # of a walk that climbs: so many rows from its lowest point on may be what went wrong


class Sharpness(NamedTuple):
    """The sum η·curvature, where it explains the run: of the sharpness, which is the largest curvature at a place."""

    at: str  # "minimum": at the minimum it ended at or moves about; "row": where it began to climb
    row: int  # the row of the record; of "minimum" the last
    curvature: float  # the largest eigenvalue of the Hessian there
    rate: float  # η in force
    product: float  # rate · curvature
    bound: float  # what the product may be at most for this rule, by the theory on a parabola
    everywhere: bool = False  # whether a product too large is so where the walk began and ended, too


def deciding_sharpness(
    w: Walks, run: Trajectory, rule: Optimizer | None, ended: Ended, how: tuple[str, ...]
) -> Sharpness | None:
    """η·curvature with the rule's bound, where that is what decided: None where it would explain nothing.

    Off to infinity: where the climb began, if the product passes the bound.  Hopping or wandering: at the minimum it
    moves about, if it cannot settle there.  Overshooting with plain descent: at that minimum, if the product is above
    1, where it begins to overshoot.  Crawling with plain descent on a curve: at the minimum ahead, if
    the product is below a tenth of the bound, and the last step took about that part of the way, which it does not on a
    plateau far from there.  Never at a corner, where there is no curvature.
    """
    bound = None if rule is None else theory(rule)
    if bound is None or rule is None or (not placed(w.objective) and ended != Ended.INFINITY):
        return None
    if ended == Ended.INFINITY:
        found = _where_it_climbed(w, run, rule, bound)
        return found if found.product > bound else None
    told = {"hopping": (bound * (1 - SHORT_OF_BOUND), math.inf), "wandering": (bound * (1 - SHORT_OF_BOUND), math.inf)}
    if rule.name == "gd":
        told["overshooting"] = (1.0, math.inf)
        if w.objective.dim == 1:
            told["crawling"] = (0.0, 0.1 * bound)
    spans = [told[name] for name in how if name in told]
    if not spans or ended == Ended.CORNER:
        return None
    place = _minimum_ahead(w)
    if place is None:
        return None
    at = _at_the_minimum(w, run, rule, bound, place)
    if at is None or not any(low <= at.product < high for low, high in spans):
        return None
    return at if "crawling" not in how or _keeps_pace(w, at.product, place) else None


def _minimum_ahead(w: Walks) -> Array | None:
    """The known minimum (D,) nearest to the middle of the tail."""
    if not w.objective.minima:
        return None
    minima = np.reshape(w.objective.minima, (-1, w.objective.dim))
    return minima[distance(minima, w.x[w.tail[:, 0], 0].mean(0)).argmin()]


def _keeps_pace(w: Walks, product: float, place: Array) -> bool:
    """Whether the last step took about that part of the way to the minimum at ``place``."""
    before, after = distance(w.x[w.end[0] - 1 : w.end[0] + 1, 0], place)
    return bool(abs(1 - after / before - product) <= PACE_PART * product)


def _at_the_minimum(w: Walks, run: Trajectory, rule: Optimizer, bound: float, place: Array) -> Sharpness | None:
    """The sum at the minimum at ``place``; None where it is a corner, or as good as flat."""
    axis = np.eye(w.objective.dim)[:1]
    if kinked(w.objective, place[None], axis, w.width)[0]:
        return None
    row, curvature = int(w.end[0]), float(spectrum(w.objective, place)[-1])
    if not curvature * w.reach[0] > LEAST_SHARPNESS * w.steepest[0]:  # a bottom as flat as that of x⁴ has none
        return None
    return _sharpness(w, "minimum", row, curvature, _rate(rule, max(int(run.step[row]) - 1, 0)), bound)


def _where_it_climbed(w: Walks, run: Trajectory, rule: Optimizer, bound: float) -> Sharpness:
    """The first row from the lowest on where the product passes the bound, else that of the largest curvature."""
    low = int(np.nanargmin(w.value[: w.end[0] + 1, 0]))
    sharpest = Sharpness("row", low, -math.inf, 1.0, -math.inf, bound)
    for row in range(low, min(low + BLAMED_ROWS, int(w.end[0]) + 1)):
        curvature = float(spectrum(w.objective, w.x[row, 0])[-1])
        here = _sharpness(w, "row", row, curvature, _rate(rule, int(run.step[row])), bound)
        if curvature > 1.01 * sharpest.curvature:
            sharpest = here
        if here.product > bound:
            break
    return sharpest


def _sharpness(w: Walks, at: str, row: int, curvature: float, rate: float, bound: float) -> Sharpness:
    product = rate * curvature
    return Sharpness(at, row, curvature, rate, product, bound, product > bound and _everywhere(w, curvature))


def _everywhere(w: Walks, curvature: float) -> bool:
    """Whether it is that of the start, and of the place where the walk ended."""
    ends = (float(spectrum(w.objective, place)[-1]) for place in (w.x[0, 0], w.x[w.end[0], 0]))
    return all(math.isclose(end, curvature, rel_tol=SAME_CURVATURE) for end in ends)


def _rate(rule: Optimizer, step: int) -> float:
    lr = rule.settings["lr"]
    return float(lr(step) if callable(lr) else lr)
