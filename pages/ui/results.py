"""Runs, remembered: the only cache, and how charts reach the page.

The key of the cache is the flat record, its values are arrays; it is bounded and shared by everyone on the server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from gdengine import Trajectory, network
from gdengine.diagnose import Diagnosis, diagnose
from gdengine.knobs import Experiment
from pages.charts.fit import places
from pages.charts.relief import relief
from pages.charts.sheet import EPOCHS, PLACED, Picture, thinned

KEPT = 64  # runs remembered, over all visitors


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


@st.cache_data(max_entries=KEPT, show_spinner=False)
def runs(record: Experiment) -> dict[str, Trajectory]:
    """The runs of the record."""
    return record.run()


@st.cache_data(max_entries=KEPT, show_spinner=False)
def family(record: Experiment) -> Family:
    """The record's run, and the same at every rate of its grid."""
    grid = [float(f"{rate:.3g}") for rate in record.rates()]  # as a knob would show them
    rates = np.append(grid, record.lr)
    run = record.family(rates)
    return Family(rates, run, thinned(len(run.step)))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def diagnosis(record: Experiment) -> Diagnosis:
    """What became of the record's first run, and why."""
    run = next(iter(runs(record).values()))
    return diagnose(run, record.objective(), record.rule())


def ground(record: Experiment) -> str:
    """The picture of the surface that is descended: another only when the surface is another."""
    return _relief(record.ground())


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _relief(ground: Experiment) -> str:
    return relief(ground.objective())


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
