"""Descend: one walk down the map from a start that a click chooses, with the slope and the step where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import streamlit as st

from gdengine.core import Objective
from gdengine.experiments.knobs import Record, knob
from pages.charts.kit.against_step import progress
from pages.charts.surface.walk import trek
from pages.ui import results
from pages.ui.controls import switch
from pages.ui.page import HALF, About, Scene
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.results import family, ground
from pages.views.mountain.results import PIXELS, Bundle, bundle, model

ARROWS = (
    ":blue[**Slope**]: straight uphill, at a right angle to the isoline. :green[**Step**]: what the rule makes of it. "
    "Where the ground is level, both vanish."
)
HEIGHT_CURVE, TERRAIN = "curve", "mountain"


@final
@dataclass(frozen=True)
class Beside(Record):
    """What stands beside the map."""

    beside: str = knob(
        HEIGHT_CURVE,
        "Beside the map",
        choices=(HEIGHT_CURVE, TERRAIN),
        group="view",
        help="The height against the step, or the mountain in three dimensions.",
    )


def descend(scene: Scene) -> About:
    """The view."""
    record = scene.record
    objective, runs, others = results.objective(record), family(record), bundle(record) if record.noise else None
    left, right = scene.places
    with left:
        picture = trek(objective, runs.run, runs.rows, ground(record, PIXELS), others.run if others else None)
        scene.show(picture, "map", on_click=scene.start_here())
    with right:
        switch(scene.page, "beside")
        if scene.own.beside == TERRAIN:
            terrain3d(model(record), key=scene.key("part", "terrain3d"))
        else:
            scene.show(progress(runs.run, runs.rows, title="height f(x, y)"), "height", share=HALF)
        if others:
            _bundle(objective, others)
    how: dict[str, Any] = {
        "quantity": "height",
        "coordinates": ("x", "y"),
        "letters": "xy",
        "length": True,
        "note": ARROWS,
    }
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)


def _bundle(objective: Objective, others: Bundle) -> None:
    """How many of the hikers got out, where there is somewhere to get to."""
    count = len(others.escaped)
    if len(objective.minima) > 1:
        st.markdown(
            f":material/groups: **{others.escaped.sum()} of {count}** hikers who stumble differently leave the valley "
            "in which they start. Their walks are the faint lines."
        )
