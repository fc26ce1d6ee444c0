"""Descend: the points with the line of every step, and the walk on the map of its loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from gdengine.experiments import Regression
from gdengine.experiments.knobs import Record, knob
from pages.charts.kit.against_step import progress
from pages.charts.regression.line_fit import fitting
from pages.charts.surface.surface_map import FOUND_SHARE
from pages.charts.surface.trail import trail
from pages.ui import results
from pages.ui.controls import switch
from pages.ui.page import LESS, MORE, About, Scene
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.results import Family, family, ground
from pages.views.regression.results import best, bowl_model
from pages.views.regression.words import line_now, loss_note, scaled_by, seen_points, titles

FLAT_MAP, LOSS_BOWL = "map", "bowl_3d"


@final
@dataclass(frozen=True)
class Surface(Record):
    """How the loss is seen as a surface over the lines."""

    beside: str = knob(
        FLAT_MAP,
        "The loss as",
        choices=(FLAT_MAP, LOSS_BOWL),
        group="view",
        help="A map from above, or a bowl in three dimensions that turns under the mouse.",
    )


def descend(scene: Scene) -> About:
    """The view."""
    record = scene.record
    objective, points, factor = results.objective(record), record.points(), record.shown_as()
    runs = family(record).times(factor)
    side = min(high - low for low, high in objective.box)
    x_title, axes = titles(record)
    left, right = scene.places
    with left:
        asked: dict[str, Any] = {"reach": FOUND_SHARE * side, "title": x_title}
        picture = fitting(points.x, points.y, best(record), runs.run, runs.rows, **asked)
        scene.show(picture, _named("line", record))
    with right:
        _loss_surface(scene, runs, axes)
        scene.show(progress(runs.run, runs.rows, title="loss", log=True), "loss", share=LESS)
    how: dict[str, Any] = {"quantity": "loss", "shown_as": factor, "coordinates": ("a", "b"), "letters": "ab"}
    how |= {"note": loss_note(record) + scaled_by(record), "step": seen_points(record, runs.chosen)}
    how["place"] = line_now(record, runs.chosen, best(record))
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)


def _named(chart: str, record: Regression) -> str:
    """The name of a chart whose axes say in which units x is: another name, because it is another spec."""
    return chart if record.scale == "raw" else f"{chart}_{record.scale}"


def _loss_surface(scene: Scene, runs: Family, axes: tuple[str, str]) -> None:
    """The map of the loss, or the same as a bowl."""
    with scene.dials:
        switch(scene.page, "beside")
    if scene.own.beside == LOSS_BOWL:
        with scene.panel("terrain", MORE):
            return terrain3d(bowl_model(scene.record), key=scene.key("part", "terrain3d"))
    picture = trail(results.objective(scene.record), runs.run, runs.rows, ground(scene.record), axes=axes)
    return scene.show(picture, _named("bowl", scene.record), on_click=scene.start_here(), share=MORE)
