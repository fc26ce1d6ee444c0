"""Points, a straight line, its distance from each point, and the best line: the layers of every fit by a line.

The data sets are ``points`` (px, py) and ``best`` (x, y, the two ends of the best line); the line that is being fitted
is told by expressions for its intercept and slope.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns

LINE_SIGNS = (
    spec.Sign("line", palette.POSITION, "the line now"),
    spec.Sign("line", palette.GRADIENT, "its distance from each point"),
    spec.Sign("dashes", palette.MINIMUM, "the best line, at the end"),
)


def best_ends(x: Array, best: Sequence[float] | Array, after: int = 0) -> Columns:
    """The data set ``best``: a line (intercept, slope) between two x (2,), shown from a row of the record on."""
    return Columns({"x": x, "y": best[0] + best[1] * x, "after": np.int16(after)})


def points() -> alt.Chart:
    """The points, at x and y."""
    return alt.Chart(spec.source("points")).transform_calculate(x="datum.px", y="datum.py")


def best_line(at: scales.Encoder, width: float = sizes.LINE_PX, **looks: Any) -> alt.Chart:
    """The best line, dashed, once it has been found."""
    best = (
        alt.Chart(spec.source("best"))
        .transform_filter(moments.passed())
        .mark_line(color=palette.MINIMUM, strokeWidth=width, strokeDash=sizes.DASHES_PX, tooltip=None, **looks)
    )
    return best.encode(**at(x="x", y="y"))


def residuals(
    fitted: alt.Chart, at: scales.Encoder, width: float = sizes.FAINT_LINE_PX, opacity: float = 0.7
) -> alt.Chart:
    """From every point straight to the line, which is at the height ``fit`` there."""
    return marks.segment(fitted, palette.GRADIENT, width, opacity=opacity).encode(**at(x="x", y="y", y2="fit"))


def line(now: alt.Chart, at: scales.Encoder, intercept: str, slope: str) -> alt.Chart:
    """The line with this intercept and slope (expressions), from edge to edge."""
    ends = now.transform_calculate(left=scales.end("x", "lo"), right=scales.end("x", "hi"))
    heights = {f"at_{side}": f"{intercept} + {slope} * datum.{side}" for side in ("left", "right")}
    stroke = marks.segment(ends.transform_calculate(**heights), palette.POSITION, sizes.THICK_LINE_PX)
    return stroke.encode(**at(x="left", x2="right", y="at_left", y2="at_right"))


def dots(at: scales.Encoder, **looks: Any) -> alt.Chart:
    """A dot for every point."""
    mark = points().mark_point(color=palette.CURVE, filled=True, size=sizes.DATA_POINT_AREA, opacity=1, **looks)
    return mark.encode(**at(x="x", y="y"))
