"""A surface seen from above, with the path of a descent on it: the mountain's map and the regression's loss."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from pages.charts.kit import palette, spec


def trail(
    objective: Objective, run: Trajectory, rows, picture: str, *, axes=("x", "y"), height: int = palette.TALL
) -> spec.Picture:
    """The map ``picture`` (a data URL, see ``relief``) under the frames ``rows`` of a family (K, M, 2)."""
    (west, east), (south, north) = objective.box
    data = {
        "map": pd.DataFrame({"url": [picture], "west": [west], "east": [east], "south": [south], "north": [north]}),
        "path": spec.columns(rows, run, "x y v"),
        "minima": pd.DataFrame(np.reshape(objective.minima, (-1, 2)), columns=["x", "y"]),
        "view": spec.view(x=(west, east), y=(south, north)),
    }
    words = (
        f"Map of {objective.title or objective.name}, {axes[0]} from {west:g} to {east:g} and {axes[1]} from "
        f"{south:g} to {north:g}, with the path of a descent; triangles are the known minima."
    )
    return spec.Picture(_spec(axes, height), data, words)


@lru_cache
def _spec(axes, height) -> dict:
    x, y = _place("x", "y", axes)
    past = _frames().transform_filter("datum.i <= t")
    tips = [alt.Tooltip("step:Q")]
    tips += [alt.Tooltip(f"{field}:Q", title=title, format=".5~g") for field, title in zip("xyf", (*axes, "f"))]
    layers = [
        _ground(axes),
        _minima().encode(x=x, y=y),
        *[line.encode(x=x, y=y, order="i:Q") for line in _lines(past)],
        past.mark_point(color=palette.POSITION, filled=True, size=22, clip=True, opacity=1).encode(
            x=x, y=y, tooltip=tips
        ),
        _ball(spec.at_the_frame(_frames())).encode(x=x, y=y, tooltip=tips),
    ]
    return spec.moving(*layers, spec.anchor(), height=height)


def _place(x: str, y: str, axes) -> tuple[alt.X, alt.Y]:
    """The encodings of two columns as a place on the map."""
    axis = alt.Axis(grid=False, tickCount=6)
    across, up = (alt.Scale(**spec.limits(name)) for name in "xy")
    return alt.X(f"{x}:Q", title=axes[0], scale=across, axis=axis), alt.Y(f"{y}:Q", title=axes[1], scale=up, axis=axis)


def _ground(axes) -> alt.Chart:
    x, y = _place("west", "south", axes)
    layer = alt.Chart(spec.source("map")).mark_image(aspect=False, tooltip=None)
    return layer.encode(x=x, x2="east:Q", y=y, y2="north:Q", url="url:N")


def _minima() -> alt.Chart:
    return alt.Chart(spec.source("minima")).mark_point(
        shape="triangle-up", filled=True, size=110, color=palette.MINIMUM, stroke="white", strokeWidth=1.2, opacity=1
    )


def _frames() -> alt.Chart:
    path = alt.Chart(spec.source("path"))
    path = path.transform_calculate(x=spec.pick("x"), y=spec.pick("y"), f=spec.pick("v"))
    return path.transform_filter("isFinite(datum.x) && isFinite(datum.y)")


def _lines(past) -> list[alt.Chart]:
    """The path so far, with a white casing that keeps it readable on any ground."""
    how = {"clip": True, "tooltip": None, "strokeJoin": "round"}
    casing = past.mark_line(color="white", strokeWidth=4.2, opacity=0.75, **how)
    return [casing, past.mark_line(color=palette.POSITION, strokeWidth=palette.LINE, **how)]


def _ball(now) -> alt.Chart:
    looks = {"stroke": "white", "strokeWidth": 2, "clip": True, "opacity": 1}
    return now.mark_point(color=palette.POSITION, filled=True, size=palette.BALL, **looks)
