"""``Walks``: recorded runs as the predicates look at them: which rows count, how far and how high each went.

Axes: K recorded steps, M members (the batch axes *B, flattened), D parameters.
"""

from __future__ import annotations

import dataclasses
import math
from functools import cached_property

import numpy as np

from gdengine.core import Array, Objective, Outcome, Trajectory

TAIL_PART = 4  # the tail is the last quarter of a walk
MANY = 4096  # numbers: of so many, coordinates one after the other are several times faster than ``einsum``
LEVELLED_PART = 0.01  # of H: levelled, the mean height of the tail is not lower than before by more
BURST_TIMES = 50.0  # the usual height above the lowest: near a bottom no step in a million is thrown so high
FEW_DIMENSIONS = 3  # so many parameters can be looked around in
LEAST_LENGTH, LEAST_PART = 1e-6, 1e-9  # a length, and a part of R or of 1 + |f|: what is less is as good as none


@dataclasses.dataclass(frozen=True, eq=False)
class Walks:
    """Members of a run, each with the rows that count; what several predicates ask of it is worked out once."""

    objective: Objective
    x: Array  # (K, M, D)
    value: Array  # (K, M), exact
    grad: Array  # (K, M, D), as recorded: of a sampled walk the sampled one
    outcome: Array  # (M)
    end: Array  # (M): n, the row a walk ended at
    walked: Array  # (K, M): rows 0 … n
    tail: Array  # (K, M): rows n − q … n, q = max(1, ⌊n/4⌋)

    @property
    def sampled(self) -> bool:
        return self.objective.noisy is not None

    @property
    def stopped(self) -> Array:
        """Whether a walk stopped by itself, budget left (M)."""
        return (self.outcome != Outcome.RUNNING) & (self.outcome != Outcome.DIVERGED)

    @cached_property
    def reach(self) -> Array:
        """R (M): the largest distance from the start."""
        if self.x.shape[-1] != 1:
            return most(distance(self.x, self.x[0]), self.walked)
        x = self.x[..., 0]
        return np.maximum(most(x, self.walked) - x[0], x[0] - least(x, self.walked))  # the same, and no array like x

    @cached_property
    def low(self) -> Array:
        """The lowest value (M)."""
        return least(self.value, self.walked)

    @cached_property
    def height(self) -> Array:
        """H (M): the highest value minus the lowest."""
        return most(self.value, self.walked) - self.low

    @cached_property
    def steepest(self) -> Array:
        """S (M): the steepest slope recorded."""
        return most(self.slopes(), self.walked)

    @cached_property
    def width(self) -> float:
        """W: the diagonal of the box; without a box twice the largest R, and at least 1."""
        box = self.objective.box
        return math.dist(*zip(*box)) if box else max(1.0, 2 * float(self.reach.max(initial=0)))

    @cached_property
    def late(self) -> slice:
        """The rows in which all tails lie."""
        if not len(self.end):
            return slice(None)
        return slice(int((self.end - quarter(self.end)).min()), int(self.end.max()) + 1)

    @cached_property
    def levelled(self) -> Array:
        """No burst, and the mean height of the tail is not lower than of as many steps before by more than 0.01 H."""
        row, q = np.arange(len(self.value))[:, None], quarter(self.end)
        before = (row < self.end - q) & (row >= self.end - 2 * q)
        fall = mean(self.value, before) - mean(self.value, self.tail)
        return (fall <= LEVELLED_PART * self.height) & before.any(0) & ~self.bursts

    @cached_property
    def bursts(self) -> Array:
        """In its tail it was higher than where it began, and 50 times its usual height there above the lowest (M)."""
        usual = np.array([np.median(column[tail]) for column, tail in zip(self.value.T, self.tail.T)])
        top = most(self.value, self.tail)
        return (top > self.value[0]) & (top - self.low > BURST_TIMES * (usual - self.low))

    def at(self, row: Array, part: Array) -> Array:
        """``part`` (K, M, …) of every member at its own row (M)."""
        return part[np.maximum(row, 0), np.arange(len(row))]

    def lengths(self) -> Array:
        """The length of the step that ends at each row (K, M), 0 at the first."""
        length = np.zeros(self.value.shape)
        length[1:] = distance(self.x[1:], self.x[:-1])
        return length

    def slopes(self) -> Array:
        """‖∇f‖ as recorded (K, M)."""
        return distance(self.grad, np.zeros(1))

    def only(self, members: Array) -> Walks:
        """The members of these indices (m), which rise; without the rows at which all of them have ended."""
        if len(members) == len(self.end):
            return self
        outcome, end = self.outcome[members], self.end[members]
        rows = slice(None if self.sampled else int(end.max(initial=0)) + 1)
        x, value, grad = (self._taken(part[rows], members) for part in (self.x, self.value, self.grad))
        walked, tail = (self._taken(part[rows], members) for part in (self.walked, self.tail))
        some = Walks(self.objective, x, value, grad, outcome, end, walked, tail)
        vars(some).update({name: vars(self)[name][members] for name in OF_A_MEMBER if name in vars(self)})
        return some

    def _taken(self, part: Array, members: Array) -> Array:
        """``part`` (K, M, …) of these members; of few coordinates each by itself, as a ``History`` keeps them."""
        if self.sampled or self.objective.dim > FEW_DIMENSIONS:  # sums over sampled rows go by the order in memory
            return part[:, members]
        if part.ndim == 2:
            return part.take(members, axis=1)
        taken = np.empty((part.shape[-1], len(part), len(members)))
        for i, into in enumerate(taken):
            part[..., i].take(members, axis=1, out=into, mode="clip")
        return np.moveaxis(taken, 0, -1)


OF_A_MEMBER = ("reach", "low", "height", "steepest", "levelled", "bursts")  # what is worked out once of every member


def walks(run: Trajectory, objective: Objective) -> Walks:
    """A run of this objective as ``Walks``.

    A walk that diverged ends at its last finite row; any other at the first row that shows the point it stopped at.
    """
    count, step = run.last.size, run.step
    outcome, end = run.outcome.reshape(count), ends(run)
    row = np.arange(len(step))[:, None]
    walked = row <= end
    tail = walked & (row >= end - quarter(end))
    x, grad = (part.reshape(len(step), count, -1) for part in (run.x, run.grad))
    return Walks(objective, x, run.value.reshape(len(step), count), grad, outcome, end, walked, tail)


def ends(run: Trajectory) -> Array:
    """n (M): the row at which each member ended; a diverged one at its last finite row."""
    last, gone = run.last.reshape(-1), run.outcome.reshape(-1) == Outcome.DIVERGED
    row = np.where(gone, np.searchsorted(run.step, last, "right") - 1, np.searchsorted(run.step, last, "left"))
    return np.clip(row, 0, len(run.step) - 1)


def walked(run: Trajectory) -> Trajectory:
    """A single run (K, D) without the rows after its end: every row left is a step that was taken."""
    rows = slice(int(ends(run)[0]) + 1)
    return run._replace(step=run.step[rows], x=run.x[rows], value=run.value[rows], grad=run.grad[rows])


def quarter(end: Array) -> Array:
    """q, the steps of the tail (M)."""
    return np.minimum(np.maximum(end // TAIL_PART, 1), end)


def most(part: Array, rows: Array) -> Array:
    """The largest of ``part`` (K, M) on ``rows`` (K, M)."""
    return part.max(0) if len(part) and rows.all() else np.where(rows, part, -np.inf).max(0)


def least(part: Array, rows: Array) -> Array:
    """The smallest of ``part`` (K, M) on ``rows`` (K, M)."""
    return part.min(0) if len(part) and rows.all() else np.where(rows, part, np.inf).min(0)


def mean(part: Array, rows: Array) -> Array:
    """The mean of ``part`` (K, M, …) on ``rows`` (K, M)."""
    rows = rows.reshape(*rows.shape, *[1] * (part.ndim - 2))
    return np.where(rows, part, 0.0).sum(0) / np.maximum(rows.sum(0), 1)


def distance(a: Array, b: Array) -> Array:
    """‖a − b‖ along the last axis."""
    if a.shape[-1] == 1 == b.shape[-1]:
        return np.abs(a[..., 0] - b[..., 0])
    away = a - b
    return np.sqrt(along(away, away))


def placed(objective: Objective) -> bool:
    """Whether places are looked at: few parameters, or known minima.  Else (a network) only values are."""
    return objective.dim <= FEW_DIMENSIONS or bool(objective.minima)


def along(a: Array, b: Array) -> Array:
    """a·b along the last axis."""
    if a.shape[-1] == 2 and a.size > MANY:
        with np.errstate(all="ignore"):
            return a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1]
    return np.einsum("...i,...i->...", a, b)


def unit(v: Array) -> Array:
    """v/‖v‖ along the last axis, 0 for 0."""
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    return v / np.where(length > 0, length, 1.0)
