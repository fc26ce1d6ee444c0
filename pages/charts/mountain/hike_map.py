"""The plan of a hike: what the map in the fog and the map without it have in common.

A unit is as long across as it is up, whatever the shape of the picture: a compass needs that.  Instead of axes there is
a scale, as on any hiker's map.  The ground around the plan is transparent.
"""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from gdengine import Objective
from pages.charts.kit import palette, spec
from pages.charts.kit.numbers import number

METRES = 100  # what 1 on the map is called, across and up
HEIGHT = 430  # of the picture, px
FAINT, INK = "#7a8699", "#4b5260"
LOOK = {"background": "transparent", "padding": {"left": 0, "right": 0, "top": 0, "bottom": 0}}
BOOTS = {"color": palette.POSITION, "strokeWidth": 3.4, "strokeDash": [0.1, 7], "strokeCap": "round", "tooltip": None}
CASING = {
    "color": "white",
    "strokeWidth": 6,
    "strokeCap": "round",
    "strokeJoin": "round",
    "clip": True,
    "tooltip": None,
}
STOP = {"filled": True, "size": 34, "stroke": "white", "strokeWidth": 1, "opacity": 1, "clip": True}
BALL = {"filled": True, "size": palette.BALL, "stroke": "white", "strokeWidth": 2.5, "opacity": 1, "clip": True}


def frame(objective: Objective) -> dict[str, pd.DataFrame]:
    """The data of ``surround``: the edge of the map, a scale about a fifth as long, the ends of the axes."""
    (west, east), (south, north) = objective.box
    bar = _round(METRES * (east - west) / 5)
    left, low = west + 0.03 * (east - west), south + 0.035 * (north - south)
    scale = {"x": left, "x2": left + bar / METRES, "y": low, "words": f"{number(bar)} m"}
    return {
        "edge": pd.DataFrame({"west": [west], "east": [east], "south": [south], "north": [north]}),
        "scale": pd.DataFrame([scale]),
        "view": spec.view(x=(west, east), y=(south, north)),
    }


def _round(length: float) -> float:
    """The largest of 1, 2, 5 × 10ᵏ that is no longer."""
    power = 10.0 ** math.floor(math.log10(length))
    return max(digit for digit in (1, 2, 5) if digit * power <= length) * power


def surround(color: str) -> list[alt.Chart]:
    """The edge of the map and its scale."""
    x, y = channels()
    edge = {"filled": False, "stroke": color, "strokeWidth": 1, "strokeOpacity": 0.5, "strokeDash": [2, 4]}
    scale = alt.Chart(spec.source("scale")).encode(x=x, y=y)
    return [
        alt.Chart(spec.source("edge")).mark_rect(**edge, aria=False, tooltip=None).encode(**_corners()),
        scale.mark_rule(color=color, strokeWidth=2, aria=False, tooltip=None).encode(x2="x2:Q"),
        scale.mark_text(color=color, align="left", dy=-9, fontSize=12, tooltip=None).encode(text="words:N"),
    ]


def pictures(name: str) -> alt.Chart:
    """The images of a data set with columns url, west, east, south, north."""
    return (
        alt.Chart(spec.source(name))
        .mark_image(aspect=False, aria=False, tooltip=None)
        .encode(**_corners(), url="url:N")
    )


def tips() -> list[alt.Tooltip]:
    """What a stop says of itself."""
    titles = {"f": "height f", "x": "x", "y": "y"}
    return [alt.Tooltip(f"{field}:Q", title=title, format=".4~g") for field, title in titles.items()]


def channels() -> tuple[alt.X, alt.Y]:
    """The places x and y on the plan."""
    x, y = _scales()
    return alt.X("x:Q", scale=alt.Scale(**x), axis=None), alt.Y("y:Q", scale=alt.Scale(**y), axis=None)


def _corners() -> dict:
    x, y = _scales()
    west, south = alt.X("west:Q", scale=alt.Scale(**x), axis=None), alt.Y("south:Q", scale=alt.Scale(**y), axis=None)
    return {"x": west, "x2": "east:Q", "y": south, "y2": "north:Q"}


def _scales() -> list[dict]:
    """Scales on which the whole map fits in and is in the middle."""
    ends = "data('view')[0]"
    unit = f"1.01 * max(({ends}.x_hi - {ends}.x_lo) / width, ({ends}.y_hi - {ends}.y_lo) / height)"
    middle = {c: f"({ends}.{c}_lo + {ends}.{c}_hi)" for c in "xy"}
    return [
        {
            "domainMin": alt.ExprRef(f"({middle[c]} - {side} * {unit}) / 2"),
            "domainMax": alt.ExprRef(f"({middle[c]} + {side} * {unit}) / 2"),
            "nice": False,
            "zero": False,
        }
        for c, side in (("x", "width"), ("y", "height"))
    ]
