"""Other points: what is set to suit them, and one of the learner's own dragged elsewhere."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import streamlit as st

from gdengine.data import points as texts
from gdengine.experiments import Regression
from gdengine.experiments.knobs import KNOB_DIGITS
from gdengine.experiments.regression import OWN_POINTS, UNITS, points_that_are_here, suited
from pages.ui.address import Standing
from pages.ui.controls import menu
from pages.ui.page import Scene
from pages.ui.points_box import ask_points, name_points, names_of

HAND_DIGITS = 3  # of the level line that is laid through other points


def suited_to(now: Standing) -> dict[str, Any]:
    """What is set when other points are chosen: a rate that they bear, a start on their map, a level line to hold."""
    record = points_that_are_here(now.record(Regression))[0]
    how = suited(record, sampled=now.view == "batches", scaled=now.view == "bend")
    middle = float(f"{dataclasses.replace(record, **how).points().y.mean():.{HAND_DIGITS}g}")
    return how | {"hand_intercept": middle, "hand_slope": 0.0, "guessed": False}


def choose_points(scene: Scene) -> None:
    """Which points, in a menu among the dials; beside it the learner's own, where no Lab has the box for them."""
    menu(scene.page, "data")
    if scene.record.data == OWN_POINTS and not scene.standing.in_lab:
        with st.popover("Your points", icon=":material/edit_note:"):
            ask_points(scene.page, scene.standing)


def moved(scene: Scene, index: int, x: float, y: float) -> None:
    """Put a point at this place of the picture, from a callback: the points are the learner's own from now on."""
    record = scene.record
    points = record.measured()
    if not 0 <= index < len(points.x) <= texts.MOST_POINTS:
        return  # the picture was of other points
    xs, ys = points.x.copy(), points.y.copy()
    xs[index], ys[index] = _short(_measured(record, x)), _short(y)
    knobs = own(xs, ys)
    name_points(knobs["xy"], names_of(record.xy) if record.data == OWN_POINTS else (points.x_title, points.y_title))
    scene.put(**knobs)


def own(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """The knobs that make these points, as few as a link carries, the learner's own."""
    return {"data": OWN_POINTS, "xy": texts.write(x, y)}


def _measured(record: Regression, x: float) -> float:
    """An x of the picture in the unit in which it was measured."""
    if scaling := record.scaling():
        mean, spread = (float(part[1]) for part in scaling)
        return mean + spread * x
    return x / UNITS[record.unit]


def _short(value: float) -> float:
    """As exactly as it can be pointed at."""
    return float(f"{value:.{KNOB_DIGITS}g}")
