"""The regression page's results, remembered as in ``pages.ui.results``: best lines, walks by other criteria, maps."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from operator import methodcaller
from typing import NamedTuple

import numpy as np

from gdengine import Objective, Trajectory
from gdengine.analysis.costs import Cost, measured_cost
from gdengine.experiments import Batches, Bend, ByHand, Regression, Scale
from gdengine.experiments.bending import POLYNOMIAL
from gdengine.experiments.stopping import Chosen, stops
from gdengine.regression import CRITERIA, LOSSES, SQUARES, LeastSquares, plane, sums
from gdengine.regression.degrees import DegreeLoss
from gdengine.regression.polynomial import highest_degree
from pages.charts.kit import palette
from pages.charts.regression.bend import BEND_PLACES
from pages.charts.regression.line_fit import span
from pages.charts.surface import terrain3d
from pages.charts.surface.relief import relief
from pages.ui import images
from pages.ui.results import family, first_run, ground, objective, remember, seen_apart

BOWL_SIDE = 101  # corners along a side of the bowl in three dimensions
CLOSE_UP_MARGIN, CLOSE_UP_LEAST = 0.3, 0.02  # around what a close-up shows: of its reach, of the whole map at least
SLICE_MARGIN, SLICE_MOST = 1.25, 1.5  # of a map: of how far the walk goes, and of the start that is at most
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
    paths = terrain3d.in_force_and_dragged(palette.POSITION, runs.run, runs.rows, runs.home)
    return terrain3d.model(objective(record), paths, words, axes=("a", "b"), n=BOWL_SIDE)


@remember()
def stopped(record: Regression) -> Sequence[Chosen]:
    """What the two rules for stopping choose."""
    return stops(record, first_run(record))


@remember()
def costs() -> Sequence[Cost]:
    """What formula and descent cost on this machine, for more and more parameters."""
    return measured_cost(COST_DIMS, COST_STEPS)


# --- batches ----------------------------------------------------------------------------------------------------------


def batch_runs(record: Regression, own: Batches) -> Mapping[str, Trajectory]:
    """Every walk, by its word."""
    return {word: first_run(member) for word, member in own.members(record).items()}


class CloseUp(NamedTuple):
    """A part of the map."""

    objective: Objective
    picture: bytes


def close_up(record: Regression, walks: Sequence[np.ndarray]) -> CloseUp:
    """The map of the loss where these walks (K, 2) go, as far as that is on the whole map."""
    whole, places = objective(record), np.vstack([*walks, best(record)])
    box = []
    for axis, (low, high) in enumerate(whole.box):
        inside = np.clip(places[np.isfinite(places[:, axis]), axis], low, high)
        room = max(CLOSE_UP_MARGIN * float(np.ptp(inside)), CLOSE_UP_LEAST * (high - low))
        ends = float(inside.min()) - room, float(inside.max()) + room
        box.append((float(f"{max(ends[0], low):.3g}"), float(f"{min(ends[1], high):.3g}")))
    return _close_up(record.only("ground", "data"), tuple(box))


@remember()
def _close_up(record: Regression, box: tuple[tuple[float, float], ...]) -> CloseUp:
    near = dataclasses.replace(objective(record), box=box)
    return CloseUp(near, relief(near, *WIDE_MAP_PIXELS))


# --- scale ------------------------------------------------------------------------------------------------------------


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
    least = float(bowl(bowl.solution))
    return SideShown(run, places, drawn, relief(drawn, SMALL_MAP_PIXELS), *told, least)


@remember(of=methodcaller("only", "data"))
def measured_best(record: Regression, own: Scale) -> np.ndarray:
    """The closed form (D,) in measured units."""
    return own.closed_form(record)


@remember()
def scale_code(record: Regression, own: Scale) -> str:
    """The script of both sides: the rates in it are worked out from the points."""
    return own.code(record)


# --- bend -------------------------------------------------------------------------------------------------------------


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


# --- by hand ----------------------------------------------------------------------------------------------------------


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
