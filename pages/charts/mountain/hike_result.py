"""When the fog has lifted: the whole mountain with every walk on it, and the profile of their heights.

Frames are steps: at frame t every walker has taken t steps, and one that has arrived waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective
from gdengine.activities import hike
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns, stacked
from pages.charts.mountain import hike_map
from pages.charts.surface.surface_map import HIKERS_PLAN

HAND = "you"  # the name of the walk by hand
VALLEY = spec.Sign("triangle", palette.MINIMUM, "the bottom of a valley")
FLAG_PATH = "M0,0L0,-3.2L1.9,-2.5L0,-1.8"  # on its pole


def moments_of(walks: Mapping[str, Array]) -> Array:
    """The rows (K,) that the bar plays: the steps of the longest of walks (K, 2)."""
    return np.arange(max(map(len, walks.values())))


def revealed(objective: Objective, relief_url: str, walks: Mapping[str, Array], camps: Sequence[int]) -> spec.Picture:
    """The whole map ``relief_url`` with every walk (K, 2) by its name; ``camps``: the minima that are base camp."""
    around = hike_map.surround_data(objective)
    minima = Columns.of_rows(objective.minima, ("x", "y"))
    data = {
        "map": around["edge"].assign(url=relief_url),
        "walks": _walks(objective, walks),
        "minima": minima.assign(camp=np.isin(np.arange(len(minima)), camps)),
        **around,
    }
    words = "The map without fog: your walk, that of the rule, every valley and base camp."
    spans = {f"{name}{k}": width for k in range(len(walks)) for name, width in spec.widths(objective).items()}
    now = _told(objective, walks, "{who} at x = {{x{k}}}, y = {{y{k}}}, {{up{k}}} m high", spans)
    valleys = (VALLEY,) if objective.minima else ()
    return spec.Picture(_map_spec(), data, words, valleys, now)


def profile(objective: Objective, walks: Mapping[str, Array]) -> spec.Picture:
    """The height of every walk (K, 2) against the way it has walked, both in metres, as long as it is on the map."""
    table = _walks(objective, walks)
    known = table.rows(hike.on_map(np.column_stack([table["x"], table["y"]]), objective.box) & np.isfinite(table["up"]))
    data = {
        "walks": known,
        "view": spec.view(way=scales.padded(known["way"], 0.02), up=scales.padded(known["up"], 0.12)),
    }
    words = "The height of your walk and of the rule's walk, against the way walked."
    now = _told(objective, walks, "{who} {{way{k}}} m", {}, "The way walked until step {k}: ")
    return spec.Picture(_profile_spec(), data, words, now=now)


def _told(
    objective: Objective, walks: Mapping[str, Array], each: str, spans: Mapping[str, float], head: str = "Step {k}: "
) -> spec.Description:
    """What is told of ``each`` walker, with the numbers that are drawn of it."""
    rows = moments_of(walks)
    numbers: dict[str, Array] = {}
    for k, (name, x) in enumerate(walks.items()):
        table = _walk(objective, name, np.asarray(x, float), rows)
        numbers |= {f"{column}{k}": table[column] for column in ("x", "y", "up", "way")}
    template = head + "; ".join(each.format(who=name, k=k) for k, name in enumerate(walks)) + "."
    named = {name: values for name, values in numbers.items() if "{" + name + "}" in template}
    return spec.Description(template, rows, named, spans)


def _walks(objective: Objective, walks: Mapping[str, Array]) -> Columns:
    return stacked([_walk(objective, name, np.asarray(x, float), moments_of(walks)) for name, x in walks.items()])


def _walk(objective: Objective, name: str, x: Array, rows: Array) -> Columns:
    """One walk, frame by frame."""
    at = np.minimum(rows, len(x) - 1)
    with np.errstate(all="ignore"):  # a rule may have walked off every map
        f = objective(x)
        way = np.append(0, np.cumsum(np.hypot(*np.diff(x, axis=0).T)))
        up = hike_map.METRES * f
        table = Columns({"x": x[:, 0], "y": x[:, 1], "f": f, "way": hike_map.METRES * way, "up": up}).astype("float32")
    return table.rows(at).assign(i=np.arange(len(rows), dtype=np.int16), who=name, hand=name == HAND)


@lru_cache
def _map_spec() -> dict[str, Any]:
    minima = alt.Chart(spec.source("minima")).encode(**HIKERS_PLAN.place())
    camp = minima.transform_filter("datum.camp")
    past, now = (chart.encode(**HIKERS_PLAN.place()) for chart in _until_now())
    rule = past.transform_filter("!datum.hand && isFinite(datum.f)").encode(order="i:Q")
    hand = past.transform_filter("datum.hand").encode(order="i:Q")
    walker = marks.rimmed_ball(now, None, rim=hike_map.HIKER_RIM_PX)
    layers = [
        HIKERS_PLAN.pictures(aria=False),
        *hike_map.surround(hike_map.CLEAR_FRAME_COLOR),
        marks.minima(minima, size=100, strokeWidth=1, clip=True),
        marks.minima(camp, shape=FLAG_PATH, size=90, strokeWidth=1, clip=True),
        *marks.label(camp.transform_calculate(who="'base camp'"), "who", palette.MINIMUM, align="left", dx=11, dy=3),
        hike_map.wide_casing(rule, 0.6),
        rule.mark_line(color=palette.GRADIENT, strokeWidth=2.6, **marks.ROUND),
        *hike_map.footsteps(hand, 0.7),
        hike_map.stops(hand),
        walker.encode(color=_color(), tooltip=hike_map.tips()),
        *marks.label(now.transform_filter("datum.hand"), "who", palette.POSITION, dy=-17),
        *marks.label(now.transform_filter("!datum.hand"), "who", palette.GRADIENT, dy=20),
        spec.anchor(),
    ]
    return spec.moving(*layers, height=sizes.HIKE_MAP_HEIGHT_PX, member=0) | hike_map.NO_SURROUND


@lru_cache
def _profile_spec() -> dict[str, Any]:
    x = alt.X("way:Q", title="walked (m)", scale=scales.linear("way"), axis=scales.axis("x"))
    y = alt.Y("up:Q", title="height (m)", scale=scales.linear("up"), axis=scales.axis("y"))
    past, now = (chart.encode(x=x, y=y, color=_color()) for chart in _until_now())
    return spec.moving(
        past.mark_line(strokeWidth=sizes.LINE_PX, **marks.ROUND).encode(order="i:Q"),
        marks.rimmed_ball(now, None, 1.5, area=sizes.SMALL_BALL_AREA).encode(tooltip=hike_map.tips()),
        spec.anchor(),
        height=sizes.HIKE_PROFILE_HEIGHT_PX,
        member=0,
    )


def _until_now() -> tuple[alt.Chart, alt.Chart]:
    """The walks up to the frame shown, and the walkers at it."""
    walks = alt.Chart(spec.source("walks"))
    return moments.until_now(walks), moments.now(walks, of="who")


def _color() -> alt.Color:
    return alt.Color(
        "hand:N", scale=alt.Scale(domain=[True, False], range=[palette.POSITION, palette.GRADIENT]), legend=None
    )
