"""A staircase: the layers of a walk on a curve, and the data they are drawn from.

A step believes the tangent: from (xₖ, f(xₖ)) it goes along the tangent to above or below xₖ₊₁, and from there straight
up or down to the curve.  While the walk is off the map, an arrow at the edge it left by says where it is.
"""

from __future__ import annotations

import math

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.landscapes.continuity import framed, traced
from pages.charts.kit import border, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import said

CURVE_SAMPLES = 301  # along x where the curve is drawn
HIGHEST = 1e300  # a height farther from 0 has no place in a picture: differences of such numbers overflow
FOOT_SHARE = 0.13  # room under the curve, in parts of its height
MARK_DOWN_PX, MARK_AREA = 9, 90  # of what marks a minimum: how far its middle is below it
FOUND_ON_CURVE_SHARE = 0.01  # of the map: a walk this near to a minimum has found it
WEST, EAST = scales.end("x", "lo"), scales.end("x", "hi")


def heights(objective: Objective) -> tuple[float, float]:
    """The heights between which a curve is shown on its map; a pole does not set them."""
    _, low, high = framed(objective)
    return scales.padded(np.clip([low, high], -HIGHEST, HIGHEST), 0.04)


def above_a_strip(thick: float) -> alt.Scale:
    """The scale of heights where a strip, ``thick`` px, lies at the foot: what marks a minimum has room above it."""
    high, all_of_it = scales.end("y", "hi"), scales.span("y")
    foot = f"{thick} + {MARK_DOWN_PX + math.sqrt(MARK_AREA) / 2} * scale"
    room = f"{1 / (1 + FOOT_SHARE)} * height / max(height - ({foot}), height / 2)"  # for the curve; a half at least
    low = alt.ExprRef(f"{high} - {all_of_it} * max(1, {room})")
    return alt.Scale(domain=[low, alt.ExprRef(high)], nice=False, zero=False)


def scene(objective: Objective, walk: Array) -> dict[str, Columns]:
    """The data of the curve: ``ground`` with its heights at the map's edges, ``minima`` and ``view``.

    A minimum is shown once the ``walk`` (K, 1) has found it.
    """
    bottoms = np.reshape(objective.minima, (-1, 1))
    low, high = heights(objective)
    with np.errstate(all="ignore"):  # a learner's own formula may have no value there
        rims = objective(np.reshape(objective.box[0], (2, 1)))
        west, east = np.where(np.isfinite(rims), np.clip(rims, low, high), low).astype(np.float32)
    after = moments.found(bottoms, [walk], FOUND_ON_CURVE_SHARE * float(np.ptp(objective.box)))
    ends = spec.view(x=objective.box[0], y=(low - FOOT_SHARE * (high - low), high))
    return {
        "ground": curve_points(objective).assign(west=west, east=east),
        "minima": Columns({"x": bottoms[:, 0], "y": objective(bottoms), "after": after}),
        "view": ends.assign(stamp=spec.stamp(walk[0], len(walk))),
    }


def curve_points(objective: Objective) -> Columns:
    """The curve, x from end to end of its map, and y; nan between its pieces."""
    x, y = traced(objective, framed(objective), CURVE_SAMPLES)
    with np.errstate(over="ignore"):  # too large to draw
        drawn = y.astype(np.float32)
    return Columns({"x": x.astype(np.float32), "y": np.where(np.isfinite(drawn), drawn, np.nan)})


def walks(run: Trajectory, rows: Array) -> dict[str, Columns]:
    """The data of a family of walks (K, M, 1): place x, height v, slope gx, and where the next step lands, n and w."""
    after = np.minimum(np.arange(len(run.step)) + 1, len(run.step) - 1)
    x, slope = run.x[..., 0], run.grad[..., 0]
    return moments.tables(run, rows, x=x, v=run.value, gx=slope, n=x[after], w=run.value[after])


def lone_walk(run: Trajectory) -> dict[str, Columns]:
    """The same of a single run (K, 1)."""
    after = np.minimum(np.arange(len(run.step)) + 1, len(run.step) - 1)
    x, slope = run.x[:, 0], run.grad[:, 0]
    return moments.alone(run, x=x, v=run.value, gx=slope, n=x[after], w=run.value[after])


# --- the layers -------------------------------------------------------------------------------------------------------


def layers(at: scales.Encoder, rows: alt.Chart, when: str = "true", *, named: bool = True) -> list[alt.Chart]:
    """The curve and the walk in these ``rows`` (``moments.shown`` or ``own``), drawn ``when`` that expression holds.

    ``named``: whether the arrow at the edge says where the walk is, or something else in the picture does.
    """
    path = rows.transform_calculate(y="datum.v", g="datum.gx", e="datum.v + datum.gx * (datum.n - datum.x)")
    path = moments.until_now(path.transform_filter(f"{when} && isFinite(datum.x) && isFinite(datum.y)"))
    now = moments.now(path)
    return [*_terrain(at), *_stairs(path, now, at), *_walker(path, now, at), *_exit(now, at)[: None if named else 1]]


def _terrain(at: scales.Encoder) -> list[alt.Chart]:
    # clipped, because room is made for the joins of a line that is not, and pictures above one another would not align
    curve = marks.line(alt.Chart(spec.source("ground")), palette.CURVE)
    minima = (
        alt.Chart(spec.source("minima"))
        .transform_filter(moments.REACHED)
        .mark_point(
            shape="triangle-up",
            color=palette.MINIMUM,
            filled=True,
            size=MARK_AREA,
            yOffset=MARK_DOWN_PX,
            opacity=1,
            tooltip=None,
        )
    )
    return [curve.encode(**at(x="x", y="y")), minima.encode(**at(x="x", y="y"))]


def _stairs(path: alt.Chart, now: alt.Chart, at: scales.Encoder) -> list[alt.Chart]:
    """The steps taken, fading with age, and the step to come."""
    inside = f"datum.x >= {WEST} && datum.x <= {EAST}"
    past = path.transform_filter(f"datum.i < t && isFinite(datum.w) && {inside} && ({moments.DOTTED})")
    past = past.transform_calculate(age="max(0.25, 0.9 - 0.08 * (t - datum.i))")
    to_come, faded = now.transform_filter("isFinite(datum.w)"), alt.Opacity("age:Q", scale=None)
    along, drop = at(x="x", x2="n", y="y", y2="e"), at(x="n", y="e", y2="w")
    old, new = ({"color": color, **marks.SILENT_MARK} for color in (palette.POSITION, palette.STEP))
    return [
        past.mark_rule(strokeWidth=1.5, **old).encode(**along, opacity=faded),
        past.mark_rule(strokeWidth=1.5, strokeDash=[2, 3], **old).encode(**drop, opacity=faded),
        _tangent(now, at),
        to_come.mark_rule(strokeWidth=sizes.THICK_LINE_PX, **new).encode(**along),
        to_come.mark_rule(strokeWidth=sizes.LINE_PX, strokeDash=[3, 3], **new).encode(**drop),
        to_come.mark_point(size=50, strokeWidth=2, **new).encode(**at(x="n", y="w")),
    ]


def _tangent(now: alt.Chart, at: scales.Encoder) -> alt.Chart:
    """The tangent at the walker, a seventh of the map to either side."""
    reach = f"({EAST} - {WEST}) / 7"
    ends = now.transform_calculate(a=f"datum.x - {reach}", b=f"datum.x + {reach}")
    ends = ends.transform_calculate(fa=f"datum.y - datum.g * {reach}", fb=f"datum.y + datum.g * {reach}")
    return marks.segment(ends, palette.GRADIENT, sizes.LINE_PX).encode(**at(x="a", x2="b", y="fa", y2="fb"))


def _walker(path: alt.Chart, now: alt.Chart, at: scales.Encoder) -> list[alt.Chart]:
    """A dot for every step, and the ball."""
    names = {"step": "step", "x": "x", "y": "height", "g": "slope"}
    tips = [alt.Tooltip(f"{field}:Q", title=title, format=".5~g") for field, title in names.items()]
    dots = marks.dots(path.transform_filter(moments.DOTTED), opacity=0.9)
    return [mark.encode(**at(x="x", y="y"), tooltip=tips) for mark in (dots, marks.ball(now))]


def _exit(now: alt.Chart, at: scales.Encoder) -> list[alt.Chart]:
    """While the walk is off the map: an arrow where the curve leaves it, and where the walk is."""
    gone = now.transform_filter(f"datum.x < {WEST} || datum.x > {EAST}")
    gone = gone.transform_calculate(side=f"datum.x < {WEST} ? -1 : 1", words=f"'x = ' + {said('datum.x', 4)}")
    gone = gone.transform_calculate(
        edge=f"datum.side < 0 ? {WEST} : {EAST}",
        rim="datum.side < 0 ? data('ground')[0].west : data('ground')[0].east",
    )
    gone, place = gone.transform_calculate(rise="0"), at(x="edge", y="rim")
    return [border.arrow(gone, place, palette.POSITION), *border.told(gone, place, palette.POSITION)]
