"""A surface seen from above, with the path of a descent on it: the mountain's map and the regression's loss."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from pages.charts import palette, sheet


def trail(
    objective: Objective, run: Trajectory, rows, picture: str, *, axes=("x", "y"), height: int = palette.TALL
) -> sheet.Picture:
    """The map ``picture`` (a data URL, see ``relief``) under the frames ``rows`` of a family (K, M, 2)."""
    (west, east), (south, north) = objective.box
    data = {
        "map": pd.DataFrame({"url": [picture], "west": [west], "east": [east], "south": [south], "north": [north]}),
        "path": sheet.columns(rows, run, "x y v"),
        "minima": pd.DataFrame(np.reshape(objective.minima, (-1, 2)), columns=["x", "y"]),
        "view": sheet.view(x=(west, east), y=(south, north)),
    }
    words = (
        f"Map of {objective.title or objective.name}, {axes[0]} from {west:g} to {east:g} and {axes[1]} from "
        f"{south:g} to {north:g}, with the path of a descent; triangles are the known minima."
    )
    return sheet.Picture(_spec(axes, height), data, words)


@lru_cache
def _spec(axes, height) -> dict:
    axis = alt.Axis(grid=False, tickCount=6)
    scales = [alt.Scale(**sheet.limits(name)) for name in "xy"]
    x, y = (
        alt.X("x:Q", title=axes[0], scale=scales[0], axis=axis),
        alt.Y("y:Q", title=axes[1], scale=scales[1], axis=axis),
    )
    ground = alt.Chart(sheet.source("map")).mark_image(aspect=False, tooltip=None).encode(
        x=alt.X("west:Q", title=axes[0], scale=scales[0], axis=axis), x2="east:Q",
        y=alt.Y("south:Q", title=axes[1], scale=scales[1], axis=axis), y2="north:Q", url="url:N",
    )  # fmt: skip
    minima = alt.Chart(sheet.source("minima")).mark_point(
        shape="triangle-up", filled=True, size=110, color=palette.MINIMUM, stroke="white", strokeWidth=1.2, opacity=1
    )
    path = (
        alt.Chart(sheet.source("path"))
        .transform_calculate(x=sheet.pick("x"), y=sheet.pick("y"), f=sheet.pick("v"))
        .transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    )
    past = path.transform_filter("datum.i <= t")
    now = path.transform_joinaggregate(end="max(i)").transform_filter("datum.i == min(t, datum.end)")
    casing = past.mark_line(color="white", strokeWidth=4.2, opacity=0.75, clip=True, tooltip=None, strokeJoin="round")
    line = past.mark_line(color=palette.POSITION, strokeWidth=palette.LINE, clip=True, tooltip=None, strokeJoin="round")
    dots = past.mark_point(color=palette.POSITION, filled=True, size=22, clip=True, opacity=1)
    ball = now.mark_point(
        color=palette.POSITION, filled=True, size=palette.BALL, stroke="white", strokeWidth=2, clip=True, opacity=1
    )
    tips = [alt.Tooltip("step:Q")] + [
        alt.Tooltip(f"{field}:Q", title=title, format=".5~g") for field, title in zip("xyf", (*axes, "f"))
    ]
    return sheet.moving(
        ground,
        minima.encode(x=x, y=y),
        casing.encode(x=x, y=y, order="i:Q"),
        line.encode(x=x, y=y, order="i:Q"),
        dots.encode(x=x, y=y, tooltip=tips),
        ball.encode(x=x, y=y, tooltip=tips),
        sheet.anchor(),
        height=height,
    )
