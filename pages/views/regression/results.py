"""The regression page's results, remembered as in ``pages.ui.results``: the best line."""

from __future__ import annotations

import numpy as np

from gdengine.experiments import Regression
from gdengine.regression import LeastSquares
from pages.charts.kit import palette
from pages.charts.surface import terrain3d
from pages.ui.results import family, objective, remember

BOWL_SIDE = 101  # corners along a side of the bowl in three dimensions


def best(record: Regression) -> np.ndarray:
    """The least-squares line (intercept, slope), as it was solved for the objective."""
    bowl = objective(record)
    assert isinstance(bowl, LeastSquares)
    return bowl.solution


@remember()
def bowl_model(record: Regression) -> bytes:
    """The loss in three dimensions over intercept and slope, with the paths of the record's family on it."""
    runs = family(record)
    words = "The loss as a bowl, with the path of the descent. Arrow keys turn it, plus and minus bring it closer."
    paths = terrain3d.in_force_and_dragged(palette.POSITION, runs.run, runs.rows, runs.home)
    return terrain3d.model(objective(record), paths, words, axes=("a", "b"), n=BOWL_SIDE)
