"""``History``: where walks write what they saw, and how it becomes a ``Trajectory``."""

from __future__ import annotations

import numpy as np

from gdengine.core import Outcome, Trajectory


class History:
    """Recorded steps and every member's end, for N members of the flattened batch.

    Preallocated: x (D, K, N), value (K, N), gradient (D, K, N).  In memory each coordinate of each step is contiguous,
    or with ``order="F"`` each member of each step.  The ``Trajectory`` is a view of the same memory with the
    coordinates moved to the last axis.  ``every=0`` keeps the ends only.
    """

    def __init__(self, count, dim, steps, every, order="C"):
        self.every, self.steps, self.dim = every, steps, dim
        rows = steps // every + 1 if every else 0
        self.rows, self.ends = _points(dim, rows, count, order), _points(dim, 1, count, order)
        self.outcome, self.last = np.empty(count, np.int8), np.empty(count, np.int32)

    def wants(self, k) -> bool:
        return self.every > 0 and k % self.every == 0

    def write(self, k, who, point):
        """Step k, if it is wanted, of the members ``who``."""
        if self.wants(k):
            _put(self.rows, k // self.every, who, *point)

    def write_alone(self, who, numbers):
        """All recorded steps of one member: a flat list of coordinates, value, partial derivatives, step after step."""
        if self.every:
            table = np.fromiter(numbers, float, len(numbers)).reshape(-1, 2 * self.dim + 1).T
            _put(self.rows, slice(table.shape[1]), who, table[: self.dim], table[self.dim], table[self.dim + 1 :])

    def end(self, k, who, outcome, point):
        """The members ``who`` stopped at step k, at this point."""
        self.outcome[who], self.last[who] = outcome, k
        _put(self.ends, 0, who, *point)

    def trajectory(self, batch) -> Trajectory:
        step, point = np.array([self.steps]), self.ends
        if self.every:
            step = np.arange(0, self.steps + 1, self.every)
            point = self._filled(step)
        x, value, grad = (block.reshape(*block.shape[:-1], *batch) for block in point)
        last = (*range(1, x.ndim), 0)  # coordinates to the last axis
        outcome, ended = self.outcome.reshape(batch), self.last.reshape(batch)
        return Trajectory(step, x.transpose(last), value, grad.transpose(last), outcome, ended)

    def _filled(self, step):
        """The rows, and after each member's last step nan if it diverged, else the point where it stopped."""
        if (self.last < step[-1]).any():
            late = step[:, None] > self.last
            gone = self.outcome == Outcome.DIVERGED
            for rows, end in zip(self.rows, self.ends):
                np.copyto(rows, np.where(gone, np.nan, end), where=late)
        return self.rows


def _points(dim, rows, count, order):
    shape, axes = ((dim, rows, count), (0, 1, 2)) if order == "C" else ((rows, count, dim), (2, 0, 1))
    return np.empty(shape).transpose(axes), np.empty((rows, count)), np.empty(shape).transpose(axes)


def _put(into, row, who, x, value, grad):
    xs, values, grads = into
    xs[:, row, who], values[row, who], grads[:, row, who] = x, value, grad
