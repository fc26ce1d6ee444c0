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
from pages.charts.kit import line_fit, moments, scales, sizes, spec


def fitting(
    x: Array,
    y: Array,
    best: Sequence[float] | Array,
    run: Trajectory,
    rows: Array,
    *,
    home: int = -1,
    reach: float = 0.0,
    title: str = "x",
    height: int = sizes.PLOT_HEIGHT_PX,
) -> spec.Picture:
    """The points (N,), and the line of a family (K, M, 2) where the bar stands; every member is sent at ``rows``.

    ``best``: intercept and slope of the least-squares line, shown once the walk is within ``reach`` of it, or has ended
    · ``home``: the member in force · ``title``: of the axis of x.
    """
    low, high = scales.padded(x, 0.08)
    walks = moments.tables(run, rows, home, intercept=run.x[..., 0], slope=run.x[..., 1])
    stamp = np.float32(run.value[0, -1])  # the residuals are looked up anew when the run is another one
    after = moments.found(np.atleast_2d(best), [run.x[:, home]], reach)[0]
    data = {
        "points": pd.DataFrame({"px": x, "py": y}).astype("float32").assign(run=stamp),
        "best": line_fit.best_ends(np.array([low, high]), best, after),
        **walks,
        "view": spec.view(x=(low, high), y=scales.padded(y, 0.5)),
    }
    words = "The points, the line that is fitted to them with its distance from each, and, dashed, the best line."
    now = moments.described("Step {k}: intercept {intercept}, slope {slope}.", walks["every"])
    return spec.Picture(_spec(title, height), data, words, line_fit.SIGNS, now)


@lru_cache
def _spec(title: str, height: int) -> dict[str, Any]:
    at = scales.encoder({"x": title, "y": "y"}, {})
    path = moments.shown("intercept", "slope")
    now = moments.now(path.transform_filter("isFinite(datum.intercept) && isFinite(datum.slope)"))
    tips = [alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]
    layers = [
        line_fit.best_line(at, clip=True),
        line_fit.residuals(_fitted(), at),
        line_fit.line(now, at, "datum.intercept", "datum.slope"),
        line_fit.dots(at).encode(tooltip=tips),
    ]
    return spec.moving(*layers, *moments.keep("path"), spec.anchor(), height=height)


def _fitted() -> alt.Chart:
    """The points, and the height of the line shown at each."""
    intercept, slope = moments.current("intercept"), moments.current("slope")
    fitted = line_fit.points().transform_calculate(fit=f"{intercept} + {slope} * datum.px")
    return fitted.transform_filter("isFinite(datum.fit)")
