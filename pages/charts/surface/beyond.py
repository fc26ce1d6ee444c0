"""A ball off the map: an arrow at the map's edge, on the way to it from the middle, and where it is."""

from __future__ import annotations

import altair as alt

from pages.charts.kit import border, marks, palette, scales, sizes
from pages.charts.kit.numbers import said
from pages.charts.surface.surface_map import TRUE_MAP, SurfaceMap

ARROW_AREA = 380
WORDS_ASIDE_PX, WORDS_OUT_PX = 24, 12  # of the words from the arrow's tip: toward the map's middle, and away from it
EDGE_DIGITS = 3  # significant: both numbers have to fit beside each other on a phone
AT_EDGE = ("edge_x", "edge_y")  # the columns of ``at_edge``


def at_edge(balls: alt.Chart, ground: SurfaceMap = TRUE_MAP) -> alt.Chart:
    """These rows with the place to mark: their own on the map, the map's edge for those that are ``off`` it.

    ``east`` and ``north``: where they are, in halves of the map from its middle · ``turn``: degrees from north, of the
    way there.
    """
    placed = balls.transform_calculate(east=_halves("x"), north=_halves("y")).transform_calculate(
        far="max(1, abs(datum.east), abs(datum.north))"
    )
    x, y = (
        f"datum.far > 1 ? {_middle(axis)} + {scales.span(axis)} / 2 * datum.{way} / datum.far : datum.{axis}"
        for axis, way in (("x", "east"), ("y", "north"))
    )
    across, up = ground.fit.halves
    turn = f"180 * atan2(datum.east * {across}, datum.north * {up}) / PI"
    return placed.transform_calculate(edge_x=x, edge_y=y, off="datum.far > 1", turn=turn)


def _middle(axis: str) -> str:
    return f"({scales.end(axis, 'lo')} + {scales.end(axis, 'hi')}) / 2"


def _halves(axis: str) -> str:
    return f"(datum.{axis} - {_middle(axis)}) / ({scales.span(axis)} / 2)"


def arrow(balls: alt.Chart, color: str | None, ground: SurfaceMap = TRUE_MAP) -> alt.Chart:
    """The arrow of every ball that is off the map, given ``at_edge``; no ``color`` where that is encoded."""
    look = {"stroke": "white", "strokeWidth": 1.2, "clip": True}
    pointed = border.pointer(balls.transform_filter("datum.off"), marks.UPWARD_ARROWHEAD, ARROW_AREA, color, **look)
    return pointed.encode(**ground.place(*AT_EDGE), angle=alt.Angle("turn:Q", scale=None))


def row_px(y: str) -> str:
    """The expression for a height in px at which words are whole, the next to that of ``y``, which is in px too."""
    half = f"{sizes.WORDS_PX / 2 + 2:g} * scale"  # of the words' height
    top, foot = (f"scale('y', {scales.end('y', end)})" for end in ("hi", "lo"))
    return f"clamp({y}, {top} + {half}, {foot} - {half})"


def layers(now: alt.Chart, ground: SurfaceMap = TRUE_MAP, color: str = palette.POSITION) -> list[alt.Chart]:
    """The arrow of one walker who is off the map, and beside it its coordinates.

    Its path comes from the middle, most often: they are farther from that, up or down, than the path beside them.
    """
    gone = at_edge(now, ground)
    x, y = (said(f"datum.{axis}", EDGE_DIGITS) for axis in "xy")
    words = gone.transform_filter("datum.off").transform_calculate(words=f"'(' + {x} + ', ' + {y} + ')'")
    here, outward = "scale('y', datum.edge_y)", f"(datum.north > 0 ? -1 : 1) * {WORDS_OUT_PX} * scale"
    looks = marks.aside("datum.east > 0", WORDS_ASIDE_PX)
    looks["dy"] = {"expr": f"{row_px(f'{here} + {outward}')} - {here}"}
    place = words.encode(**ground.place(*AT_EDGE))
    return [arrow(gone, color, ground), *marks.label(place, "words", color, **looks)]
