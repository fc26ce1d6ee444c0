"""Where the loss of a line is shown: a window of intercepts and slopes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gdengine.core import Array


def window(best: Array, X: Array, y: Array) -> tuple[tuple[float, float], ...]:
    """The box of intercepts and slopes around the best line (2,) of points X (N, 2), y (N,); its edges are round.

    To either side it reaches 2.5·t in the intercept and 8·t/w in the slope, where t is the largest absolute y and one
    more, and w the largest absolute x, or 1 where all are 0.
    """
    tall, wide = np.abs(y).max() + 1, np.abs(X[:, 1]).max() or 1.0
    reach = (2.5 * tall, 8 * tall / wide)
    return tuple((_round(b - r, math.floor), _round(b + r, math.ceil)) for b, r in zip(best, reach))


def _round(value: float, toward: Callable[[float], int]) -> float:
    unit = 10.0 ** math.floor(math.log10(abs(value) + 1e-9)) / 2
    return float(toward(value / unit) * unit)
