"""Runs, remembered: the only cache, and how charts reach the page.

The key of the cache is the flat record, its values are arrays; it is bounded and shared by everyone on the server.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.analysis.mends import Mend, mends
from gdengine.experiments.knobs import Experiment
from pages.charts.kit.spec import PLACED, Picture, thinned
from pages.charts.mountain import fog_map
from pages.charts.surface.relief import relief

KEPT = (
    24  # results remembered of each kind, over all visitors: the largest, a network's weights in every epoch, are 30 MB
)
GLIMPSES = 4000  # and glimpses of ground in fog, 5 kB each


class Family(NamedTuple):
    """One experiment at many learning rates: a fixed grid, and last the rate in force."""

    values: np.ndarray  # (M + 1,) the rates
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


@st.cache_data(max_entries=KEPT, show_spinner=False)
def runs(record: Experiment) -> dict[str, Trajectory]:
    """The runs of the record."""
    return record.run()


def family(record: Experiment) -> Family:
    """The record's run, and the same at every rate of its grid: no new descent of those while only the rate changes."""
    rates, grid = _grid(dataclasses.replace(record, lr=type(record)().lr))
    one = next(iter(runs(record).values()))
    arrays = [np.concatenate([many, alone[:, None]], axis=1) for many, alone in zip(grid[1:4], one[1:4])]
    ends = [np.append(many, alone) for many, alone in zip(grid[4:], one[4:])]
    return Family(np.append(rates, record.lr), Trajectory(one.step, *arrays, *ends), thinned(len(one.step)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _grid(record: Experiment) -> tuple[np.ndarray, Trajectory]:
    """The rates worth trying, and the record's run at each."""
    rates = record.rates()
    return rates, record.family(rates)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def diagnosis(record: Experiment) -> Diagnosis:
    """What became of the record's first run, and why."""
    run = next(iter(runs(record).values()))
    return diagnose(run, record.objective(), record.rule())


@st.cache_data(max_entries=KEPT, show_spinner="Trying what might help …")
def offers(record: Experiment) -> list[Mend]:
    """What makes the record end better, tried by the engine."""
    return mends(record)


def ground(record: Experiment, pixels: int = 840) -> str:
    """The picture of the surface that is descended: another only when the surface is another."""
    return _relief(record.only("ground", "data"), pixels)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _relief(ground: Experiment, pixels: int) -> str:
    return relief(ground.objective(), pixels)


@st.cache_data(max_entries=GLIMPSES, show_spinner=False)
def glimpse(ground: Experiment, x: float, y: float) -> str:
    """The ground around one stop of a hiker in fog."""
    return fog_map.glimpse(ground.objective(), x, y)


def show(picture: Picture, key: str, on_click: Callable[[float, float], None] | None = None) -> None:
    """A chart on the page.  The key keeps its view alive: a rerun swaps the data in place.

    ``on_click`` is called with the x and y that were clicked, before the script runs again, where knobs may still be
    set (``Scene.put``); the picture's spec must be ``spec.clickable``.
    """

    def clicked() -> None:
        places = st.session_state[key]["selection"][PLACED]
        if places and on_click:
            on_click(places[0]["x"], places[0]["y"])

    how = {"on_select": clicked, "selection_mode": PLACED} if on_click else {}
    st.altair_chart(picture, key=key, alt=picture.alt, theme="streamlit", **how)
