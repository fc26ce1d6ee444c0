"""Descend: the points with the line of every step, and the walk on the map of its loss."""

from __future__ import annotations

import streamlit as st

from pages.charts.kit.against_step import progress
from pages.charts.regression.line_fit import fitting
from pages.charts.surface.trail import trail
from pages.ui import results
from pages.ui.page import About, Scene
from pages.ui.results import family, ground
from pages.views.regression.results import best

PICTURE_PX, LINE_LOSS_PX = 260, 140  # heights of the two pictures and of the curve of the loss
SHOWN = {"mse": 1, "sse": 1, "half_sse": 2}  # the loss on screen, in units of the one descended
LOSS = {
    "mse": "Loss: the mean of the squared blue distances, ‖y − Xβ‖²/N with β = (a, b).  "
    "Its gradient is g = 2Xᵀ(Xβ − y)/N.",
    "sse": "Loss: the sum of the squared blue distances, ‖y − Xβ‖² with β = (a, b).  Its gradient is g = 2Xᵀ(Xβ − y).",
    "half_sse": "Loss: the sum of the squared blue distances, ‖y − Xβ‖² with β = (a, b).  "
    "The step follows the gradient of *half* of it, g = Xᵀ(Xβ − y).",
}


def descend(scene: Scene) -> About:
    """The view."""
    record = scene.record
    objective, points, factor = results.objective(record), record.points(), SHOWN[record.loss]
    runs = family(record).times(factor)
    left, right = st.columns(2)
    with left:
        picture = fitting(points.x, points.y, best(record), runs.run, runs.rows, height=PICTURE_PX)
        scene.show(picture, "line")
    with right:
        axes = ("intercept a", "slope b")
        picture = trail(objective, runs.run, runs.rows, ground(record), axes=axes, height=PICTURE_PX)
        scene.show(picture, "bowl")
    scene.show(progress(runs.run, runs.rows, title="loss", log=True, height=LINE_LOSS_PX), "loss")
    how = {"quantity": "loss", "shown_as": factor, "coordinates": ("a", "b"), "letters": "ab"}
    return About(record, walk=runs.chosen, rows=runs.rows, family=runs, note=LOSS[record.loss], **how)
