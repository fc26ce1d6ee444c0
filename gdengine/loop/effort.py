"""How much work one place of a formula is: its array operations, counted by running it once, the slow ones as more.

Counted and not timed: it is the same on every machine, and so is what is cut down to it (``afforded``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gdengine.core import Objective
from gdengine.loop.trace import Maths

# How many additions one of these takes as long as (measured on blocks of 4096 numbers, NumPy 2.4); any other takes one.
HARD = ["tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "log", "log10", "log2", "sqrt", "cbrt"]
ADDITIONS = dict.fromkeys(HARD, 4) | {"power": 8, "sin": 25, "cos": 25}
FULL_EFFORT = 300.0  # additions a place, up to which a map has all its starts: the misty mountain takes that much
LEAST_STARTS = 8  # along a side of any map


class _Counted(np.ndarray):
    """An array that notes in ``tally`` what each operation on it takes, and on what comes of it."""

    tally: list[int]

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **options: Any) -> Any:
        return self._noted(ADDITIONS.get(ufunc.__name__, 1), getattr(ufunc, method)(*map(_plain, args), **options))

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        return self._noted(1, function(*map(_plain, args), **options))

    def _noted(self, work: int, made: Any) -> Any:
        self.tally.append(work)
        return _counted(made, self.tally)


def _counted(array: Any, tally: list[int]) -> _Counted:
    counted = np.asarray(array).view(_Counted)
    counted.tally = tally
    return counted


def _plain(arg: Any) -> Any:
    return arg.view(np.ndarray) if isinstance(arg, _Counted) else arg


def effort(objective: Objective) -> float:
    """What f and ∇f take at one place, in additions; 0 where no formula on separate coordinates is known."""
    if objective.components is None:
        return 0.0
    tally: list[int] = []
    with np.errstate(all="ignore"):  # the place is any, and a formula may have no value there
        objective.components(Maths(), *[_counted([0.5], tally) for _ in range(objective.dim)])
    return float(sum(tally))


def afforded(objective: Objective, n: int, sides: int) -> int:
    """How many of ``n`` starts along each of so many sides are walked, lest a long formula keep others waiting.

    All of them up to ``FULL_EFFORT`` a place; beyond, so many that the whole map takes as long as it does there.
    """
    share = min(1.0, FULL_EFFORT / max(effort(objective), 1.0))
    return n if share == 1 else max(LEAST_STARTS, int(n * share ** (1 / sides)))
