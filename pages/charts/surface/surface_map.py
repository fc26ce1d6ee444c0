"""The ground of every map of the mountain: its picture, its minima, and scales on which a right angle looks like one.

A unit of x is as long as a unit of y, whatever the chart's own shape: the map takes what fits, in the middle.
Layers on the ground are encoded with ``x`` and ``y`` and so share these scales.
"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective
from pages.charts.kit import palette, spec

_WIDE, _HIGH = (f"(data('view')[0].{name}_hi - data('view')[0].{name}_lo)" for name in "xy")
_UNIT = f"min(width / {_WIDE}, height / {_HIGH})"  # pixels
_ACROSS, _DOWN = f"{_UNIT} * {_WIDE} / 2", f"{_UNIT} * {_HIGH} / 2"
SIDE = f"min({_WIDE}, {_HIGH})"  # of the map, in its own units
_RANGE = {
    "x": [f"width / 2 - {_ACROSS}", f"width / 2 + {_ACROSS}"],
    "y": [f"height / 2 + {_DOWN}", f"height / 2 - {_DOWN}"],
}
_GAP = {"x": f"{_DOWN} - height / 2", "y": f"{_ACROSS} - width / 2"}  # brings the axes to the edge of the map


def x(column: str = "x") -> alt.X:
    """The encoding of a column as a place from west to east."""
    return alt.X(f"{column}:Q", title="x", scale=_scale("x"), axis=_axis("x"))


def y(column: str = "y") -> alt.Y:
    """The encoding of a column as a place from south to north."""
    return alt.Y(f"{column}:Q", title="y", scale=_scale("y"), axis=_axis("y"))


def _scale(name):
    return alt.Scale(**spec.limits(name), range=[alt.ExprRef(end) for end in _RANGE[name]])


def _axis(name):
    gap = alt.ExprRef(_GAP[name])
    return alt.Axis(grid=False, domain=False, ticks=False, tickCount=5, titleAngle=0, titlePadding=4, offset=gap)


def data(objective: Objective, picture: str, **more: float) -> dict[str, pd.DataFrame]:
    """The data sets of the ground, ``map``, ``minima`` and ``view``; the numbers in ``more`` are columns of ``map``."""
    (west, east), (south, north) = objective.box
    edges = {"west": [west], "east": [east], "south": [south], "north": [north]}
    return {
        "map": pd.DataFrame({"url": [picture], **edges}).assign(**more),
        "minima": pd.DataFrame(np.reshape(objective.minima, (-1, 2)), columns=["x", "y"]),
        "view": spec.view(x=(west, east), y=(south, north)),
    }


def fact(name: str) -> str:
    """The Vega expression for a number in ``map``."""
    return f"data('map')[0].{name}"


def picture(url: str = "url", **looks) -> alt.Chart:
    """The layer of the map's picture, of which the column ``url`` of ``map`` holds the address."""
    layer = alt.Chart(spec.source("map")).mark_image(aspect=False, tooltip=None, **looks)
    return layer.encode(x=x("west"), x2="east:Q", y=y("south"), y2="north:Q", url=f"{url}:N")


def minima() -> alt.Chart:
    """The layer of the known minima."""
    triangles = alt.Chart(spec.source("minima")).mark_point(
        shape="triangle-up", filled=True, size=110, color=palette.MINIMUM, stroke="white", strokeWidth=1.2, opacity=1
    )
    tips = [alt.Tooltip(f"{name}:Q", title=f"minimum {name}", format=".5~g") for name in "xy"]
    return triangles.encode(x=x(), y=y(), tooltip=tips)
