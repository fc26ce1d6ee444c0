"""What pinned networks said at the end of their training, over what another one says: a curve and a letter each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns, stacked

PIN_DASHES = {"A": [10, 3], "B": [3, 3], "C": [10, 3, 2, 3]}
PIN_LETTER_PX = 12  # from the end of a pinned curve back to its letter


def table(across: Array, pinned: Mapping[str, Array]) -> Columns:
    """The curves (P,) by their letters, at the same places (P,); which row is the last of each."""
    none = np.empty(0, np.float32)
    empty = Columns({"x": none, "end": np.empty(0, bool), "y": none, "name": np.empty(0, str)})
    with np.errstate(over="ignore"):
        rows = Columns({"x": across}).astype("float32").assign(end=np.arange(len(across)) == len(across) - 1)
        parts = [rows.assign(y=said.astype(np.float32), name=name) for name, said in pinned.items()]
    return stacked(parts) if parts else empty


def layers(at: scales.Encoder) -> list[alt.Chart]:
    """Where pinned networks ended, each with dashes of its own and its letter at its right end."""
    said = alt.Chart(spec.source("pinned")).transform_filter("isFinite(datum.y)")
    dashes = alt.Scale(domain=[*PIN_DASHES], range=[*PIN_DASHES.values()])
    line = marks.line(said, palette.PINNED).encode(
        **at(x="x", y="y"), strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=None)
    )
    ends = marks.moved_apart(said.transform_filter("datum.end"), "scale('y', datum.y)", sizes.WORDS_PX)
    looks: dict[str, Any] = {"halo": palette.PAPER, "dx": -PIN_LETTER_PX, "dy": {"expr": "datum.dy"}}
    ink = alt.ColorValue(palette.words(palette.PINNED))
    return [line, *marks.label(ends.encode(**at(x="x", y="y")), "name", ink, **looks)]
