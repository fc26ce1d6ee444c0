"""A long run of something large, without its thousands of coordinates: what was observed, and a way back to the rest.

The widest network's run of 500 epochs is 68 MB of weights and gradients, of which a page shows the outputs and a few
numbers an epoch.  ``recorded`` walks the run in **stretches** of recorded rows.  Each stretch has everything for a
moment, to be observed, together with its neighbors where they are small; then only what was observed stays, and the
``Checkpoint`` at which the stretch began.  ``Recording.replayed`` walks a stretch again from there: the same loop on
the same numbers, so every row is, bit for bit, the first run's.

Axes: K recorded rows, *B any batch axes, D parameters.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.loop.descend import checked
from gdengine.loop.history import KEPT, Ends, History, unended
from gdengine.loop.walkers import Checkpoint, Crowd, Stop, order

Watch = Callable[[int], object]  # told the step that is reached; what it raises ends the walk
Observe = Callable[[Trajectory], Mapping[str, Array]]  # a stretch -> name -> what is kept of its rows (K', …)
SLICE_UPDATES = 16  # that are walked between two looks of a watch
OBSERVED_BYTES = 4_000_000  # of neighboring stretches that are observed together: one look costs less than several
STRETCHES = 7  # of a run: it costs so many checkpoints to keep, and at most a seventh of the run to replay a row


class Recording(NamedTuple):
    """What is left of a run: its values, what was observed, and from where it can be walked again."""

    run: Trajectory  # value, outcome and last; x and grad have no rows
    seen: Mapping[str, Array]  # what ``observe`` said, (K, …)
    checkpoints: tuple[Checkpoint, ...]  # at the first row of every stretch
    rows: tuple[int, ...]  # the first row of every stretch, and after the last one K
    ends: Ends  # of the flattened batch
    every: int
    steps: int
    stop: Stop

    def stretch(self, row: int) -> int:
        """The number of the stretch that holds a recorded row.  ValueError for a row that the run has not."""
        if not 0 <= row < self.rows[-1]:
            raise ValueError(f"the rows of this run are 0 … {self.rows[-1] - 1}, not {row}")
        return bisect.bisect_right(self.rows, row) - 1

    def replayed(
        self, objective: Objective, optimizer: Optimizer, number: int, watch: Watch | None = None
    ) -> Trajectory:
        """A stretch, walked again and with everything: rows ``rows[number]`` … ``rows[number + 1] − 1`` of the run.

        ``objective`` and ``optimizer`` are those that were recorded.  Bit for bit what was walked first.
        """
        crowd = self._crowd(objective, optimizer, number)
        _walk(crowd, self.checkpoints[number], (self.rows[number + 1] - 1) * self.every, watch)
        return crowd.log.trajectory(crowd.batch)

    def _crowd(self, objective: Objective, optimizer: Optimizer, number: int) -> Crowd:
        """Who walks a stretch again; what became of the members is written over a copy."""
        ends = Ends(tuple(part.copy() for part in self.ends.point), self.ends.outcome.copy(), self.ends.last.copy())
        log = _log(objective, self.steps, self.every, self.rows[number : number + 2], ends)
        return Crowd(objective, optimizer, self.run.last.shape, self.run.last.size, self.stop, log)

    def at(self, objective: Objective, optimizer: Optimizer, row: int) -> Array:
        """x at a recorded row, (*B, D): as ``replayed``."""
        number = self.stretch(row)
        return self.replayed(objective, optimizer, number).x[row - self.rows[number]]

    def standing(
        self, objective: Objective, optimizer: Optimizer, rows: Sequence[int], watch: Watch | None = None
    ) -> list[Checkpoint]:
        """How the walk stood at recorded rows, given by rising number: where, and all that its rule remembered.

        Walked again as ``replayed`` does; of a member that has left, no checkpoint holds anything.
        """
        found: list[Checkpoint] = []
        for number, (first, end) in enumerate(pairwise(self.rows)):
            now = self.checkpoints[number]
            if mine := [row for row in rows if first <= row < end]:
                crowd = self._crowd(objective, optimizer, number)
                for row in mine:
                    _walk(crowd, now, row * self.every, watch)
                    now = crowd.paused(row * self.every)
                    found.append(now)
        return found

    def last_points(self) -> Array:
        """Where every member's walk ended, x (*B, D), without walking it again; nan of one that was lost at once."""
        return self.ends.point[0][:, 0].T.reshape(*self.run.last.shape, -1)


def recorded(
    objective: Objective,
    optimizer: Optimizer,
    x0: Any,
    steps: int,
    *,
    observe: Observe | None = None,
    watch: Watch | None = None,
    stretches: int = STRETCHES,
    every: int = 1,
    tol: float = 0.0,
    limit: float = 1e12,
    patience: int = 0,
    epsilon: float = 0.0,
) -> Recording:
    """``descend``, of which only the values stay, what ``observe(stretch)`` says of every stretch, and a way back.

    ``observe`` is called with one part of the run after another, each a ``Trajectory`` with every array (a stretch, or
    as many neighbors as take 4 MB), and returns arrays by name whose first axis is the part's rows; they are joined
    to (K, …).  ``watch(step)`` is called after every few updates, to show how far it is or, by raising something, to
    end it.  Everything else is as for ``descend``, except that a curve or surface is walked on arrays even where it is
    alone.
    """
    asked = Stop(tol, limit, patience, epsilon)
    starts, batch, stop = checked(objective, optimizer, x0, steps, every, asked, KEPT)
    count = steps // every + 1
    rows = tuple(np.linspace(0, count, min(stretches, count) + 1).astype(int).tolist())
    ends = unended(len(starts), objective.dim, steps, order(objective))
    parts = _together(rows, 8 * len(starts) * (2 * objective.dim + 1))
    room = _log(objective, steps, every, (0, max(edges[-1] - edges[0] for edges in parts)), ends).rows
    crowd = Crowd(objective, optimizer, batch, len(starts), stop, _log(objective, steps, every, rows[:2], ends, room))
    checkpoints, values, seen = [_before_the_start(crowd, starts)], [], []
    for edges in parts:
        crowd.log = _log(objective, steps, every, (edges[0], edges[-1]), ends, room)
        for row in edges[1:]:
            _walk(crowd, checkpoints[-1], steps if row == count else row * every, watch)
            checkpoints.append(crowd.paused(row * every))
        part = crowd.log.trajectory(batch)
        values.append(part.value.copy())
        seen.append(_own(observe(part), room) if observe else {})
    joined = {name: np.concatenate([part[name] for part in seen]) for name in seen[0]}
    run = part._replace(step=every * np.arange(count), x=part.x[:0].copy(), grad=part.grad[:0].copy())
    run = run._replace(value=np.concatenate(values))
    return Recording(run, joined, tuple(checkpoints[:-1]), rows, ends, every, steps, stop)


def _log(
    objective: Objective,
    steps: int,
    every: int,
    rows: Sequence[int],
    ends: Ends,
    room: tuple[Array, ...] | None = None,
) -> History:
    """Where some neighboring rows are written."""
    (first, end), count = rows, ends.last.size
    return History(count, objective.dim, steps, every, order(objective), KEPT, first * every, end - first, ends, room)


def _own(seen: Mapping[str, Array], room: Sequence[Array]) -> dict[str, Array]:
    """What was observed, copied where it is only a view of the room that the next part will be written in."""
    return {
        name: array.copy() if any(np.may_share_memory(array, block) for block in room) else array
        for name, array in seen.items()
    }


def _before_the_start(crowd: Crowd, starts: Array) -> Checkpoint:
    with np.errstate(all="ignore"):
        return crowd.at_start(starts, slice(0, len(starts)))


def _together(rows: Sequence[int], row_bytes: int) -> list[list[int]]:
    """The edges of the stretches, part by part: neighbors share a part as long as that takes ``OBSERVED_BYTES``."""
    parts = [[rows[0]]]
    for before, row in pairwise(rows):
        if len(parts[-1]) > 1 and (row - parts[-1][0]) * row_bytes > OBSERVED_BYTES:
            parts.append([before])
        parts[-1].append(row)
    return parts


def _walk(crowd: Crowd, checkpoint: Checkpoint, end: int, watch: Watch | None) -> None:
    """From the checkpoint to step ``end``, written to the crowd's log."""
    edges = [*range(checkpoint.step, end, SLICE_UPDATES if watch else max(end, 1)), end]
    with np.errstate(all="ignore"):
        crowd.resume(checkpoint)
        for first, last in pairwise(edges if len(edges) > 1 else [end, end]):
            crowd.walk(first, last)
            if watch:
                watch(last)
