"""The network's output after every epoch, over the points it learns from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec

CURVE_POINTS = 80  # places along x where the network is asked


def places(x: Array) -> Array:
    """The x (CURVE_POINTS,) at which the network's curve is drawn: the data's range, and a little beyond."""
    return np.linspace(*scales.padded(x, 0.04), CURVE_POINTS)


def learning(name: str, x: Array, y: Array, outputs: Array, *, height: int = sizes.PLOT_HEIGHT_PX) -> spec.Picture:
    """The points (N,), and the outputs (F, CURVE_POINTS) of the network ``name`` at ``places(x)`` in every frame."""
    across = places(x)
    with np.errstate(over="ignore"):
        curve = pd.DataFrame(
            {"x": across.astype(np.float32)} | {f"f{i}": row.astype(np.float32) for i, row in enumerate(outputs)}
        )
    data = {
        "points": pd.DataFrame({"x": x, "y": y}).astype("float32"),
        "truth": pd.DataFrame({"x": across, "y": np.sin(np.pi * across / 2)}).astype("float32"),
        "fit": curve,
        "view": spec.view(x=(across[0], across[-1]), y=scales.padded(y, 0.15), row=(0, len(outputs) - 1)),
    }
    words = f"Noisy points of a sine and the output of the {name} network, epoch by epoch."
    return spec.Picture(_spec(height), data, words)


@lru_cache
def _spec(height: int) -> dict[str, Any]:
    x = alt.X("x:Q", title="x", scale=scales.linear("x"))
    y = alt.Y("y:Q", title="y", scale=scales.linear("y"))
    points = alt.Chart(spec.source("points")).mark_point(color=palette.CURVE, filled=True, size=26, opacity=0.75)
    truth = alt.Chart(spec.source("truth")).mark_line(
        color=palette.MINIMUM, strokeWidth=1.6, strokeDash=[5, 4], tooltip=None
    )
    fit = alt.Chart(spec.source("fit")).transform_calculate(y=f"datum['f' + min(t, {scales.end('row', 'hi')})]")
    curve = marks.line(fit.transform_filter("isFinite(datum.y)"), palette.POSITION, sizes.THICK_LINE_PX)
    layers = [layer.encode(x=x, y=y) for layer in (points, truth, curve)]
    return spec.moving(*layers, spec.anchor(), height=height, member=0)
