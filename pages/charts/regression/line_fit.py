"""Points and the line that is being fitted to them, with its residuals."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Trajectory
from pages.charts.kit import palette, spec


def fitting(x, y, best, run: Trajectory, rows, *, height: int = palette.TALL) -> spec.Picture:
    """The points (N,), the least-squares line ``best`` (intercept, slope), and the line of every frame of (K, M, 2)."""
    low, high = spec.padded(x, 0.08)
    ends = np.array([low, high])
    stamp = np.float32(run.value[0, -1])  # the residuals are looked up anew when the run is another one
    data = {
        "points": pd.DataFrame({"px": x, "py": y}).astype("float32").assign(run=stamp),
        "best": pd.DataFrame({"x": ends, "y": best[0] + best[1] * ends}),
        "path": spec.columns(rows, run, "x y"),
        "view": spec.view(x=(low, high), y=spec.padded(y, 0.5), row=(0, len(rows) - 1)),
    }
    words = "The points, the line that is fitted to them with its distance from each, and, dashed, the best line."
    return spec.Picture(_spec(height), data, words)


@lru_cache
def _spec(height) -> dict:
    x = alt.X("x:Q", title="x", scale=alt.Scale(**spec.limits("x")))
    y = alt.Y("y:Q", title="y", scale=alt.Scale(**spec.limits("y")))
    best = alt.Chart(spec.source("best")).mark_line(
        color=palette.MINIMUM, strokeWidth=palette.LINE, strokeDash=[5, 4], tooltip=None
    )
    points = alt.Chart(spec.source("points")).transform_calculate(x="datum.px", y="datum.py")
    dots = points.mark_point(color=palette.CURVE, filled=True, size=70, opacity=1)
    tips = [alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]
    layers = [
        best.encode(x=x, y=y),
        _residuals(points).encode(x=x, y=y, y2="fit:Q"),
        _line().encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        dots.encode(x=x, y=y, tooltip=tips),
    ]
    return spec.moving(*layers, spec.anchor(), height=height)


def _line() -> alt.Chart:
    """The line of the frame shown, from edge to edge."""
    path = alt.Chart(spec.source("path")).transform_calculate(a=spec.pick("x"), b=spec.pick("y"))
    now = spec.at_the_frame(path.transform_filter("isFinite(datum.a) && isFinite(datum.b)"))
    ends = now.transform_calculate(x="data('view')[0].x_lo", x2="data('view')[0].x_hi")
    ends = ends.transform_calculate(y="datum.a + datum.b * datum.x", y2="datum.a + datum.b * datum.x2")
    return ends.mark_rule(color=palette.POSITION, strokeWidth=palette.THICK, clip=True, tooltip=None)


def _residuals(points) -> alt.Chart:
    """From every point straight to the line of the frame shown."""
    beta = "data('path')[min(t, data('view')[0].row_hi)]"
    fitted = points.transform_calculate(fit=f"{beta}['x' + r] + {beta}['y' + r] * datum.px")
    sticks = fitted.transform_filter("isFinite(datum.fit)")
    return sticks.mark_rule(color=palette.GRADIENT, strokeWidth=1.4, opacity=0.7, clip=True, tooltip=None)
