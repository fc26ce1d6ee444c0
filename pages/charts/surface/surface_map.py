"""The one map of a surface, from above: its picture, its minima, and the scales that every layer on it shares.

A walk, a race, basins, the loss of a regression and the hiker's plan are layers on such a map; they are encoded with
its ``x`` and ``y``.  Maps differ in how the ground meets the frame of the picture (``Fit``): a unit of x as long as a
unit of y, so that a right angle looks like one, with axes (``TRUE_MAP``) or without (``HIKERS_PLAN``); or the picture
filled from edge to edge, where x and y are different things (``filled_map``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine import Objective
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, spec
from pages.charts.kit.columns import Columns
from pages.charts.surface import shading

_WIDE, _HIGH = scales.span("x"), scales.span("y")
FOUND_SHARE = 0.03  # of the map's shorter side: a walk this near to a minimum has found it
MAP_SIDE = f"min({_WIDE}, {_HIGH})"  # the expression for the shorter side of the map, in its own units


class Fit(NamedTuple):
    """How the ground meets the picture's frame: scale and axis of x and of y, and half of the map's width and height.

    The halves are expressions, in px.
    """

    scale: Callable[[str], alt.Scale]
    axis: Callable[[str], alt.Axis | None]
    halves: tuple[str, str]


class SurfaceMap(NamedTuple):
    """The scales of a map, and its layers.  ``titles`` are those of its axes, none where it has none."""

    fit: Fit
    titles: tuple[str, str] | None = ("x", "y")

    def x(self, column: str = "x") -> alt.X:
        """The encoding of a column as a place from west to east."""
        return alt.X(f"{column}:Q", scale=self.fit.scale("x"), axis=self.fit.axis("x"), **self._title(0))

    def y(self, column: str = "y") -> alt.Y:
        """The encoding of a column as a place from south to north."""
        return alt.Y(f"{column}:Q", scale=self.fit.scale("y"), axis=self.fit.axis("y"), **self._title(1))

    def _title(self, axis: int) -> dict[str, str]:
        return {"title": self.titles[axis]} if self.titles else {}

    def place(self, x: str = "x", y: str = "y") -> dict[str, Any]:
        """The encodings of two columns as a place."""
        return {"x": self.x(x), "y": self.y(y)}

    def corners(self) -> dict[str, Any]:
        """The encodings of the columns west, east, south, north as a rectangle."""
        return self.place("west", "south") | {"x2": "east:Q", "y2": "north:Q"}

    def pictures(self, source: str = "map", url: str = "url", **looks: Any) -> alt.Chart:
        """The layer of pictures of the ground: addresses in the column ``url``, edges in ``corners``."""
        layer = alt.Chart(spec.source(source)).mark_image(aspect=False, tooltip=None, **looks)
        return layer.encode(**self.corners(), url=f"{url}:N")

    def minima(self, **looks: Any) -> alt.Chart:
        """The layer of the known minima, each once it has been found."""
        found = alt.Chart(spec.source("minima")).transform_filter(moments.REACHED)
        return marks.minima(found, **looks).encode(**self.place())

    def mats(self) -> list[alt.Chart]:
        """Rectangles in the color of the page around a map that does not fill its picture: nothing leaves the map."""
        mat = alt.Chart(spec.source("view")).mark_rect(color=palette.PAPER, opacity=1, tooltip=None)
        (west, east), (south, north) = _ENDS_PX["x"], _ENDS_PX["y"]
        edges = [("0", west, "0", "height"), (east, "width", "0", "height")]
        edges += [("0", "width", "0", north), ("0", "width", south, "height")]
        return [
            mat.encode(**{name: alt.value(alt.ExprRef(px)) for name, px in zip(("x", "x2", "y", "y2"), edge)})
            for edge in edges
        ]

    def arrow(self, chart: alt.Chart, x: str, y: str, color: str) -> list[alt.Chart]:
        """An arrow from the place x, y to the place in these columns (see ``marks.arrow``)."""
        return marks.arrow(chart, color, self.place(), self.place(x, y) | {"x2": f"{x}:Q", "y2": f"{y}:Q"})


def data(objective: Objective, relief_url: str, walks: Sequence[Array] = (), **more: float) -> dict[str, Columns]:
    """The data sets of the ground, ``map``, ``minima`` and ``view``; the numbers in ``more`` are columns of ``map``.

    A minimum is shown once one of the ``walks`` (K, 2) has found it; without any, always.
    """
    places = np.reshape(objective.minima, (-1, 2))
    side = min(high - low for low, high in objective.box)
    after = moments.found(places, walks, FOUND_SHARE * side) if walks else np.int16(0)
    start = [walk[0] for walk in walks]
    return {
        "map": edges(objective).assign(url=[relief_url], **more),
        "minima": Columns({"x": places[:, 0], "y": places[:, 1], "after": after}),
        "view": view(objective).assign(stamp=spec.stamp(*start)),
    }


def signs(objective: Objective) -> tuple[spec.Sign, ...]:
    """The legend of the ground: what the hatching means, if some of it is hatched."""
    return (spec.Sign("hatching", shading.UNKNOWN_COLOR, "no height there"),) * shading.has_gaps(objective)


def edges(objective: Objective) -> Columns:
    """The edges of the map: west, east, south, north."""
    (west, east), (south, north) = objective.box
    return Columns({"west": [west], "east": [east], "south": [south], "north": [north]})


def view(objective: Objective) -> Columns:
    """The ends of the scales: those of the map."""
    return spec.view(**dict(zip("xy", objective.box)))


def fact(name: str) -> str:
    """The Vega expression for a number in ``map``."""
    return f"data('map')[0].{name}"


# --- how the ground meets the frame -----------------------------------------------------------------------------------

_UNIT_PX = f"min(width / {_WIDE}, height / {_HIGH})"
_ACROSS_PX, _DOWN_PX = f"{_UNIT_PX} * {_WIDE} / 2", f"{_UNIT_PX} * {_HIGH} / 2"
_ENDS_PX = {
    "x": [f"width / 2 - {_ACROSS_PX}", f"width / 2 + {_ACROSS_PX}"],
    "y": [f"height / 2 + {_DOWN_PX}", f"height / 2 - {_DOWN_PX}"],
}
_GAP_PX = {"x": f"{_DOWN_PX} - height / 2", "y": f"{_ACROSS_PX} - width / 2"}  # brings the axes to the map's edge


def _true_scale(name: str) -> alt.Scale:
    """The map takes what fits of the picture, in the middle."""
    return scales.linear(name, range=[alt.ExprRef(end) for end in _ENDS_PX[name]])


def _true_axis(name: str, angle: float = 0) -> alt.Axis:
    look = {"grid": False, "domain": False, "ticks": False, "titleAngle": angle, "zindex": 1}
    return scales.axis(name, **look, offset=alt.ExprRef(_GAP_PX[name]))


def _plan_scale(name: str) -> alt.Scale:
    """The whole map fits in and is in the middle; the picture shows what lies beside it."""
    middle, side = f"({scales.end(name, 'lo')} + {scales.end(name, 'hi')})", {"x": "width", "y": "height"}[name]
    unit = f"1.01 * max({_WIDE} / width, {_HIGH} / height)"
    ends = {
        f"domain{end}": alt.ExprRef(f"({middle} {sign} {side} * {unit}) / 2")
        for end, sign in (("Min", "-"), ("Max", "+"))
    }
    return alt.Scale(**ends, nice=False, zero=False)


TRUE_MAP = SurfaceMap(Fit(_true_scale, _true_axis, (_ACROSS_PX, _DOWN_PX)))


def true_map(titles: tuple[str, str]) -> SurfaceMap:
    """A map that is true to shape, of two things whose names need room: that of y stands upright."""
    angles = {"x": 0, "y": -90}
    return SurfaceMap(TRUE_MAP.fit._replace(axis=lambda name: _true_axis(name, angles[name])), titles)


HIKERS_PLAN = SurfaceMap(Fit(_plan_scale, lambda name: None, (_ACROSS_PX, _DOWN_PX)), titles=None)


def filled_map(titles: tuple[str, str]) -> SurfaceMap:
    """A map that fills its picture, of two things that are not of a kind."""
    filled = Fit(scales.linear, lambda name: scales.axis(name, grid=False), ("width / 2", "height / 2"))
    return SurfaceMap(filled, titles)
