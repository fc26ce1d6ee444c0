"""Points and lines as the criteria take them.  Axes: N points, *B any leading batch axes of lines, L lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.regression.design import design, paired

Say = Callable[[float], str]  # how a number is written in a sentence
LINES_AT_ONCE = 2**20  # residuals held in memory at a time


def points(x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """x (N,) and y (N,) as arrays of moderate numbers; ValueError unless each x has its y."""
    X, y = paired(design(x), y)
    return X[:, 1], y


def lines(intercept: ArrayLike, slope: ArrayLike) -> tuple[Array, Array]:
    """Intercepts and slopes of one shape (*B)."""
    a, b = np.broadcast_arrays(np.asarray(intercept, float), np.asarray(slope, float))
    return a, b


def residuals(x: Array, y: Array, a: Array, b: Array) -> Any:
    """r = y − a − bx of the lines (L,), a few at a time: (which of them, their residuals (…, N))."""
    few = max(LINES_AT_ONCE // len(x), 1)
    for first in range(0, len(a), few):
        part = slice(first, first + few)
        yield part, y - a[part, None] - b[part, None] * x


def no_slope(x: ArrayLike, say: Say = str) -> str:
    """A sentence where all x are equal, in which ``say`` writes the number; nothing else."""
    x = np.asarray(x, float)
    return f"There is no slope: every x is {say(float(x[0]))}, so many lines fit equally well." if not np.ptp(x) else ""
