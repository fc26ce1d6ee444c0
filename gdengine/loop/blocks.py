"""The same steps as a ``Crowd``'s, many of them between two looks at who has ended.

A ``Crowd`` asks at every step for the values and who has ended.  A ``BlockCrowd`` walks a **block** of steps, on slopes
alone where values are not recorded, and watches only for signs that somebody may have ended in it: all coordinates
together too large, a slope within the tolerance.  At the first sign it forgets the block and walks it as a ``Crowd``.
The signs may be false, but none is ever missed, so every outcome, last step and number is, bit for bit, the
``Crowd``'s.  Who only comes to stand on exactly level ground is walked again without the others.  In a block, x, slopes
and the rule's state are written over in place, in a ``Room``.

Those who have come to rest cost nothing: where a rule's step depends on nothing but slope and state, a member that a
step leaves where it was, state and all, is left there by every step to come.  It leaves, its budget spent and its rows
written; but not where every step is recorded, for to write rows here and there costs more than to walk.  Where only the
ends are recorded, a member also leaves that a block brings back to where it was: it may hop about in between, as the
last bits of a walk at its minimum do, for blocks end so that whole ones are left.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Outcome
from gdengine.loop.history import History
from gdengine.loop.in_place import LINE, Buffers, slopes
from gdengine.loop.ranges import finite
from gdengine.loop.room import Room
from gdengine.loop.trace import RuleTrace, trace, trace_rule
from gdengine.loop.walkers import Checkpoint, Crowd, Stop, norm, separate
from gdengine.rules.rule import RULES, by_numbers, members, plain

BLOCK = 24  # steps: hops with a period of 1, 2, 3, 4, 6, 8, 12 or 24 are rest
SURE_SHARE = 0.999  # of a square: what rounding cannot make up for
FEW_LEAVING = 250  # an array operation on so many costs hardly more than one on none
LEAVING_PART = 8  # those at rest leave once they are more than this part of all, an eighth


def in_blocks(objective: Objective, stop: Stop) -> bool:
    """Whether a walk can be walked in blocks: on separate coordinates, and without values, which patience asks for."""
    return separate(objective) and not stop.patience


class Unread:
    """Stands for the number of a step, and cannot be used as one."""

    def _read(self, *_: Any) -> Any:
        raise TypeError("this rule reads the number of the step")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = __index__ = _read  # type: ignore


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
        self.slopes = slopes(traced) if traced and self.sure and log.every != 1 else None
        self.full = slopes(traced, value=True) if traced and not (self.sure and log.every == 0) else None
        self.memory = Buffers()

    def resume(self, checkpoint: Checkpoint) -> None:
        super().resume(checkpoint)
        self.steady, self.keeps_slopes = self._is_steady(), self._keeps_slopes()

    def _hire(self) -> None:
        super()._hire()
        self.room: Room | None = None

    def walk(self, first: int, end: int) -> None:
        """The steps first … end − 1, ``end`` being the end of the budget."""
        k, wary = first, False
        while k < end and len(self.who):
            after = k + ((end - k) % BLOCK or BLOCK)
            if wary or not self._block(k, after):
                wary = self._step_by_step(k, after)
            k = after
        self.log.end(end, self.place, Outcome.RUNNING, self._look(end, self.now.x))

    def _step_by_step(self, k: int, after: int) -> bool:
        """A block as a ``Crowd`` walks it; whether somebody ended: then others may in the next."""
        count = len(self.who)
        self.now = self._look(k, self.now.x)
        super().walk(k, after)
        return len(self.who) < count

    def _block(self, k: int, after: int) -> bool:
        """The steps k … after − 1; False, and nobody has moved, where somebody may have ended at one of them."""
        room, states = self._entered(), self.states
        room.keep()
        # without memory, and without a zero to change its sign, who is on exactly level ground stays there
        lasting = self.steady and not states and not self.stop.tol and bool(room.x.all())
        if not self._walked(k, after, room, lasting):
            room.back()
            self.states = states
            return False
        rest = room.at_rest(hops=not self.log.every) if self.leaving else np.zeros(len(self.who), bool)
        if lasting and self._may_rest(room.grad):
            stay = ~self._arrived(k, after, room)
            self._keep(stay)
            rest = rest[stay]
        self._dismiss(after, rest)
        return True

    def _walked(self, k: int, after: int, room: Room, lasting: bool) -> bool:
        """The steps k … after − 1, up to the first sign that somebody may have ended; whether there was none.

        Where level ground is ``lasting``, nobody looks for those who stand on it: they will stand there at the end.
        """
        for step in range(k, after):
            if self.leaving and step == after - 1:
                room.mark()
            if not (lasting or not self._may_rest(room.grad)) or not self._stepped(step, room):
                return False
        return _squares(room.grad) < inf

    def _arrived(self, k: int, after: int, room: Room) -> Array:
        """Who (n,) ended in the block: of those on level ground now, who are walked again to see since when."""
        level = (room.grad == 0).all(0)
        who, x = self._only(level, (self.who, room.before))
        update, ended = plain(members(self.optimizer, who, self.batch)), np.full(len(who), after)
        for step in range(k, after):
            here = self._look(step, x)
            x = here.x + update(here.grad, (), step)[0]
            stands = (here.grad == 0).all(0) & (x == here.x).all(0)
            ended = np.where(stands, np.minimum(ended, step), ended)
        found = ended < after
        self.log.end(ended[found], who[found], Outcome.CONVERGED, self._only(found, here))
        level[level] = found
        return level

    def _stepped(self, k: int, room: Room) -> bool:
        """Step k; whether all are surely within the limit, where f is finite, and ∇f if the rule does not tell."""
        if room.move:
            room.tell(self.numbers(k))
        if room.whole and not self.log.wants(k + 1):
            room.whole.run()
        else:
            self._moved(k, room)
            self._see(k + 1, room)
        sound = room.flat.dot(room.flat) <= self.farthest and (self.sure or _squares(room.value) < inf)
        return sound and (self.passes_on or _squares(room.grad) < inf)

    def _moved(self, k: int, room: Room) -> None:
        """All move, by the rule."""
        if room.move:
            room.move.run()
        else:
            grad = room.grad.copy() if self.keeps_slopes else room.grad
            delta, self.states = self.update(grad, self.states, k)
            room.x += delta

    def _see(self, k: int, room: Room) -> None:
        """The gradient at step k, and the value where it is needed, written into the room."""
        wanted = self.log.wants(k)
        if room.slopes and not wanted:
            room.slopes.run()
        elif room.full:
            room.full.run()
        else:
            _, room.value[:], room.grad[:] = self._look(k, room.x)
        if wanted:
            self.log.write(k, self.place, (room.x, room.value, room.grad))

    def _may_rest(self, grad: Array) -> bool:
        """Whether somebody's slope is within the tolerance."""
        tol, first = self.stop.tol, grad[0]
        least = np.abs(first).min() if tol else not first.all()  # of one coordinate: mostly enough
        return bool((least <= tol if tol else least) and (norm(grad) <= tol).any())

    def _entered(self) -> Room:
        """The room, and everybody in it."""
        now, room = self.now, self.room
        if room is None:
            dim, n = now.x.shape
            rule = self._traced()
            room = self.room = Room(self.memory, dim, n, self.slopes, self.full, rule, self.numbers(0))
        if now.x is not room.x:
            room.x[:], room.grad[:] = now.x, now.grad
            for into, state in zip(room.states, self.states):
                into[:] = state
            self.now = now._replace(x=room.x, grad=room.grad)
            self.states = room.states if room.rule else self.states
        self.leaving = self.steady and self.log.every != 1 and bool(room.rule or not self.states)
        return room

    def _traced(self) -> RuleTrace | None:
        """The rule as a list of operations, where it is one and its state is arrays like x."""
        move, self.numbers = by_numbers(self.hired)
        return trace_rule(move, len(self.states), len(self.numbers(0))) if self._is_plain(self.states) else None

    def _dismiss(self, k: int, rest: Array) -> None:
        """Those at rest leave, if they are many: with less to do, a step of few members costs no less.

        A few of them stay, so that the rows of all who do begin at cache lines.
        """
        count = np.count_nonzero(rest)
        if count == len(rest) > 0 or (count > FEW_LEAVING and LEAVING_PART * count > len(rest)):
            rest[np.flatnonzero(rest)[: (count - len(rest)) % LINE]] = False
            who, here = self.who[rest], self._look(k, self._only(rest, self.now.x))
            self.log.end(self.log.steps, who, Outcome.RUNNING, here)
            self.log.stay(k, who)
            self._keep(~rest)

    def _is_steady(self) -> bool:
        """Whether a step depends on slope and state alone, and the state is arrays that can be compared."""
        try:
            _, states = self.update(self.now.grad, self.states, Unread())  # type: ignore[arg-type]
        except TypeError:
            return False
        return self._is_plain(states)

    def _is_plain(self, states: Sequence[Any]) -> bool:
        """Whether they are all arrays like x."""
        x = self.now.x
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
