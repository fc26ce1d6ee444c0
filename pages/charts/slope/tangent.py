"""A curve with its tangent, a secant and the step of a descent, and its derivative; moved by hand (see ``by_hand``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective
from gdengine.activities.secant import Scan
from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.numbers import said
from pages.charts.slope import by_hand, scanned
from pages.charts.slope.by_hand import PLACE_IN_HAND

HEADROOM_SHARE = 0.3  # of the range, above a curve, for the numbers
MARGIN_SHARE, LOW_MARGIN_SHARE = 0.06, 0.14  # of the range, below a curve: in a low plot half a ball takes more of it
TANGENT_TOLD = "At x = {x} the curve is {f} high, and its slope is {g}. The step from there leads to x = {n}."
DERIVATIVE_TOLD = "The slope at x = {x} is {g}."
LINE_ENDS = {"x": "a:Q", "x2": "b:Q", "y": "fa:Q", "y2": "fb:Q"}


def curve(objective: Objective, seen: Scan, rate: float) -> spec.Picture:
    """f with the tangent and the secant at the point, and the step −η·f′(x) that descent makes of the slope."""
    landing = seen.x - rate * seen.slope
    with np.errstate(all="ignore"):
        arrival = objective(landing[:, None])
    numbers = {
        "g": seen.slope,
        "g_rest": scanned.rest(seen.slope),
        "y_rest": scanned.rest(seen.value),
        "n": landing,
        "m": arrival,
    }
    places = scanned.places(seen, y=seen.value, **numbers).beside(scanned.asides("s", seen.secant))
    view = scanned.view(seen, y=_roomy(seen.value), line=scales.padded(seen.value))
    words = "A curve with the tangent and a secant through a point on it, and the step that descent takes from there."
    told = {"x": seen.x, "f": seen.value, "g": seen.slope, "n": landing}
    now = scanned.told_now(TANGENT_TOLD, told, spec.widths(objective) | {"n": spec.widths(objective)["x"]}, "p")
    return spec.Picture(_curve_spec(), {"places": places, "steps": scanned.steps(seen), "view": view}, words, now=now)


def derivative(seen: Scan) -> spec.Picture:
    """f′: the slope of the curve at every place, and the point below the one on the curve."""
    places = scanned.places(seen, y=seen.slope, y_rest=scanned.rest(seen.slope))
    view = scanned.view(seen, y=_roomy(np.append(seen.slope, 0), LOW_MARGIN_SHARE))
    words = "The slope of the curve at every place, with the same point on it."
    now = scanned.told_now(DERIVATIVE_TOLD, {"x": seen.x, "g": seen.slope}, {"x": float(np.ptp(seen.x))}, "p")
    data = {"places": places, "steps": scanned.steps(seen), "view": view}
    return spec.Picture(_derivative_spec(), data, words, now=now)


def _roomy(values: Array, margin: float = MARGIN_SHARE) -> tuple[float, float]:
    low, high = scales.padded(values, margin)
    return low, high + HEADROOM_SHARE * (high - low)


@lru_cache
def _curve_spec() -> dict[str, Any]:
    x, y, now = by_hand.x_axis(), by_hand.y_axis("f(x)"), by_hand.point("g", "n", "m")
    now = now.transform_calculate(s=f"{PLACE_IN_HAND}['s' + h]")
    layers = [
        by_hand.curve_line(palette.CURVE).encode(x=x, y=y),
        *_secant(now, x, y),
        _through(now, "g")
        .mark_rule(strokeWidth=sizes.LINE_PX, color=palette.GRADIENT, **marks.SILENT_MARK)
        .encode(**LINE_ENDS),
        *_step(now, x, y),
        by_hand.ball(now).encode(x=x, y=y),
        by_hand.says(now, 0, "left", palette.POSITION, _named("f")),
        by_hand.says(now, 0, "right", palette.GRADIENT, f"'f′(x) = ' + {said(by_hand.exactly('g'), 9)}"),
        by_hand.says(now, 1, "right", palette.SECANT, f"'(f(x + h) − f(x)) / h = ' + {said('datum.s', 6)}"),
        by_hand.says(now, 1, "left", palette.STEP, _signed("datum.n - datum.x")),
    ]
    return by_hand.held("p", *layers, height=sizes.TANGENT_HEIGHT_PX)


def _secant(now: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The line through x and x + h, with what x and f(x) grow by between them."""
    now = now.transform_calculate(q=f"datum.x + {by_hand.aside('h')}", r=f"datum.y + datum.s * {by_hand.aside('h')}")
    now = now.transform_filter("isFinite(datum.r)")  # there may be no value so far aside
    look, dotted = {"color": palette.SECANT, **marks.SILENT_MARK}, {"strokeDash": [2, 2]}
    return [
        now.mark_rule(**dotted, **look).encode(x=x, x2="q:Q", y=y),
        now.mark_rule(**dotted, **look).encode(x="q:Q", y=y, y2="r:Q"),
        _through(now, "s").mark_rule(strokeWidth=sizes.LINE_PX, strokeDash=[7, 4], **look).encode(**LINE_ENDS),
        now.mark_point(size=60, opacity=1, strokeWidth=2, **look).encode(x="q:Q", y="r:Q"),
    ]


def _step(now: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The arrow −η·f′(x), and down from its tip to the curve; a short one has no tip, and without a slope is none."""
    now = now.transform_filter("isFinite(datum.n)")
    tipped = now.transform_filter(f"abs(datum.n - datum.x) > 0.02 * {scales.span('x')}")
    tipped = tipped.transform_calculate(turn="datum.n < datum.x ? -90 : 90")
    look = {"color": palette.STEP, **marks.SILENT_MARK}
    return [
        now.mark_rule(strokeWidth=sizes.THICK_LINE_PX, **look).encode(x=x, x2="n:Q", y=y),
        now.mark_rule(strokeDash=[2, 2], **look).encode(x="n:Q", y=y, y2="m:Q"),
        tipped.mark_point(shape="triangle", filled=True, size=110, opacity=1, **look).encode(
            x="n:Q", y=y, angle=alt.Angle("turn:Q", scale=None)
        ),
    ]


def _through(now: alt.Chart, slope: str) -> alt.Chart:
    """A straight line of that slope through the point, across the picture, but not through the numbers above it."""
    low, high = (f"(data('view')[0].line_{end} - datum.y) / datum.{slope}" for end in ("lo", "hi"))
    reach = now.transform_filter(f"isFinite(datum.{slope})").transform_calculate(
        left=f"max(-{scales.span('x')}, min({low}, {high}))", right=f"min({scales.span('x')}, max({low}, {high}))"
    )
    ends = {"a": "x + datum.left", "fa": f"y + datum.{slope} * datum.left"}
    ends |= {"b": "x + datum.right", "fb": f"y + datum.{slope} * datum.right"}
    return reach.transform_calculate(**{name: f"datum.{place}" for name, place in ends.items()})


def _named(f: str) -> str:
    return f"'{f}(' + {said('datum.x', 6)} + ') = ' + {said(by_hand.exactly('y'), 9, scales.span('y'))}"


def _signed(value: str) -> str:
    return f"'step ' + ({value} > 0 ? '+' : '') + {said(value, 4)}"


@lru_cache
def _derivative_spec() -> dict[str, Any]:
    x, y, now = by_hand.x_axis(), by_hand.y_axis("slope f′(x)"), by_hand.point()
    level = alt.Chart(spec.source("view")).mark_rule(color=palette.CURVE, opacity=0.6, **marks.SILENT_MARK)
    layers = [
        level.encode(y=alt.datum(0)),
        by_hand.curve_line(palette.GRADIENT).encode(x=x, y=y),
        now.mark_rule(strokeDash=[2, 2], color=palette.GRADIENT, **marks.SILENT_MARK).encode(x=x, y=y, y2=alt.datum(0)),
        by_hand.ball(now).encode(x=x, y=y),
        by_hand.says(now, 0, "left", palette.GRADIENT, _named("f′")),
    ]
    return by_hand.held("p", *layers, height=sizes.DERIVATIVE_HEIGHT_PX)
