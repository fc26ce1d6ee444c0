"""What the oracle says of every single step: the kinds of ``analysis.telling`` from their definitions alone."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory
from tests.oracle.endings import near_ground, near_height
from tests.oracle.ground import ROUNDING, direction, dot, length, slope
from tests.oracle.walk import Walk

SETTLED = {"DEEPEST": "BOTTOM", "HIGHER": "VALLEY", "LEVEL": "LEVEL", "FLAT": "FLAT"}


def kinds(run: Trajectory, objective: Objective, w: Walk, ended: str) -> list[str]:
    """The name of the kind of every recorded row of a walk that ended so."""
    rows = range(len(run.step))
    by_places = w.placed and all(b - a == 1 for a, b in zip(run.step.tolist(), run.step.tolist()[1:]))
    exact = [slope(objective, x) for x in w.x] if w.sampled and by_places else w.g
    with np.errstate(all="ignore"):
        level = level_from(w, exact) if by_places else values_from(w)
        return [kind(k, w, ended, exact, level, by_places) for k in rows]


def kind(k: int, w: Walk, ended: str, exact: list[Array], level: float, by_places: bool) -> str:
    """The first that holds of row k."""
    if ended == "UNDEFINED":
        return "UNDEFINED"
    if k > w.n and w.diverged:
        return "OUTSIDE" if ended == "OUTSIDE" else "GONE"
    if k == 0:
        return "START"
    if ended in SETTLED and (k >= level or (by_places and w.outcome is Outcome.CONVERGED and k >= w.n)):
        return SETTLED[ended]
    if by_places and ended == "CORNER" and k >= w.n - w.q:
        return "CORNER"
    if k >= w.n and w.outcome in (Outcome.STALLED, Outcome.OSCILLATING):
        return "GAVE_UP"
    return moved(k, w, exact) if by_places else changed(k, w)


def level_from(w: Walk, exact: list[Array]) -> float:
    """The first row of the last stretch in which every row is level and near the end; ∞ where the end is not."""
    last = w.x[w.n]
    for k in reversed(range(w.n + 1)):
        near = length(w.x[k] - last) <= near_ground(w, last) and w.f[k] - w.f[w.n] <= near_height(w)
        if not (near and length(exact[k]) <= 0.01 * w.steepest):
            return k + 1 if k < w.n else math.inf
    return 0


def values_from(w: Walk) -> int:
    """The first row of the last stretch in which no value differs from the last."""
    for k in reversed(range(w.n + 1)):
        if not abs(w.f[k] - w.f[w.n]) <= 1e-9 * (1 + abs(w.f[w.n])):
            return k + 1
    return 0


def rise(k: int, w: Walk) -> int:
    """1 if the step that ended at row k went up, −1 if down, else 0."""
    change = w.f[k] - w.f[k - 1]
    return 0 if abs(change) <= ROUNDING * (1 + abs(w.f[k])) else int(math.copysign(1, change))


def moved(k: int, w: Walk, exact: list[Array]) -> str:
    d, went = w.x[k] - w.x[k - 1], rise(k, w)
    began, ends, told = (dot(direction(v), d) for v in (exact[k - 1], exact[k], w.g[k - 1]))
    if began < 0 < ends:
        return {1: "OVER_HIGHER", 0: "OVER_LEVEL", -1: "OVER_LOWER"}[went]
    if went > 0:
        return "RIDGE_HIGHER" if began < 0 else "STUMBLED" if told < 0 else "CARRIED"
    if went < 0:
        return "RIDGE_LOWER" if began > 0 else "DOWN"
    return "SAME"


def changed(k: int, w: Walk) -> str:
    return {1: "JITTERED" if w.sampled else "UP", -1: "DOWN", 0: "SAME"}[rise(k, w)]


def ratios(run: Trajectory, rule: Optimizer, w: Walk, by_places: bool) -> Iterator[float]:
    """How long the next step is for one of each row's, or how much fell for what fell before."""
    for k in range(len(run.step)):
        if not by_places:
            falls = [w.f[j - 1] - w.f[j] if 1 <= j <= w.n else math.nan for j in (k, k - 1)]
            yield falls[0] / falls[1] if min(falls) > 0 else math.nan
        elif k == 0 or k > w.n or length(w.x[k] - w.x[k - 1]) == 0:
            yield math.nan
        else:
            yield after(k, run, rule, w) / length(w.x[k] - w.x[k - 1])


def after(k: int, run: Trajectory, rule: Optimizer, w: Walk) -> float:
    """The length of the step that follows row k."""
    if k < w.n:
        return length(w.x[k + 1] - w.x[k])
    if w.diverged:
        return math.inf
    return length(next_step(run, rule)) if w.outcome is Outcome.RUNNING else math.nan


def next_step(run: Trajectory, rule: Optimizer) -> Array:
    """What the rule adds after the last row."""
    state = rule.init(run.x[0])
    for k, grad in zip(run.step.tolist(), run.grad):
        delta, state = rule.update(grad, state, k)
    return np.asarray(delta)
