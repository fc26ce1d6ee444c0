"""Points and the line that is being fitted to them, with its residuals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Trajectory
from gdengine.core import Array
from pages.charts.kit import line_fit, scales, sizes, spec


def fitting(
    x: Array,
    y: Array,
    best: Sequence[float] | Array,
    run: Trajectory,
    rows: Array,
    *,
    height: int = sizes.PLOT_HEIGHT_PX,
) -> spec.Picture:
    """The points (N,), the least-squares line ``best`` (intercept, slope), and the line of every frame of (K, M, 2)."""
    low, high = scales.padded(x, 0.08)
    stamp = np.float32(run.value[0, -1])  # the residuals are looked up anew when the run is another one
    data = {
        "points": pd.DataFrame({"px": x, "py": y}).astype("float32").assign(run=stamp),
        "best": line_fit.best_ends(np.array([low, high]), *best),
        "path": spec.columns(rows, run.step, intercept=run.x[..., 0], slope=run.x[..., 1]),
        "view": spec.view(x=(low, high), y=scales.padded(y, 0.5), row=(0, len(rows) - 1)),
    }
    words = "The points, the line that is fitted to them with its distance from each, and, dashed, the best line."
    return spec.Picture(_spec(height), data, words)


@lru_cache
def _spec(height: int) -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {})
    path = alt.Chart(spec.source("path")).transform_calculate(
        intercept=spec.pick("intercept"), slope=spec.pick("slope")
    )
    now = spec.at_the_frame(path.transform_filter("isFinite(datum.intercept) && isFinite(datum.slope)"))
    tips = [alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]
    layers = [
        line_fit.best_line(at),
        line_fit.residuals(_fitted(), at),
        line_fit.line(now, at, "datum.intercept", "datum.slope"),
        line_fit.dots(at).encode(tooltip=tips),
    ]
    return spec.moving(*layers, spec.anchor(), height=height)


def _fitted() -> alt.Chart:
    """The points, and the height of the line of the frame shown at each."""
    beta = f"data('path')[min(t, {scales.end('row', 'hi')})]"
    fitted = line_fit.points().transform_calculate(fit=f"{beta}['intercept' + r] + {beta}['slope' + r] * datum.px")
    return fitted.transform_filter("isFinite(datum.fit)")
