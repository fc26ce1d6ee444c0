"""Descend: the points with the line of every step, and the walk on the map of its loss."""

from __future__ import annotations

from typing import Any

from pages.charts.kit.against_step import progress
from pages.charts.regression.line_fit import fitting
from pages.charts.surface.surface_map import FOUND_SHARE
from pages.charts.surface.trail import trail
from pages.ui import results
from pages.ui.page import LESS, MORE, About, Scene
from pages.ui.results import family, ground
from pages.views.regression.results import best
from pages.views.regression.words import line_now, loss_note, seen_points, titles


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
        scene.show(picture, "line")
    with right:
        picture = trail(objective, runs.run, runs.rows, ground(record), axes=axes)
        scene.show(picture, "bowl", on_click=scene.start_here(), share=MORE)
        scene.show(progress(runs.run, runs.rows, title="loss", log=True), "loss", share=LESS)
    how: dict[str, Any] = {"quantity": "loss", "shown_as": factor, "coordinates": ("a", "b"), "letters": "ab"}
    how |= {"note": loss_note(record), "step": seen_points(record, runs.chosen)}
    how["place"] = line_now(record, runs.chosen, best(record))
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)
