"""A bent line: its walk, and its losses on points seen and held out, remembered as in ``pages.ui.results``."""

from __future__ import annotations

from collections.abc import Sequence
from operator import methodcaller
from typing import NamedTuple

import numpy as np

from gdengine import Trajectory
from gdengine.experiments import Bend, Regression
from gdengine.experiments.bending import POLYNOMIAL
from gdengine.regression.degrees import DegreeLoss
from gdengine.regression.polynomial import highest_degree
from pages.charts.regression.bend import BEND_PLACES
from pages.charts.regression.line_fit import span
from pages.ui.results import remember


class Bent(NamedTuple):
    """A curve's walk, and what is known of it."""

    run: Trajectory  # (K, D)
    degree: int  # as high as the points can tell
    x: np.ndarray
    y: np.ndarray
    held_x: np.ndarray
    held_y: np.ndarray
    matrix: np.ndarray  # (N, D)
    grid_x: np.ndarray  # (G,) and
    grid: np.ndarray  # (G, D): the basis along x
    learned: np.ndarray  # (K,): the mean loss of a point learned from
    held: np.ndarray  # (K,): and of one held out
    limits: np.ndarray  # (K,)
    degrees: Sequence[DegreeLoss]


@remember()
def bent(record: Regression, own: Bend) -> Bent:
    """The walk of a curve, and its losses on points that it has seen and on others."""
    part, run = own.parted(record), next(iter(own.runs(record).values()))
    grid_x = np.linspace(*span(np.append(part.x, part.held_x)), BEND_PLACES)
    points = (part.x, part.y, part.held_x, part.held_y)
    known = (own.design(record), grid_x, own.columns(record).rows(grid_x), *own.losses(record, run.x))
    degrees = degree_losses(record, own.held) if own.model == POLYNOMIAL else ()
    return Bent(run, own.possible_degree(record), *points, *known, own.limits(record, run), degrees)


@remember(of=methodcaller("only", "data"))
def most_degree(record: Regression, held: float) -> int:
    """The highest degree that the points learned from can tell; 0 where none are held out."""
    part = Bend(held=held).parted(record)
    return highest_degree(part.x) if len(part.held_x) else 0


@remember(of=methodcaller("only", "data"))
def degree_losses(record: Regression, held: float) -> Sequence[DegreeLoss]:
    """What the best fit of every degree leaves, of the points learned from and of those held out."""
    return Bend(held=held).degrees(record)
