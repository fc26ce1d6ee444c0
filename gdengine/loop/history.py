"""``History``: where walks write what they saw, and how it becomes a ``Trajectory``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Outcome, Trajectory

KEPT = ("x", "value", "grad")  # what can be recorded of every step, in the order of a ``Trajectory``


class Ends(NamedTuple):
    """How each of N members ended: where (x (D, 1, N), value (1, N), gradient (D, 1, N)), why and at which step."""

    point: tuple[Array, ...]
    outcome: Array
    last: Array


def unended(count: int, dim: int, steps: int, order: str) -> Ends:
    """Nobody has ended yet: everyone still has the whole budget, and the points are not written."""
    outcome, last = np.full(count, Outcome.RUNNING, np.int8), np.full(count, steps, np.int32)
    return Ends(_points(dim, [1, 1, 1], count, order), outcome, last)


class History:
    """Recorded steps and every member's end, for N members of the flattened batch.

    Preallocated: x (D, K, N), value (K, N), gradient (D, K, N); what is not in ``keep`` has no rows, K = 0.  In memory
    each coordinate of each step is contiguous, or with ``order="F"`` each member of each step.  The ``Trajectory`` is a
    view of the same memory with the coordinates moved to the last axis.  ``every=0`` keeps the ends only.

    The rows begin at step ``first``, a multiple of ``every``, and there are ``rows`` of them, or all up to ``steps``;
    ``ends`` carries over how members ended before that.  ``room`` are the rows of an earlier history, at least as many:
    they are written over, which costs less than memory that is new to the process.
    """

    def __init__(
        self,
        count: int,
        dim: int,
        steps: int,
        every: int,
        order: str = "C",
        keep: Sequence[str] = KEPT,
        first: int = 0,
        rows: int | None = None,
        ends: Ends | None = None,
        room: tuple[Array, ...] | None = None,
    ) -> None:
        self.every, self.steps, self.dim, self.order, self.first = every, steps, dim, order, first
        self.length = ((steps - first) // every + 1 if every else 0) if rows is None else rows
        self.kept = [i for i, name in enumerate(KEPT) if name in keep]
        wanted = [self.length * (name in keep) for name in KEPT]
        self.rows = _points(dim, wanted, count, order) if room is None else _part(room, wanted)
        self.ends = ends or unended(count, dim, steps, order)
        # (N,), if there are rows: later ones are not written but filled in
        self.moves_until = np.full(count if every else 0, steps, np.int32)

    def wants(self, k: int) -> bool:
        """Whether step k is one of those that are recorded."""
        return self.every > 0 and k % self.every == 0

    def write(self, k: int, who: Any, point: Sequence[Array]) -> None:
        """Step k, if it is wanted and here, of the members ``who``."""
        if self.wants(k):
            row = (k - self.first) // self.every
            if row < self.length:
                for i in self.kept:
                    self._put(self.rows[i][..., row, :], who, point[i])

    def _put(self, into: Array, who: Any, values: Array) -> None:
        """Of the members ``who``, into a row (N,) or (D, N)."""
        if self.order == "C" and into.ndim == 2 and not isinstance(who, slice):
            for coordinate, numbers in zip(into, values):  # NumPy picks from one axis four times as fast as from two
                coordinate[who] = numbers
        else:
            into[..., who] = values

    def stay(self, k: int, who: Array) -> None:
        """From step k on, the members ``who``, whose budget is spent, are at the point where they ended."""
        if self.every:
            self.moves_until[who] = k - 1

    def write_alone(self, who: int, numbers: list[float]) -> None:
        """All recorded steps of one member: a flat list of coordinates, value, partial derivatives, step after step."""
        if self.every:
            table = np.fromiter(numbers, float, len(numbers)).reshape(-1, 2 * self.dim + 1).T
            point = table[: self.dim], table[self.dim], table[self.dim + 1 :]
            for i in self.kept:
                self.rows[i][..., : table.shape[1], who] = point[i]

    def end(self, k: Any, who: Any, outcome: Any, point: Sequence[Any]) -> None:
        """The members ``who`` stopped at step k, one of all or one of each, at this point."""
        self.ends.outcome[who], self.ends.last[who] = outcome, k
        for into, values in zip(self.ends.point, point):
            into[..., 0, who] = values

    def trajectory(self, batch: tuple[int, ...]) -> Trajectory:
        """What was recorded, with the members in their batch axes."""
        step = np.array([self.steps])
        point: Sequence[Array] = self._last_points()
        if self.every:
            step = self.first + self.every * np.arange(self.length)
            point = self._filled(step)
        x, value, grad = (block.reshape(*block.shape[:-1], *batch) for block in point)
        axes = (*range(1, x.ndim), 0)  # coordinates to the last axis
        outcome, ended = self.ends.outcome.reshape(batch), self.ends.last.reshape(batch)
        return Trajectory(step, x.transpose(axes), value, grad.transpose(axes), outcome, ended)

    def _last_points(self) -> list[Array]:
        """The ends as rows, of what is kept."""
        return [block[..., int(i not in self.kept) :, :] for i, block in enumerate(self.ends.point)]

    def _filled(self, step: Array) -> tuple[Array, ...]:
        """The rows, and after each member's last step nan if it diverged, else the point where it stopped."""
        last = np.minimum(self.ends.last, self.moves_until)
        if len(step) and (last < step[-1]).any():
            late = step[:, None] > last
            gone = self.ends.outcome == Outcome.DIVERGED
            for i in self.kept:
                np.copyto(self.rows[i], np.where(gone, np.nan, self.ends.point[i]), where=late)
        return self.rows


def _points(dim: int, rows: Sequence[int], count: int, order: str) -> tuple[Array, ...]:
    """Unwritten x (D, K, N), value (K, N), gradient (D, K, N), for a number K of rows of each."""
    x, value, grad = rows
    return _block(dim, x, count, order), np.empty((value, count)), _block(dim, grad, count, order)


def _part(room: tuple[Array, ...], rows: Sequence[int]) -> tuple[Array, ...]:
    """The first rows of blocks as ``_points`` makes them."""
    return tuple(block[..., :count, :] for block, count in zip(room, rows))


def _block(dim: int, rows: int, count: int, order: str) -> Array:
    if order == "C":
        return np.empty((dim, rows, count))
    return np.empty((rows, count, dim)).transpose(2, 0, 1)
