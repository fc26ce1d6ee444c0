"""Every start at every rate: a map of fates, the rate in force across it, and the walk along that line."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import border, clicks, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import said

GONE_DIGITS = 5  # of where a walk is that has left the map
RATE_LINE_COLOR = "#1f2430"  # the rate in force, in a white casing


def starts(
    objective: Objective,
    map_url: str,
    span: tuple[float, float],
    rates: Array,
    run: Trajectory,
    rows: Array,
) -> spec.Picture:
    """The map ``map_url`` of starts × rates, the latter over ``span`` on a logarithmic scale.

    ``run``: a family of walks (K, M, 1) at ``rates`` (M,), sent at ``rows``: each is a horizontal line of the map.
    """
    (west, east), (south, north) = objective.box[0], span
    stamp = spec.stamp(run.x[0, moments.HOME], rates[moments.HOME])
    data = {
        "map": Columns({"url": [map_url], "west": [west], "east": [east], "south": [south], "north": [north]}),
        "rates": Columns({"m": np.arange(len(rates), dtype=np.int16), "y": np.asarray(rates, np.float32)}),
        **moments.tables(run, rows, x=run.x[..., 0]),
        "view": spec.view(x=(west, east), y=(south, north)).assign(stamp=stamp),
    }
    words = (
        f"A map of the curve {objective.title or objective.name}: across it every start, up it every rate, and the "
        "color of each place tells which valley that walk ends in."
    )
    signs = (spec.Sign("line", RATE_LINE_COLOR, "learning rate in force"), spec.Sign("dashes", "#ffffff", "start"))
    now = moments.described("Step {k}: at x = {x}.", data["every"], spans=spec.widths(objective))
    return spec.Picture(_spec(), data, words, signs, now)


@lru_cache
def _spec() -> dict[str, Any]:
    rates = scales.log_axis("y", grid=False, **scales.SAME_ROOM)
    axes = {"x": scales.axis("x", grid=False), "y": rates}
    at = scales.encoder({"x": "start x₀", "y": "learning rate η"}, axes, y=scales.log("y"))
    ground = alt.Chart(spec.source("map")).mark_image(aspect=False, opacity=0.82, tooltip=None)
    box = at(x="west", x2="east", y="south", y2="north")
    layers = [ground.encode(**box, url="url:N"), *_line(at), *_walk(at)]
    layers.append(spec.anchor())
    return clicks.clickable(spec.moving(*layers, height=sizes.PLOT_HEIGHT_PX))


def _line(at: scales.Encoder) -> list[alt.Chart]:
    """The rate in force, across the map."""
    line = alt.Chart(spec.source("rates")).transform_filter("datum.m == r")
    drawn = marks.cased_segment(line, RATE_LINE_COLOR, 1.2, casing=3.4, opacity=0.8)
    return [mark.encode(**at(y="y")) for mark in drawn]


def _walk(at: scales.Encoder) -> list[alt.Chart]:
    """The start, the steps along the line, and the ball."""
    path = moments.shown("x").transform_calculate(y=f"{spec.row('rates', 'r')}.y").transform_filter("isFinite(datum.x)")
    now = moments.now(path)
    start = marks.segment(path.transform_filter("datum.i == 0"), "white", 1.6, strokeDash=[4, 4])
    past = marks.dots(
        moments.until_now(path.transform_filter(moments.DOTTED)), 34, stroke="white", strokeWidth=0.6, tooltip=None
    )
    ball = marks.rimmed_ball(now, tooltip=None)
    on_the_map = f"clamp(datum.y, {scales.end('y', 'lo')}, {scales.end('y', 'hi')})"  # a rate is, but for its last bit
    gone = border.beyond(now, on_the_map, {"x": f"'x = ' + {said('datum.x', GONE_DIGITS)}", "y": "''"})
    place, ink = at(x="edge", y="rim"), palette.POSITION
    return [
        start.encode(**at(x="x")),
        *(mark.encode(**at(x="x", y="y")) for mark in (past, ball)),
        border.arrow(gone, place, ink),
        *border.told(gone, place, ink),
    ]
