"""Descend: one walk down the map from a start that a click chooses, with the slope and the step where it is."""

from __future__ import annotations

import streamlit as st

from gdengine.experiments import MistyMountain
from pages.charts.kit.against_step import progress
from pages.charts.surface.walk import trek
from pages.ui.controls import switch
from pages.ui.export import takeaway
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.playback import family_bar, live_rate, start_here
from pages.ui.results import family, ground, show
from pages.ui.verdict import verdict
from pages.ui.worked_step import explain
from pages.views.mountain.results import PIXELS, Bundle, bundle, model

ARROWS = (
    ":blue[**Slope**]: straight uphill, at a right angle to the isoline. :green[**Step**]: what the rule makes of it. "
    "Where the ground is level, both vanish."
)


def descend(record: MistyMountain) -> None:
    """The lens."""
    walk = record.afoot()
    objective, runs, others = walk.objective(), family(walk), bundle(walk) if walk.noise else None
    live_rate(walk, runs)
    left, right = st.columns([9, 10])
    with left:
        picture = trek(objective, runs.run, runs.rows, ground(walk, PIXELS), others.run if others else None)
        show(picture, key="map", on_click=start_here(walk))
        family_bar(runs, quantity="height")
    with right:
        if switch(record, "beside") == "mountain":
            terrain3d(model(walk))
        else:
            show(progress(runs.run, runs.rows, title="height f(x, y)"), key="height")
        verdict(walk, quantity="The height")
        if others:
            _bundle(objective, others)
        explain(walk.rule(), runs.chosen, runs.rows, length=True)
        st.caption(ARROWS)
    takeaway(record, runs.chosen, ("x", "y"))


def _bundle(objective, others: Bundle) -> None:
    """How many of the hikers got out, where there is somewhere to get to."""
    count = len(others.escaped)
    if len(objective.minima) > 1:
        st.markdown(
            f":material/groups: **{others.escaped.sum()} of {count}** hikers who stumble differently leave the valley "
            "in which they start. Their walks are the faint lines."
        )
