"""``Walks``: recorded runs as the predicates look at them: which rows count, how far and how high each went.

Axes: K recorded steps, M members (the batch axes *B, flattened), D parameters.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Outcome, Trajectory

TAIL_PART = 4  # the tail is the last quarter of a walk
FEW_DIMENSIONS = 3  # so many parameters can be looked around in


class Walks(NamedTuple):
    """Members of a run, each with the rows that count."""

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
        """The members of these indices (m)."""
        x, value, grad = (part[:, members] for part in (self.x, self.value, self.grad))
        walked, tail = self.walked[:, members], self.tail[:, members]
        return Walks(self.objective, x, value, grad, self.outcome[members], self.end[members], walked, tail)


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
    return np.where(rows, part, -np.inf).max(0)


def least(part: Array, rows: Array) -> Array:
    """The smallest of ``part`` (K, M) on ``rows`` (K, M)."""
    return np.where(rows, part, np.inf).min(0)


def mean(part: Array, rows: Array) -> Array:
    """The mean of ``part`` (K, M, …) on ``rows`` (K, M)."""
    rows = rows.reshape(*rows.shape, *[1] * (part.ndim - 2))
    return np.where(rows, part, 0.0).sum(0) / np.maximum(rows.sum(0), 1)


def distance(a: Array, b: Array) -> Array:
    """‖a − b‖ along the last axis."""
    away = a - b
    return np.abs(away[..., 0]) if away.shape[-1] == 1 else np.sqrt(np.einsum("...i,...i->...", away, away))


def reach(w: Walks) -> Array:
    """R (M): the largest distance from the start."""
    return most(distance(w.x, w.x[0]), w.walked)


def height(w: Walks) -> Array:
    """H (M): the highest value minus the lowest."""
    return most(w.value, w.walked) - least(w.value, w.walked)


def width(w: Walks) -> float:
    """W: the diagonal of the box; without a box twice the largest R, and at least 1."""
    box = w.objective.box
    return math.dist(*zip(*box)) if box else max(1.0, 2 * float(reach(w).max(initial=0)))


def placed(objective: Objective) -> bool:
    """Whether places are looked at: few parameters, or known minima.  Else (a network) only values are."""
    return objective.dim <= FEW_DIMENSIONS or bool(objective.minima)


def along(a: Array, b: Array) -> Array:
    """a·b along the last axis."""
    return np.einsum("...i,...i->...", a, b)


def unit(v: Array) -> Array:
    """v/‖v‖ along the last axis, 0 for 0."""
    length = np.linalg.norm(v, axis=-1, keepdims=True)
    return v / np.where(length > 0, length, 1.0)
