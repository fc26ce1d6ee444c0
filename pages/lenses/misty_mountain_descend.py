"""Descend: one walk down the map from a start that a click chooses, with the slope and the step where it is."""

from __future__ import annotations

import streamlit as st

from gdengine.experiments import MistyMountain
from pages.charts.progress import progress
from pages.charts.trek import trek
from pages.ui.atlas import PIXELS, Bundle, bundle, model
from pages.ui.controls import switch
from pages.ui.mountain import mountain
from pages.ui.results import family, ground, show
from pages.ui.stage import family_bar, live_rate, start_here
from pages.ui.steps import explain
from pages.ui.takeaway import takeaway
from pages.ui.verdict import verdict

ARROWS = (
    ":blue[**Slope**]: straight uphill, at a right angle to the isoline. :green[**Step**]: what the rule makes of it. "
    "Where the ground is level, both vanish."
)


def descend(record: MistyMountain) -> None:
    """The lens."""
    objective, runs, others = record.objective(), family(record), bundle(record) if record.noise else None
    live_rate(record, runs)
    left, right = st.columns([9, 10])
    with left:
        picture = trek(
            objective, runs.run, runs.rows, ground(record, PIXELS), others.run if others else None, height=400
        )
        show(picture, key="map", on_click=start_here(record))
        family_bar(runs, quantity="height")
        st.caption(ARROWS)
    with right:
        if switch(record, "beside") == "mountain":
            mountain(model(record))
        else:
            show(progress(runs.run, runs.rows, title="height f(x, y)"), key="height")
        verdict(record, quantity="The height")
        if others:
            _bundle(objective, others)
        explain(record.rule(), runs.chosen, runs.rows, length=True)
    takeaway(record, runs.chosen, ("x", "y"))


def _bundle(objective, others: Bundle) -> None:
    """How many of the hikers got out, where there is somewhere to get to."""
    count = len(others.escaped)
    if len(objective.minima) > 1:
        st.markdown(
            f":material/groups: **{others.escaped.sum()} of {count}** hikers who stumble differently leave the valley "
            "in which they start. Their walks are the faint lines."
        )
