"""``Room``: where members walk in place, memory that is written over at every step, and what writes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdengine.core import Array
from gdengine.loop.in_place import Operations, rows, step_of
from gdengine.loop.trace import RuleTrace


class Room:
    """Rows for n members, (n,) each: D of x, D for each letter of the state, D of the gradient, one of the value.

    ``seen`` are the operations that write the gradient, and the value, at x.  ``rule`` moves x and the states on; where
    it is None, the rule is no list of operations and keeps its states elsewhere.
    """

    def __init__(self, dim: int, n: int, seen: Sequence[Operations | None], rule: RuleTrace | None) -> None:
        letters = len(rule.state) if rule else 0
        self.memory = rows((2 + letters) * dim + 1, n)
        self.x, *states, self.grad = self.memory[:-1].reshape(-1, dim, n)
        self.states, self.value = tuple(states), self.memory[-1]
        self.standing = self.memory[: (1 + letters) * dim]  # x and the states: all that a steady rule goes by
        self.before, self.eve = rows(len(self.memory) - 1, n), rows(len(self.standing), n)
        self.rule = step_of(rule) if rule else None
        self.numbers: Sequence[Any] = ()
        for operations in filter(None, seen):
            operations.bind(*self.x, *self.grad, *[self.value] * (operations.given > 2 * dim))

    def move(self, numbers: Sequence[Any]) -> None:
        """One step of the rule, by the numbers of this step: each one number, or (n,)."""
        assert self.rule
        if not self.numbers:
            self.places = [np.empty(self.x.shape if np.ndim(number) else ()) for number in numbers]
            self.rule.bind(self.x, *self.states, self.grad, *self.places)
        if len(self.numbers) != len(numbers) or any(new is not old for new, old in zip(numbers, self.numbers)):
            self.numbers = numbers
            for place, number in zip(self.places, numbers):
                place[...] = number
            self.rule.prepare()
        self.rule()

    def keep(self) -> None:
        """Remember how everybody stands, to come back there."""
        np.copyto(self.before, self.memory[:-1])

    def back(self) -> None:
        """Everybody stands as when it was remembered."""
        np.copyto(self.memory[:-1], self.before)

    def mark(self) -> None:
        """Remember where everybody stands, to see who still stands there after the next step."""
        np.copyto(self.eve, self.standing)

    def at_rest(self) -> Array:
        """Who (n,) stands where they stood when it was remembered, or marked, to the last bit."""
        now, before = self.standing.view(np.int64), self.before[: len(self.standing)].view(np.int64)
        return (now == before).all(0) | (now == self.eve.view(np.int64)).all(0)
