"""Descend: the walk on the curve, step by tangent step, and what becomes of its height and place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from gdengine.analysis.measures import halved
from gdengine.core import Objective
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import Record
from pages.charts.kit.against_step import progress
from pages.charts.slope.curve import descent, lowest
from pages.charts.slope.staircase import heights
from pages.ui.about import About
from pages.ui.guessing import GUESS_SIGNS, TANGENT, OnGuess, on_the_ground, unasked
from pages.ui.results import Family, family, not_set_out
from pages.ui.scene import HALF, Scene
from pages.views.slope import predict_state
from pages.views.slope.results import CURVE_STARTS, endings
from pages.views.valleys_guessed import nearest


@final
@dataclass(frozen=True)
class Watching(Record):
    """How the walk is looked at."""

    log: bool = knob(
        False, "Log scale", group="view", help="The height above the lowest place, on a scale of powers of ten."
    )
    predict: bool = knob(
        False, "Predict each step", group="view", help="What comes next is shown once you have guessed it."
    )


def descend(scene: Scene) -> About:
    """The view: all of the walk, or only as much of it as has been guessed."""
    runs, predicting = family(scene.record), scene.own.predict
    left, right = scene.places
    return _predict(scene, runs, left, right) if predicting else _watch(scene, runs, left, right)


def start_on_curve(scene: Scene, answer: OnGuess) -> None:
    """The curve and the ball that has not set out; a click says in which valley it will end."""
    _not_set_out(scene, lambda x, _: answer(nearest(scene.record, x)))


def before_the_walk(scene: Scene, answer: OnGuess) -> None:
    """The same, where it is not asked where it ends."""
    _not_set_out(scene)


def _not_set_out(scene: Scene, on_click: Callable[[float, float], None] | None = None) -> None:
    with scene.places[0]:
        run, nobody = not_set_out(scene.record), np.empty((0, CURVE_STARTS))
        picture = descent(scene.objective, run, np.array([0]), nobody)
        veiled = unasked(picture, on_the_ground(scene.objective), (*GUESS_SIGNS, TANGENT))
        scene.show(veiled, "guess", on_click=on_click)


def _watch(scene: Scene, runs: Family, left: Any, right: Any) -> About:
    record, objective = scene.record, scene.objective
    with left:
        picture = descent(objective, runs.run, runs.rows, endings(record, runs.rates))
        scene.show(picture, "curve", on_click=scene.start_here())
    with right:
        _value(scene, objective, runs)
        scene.show(progress(runs.run, runs.rows, title="x", what="x", ends=objective.box[0]), "x", share=HALF)
    how: dict[str, Any] = {"quantity": "f", "coordinates": ("x",), "letters": "x"}
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)


def _value(scene: Scene, objective: Objective, runs: Family) -> None:
    """The height per step; on a logarithmic scale that above the lowest place, which alone is positive."""
    low = lowest(objective)
    look: dict[str, Any] = {"half": halved(runs.run, low if objective.minima else np.nan)}
    if not scene.own.log:
        return scene.show(
            progress(runs.run, runs.rows, title="f(x)", ends=heights(objective), **look), "value", share=HALF
        )
    run = runs.run._replace(value=runs.run.value - low)
    above = "f(x) − min f" if low else "f(x)"
    title = above if objective.minima else "f(x) − lowest drawn"
    return scene.show(progress(run, runs.rows, title=title, log=True, **look), "log", share=HALF)


def _predict(scene: Scene, runs: Family, left: Any, right: Any) -> About:
    """The walk so far: what comes next is not on the page until it has been guessed."""
    record, objective = scene.record, scene.objective
    made = predict_state.guesses(scene)
    seen = predict_state.known(runs.run, len(made))
    with left:
        latest, rows = made[-1] if made else np.nan, np.arange(len(seen.step))
        picture = descent(objective, seen, rows, endings(record, runs.rates), guess=latest)
        scene.show(picture, "predict", on_click=predict_state.guess(scene))
    with right:
        predict_state.tell(scene, runs.chosen)
    last, letters = np.array([max(len(made) - 1, 0)]), "x" if made else ""
    how: dict[str, Any] = {"plays": False, "judged": False, "coordinates": ("x",), "letters": letters}
    return About(record, walk=runs.chosen, rows=last, **how)
