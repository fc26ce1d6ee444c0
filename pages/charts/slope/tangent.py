"""A curve with its tangent and a secant, its derivative, and the secant's error.

The pictures are moved by hand (see ``by_hand``).  Row i of ``places`` is place i of a ``Scan``; its column
``s7`` or ``e7`` holds what belongs to step aside 7.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective
from gdengine.activities.secant import STEPS, Scan
from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import power, said
from pages.charts.slope import by_hand
from pages.charts.slope.by_hand import PLACE_IN_HAND

ASIDE_COLUMNS = range(len(STEPS) + 1)  # columns: one for each step of the grid, and one for a step that is not on it
SIDE_MARGIN_SHARE = 0.025  # of the range, left and right of it, for half a ball
HEADROOM_SHARE = 0.3  # of the range, above a curve, for the numbers
MARGINS = (sizes.TANGENT_LABELS_PX + sizes.TANGENT_TITLE_PX, 0)  # px left and right of a plot
TANGENT_TOLD = "At x = {x} the curve is {f} high, and its slope is {g}. The step from there leads to x = {n}."
DERIVATIVE_TOLD = "The slope at x = {x} is {g}."
ERRORS_TOLD = "At x = {x} the secant with h = {h} has the slope {s}: it is off by {e}."
ANY_ERROR = (1e-12, 1e3)  # the range of a plane in which no error is drawn
ANY_DECADES = [1e-12, 1e-9, 1e-6, 1e-3, 1, 1000]
DECADES = [1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1]
LINE_ENDS = {"x": "a:Q", "x2": "b:Q", "y": "fa:Q", "y2": "fb:Q"}


def curve(objective: Objective, seen: Scan, rate: float) -> spec.Picture:
    """f with the tangent and the secant at the point, and the step −η·f′(x) that descent makes of the slope."""
    landing = seen.x - rate * seen.slope
    with np.errstate(all="ignore"):
        arrival = objective(landing[:, None])
    numbers = {"g": seen.slope, "g_rest": _rest(seen.slope), "y_rest": _rest(seen.value), "n": landing, "m": arrival}
    places = _places(seen, y=seen.value, **numbers).beside(_columns("s", seen.secant))
    view = _view(seen, y=_roomy(seen.value), line=scales.padded(seen.value))
    words = "A curve with the tangent and a secant through a point on it, and the step that descent takes from there."
    told = {"x": seen.x, "f": seen.value, "g": seen.slope, "n": landing}
    now = _now(TANGENT_TOLD, told, spec.widths(objective) | {"n": spec.widths(objective)["x"]}, "p")
    return spec.Picture(_curve_spec(), {"places": places, "steps": _steps(seen), "view": view}, words, now=now)


def derivative(seen: Scan) -> spec.Picture:
    """f′: the slope of the curve at every place, and the point below the one on the curve."""
    places = _places(seen, y=seen.slope, y_rest=_rest(seen.slope))
    view = _view(seen, y=_roomy(np.append(seen.slope, 0)))
    words = "The slope of the curve at every place, with the same point on it."
    now = _now(DERIVATIVE_TOLD, {"x": seen.x, "g": seen.slope}, {"x": float(np.ptp(seen.x))}, "p")
    return spec.Picture(_derivative_spec(), {"places": places, "steps": _steps(seen), "view": view}, words, now=now)


def errors(seen: Scan, here: int) -> spec.Picture:
    """How far the secant's slope is off, against the small step h, both on logarithmic scales; told of one place."""
    places = _places(seen, c=seen.truncation, d=seen.rounding).beside(_columns("e", seen.error))
    view = _view(seen, y=_decades(seen.error))
    words = "The error of the secant's slope against the small step h: it falls with h until rounding takes over."
    told = {"h": seen.h, "s": seen.secant[:, here], "e": seen.error[:, here], "x": np.full(len(seen.h), seen.x[here])}
    now = _now(ERRORS_TOLD, told, {"x": float(np.ptp(seen.x))}, "h")
    return spec.Picture(_errors_spec(), {"places": places, "steps": _steps(seen), "view": view}, words, now=now)


def unmeasured(tried: Array, *, height: int = sizes.SECANT_ERROR_HEIGHT_PX) -> spec.Picture:
    """The plane of steps h and errors without any error in it, and a line where each step ``tried`` stands."""
    view = spec.view(h=across(STEPS, log=True), y=ANY_ERROR)
    words = "Where the error of the secant's slope will stand against the small step h: nothing has been measured yet."
    now = spec.Description(words, np.zeros(1, int), {})
    signs = (spec.Sign("dashes", palette.SECANT, "the h to choose from"),)
    return spec.Picture(_unmeasured_spec(height), {"tried": Columns({"a": tried}), "view": view}, words, signs, now)


def _now(template: str, numbers: dict[str, Array], spans: dict[str, float], dial: str) -> spec.Description:
    """What is told of a picture that a dial moves."""
    return spec.Description(template, np.arange(max(map(len, numbers.values()))), numbers, spans, dial)


def across(values: Array, log: bool = False) -> tuple[float, float]:
    """Where the lower edge of a picture of these values begins and ends: with room for half a ball beside them."""
    low, high = scales.padded(np.log10(values) if log else values, SIDE_MARGIN_SHARE)
    return (10**low, 10**high) if log else (low, high)


def _places(seen: Scan, **columns: Array) -> Columns:
    with np.errstate(over="ignore"):
        return Columns({"x": seen.x, **columns}).astype(np.float32)


def _rest(values: Array) -> Array:
    """What single precision leaves off a number: with it the picture can say more digits than it draws."""
    with np.errstate(all="ignore"):
        return values - values.astype(np.float32)


def _columns(letter: str, table: Array) -> Columns:
    """(M, K) as columns s0 …, with an empty one for a step aside off the grid where there is none."""
    with np.errstate(over="ignore"):
        block = np.full((table.shape[1], len(ASIDE_COLUMNS)), np.nan, np.float32)
        block[:, : len(table)] = table.T
    return Columns({f"{letter}{j}": block[:, j] for j in ASIDE_COLUMNS})


def _steps(seen: Scan) -> Columns:
    """Row j is step aside j; where none is off the grid the last is there twice, so that no reader misses it."""
    return Columns({"h": [seen.h[min(j, len(seen.h) - 1)] for j in ASIDE_COLUMNS]}).astype(np.float32)


def _view(seen: Scan, **ranges: tuple[float, float]) -> Columns:
    return spec.view(x=across(seen.x), h=across(seen.h, log=True), **ranges)


def _roomy(values: Array) -> tuple[float, float]:
    low, high = scales.padded(values)
    return low, high + HEADROOM_SHARE * (high - low)


def _decades(error: Array) -> tuple[float, float]:
    """The range of nearly all errors; a lucky one may be a million times smaller than its neighbors."""
    positive = error[np.isfinite(error) & (error > 0)]
    low, high = np.quantile(positive, [0.02, 0.99]) if positive.size else (1e-12, 1.0)
    return low / 10, high * (high / low) ** 0.25


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
    look, dotted = {"color": palette.SECANT, **marks.SILENT_MARK}, {"strokeDash": [2, 2]}
    return [
        now.mark_rule(**dotted, **look).encode(x=x, x2="q:Q", y=y),
        now.mark_rule(**dotted, **look).encode(x="q:Q", y=y, y2="r:Q"),
        _through(now, "s").mark_rule(strokeWidth=sizes.LINE_PX, strokeDash=[7, 4], **look).encode(**LINE_ENDS),
        now.mark_point(size=60, opacity=1, strokeWidth=2, **look).encode(x="q:Q", y="r:Q"),
    ]


def _step(now: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The arrow −η·f′(x), and down from its tip to the curve; a short one has no tip."""
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


@lru_cache
def _errors_spec() -> dict[str, Any]:
    x, y = _error_axes()
    every = by_hand.here(len(ASIDE_COLUMNS)).transform_calculate(
        e=f"{PLACE_IN_HAND}['e' + datum.j]", a=by_hand.aside("datum.j")
    )
    now = by_hand.here().transform_calculate(e=f"{PLACE_IN_HAND}['e' + h]", a=by_hand.aside("h"))
    line = every.transform_filter("datum.e > 0").mark_line(
        color=palette.SECANT, strokeWidth=sizes.LINE_PX, **marks.SILENT_MARK
    )
    layers = [
        *_forecast(x, y, f"{PLACE_IN_HAND}.c * datum.a", "1e-5", 1, "bend: h·|f″| / 2"),
        *_forecast(x, y, f"{PLACE_IN_HAND}.d / datum.a", "1e-12", -1, "rounding: ε·|f| / h"),
        line.encode(x=x, y=y, order="a:Q"),
        by_hand.ball(now.transform_filter("datum.e > 0"), palette.SECANT).encode(x=x, y=y),
        by_hand.says(now, 0, "left", palette.SECANT, f"'h = ' + {said('datum.a', 4)}"),
        by_hand.says(now, 0, "right", palette.SECANT, f"'off by ' + {said('datum.e', 4)}"),
    ]
    return by_hand.held("h", *layers, height=sizes.SECANT_ERROR_HEIGHT_PX)


@lru_cache
def _unmeasured_spec(height: int) -> dict[str, Any]:
    x, y = _error_axes(values=ANY_DECADES)
    tried = alt.Chart(spec.source("tried"))
    lines = tried.mark_rule(
        color=palette.SECANT, strokeWidth=sizes.LINE_PX, strokeDash=sizes.DASHES_PX, **marks.SILENT_MARK
    )
    look: dict[str, Any] = {"fontSize": sizes.WORDS, "fontWeight": 600, "color": palette.words(palette.SECANT)}
    names = tried.transform_calculate(name=f"'h = ' + {said('datum.a')}").mark_text(
        align="left", baseline="top", dx=6, tooltip=None, **look
    )
    nowhere = spec.anchor().transform_filter("false").transform_calculate(e="0")
    layers = [lines.encode(x=x), names.encode(x=x, y=alt.value(8), text="name:N"), nowhere.encode(y=y), spec.anchor()]
    return spec.moving(*layers, height=height, member=0)


def _error_axes(**more: Any) -> tuple[alt.X, alt.Y]:
    powers = {"labelExpr": power("datum.value")}
    x = alt.X("a:Q", title="small step h", scale=scales.log("h"), axis=scales.axis("x", values=DECADES, **powers))
    return x, alt.Y("e:Q", title="error", scale=scales.log("y"), axis=by_hand.edged(**powers, **more))


def _forecast(x: alt.X, y: alt.Y, error: str, at: str, below: int, words: str) -> list[alt.Chart]:
    """A straight line where one of the two errors is expected, and its words beside it, at one step aside."""

    def ends(**aside: str) -> alt.Chart:
        row = by_hand.here().transform_calculate(**aside, e=error)
        return row.transform_filter("datum.e > 0 && isFinite(datum.e)")

    line = ends(a="data('view')[0].h_lo", b="data('view')[0].h_hi")
    line = line.transform_calculate(u=error.replace("datum.a", "datum.b"))
    look = {"color": palette.CURVE, **marks.SILENT_MARK}
    called = ends(a=at).mark_text(
        text=words,
        align="left",
        dx=14,
        dy=8 * below,
        fontSize=sizes.TICK_WORDS,
        **look | {"color": palette.words(palette.CURVE)},
    )
    return [
        line.mark_rule(strokeDash=sizes.DASHES_PX, **look).encode(x=x, x2="b:Q", y=y, y2="u:Q"),
        called.encode(x=x, y=y),
    ]
