"""Runs, remembered: the only cache, and how charts reach the page.

The key of the cache is the flat record, its values are arrays; it is bounded and shared by everyone on the server.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from gdengine import Trajectory, network
from gdengine.diagnose import Diagnosis, diagnose
from gdengine.experiments.descent import Descent
from gdengine.fates import fates
from gdengine.experiments import MistyMountain
from gdengine.hikers import escaped, hikers
from gdengine.knobs import Experiment
from gdengine.ladder import Ladder, ladder
from pages.charts import heights, hike
from pages.charts.fit import places
from pages.charts.palette import POSITION
from pages.charts.relief import relief
from pages.charts.sheet import EPOCHS, PLACED, Picture, thinned
from pages.charts.starts import painted

KEPT = 24  # results remembered of each kind, over all visitors: the largest, a network's weights in every epoch, are 30 MB
GLIMPSES = 4000  # and glimpses of ground in fog, 5 kB each
WIDE, TALL = 400, 200  # the same on a map of starts and rates
LOWEST = 12  # of the rates worth trying, those that such a map begins with
STARTS, PATIENT = 160, 240  # starts along a curve whose end is looked for, and for so many steps


class Family(NamedTuple):
    """One experiment at many learning rates: a fixed grid, and last the rate in force."""

    rates: np.ndarray  # (M + 1,)
    run: Trajectory  # batch axis M + 1
    rows: np.ndarray  # the recorded rows shown as frames

    @property
    def chosen(self) -> Trajectory:
        """The run at the rate in force, without the batch axis."""
        run = self.run
        return Trajectory(run.step, run.x[:, -1], run.value[:, -1], run.grad[:, -1], run.outcome[-1], run.last[-1])

    def times(self, factor: float) -> Family:
        """The same runs with every value multiplied: for a page that shows another multiple of the loss it descends."""
        return self._replace(run=self.run._replace(value=self.run.value * factor))


class Bundle(NamedTuple):
    """Many hikers on the same way."""

    run: Trajectory  # batch axis N
    escaped: np.ndarray  # (N,) booleans


@st.cache_data(max_entries=KEPT, show_spinner=False)
def runs(record: Experiment) -> dict[str, Trajectory]:
    """The runs of the record."""
    return record.run()


def family(record: Descent) -> Family:
    """The record's run, and the same at every rate of its grid: which needs no new descent while only the rate changes."""
    rates, grid = _grid(dataclasses.replace(record, lr=type(record)().lr))
    one = next(iter(runs(record).values()))
    arrays = [np.concatenate([many, alone[:, None]], axis=1) for many, alone in zip(grid[1:4], one[1:4])]
    ends = [np.append(many, alone) for many, alone in zip(grid[4:], one[4:])]
    return Family(np.append(rates, record.lr), Trajectory(one.step, *arrays, *ends), thinned(len(one.step)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _grid(record: Descent) -> tuple[np.ndarray, Trajectory]:
    """The rates worth trying, and the record's run at each."""
    rates = record.rates()
    return rates, record.family(rates)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def diagnosis(record: Experiment) -> Diagnosis:
    """What became of the record's first run, and why."""
    run = next(iter(runs(record).values()))
    return diagnose(run, record.objective(), record.rule())


def endings(record: Experiment, rates: np.ndarray) -> np.ndarray:
    """The fate of every start on the curve (M, n) with the record's rule, at each of the rates (M,), the last in force."""
    grid, current = rates[:-1].tolist(), rates[-1:].tolist()
    return np.concatenate([_endings(_rule(record), tuple(rates)) for rates in (grid, current)])


def _rule(record: Experiment) -> Experiment:
    """The record without its start, rate and budget: those of a map of starts and rates are its own."""
    return dataclasses.replace(record.ground(), optimizer=record.optimizer, mass=record.mass, decay=record.decay)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _endings(rule: Experiment, rates: tuple[float, ...]) -> np.ndarray:
    return fates(rule.objective(), rule.rule, rates, n=STARTS, steps=PATIENT).astype(np.int16)


class Map(NamedTuple):
    """Every start of a curve at every rate."""

    picture: str  # a data URL
    span: tuple[float, float]  # the rates, from its foot to its top


def map_of_starts(record: Experiment) -> Map:
    """Where every start ends, at every rate: another only when the curve or the rule is another."""
    return _map_of_starts(_rule(record))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _map_of_starts(rule: Experiment) -> Map:
    objective = rule.objective()
    beside = dataclasses.replace(rule, x0=float(np.ravel(objective.minima or rule.start())[0]))  # so that the start is no matter
    low, high = beside.rates()[LOWEST].item(), 1.5 * beside.rates()[-1].item()
    ends = fates(objective, rule.rule, np.geomspace(low, high, TALL), n=WIDE, steps=PATIENT)
    return Map(painted(ends), (low, high))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def side_by_side(record: Experiment) -> tuple[Ladder, Trajectory]:
    """Five rates for the record's curve and start, and plain descent at each: batch axis 5."""
    five = ladder(record.objective(), record.x0)
    plain = dataclasses.replace(record, optimizer="gd", decay=1.0)
    return five, plain.family(list(five.rates.values()))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def bundle(record: MistyMountain) -> Bundle:
    """The record's walk with many other stumbles, and which of them left the valley they started in."""
    ground = record.ground().objective()
    options = {"seed": record.seed, "every": record.every(), **record.options()}
    run = hikers(ground, record.rule(), record.start(), record.updates(), record.noise, **options)
    return Bundle(run, escaped(ground, run))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def ends(record: MistyMountain) -> np.ndarray:
    """Where every start of the map ends (n, n), see ``explore.basins``."""
    return basins(record.objective(), record.rule(), steps=max(record.steps, PATIENT))


def colored(record: MistyMountain) -> list[str]:
    """The pictures of ``ends`` for every member of the record's family: coarse ones, but sharp at the rate in force."""
    sharp, rates = painted(ends(record)), family(record).rates
    coarse = _coarse(dataclasses.replace(record, x0=0.0, y0=0.0, lr=1.0), tuple(rates[:-1].tolist()))
    same = np.isclose(rates[:-1], record.lr, rtol=1e-9)
    return [*np.where(same, sharp, coarse).tolist(), sharp]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _coarse(record: MistyMountain, rates: tuple[float, ...]) -> list[str]:
    rule = record.rule(np.reshape(rates, (-1, 1, 1, 1)))
    return [painted(found) for found in basins(record.objective(), rule, n=COARSE, steps=max(record.steps, PATIENT))]


@st.cache_data(max_entries=KEPT, show_spinner=False)
def pairs(objective: MistyMountain, rule: str, x0: float, y0: float) -> Pairs:
    """Steps that every pair of rate and momentum takes on the quadratic bowl of this record's ground."""
    ground = objective.objective()
    bends = curvatures(ground)
    rates, masses = np.geomspace(0.02, 4, 40) / bends[-1], np.linspace(0, 0.99, 34)
    rates = np.array([float(f"{rate:.3g}") for rate in rates])
    theory = factor(bends, rates, masses, rule)
    return Pairs(rates, masses, measured(ground, [x0, y0], rates, masses, MOST, rule=rule), theory, best(bends, rule), bends)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def fair_rates(record: MistyMountain) -> dict[str, float]:
    """The best rate of a sweep for every racer of the record."""
    return record.fair_rates()


@st.cache_data(max_entries=KEPT, show_spinner=False)
def model(record: Experiment) -> bytes:
    """The ground in three dimensions, with the paths of the record's family on it."""
    runs = family(record)
    words = "The surface as a mountain, with the path of the descent. Arrow keys turn it, plus and minus bring it closer."
    return heights.model(record.ground().objective(), [(POSITION, runs.run.x[runs.rows])], words, height=230, n=81)


def ground(record: Experiment) -> str:
    """The picture of the surface that is descended: another only when the surface is another."""
    return _relief(record.ground())


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _relief(ground: Experiment) -> str:
    return relief(ground.objective())


@st.cache_data(max_entries=GLIMPSES, show_spinner=False)
def glimpse(ground: Experiment, x: float, y: float) -> str:
    """The ground around one stop of a hiker in fog."""
    return hike.glimpse(ground.objective(), x, y)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def outputs(record: Experiment, activation: str) -> np.ndarray:
    """What the network says along x (F, ACROSS) in every frame of its training."""
    run = runs(record)[activation]
    theta = run.x[thinned(len(run.step), EPOCHS)]
    return network.predict(theta, places(record.points()[0]), record.sizes(), activation)[..., 0]


def show(picture: Picture, key: str, on_click: Callable[[float, float], None] | None = None) -> None:
    """A chart on the page.  The key keeps its view alive: a rerun swaps the data in place.

    ``on_click`` is called with the x and y that were clicked, before the script runs again, where knobs may still be
    set (``controls.put``); the picture's spec must be ``sheet.clickable``.
    """

    def clicked():
        places = st.session_state[key]["selection"][PLACED]
        if places and on_click:
            on_click(places[0]["x"], places[0]["y"])

    how = {"on_select": clicked, "selection_mode": PLACED} if on_click else {}
    st.altair_chart(picture, key=key, alt=picture.alt, theme="streamlit", **how)
