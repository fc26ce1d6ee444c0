"""The hiker's map in the fog.

A picture holds the glimpses from the stops, the stops themselves and the slope felt at the last one: nothing else of
the ground is sent, so nothing else can be seen.  Every stop is a row with a key of its own: a new one leaves the
pictures of the others on the screen as they are.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd
from PIL import Image

from gdengine import Objective, Trajectory
from gdengine.activities import hike
from pages.charts.kit import palette, spec
from pages.charts.mountain import hike_map
from pages.charts.surface import relief

SIGHT = 0.13  # how far one sees in the fog, in sides of the map
PIXELS = 128  # a side of a glimpse
PIECES = 72  # of the ring around the hiker


def sight(objective: Objective) -> float:
    """How far one sees in the fog on this map, in its units."""
    (west, east), (south, north) = objective.box
    return SIGHT * math.sqrt((east - west) * (north - south))


def glimpse(objective: Objective, x: float, y: float) -> str:
    """The ground around a stop as ``relief.glimpse`` gives it, made light enough to send forty of them at every step.

    The colors are compressed with loss, but only after all beyond the rim has become 0; the transparency without.
    """
    seen = relief.glimpse(objective, (x, y), sight(objective), PIXELS)
    out = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(seen.split(",", 1)[1]))) as picture:
        picture.save(out, "WEBP", quality=70, alpha_quality=100, method=4)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def fogbound(objective: Objective, walk: Trajectory, glimpses: Sequence[str], stride: float) -> spec.Picture:
    """The map with what has been seen on a walk by hand (``gdengine.hike.felt``), the ``glimpses`` from its K stops.

    Around the hiker there is a ring, one ``stride`` wide, colored by the slope felt that way.
    """
    reach, (x, y) = sight(objective), walk.x.T
    corners = {"west": x - reach, "east": x + reach, "south": y - reach, "north": y + reach}
    data = {
        "seen": _numbered(corners).assign(url=list(glimpses)),
        "trail": _numbered({"x": x, "y": y, "f": walk.value}),
        "ring": _ring(walk.x[-1], walk.grad[-1], stride),
        **hike_map.frame(objective),
    }
    return spec.Picture(_spec(), data, "The map in fog: your trail, and the little ground that you have seen from it.")


def _numbered(columns) -> pd.DataFrame:
    """Numbers (K,) of every stop, and which stop it is."""
    with np.errstate(over="ignore"):  # heights of a learner's own formula may be huge
        table = pd.DataFrame(columns).astype("float32")
    return table.assign(i=np.arange(len(table), dtype=np.int16))


def _ring(here, grad, stride) -> pd.DataFrame:
    """The circle one stride around the hiker in pieces, each with its slope as a part of the steepest: −1 to 1."""
    bearings, edge = np.arange(PIECES) * 360 / PIECES, 180 / PIECES
    (x, y), (x2, y2) = ((here + stride * hike.heading(bearings + side)).T for side in (-edge, edge))
    part = -hike.slopes(hike.steepest_descent(grad), bearings)
    return pd.DataFrame({"x": x, "y": y, "x2": x2, "y2": y2, "part": part}).astype("float32")


@lru_cache
def _spec() -> dict:
    x, y = hike_map.channels()
    trail = alt.Chart(spec.source("trail")).encode(x=x, y=y)
    way = trail.encode(order="i:Q")
    here = trail.transform_joinaggregate(end="max(i)").transform_filter("datum.i == datum.end")
    below = [hike_map.pictures("seen").encode(key="i:N"), *hike_map.surround(hike_map.FAINT)]
    above = [
        *_rings(),
        way.mark_line(**hike_map.CASING, opacity=0.55),
        way.mark_line(**hike_map.BOOTS),
        trail.mark_point(color=palette.POSITION, **hike_map.STOP).encode(tooltip=hike_map.tips()),
        here.mark_point(color=palette.POSITION, **hike_map.BALL).encode(tooltip=hike_map.tips()),
        spec.anchor(),
    ]
    return spec.clickable(spec.moving(*below, *above, height=hike_map.HEIGHT), above=len(below)) | hike_map.LOOK


def _rings() -> list[alt.Chart]:
    x, y = hike_map.channels()
    ring = alt.Chart(spec.source("ring")).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    colors = alt.Scale(domain=[-1, 0, 1], range=[palette.STEP, "#d5dce4", palette.GRADIENT])
    color = alt.Color("part:Q", scale=colors, legend=None)
    look = {"strokeCap": "round", "aria": False, "tooltip": None}
    return [
        ring.mark_rule(color="white", strokeWidth=6, opacity=0.5, **look),
        ring.mark_rule(strokeWidth=3.4, **look).encode(color=color),
    ]
