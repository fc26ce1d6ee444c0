"""The plan of a hike: what the map in the fog and the map without it have in common.

A unit is as long across as it is up, whatever the shape of the picture: a compass needs that.  Instead of axes there is
a scale, as on any hiker's map.  The ground around the plan is transparent.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt

from gdengine import Objective
from pages.charts.kit import marks, palette, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import number
from pages.charts.surface import surface_map
from pages.charts.surface.surface_map import HIKERS_PLAN

METRES = 100  # what 1 on the map is called, across and up
FOG_FRAME_COLOR = "light-dark(#46505f, #c3ccd8)"  # of the map's edge and its scale
CLEAR_FRAME_COLOR = "#4b5260"  # the same where the fog has lifted
NO_SURROUND = {"background": "transparent", "padding": {"left": 0, "right": 0, "top": 0, "bottom": 0}}
STOP_AREA, STOP_RIM_PX, HIKER_RIM_PX = 34, 1, 2.5


def surround_data(objective: Objective) -> dict[str, Columns]:
    """The data of ``surround``: the edge of the map, a scale about a fifth as long, the ends of the axes."""
    (west, east), (south, north) = objective.box
    bar = _round(METRES * (east - west) / 5)
    left, low = west + 0.03 * (east - west), south + 0.035 * (north - south)
    scale = {"x": left, "x2": left + bar / METRES, "y": low, "words": f"{number(bar)} m"}
    return {
        "edge": surface_map.edges(objective),
        "scale": Columns({name: [value] for name, value in scale.items()}),
        "view": surface_map.view(objective),
    }


def _round(length: float) -> float:
    """The largest of 1, 2, 5 × 10ᵏ that is no longer."""
    power = 10.0 ** math.floor(math.log10(length))
    return max(digit for digit in (1, 2, 5) if digit * power <= length) * power


def surround(color: str) -> list[alt.Chart]:
    """The edge of the map and its scale."""
    edge = {"filled": False, "stroke": color, "strokeWidth": 1, "strokeOpacity": 0.5, "strokeDash": [2, 4]}
    edge_of_map = alt.Chart(spec.source("edge")).mark_rect(**edge, tooltip=None)
    scale = alt.Chart(spec.source("scale")).encode(**HIKERS_PLAN.place())
    return [
        edge_of_map.encode(**HIKERS_PLAN.corners()),
        scale.mark_rule(color=color, strokeWidth=2, tooltip=None).encode(x2="x2:Q"),
        scale.mark_text(color=color, align="left", dy=-9, fontSize=sizes.TICK_WORDS, tooltip=None).encode(
            text="words:N"
        ),
    ]


def footsteps(way: alt.Chart, opacity: float) -> list[alt.Chart]:
    """The way walked by hand: a row of dots in a white casing."""
    dashes = {"strokeWidth": 3.4, "strokeDash": [0.1, 7], "strokeCap": "round", "tooltip": None}
    return [wide_casing(way, opacity), way.mark_line(color=palette.POSITION, **dashes)]


def wide_casing(way: alt.Chart, opacity: float) -> alt.Chart:
    """The white casing of a way on this map."""
    return way.mark_line(color="white", strokeWidth=6, opacity=opacity, strokeCap="round", **marks.ROUND)


def stops(trail: alt.Chart) -> alt.Chart:
    """The places where the walker by hand stood, each of which says where it is."""
    rim: dict[str, Any] = {"stroke": "white", "strokeWidth": STOP_RIM_PX}
    return marks.dots(trail, STOP_AREA, **rim).encode(tooltip=tips())


def tips() -> list[alt.Tooltip]:
    """What a stop says of itself."""
    titles = {"f": "height f", "x": "x", "y": "y"}
    return [alt.Tooltip(f"{field}:Q", title=title, format=".4~g") for field, title in titles.items()]
