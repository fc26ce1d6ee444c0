"""Every start: which valley each start ends in, at every learning rate."""

from __future__ import annotations

import streamlit as st

from gdengine import Objective
from gdengine.experiments import SlopeExplorer
from gdengine.rules.rule import RULES, SPEED
from pages.charts.kit.numbers import number as n
from pages.charts.slope.curve import descent
from pages.charts.slope.start_rate_map import starts
from pages.ui.about import About
from pages.ui.legend import legend, valleys
from pages.ui.playback import pointed_at
from pages.ui.results import family
from pages.ui.scene import LESS, MORE, Scene
from pages.ui.terms import note
from pages.views.slope.results import MAP_STARTS, Map, endings, map_of_starts

ONE_VALLEY = "At small rates a walk creeps down its own slope; at large ones it leaps, and may never come to rest."


def every_start(scene: Scene) -> About:
    """The view."""
    record, objective, runs = scene.record, scene.objective, family(scene.record)
    with st.spinner("Walking from every start …"):
        ground = map_of_starts(record)
    left, right = scene.places
    with left:
        upper = descent(objective, runs.run, runs.rows, endings(record, runs.rates))
        scene.show(upper, "walk", on_click=scene.start_here(), share=LESS)
        lower = starts(objective, ground.picture, ground.span, runs.rates, runs.run, runs.rows)
        scene.show(lower, "map", on_click=lambda x, rate: _take(scene, x, rate), share=MORE)
    with right:
        legend("", valleys(objective))
        note(_words(objective, record, ground))
        if ground.starts < MAP_STARTS:
            note(f"Your formula is long: {n(ground.starts)} starts are walked, at {n(ground.rates)} rates.")
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, coordinates=("x",), letters="x")


def _take(scene: Scene, x: float, rate: float) -> None:
    """What a click on the map does: that start, at that rate."""
    scene.put(x0=pointed_at(x, scene.objective.box[0]), lr=float(f"{rate:.4g}"))


def _words(objective: Objective, record: SlopeExplorer, ground: Map) -> str:
    low, high = ground.span
    off = "" if low <= record.lr <= high else f" η = {n(record.lr)} lies beyond this map."
    rates = _of_valleys(record) if len(objective.minima) > 1 else ONE_VALLEY
    return (
        "Each place is a walk, from the start below it at the rate beside it; its color shows where it ends. Choose "
        f"one to see it. {rates}{off}"
    )


def _of_valleys(record: SlopeExplorer) -> str:
    """What the rate does to the borders between valleys.

    Speed takes some starts over a ridge at every rate of the map.  Where steps are about η long, or η shrinks, borders
    may be as few as they look, however closely one looks.
    """
    rule = RULES[record.optimizer]
    fast = rule.carrier == SPEED
    rolls = "most walks roll into the valley they start in" if fast else "a walk rolls into the valley it starts in"
    frays = "" if rule.own_length or record.plan()[0] else ", and the borders may fray without end: a *fractal*"
    return f"At small rates {rolls}; at large ones steps leap over ridges{frays}."
