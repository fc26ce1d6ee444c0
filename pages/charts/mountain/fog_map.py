"""The hiker's map in the fog.

A picture holds the glimpses from the stops, the stops themselves and the slope felt at the last one: nothing else of
the ground is sent, so nothing else can be seen.  Every stop is a row with a key of its own: a new one leaves the
pictures of the others on the screen as they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.activities import hike
from gdengine.core import Array
from pages.charts.kit import clicks, marks, palette, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.webp import data_url, webp
from pages.charts.mountain import hike_map
from pages.charts.surface import relief
from pages.charts.surface.surface_map import HIKERS_PLAN

SIGHT_SHARE = 0.13  # how far one sees in the fog, in sides of the map
GLIMPSE_PX = 128  # a side of a glimpse
FOG_TOLD = "You stand at x = {x}, y = {y}, {up} m high. Strides taken: {strides}."
RING_PIECES = 72  # of the ring around the hiker


def sight(objective: Objective) -> float:
    """How far one sees in the fog on this map, in its units."""
    (west, east), (south, north) = objective.box
    return SIGHT_SHARE * math.sqrt((east - west) * (north - south))


def glimpse(objective: Objective, x: float, y: float) -> str:
    """The ground around a stop as ``relief.glimpse`` gives it, as a data URL light enough to send forty at every step.

    The colors are compressed with loss, but only after all beyond the rim has become 0; the transparency without.
    """
    seen = relief.glimpse(objective, (x, y), sight(objective), GLIMPSE_PX)
    return data_url(webp(seen, quality=70, alpha_quality=100, method=4))


def fogbound(objective: Objective, walk: Trajectory, glimpses: Sequence[str], stride: float) -> spec.Picture:
    """The map with what has been seen on a walk by hand (``activities.hike.felt``), the ``glimpses`` from its K stops.

    Around the hiker there is a ring, one ``stride`` wide, colored by the slope felt that way.
    """
    reach, (x, y) = sight(objective), walk.x.T
    corners = {"west": x - reach, "east": x + reach, "south": y - reach, "north": y + reach}
    data = {
        "seen": _numbered(corners).assign(url=list(glimpses)),
        "trail": _numbered({"x": x, "y": y, "f": walk.value}),
        "ring": _ring(walk.x[-1], walk.grad[-1], stride),
        **hike_map.surround_data(objective),
    }
    here = {"x": x[-1:], "y": y[-1:], "up": hike_map.METRES * walk.value[-1:], "strides": np.array([len(x) - 1])}
    now = spec.Description(FOG_TOLD, np.array([0]), here, spec.widths(objective))
    words = "The map in fog: your trail, and the little ground that you have seen from it."
    return spec.Picture(_spec(), data, words, now=now)


def _numbered(columns: dict[str, Array]) -> Columns:
    """Numbers (K,) of every stop, and which stop it is."""
    with np.errstate(over="ignore"):  # heights of a learner's own formula may be huge
        table = Columns(columns).astype("float32")
    return table.assign(i=np.arange(len(table), dtype=np.int16))


def _ring(here: Array, grad: Array, stride: float) -> Columns:
    """The circle one stride around the hiker in pieces, each with its slope as a part of the steepest: −1 to 1."""
    bearings, edge = np.arange(RING_PIECES) * 360 / RING_PIECES, 180 / RING_PIECES
    (x, y), (x2, y2) = ((here + stride * hike.heading(bearings + side)).T for side in (-edge, edge))
    part = -hike.slopes(hike.steepest_descent(grad), bearings)
    return Columns({"x": x, "y": y, "x2": x2, "y2": y2, "part": part}).astype("float32")


@lru_cache
def _spec() -> dict[str, Any]:
    trail = alt.Chart(spec.source("trail")).encode(**HIKERS_PLAN.place())
    here = trail.transform_joinaggregate(end="max(i)").transform_filter("datum.i == datum.end")
    glimpses = HIKERS_PLAN.pictures("seen").encode(key="i:N")
    below = [glimpses, *hike_map.surround(hike_map.FOG_FRAME_COLOR)]
    above = [
        *_rings(),
        *hike_map.footsteps(trail.encode(order="i:Q"), 0.55),
        hike_map.stops(trail),
        marks.rimmed_ball(here, rim=hike_map.HIKER_RIM_PX).encode(tooltip=hike_map.tips()),
        spec.anchor(),
    ]
    drawn = spec.moving(*below, *above, height=sizes.HIKE_MAP_HEIGHT_PX)
    return clicks.clickable(drawn, above=len(below), ball=None) | hike_map.NO_SURROUND


def _rings() -> list[alt.Chart]:
    ring = alt.Chart(spec.source("ring")).encode(**HIKERS_PLAN.place(), x2="x2:Q", y2="y2:Q")
    colors = alt.Scale(domain=[-1, 0, 1], range=[palette.STEP, "#d5dce4", palette.GRADIENT])
    color = alt.Color("part:Q", scale=colors, legend=None)
    look = {"strokeCap": "round", "tooltip": None}
    return [
        ring.mark_rule(color="white", strokeWidth=6, opacity=0.5, **look),
        ring.mark_rule(strokeWidth=3.4, **look).encode(color=color),
    ]
