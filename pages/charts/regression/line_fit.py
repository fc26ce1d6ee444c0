"""Points and the line that is being fitted to them, with its residuals; the hand may hold either (see ``in_hand``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.core import Array
from gdengine.regression import design
from pages.charts.kit import in_hand, line_fit, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import ROUNDING_SPAN


def fitting(
    x: Array,
    y: Array,
    best: Sequence[float] | Array,
    run: Trajectory,
    rows: Array,
    *,
    reach: float = 0.0,
    titles: tuple[str, str] = ("x", "y"),
    draggable: bool = False,
) -> spec.Picture:
    """The points (N,), and the line of a family (K, M, 2) where the bar stands; every member is sent at ``rows``.

    ``best``: intercept and slope of the least-squares line, shown once the walk is within ``reach`` of it, or has ended
    · ``titles``: of the axes · ``draggable``: whether the points can be moved.
    """
    low, high = span(x)
    intercept, slope = line_fit.borne(run.x[..., 0], run.x[..., 1])
    walks = moments.tables(run, rows, intercept=intercept, slope=slope)
    after = moments.found(np.atleast_2d(best), [run.x[:, moments.HOME]], reach)[0]
    data = {
        "points": placed(x, y).assign(run=np.float32(run.value[0, -1])),  # looked up anew when the run is another one
        "best": line_fit.best_ends(np.array([low, high]), best, after),
        **walks,
        "view": spec.view(x=(low, high), y=rise(y)),
    }
    words = "The points, the line that is fitted to them with its distance from each, and, dashed, the best line."
    spans = dict(zip(("intercept", "slope"), rounding_spans(design(x), y).tolist()))
    mine: dict[str, Any] = {"intercept": run.x[:, moments.HOME, 0], "slope": run.x[:, moments.HOME, 1]}
    now = moments.described("Step {k}: intercept {intercept}, slope {slope}.", walks["every"], spans=spans, **mine)
    signs = (*line_fit.LINE_SIGNS, *([in_hand.POINTS_SIGN] if draggable else []))
    return spec.Picture(_spec(titles, draggable), data, words, signs, now)


def span(x: Array) -> tuple[float, float]:
    """From where to where x is shown."""
    return scales.padded(x, 0.08)


def rise(y: Array) -> tuple[float, float]:
    """From where to where y is shown: lines that are far off begin in the picture."""
    return scales.padded(y, 0.5)


MOST_DRAWN = 600  # points: of more every so many is drawn, and the page says so


def rounding_spans(matrix: Array, y: Array) -> Array:
    """Beside which a coefficient (D,) is but rounding: times its column of (N, D) it adds next to nothing to any y."""
    wide = np.abs(matrix).max(0)
    return ROUNDING_SPAN * np.abs(y).max() / np.where(wide > 0, wide, 1.0)


def thinning(count: int) -> int:
    """Of so many points every how many is drawn."""
    return -(-count // MOST_DRAWN)


def placed(x: Array, y: Array) -> Columns:
    """The data set ``points``: of many only as many as can be told apart."""
    rows = np.arange(0, len(x), thinning(len(x)), dtype=np.int32)
    return Columns({"px": x[rows], "py": y[rows]}).astype("float32").assign(id=rows)


@lru_cache
def _spec(titles: tuple[str, str], draggable: bool) -> dict[str, Any]:
    at = scales.encoder(dict(zip("xy", titles)), {})
    path = moments.shown("intercept", "slope")
    now = moments.now(path.transform_filter("isFinite(datum.intercept) && isFinite(datum.slope)"))
    tips = [alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]
    dots = marks.dots(in_hand.points(), sizes.DATA_POINT_AREA, palette.CURVE, tooltip=None)
    layers = [
        in_hand.plane("points"),
        _best_line().encode(**at(x="x", y="fit")),
        line_fit.residuals(_fitted(), at),
        line_fit.line(now, at, *in_hand.line_or("datum.intercept", "datum.slope")),
        dots.encode(**at(x="x", y="y"), tooltip=tips),
        *([in_hand.ring(**at(x="x", y="y"))] if draggable else []),
        *([in_hand.grip("points", in_hand.points(), **at(x="x", y="y"), tooltip=tips)] if draggable else []),
    ]
    drawn = spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX)
    return in_hand.followed(drawn)


def _best_line() -> alt.Chart:
    """The best line once it has been found; while a point is held, that of the points as they stand."""
    seen = alt.Chart(spec.source("best")).transform_filter(f"{in_hand.POINT_HELD} || {moments.REACHED}")
    live = f"{in_hand.held('best_a')} + {in_hand.held('best_b')} * datum.x"
    fit = seen.transform_calculate(fit=f"{in_hand.POINT_HELD} ? {live} : datum.y")
    look: dict[str, Any] = {"strokeWidth": sizes.LINE_PX, "strokeDash": sizes.DASHES_PX, **marks.SILENT_MARK}
    return fit.mark_line(color=palette.MINIMUM, **look)


def _fitted() -> alt.Chart:
    """The points, and the height of the line shown at each."""
    intercept, slope = in_hand.line_or(moments.current("intercept"), moments.current("slope"))
    fitted = in_hand.points().transform_calculate(fit=f"{intercept} + {slope} * datum.x")
    return fitted.transform_filter("isFinite(datum.fit)")
