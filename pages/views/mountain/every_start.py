"""Every start: the map in the colors of the valleys that its starts end in, at the rule and rate in force."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from gdengine import Objective, Trajectory
from gdengine.analysis.basins import fate
from gdengine.analysis.curvature import convex
from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import DIVERGED
from gdengine.analysis.predicates import ARRIVED
from gdengine.analysis.walks import walked
from gdengine.experiments.landscape import OWN_FORMULA
from pages.charts.kit.against_step import progress
from pages.charts.kit.numbers import counted
from pages.charts.kit.numbers import number as n
from pages.charts.kit.sizes import SHARES_ROWS
from pages.charts.mountain.basins import basins, shares
from pages.ui import results
from pages.ui.about import About
from pages.ui.results import family, ground
from pages.ui.scene import REMAINDER, ROWS, Scene
from pages.ui.terms import note, say
from pages.views.mountain.results import BASIN_STARTS, BASIN_STEPS, PIXELS, colored, ends


def every_start(scene: Scene) -> About:
    """The view; nobody stumbles here."""
    record = dataclasses.replace(scene.record, noise=0.0)
    objective, runs, where = results.objective(record), family(record), ends(record)
    left, right = scene.places
    with left:
        maps = ground(record, PIXELS), colored(record)
        picture = basins(objective, runs.run, runs.rows, *maps, steps=BASIN_STEPS)
        scene.show(picture, "basins", on_click=scene.start_here())
    with right:
        with st.container(key="at.the.end.valley"):
            say(_sentence(objective, results.diagnosis(record), runs.chosen))
        note(_shape(objective, typed=record.surface == OWN_FORMULA))
        say("Of all starts:")
        rows = min(len(np.unique(where)), SHARES_ROWS)
        scene.show(shares(objective, where), "shares", share=f"{ROWS}.{rows}")
        if len(where) < BASIN_STARTS:
            note(f"Your formula is long: {n(len(where))} × {n(len(where))} starts are walked.")
        if scene.record.noise:
            note("Nobody stumbles here: the noise is left out.")
        scene.show(progress(runs.run, runs.rows, title="height f(x, y)"), "descent", share=REMAINDER)
    how: dict[str, Any] = {"quantity": "height", "coordinates": ("x", "y")}
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)


@lru_cache(maxsize=256)  # a page asks in every run, of the same few surfaces
def _shape(objective: Objective, *, typed: bool) -> str:
    """Whether there can be more than one valley, and of which losses that is so.

    Beyond the map there may be more of them, and of a ``typed`` formula on it, too: they were looked for.
    """
    if convex(objective):
        return (
            "This ground is **convex**: it bends down nowhere, so no valley is higher than another, and who comes to "
            "rest is at the bottom. So is the squared error of a line."
        )
    count = len(objective.minima)
    many = f"{counted(count, 'valley')} lie on this map, and the start decides"
    valleys = "at least " * typed + many if count > 1 else "it does not bend up everywhere"
    return f"This ground is **not convex**: {valleys}. So it is with the loss of a network."


def _sentence(objective: Objective, found: Diagnosis, run: Trajectory) -> str:
    index = int(fate(found.ended, found.minimum))
    if index >= 0:
        return f"This start ends at the minimum **{_place(objective, objective.minima[index])}**."
    if found.ended in ARRIVED:
        place = _place(objective, walked(run).x[-1])
        return f"This start ends at **{place}**, at a bottom that is none of the known minima."
    if found.ended == Ended.UNDEFINED:
        return "At this start there is no value or no slope, and so no walk."
    if not found.step:
        lost = "The walk from this start is lost at its first step."
        return "There is no step from this start: its slope is 0." if found.lost is None else lost
    where = "gone" if index == DIVERGED else "at no known minimum"
    return f"After {counted(found.step, 'step')} the walk from this start is {where}."


def _place(objective: Objective, place: Iterable[float]) -> str:
    """(x, y), where nothing is what is nothing on the map."""
    return f"({', '.join(n(float(f'{c:.3g}'), span=high - low) for c, (low, high) in zip(place, objective.box))})"
