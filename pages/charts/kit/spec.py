"""What every chart is made of: a constant spec and the data that fill it.

A chart keeps its view (no flicker; scrubber and zoom stay) as long as its spec is the same, so a spec is built once per
*kind* of picture and never holds a number of a run: those travel as named data sets.  Bound parameters move charts in
the browser, without Python: ``t``, the row of the record at which the bar stands (see ``moments``), ``r``, which member
of a family of runs, and ``scale``, by how much all that is read or looked at is larger than on a desk.

Marks are drawn as SVG: their words take the color of the page's theme, and some of them can be taken hold of.  They are
hidden from assistive technology, which is told what the picture shows in words instead (``Description``).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from gdengine import Objective
from gdengine.core import Array
from gdengine.experiments import RATES
from pages.charts.kit import palette, sizes
from pages.charts.kit.columns import Columns
from pages.charts.kit.layers import fit_titles, say_once, scaled_mark
from pages.charts.kit.numbers import number

FIRST_ROW, LAST_ROW = 0, 10**6  # of the record; the latter, which no run has, for pictures without a bar
DESCRIBED_DIGITS = 4  # significant, of a number in a description
SCALE = {"name": "scale", "value": 1, "bind": {"input": "number"}}  # of words and of marks
# What a page has of families (``ui.parts.family``): an object on its root element, which tells when it is another.
FAMILY_EVENT = "downhill-family"
FAMILY = {"name": "family", "value": None, "bind": {"element": "html", "event": FAMILY_EVENT}}
# The members of this chart's family, if they have come; and whether the one in force is shown (see ``moments``), which
# is asked of every row drawn, so it is worked out once a frame.
MEMBERS_SENT = {"name": "members", "expr": "family ? family[data('every')[0].members] : null"}
HOME_SHOWN = {
    "name": "home_shown",
    "expr": "!members || !(r < members.count) || r == data('every')[0].home || r == data('every')[0].twin",
}

UNHEARD = {"aria": False}  # of marks and axes: hidden from assistive technology


class Sign(NamedTuple):
    """An entry of a picture's legend: a mark as it is drawn (see ``pages.ui.legend``), its color, what it means."""

    mark: str
    color: str
    words: str


# One look of axes for all pictures: small words close to the plot, in an ink that reads on either theme.
_AXES = {
    **{"labelFontSize": sizes.TICK_WORDS, "titleFontSize": sizes.TICK_WORDS, "titleFontWeight": "normal"},
    **{"labelColor": palette.INK, "titleColor": palette.INK, "gridColor": palette.GRID_INK},
    **{"labelPadding": 4, "titlePadding": 4, "labelOverlap": "greedy", "grid": True, "gridOpacity": 1, **UNHEARD},
}
_LOOKS = alt.Config(aria=False, view=alt.ViewConfig(strokeOpacity=0), axis=alt.AxisConfig(**_AXES))


class Description(NamedTuple):
    """What a picture shows at every row of the record, in words, from the numbers that it is drawn with.

    With one row it is of a picture that nothing moves.

    The template is one of ``ui.parts.live_text``: {name} stands for a number, {k} for the number of the step.
    """

    template: str
    steps: Array  # (K,)
    numbers: Mapping[str, Array]  # name → (K,)
    spans: Mapping[str, float] = MappingProxyType({})  # name → width of the range it is seen on, if known
    frame: str = "t"  # what it follows: the bar, or a dial by its name on the bus

    def at(self, row: int) -> str:
        """The words at a row of the record, or at the last one where there are fewer."""
        row = min(row, len(self.steps) - 1)
        said = {
            name: number(float(values[row]), DESCRIBED_DIGITS, self.spans.get(name, 0.0))
            for name, values in self.numbers.items()
        }
        return self.template.format(k=int(self.steps[row]), **said)

    def table(self) -> dict[str, Array]:
        """The picture's numbers as a table, a row for every recorded step."""
        return {"step": self.steps, **self.numbers}


def widths(objective: Objective) -> dict[str, float]:
    """How wide the part of a curve or surface is that is drawn, along each coordinate."""
    return {name: float(high - low) for name, (low, high) in zip("xy", objective.box)}


class Picture(NamedTuple):
    """A chart for ``st.altair_chart``: its constant spec, its data, and what it shows in words.

    The browser makes the words ``alt`` part of the spec, so they are as constant: they tell no number of a run.  Those
    are told by ``now``, for the frame to set beside the picture, as it does with the entries of the ``legend``.
    """

    spec: dict[str, Any]
    data: dict[str, Columns]
    alt: str
    legend: tuple[Sign, ...] = ()
    now: Description | None = None

    def to_dict(self) -> dict[str, Any]:
        """The chart as it travels; what travels apart from it is left out."""
        return {**self.spec, "datasets": {name: table.arrow() for name, table in self.data.items() if not table.apart}}

    def scaled(self, scale: float) -> Picture:
        """The same picture with all that is read or looked at so many times larger, as it opens.

        On a desk marks have their widths as numbers: an expression would be worked out for each of them in every frame.
        """
        others = [param for param in self.spec["params"] if param["name"] != SCALE["name"]]
        edge = {"padding": {"top": sizes.TICK_PX * scale / 2}}  # of a number at the upper end of an axis the upper half
        layers = [{**layer, "mark": scaled_mark(layer["mark"])} for layer in self.spec["layer"]]
        return self._replace(spec={**self.spec, **edge, "layer": layers, "params": [*others, SCALE | {"value": scale}]})


def source(name: str) -> alt.NamedData:
    """A data set that arrives with the run."""
    return alt.NamedData(name=name)


def moving(*charts: alt.Chart, height: int, member: int = RATES, t: int = FIRST_ROW) -> dict[str, Any]:
    """The spec of layered charts that follow the bar (``t``) and the live knob (``r``, at first the ``member``)."""
    return following(*charts, height=height, t=t, r=member)


def following(*charts: alt.Chart, height: int, **start: int) -> dict[str, Any]:
    """The spec of layered charts that follow the bus: parameter → where it is before anything has been said."""
    layered = alt.layer(*charts, height=height, width="container", config=_LOOKS)
    drawn = layered.to_dict(validate=False)  # which takes half of the time; the tests do it for every chart
    for layer in drawn["layer"]:
        layer["mark"] = layer["mark"] | UNHEARD
    say_once(drawn["layer"])
    fit_titles(drawn["layer"])
    followed = [{"name": name, "value": value, "bind": {"input": "number"}} for name, value in start.items()]
    asked = [FAMILY, MEMBERS_SENT, HOME_SHOWN] if HOME_SHOWN["name"] in json.dumps(drawn["layer"]) else []
    params = [*drawn.get("params", []), *followed, *asked, SCALE]
    return drawn | {"params": params, "usermeta": {"embedOptions": {"renderer": "svg"}}}


def handle(param: str, axis: str = "x") -> alt.Chart:
    """A transparent rectangle over the plot: who presses there takes hold of that parameter (see ``ui.parts.slider``).

    ``axis``: the scale that says from where to where it reaches.
    """
    plot = alt.Chart(source("view"), name=f"handle_{param}").mark_rect(opacity=0, tooltip=None)
    return plot.encode(x=alt.X(f"{axis}_lo:Q"), x2=f"{axis}_hi:Q", y=alt.value(0), y2=alt.value("height"))


def row(table: str, index: str) -> str:
    """The expression for the row of a table at a place of the bus, or for the last one there is.

    New data reach a chart a moment before what drives the bus has been put within them.
    """
    return f"data('{table}')[min({index}, length(data('{table}')) - 1)]"


def filled(table: Columns) -> Columns:
    """The table, or of one without rows a row that has no place: what reads a data set finds its columns."""
    if len(table):
        return table
    return Columns(
        {name: [np.float32(np.nan)] if values.dtype.kind in "fiu" else [""] for name, values in table.items()}
    )


def anchor() -> alt.Chart:
    """An invisible mark that keeps the data set ``view`` alive for the scales that read it."""
    return alt.Chart(source("view")).mark_point(opacity=0, tooltip=None)


def view(**ranges: Sequence[float] | Array) -> Columns:
    """The data set ``view``: the ends of the scales called ``name``."""
    ends = {f"{name}_{end}": [float(v)] for name, pair in ranges.items() for end, v in zip(("lo", "hi"), pair)}
    return Columns(ends)


def light(values: Array) -> Array:
    """The numbers in half the room, as they travel: what is too large for that is infinite."""
    with np.errstate(over="ignore"):
        return np.asarray(values).astype(np.float32)


def stamp(*numbers: Array | Sequence[float] | float) -> float:
    """A number that is another one when these are: it tells the browser that what it waited for has come."""
    return float(zlib.crc32(b"".join(np.ascontiguousarray(part, float).tobytes() for part in numbers)))
