"""What every chart is made of: a constant spec and the data that fill it.

A chart keeps its view (no flicker; scrubber and zoom stay) as long as its spec is the same, so a spec is built once per
*kind* of picture and never holds a number of a run: those travel as named data sets.  Two bound parameters move charts
in the browser, without Python: ``t``, the frame shown, and ``r``, which member of a family of runs.

Frames travel as columns: row i of ``path`` is frame i, and column ``x7`` holds x of family member 7 in every frame.
"""

from __future__ import annotations

from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from gdengine import Trajectory
from gdengine.experiments import RATES

FRAMES = 126  # so many recorded steps of a family of runs are sent to the browser, at most
EPOCHS = 251  # and of a single run
ALIGNED = {"minExtent": 40, "maxExtent": 40}  # px for the labels beside pictures that stand above one another
ALL = 10**6  # a frame number no run reaches: before anything has been said, everything is shown

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
PLACE = {
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

    spec: dict
    data: dict[str, pd.DataFrame]
    alt: str

    def to_dict(self) -> dict:
        return {**self.spec, "datasets": {name: _arrow(frame) for name, frame in self.data.items()}}


def _arrow(frame: pd.DataFrame) -> pa.Table:
    """The table as it travels.  Column by column: pandas' own way looks at every column's type five times over."""
    return pa.table({name: frame[name].to_numpy() for name in frame})


def source(name: str) -> alt.NamedData:
    """A data set that arrives with the run."""
    return alt.NamedData(name=name)


def moving(*charts: alt.Chart, height: int, member: int = RATES) -> dict:
    """The spec of layered charts that follow the bar (``t``) and the live knob (``r``, at first the ``member``)."""
    return following(*charts, height=height, t=ALL, r=member)


def following(*charts: alt.Chart, height: int, **start: int) -> dict:
    """The spec of layered charts that follow the bus: parameter → where it is before anything has been said."""
    params = [alt.param(name=name, value=value, bind=alt.binding(input="number")) for name, value in start.items()]
    layered = alt.layer(*charts).add_params(*params).properties(height=height, width="container")
    return layered.configure_view(strokeOpacity=0).configure_axis(grid=True, gridOpacity=0.35).to_dict()


def clickable(spec: dict, above: int = 1) -> dict:
    """The spec of layered charts (``moving``) on which a click says exactly where it was, in x and y.

    A transparent rectangle over the whole plot, whose only datum is the place under the pointer, lies above the first
    ``above`` layers; a click on a mark above it that shows a tooltip counts as one on that mark's own x and y.
    """
    layers = [*spec["layer"][:above], HIT, *spec["layer"][above:]]
    return {**spec, "layer": layers, "params": [*POINTER, PLACE, *spec["params"]]}


def at_the_frame(path: alt.Chart) -> alt.Chart:
    """Of these frames the one shown, or the last one there is."""
    return path.transform_joinaggregate(end="max(i)").transform_filter("datum.i == min(t, datum.end)")


def pick(name: str) -> str:
    """The Vega expression for column ``name`` of the family member shown."""
    return f"datum['{name}' + r]"


def limits(name: str) -> dict:
    """A scale whose ends arrive with the data (columns ``name_lo`` and ``name_hi`` of ``view``), not with the spec.

    Both ends are given: a scale that also looks at its data is worked out anew, with all of its marks, in every frame.
    """
    ends = [alt.ExprRef(f"data('view')[0].{name}_{end}") for end in ("lo", "hi")]
    return {"domain": ends, "nice": False, "zero": False}


def anchor() -> alt.Chart:
    """An invisible mark that keeps the data set ``view`` alive for the scales that read it."""
    return alt.Chart(source("view")).mark_point(opacity=0, tooltip=None)


def view(**ranges: tuple[float, float]) -> pd.DataFrame:
    """The data set ``view``: the ends of the scales called ``name``."""
    ends = {f"{name}_{end}": [float(v)] for name, pair in ranges.items() for end, v in zip(("lo", "hi"), pair)}
    return pd.DataFrame(ends)


def thinned(steps: int, most: int = FRAMES) -> np.ndarray:
    """The recorded rows shown as frames: all of them, or ``most`` spread evenly, first and last included."""
    return np.unique(np.linspace(0, steps - 1, min(steps, most)).round().astype(int))


def columns(rows: np.ndarray, run: Trajectory, names: str) -> pd.DataFrame:
    """The frames ``rows`` of a family (K, M, D) as columns: i, step, and x0…, y0…, v0… of every member.

    ``names`` holds a letter for each coordinate, then ``v`` where the value is wanted and ``g`` for the gradient.
    """
    table = {"i": np.arange(len(rows), dtype=np.int16), "step": run.step[rows].astype(np.int32)}
    parts = {"v": run.value, **{f"g{c}": run.grad[..., i] for i, c in enumerate("xy") if i < run.x.shape[-1]}}
    parts |= {c: run.x[..., i] for i, c in enumerate("xy") if i < run.x.shape[-1]}
    for name in names.split():
        with np.errstate(over="ignore"):
            block = parts[name][rows].astype(np.float32)
        table |= {f"{name}{m}": block[:, m] for m in range(block.shape[1])}
    return pd.DataFrame(table)


def padded(values: np.ndarray, share: float = 0.06) -> tuple[float, float]:
    """The range of the finite values, with a margin."""
    finite = np.asarray(values)[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    room = share * (high - low) or abs(high) * share or 1.0
    return low - room, high + room
