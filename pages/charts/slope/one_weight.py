"""One weight of a line: the data with the line, and the loss and its slope as curves of the weight.

Besides the frame ``t`` the pictures follow the dial ``w``, an index into the weights to be tried by hand: while the
dial is away from the weight in force, they show its weight, and else the one the walk has at the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.landscapes.curves import Line
from pages.charts.kit import line_fit, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import number
from pages.charts.slope.staircase import FOUND_ON_CURVE_SHARE, layers, lone_walk, scene

DIAL_AWAY = -1  # where the dial is before anything has been said
TRIED_WEIGHT = spec.row("tried", "max(w, 0)")
DIAL_IS_AWAY_FROM_HOME = f"(w >= 0 && !{TRIED_WEIGHT}.home)"


def fitted(line: Line, objective: Objective, tried: Array, home: int, run: Trajectory) -> spec.Picture:
    """The points, and the line of the weight shown with its distance from every point; at the end the best line.

    ``tried`` (M,): the weights of the dial, of which ``home`` is the one in force · ``run``: the walk (K, 1).
    """
    ends = np.array(scales.padded(line.x, 0.06))
    shared = _shared(objective, tried, home, run, bias=line.bias)
    points = Columns({"px": line.x, "py": line.y, "stamp": _stamp(run)})
    best = line_fit.best_ends(ends, (line.bias, objective.minima[0][0]), _found(objective, run))
    data = {"points": points, "best": best, **shared}
    data["view"] = spec.view(x=ends, y=scales.padded(line.y, 0.7))
    words = "The points, the line of the weight shown with its distance from each point, and, dashed, the best line."
    return spec.Picture(_fitted_spec(), data, words, line_fit.LINE_SIGNS, _told(shared))


def loss(objective: Objective, tried: Array, home: int, run: Trajectory) -> spec.Picture:
    """The loss as a curve of the weight, and the walk on it."""
    shared = _shared(objective, tried, home, run, _says_losses)
    words = "The loss as a curve of the weight, with a descent on it as a staircase of tangent steps."
    return spec.Picture(_loss_spec(), scene(objective, run.x) | shared, words, (), _told(shared))


def slope(objective: Objective, tried: Array, home: int, run: Trajectory) -> spec.Picture:
    """The slope of the loss as a curve of the weight."""
    ends = np.array(objective.box[0])
    slopes = objective.grad(ends[:, None])[:, 0]
    shared = _shared(objective, tried, home, run, _says_slopes)
    data = {"ground": Columns({"x": ends, "y": slopes}), **shared}
    data["view"] = spec.view(x=ends, y=scales.padded(slopes))
    words = "The slope of the loss at every weight: a straight line through 0 at the best weight."
    return spec.Picture(_slope_spec(), data, words, (), _told(shared))


def _says_nothing(weights: Array, losses: Array, slopes: Array) -> dict[str, list[str]]:
    return {}


def _says_losses(weights: Array, losses: Array, slopes: Array) -> dict[str, list[str]]:
    return {"says": [f"W = {number(w, 4)}, loss {number(f, 4)}" for w, f in zip(weights, losses)]}


def _says_slopes(weights: Array, losses: Array, slopes: Array) -> dict[str, list[str]]:
    return {"slopes": [f"slope {number(g, 4)}" for g in slopes]}


def _shared(
    objective: Objective,
    tried: Array,
    home: int,
    run: Trajectory,
    says: Callable[[Array, Array, Array], dict[str, list[str]]] = _says_nothing,
    *,
    bias: float = 0.0,
) -> dict[str, Columns]:
    """The data of every picture: the weights of the dial, the walk, and what is looked up in both.

    ``says``: the words of the numbers of each, by column, that the picture writes.
    """
    value, grad = objective.value_and_grad(tried[:, None])
    table = Columns({"x": tried, "v": value, "g": grad[:, 0]}).astype("float32")
    walk = lone_walk(run)["every"]
    last = int(np.isfinite(run.x[:, 0]).sum()) - 1
    facts = {"bias": [bias], "last": [last], "stamp": [_stamp(run)], "best": [_best(objective)]}
    return {
        "tried": table.assign(home=np.arange(len(tried)) == home, **says(tried, value, grad[:, 0])),
        "every": walk.assign(**says(run.x[:, 0], run.value, run.grad[:, 0])),
        "shown": Columns(facts | {"after": [_found(objective, run)]}),
    }


def _found(objective: Objective, run: Trajectory) -> int:
    """From which row of the record on the best weight is shown."""
    return int(
        moments.found(np.array(objective.minima[:1]), [run.x], FOUND_ON_CURVE_SHARE * float(np.ptp(objective.box)))[0]
    )


def _told(shared: dict[str, Columns]) -> spec.Description:
    return moments.described("Step {k}: weight {x}, loss {v}, slope {gx}.", shared["every"])


def _best(objective: Objective) -> str:
    weight = objective.minima[0]
    return f"lowest: W = {number(weight[0], 4)}, loss {number(float(objective(weight)), 4)}"


def _stamp(run: Trajectory) -> float:
    """A number that is another one when the run is: for what looks the run up, and would not notice."""
    return float(np.nansum(run.x) + np.nansum(run.grad))


# --- the specs --------------------------------------------------------------------------------------------------------


@lru_cache
def _fitted_spec() -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {})
    fit = f"{_looked('x')} * datum.px + data('shown')[0].bias"
    drawn = [
        line_fit.best_line(at, 2, clip=True),
        line_fit.residuals(line_fit.points().transform_calculate(fit=fit), at, 1.6, 0.75),
        line_fit.line(_now("x"), at, "datum.bias", "datum.x"),
        line_fit.dots(at, tooltip=None),
    ]
    return _following(*drawn, height=sizes.WEIGHT_DATA_HEIGHT_PX)


@lru_cache
def _loss_spec() -> dict[str, Any]:
    at = scales.encoder({"x": "weight W", "y": "loss"}, {"y": _edge()})
    walk = layers(at, moments.own("x", "v", "gx", "n", "w"), f"!{DIAL_IS_AWAY_FROM_HOME}", named=False)
    hand = _now("x", "v").transform_filter(DIAL_IS_AWAY_FROM_HOME)
    ball = marks.ball(hand, tooltip=None).encode(**at(x="x", y="v"))
    return _following(
        *walk,
        ball,
        _written(_now("says"), "says", palette.POSITION),
        _written(alt.Chart(spec.source("shown")).transform_filter(moments.REACHED), "best", palette.MINIMUM, 1),
        spec.handle("w"),
        height=sizes.WEIGHT_LOSS_HEIGHT_PX,
    )


@lru_cache
def _slope_spec() -> dict[str, Any]:
    at = scales.encoder({"x": "weight W", "y": "slope"}, {"y": _edge()})
    straight = marks.line(alt.Chart(spec.source("ground")), palette.GRADIENT)
    level = (
        alt.Chart(spec.source("view"))
        .mark_rule(color=palette.CURVE, opacity=0.6, **marks.SILENT_MARK)
        .encode(y=alt.datum(0))
    )
    drawn = [
        straight.encode(**at(x="x", y="y")),
        level,
        marks.ball(_now("x", "g"), tooltip=None).encode(**at(x="x", y="g")),
        _written(_now("slopes"), "slopes", palette.GRADIENT),
        spec.handle("w"),
    ]
    return _following(*drawn, height=sizes.WEIGHT_SLOPE_HEIGHT_PX)


def _following(*drawn: alt.Chart, height: int) -> dict[str, Any]:
    """The spec of the layers; what they look up stays alive by marks that nobody sees."""
    kept = [*moments.keep("tried", "every"), spec.anchor()]
    return spec.following(*drawn, *kept, height=height, t=spec.FIRST_ROW, w=DIAL_AWAY)


def _looked(column: str) -> str:
    """A column of the weight shown: of the dial, or of the walk where the bar stands."""
    there = {"x": "x", "v": "v", "g": "gx"}
    column_of_walk = moments.IN_FORCE + there[column] if column in there else column
    row = "data('every')[min(t, data('shown')[0].last)]"
    return f"({DIAL_IS_AWAY_FROM_HOME} ? {TRIED_WEIGHT}.{column} : {row}.{column_of_walk})"


def _now(*columns: str) -> alt.Chart:
    """The weight shown: of it so much as is drawn."""
    return alt.Chart(spec.source("shown")).transform_calculate(**{column: _looked(column) for column in columns})


def _written(chart: alt.Chart, column: str, color: str, row: int = 0) -> alt.Chart:
    """Numbers at the top of the picture, where no curve of a loss goes."""
    looks = {"fontSize": sizes.WORDS, "fontWeight": 600, "color": palette.words(color), "tooltip": None}
    place = {"x": alt.value(alt.ExprRef("width / 2")), "y": alt.value(alt.ExprRef(f"{12 + 19 * row} * scale"))}
    return chart.mark_text(**looks).encode(**place, text=f"{column}:N")


def _edge() -> alt.Axis:
    return scales.axis("y", **scales.SAME_ROOM)
