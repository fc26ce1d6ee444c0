"""Other points: what is set to suit them, and those that are dragged, added and taken away on the picture."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import streamlit as st

from gdengine.data import points as texts
from gdengine.experiments import Regression
from gdengine.experiments.chosen_points import OWN_POINTS, points_that_are_here
from gdengine.experiments.knobs import KNOB_DIGITS
from gdengine.experiments.regression import UNITS
from gdengine.experiments.suited import suited
from gdengine.regression import Data
from pages.ui import address
from pages.ui.controls import menu
from pages.ui.permalink import Standing
from pages.ui.points_box import ask_points, name_points, names_of
from pages.ui.scene import Scene

FEWEST_POINTS = 2  # that a line needs
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


def few_points(scene: Scene) -> bool:
    """Whether the points can be held: as many as a link carries."""
    return len(scene.record.measured().x) <= texts.MOST_POINTS


def editing(scene: Scene) -> dict[str, Any]:
    """What ``in_hand`` is told where points can be moved, added and taken away on the picture; nothing of too many."""
    if not few_points(scene):
        return {}
    return {
        "limits": (FEWEST_POINTS, texts.MOST_POINTS),
        "on_point": lambda index, x, y: moved(scene, index, x, y),
        "on_added": lambda x, y: added(scene, x, y),
        "on_removed": lambda index: removed(scene, index),
    }


def moved(scene: Scene, index: int, x: float, y: float) -> None:
    """Put a point at this place of the picture, from a callback: the points are the learner's own from now on."""
    record, points = _kept(scene)
    if not 0 <= index < len(points.x) <= texts.MOST_POINTS:
        return  # the picture was of other points
    xs, ys = points.x.copy(), points.y.copy()
    xs[index], ys[index] = _short(_measured(record, x)), _short(y)
    _set_points(scene, xs, ys)


def added(scene: Scene, x: float, y: float) -> None:
    """One more point at this place of the picture, from a callback; the last of them, where there is room in a link."""
    record, points = _kept(scene)
    if len(points.x) < texts.MOST_POINTS:
        _set_points(scene, np.append(points.x, _short(_measured(record, x))), np.append(points.y, _short(y)))


def removed(scene: Scene, index: int) -> None:
    """Without this point, from a callback, as long as there are more than a line needs."""
    _, points = _kept(scene)
    if 0 <= index < len(points.x) <= texts.MOST_POINTS and len(points.x) > FEWEST_POINTS:
        _set_points(scene, np.delete(points.x, index), np.delete(points.y, index))


def _kept(scene: Scene) -> tuple[Regression, Data]:
    """The record as it stands by now, and its points as measured: two edits may come before one script has run."""
    record = points_that_are_here(address.kept(scene.page).record(Regression))[0]
    return record, record.measured()


def _set_points(scene: Scene, x: np.ndarray, y: np.ndarray) -> None:
    """These are the points from now on, called as they were."""
    record, points = _kept(scene)
    knobs = own(x, y)
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
