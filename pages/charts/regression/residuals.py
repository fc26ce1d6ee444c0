"""What the line of the step leaves of every point, and the straight pattern that is still in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.core import Array
from pages.charts.kit import line_fit, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import said
from pages.charts.regression.line_fit import placed

NOTHING_LEFT = 0.01  # of the spread of y over that of x: a slope this small is none


def residuals(
    x: Array, y: Array, best: Sequence[float] | Array, run: Trajectory, rows: Array, *, title: str = "x"
) -> spec.Picture:
    """y − (a + b·x) of the points (N,), for the line of a family (K, M, 2) where the bar stands.

    The least-squares line through the residuals has the slope b* − b and the intercept a* − a: ``best`` less the line.
    """
    mine = run.x[:, moments.HOME]
    walks = moments.tables(run, rows, intercept=run.x[..., 0], slope=run.x[..., 1])
    low, high = scales.padded(x, 0.08)
    least = y - best[0] - best[1] * x
    first = y - mine[0, 0] - mine[0, 1] * x
    spread = NOTHING_LEFT * float(np.std(y)) / (float(np.std(x)) or 1.0)
    data = {
        "points": placed(x, y).assign(run=np.float32(run.value[0, -1])),
        "best": Columns({"a": [best[0]], "b": [best[1]], "none": [spread]}),
        **walks,
        "view": spec.view(x=(low, high), y=scales.padded(np.concatenate([least, first, [0.0]]), 0.12)),
    }
    words = "What the line leaves of every point against x, and the straight line through what is left."
    signs = (spec.Sign("line", palette.SECANT, "the straight pattern left in the distances"),)
    told = "At step {k} the distances still have a slope of {left}."
    now = moments.described(told, walks["every"], falls=("left",), left=best[1] - mine[:, 1])
    return spec.Picture(_spec(title), data, words, signs, now)


@lru_cache
def _spec(title: str) -> dict[str, Any]:
    axes = {"y": scales.axis("y", **scales.SAME_ROOM)}
    at = scales.encoder({"x": title, "y": "distance left"}, axes)
    intercept, slope = moments.current("intercept"), moments.current("slope")
    left = line_fit.points().transform_calculate(y=f"datum.py - {intercept} - {slope} * datum.px", zero="0")
    left = left.transform_filter("isFinite(datum.y)")
    trend = alt.Chart(spec.source("best")).transform_calculate(da=f"datum.a - {intercept}", db=f"datum.b - {slope}")
    trend = trend.transform_filter("isFinite(datum.da) && isFinite(datum.db)")
    level = alt.Chart(spec.source("view")).mark_rule(color=palette.CURVE, opacity=0.6, **marks.SILENT_MARK)
    told = f"abs(datum.db) <= datum.none ? 'no slope left' : 'pattern left: a slope of ' + {said('datum.db')}"
    corner = {"x": alt.value(alt.ExprRef("width - 6")), "y": alt.value(4)}
    says = trend.transform_calculate(says=told).encode(**corner)
    # in a halo: a line that goes up goes through them
    words = marks.label(says, "says", palette.SECANT, halo=palette.PAPER, align="right", baseline="top")
    tips = [alt.Tooltip("x:Q", format=".5~g"), alt.Tooltip("y:Q", title="distance", format=".5~g")]
    layers = [
        *moments.keep("every"),  # first: what the expressions of the others read
        level.encode(y=alt.datum(0)),
        marks.segment(left, palette.GRADIENT, sizes.FAINT_LINE_PX, opacity=0.7).encode(**at(x="x", y="zero", y2="y")),
        marks.segment(line_fit.across(trend, "datum.da", "datum.db"), palette.SECANT, sizes.LINE_PX).encode(
            **at(**line_fit.CUT_ENDS)
        ),
        marks.dots(left, 40, palette.CURVE, tooltip=None).encode(**at(x="x", y="y"), tooltip=tips),
        *words,
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX)
