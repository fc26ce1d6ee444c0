"""What the formula costs and what descent costs, as the number of parameters D grows: counted, and measured.

The normal equations are formed and solved: about N·D² multiplications for XᵀX, D³/3 to solve.  A step of descent is
Xᵀ(Xβ − y), 2N·D multiplications.  So k steps cost less than the formula where 2k is below D + D²/(3N).  The seconds are
of this machine, now, the shortest of a few tries; the counts are the same everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, whole_number
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import OPTIMIZERS

COST_POINTS = 1000
COST_TRIES = 3  # of which the shortest counts


class Cost(NamedTuple):
    """For D parameters: multiplications and seconds of the formula, and of the steps of descent."""

    dim: int
    formula_operations: int
    descent_operations: int
    formula_seconds: float
    descent_seconds: float


def measured_cost(dims: Iterable[int], steps: int) -> list[Cost]:
    """The cost of both for every D of ``dims``, on N = ``COST_POINTS`` random points.

    ValueError for a count below 1, and D > N.
    """
    steps = whole_number("steps", steps, 1)
    return [_cost(whole_number("D", dim, 1, COST_POINTS), steps) for dim in dims]


def formula_operations(n: int, dim: int) -> int:
    """N·D² + N·D + D³/3 multiplications, about: XᵀX, Xᵀy, and the solution by elimination."""
    return n * dim * dim + n * dim + dim**3 // 3


def descent_operations(n: int, dim: int, steps: int) -> int:
    """k·(2N·D + D) multiplications: Xβ, Xᵀr and the rate, every step."""
    return steps * (2 * n * dim + dim)


def _cost(dim: int, steps: int) -> Cost:
    n, draw = COST_POINTS, np.random.default_rng([0, dim])
    X, y = draw.standard_normal((n, dim)), draw.standard_normal(n)
    objective = _plain(X, y)
    rate = n / (n**0.5 + dim**0.5) ** 2  # inside the limit of ‖y − Xβ‖²/(2N), for columns like these
    walk: dict[str, Any] = {"every": steps, "keep": ("value",)}
    return Cost(
        dim,
        formula_operations(n, dim),
        descent_operations(n, dim, steps),
        _shortest(lambda: np.linalg.solve(X.T @ X, X.T @ y)),
        _shortest(lambda: descend(objective, OPTIMIZERS["gd"](rate), np.zeros(dim), steps, **walk)),
    )


def _plain(X: Array, y: Array) -> Objective:
    """½‖y − Xβ‖²/N as it is written, nothing prepared: what a step costs without any closed form."""
    count = len(y)

    def value_and_grad(beta: Array) -> tuple[Array, Array]:
        residual = beta @ X.T - y
        return np.vecdot(residual, residual) / (2 * count), residual @ X / count

    return Objective("plain_least_squares", X.shape[1], value_and_grad)


def _shortest(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(COST_TRIES):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)
