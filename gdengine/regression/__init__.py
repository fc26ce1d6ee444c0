"""Regression: points, the line through them, and its loss as an ``Objective``.  Axes as in ``least_squares``."""

from gdengine.data.batches import sampled
from gdengine.data.datasets import DATASETS, Data, dataset
from gdengine.regression.design import design, standardize, unstandardize
from gdengine.regression.least_squares import (
    LOSSES,
    LeastSquares,
    condition,
    gradient_shares,
    least_squares,
    rate_limit,
    solve,
)

__all__ = [
    "DATASETS",
    "LOSSES",
    "Data",
    "LeastSquares",
    "condition",
    "dataset",
    "design",
    "gradient_shares",
    "least_squares",
    "rate_limit",
    "sampled",
    "solve",
    "standardize",
    "unstandardize",
]
