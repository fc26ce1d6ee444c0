"""One member walks ``alone``, on Python floats: step by step as in a crowd (``walkers``), but no arrays are made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import hypot, inf, isfinite

import numpy as np

from gdengine.core import Objective, Optimizer, Outcome
from gdengine.loop.history import History
from gdengine.loop.walkers import Stop
from gdengine.rules.rule import by_numbers


def alone(objective: Objective, optimizer: Optimizer, start: list[float], stop: Stop, log: History, who: int) -> None:
    """One member on Python floats: the rule is applied to each coordinate on its own."""
    (move, numbers), formula = by_numbers(optimizer), objective.components
    states = [optimizer.init(c) for c in start]
    assert formula is not None  # who asks for this walk has looked
    (tol, limit, patience, _), every, watch = stop, log.every or log.steps + 1, _Watch(stop)
    grad: Sequence[float]
    next_grad: Sequence[float]
    x, (value, grad) = start, _by_arrays(objective, start)
    rows, k, outcome = [*x, value, *grad], 0, _lost(x, value, grad, limit)
    for k in range(0 if outcome else log.steps):
        ahead, common = [], numbers(k)
        for i, g in enumerate(grad):
            delta, states[i] = move(g, states[i], *common)
            ahead.append(x[i] + delta)
        if patience or -tol <= grad[0] <= tol:  # the rare cases, told apart elsewhere
            outcome = watch.judge(k, x, value, grad, ahead)
        try:
            next_value, next_grad = formula(math, *ahead)
        except (ArithmeticError, ValueError):
            next_value, next_grad = _by_arrays(objective, ahead)
        row = (*ahead, next_value, *next_grad)
        if not hypot(*row) <= limit:  # else no number is large: the usual case
            outcome = outcome or _lost(ahead, next_value, next_grad, limit)
        if outcome:
            break
        x, value, grad = ahead, next_value, next_grad
        if not (k + 1) % every:
            rows += row
    log.write_alone(who, rows)
    log.end(k if outcome else log.steps, who, outcome or Outcome.RUNNING, (x, value, grad))


def _by_arrays(objective: Objective, x: Sequence[float]) -> tuple[float, list[float]]:
    """Where ``math`` refuses (overflow, a pole, outside the domain), NumPy answers with nan and inf."""
    value, grad = objective.value_and_grad(np.array(x))
    return float(value), grad.tolist()


def _lost(x: Sequence[float], value: float, grad: Sequence[float], limit: float) -> Outcome | None:
    """DIVERGED where x is beyond the limit or something is not a finite number, else None."""
    sound = hypot(*x) <= limit and all(map(isfinite, (value, *grad)))
    return None if sound else Outcome.DIVERGED


class _Watch:
    """One member's memory for ``patience``: its best value, since when, and the last step."""

    def __init__(self, stop: Stop) -> None:
        self.stop, self.best, self.since = stop, inf, 0
        self.stride: list[float] = []

    def judge(
        self, k: int, x: Sequence[float], value: float, grad: Sequence[float], ahead: Sequence[float]
    ) -> Outcome | None:
        stop, last = self.stop, self.stride
        self.stride = [b - a for a, b in zip(x, ahead)]
        if hypot(*grad) <= stop.tol and hypot(*self.stride) <= stop.tol:
            return Outcome.CONVERGED
        if value < self.best - stop.epsilon:
            self.best, self.since = value, k
        elif stop.patience and k - self.since >= stop.patience:
            return Outcome.OSCILLATING if sum(a * b for a, b in zip(self.stride, last)) < 0 else Outcome.STALLED
        return None
