"""R², with its sign: how much of the scatter of y a prediction explains, and what a negative one means."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array

WELL_EXPLAINED = 0.9  # of the scatter: said to be most of it


def r_squared(y: ArrayLike, predicted: ArrayLike) -> Array:
    """R² = 1 − ‖y − ŷ‖²/‖y − ȳ‖² (*B), for y (N,) and predictions (*B, N); nan where all y are equal.

    It is a share only for a least-squares fit with an intercept, on its own points.  Anything else may be worse than
    the flat line through the mean, and then it is negative: it is never shown as 0 here.
    Raises ValueError unless every y has its prediction.
    """
    y, predicted = np.asarray(y, float), np.asarray(predicted, float)
    if y.ndim != 1 or not len(y) or predicted.shape[-1:] != y.shape:
        raise ValueError(f"every y needs its prediction: y has the shape {y.shape}, they have {predicted.shape}")
    scatter = np.square(y - y.mean()).sum() if np.ptp(y) else math.nan
    return 1 - np.square(y - predicted).sum(-1) / scatter


def r_squared_said(value: float) -> str:
    """What an R² of this value means, in a clause."""
    if math.isnan(value):
        return "every y is the same, so there is no scatter to explain"
    if value < 0:
        return "negative: worse than the flat line through the mean of y"
    if value == 0:
        return "as good as the flat line through the mean of y, and no better"
    if value >= WELL_EXPLAINED:
        return "most of the scatter of y is explained"
    return "a part of the scatter of y is explained"
