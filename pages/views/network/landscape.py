"""Landscape: the loss on a plane through the space of weights, the runs on it, and how honest that picture is."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine.experiments.planes import MAP_POINTS
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network import landscape as pictures
from pages.charts.surface import terrain3d as mountains
from pages.ui import images
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.parts.live_text import live_text
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.scene import LESS, MORE, Scene
from pages.ui.terms import note
from pages.ui.titles import plain
from pages.views.network.inside_results import alone, run_of
from pages.views.network.landscape_results import Landscape, bends, landscape, mountain, named

UNBENT_PART = 1e-7  # of the largest curvature: what is less is rounding
OF_THE_FIRST = "Of the first run: "
HONEST = (
    "The plane shows {shown:gradient}; the truth is {true:position}: {gap} off ({most} at most). "
    "It holds {held} % of the way, counted in squares."
)
EXACT_WORDS = (
    f"The loss was worked out, over all points, at {MAP_POINTS} times {MAP_POINTS} places of a plane through the "
    "end of the training; between them the picture is smooth. A run is drawn at the place of the plane that is nearest "
    "to it."
)
ELSEWHERE_WORDS = (
    "Pictures of the landscapes of deep networks, jagged without skip connections and smooth with them "
    "(Li et al. 2018), are such slices too: two random directions of about a million."
)


def loss_landscape(scene: Scene) -> About:
    """The view."""
    record, own = alone(scene.record), scene.own
    run, made = run_of(record), landscape(record, own)
    with scene.dials:
        switch(scene.page, "plane")
    how: dict[str, Any] = {"label": "epoch", "quantity": "loss"}
    if isinstance(made, str):
        with scene.places[0]:
            st.info(made)
        return About(scene.record, walk=run, rows=np.arange(len(run.step)), stamps=np.arange(len(run.step)), **how)
    left, right = scene.places
    with left:
        picture = pictures.plane_map(made.surface, images.address(made.picture), made.places, made.epochs, own.plane)
        scene.show(picture, f"plane_{own.plane}")
    with right:
        with scene.panel("terrain", MORE):
            terrain3d(mountain(record, own), key=scene.key("part", "terrain3d"))
        scene.show(pictures.gap(made.epochs, made.loss("shown"), made.loss("true")), "gap", share=LESS)
    _words(scene, made)
    _about(scene, made)
    how["afterwards"] = _bowl(*bends(record, own))
    return About(scene.record, walk=run, rows=made.epochs, stamps=made.epochs, table=lambda: _table(made), **how)


def _words(scene: Scene, made: Landscape) -> None:
    """How far the plane is off at this epoch, and what else is to be said of such pictures."""
    shown, true = made.loss("shown"), made.loss("true")
    gap = np.abs(shown - true)
    numbers = {"shown": shown, "true": true, "gap": gap, "most": gap.max(), "held": 100 * made.map.gap.explained[0]}
    with scene.words:
        how: dict[str, Any] = {"steps": made.epochs.tolist(), "colors": palette.ROLES, "member": None}
        live_text(
            [HONEST if scene.own.runs_shown == 1 else OF_THE_FIRST + HONEST],
            numbers,
            **how,
            key=scene.key("part", "honest"),
        )


def _bowl(least: float, largest: float) -> str:
    """Whether it is a bowl there: what no plane can tell, for each leaves out all directions but two."""
    if not np.isfinite([least, largest]).all():
        return ""
    said = f"Of all directions, where the run ends, the loss bends up most with a curvature of {number(largest)}; "
    if least < -UNBENT_PART * largest:
        return f"{said}in another it is {number(least)}: there it bends down. That is no bowl, whatever a plane shows."
    if least <= UNBENT_PART * largest:
        return f"{said}in another it hardly bends at all. As far as was looked, that is a trough, no bowl."
    return f"{said}in none that was looked at does it bend down. As far as was looked, that is a bowl."


def _about(scene: Scene, made: Landscape) -> None:
    """What this picture is, and others like it."""
    told = [EXACT_WORDS, mountains.note(made.surface), ELSEWHERE_WORDS]
    if scene.own.plane == "two_weights":
        across, up = named(alone(scene.record), scene.own)
        told.insert(0, f"Across: {plain(across)}; up: {plain(up)}; all other weights stay as they end.")
    with scene.dials, st.popover("What is drawn", icon=":material/help:"):
        note(" ".join(filter(None, told)))


def _table(made: Landscape) -> dict[str, np.ndarray]:
    """The numbers to take away: of every run its place on the plane, its loss there, and its true one."""
    table = {"epoch": made.epochs}
    for run in range(made.places.shape[1]):
        table |= {f"alpha_{run + 1}": made.places[:, run, 0], f"beta_{run + 1}": made.places[:, run, 1]}
        losses = {name: np.asarray(getattr(made.map.gap, name))[run, made.chosen] for name in ("shown", "true")}
        table |= {f"{name}_{run + 1}": loss for name, loss in losses.items()}
    return table
