"""The two ways to walk: one member ``alone`` on Python floats, or a ``Crowd`` on arrays whose finished members leave."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Outcome
from gdengine.optimizers import members


class Stop(NamedTuple):
    """When to stop before the budget is spent: see ``descend``."""

    tol: float
    limit: float
    patience: int
    epsilon: float


def alone(objective, optimizer, start, stop, log, who):
    """One member on Python floats: the rule is applied to each coordinate on its own."""
    update, states, numbers = optimizer.update, [optimizer.init(c) for c in start], []
    x, (value, grad), watch = start, _evaluate(objective, start), _Watch(stop)
    outcome, k = Outcome.RUNNING if _sound(x, value, grad, stop.limit) else Outcome.DIVERGED, 0
    for k in range(log.steps + 1):
        if log.wants(k):
            numbers += (*x, value, *grad)
        if outcome or k == log.steps:
            break
        moved, ahead = [], []
        for i, g in enumerate(grad):
            delta, states[i] = update(g, states[i], k)
            moved.append(delta)
            ahead.append(x[i] + delta)
        if stop.patience or abs(grad[0]) <= stop.tol:  # the rare cases, told apart elsewhere
            outcome = watch.judge(k, value, grad, moved)
            if outcome:
                break
        seen = _evaluate(objective, ahead)
        if not _sound(ahead, *seen, stop.limit):
            outcome = Outcome.DIVERGED
            break
        x, (value, grad) = ahead, seen
    log.write_alone(who, numbers)
    log.end(k, who, outcome, [slice(None)], ([np.array(x)], value, [np.array(grad)]))


def _evaluate(objective, x):
    """The formula on floats; where ``math`` refuses (overflow, a pole, a domain), NumPy says it with nan and inf."""
    try:
        return objective.components(math, *x)
    except (ArithmeticError, ValueError):
        value, grad = objective.value_and_grad(np.array(x))
        return float(value), grad.tolist()


def _sound(x, value, grad, limit):
    return math.hypot(*x) <= limit and math.hypot(value, *grad) < math.inf


class _Watch:
    """One member's memory for ``patience``: its best value, since when, and the last step."""

    def __init__(self, stop):
        self.stop, self.best, self.since, self.stride = stop, math.inf, 0, ()

    def judge(self, k, value, grad, moved):
        stop, stride, self.stride = self.stop, self.stride, moved
        if math.hypot(*grad) <= stop.tol and math.hypot(*moved) <= stop.tol:
            return Outcome.CONVERGED
        if value < self.best - stop.epsilon:
            self.best, self.since = value, k
        elif stop.patience and k - self.since >= stop.patience:
            return Outcome.OSCILLATING if sum(a * b for a, b in zip(moved, stride)) < 0 else Outcome.STALLED
        return Outcome.RUNNING


class _Point(NamedTuple):
    """Where n members are: x and its gradient in blocks, either D coordinates (n,) or one vector block (n, D)."""

    x: tuple[Array, ...]
    value: Array  # (n,)
    grad: tuple[Array, ...]


class _Front(NamedTuple):
    """The n members still walking: every array in it has them on its first axis."""

    who: Array  # their places in the flattened batch
    now: _Point
    ahead: _Point
    states: tuple  # of the rule, one a block
    stride: tuple[Array, ...]  # the last step taken
    best: Array  # the lowest value met so far, and the step it was met at
    since: Array


class Crowd:
    """Members walking together on arrays; those that finish leave."""

    def __init__(self, objective, optimizer, batch, starts, part, stop, log):
        self.objective, self.optimizer, self.batch, self.stop, self.log = objective, optimizer, batch, stop, log
        self.count, self.separate = len(starts), objective.components is not None and objective.noisy is None
        x, who = starts[part], np.arange(self.count)[part]
        x = tuple(x.T.copy()) if self.separate else (x.copy(),)
        self.blocks = range(objective.dim) if self.separate else [slice(None)]
        self._hire(part)
        here, none = self._look(0, who, x), np.full(len(who), np.inf)
        states = tuple(self.rule.init(block) for block in x)
        self.front = _Front(who, here, here, states, tuple(0 * b for b in x), none, np.zeros(len(who), int))

    def _hire(self, who):
        """The rule for these members, its array settings shaped like their blocks."""
        self.rule = members(self.optimizer, who, self.batch, flat=self.separate)

    def walk(self):
        self._end(0, self._lost())
        for k in range(self.log.steps + 1):
            if self.log.wants(k):
                self.log.write(k, _place(self.front.who), self.blocks, self.front.now)
            if k == self.log.steps or not len(self.front.who):
                break
            self._step(k)
        self.log.end(self.log.steps, self.front.who, Outcome.RUNNING, self.blocks, self.front.now)

    def _step(self, k):
        front = self.front
        moves = [self.rule.update(g, state, k) for g, state in zip(front.now.grad, front.states)]
        delta, states = zip(*moves)
        outcomes = self._judge(k, delta)
        self.front = self.front._replace(states=states, stride=delta)
        self._end(k, outcomes)
        front = self.front
        x = tuple(block + move for block, move in zip(front.now.x, front.stride))
        self.front = front._replace(ahead=self._look(k + 1, front.who, x))
        self._end(k, self._lost())
        self.front = self.front._replace(now=self.front.ahead)

    def _look(self, k, who, x) -> _Point:
        """What is seen from x on step k: the sampled gradient where there is one, the exact value where it is kept."""
        objective, log = self.objective, self.log
        if self.separate:
            value, grad = objective.components(np, *x)
            return _Point(x, np.broadcast_to(value, x[0].shape), tuple(np.broadcast_to(g, x[0].shape) for g in grad))
        if objective.noisy is None:
            value, grad = self._ask(objective.value_and_grad, x[0])
            return _Point(x, value, (grad,))
        value, grad = self._ask_everyone(objective.noisy(k), who, x[0])
        if log.wants(k) or k == log.steps or self.stop.patience:
            value, _ = self._ask(objective.value_and_grad, x[0])
        return _Point(x, value, (grad,))

    def _ask(self, function, x):
        if self.batch:
            return function(x)
        value, grad = function(x[0])  # one vector: spare the objective the batch axis
        return np.reshape(value, 1), grad[None]

    def _ask_everyone(self, function, who, x):
        """A sampled function deals its noise to the whole batch, so that nobody's depends on who has left."""
        if len(who) == self.count:
            return self._ask(function, x)
        full = np.full((self.count, x.shape[1]), np.nan)
        full[who] = x
        value, grad = self._ask(function, full)
        return value[who], grad[who]

    def _lost(self):
        """DIVERGED for members whose next point is beyond the limit or not finite; None if all are well."""
        x, value, grad = self.front.ahead
        if sum(map(_total, x)) <= self.stop.limit**2 and np.isfinite(value.sum() + sum(map(_total, grad))):
            return None  # the sums are small and finite, so every term is: the usual case, in few passes
        sound = (_squares(x) <= self.stop.limit**2) & np.isfinite(value + _squares(grad))
        return np.where(sound, Outcome.RUNNING, Outcome.DIVERGED)

    def _judge(self, k, delta):
        """The outcome of each member whose walk ends at step k by tolerance or patience; None if nobody's does."""
        now, stop = self.front.now, self.stop
        outcomes = self._patience(k, delta) if stop.patience else None
        if self.objective.noisy is None:
            level = _squares(now.grad) <= stop.tol**2
            if level.any():
                level &= _squares(delta) <= stop.tol**2
                outcomes = np.where(level, Outcome.CONVERGED, Outcome.RUNNING if outcomes is None else outcomes)
        return outcomes

    def _patience(self, k, delta):
        front, stop = self.front, self.stop
        better = front.now.value < front.best - stop.epsilon
        best, since = np.where(better, front.now.value, front.best), np.where(better, k, front.since)
        self.front = front._replace(best=best, since=since)
        back = sum(_dots(a, b) for a, b in zip(delta, front.stride)) < 0
        return np.where(k - since >= stop.patience, np.where(back, Outcome.OSCILLATING, Outcome.STALLED), 0)

    def _end(self, k, outcomes):
        """Members with an outcome stop at step k where they are, and leave the front and the rule."""
        if outcomes is None or not outcomes.any():
            return
        gone, who = outcomes != Outcome.RUNNING, self.front.who
        self.log.end(k, who[gone], outcomes[gone], self.blocks, _rows(self.front.now, gone))
        self.front = _rows(self.front, ~gone)
        self._hire(self.front.who)


def _place(who):
    """A slice where the places are consecutive: writing through it is a plain copy."""
    return slice(who[0], who[-1] + 1) if len(who) and who[-1] - who[0] == len(who) - 1 else who


def _rows(tree, rows):
    """The given members of every array in nested tuples."""
    if isinstance(tree, tuple):
        leaves = [_rows(leaf, rows) for leaf in tree]
        return tree._make(leaves) if hasattr(tree, "_make") else tuple(leaves)
    return tree[rows]


def _dots(a, b):
    """a·b of each member, for blocks (n,) or (n, D)."""
    return a * b if a.ndim == 1 else np.einsum("ij,ij->i", a, b)


def _squares(blocks):
    """‖·‖² of each member."""
    return sum(_dots(block, block) for block in blocks)


def _total(block):
    """‖·‖² of all members together: one fast pass."""
    flat = block.ravel("K")
    return flat @ flat
