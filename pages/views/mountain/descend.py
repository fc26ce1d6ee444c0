"""Descend: one walk down the map from a start that a click chooses, with the slope and the step where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import streamlit as st

from gdengine.core import Objective
from gdengine.experiments import MistyMountain
from gdengine.experiments.knobs import knob
from gdengine.experiments.mountain import MISTY
from gdengine.experiments.records import Record
from gdengine.landscapes.misty_mountain import HUMP_ROWS
from gdengine.rules.rule import RULES
from pages.charts.kit.against_step import progress
from pages.charts.surface.walk import ISOLINE, trek
from pages.ui import results
from pages.ui.about import About
from pages.ui.controls import switch, widget
from pages.ui.formula_box import NABLA, NABLA_WORDS
from pages.ui.guessing import GUESS_SIGNS, UPHILL, OnGuess, on_the_ground, unasked
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.results import Family, family, ground, not_set_out
from pages.ui.scene import REMAINDER, Scene
from pages.views.mountain.results import PIXELS, Bundle, bundle, model
from pages.views.valleys_guessed import nearest

FLAT_MAP, TERRAIN = "map", "mountain"
OF_HUMPS = f" &emsp; of {HUMP_ROWS**2} hills and hollows at $(x_k, y_k)$, $a_k$ high and $s_k$ wide: ∑ goes over all"


@final
@dataclass(frozen=True)
class GroundView(Record):
    """How the ground is seen."""

    beside: str = knob(
        FLAT_MAP,
        "The ground as",
        choices=(FLAT_MAP, TERRAIN),
        group="view",
        help="From above, or as a mountain in three dimensions that turns under your hand.",
    )
    field: bool = knob(
        False,
        "Slopes everywhere",
        group="view",
        when=("beside", (FLAT_MAP,)),
        help="At places all over the map an arrow straight uphill, longer where the ground is steeper.",
    )


def descend(scene: Scene) -> About:
    """The view."""
    record = scene.record
    objective, runs, others = results.objective(record), family(record), bundle(record) if record.noise else None
    left, right = scene.places
    with left:
        _ground(scene, record, runs, others)
    with right:
        with st.container(key="desk.beside", horizontal=True, vertical_alignment="center", gap="medium"):
            switch(scene.page, "beside")
            if scene.own.beside == FLAT_MAP:
                widget(st, scene.page, "field", scene.standing)
        scene.show(progress(runs.run, runs.rows, title="height f(x, y)"), "height", share=REMAINDER)
        if others:
            _bundle(objective, others, drawn=scene.own.beside == FLAT_MAP)
    drawn = f"{arrows(record)}  \n" if scene.own.beside == FLAT_MAP else ""  # none stand on the mountain
    how: dict[str, Any] = {
        "quantity": "height",
        "coordinates": ("x", "y"),
        "letters": "xy",
        "length": True,
        "note": f"{drawn}{written(objective)}",
    }
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)


def arrows(record: MistyMountain) -> str:
    """What the two arrows of the walk are: not quite uphill for who stumbles, and a rule that remembers goes on."""
    felt, uphill = "as it is felt, off by chance", "straight uphill, at a right angle to the isoline"
    said = f":blue[**Slope**]: {felt if record.noise else uphill}. :green[**Step**]: what the rule makes of it."
    if record.noise:
        return said
    carrier = RULES[record.optimizer].carrier
    level = f"the slope vanishes, but {carrier} may carry the walk on" if carrier else "both vanish"
    return f"{said} Where the ground is level, {level}."


def written(objective: Objective) -> str:
    """The ground and its gradient as formulas, in Markdown, every ∂ written out."""
    of = OF_HUMPS if objective.name == MISTY else ""
    formulas = rf"$f(x, y) = {objective.formula}${of}  " + "\n" + rf"${NABLA} = {objective.gradient}$"
    return f"{formulas}  \n{NABLA_WORDS}"


def start_on_map(scene: Scene, answer: OnGuess) -> None:
    """The map and the ball that has not set out; a click says in which valley it will end."""
    map_of_start(scene, lambda x, y: answer(nearest(scene.record, x, y)))


def map_of_start(scene: Scene, on_click: Callable[[float, float], None]) -> None:
    """The map and the ball that has not set out, for who is to guess."""
    record = scene.record
    with scene.places[0]:
        picture = trek(results.objective(record), not_set_out(record), np.array([0]), ground(record, PIXELS))
        exact = (ISOLINE,) * (results.objective(record).noisy is None)
        veiled = unasked(picture, on_the_ground(results.objective(record)), (*GUESS_SIGNS, UPHILL, *exact))
        scene.show(veiled, "guess", on_click=on_click)


def _ground(scene: Scene, record: MistyMountain, runs: Family, others: Bundle | None) -> None:
    """The map, or in its place the mountain in three dimensions."""
    if scene.own.beside == TERRAIN:
        with scene.panel("terrain"):
            return terrain3d(model(record), key=scene.key("part", "terrain3d"))
    stumbling = others.run if others else None
    picture = trek(
        results.objective(record), runs.run, runs.rows, ground(record, PIXELS), stumbling, field=scene.own.field
    )
    return scene.show(picture, "map", on_click=scene.start_here())


def _bundle(objective: Objective, others: Bundle, *, drawn: bool) -> None:
    """How many of the hikers got out, where there is somewhere to get to, and it is known; ``drawn``: on the map."""
    if others.escaped is not None and len(objective.minima) > 1:
        count, left = len(others.escaped), int(others.escaped.sum())
        leave = "leaves" if left == 1 else "leave"
        st.markdown(
            f":material/groups: **{left} of {count}** hikers who stumble differently {leave} the valley "
            f"in which they start.{' Their walks are the faint lines.' * drawn}"
        )
