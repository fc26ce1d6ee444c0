"""The network's output after every epoch, over the points it learns from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec

CURVE_POINTS = 80  # places along x where the network is asked


def places(x: Array) -> Array:
    """The x (CURVE_POINTS,) at which the network's curve is drawn: the data's range, and a little beyond."""
    return np.linspace(*scales.padded(x, 0.04), CURVE_POINTS)


def learning(name: str, x: Array, y: Array, outputs: Array, *, height: int = sizes.PLOT_HEIGHT_PX) -> spec.Picture:
    """The points (N,), and the outputs (K, CURVE_POINTS) of the network ``name`` at ``places(x)`` in every epoch.

    The sine without noise is shown after the last.
    """
    across = places(x)
    with np.errstate(over="ignore"):
        curve = pd.DataFrame(
            {"x": across.astype(np.float32)} | {f"f{i}": row.astype(np.float32) for i, row in enumerate(outputs)}
        )
    data = {
        "points": pd.DataFrame({"x": x, "y": y}).astype("float32"),
        "truth": _truth(across, len(outputs) - 1),
        "fit": curve,
        "view": spec.view(x=(across[0], across[-1]), y=scales.padded(y, 0.15), row=(0, len(outputs) - 1)),
    }
    words = f"Noisy points of a sine and the output of the {name} network, epoch by epoch."
    off = np.abs(outputs - np.sin(np.pi * across / 2)).max(axis=1)
    told = f"Epoch {{k}}: the {name} network is off by at most {{off}} from the sine."
    now = spec.Description(told, np.arange(len(outputs)), {"off": off})
    color = palette.ACTIVATION_COLORS[name]
    signs = (
        spec.Sign("dot", palette.CURVE, "points to learn from"),
        spec.Sign("line", color, f"what the {name} network says"),
        spec.Sign("dashes", palette.MINIMUM, "the sine itself, at the end"),
    )
    return spec.Picture(_spec(color, height), data, words, signs, now)


def _truth(across: Array, after: int) -> pd.DataFrame:
    sine = pd.DataFrame({"x": across, "y": np.sin(np.pi * across / 2)}).astype("float32")
    return sine.assign(after=np.int16(after))


@lru_cache
def _spec(color: str, height: int) -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {})
    points = alt.Chart(spec.source("points")).mark_point(color=palette.CURVE, filled=True, size=26, opacity=0.75)
    truth = alt.Chart(spec.source("truth")).transform_filter(moments.passed())
    sine = truth.mark_line(color=palette.MINIMUM, strokeWidth=1.6, strokeDash=[5, 4], **marks.SILENT_MARK)
    fit = alt.Chart(spec.source("fit")).transform_calculate(y=f"datum['f' + min(t, {scales.end('row', 'hi')})]")
    curve = marks.line(fit.transform_filter("isFinite(datum.y)"), color, sizes.THICK_LINE_PX)
    layers = [layer.encode(**at(x="x", y="y")) for layer in (points, sine, curve)]
    return spec.moving(*layers, spec.anchor(), height=height, member=0)
