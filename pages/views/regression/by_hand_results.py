"""A line laid by hand, the walk that races it, and the map of its criterion, remembered as in ``pages.ui.results``."""

from __future__ import annotations

from operator import methodcaller
from typing import NamedTuple

import numpy as np

from gdengine import Objective, Trajectory
from gdengine.experiments import ByHand, Regression
from gdengine.regression import CRITERIA, LOSSES, SQUARES
from pages.charts.surface.relief import relief
from pages.ui import images
from pages.ui.results import first_run, objective, remember, seen_apart
from pages.views.regression.results import WIDE_MAP_PIXELS, loss_picture


class Laid(NamedTuple):
    """What is known of a line that was laid by hand, as it is shown."""

    yours: float
    best: float  # nan where no line of the map is best
    best_line: np.ndarray  # (2,)
    passed: int | None  # the step at which descent passed it
    caveat: str
    factor: float  # from a sum over the points to the loss that is shown
    level: float  # the loss of the level line through the mean of y


def race(record: Regression, hand: ByHand) -> Trajectory:
    """The walk that races the hand: on the criterion's own loss."""
    return first_run(record) if hand.criterion == SQUARES else _race(record, hand.criterion)


@remember(of=seen_apart)
def _race(record: Regression, criterion: str) -> Trajectory:
    return next(iter(ByHand(criterion=criterion).runs(record).values()))


@remember(of=seen_apart)
def laid(record: Regression, hand: ByHand) -> Laid:
    """What is known of the line; of the race too, where there is one to be told of."""
    losses, points = hand.losses(record), record.points()
    passed = hand.passed(record, race(record, hand)) if hand.guessed else None
    factor = record.shown_as() * LOSSES[record.loss].factor(len(points.x))
    level = float(CRITERIA[hand.criterion].loss(points.x, points.y, points.y.mean(), 0.0))
    how = (passed, hand.caveat(record), factor, factor * level)
    return Laid(losses["yours"], losses["best"], hand.best(record), *how)


def criterion_loss(record: Regression, criterion: str) -> Objective:
    """What is descended by a criterion."""
    return objective(record) if criterion == SQUARES else _criterion_loss(record, criterion)


@remember(of=methodcaller("only", "ground", "data"))
def _criterion_loss(record: Regression, criterion: str) -> Objective:
    return ByHand(criterion=criterion).objective(record)


def hand_map(record: Regression, criterion: str) -> str:
    """The address of the picture of the criterion's loss over all lines."""
    return loss_picture(record) if criterion == SQUARES else images.address(_hand_map(record, criterion))


@remember(of=methodcaller("only", "ground", "data"))
def _hand_map(record: Regression, criterion: str) -> bytes:
    return relief(criterion_loss(record, criterion), *WIDE_MAP_PIXELS)
