"""The same steps as a ``Crowd``'s, many of them between two looks at who has ended.

A ``Crowd`` asks at every step for the values and who has ended.  A ``BlockCrowd`` walks a **block** of steps, on slopes
alone where values are not recorded, and watches only for signs that somebody may have ended in it: all coordinates
together too large, a slope within the tolerance.  At the first sign it forgets the block and walks it as a ``Crowd``.
The signs may be false, but none is ever missed, so every outcome, last step and number is, bit for bit, the
``Crowd``'s.

Where only the ends are recorded, those who have come to rest cost nothing: where a rule's step depends on nothing but
slope and state, a member that a block brings back to where it was, state and all, will be brought back by every block
to come.  It may hop about in between, as the last bits of a walk at its minimum do.  It leaves, its budget spent:
blocks end so that whole ones are left.
"""

from __future__ import annotations

import sys
from math import inf
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Outcome
from gdengine.loop.history import History
from gdengine.loop.trace import Slopes, finite, trace
from gdengine.loop.walkers import Checkpoint, Crowd, Stop, norm, separate
from gdengine.rules.rule import RULES

BLOCK = 12  # steps: hops with a period of 1, 2, 3, 4, 6 or 12 are rest
SURE_SHARE = 0.999  # of a square: what rounding cannot make up for
LEAVING_PART = 8  # those at rest leave once they are more than this part of all, an eighth


def in_blocks(objective: Objective, stop: Stop) -> bool:
    """Whether a walk can be walked in blocks: on separate coordinates, and without values, which patience asks for."""
    return separate(objective) and not stop.patience


class Unread:
    """Stands for the number of a step, and cannot be used as one."""

    def _read(self, *_: Any) -> Any:
        raise TypeError("this rule reads the number of the step")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = __index__ = _read  # type: ignore


class _Here(NamedTuple):
    """Where members are after a block: x (D, n), gradient (D, n), the rule's states."""

    x: Array
    grad: Array
    states: tuple


class BlockCrowd(Crowd):
    """A ``Crowd`` without patience, on separate coordinates; ``now.value`` is old unless it walks step by step."""

    def __init__(
        self, objective: Objective, optimizer: Optimizer, batch: tuple[int, ...], count: int, stop: Stop, log: History
    ) -> None:
        super().__init__(objective, optimizer, batch, count, stop, log)
        self.farthest = min(SURE_SHARE * stop.limit * stop.limit, sys.float_info.max)  # of all squares together
        self.passes_on = optimizer.name in RULES  # that a slope is not finite, to where it leads
        traced = trace(objective.components, objective.dim)  # type: ignore[arg-type]  # separate: there is a formula
        self.sure = traced is not None and finite(traced, stop.limit)  # that f is a number, without a look at it
        self.slopes = Slopes(traced) if traced and self.sure and log.every != 1 else None
        self.full = Slopes(traced, value=True) if traced and not (self.sure and log.every == 0) else None
        self.room = np.empty((2 * objective.dim + 1, 0))  # x, gradient and value: where the operations read and write

    def resume(self, checkpoint: Checkpoint) -> None:
        super().resume(checkpoint)
        self.steady = self._is_steady()
        if self._keeps_slopes():  # which would change under its hands
            self.slopes = self.full = None

    def walk(self, first: int, end: int) -> None:
        """The steps first … end − 1, ``end`` being the end of the budget."""
        k, wary = first, False
        self.resting: list[tuple[Array, Array]] = []  # who left because they are at rest, and where
        while k < end and len(self.who):
            after = k + ((end - k) % BLOCK or BLOCK)
            here = None if wary else self._block(k, after)
            if here is None:
                wary = self._step_by_step(k, after)
            else:
                self._move_on(here)
            k = after
        who, x = zip(*self.resting, (self.who, self.now.x))
        self.log.end(end, np.concatenate(who), Outcome.RUNNING, self._look(end, np.concatenate(x, axis=-1)))

    def _step_by_step(self, k: int, after: int) -> bool:
        """A block as a ``Crowd`` walks it; whether somebody ended: then others may in the next."""
        count = len(self.who)
        self.now = self._look(k, self.now.x)
        super().walk(k, after)
        return len(self.who) < count

    def _block(self, k: int, after: int) -> _Here | None:
        """The steps k … after − 1; None where somebody may have ended at one of them."""
        x, grad, states = self._room(), self.now.grad, self.states
        flat = x.reshape(-1)
        # without memory, and without a zero to change its sign, who is on exactly level ground stays there
        lasting = self.steady and not states and not self.stop.tol and x.all()
        for step in range(k, after):
            if not lasting and self._may_rest(grad):
                return None
            delta, states = self.update(grad, states, step)
            np.add(x, delta, x)
            del delta  # so that the next one may have its memory, which is near
            grad, sound = self._slope(step + 1, x)
            if not (sound and flat.dot(flat) <= self.farthest):
                return None
        lost = not _squares(grad) < inf or (lasting and self._may_rest(grad))
        return None if lost else _Here(x.copy(), grad, states)

    def _room(self) -> Array:
        """A copy of x (D, n), to walk in."""
        x = self.now.x
        if not (self.full or self.slopes):
            return x.copy()
        if self.room.shape[1] != len(self.who):
            self.room = np.empty((2 * len(x) + 1, len(self.who)))
            if self.full:
                self.full.bind(*self.room)
            if self.slopes:
                self.slopes.bind(*self.room[:-1])
        self.room[: len(x)] = x
        return self.room[: len(x)]

    def _slope(self, k: int, x: Array) -> tuple[Array, bool]:
        """The gradient (D, n) at step k's x, and whether f is finite there, and ∇f if the rule does not tell."""
        wanted, value, grad = self.log.wants(k), None, self.room[len(x) : -1]
        if self.slopes and not wanted:
            self.slopes()
        elif self.full:
            self.full()
            value = self.room[-1]
        else:
            _, value, grad = self._look(k, x)
        if wanted:
            self.log.write(k, self.place, (x, value, grad))  # type: ignore[arg-type]  # it is known where it is wanted
        sound = self.sure or _squares(value) < inf  # type: ignore[arg-type]
        return grad, sound and (self.passes_on or _squares(grad) < inf)

    def _may_rest(self, grad: Array) -> bool:
        """Whether somebody's slope is within the tolerance."""
        tol = self.stop.tol
        return bool(np.abs(grad[0]).min() <= tol and (norm(grad) <= tol).any())

    def _move_on(self, here: _Here) -> None:
        """Nobody ended in the block: those who are at rest leave, the others go on from here."""
        before, self.states = _Here(*self.now[::2], self.states), here.states
        self.now = self.now._replace(x=here.x, grad=here.grad)
        if self.log.every or not self.steady:
            return
        pairs = zip((before.x, *before.states), (here.x, *here.states))
        rest = np.logical_and.reduce([(a.view(np.int64) == b.view(np.int64)).all(0) for a, b in pairs])
        if LEAVING_PART * np.count_nonzero(rest) > len(rest):
            self.resting.append((self.who[rest], self._only(rest, here.x)))
            self._keep(~rest)

    def _is_steady(self) -> bool:
        """Whether a step depends on slope and state alone, and the state is arrays that can be compared."""
        x = self.now.x
        try:
            _, states = self.update(self.now.grad, self.states, Unread())
        except TypeError:
            return False
        return all(isinstance(part, np.ndarray) and (part.shape, part.dtype) == (x.shape, x.dtype) for part in states)

    def _keeps_slopes(self) -> bool:
        """Whether the rule remembers the very array that it was given."""
        grad = self.now.grad
        _, states = self.update(grad, self.states, 0)
        return any(np.may_share_memory(part, grad) for part in states if isinstance(part, np.ndarray))


def _squares(block: Array) -> float:
    """The sum of all squares, in one fast pass: nan or infinite where something is not a finite number."""
    flat = block.ravel("K")
    return flat.dot(flat)
