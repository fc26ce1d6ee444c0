"""What a line laid by hand leaves of every point: the picture of the points seen from that line, which lies level.

It follows the hand in the browser, from the points' own columns.  How far it reaches up and down is a round number: so
its ticks stand still while little changes, and a small pattern is seen all the same.  That number comes with the data,
and while something is held with the text ``hand`` (``line.js`` works it out alike).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import in_hand, line_fit, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import MILLIONTH, ROUNDING_SPAN
from pages.charts.regression.by_hand import HELD_LINE, LAID_COLOR
from pages.charts.regression.line_fit import placed, span

REACH_MARGIN = 1.06  # a point at the very edge is whole
ROUND_NUMBERS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)  # times a power of ten
LEAST_REACH_SHARE = 0.01  # of how far the y are apart: what is left of less than that is no pattern
ROUND_SLACK = 1e-9
LEFT_DOT_AREA = 44
REACH_SHOWN = f"({in_hand.told('reach')} ? {in_hand.held('reach')} : data('view')[0].reach)"


def hand_residuals(
    x: Array,
    y: Array,
    line: Sequence[float] | Array,
    best: Sequence[float] | Array | None = None,
    *,
    title: str = "x",
    rows: int = 1,
    draggable: bool = False,
) -> spec.Picture:
    """y − (a + b·x) of the points (N,), for the ``line`` (a, b) that was laid by hand.

    ``best``: the best line, drawn as it is seen from yours; none as long as it is not to be told · ``rows``: of the
    bar, each of which has these words: the line does not follow the bar · ``draggable``: whether the points can be
    held, in the picture beside this one.
    """
    left = _left(np.asarray(x), np.asarray(y), line)
    data = {
        "points": placed(x, y),
        "line": Columns({"a": [line[0]], "b": [line[1]]}),
        "view": spec.view(x=span(x)).assign(reach=[reach(left, y)]),
    }
    if best is not None:
        data["best"] = Columns({"a": [best[0]], "b": [best[1]]})
    words = "What your line leaves of every point, against x: upward what lies above it, downward what lies below it."
    told = {"above": (left > 0).sum(), "below": (left < 0).sum(), "far": np.abs(left).max()}
    said = "Points above your line: {above}, below it: {below}; the farthest is {far} away."
    now = spec.Description(said, np.arange(rows), {name: np.full(rows, float(many)) for name, many in told.items()})
    return spec.Picture(_spec(title, best is not None, draggable), data, words, now=now)


def _left(x: Array, y: Array, line: Sequence[float] | Array) -> Array:
    """What the line leaves of every point (N,): nothing of one that lies on it but for rounding."""
    rise = line[1] * x
    left = y - line[0] - rise
    tall = np.abs(y) + abs(line[0]) + np.abs(rise)
    return np.where(np.abs(left) <= MILLIONTH * ROUNDING_SPAN * tall, 0.0, left)


def reach(left: Array, y: Array) -> float:
    """How far up and down the picture of the distances ``left`` (N,) goes: the least round number."""
    least = LEAST_REACH_SHARE * (float(np.ptp(y)) or float(np.abs(y).max()) or 1.0)
    far = REACH_MARGIN * max(float(np.abs(left).max()), least)
    unit = 10.0 ** math.floor(math.log10(far))
    return next(times * unit for times in ROUND_NUMBERS if far <= times * unit * (1 + ROUND_SLACK))


@lru_cache
def _spec(title: str, told: bool, draggable: bool) -> dict[str, Any]:
    up = alt.Scale(domain=[alt.ExprRef(f"-{REACH_SHOWN}"), alt.ExprRef(REACH_SHOWN)], nice=False, zero=False)
    at = scales.encoder({"x": title, "y": "above your line"}, {"y": scales.axis("y", **scales.SAME_ROOM)}, y=up)
    a, b = HELD_LINE
    left = in_hand.points().transform_calculate(left=f"datum.y - {a} - {b} * datum.x", zero="0")
    level = alt.Chart(spec.source("view")).mark_rule(
        color=LAID_COLOR, strokeWidth=sizes.THICK_LINE_PX, **marks.SILENT_MARK
    )
    tips = [alt.Tooltip("x:Q", format=".5~g"), alt.Tooltip("left:Q", title="above your line", format=".5~g")]
    dots = marks.dots(left, LEFT_DOT_AREA, palette.CURVE, tooltip=None)
    layers = [
        *moments.keep("line"),
        *([_best(a, b, at)] if told else []),
        marks.segment(left, palette.GRADIENT, sizes.FAINT_LINE_PX, opacity=0.8).encode(
            **at(x="x", y="zero", y2="left")
        ),
        level.encode(y=alt.datum(0)),
        *([in_hand.ring(left, **at(x="x", y="left"))] if draggable else []),
        dots.encode(**at(x="x", y="left"), tooltip=tips),
    ]
    return in_hand.followed(spec.following(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, t=spec.FIRST_ROW))


def _best(a: str, b: str, at: scales.Encoder) -> alt.Chart:
    """The best line as it is seen from yours; while a point is held, that of the points as they stand."""
    best_a, best_b = in_hand.best_or("datum.a", "datum.b")
    apart = alt.Chart(spec.source("best")).transform_calculate(da=f"{best_a} - {a}", db=f"{best_b} - {b}")
    seen = line_fit.across(apart, "datum.da", "datum.db", (f"-{REACH_SHOWN}", REACH_SHOWN))
    look: dict[str, Any] = {"strokeDash": sizes.DASHES_PX}
    return marks.segment(seen, palette.MINIMUM, sizes.LINE_PX, **look).encode(**at(**line_fit.CUT_ENDS))
