"""What charts know of what is held in the hand: see ``pages.ui.parts.points``.

One bound text, ``hand``, carries all of it, so that a move draws each chart once: intercept and slope of a line, the
index and the place of a data point, the best line of the points with that one where it is held and may be told, how
far the picture of the distances from the line reaches, and which point the hand is at.  What is not held is empty
there.  ``plane_…`` marks say to the part where the scales lie; ``grip_…`` marks are what a finger takes.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.charts.kit import palette, spec

PARAMS = [
    {"name": "hand", "value": "", "bind": {"input": "text"}},
    {"name": "held", "expr": "split(hand, ' ')"},
]
LINE_HELD = "(length(held) > 1 && held[0] != '')"
POINT_HELD = "(length(held) > 2 && held[2] != '')"
_PLACES = {"a": 0, "b": 1, "point": 2, "x": 3, "y": 4, "best_a": 5, "best_b": 6, "reach": 7, "ring": 8}
POINTS_SIGN = spec.Sign("dot", palette.CURVE, "points: drag them")
RING_AREA = 240
FINGER_AREA = 1200  # px², of what a finger takes hold of


def held(name: str) -> str:
    """The expression for a number of the text."""
    return f"toNumber(held[{_PLACES[name]}])"


def told(name: str) -> str:
    """The condition under which the text has a number there."""
    return f"(length(held) > {_PLACES[name]} && held[{_PLACES[name]}] != '')"


def best_or(intercept: str, slope: str) -> tuple[str, str]:
    """The expressions for the best line of the points as they stand, or for another one where no point is held."""
    known = told("best_a")
    return f"({known} ? {held('best_a')} : {intercept})", f"({known} ? {held('best_b')} : {slope})"


def line_or(intercept: str, slope: str) -> tuple[str, str]:
    """The expressions for the line in the hand, or for another one where none is held."""
    return f"({LINE_HELD} ? {held('a')} : {intercept})", f"({LINE_HELD} ? {held('b')} : {slope})"


def followed(drawn: dict[str, Any]) -> dict[str, Any]:
    """The spec of layered charts, following the hand."""
    return {**drawn, "params": [*PARAMS, *drawn["params"]]}


def points() -> alt.Chart:
    """The points (px, py, id) where they stand, one of them perhaps in the hand, at x and y."""
    mine = f"{POINT_HELD} && datum.id == {held('point')}"
    at = {"x": f"{mine} ? {held('x')} : datum.px", "y": f"{mine} ? {held('y')} : datum.py"}
    return alt.Chart(spec.source("points")).transform_calculate(**at)


def ring(places: alt.Chart | None = None, **encoding: Any) -> alt.Chart:
    """A ring around the point that the mouse is at, or that keys move; ``places``: the points, if elsewhere."""
    chosen = (places or points()).transform_filter(f"{told('ring')} && datum.id == {held('ring')}")
    look: dict[str, Any] = {"filled": False, "size": RING_AREA, "color": palette.INK, "strokeWidth": 2, "opacity": 1}
    return chosen.mark_point(**look, tooltip=None).encode(**encoding)


def movable(**encoding: Any) -> list[alt.Chart]:
    """The layers by which points are seen to be held, and are."""
    return [ring(**encoding), grip("points", points(), **encoding)]


def plane(name: str) -> alt.Chart:
    """The unseen rectangle that says where the scales of a picture lie."""
    whole = alt.Chart(spec.source("view"), name=f"plane_{name}").mark_rect(opacity=0, tooltip=None)
    sides = {"x": "0", "x2": "width", "y": "0", "y2": "height"}
    return whole.encode(**{side: alt.value(alt.ExprRef(px)) for side, px in sides.items()})


def grip(name: str, places: alt.Chart, **encoding: Any) -> alt.Chart:
    """What a finger takes hold of, unseen, around some places."""
    named = places.properties(name=f"grip_{name}")
    look: dict[str, Any] = {"filled": True, "size": FINGER_AREA, "opacity": 0, "color": palette.POSITION}
    return named.mark_point(**look, clip=True).encode(**encoding)  # one far outside would take the room of the plot
