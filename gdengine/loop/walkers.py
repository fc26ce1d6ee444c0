"""A ``Crowd`` walks on arrays, and its finished members leave; few members walk ``alone`` instead.

Both do the same at step k, in this order: the rule moves the point; the walk may end here by tolerance or patience; it
ends here as diverged if the next point is not sound; else the next point is recorded as that of step k + 1.
In a crowd coordinates come first and members last: x (D, n), value (n,), gradient (D, n), settings of the rule (n,).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any, Literal, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Outcome, ValueAndGrad, check_partials
from gdengine.loop.history import History
from gdengine.rules.rule import members, plain


class Stop(NamedTuple):
    """When to stop before the budget is spent: see ``descend``."""

    tol: float
    limit: float
    patience: int
    epsilon: float


class _Point(NamedTuple):
    """Where members are and what they see there."""

    x: Array
    value: Array
    grad: Array


class Checkpoint(NamedTuple):
    """Where a crowd stood before step ``step``, and all it remembers: from here it walks on as if never interrupted.

    n members still walking: who (n,) their places in the flattened batch, x (D, n), value (n,), grad (D, n), ``states``
    the rule's own arrays (D, n); for the patience, best (n,), since (n,) and the last stride (D, n), else None.
    """

    step: int
    who: Array
    x: Array
    value: Array
    grad: Array
    states: tuple[Array, ...]
    patience: tuple[Array, Array, Array] | None


def separate(objective: Objective) -> bool:
    """Whether the formula is known on separate coordinates, so that each is walked contiguous in memory."""
    return objective.components is not None and objective.noisy is None


def order(objective: Objective) -> Literal["C", "F"]:
    """How arrays (D, n) lie in memory: "C", each coordinate contiguous, or "F", each member."""
    return "C" if separate(objective) else "F"


class Crowd:
    """Members walking together on arrays; those that finish leave.

    Its arrays lie in memory as ``order`` says.
    """

    def __init__(
        self, objective: Objective, optimizer: Optimizer, batch: tuple[int, ...], count: int, stop: Stop, log: History
    ) -> None:
        self.objective, self.optimizer, self.batch, self.stop, self.log = objective, optimizer, batch, stop, log
        self.separate, self.order, self.count = separate(objective), order(objective), count

    def at_start(self, starts: Array, part: slice) -> Checkpoint:
        """Before the first step: the members of this part of the starts (N, D).

        ValueError for an objective whose values or slopes have another shape than it is to give.
        """
        self.who = np.arange(part.start, part.stop)  # the places of those still walking in the flattened batch
        places = starts[part].T.copy(self.order)
        places.setflags(write=False)  # who writes to what he is given would move the walk: he is told once
        here = self._look(0, places)
        places.setflags(write=True)
        x, value, grad = here.x.T.shape, here.value.shape, here.grad.T.shape
        if (value, grad) != (x[:1], x):  # NumPy would spread one slope over all coordinates
            said = f"values of the shape {value} and slopes of the shape {grad}"
            raise ValueError(f"at places of the shape {x}, {self.objective.name!r} gave {said}")
        return Checkpoint(0, self.who, *here, self.optimizer.init(here.x), None)

    def resume(self, checkpoint: Checkpoint) -> None:
        """Those of the checkpoint stand where they stood; at the start, those that cannot walk leave."""
        self.who, self.now = checkpoint.who, _Point(checkpoint.x, checkpoint.value, checkpoint.grad)
        self.states = checkpoint.states
        if self.stop.patience:
            n = len(self.who)
            fresh = np.full(n, inf), np.zeros(n, int), 0 * self.now.x
            self.best, self.since, self.stride = checkpoint.patience or fresh
        self._hire()
        self.log.write(checkpoint.step, self.place, self.now)
        if checkpoint.step == 0:
            self._move(0, self.now, [*self._lost(self.now)])

    def paused(self, step: int) -> Checkpoint:
        """The checkpoint before this step.  Nothing is copied: a walk never writes into the arrays it has left."""
        patience = (self.best, self.since, self.stride) if self.stop.patience else None
        return Checkpoint(step, self.who, *self.now, tuple(self.states), patience)

    def _hire(self) -> None:
        """The rule for those still walking, and where they write: a slice where they are neighbors, to copy plainly."""
        who = self.who
        self.hired = members(self.optimizer, who, self.batch)
        self.update = plain(self.hired)
        self.place = slice(who[0], who[-1] + 1) if len(who) and who[-1] - who[0] == len(who) - 1 else who

    def walk(self, first: int, end: int) -> None:
        """The steps first … end − 1; at the end of the budget, those still walking have spent it."""
        for k in range(first, end):
            if not len(self.who):
                break
            delta, self.states = self.update(self.now.grad, self.states, k)
            ahead = self._look(k + 1, self.now.x + delta)
            self._move(k, ahead, [*self._ended(k, ahead), *self._lost(ahead)])
            self.log.write(k + 1, self.place, self.now)
        if end == self.log.steps:
            self.log.end(end, self.place, Outcome.RUNNING, self.now)

    def _move(self, k: int, ahead: _Point, endings: list[tuple[Array, Outcome]]) -> None:
        """All move ahead but those whose walk ends at step k: they leave where they are.

        ``endings`` are pairs of a mask of members and an outcome; where several hold, the first counts.
        """
        here, self.now = self.now, ahead
        endings = [(mask, outcome) for mask, outcome in endings if mask.any()]
        if not endings:
            return
        outcomes = np.select(*zip(*endings))
        gone = outcomes != Outcome.RUNNING
        if self.objective.noisy is not None and not self._exact(k):
            here = here._replace(value=self._ask(self.objective.value_and_grad, here.x)[0])
        self.log.end(k, self.who[gone], outcomes[gone], self._only(gone, here))
        self._keep(~gone)

    def _keep(self, mask: Array) -> None:
        """All but these leave."""
        places = np.flatnonzero(mask)
        for name in ("who", "now", "states", *(("stride", "best", "since") if self.stop.patience else ())):
            setattr(self, name, self._those(places, getattr(self, name)))
        self._hire()

    def _only(self, mask: Array, tree: Any) -> Any:
        """The members where ``mask``, of every array in nested tuples."""
        return self._those(np.flatnonzero(mask), tree)

    def _those(self, places: Array, tree: Any) -> Any:
        if isinstance(tree, tuple):
            return getattr(type(tree), "_make", tuple)([self._those(places, leaf) for leaf in tree])
        return np.asarray(np.take(tree, places, axis=-1), order=self.order)

    def _ended(self, k: int, ahead: _Point) -> Iterator[tuple[Array, Outcome]]:
        """Who has arrived, and who has used up the patience."""
        now, stop = self.now, self.stop
        first = now.grad[0]
        least = abs(first.item()) if len(first) == 1 else np.abs(first).min(initial=inf)
        if self.objective.noisy is None and least <= stop.tol and not self._far_from_rest(now.grad):
            yield (norm(now.grad) <= stop.tol) & (norm(ahead.x - now.x) <= stop.tol), Outcome.CONVERGED
        if stop.patience:
            better, stride, last = now.value < self.best - stop.epsilon, ahead.x - now.x, self.stride
            self.best, self.since = np.where(better, now.value, self.best), np.where(better, k, self.since)
            self.stride, tired = stride, k - self.since >= stop.patience
            yield tired & ((stride * last).sum(0) < 0), Outcome.OSCILLATING
            yield tired, Outcome.STALLED

    def _far_from_rest(self, grad: Array) -> bool:
        """Whether a member walking alone has surely not arrived: one fast pass over its many coordinates.

        The first of a network's slopes may be 0 for long, where a neuron is dead.
        """
        if len(self.who) != 1:
            return False
        slope = grad[:, 0]
        return bool(slope.dot(slope) > 2 * self.stop.tol * self.stop.tol)

    def _lost(self, point: _Point) -> tuple[tuple[Array, Outcome], ...]:
        """Who would be beyond the limit, or somewhere where something is not a finite number."""
        x, value, grad = point.x.ravel("K"), point.value.ravel("K"), point.grad.ravel("K")
        limit, total = self.stop.limit, x.dot(x) + value.dot(value) + grad.dot(grad)  # of all together: one fast pass
        if total <= limit * limit and total < inf:
            return ()  # no number of anyone's is large: the usual case
        sound = (norm(point.x) <= limit) & np.isfinite(point.value) & np.isfinite(point.grad).all(0)
        return ((~sound, Outcome.DIVERGED),)

    def _look(self, k: int, x: Array) -> _Point:
        """What is seen from x on step k: the sampled gradient where there is one, the exact value where it is kept."""
        objective = self.objective
        if self.separate:
            value, partials = objective.components(np, *x)  # type: ignore[misc]  # separate: there is a formula
            check_partials(objective.name, len(x), partials)
            grad = np.empty_like(x)
            for row, partial in zip(grad, partials):
                row[:] = partial
            return _Point(x, value if isinstance(value, np.ndarray) else np.full(x.shape[1], value), grad)
        if objective.noisy is None:
            return _Point(x, *self._ask(objective.value_and_grad, x))
        value, grad = self._ask_everyone(objective.noisy(k), x)
        if self._exact(k):
            value, _ = self._ask(objective.value_and_grad, x)
        return _Point(x, value, grad)

    def _exact(self, k: int) -> bool:
        """Whether of a sampled objective, too, step k has its exact values; who ends at another step is told his."""
        return self.log.wants(k) or k == self.log.steps or self.stop.patience > 0

    def _ask(self, function: ValueAndGrad, x: Array) -> tuple[Array, Array]:
        """An objective wants members first, and one vector (D,) where there is no batch."""
        if self.batch:
            value, grad = function(x.T)
            return np.asarray(value), np.asarray(grad).T
        value, grad = function(x[:, 0])
        return np.asarray(value).reshape(-1), np.asarray(grad)[..., None]

    def _ask_everyone(self, function: ValueAndGrad, x: Array) -> tuple[Array, Array]:
        """A sampled function deals its noise to the whole batch, so that nobody's depends on who has left."""
        if len(self.who) == self.count:
            return self._ask(function, x)
        full = np.full((self.count, len(x)), np.nan).T
        full[:, self.who] = x
        value, grad = self._ask(function, full)
        return value[self.who], grad[:, self.who]


def norm(x: Array) -> Array:
    """‖·‖ of each member, (D, n) -> (n,)."""
    return np.hypot.reduce(x, axis=0)
