"""Marks: the walker's ball, the dots of its steps, lines, arrows, words on a map, minima.  One look on every picture.

Each takes a chart (its data and transforms) and gives it a mark; places are encoded by whoever knows the scales.
``SILENT_MARK`` marks stay inside the plot and say nothing under the pointer; ``looks`` are Vega-Lite's own properties.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import altair as alt

from pages.charts.kit import moments, palette, sizes

SILENT_MARK: dict[str, Any] = {"clip": True, "tooltip": None}
ROUND: dict[str, Any] = SILENT_MARK | {"strokeJoin": "round"}
UPWARD_ARROWHEAD = "M0,0L-0.45,1.1L0.45,1.1Z"  # its tip is the place
SHORTEST_WITH_HEAD = 0.03  # of an arrow, in sides of the map


def ball(
    now: alt.Chart, color: str | None = palette.POSITION, area: float = sizes.BALL_AREA, **looks: Any
) -> alt.Chart:
    """The walker where the bar stands; no ``color`` where that is encoded."""
    return now.mark_point(**_filled(color, area) | looks)


def rimmed_ball(now: alt.Chart, color: str | None = palette.POSITION, rim: float = 2, **looks: Any) -> alt.Chart:
    """The walker with a white rim, ``rim`` px wide, that keeps it readable on any ground."""
    rims: dict[str, Any] = {"stroke": "white", "strokeWidth": rim}
    return ball(now, color, **rims | looks)


def dots(
    past: alt.Chart, area: float = sizes.DOT_AREA, color: str | None = palette.POSITION, **looks: Any
) -> alt.Chart:
    """The steps taken."""
    return past.mark_point(**_filled(color, area) | looks)


def rings(points: alt.Chart) -> alt.Chart:
    """Points that no step sees."""
    look: dict[str, Any] = {"filled": False, "stroke": palette.GRADIENT, "strokeWidth": 2, "size": 70, "opacity": 1}
    return points.mark_point(**look, clip=True)


def _filled(color: str | None, area: float) -> dict[str, Any]:
    return ({"color": color} if color else {}) | {"filled": True, "size": area, "opacity": 1, "clip": True}


def line(path: alt.Chart, color: str | None, width: float = sizes.LINE_PX, **looks: Any) -> alt.Chart:
    """A line through the rows of a chart."""
    return path.mark_line(**({"color": color} if color else {}), strokeWidth=width, **SILENT_MARK | looks)


def so_far(path: alt.Chart, color: str | None = None, width: float = sizes.LINE_PX, **looks: Any) -> alt.Chart:
    """The line up to where the bar stands."""
    return line(moments.until_now(path), color, width, **looks)


def segment(ends: alt.Chart, color: str, width: float | None = None, **looks: Any) -> alt.Chart:
    """A straight line from x, y to x2, y2."""
    return ends.mark_rule(color=color, **({} if width is None else {"strokeWidth": width}), **SILENT_MARK | looks)


def cased_path(past: alt.Chart, color: str = palette.POSITION) -> list[alt.Chart]:
    """A path with a white casing that keeps it readable on any ground."""
    return [casing(past), past.mark_line(color=color, strokeWidth=sizes.LINE_PX, **ROUND)]


def casing(past: alt.Chart, width: float = 4.2, opacity: float = 0.75) -> alt.Chart:
    """The white casing of a path."""
    return past.mark_line(color="white", strokeWidth=width, opacity=opacity, **ROUND)


def cased_segment(ends: alt.Chart, color: str, width: float, *, casing: float, opacity: float) -> list[alt.Chart]:
    """A straight line with a white casing of that width."""
    return [segment(ends, "white", casing, opacity=opacity), segment(ends, color, width)]


def arrow(chart: alt.Chart, color: str, tail: dict[str, Any], tip: dict[str, Any]) -> list[alt.Chart]:
    """An arrow between the places encoded in ``tail`` (x, y) and ``tip`` (x, y and their plain names x2, y2).

    Column ``turn`` is its direction in degrees from north, ``part`` its length in sides of the map: a short one has no
    head.
    """
    ends = tail | {name: tip[name] for name in ("x2", "y2")}
    head = chart.transform_filter(f"datum.part > {SHORTEST_WITH_HEAD}").mark_point(
        shape=UPWARD_ARROWHEAD, stroke=color, **_filled(color, sizes.ARROWHEAD_AREA), tooltip=None
    )
    shaft = cased_segment(chart, color, sizes.THICK_LINE_PX, casing=5, opacity=0.7)
    angle = alt.Angle("turn:Q", scale=None)
    return [*[mark.encode(**ends) for mark in shaft], head.encode(x=tip["x"], y=tip["y"], angle=angle)]


INK_OF_EACH = alt.Color("ink:N", scale=None)  # of words whose color is the datum's own: see ``inks``


def label(
    place: alt.Chart,
    text: str,
    color: str | alt.Color | alt.ColorValue,
    *,
    halo: str = "white",
    around: float = sizes.HALO_PX,
    **where: Any,
) -> list[alt.Chart]:
    """Words beside a place, in a halo that keeps them readable on any ground.

    ``text`` names their column · ``around``: px of the halo's line, half of which is seen · ``dy`` among ``where`` may
    be an expression, so that labels move apart.
    """
    written = place.encode(text=f"{text}:N")
    looks = {"fontSize": sizes.WORDS, "fontWeight": 600, "tooltip": None, **where}
    behind = written.mark_text(stroke=halo, strokeWidth=around, strokeJoin="round", strokeOpacity=0.85, **looks)
    if isinstance(color, str):
        ink = palette.words(color) if halo == palette.PAPER else palette.on_light(color)
        return [behind, written.mark_text(color=ink, **looks)]
    return [behind, written.mark_text(**looks).encode(color=color)]


def aside(before: str, px: float) -> dict[str, Any]:
    """How words stand beside a place, px away: before it where the expression ``before`` holds, else after it."""
    return {"align": {"expr": f"{before} ? 'right' : 'left'"}, "dx": {"expr": f"{before} ? {-px} : {px}"}}


def inks(colors: Mapping[Any, str], of: str, ink: Callable[[str], str]) -> str:
    """The expression for the ink of each datum's words: ``colors`` by the values of its column ``of``."""
    known = json.dumps({str(value): ink(color) for value, color in colors.items()})
    return f"({known})[datum.{of}]"


def moved_apart(labels: alt.Chart, y: str, gap: float) -> alt.Chart:
    """Labels with the column ``dy``, px by which each is moved down so that none lies on another.

    ``y``: the expression for where one would stand, in px · ``gap``: px from one to the next, on a desk; less where the
    plot is too low for so many.  From the top edge each is pushed below the one before; then from the bottom all back
    into the plot.
    """
    room = "datum.room_px"
    ordered: dict[str, Any] = {"sort": [alt.SortField("own_px")], "frame": [None, 0], "ignorePeers": True}
    counted = labels.transform_calculate(own_px=y, one="1").transform_joinaggregate(count="count()")
    spaced = counted.transform_calculate(room_px=f"min({gap} * scale, height / datum.count)")
    pushed = (
        spaced.transform_window(rank="sum(one)", **ordered)
        .transform_calculate(free_px=f"max(datum.own_px, {room} / 2) - {room} * datum.rank")
        .transform_window(least_px="max(free_px)", **ordered)
    )
    last = f"height - {room} * (datum.count - datum.rank + 0.5)"
    return pushed.transform_calculate(dy=f"min(datum.least_px + {room} * datum.rank, {last}) - datum.own_px")


def minima(places: alt.Chart, **looks: Any) -> alt.Chart:
    """Triangles at the known minima of a map."""
    rim = {"stroke": "white", "strokeWidth": 1.2}
    look = {"shape": "triangle-up", "filled": True, "size": sizes.MINIMUM_AREA, "color": palette.MINIMUM, "opacity": 1}
    return places.mark_point(**look | rim | looks)
