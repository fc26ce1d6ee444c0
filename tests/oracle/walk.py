"""``Walk``: one member of a run as it was recorded, with the measures that the definitions name."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from gdengine.core import Array, Objective, Outcome, Trajectory
from tests.oracle.ground import Circle, around, diagonal, length, slope, value

FEW = 3  # parameters that can be looked around in
STOPPED = (Outcome.CONVERGED, Outcome.STALLED, Outcome.OSCILLATING)


class Walk:
    """One member of a run as it was recorded, with the measures that the definitions name.

    ``n`` is its last row that counts, ``q`` the length of its tail in steps, ``p`` its end; ``reach``, ``height``,
    ``steepest`` and ``width`` are R, H, S and W.
    """

    def __init__(self, run: Trajectory, objective: Objective, member: tuple[int, ...] = ()) -> None:
        self.objective = objective
        self.outcome = Outcome(int(run.outcome[member]))
        rows = range(len(run.step))
        x = [np.array(run.x[(k, *member)], float) for k in rows]
        f = [float(run.value[(k, *member)]) for k in rows]
        g = [np.array(run.grad[(k, *member)], float) for k in rows]
        if self.outcome is Outcome.DIVERGED:
            finite = [k for k in rows if math.isfinite(f[k]) and np.isfinite(x[k]).all() and np.isfinite(g[k]).all()]
            self.n = finite[-1] if finite else 0
        else:
            self.n = next(k for k in rows if run.step[k] >= run.last[member])
        self.x, self.f, self.g = x[: self.n + 1], f[: self.n + 1], g[: self.n + 1]
        self.q = max(1, self.n // 4) if self.n else 0

    @property
    def sampled(self) -> bool:
        return self.objective.noisy is not None

    @property
    def few(self) -> bool:
        return self.objective.dim <= FEW

    @property
    def placed(self) -> bool:
        return self.few or len(self.objective.minima) > 0

    @property
    def diverged(self) -> bool:
        return self.outcome is Outcome.DIVERGED

    @property
    def stopped(self) -> bool:
        return self.outcome in STOPPED

    @property
    def tail(self) -> range:
        return range(self.n - self.q, self.n + 1)

    @property
    def steps(self) -> range:
        """Row k stands for the step from row k to row k + 1."""
        return range(self.n)

    def step(self, k: int) -> Array:
        return self.x[k + 1] - self.x[k]

    @cached_property
    def p(self) -> Array:
        return np.mean([self.x[k] for k in self.tail], axis=0) if self.sampled else self.x[self.n]

    @cached_property
    def value_here(self) -> float:
        return value(self.objective, self.p)

    @cached_property
    def slope_here(self) -> float:
        return length(slope(self.objective, self.p))

    @cached_property
    def reach(self) -> float:
        return max(length(x - self.x[0]) for x in self.x)

    @cached_property
    def height(self) -> float:
        return max(self.f) - min(self.f)

    @cached_property
    def steepest(self) -> float:
        return max(length(g) for g in self.g)

    @cached_property
    def width(self) -> float:
        return diagonal(self.objective) if self.objective.box else max(1.0, 2 * self.reach)

    @cached_property
    def circle(self) -> Circle:
        return around(self.objective, self.p, self.width)


def rests(w: Walk) -> bool:
    near = all(length(w.x[k] - w.x[w.n]) <= 0.01 * w.reach for k in w.tail)
    return w.outcome is Outcome.CONVERGED or near


def levelled(w: Walk) -> bool:
    """The mean over the tail is hardly lower than over as many rows before it."""
    before = range(w.n - 2 * w.q, w.n - w.q)
    if w.q == 0 or before.start < 0:
        return False
    now = math.fsum(w.f[k] for k in w.tail) / len(w.tail)
    earlier = math.fsum(w.f[k] for k in before) / len(before)
    return earlier - now <= 0.01 * w.height and not bursts(w)


def bursts(w: Walk) -> bool:
    """High above where it began and above what is usual, late on its way."""
    late, lowest = sorted(w.f[k] for k in w.tail), min(w.f)
    usual = (late[(len(late) - 1) // 2] + late[len(late) // 2]) / 2
    return late[-1] > w.f[0] and late[-1] - lowest > 50 * (usual - lowest)


def at_rest(w: Walk) -> bool:
    still = levelled(w) if w.sampled else rests(w)
    return w.outcome is Outcome.CONVERGED or (still and w.slope_here <= 0.01 * w.steepest)
