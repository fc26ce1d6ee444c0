"""The regression page's results, remembered as in ``pages.ui.results``: the best line."""

from __future__ import annotations

import numpy as np

from gdengine.experiments import Regression
from gdengine.regression import LeastSquares
from pages.ui.results import objective


def best(record: Regression) -> np.ndarray:
    """The least-squares line (intercept, slope), as it was solved for the objective."""
    bowl = objective(record)
    assert isinstance(bowl, LeastSquares)
    return bowl.solution
