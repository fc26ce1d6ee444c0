"""Regression: points, what is fitted to them, and its loss as an ``Objective``.  Axes as in ``least_squares``."""

from gdengine.data.batches import held_out, sampled
from gdengine.data.datasets import DATASETS, Data, dataset
from gdengine.data.features import FEATURES, Features, features
from gdengine.data.points import load as load_points
from gdengine.data.points import read as read_points
from gdengine.data.points import write as write_points
from gdengine.regression.criteria import ABSOLUTE, CRITERIA, PERPENDICULAR, SQUARES, Criterion
from gdengine.regression.design import design, standardize, unstandardize
from gdengine.regression.goodness import r_squared, r_squared_said
from gdengine.regression.least_squares import (
    LOSSES,
    LeastSquares,
    condition,
    gradient_shares,
    least_squares,
    rate_limit,
    solve,
)
from gdengine.regression.logistic import Logistic, answers_of, logistic, logistic_limit, probability
from gdengine.regression.plane import Plane, plane
from gdengine.regression.polynomial import Basis, basis, polynomial
from gdengine.regression.sums import Sums, sums

__all__ = [
    "ABSOLUTE",
    "CRITERIA",
    "DATASETS",
    "FEATURES",
    "LOSSES",
    "PERPENDICULAR",
    "SQUARES",
    "Basis",
    "Criterion",
    "Data",
    "Features",
    "LeastSquares",
    "Logistic",
    "Plane",
    "Sums",
    "answers_of",
    "basis",
    "condition",
    "dataset",
    "design",
    "features",
    "gradient_shares",
    "held_out",
    "least_squares",
    "load_points",
    "logistic",
    "logistic_limit",
    "plane",
    "polynomial",
    "probability",
    "r_squared",
    "r_squared_said",
    "rate_limit",
    "read_points",
    "sampled",
    "solve",
    "standardize",
    "sums",
    "unstandardize",
    "write_points",
]
