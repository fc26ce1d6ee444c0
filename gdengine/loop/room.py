"""``Room``: where members walk in place, memory that is written over at every step, and what writes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdengine.core import Array
from gdengine.loop.in_place import Bound, Memory, Operations, step_of
from gdengine.loop.trace import RuleTrace


class Room:
    """Rows for n members, taken from ``memory``: D of x, D for each letter of the state, D of the gradient, the value.

    ``slopes`` writes the gradient at x, ``full`` the value too, ``move`` makes x and states the next ones.  Where one
    is None there is no such list of operations; a rule that is none keeps its own states, which have no rows here.
    """

    def __init__(
        self,
        memory: Memory,
        dim: int,
        n: int,
        slopes: Operations | None,
        full: Operations | None,
        rule: RuleTrace | None,
    ) -> None:
        memory.clear()
        letters = len(rule.state) if rule else 0
        self.memory, self.rows = memory, memory.rows((2 + letters) * dim + 1, n)
        self.x, *states, self.grad = self.rows[:-1].reshape(-1, dim, n)
        self.flat = self.x.reshape(-1)
        self.states, self.value = tuple(states), self.rows[-1]
        self.standing = self.rows[: (1 + letters) * dim]  # x and the states: all that a steady rule goes by
        self.before, self.eve = memory.rows(len(self.rows) - 1, n), memory.rows(len(self.standing), n)
        self.slopes = slopes.on(memory, *self.x, *self.grad) if slopes else None
        self.full = full.on(memory, *self.x, *self.grad, self.value) if full else None
        self.rule = rule
        self.move: Bound | None = None
        self.whole: Bound | None = None  # a move, and the slopes after it
        self.numbers: Sequence[Any] | None = None

    def hire(self, numbers: Sequence[Any]) -> None:
        """The rule's numbers of a step have these shapes: each is one number, or (n,)."""
        if self.rule:
            self.places: list[Array] = [np.empty(self.x.shape if np.ndim(number) else ()) for number in numbers]
            self.move = step_of(self.rule).on(self.memory, self.x, *self.states, self.grad, *self.places)
            if self.slopes:
                self.whole = Bound(self.move.early, self.move.code + self.slopes.code)

    def tell(self, numbers: Sequence[Any]) -> None:
        """The rule's numbers of this step."""
        assert self.move
        if numbers is not self.numbers:
            self.numbers = numbers
            for place, number in zip(self.places, numbers):
                place[...] = number
            self.move.prepare()

    def keep(self) -> None:
        """Remember how everybody stands, to come back there."""
        np.copyto(self.before, self.rows[:-1])

    def back(self) -> None:
        """Everybody stands as when it was remembered."""
        np.copyto(self.rows[:-1], self.before)

    def mark(self) -> None:
        """Remember where everybody stands, to see who still stands there after the next step."""
        np.copyto(self.eve, self.standing)

    def at_rest(self) -> Array:
        """Who (n,) stands where they stood when it was remembered, or marked, to the last bit."""
        now, before = self.standing.view(np.int64), self.before[: len(self.standing)].view(np.int64)
        return (now == before).all(0) | (now == self.eve.view(np.int64)).all(0)
