"""The two sides of the view of scales: the walk and the map of each, remembered as in ``pages.ui.results``."""

from __future__ import annotations

import dataclasses
from operator import methodcaller
from typing import NamedTuple

import numpy as np

from gdengine import Objective, Trajectory
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.predicates import GONE
from gdengine.experiments import Regression, Scale
from gdengine.regression import plane
from pages.charts.surface.relief import relief
from pages.ui.results import remember
from pages.views.regression.results import SMALL_MAP_PIXELS

SLICE_MARGIN, SLICE_MOST = 1.25, 1.5  # of a map: of how far the walk goes, and of the start that is at most


class SideShown(NamedTuple):
    """One side of the view of scales."""

    run: Trajectory  # (K, D)
    places: np.ndarray  # (K, 2): of the walk on the map
    drawn: Objective  # the loss on the map
    picture: bytes
    rate: float
    limit: float
    condition: float
    needed: int | None  # steps for all but a hundredth of the way down
    coefficients: np.ndarray  # (K, D) in measured units
    least: float
    gone: bool  # whether the judge of every verdict finds that it diverges


@remember()
def scale_side(record: Regression, own: Scale, name: str) -> SideShown:
    """The problem as measured or standardized, its walk, and the map of its loss with equal units on both axes."""
    side = own.side(record, name)
    run, bowl = side.walk(), side.objective
    inside = np.isfinite(run.x).all(-1)
    away = np.linalg.norm(run.x[0] - bowl.solution)
    far = np.linalg.norm(run.x[inside] - bowl.solution, axis=-1).max()
    reach = float(f"{SLICE_MARGIN * max(min(far, SLICE_MOST * away), away, 1e-9):.3g}")
    if bowl.dim > 2:
        cut = plane(bowl, side.X, reach)
        drawn, places = cut.objective, cut.project(run.x)
    else:
        box = tuple((float(middle) - reach, float(middle) + reach) for middle in bowl.solution)
        drawn, places = dataclasses.replace(bowl, box=box), run.x
    told = (side.record.lr, side.limit, side.condition, side.steps_needed(run), side.original(run.x))
    gone = diagnose(run, bowl, side.record.rule()).ended in GONE
    return SideShown(run, places, drawn, relief(drawn, SMALL_MAP_PIXELS), *told, float(bowl(bowl.solution)), gone)


@remember(of=methodcaller("only", "data"))
def measured_best(record: Regression, own: Scale) -> np.ndarray:
    """The closed form (D,) in measured units."""
    return own.closed_form(record)


@remember()
def scale_code(record: Regression, own: Scale) -> str:
    """The script of both sides: the rates in it are worked out from the points."""
    return own.code(record)
