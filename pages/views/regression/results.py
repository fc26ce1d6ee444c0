"""The regression page's results, remembered as in ``pages.ui.results``: the best line, and the map of the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import methodcaller

import numpy as np

from gdengine.analysis.costs import Cost, measured_cost
from gdengine.experiments import Regression
from gdengine.experiments.stopping import Chosen, stops
from gdengine.regression import LeastSquares, sums
from pages.charts.kit import palette
from pages.charts.surface import terrain3d
from pages.ui.results import family, first_run, ground, objective, remember

BOWL_SIDE = 101  # corners along a side of the bowl in three dimensions
SMALL_MAP_PIXELS = 560  # along a side of a map drawn anew at many a change, or that needs every point at every pixel
WIDE_MAP_PIXELS = (SMALL_MAP_PIXELS, 350)  # across and down, of one that fills its place: no place is higher than that
COST_DIMS, COST_STEPS = (2, 20, 200, 800), 100  # parameters; steps of descent


def best(record: Regression) -> np.ndarray:
    """The least-squares line (intercept, slope), as it was solved for the objective."""
    bowl = objective(record)
    assert isinstance(bowl, LeastSquares)
    return bowl.solution


@remember(of=methodcaller("only", "data"))
def known_sums(record: Regression) -> Mapping[str, float]:
    """The six sums that say all there is to say of the points and a line: see ``gdengine.regression.sums``."""
    return sums(*record.points()[:2])._asdict()


def loss_picture(record: Regression) -> str:
    """The address of the loss's map: another with every point dropped elsewhere; never higher than half the page."""
    return ground(record, *WIDE_MAP_PIXELS)


@remember()
def bowl_model(record: Regression) -> bytes:
    """The loss in three dimensions over intercept and slope, with the paths of the record's family on it."""
    runs = family(record)
    words = "The loss as a bowl, with the path of the descent. Arrow keys turn it, plus and minus bring it closer."
    paths = terrain3d.in_force_and_dragged(palette.POSITION, runs.run, runs.rows)
    return terrain3d.model(objective(record), paths, words, axes=("a", "b"), n=BOWL_SIDE)


@remember()
def stopped(record: Regression) -> Sequence[Chosen]:
    """What the two rules for stopping choose."""
    return stops(record, first_run(record))


@remember()
def costs() -> Sequence[Cost]:
    """What formula and descent cost on this machine, for more and more parameters."""
    return measured_cost(COST_DIMS, COST_STEPS)
