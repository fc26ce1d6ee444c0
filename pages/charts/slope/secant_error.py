"""The error of a secant's slope against the small step h, moved by hand (see ``by_hand``); and before it is known."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.activities.secant import STEPS, Scan
from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import power, said
from pages.charts.slope import by_hand, scanned
from pages.charts.slope.by_hand import PLACE_IN_HAND

ERRORS_TOLD = "At x = {x} the secant with h = {h} has the slope {s}: it is off by {e}."
ANY_ERROR = (1e-12, 1e3)  # the range of a plane in which no error is drawn
ANY_DECADES = [1e-12, 1e-9, 1e-6, 1e-3, 1, 1000]
DECADES = [1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1]


def errors(seen: Scan, here: int) -> spec.Picture:
    """How far the secant's slope is off, against the small step h, both on logarithmic scales; told of one place."""
    places = scanned.places(seen, c=seen.truncation, d=seen.rounding).beside(scanned.asides("e", seen.error))
    view = scanned.view(seen, y=_decades(seen.error))
    words = (
        "The error of the secant's slope against the small step h: a part is the bend of the curve, the rest rounding."
    )
    told = {"h": seen.h, "s": seen.secant[:, here], "e": seen.error[:, here], "x": np.full(len(seen.h), seen.x[here])}
    now = scanned.told_now(ERRORS_TOLD, told, {"x": float(np.ptp(seen.x))}, "h")
    return spec.Picture(_errors_spec(), {"places": places, "steps": scanned.steps(seen), "view": view}, words, now=now)


def unmeasured(tried: Array) -> spec.Picture:
    """The plane of steps h and errors without any error in it, and a line where each step ``tried`` stands."""
    view = spec.view(h=scanned.across(STEPS, log=True), y=ANY_ERROR)
    words = "Where the error of the secant's slope will stand against the small step h: nothing has been measured yet."
    now = spec.Description(words, np.zeros(1, int), {})
    signs = (spec.Sign("dashes", palette.SECANT, "the h to choose from"),)
    return spec.Picture(_unmeasured_spec(), {"tried": Columns({"a": tried}), "view": view}, words, signs, now)


def _decades(error: Array) -> tuple[float, float]:
    """The range of nearly all errors that are drawn, in single precision.

    A lucky one may be a million times smaller than its neighbors.
    """
    drawn = spec.light(error).astype(float)
    positive = drawn[np.isfinite(drawn) & (drawn > 0)]
    low, high = np.quantile(positive, [0.02, 0.99]) if positive.size else (1e-12, 1.0)
    return low / 10, high * (high / low) ** 0.25


@lru_cache
def _errors_spec() -> dict[str, Any]:
    x, y = _error_axes()
    every = by_hand.here(len(scanned.ASIDE_COLUMNS)).transform_calculate(
        e=f"{PLACE_IN_HAND}['e' + datum.j]", a=by_hand.aside("datum.j")
    )
    now = by_hand.here().transform_calculate(e=f"{PLACE_IN_HAND}['e' + h]", a=by_hand.aside("h"))
    line = every.transform_filter("datum.e > 0").mark_line(
        color=palette.SECANT, strokeWidth=sizes.LINE_PX, **marks.SILENT_MARK
    )
    layers = [
        *_forecast(x, y, f"{PLACE_IN_HAND}.c * datum.a", "1e-5", 1, "too large: bend"),
        *_forecast(x, y, f"{PLACE_IN_HAND}.d / datum.a", "1e-12", -1, "too small: rounding"),
        line.encode(x=x, y=y, order="a:Q"),
        by_hand.ball(now.transform_filter("datum.e > 0"), palette.SECANT).encode(x=x, y=y),
        # in the middle, where errors are least: at either end the line and its ball may be as high
        by_hand.says(now, 0, "middle, left", palette.SECANT, f"'h = ' + {said('datum.a', 4)}"),
        by_hand.says(now, 0, "middle, right", palette.SECANT, f"'off by ' + {said('datum.e', 4)}"),
    ]
    return by_hand.held("h", *layers, height=sizes.SECANT_ERROR_HEIGHT_PX)


@lru_cache
def _unmeasured_spec() -> dict[str, Any]:
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
    return spec.moving(*layers, height=sizes.SECANT_ERROR_HEIGHT_PX, member=0)


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
