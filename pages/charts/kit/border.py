"""The border of a picture: of what lies outside, an arrow there says which way, and words say where."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.charts.kit import marks, palette, scales, sizes

BORDER_ARROW_AREA = 240
ARROW_OFF_PX, WORDS_OFF_PX = 8, 20  # from the border to the middle of the arrow, and to the words


def beyond(now: alt.Chart, y: str, words: dict[str, str], x: str = "datum.x") -> alt.Chart:
    """Those that lie outside the scales x and y, with ``edge`` and ``rim``, the nearest place of the border.

    ``x`` and ``y``: the expressions for where each is · ``words``: what is said of one outside in x, and in y alone.
    """
    [west, east], [low, high] = ([scales.end(name, which) for which in ("lo", "hi")] for name in ("x", "y"))
    sides = {"side": f"({x} > {east}) - ({x} < {west})", "rise": f"({y} > {high}) - ({y} < {low})"}
    place = {"edge": f"clamp({x}, {west}, {east})", "rim": f"clamp({y}, {low}, {high})"}
    placed = now.transform_calculate(**sides, **place, words=f"datum.side ? {words['x']} : {words['y']}")
    return placed.transform_filter(f"(datum.side || datum.rise) && !isNaN({x}) && !isNaN({y})")


def arrow(gone: alt.Chart, place: dict[str, Any], color: str) -> alt.Chart:
    """An arrow at a place of the border: ``side`` and ``rise`` are −1, 0 or 1, and the side is what counts."""
    pointing = "datum.side < 0 ? 'triangle-left' : datum.side > 0 ? 'triangle-right' : {}"
    shape = pointing.format("datum.rise > 0 ? 'triangle-up' : 'triangle-down'")
    inward = {
        "xOffset": {"expr": f"-{ARROW_OFF_PX} * datum.side"},
        "yOffset": {"expr": f"datum.side ? 0 : {ARROW_OFF_PX} * datum.rise"},
    }
    return pointer(gone, {"expr": shape}, BORDER_ARROW_AREA, color, **inward).encode(**place)


def pointer(gone: alt.Chart, shape: str | dict[str, str], area: float, color: str | None, **looks: Any) -> alt.Chart:
    """The mark of an arrow that stands for what is outside; no ``color`` where that is encoded."""
    inked = {"color": color} if color else {}
    return gone.mark_point(shape=shape, filled=True, size=area, opacity=1, tooltip=None, **inked, **looks)


def told(gone: alt.Chart, place: dict[str, Any], color: str) -> list[alt.Chart]:
    """The column ``words`` beside that arrow, in the picture."""
    leftward = "(datum.side > 0 || (!datum.side && scale('x', datum.edge) > width / 2))"
    half = f"{sizes.WORDS_PX / 2:g} * scale"  # of the words' height: at the upper edge they are moved into the plot
    at = "scale('y', datum.rim)"
    within = {"expr": f"max(0, {half} - {at}) + min(0, height - {half} - {at})"}
    ink = alt.ColorValue(palette.words(color))
    look: dict[str, Any] = {"halo": palette.PAPER, "around": sizes.HALO_PX, "tooltip": None}
    return marks.label(gone.encode(**place), "words", ink, dy=within, **look, **marks.aside(leftward, WORDS_OFF_PX))
