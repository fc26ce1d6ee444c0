"""``History``: where walks write what they saw, and how it becomes a ``Trajectory``."""

from __future__ import annotations

import numpy as np

from gdengine.core import Outcome, Trajectory


class History:
    """Recorded steps and every member's end, for N members of the flattened batch.

    Preallocated, coordinates first (D, K, N), so that each coordinate of each step is contiguous; the ``Trajectory`` is a
    view of the same memory with the coordinates moved to the last axis.  ``every=0`` keeps the ends only.
    """

    def __init__(self, count, dim, steps, every):
        self.every, self.steps, self.dim = every, steps, dim
        rows = steps // every + 1 if every else 0
        self.rows, self.ends = _points(dim, rows, count), _points(dim, 1, count)
        self.outcome, self.last = np.empty(count, np.int8), np.empty(count, np.int32)

    def wants(self, k) -> bool:
        return self.every > 0 and k % self.every == 0

    def write(self, k, who, blocks, point):
        """Step k of the members ``who``; ``blocks`` says which coordinates each part of x and of the gradient holds."""
        _put(self.rows, k // self.every, who, blocks, *point)

    def write_alone(self, who, numbers):
        """All recorded steps of one member: a flat list of coordinates, value, partial derivatives, step after step."""
        if self.every:
            table = np.array(numbers).reshape(-1, 2 * self.dim + 1).T
            first = slice(0, table.shape[1])
            _put(self.rows, first, who, [slice(None)], [table[: self.dim].T], table[self.dim], [table[self.dim + 1 :].T])

    def end(self, k, who, outcome, blocks, point):
        """The members ``who`` stopped at step k, at this point."""
        self.outcome[who], self.last[who] = outcome, k
        _put(self.ends, 0, who, blocks, *point)

    def trajectory(self, batch) -> Trajectory:
        step, point = np.array([self.steps]), self.ends
        if self.every:
            step = np.arange(len(self.rows[1])) * self.every
            point = self._filled(step)
        x, value, grad = (a.reshape(*a.shape[:-1], *batch) for a in point)
        outcome, last = self.outcome.reshape(batch), self.last.reshape(batch)
        return Trajectory(step, np.moveaxis(x, 0, -1), value, np.moveaxis(grad, 0, -1), outcome, last)

    def _filled(self, step):
        """The rows, and after each member's last step nan if it diverged, else the point where it stopped."""
        late = step[:, None] > self.last
        if late.any():
            gone = self.outcome == Outcome.DIVERGED
            for rows, end in zip(self.rows, self.ends):
                np.copyto(rows, np.where(gone, np.nan, end), where=late)
        return self.rows


def _points(dim, rows, count):
    return np.empty((dim, rows, count)), np.empty((rows, count)), np.empty((dim, rows, count))


def _put(into, row, who, blocks, x, value, grad):
    xs, values, grads = into
    values[row, who] = value
    for block, part, slope in zip(blocks, x, grad):
        xs[block, row, who] = part.T
        grads[block, row, who] = slope.T
