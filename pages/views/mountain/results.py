"""The mountain's results, remembered as in ``results``: hikers, basins, pairs of rate and momentum, the mountain."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdengine import Optimizer, Trajectory
from gdengine.activities.race import Finish, standings
from gdengine.analysis.basins import basins
from gdengine.analysis.escapes import escaped, hikers
from gdengine.analysis.rate_momentum import Best, best, curvatures, factor, fitted_bowl, measured, predicted
from gdengine.experiments import Hike, MistyMountain, Race
from gdengine.loop.effort import afforded
from pages.charts.kit import palette
from pages.charts.kit.fates import painted
from pages.charts.mountain import fog_map
from pages.charts.surface import terrain3d
from pages.ui.gate import pause
from pages.ui.results import family, objective, remember, runs

BASIN_STARTS = 150  # along a side of the map, of a formula that is not too long
BASIN_STEPS = 300  # steps until which a start has to arrive
BASIN_EVERY = 5  # steps lie between two that are looked at: all of them would take seconds
COARSE_STARTS = 20  # starts along a side of the map at the rates that are only dragged over
PIXELS = 640  # along a side of the picture of the ground, on which so much else is drawn
TERRAIN_SIDE = 101  # corners along a side of the mountain
PAIR_STEPS = 600  # steps that a pair of rate and momentum may take


@remember()
def stops(hike: Hike, record: MistyMountain) -> np.ndarray:
    """Where the hiker has stood (K, 2), the start first."""
    return hike.stops(record)


@remember()
def glimpse(ground: MistyMountain, x: float, y: float) -> str:
    """The ground around one stop of a hiker in fog."""
    return fog_map.glimpse(objective(ground), x, y)


class Bundle(NamedTuple):
    """Many hikers on the same way."""

    run: Trajectory  # batch axis N
    escaped: np.ndarray | None  # (N,) booleans; None where it is not known


@remember()
def bundle(record: MistyMountain) -> Bundle:
    """The record's walk with many other stumbles, and which of them left the valley they started in."""
    ground, options = objective(_calm(record)), record.options()
    run = hikers(ground, record.rule(), record.start(), record.steps, record.noise, seed=record.seed, **options)
    return Bundle(run, escaped(ground, run))


@remember()
def fair_rates(race: Race, record: MistyMountain) -> dict[str, float]:
    """The best rate of a sweep for every racer."""
    return race.fair_rates(record)


@remember()
def finished(race: Race, record: MistyMountain) -> Sequence[Finish]:
    """The racers in the order of their arrival."""
    field = race.entrants(record)
    walks = {name: runs(racer)[racer.optimizer] for name, racer in field.items()}
    return standings(objective(_calm(record)), walks, felt={name: objective(racer) for name, racer in field.items()})


def _calm(record: MistyMountain) -> MistyMountain:
    """The record of a walk that does not stumble."""
    return dataclasses.replace(record, noise=0.0)


@remember()
def model(record: MistyMountain) -> bytes:
    """The ground in three dimensions, with the paths of the record's family on it."""
    runs = family(record)
    words = (
        "The surface as a mountain, with the path of the descent. Arrow keys turn it, plus and minus bring it closer."
    )
    paths = terrain3d.in_force_and_dragged(palette.POSITION, runs.run, runs.rows)
    return terrain3d.model(objective(_calm(record)), paths, words, n=TERRAIN_SIDE)


def _from_anywhere(record: MistyMountain, **more: float) -> MistyMountain:
    """The record without its start and its budget: those of a map of starts are its own."""
    plain = type(record)()
    own = {name: getattr(plain, name) for name in ("x0", "y0", "steps", "patience", "epsilon")}
    return dataclasses.replace(record, **own | more)


@remember(of=_from_anywhere)
def ends(record: MistyMountain) -> np.ndarray:
    """Where every start of the map ends (n, n), see ``analysis.basins``."""
    return _basins(record, record.rule(), BASIN_STARTS)


def _basins(record: MistyMountain, rule: Optimizer, most: int) -> np.ndarray:
    """A map of at most so many starts along a side."""
    ground = objective(record)
    n = afforded(ground, most, sides=2)
    return basins(ground, rule, n=n, steps=BASIN_STEPS, every=BASIN_EVERY, watch=pause)


def colored(record: MistyMountain) -> list[str]:
    """The pictures of ``ends`` for every member of the record's family: coarse ones, but sharp at the rate in force."""
    sharp, grid = painted(ends(record)), family(record).rates[:-1]
    coarse = _coarse(_from_anywhere(record, lr=1.0), tuple(grid.tolist()))
    return [*np.where(np.isclose(grid, record.lr, rtol=1e-9), sharp, coarse).tolist(), sharp]


@remember()
def _coarse(record: MistyMountain, rates: tuple[float, ...]) -> tuple[str, ...]:
    found = _basins(record, record.rule(np.reshape(rates, (-1, 1, 1, 1))), COARSE_STARTS)
    return tuple(painted(each) for each in found)


class Pairs(NamedTuple):
    """Rates (R,) by masses (M,) on a quadratic bowl."""

    rates: np.ndarray
    masses: np.ndarray
    measured: np.ndarray  # (M, R) steps
    factor: np.ndarray  # (M, R) by which the distance shrinks per step, by theory
    best: Best
    bends: np.ndarray  # (2,) the curvatures of the bowl

    @property
    def predicted(self) -> np.ndarray:
        """Steps by theory, inf where they are more than may be taken."""
        steps = predicted(self.factor)
        return np.where(steps > PAIR_STEPS, np.inf, steps)


@remember()
def bowl_of(ground: MistyMountain, x0: float, y0: float) -> str | None:
    """The formula of the bowl that fits the valley nearest to a start; None where the ground is one, or none fits."""
    surface = objective(_calm(ground))
    try:
        curvatures(surface)
    except ValueError:
        try:
            x, y = min(surface.minima, key=lambda minimum: math.dist(minimum, (x0, y0)))
            bowl = fitted_bowl(surface, (x, y))
        except ValueError:
            return None
        (a, b), (_, c) = bowl
        east, north = _less("x", x), _less("y", y)
        return f"{_part(a)}*{east}^2 + {_part(2 * b)}*{east}*{north} + {_part(c)}*{north}^2"
    return None


def _part(value: float) -> str:
    """A number of a formula, to four digits."""
    short = f"{float(f'{value:.4g}'):f}".rstrip("0").rstrip(".")
    return f"({short})" if value < 0 else short


def _less(letter: str, place: float) -> str:
    return f"({letter} {'-' if place >= 0 else '+'} {_part(abs(place))})"


@remember()
def pairs(record: MistyMountain) -> Pairs:
    """What every pair does with the record's rule from its start; ValueError where its ground is no quadratic bowl."""
    rule = record.optimizer
    ground = objective(_calm(record))
    bends = curvatures(ground)
    rates = np.array([float(f"{rate:.3g}") for rate in np.geomspace(0.05, 4, 40) / bends[-1]])
    masses = np.round(np.linspace(0, 0.99, 34), 2)
    steps = measured(ground, record.start(), rates, masses, PAIR_STEPS, rule=rule)
    return Pairs(rates, masses, steps, factor(bends, rates, masses, rule), best(bends, rule), bends)


@remember()
def steps_of_pair(record: MistyMountain) -> float:
    """The steps that the record's own pair takes, inf where it is not there in time: as in ``pairs``."""
    pair = np.array([record.lr]), np.array([record.mass])
    return float(measured(objective(record), record.start(), *pair, PAIR_STEPS, rule=record.optimizer)[0, 0])
