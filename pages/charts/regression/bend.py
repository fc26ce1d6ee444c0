"""A curve that is fitted to some of the points, and what it is worth on those it has never seen.

The curve of a step is the sum of the basis functions, which travel as columns g0 … g9 of the table ``grid``, times the
coefficients of that step, home_c0 … home_c9 of ``every``; where the degree is lower the rest are 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.core import Array
from gdengine.regression.polynomial import MOST_DEGREE
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import MILLIONTH, said
from pages.charts.regression.batches import LOWEST_SHARE
from pages.charts.regression.line_fit import span

BEND_PLACES = 121  # along x, at which the curve is drawn
PART_COLORS = {"learned from": palette.POSITION, "held out": palette.GRADIENT}
LOSS_SIGNS = tuple(spec.Sign("line", color, f"loss of those {name}") for name, color in PART_COLORS.items())
HIGHEST_SHARE = 1e4  # of the loss at the start: a higher one leaves the picture


def curve(
    x: Array,
    y: Array,
    held: Array,
    grid_x: Array,
    grid: Array,
    run: Trajectory,
    *,
    chance: bool = False,
    titles: tuple[str, str] = ("x", "y"),
) -> spec.Picture:
    """The points (N,), of which ``held`` (N,) says which no step sees, and the curve of every step of a walk (K, D).

    ``grid`` (G, D): the basis functions at ``grid_x`` (G,) · ``chance``: whether the curve is the chance of a yes.
    """
    count = MOST_DEGREE + 1
    columns = {f"g{j}": grid[:, j] if j < grid.shape[1] else np.zeros(len(grid_x)) for j in range(count)}
    numbers = {f"c{j}": run.x[:, j] if j < run.x.shape[1] else np.zeros(len(run.step)) for j in range(count)}
    table = Columns({"px": grid_x, **columns}).astype("float32").assign(run=spec.light(np.nansum(run.value)))
    data = {
        "points": Columns({"x": x, "y": y}).astype("float32").assign(held=held),
        "grid": table,
        **moments.alone(run, **numbers),
        "view": spec.view(x=span(x), y=(-0.15, 1.15) if chance else scales.padded(y, 0.35)),
    }
    words = "The points, and the curve that is fitted to them."
    if held.any():
        words = "The points, some of them held out, and the curve that is fitted to the others."
    signs = [spec.Sign("line", palette.POSITION, "the chance of a yes" if chance else "the curve now")]
    signs += [spec.Sign("dot", palette.CURVE, "learned from")]
    signs += [spec.Sign("ring", palette.GRADIENT, "held out: no step sees them")] if held.any() else []
    told = f"Step {{k}}: the curve goes from {{first}} to {{last}}{' as a chance' if chance else ''}."
    ends = _heights(grid[[0, -1]], run, chance)
    now = spec.Description(told, run.step, {"first": ends[:, 0], "last": ends[:, 1]})
    return spec.Picture(_curve_spec(titles, chance), data, words, tuple(signs), now)


def _heights(rows: Array, run: Trajectory, chance: bool) -> Array:
    """The heights of the curve (K, G) at these rows of the basis (G, D)."""
    with np.errstate(all="ignore"):
        z = run.x @ rows.T
        return 1 / (1 + np.exp(-z)) if chance else z


def losses(step: Array, learned: Array, held: Array, *, title: str) -> spec.Picture:
    """The mean loss of a point (K,), of those learned from and of those held out, against the step."""
    each = dict(zip(PART_COLORS, (learned, held)))
    parts = [
        Columns({"i": np.arange(len(step), dtype=np.int16), "step": step.astype(np.int32)}).assign(
            y=spec.light(values), name=name
        )
        for name, values in each.items()
    ]
    known = np.concatenate([learned, held])
    start = np.nanmax([learned[0], held[0], 0.0])
    shown = known[np.isfinite(known) & (known > MILLIONTH * start)]
    shown = shown[shown < HIGHEST_SHARE * start]  # all of a walk that arrives, however far down that is
    data = {
        "runs": stacked([part.rows(np.isfinite(part["y"])) for part in parts]),
        "view": spec.view(step=scales.steps(int(step[-1])), y=scales.log_range(shown)),
    }
    some = bool(np.isfinite(held).any())  # points are held out
    words = f"{title}, of the points learned from{' and of those held out' if some else ''}, against the step."
    told = (
        f"{title} at step {{k}}: {{learned}} on the points learned from{', {held} on those held out' if some else ''}."
    )
    spans = dict.fromkeys(("learned", "held"), float(learned[0]))  # of a curve that is 0 everywhere
    now = spec.Description(told, step, {"learned": learned, "held": held}, spans)
    return spec.Picture(_losses_spec(title), data, words, LOSS_SIGNS[: 1 + some], now)


def degrees(found: Sequence[tuple[int, float, float]], upto: int) -> spec.Picture:
    """The best fit of every degree up to ``upto``: its loss on the points learned from, and on those held out.

    A loss that is lower than the axis goes, as 0 is on a logarithmic one, stands at its foot with its number.
    """
    degree, *lost = np.reshape(found, (-1, 1 + len(PART_COLORS))).T
    table = stacked(
        Columns({"degree": degree.astype(np.int16), "name": name, "y": values})
        for name, values in zip(PART_COLORS, lost)
    )
    table = table.rows(np.isfinite(table["y"]))
    values = table["y"]
    ends = scales.log_range(values[values > LOWEST_SHARE * values.max(initial=0.0)])
    drawn = table.rows(table["degree"] <= upto)
    data = {
        "degrees": drawn.assign(
            y=spec.light(drawn["y"]), at=spec.light(np.maximum(drawn["y"], ends[0])), low=drawn["y"] < ends[0]
        ),
        "view": spec.view(degree=(0.6, max([2, *table["degree"]]) + 0.4), y=ends),
    }
    some = bool(np.isfinite(lost[1]).any())  # points are held out
    held = " and on those held out" if some else ""
    words = f"The loss of the best fit of every degree tried so far, on points learned from{held}."
    return spec.Picture(_degrees_spec(), data, words, LOSS_SIGNS[: 1 + some])


def limits(step: Array, limit: Array, rate: float) -> spec.Picture:
    """The largest rate that the place where the walk stands bears (K,), against the step, and the rate in force."""
    known = np.append(limit[np.isfinite(limit)], rate)
    data = {
        "every": Columns({"i": np.arange(len(step), dtype=np.int16), "step": step.astype(np.int32)}).assign(
            y=spec.light(limit)
        ),
        "rate": Columns({"y": [rate]}),
        "view": spec.view(step=scales.steps(int(step[-1])), y=scales.log_range(known)),
    }
    words = "The largest η that plain descent bears where the walk stands, against the step, and the η in force."
    signs = (
        spec.Sign("line", palette.SECANT, "the largest η of plain descent here, 2/λ"),
        spec.Sign("dashes", palette.STEP, "the η in force"),
    )
    now = spec.Description("At step {k} the largest η of plain descent is {limit}.", step, {"limit": limit})
    return spec.Picture(_limits_spec(), data, words, signs, now)


# --- the specs --------------------------------------------------------------------------------------------------------


@lru_cache
def _curve_spec(titles: tuple[str, str], chance: bool) -> dict[str, Any]:
    at = scales.encoder(dict(zip("xy", titles)), {})
    row = moments.HERE
    z = " + ".join(f"datum.g{j} * {row}.{moments.IN_FORCE}c{j}" for j in range(MOST_DEGREE + 1))
    height_of = f"1 / (1 + exp(-({z})))" if chance else z
    line = alt.Chart(spec.source("grid")).transform_calculate(x="datum.px", y=height_of)
    line = line.transform_filter("isFinite(datum.y)")
    points = alt.Chart(spec.source("points"))
    tips = [alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]
    layers = [
        *moments.keep("every"),
        marks.dots(points.transform_filter("!datum.held"), sizes.DATA_POINT_AREA, palette.CURVE).encode(
            **at(x="x", y="y"), tooltip=tips
        ),
        marks.rings(points.transform_filter("datum.held")).encode(**at(x="x", y="y"), tooltip=tips),
        marks.line(line, palette.POSITION, sizes.THICK_LINE_PX).encode(**at(x="x", y="y"), order="x:Q"),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


@lru_cache
def _losses_spec(title: str) -> dict[str, Any]:
    x = scales.over_steps()
    y = alt.Y("y:Q", title=title.lower(), scale=scales.log("y"), axis=scales.log_axis("y", **scales.SAME_ROOM))
    path = alt.Chart(spec.source("runs")).transform_filter("datum.y > 0")
    now = moments.now(path, of="name")
    layers = [
        marks.so_far(path).encode(x=x, y=y, color=_part_color(), order="i:Q"),
        marks.ball(now, None, sizes.SMALL_BALL_AREA, tooltip=None).encode(x=x, y=y, color=_part_color()),
        *end_names(now, {"x": x, "y": y}, PART_COLORS),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)


def _part_color() -> alt.Color:
    return alt.Color("name:N", scale=alt.Scale(domain=[*PART_COLORS], range=[*PART_COLORS.values()]), legend=None)


@lru_cache
def _degrees_spec() -> dict[str, Any]:
    ticks = scales.axis("x", tickMinStep=1)
    x = alt.X("degree:Q", title="degree of the best fit", scale=scales.linear("degree"), axis=ticks)
    y = alt.Y("at:Q", title="its loss", scale=scales.log("y"), axis=scales.log_axis("y", **scales.SAME_ROOM))
    tried = alt.Chart(spec.source("degrees"))
    low = tried.transform_filter("datum.low").transform_calculate(
        words=said("datum.y"), ink=marks.inks(PART_COLORS, "name", palette.words)
    )
    first = f"datum.name == '{next(iter(PART_COLORS))}'"  # one of either part may stand at one place
    aside = marks.aside(first, 8)
    tips = [alt.Tooltip("degree:Q"), alt.Tooltip("name:N", title="points"), alt.Tooltip("y:Q", format=".4~g")]
    layers = [
        marks.line(tried, None).encode(x=x, y=y, color=_part_color()),
        marks.dots(tried, sizes.SMALL_BALL_AREA, None, clip=False).encode(x=x, y=y, color=_part_color(), tooltip=tips),
        *marks.label(low.encode(x=x, y=y), "words", marks.INK_OF_EACH, halo=palette.PAPER, dy=-8, **aside),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)


@lru_cache
def _limits_spec() -> dict[str, Any]:
    x = scales.over_steps()
    y = alt.Y("y:Q", title="largest η", scale=scales.log("y"), axis=scales.log_axis("y", **scales.SAME_ROOM))
    path = alt.Chart(spec.source("every")).transform_filter("isFinite(datum.y)")
    rate = alt.Chart(spec.source("rate")).mark_rule(color=palette.STEP, strokeDash=sizes.DASHES_PX, **marks.SILENT_MARK)
    layers = [
        rate.encode(y=y),
        marks.so_far(path, palette.SECANT).encode(x=x, y=y),
        marks.ball(moments.now(path), palette.SECANT, sizes.SMALL_BALL_AREA, tooltip=None).encode(x=x, y=y),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
