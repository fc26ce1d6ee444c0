"""What every chart is made of: a constant spec and the data that fill it.

A chart keeps its view (no flicker; scrubber and zoom stay) as long as its spec is the same, so a spec is built once per
*kind* of picture and never holds a number of a run: those travel as named data sets.  Two bound parameters move charts
in the browser, without Python: ``t``, the frame shown, and ``r``, which member of a family of runs.

Frames travel as columns: row i of ``path`` is frame i, and column ``slope7`` holds what the picture calls slope, of
family member 7, in every frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from gdengine.core import Array
from gdengine.experiments import RATES

FRAMES = 126  # so many recorded steps of a family of runs are sent to the browser, at most
EPOCHS = 251  # and of a single run
ALL_FRAMES = 10**6  # a frame number no run reaches: before anything has been said, everything is shown

PLACED = "placed"  # the selection that holds where a picture was clicked

# Vega-Lite copies what it does not know of a parameter, here ``on``, to the Vega signal: so we can follow the pointer.
POINTER = [
    {
        "name": f"pointer_{axis}",
        "value": 0,
        "on": [
            {"events": "@hit_marks:pointermove, @hit_marks:pointerdown", "update": f"invert('{axis}', {axis}(group()))"}
        ],
    }
    for axis in "xy"
]
CLICK_PLACE = {
    "name": PLACED,
    "select": {"type": "point", "fields": ["x", "y"], "on": "click", "toggle": False, "clear": False},
    "views": ["hit"],
}
HIT = {
    "name": "hit",
    "data": {"sequence": {"start": 0, "stop": 1}},
    "transform": [{"calculate": f"pointer_{axis}", "as": axis} for axis in "xy"],
    "mark": {"type": "rect", "opacity": 0, "cursor": "crosshair", "tooltip": None},
    "encoding": {
        f"{axis}{k + 1 if k else ''}": {"value": {"expr": f"range('{axis}')[{k}]"}} for axis in "xy" for k in (0, 1)
    }
    | {"detail": [{"field": axis, "type": "quantitative"} for axis in "xy"]},
}


class Picture(NamedTuple):
    """A chart for ``st.altair_chart``: its constant spec, its data, and what it shows in words.

    The browser makes the words part of the spec, so they are as constant: they tell no number of a run.
    """

    spec: dict[str, Any]
    data: dict[str, pd.DataFrame]
    alt: str

    def to_dict(self) -> dict[str, Any]:
        return {**self.spec, "datasets": {name: _arrow(frame) for name, frame in self.data.items()}}


def _arrow(frame: pd.DataFrame) -> pa.Table:
    """The table as it travels.  Column by column: pandas' own way looks at every column's type five times over."""
    return pa.table({name: frame[name].to_numpy() for name in frame})


def source(name: str) -> alt.NamedData:
    """A data set that arrives with the run."""
    return alt.NamedData(name=name)


def moving(*charts: alt.Chart, height: int, member: int = RATES) -> dict[str, Any]:
    """The spec of layered charts that follow the bar (``t``) and the live knob (``r``, at first the ``member``)."""
    return following(*charts, height=height, t=ALL_FRAMES, r=member)


def following(*charts: alt.Chart, height: int, **start: int) -> dict[str, Any]:
    """The spec of layered charts that follow the bus: parameter → where it is before anything has been said."""
    params = [alt.param(name=name, value=value, bind=alt.binding(input="number")) for name, value in start.items()]
    layered = alt.layer(*charts).add_params(*params).properties(height=height, width="container")
    return layered.configure_view(strokeOpacity=0).configure_axis(grid=True, gridOpacity=0.35).to_dict()


def clickable(spec: dict[str, Any], above: int = 1) -> dict[str, Any]:
    """The spec of layered charts (``moving``) on which a click says exactly where it was, in x and y.

    A transparent rectangle over the whole plot, whose only datum is the place under the pointer, lies above the first
    ``above`` layers; a click on a mark above it that shows a tooltip counts as one on that mark's own x and y.
    """
    layers = [*spec["layer"][:above], HIT, *spec["layer"][above:]]
    return {**spec, "layer": layers, "params": [*POINTER, CLICK_PLACE, *spec["params"]]}


def handle(param: str, axis: str = "x") -> alt.Chart:
    """A transparent rectangle over the plot: who presses there takes hold of that parameter (see ``ui.parts.slider``).

    ``axis``: the scale that says from where to where it reaches.
    """
    plot = alt.Chart(source("view"), name=f"handle_{param}").mark_rect(opacity=0, tooltip=None)
    return plot.encode(x=alt.X(f"{axis}_lo:Q"), x2=f"{axis}_hi:Q", y=alt.value(0), y2=alt.value("height"))


def in_svg(spec: dict[str, Any]) -> dict[str, Any]:
    """The same, drawn as SVG: on a canvas there is no handle to take hold of."""
    return {**spec, "usermeta": {"embedOptions": {"renderer": "svg"}}}


def at_the_frame(path: alt.Chart, of: str | None = None) -> alt.Chart:
    """Of these frames the one shown, or the last one there is; ``of`` every member that this column tells apart."""
    groups = {} if of is None else {"groupby": [of]}
    return path.transform_joinaggregate(end="max(i)", **groups).transform_filter("datum.i == min(t, datum.end)")


def pick(name: str) -> str:
    """The Vega expression for column ``name`` of the family member shown."""
    return f"datum['{name}' + r]"


def row(table: str, index: str) -> str:
    """The expression for the row of a table at a place of the bus, or for the last one there is.

    New data reach a chart a moment before what drives the bus has been put within them.
    """
    return f"data('{table}')[min({index}, length(data('{table}')) - 1)]"


def anchor() -> alt.Chart:
    """An invisible mark that keeps the data set ``view`` alive for the scales that read it."""
    return alt.Chart(source("view")).mark_point(opacity=0, tooltip=None)


def view(**ranges: Sequence[float] | Array) -> pd.DataFrame:
    """The data set ``view``: the ends of the scales called ``name``."""
    ends = {f"{name}_{end}": [float(v)] for name, pair in ranges.items() for end, v in zip(("lo", "hi"), pair)}
    return pd.DataFrame(ends)


def thinned(steps: int, most: int = FRAMES) -> Array:
    """The recorded rows shown as frames: all of them, or ``most`` spread evenly, first and last included."""
    return np.unique(np.linspace(0, steps - 1, min(steps, most)).round().astype(int))


def columns(rows: Array, step: Array, /, **numbers: Array) -> pd.DataFrame:
    """The frames ``rows`` of a family as columns: i, step, and of each of the ``numbers`` (K, M) one for every member.

    So ``columns(rows, run.step, slope=run.x[..., 1])`` has the columns i, step, slope0, slope1, …
    """
    table = {"i": np.arange(len(rows), dtype=np.int16), "step": step[rows].astype(np.int32)}
    for name, values in numbers.items():
        with np.errstate(over="ignore"):
            block = values[rows].astype(np.float32)
        table |= {f"{name}{m}": block[:, m] for m in range(block.shape[1])}
    return pd.DataFrame(table)
