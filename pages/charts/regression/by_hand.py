"""A line laid by hand: the points with what is left of each, drawn as the criterion counts it, and whose loss is a map.

The line follows the hand in the browser (see ``kit.in_hand``); where none is held it lies as it was laid.  Squares are
squares in the units of the data: as wide along x as they are high along y.  Perpendicular distances are drawn to the
foot on the line, which looks like a right angle only where both axes have the same scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.regression import ABSOLUTE, PERPENDICULAR, SQUARES
from pages.charts.kit import in_hand, line_fit, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.regression.line_fit import placed, rise, span
from pages.charts.surface import beyond, surface_map

LAID_COLOR = palette.SECANT  # a line through two ends that are held
END_AREA = 260
ENDS_SHARE = 0.75  # of the room beside the points in which the ends of the line stand, at most
ENDS_ASIDE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)  # times a power of ten: how far from the outermost point
WHAT_COUNTS = {
    SQUARES: spec.Sign("band", palette.GRADIENT, "squares: as wide in x as they are high in y"),
    ABSOLUTE: spec.Sign("line", palette.GRADIENT, "what counts: the upright distance of each point"),
    PERPENDICULAR: spec.Sign(
        "line",
        palette.GRADIENT,
        "what counts: the shortest distance, squared; aslant, as x and y have their own scales",
    ),
}


def by_hand(
    x: Array,
    y: Array,
    criterion: str,
    line: Sequence[float] | Array,
    best: Sequence[float] | Array | None = None,
    run: Trajectory | None = None,
    *,
    titles: tuple[str, str] = ("x", "y"),
    draggable: bool = False,
) -> spec.Picture:
    """The points (N,) and the ``line`` (intercept, slope) laid by hand, with two ends to hold.

    ``draggable``: whether the points can be held, too · ``best``, ``run``: the best line and the walk (K, 2) that races
    the hand; none as long as they are not to be told.
    """
    told, ends = best is not None and run is not None, np.array(span(x))
    data = {
        "points": placed(x, y),
        "ends": Columns({"x": list(ends_of_line(x))}),
        "line": Columns({"a": [line[0]], "b": [line[1]]}),
        "view": spec.view(x=ends, y=rise(y)),
    }
    signs = [spec.Sign("line", LAID_COLOR, "your line: hold its ends"), WHAT_COUNTS[criterion]]
    signs += [in_hand.POINTS_SIGN] if draggable else []
    now = None
    if best is not None and run is not None:
        data["best"] = _known(line_fit.best_ends(ends, best))
        mine = dict(zip("ab", run.x.T))
        data |= moments.alone(run, **dict(zip("ab", line_fit.borne(**mine))))
        signs += [spec.Sign("line", palette.POSITION, "descent"), spec.Sign("dashes", palette.MINIMUM, "the best line")]
        now = moments.described("Step {k} of descent: intercept {a}, slope {b}.", data["every"], **mine)
    words = "The points, a line whose two ends can be held, and what is left between the line and each point."
    return spec.Picture(_spec(criterion, titles, told, draggable), data, words, tuple(signs), now)


def loss_map(
    objective: Objective, relief_url: str, line: Sequence[float] | Array, run: Trajectory, axes: tuple[str, str]
) -> spec.Picture:
    """The loss of every line as a map ``relief_url``, with the line in the hand and the walk (K, 2) on it."""
    data = surface_map.data(objective, relief_url) | moments.alone(run, x=run.x[:, 0], y=run.x[:, 1])
    data["line"] = Columns({"a": [line[0]], "b": [line[1]]})
    words = f"Map of {objective.title or objective.name}: every place is a line; yours, and the path of descent."
    signs = (
        spec.Sign("ball", LAID_COLOR, "your line"),
        spec.Sign("triangle", palette.MINIMUM, "lowest place"),
    )
    told = "Step {k} of descent: at {x}, {y} on the map."
    now = moments.described(told, data["every"], spans=spec.widths(objective))
    return spec.Picture(_map_spec(axes), data, words, signs, now)


def ends_of_line(x: Array) -> tuple[float, float]:
    """The x of the two ends that are held: beyond all points (N,), so that no point lies under one."""
    room = ENDS_SHARE * (float(np.min(x)) - span(x)[0])
    unit = 10.0 ** math.floor(math.log10(room))
    aside = unit * max(times for times in ENDS_ASIDE if times * unit <= room)
    return float(np.min(x)) - aside, float(np.max(x)) + aside


def _known(table: Columns) -> Columns:
    """The rows whose y is a number."""
    return table.rows(~np.isnan(table["y"]))


# --- the specs --------------------------------------------------------------------------------------------------------


@lru_cache
def _spec(criterion: str, titles: tuple[str, str], told: bool, draggable: bool) -> dict[str, Any]:
    at = scales.encoder(dict(zip("xy", titles)), {})
    laid = line_fit.across(_line(), "datum.now_a", "datum.now_b")
    stroke = marks.segment(laid, LAID_COLOR, sizes.THICK_LINE_PX)
    held = _ends()
    layers = [
        *moments.keep("line", "view"),
        in_hand.plane("points"),
        *(_others(at) if told else []),
        *_left(criterion, at),
        stroke.encode(**at(**line_fit.CUT_ENDS)),
        marks.dots(in_hand.points(), sizes.DATA_POINT_AREA, palette.CURVE).encode(**at(x="x", y="y")),
        *(in_hand.movable(**at(x="x", y="y")) if draggable else []),
        marks.ball(held, LAID_COLOR, END_AREA, stroke="white", strokeWidth=2, tooltip=None).encode(**at(x="x", y="y")),
        in_hand.grip("ends", held, **at(x="x", y="y")),
    ]
    drawn = spec.following(
        *layers, *(moments.keep("every") if told else []), height=sizes.PLOT_HEIGHT_PX, t=spec.FIRST_ROW
    )
    return in_hand.followed(drawn)


def _line() -> alt.Chart:
    """The line in the hand, or as it was laid: its intercept ``now_a`` and its slope ``now_b``."""
    a, b = in_hand.line_or("datum.a", "datum.b")
    return alt.Chart(spec.source("line")).transform_calculate(now_a=a, now_b=b)


HELD_LINE = in_hand.line_or("data('line')[0].a", "data('line')[0].b")  # the same, in a row of any table


def _ends() -> alt.Chart:
    """The two places where the line can be held: on it, but never outside the picture."""
    a, b = HELD_LINE
    low, high = scales.end("y", "lo"), scales.end("y", "hi")
    return alt.Chart(spec.source("ends")).transform_calculate(y=f"clamp({a} + {b} * datum.x, {low}, {high})")


def _left(criterion: str, at: scales.Encoder) -> list[alt.Chart]:
    """What is left of every point, as the criterion counts it."""
    a, b = HELD_LINE
    left = in_hand.points().transform_calculate(fit=f"{a} + {b} * datum.x", foot="datum.x")
    if criterion == PERPENDICULAR:
        foot = f"(datum.x + {b} * (datum.y - {a})) / (1 + {b} * {b})"
        left = left.transform_calculate(foot=foot).transform_calculate(fit=f"{a} + {b} * datum.foot")
    across = marks.segment(left, palette.GRADIENT, sizes.FAINT_LINE_PX, opacity=0.8)
    segments = across.encode(**at(x="x", x2="foot", y="y", y2="fit"))
    if criterion != SQUARES:
        return [segments]
    sides = left.transform_calculate(side="datum.x + abs(datum.y - datum.fit)")
    square = sides.mark_rect(color=palette.GRADIENT, opacity=0.13, stroke=palette.GRADIENT, **marks.SILENT_MARK)
    return [square.encode(**at(x="x", x2="side", y="y", y2="fit")), segments]


def _others(at: scales.Encoder) -> list[alt.Chart]:
    """The best line, and descent's where the bar stands."""
    live = f"{in_hand.told('best_a')} ? {in_hand.held('best_a')} + {in_hand.held('best_b')} * datum.x : datum.y"
    seen = alt.Chart(spec.source("best")).transform_calculate(fit=live).transform_filter("isFinite(datum.fit)")
    best = seen.mark_line(
        color=palette.MINIMUM, strokeWidth=sizes.LINE_PX, strokeDash=sizes.DASHES_PX, **marks.SILENT_MARK
    )
    now = moments.now(moments.own("a", "b").transform_filter("isFinite(datum.a) && isFinite(datum.b)"))
    return [best.encode(**at(x="x", y="fit")), line_fit.line(now, at, "datum.a", "datum.b")]


@lru_cache
def _map_spec(axes: tuple[str, str]) -> dict[str, Any]:
    ground = surface_map.filled_map(axes)
    path = moments.own("x", "y").transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past, now = moments.until_now(path), moments.now(path)
    hand = _line().transform_calculate(
        x=f"clamp(datum.now_a, {scales.end('x', 'lo')}, {scales.end('x', 'hi')})",
        y=f"clamp(datum.now_b, {scales.end('y', 'lo')}, {scales.end('y', 'hi')})",
    )
    layers = [
        *moments.keep("line"),
        ground.pictures(),
        ground.minima(),
        *[line.encode(**ground.place(), order="i:Q") for line in marks.cased_path(past, palette.POSITION)],
        marks.rimmed_ball(now, tooltip=None).encode(**ground.place()),
        *beyond.layers(now, ground),
        marks.rimmed_ball(hand, LAID_COLOR, tooltip=None).encode(**ground.place()),
        in_hand.plane("map"),
        in_hand.grip("place", hand, **ground.place()),
    ]
    drawn = spec.following(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, t=spec.FIRST_ROW)
    return in_hand.followed(drawn)
