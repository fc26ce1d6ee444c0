"""``Room``: where members walk in place, memory that is written over at every step, and what writes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdengine.core import Array
from gdengine.loop.in_place import Bound, Buffers, Operations, step_of
from gdengine.loop.trace import RuleTrace


class Room:
    """Rows for n members, taken from ``memory``: D of x, D for each letter of the state, D of the gradient, the value.

    ``slopes`` writes the gradient at x, ``full`` the value too, ``move`` makes x and states the next ones, by
    ``numbers`` of these shapes: each is one number, or (n,).  Where one is None there is no such list of operations; a
    rule that is none keeps its own states, which have no rows here.
    """

    def __init__(
        self,
        memory: Buffers,
        dim: int,
        n: int,
        slopes: Operations | None,
        full: Operations | None,
        rule: RuleTrace | None,
        numbers: Sequence[Any],
    ) -> None:
        memory.clear()
        letters = len(rule.state) if rule else 0
        self.memory, self.rows = memory, memory.rows((2 + letters) * dim + 1, n)
        self.x, *states, self.grad = self.rows[:-1].reshape(-1, dim, n)
        self.flat = self.x.reshape(-1)
        self.states, self.value = tuple(states), self.rows[-1]
        self.standing = self.rows[: (1 + letters) * dim]  # x and the states: all that a steady rule goes by
        self.before, self.eve = memory.rows(len(self.standing), n), memory.rows(len(self.standing), n)
        self.places = [np.empty(self.x.shape if np.ndim(number) else ()) for number in numbers]
        self.numbers: Sequence[Any] | None = None
        self.rule, self.blanks = rule, memory.taken
        self.move = self._bound(step_of(rule) if rule else None, self.x, *self.states, self.grad, *self.places)
        self.slopes = self._bound(slopes, *self.x, *self.grad)
        self.full = self._bound(full, *self.x, *self.grad, self.value)
        self.whole: Bound | None = None  # a move, and the slopes after it
        if self.move and self.slopes:
            self.whole = Bound(self.move.early, self.move.code + self.slopes.code)

    def _bound(self, operations: Operations | None, *arrays: Array) -> Bound | None:
        """To be run here: all in the same blanks, for what is written there is not read in another run."""
        self.memory.taken = self.blanks
        return operations.on(self.memory, *arrays) if operations else None

    def tell(self, numbers: Sequence[Any]) -> None:
        """The rule's numbers of this step."""
        assert self.move
        if numbers is not self.numbers:
            self.numbers = numbers
            for place, number in zip(self.places, numbers):
                place[...] = number
            self.move.prepare()

    def keep(self) -> None:
        """Remember where everybody stands, to come back there."""
        np.copyto(self.before, self.standing)

    def back(self) -> None:
        """Everybody stands where they stood when it was remembered; but the gradient is not that of there."""
        np.copyto(self.standing, self.before)

    def mark(self) -> None:
        """Remember where everybody stands, to see who still stands there after the next step."""
        np.copyto(self.eve, self.standing)

    def at_rest(self, hops: bool) -> Array:
        """Who (n,) stands where they stood when it was marked, or with ``hops`` remembered, to the last bit."""
        now, before, eve = (rows.view(np.int64) for rows in (self.standing, self.before, self.eve))
        still: Array = (now == eve).all(0)
        return still | (now == before).all(0) if hops else still
