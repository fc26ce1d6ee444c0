"""Layers for pictures of a curve that are moved by hand: what is shown of the one place that is looked at.

Two bound parameters move such pictures in the browser: ``p``, the place on the curve, and ``h``, the step aside, both
indices.  The table ``places`` has a row for every place, ``steps`` a row for every step aside.  Over every plot lies a
transparent rectangle, the mark ``handle_p`` or ``handle_h``, from one end of the axis to the other: who presses there
takes hold of that parameter (see ``ui.parts.slider``).
"""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.charts.kit import marks, palette, scales, sizes, spec

NOWHERE = -1  # before anything has been said, no place is shown
PLACE_IN_HAND = "data('places')[p]"
WORDS_AT = {  # of words at the top of a plot: how they are aligned, and where
    "left": ("left", "8"),
    "right": ("right", "width - 8"),
    "middle, left": ("right", "width / 2 - 6 * scale"),
    "middle, right": ("left", "width / 2 + 6 * scale"),
}


def held(param: str, *layers: alt.Chart, height: int) -> dict[str, Any]:
    """The spec of layers that follow p and h, under the handle of one of them."""
    tables = [alt.Chart(spec.source(name)).transform_filter("false") for name in ("places", "steps", "view")]
    kept = [table.mark_point() for table in tables]  # for the expressions that read them
    return spec.following(*layers, *kept, _handle(param), height=height, p=NOWHERE, h=0)


def _handle(param: str) -> alt.Chart:
    return spec.handle(param, axis={"p": "x", "h": "h"}[param])


def here(count: int = 1) -> alt.Chart:
    """Rows j = 0 … count − 1 for what is shown of the place p.

    They stay while p moves, and so do their marks; rows of ``places`` would come and go, and all their marks with them.
    """
    return alt.Chart(alt.sequence(0, count, as_="j")).transform_filter(f"isValid({PLACE_IN_HAND})")


def point(*columns: str) -> alt.Chart:
    """The place p, where the curve has a point there: x, y and some more of its columns."""
    known = {name: f"{PLACE_IN_HAND}.{name}" for name in ("x", "y", *columns)}
    return here().transform_calculate(**known).transform_filter("isFinite(datum.y)")


def exactly(name: str) -> str:
    """The expression for a number of the place p in more digits than are drawn: it has come in two parts."""
    return f"({PLACE_IN_HAND}.{name} + {PLACE_IN_HAND}.{name}_rest)"


def aside(index: str) -> str:
    """The expression for a step aside."""
    return f"{spec.row('steps', index)}.h"


def curve_line(color: str) -> alt.Chart:
    """The curve through all places."""
    return marks.line(alt.Chart(spec.source("places")), color)


def ball(now: alt.Chart, color: str = palette.POSITION) -> alt.Chart:
    """The point that is dragged."""
    return marks.rimmed_ball(now, color, tooltip=None)


def says(now: alt.Chart, row: int, side: str, color: str, text: str) -> alt.Chart:
    """A number in the free rows at the top of the plot, at a side of it or from its middle to a side.

    ``text`` is an expression.
    """
    align, at = WORDS_AT[side]
    look = {"align": align, "baseline": "middle", "fontSize": sizes.WORDS, "fontWeight": 600, "tooltip": None}
    words = now.transform_calculate(text=text).mark_text(color=palette.words(color), **look)
    place = {"x": at, "y": f"{10 + 18 * row} * scale"}
    return words.encode(**{name: alt.value(alt.ExprRef(px)) for name, px in place.items()}, text="text:N")


def x_axis() -> alt.X:
    """Places from left to right."""
    return alt.X("x:Q", scale=scales.linear("x"), axis=scales.axis("x", title="x"))


def y_axis(title: str) -> alt.Y:
    return alt.Y("y:Q", title=title, scale=scales.linear("y"), axis=edged())


def edged(**rest: Any) -> alt.Axis:
    """A vertical axis with the room that all of them take."""
    room = alt.ExprRef(f"{sizes.TANGENT_LABELS_PX} * scale")
    return scales.axis("y", minExtent=room, **rest)
