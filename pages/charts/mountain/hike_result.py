"""When the fog has lifted: the whole mountain with every walk on it, and the profile of their heights.

Frames are steps: at frame t every walker has taken t steps, and one that has arrived waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective
from gdengine.activities import hike
from gdengine.core import Array
from pages.charts.kit import palette, spec
from pages.charts.mountain import hike_map

HAND = "you"  # the name of the walk by hand
FLAG = "M0,0L0,-3.2L1.9,-2.5L0,-1.8"  # on its pole


def frames(walks: Mapping[str, Array]) -> Array:
    """The steps (F,) of the longest of walks (K, 2) that are shown as frames."""
    return spec.thinned(max(map(len, walks.values())))


def revealed(objective: Objective, picture: str, walks: Mapping[str, Array], camps: Sequence[int]) -> spec.Picture:
    """The whole map, a data URL, with every walk (K, 2) by its name; ``camps``: the minima that are base camp."""
    frame = hike_map.frame(objective)
    minima = pd.DataFrame(np.reshape(objective.minima, (-1, 2)), columns=["x", "y"])
    data = {
        "map": frame["edge"].assign(url=picture),
        "walks": _walks(objective, walks),
        "minima": minima.assign(camp=minima.index.isin(camps)),
        **frame,
    }
    return spec.Picture(
        _map_spec(), data, "The map without fog: your walk, that of the rule, every valley and base camp."
    )


def profile(objective: Objective, walks: Mapping[str, Array]) -> spec.Picture:
    """The height of every walk (K, 2) against the way it has walked, both in metres, as long as it is on the map."""
    table = _walks(objective, walks)
    known = table[hike.on_map(table[["x", "y"]], objective.box) & np.isfinite(table["up"])]
    data = {
        "walks": known,
        "view": spec.view(way=spec.padded(known["way"].to_numpy(), 0.02), up=spec.padded(known["up"].to_numpy(), 0.12)),
    }
    return spec.Picture(
        _profile_spec(), data, "The height of your walk and of the rule's walk, against the way walked."
    )


def _walks(objective, walks) -> pd.DataFrame:
    return pd.concat([_walk(objective, name, np.asarray(x, float), frames(walks)) for name, x in walks.items()])


def _walk(objective, name, x, rows) -> pd.DataFrame:
    """One walk, frame by frame."""
    at = np.minimum(rows, len(x) - 1)
    with np.errstate(all="ignore"):  # a rule may have walked off every map
        f = objective(x)
        way = np.append(0, np.cumsum(np.hypot(*np.diff(x, axis=0).T)))
        up = hike_map.METRES * f
        table = pd.DataFrame({"x": x[:, 0], "y": x[:, 1], "f": f, "way": hike_map.METRES * way, "up": up}).astype(
            "float32"
        )
    table = table.iloc[at]
    return table.assign(i=np.arange(len(rows), dtype=np.int16), who=name, hand=name == HAND)


@lru_cache
def _map_spec() -> dict:
    x, y = hike_map.channels()
    minima = alt.Chart(spec.source("minima")).encode(x=x, y=y)
    past, now = (chart.encode(x=x, y=y) for chart in _until_now())
    rule, hand = (
        past.transform_filter(test).encode(order="i:Q") for test in ("!datum.hand && isFinite(datum.f)", "datum.hand")
    )
    camp = minima.transform_filter("datum.camp")
    layers = [
        hike_map.pictures("map"),
        *hike_map.surround(hike_map.INK),
        minima.mark_point(shape="triangle-up", color=palette.MINIMUM, **hike_map.STOP | {"size": 100}),
        camp.mark_point(shape=FLAG, color=palette.MINIMUM, **hike_map.STOP | {"size": 90}),
        *_written(camp.transform_calculate(who="'base camp'"), palette.MINIMUM, align="left", dx=11, dy=3),
        rule.mark_line(**hike_map.CASING, opacity=0.6),
        rule.mark_line(color=palette.GRADIENT, strokeWidth=2.6, strokeJoin="round", clip=True, tooltip=None),
        hand.mark_line(**hike_map.CASING, opacity=0.7),
        hand.mark_line(**hike_map.BOOTS),
        hand.mark_point(color=palette.POSITION, **hike_map.STOP).encode(tooltip=hike_map.tips()),
        now.mark_point(**hike_map.BALL).encode(color=_color(), tooltip=hike_map.tips()),
        *_written(now.transform_filter("datum.hand"), palette.POSITION, dy=-17),
        *_written(now.transform_filter("!datum.hand"), palette.GRADIENT, dy=20),
        spec.anchor(),
    ]
    return spec.moving(*layers, height=hike_map.HEIGHT, member=0) | hike_map.LOOK


@lru_cache
def _profile_spec() -> dict:
    x = alt.X(
        "way:Q", title="walked (m)", scale=alt.Scale(**spec.limits("way")), axis=alt.Axis(tickCount=5, format="~s")
    )
    y = alt.Y("up:Q", title="height (m)", scale=alt.Scale(**spec.limits("up")), axis=alt.Axis(tickCount=4, format="~s"))
    past, now = (chart.encode(x=x, y=y, color=_color()) for chart in _until_now())
    whole = alt.Chart(spec.source("walks")).encode(x=x, y=y, color=_color(), order="i:Q")
    return spec.moving(
        whole.mark_line(opacity=0.3, strokeWidth=1.4, tooltip=None),
        past.mark_line(strokeWidth=palette.LINE, tooltip=None).encode(order="i:Q"),
        now.mark_point(**hike_map.BALL | {"size": 90, "strokeWidth": 1.5}).encode(tooltip=hike_map.tips()),
        spec.anchor(),
        height=150,
        member=0,
    )


def _until_now() -> tuple[alt.Chart, alt.Chart]:
    """The walks up to the frame shown, and the walkers at it."""
    walks = alt.Chart(spec.source("walks"))
    at_end = walks.transform_joinaggregate(end="max(i)")
    return walks.transform_filter("datum.i <= t"), at_end.transform_filter("datum.i == min(t, datum.end)")


def _color() -> alt.Color:
    return alt.Color(
        "hand:N", scale=alt.Scale(domain=[True, False], range=[palette.POSITION, palette.GRADIENT]), legend=None
    )


def _written(place: alt.Chart, color: str, **where) -> list[alt.Chart]:
    """A name beside a place, readable on any ground."""
    halo = {"stroke": "white", "strokeWidth": 3.5, "strokeOpacity": 0.85, "strokeJoin": "round"}
    texts = [
        place.mark_text(fontSize=13, fontWeight=600, tooltip=None, **where, **paint)
        for paint in (halo, {"color": color})
    ]
    return [text.encode(text="who:N") for text in texts]
