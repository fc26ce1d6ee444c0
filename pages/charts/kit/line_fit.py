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

LARGEST_SENT = 1e37  # of the numbers of a line, which travel in single precision
CUT_ENDS = {"x": "left", "x2": "right", "y": "at_left", "y2": "at_right"}  # a line between the ends of ``across``


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
        .transform_filter(moments.REACHED)
        .mark_line(color=palette.MINIMUM, strokeWidth=width, strokeDash=sizes.DASHES_PX, tooltip=None, **looks)
    )
    return best.encode(**at(x="x", y="y"))


def residuals(
    fitted: alt.Chart, at: scales.Encoder, width: float = sizes.FAINT_LINE_PX, opacity: float = 0.7
) -> alt.Chart:
    """From every point straight to the line, which is at the height ``fit`` there."""
    return marks.segment(fitted, palette.GRADIENT, width, opacity=opacity).encode(**at(x="x", y="y", y2="fit"))


def borne(a: Array, b: Array) -> tuple[Array, Array]:
    """Lines a + b·x as they can travel, in single precision: of one too steep for that a less steep one.

    It crosses 0 where that one does, and so all that is drawn, which is nothing beside numbers as large as these.
    """
    size = np.maximum(np.abs(a), np.abs(b))
    shrink = np.where(np.isfinite(size) & (size > LARGEST_SENT), LARGEST_SENT / np.maximum(size, 1.0), 1.0)
    return a * shrink, b * shrink


def across(now: alt.Chart, intercept: str, slope: str, y: tuple[str, str] | None = None) -> alt.Chart:
    """Where the line of these expressions crosses the picture: from ``left``, ``at_left`` to ``right``, ``at_right``.

    A steep one would have ends so far out that browsers draw another line.  So it is cut to what is shown of x, and of
    y (``y``: between which expressions, as its scale is, unless told) to three times that: no end of it is seen.
    """
    low, high = y or (scales.end("y", "lo"), scales.end("y", "hi"))
    west, east = scales.end("x", "lo"), scales.end("x", "hi")
    line = now.transform_calculate(
        line_a=intercept, line_b=slope, foot=f"2 * {low} - {high}", top=f"2 * {high} - {low}"
    )
    met = line.transform_calculate(
        at_foot="(datum.foot - datum.line_a) / datum.line_b", at_top="(datum.top - datum.line_a) / datum.line_b"
    )
    cut = met.transform_calculate(
        left=f"max({west}, min(datum.at_foot, datum.at_top))", right=f"min({east}, max(datum.at_foot, datum.at_top))"
    ).transform_filter("datum.left <= datum.right")
    height = "clamp(datum.line_a + datum.line_b * datum.{}, datum.foot, datum.top)"
    return cut.transform_calculate(
        at_left=f"datum.left > {west} ? (datum.line_b > 0 ? datum.foot : datum.top) : {height.format('left')}",
        at_right=f"datum.right < {east} ? (datum.line_b > 0 ? datum.top : datum.foot) : {height.format('right')}",
    )


def line(now: alt.Chart, at: scales.Encoder, intercept: str, slope: str) -> alt.Chart:
    """The line with this intercept and slope (expressions), from edge to edge."""
    stroke = marks.segment(across(now, intercept, slope), palette.POSITION, sizes.THICK_LINE_PX)
    return stroke.encode(**at(**CUT_ENDS))


def dots(at: scales.Encoder, **looks: Any) -> alt.Chart:
    """A dot for every point."""
    mark = points().mark_point(color=palette.CURVE, filled=True, size=sizes.DATA_POINT_AREA, opacity=1, **looks)
    return mark.encode(**at(x="x", y="y"))
