"""One weight of a line: the data with the line, and the loss and its slope as curves of the weight.

Besides the frame ``t`` the pictures follow the dial ``w``, an index into the weights to be tried by hand: while the
dial is away from the weight in force, they show its weight, and else the one the walk has at the frame.
"""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.landscapes.curves import Line
from pages.charts.kit import palette, spec
from pages.charts.kit.numbers import number, said
from pages.charts.slope.staircase import INK, alone, layers, places, scene, steps

TALL, MIDDLE, SHORT = 360, 205, 160  # heights of the pictures, px
AWAY = -1  # where the dial is before anything has been said
BY_HAND = "(w >= 0 && !data('tried')[max(w, 0)].home)"


def fitted(line: Line, objective: Objective, tried: Array, home: int, run: Trajectory, rows) -> spec.Picture:
    """The points, the best line, and the line of the weight shown with its distance from every point.

    ``tried`` (M,): the weights of the dial, of which ``home`` is the one in force · ``run``: the walk (K, 1).
    """
    ends = np.array(spec.padded(line.x, 0.06))
    points = pd.DataFrame({"px": line.x, "py": line.y, "stamp": _stamp(run)})
    best = pd.DataFrame({"x": ends, "y": objective.minima[0][0] * ends + line.bias})
    data = {"points": points, "best": best, **_shared(objective, tried, home, run, rows, line.bias)}
    data["view"] = spec.view(x=ends, y=spec.padded(line.y, 0.7))
    words = "The points, the line of the weight shown with its distance from each point, and, dashed, the best line."
    return spec.Picture(_fitted_spec(), data, words)


def loss(objective: Objective, tried: Array, home: int, run: Trajectory, rows) -> spec.Picture:
    """The loss as a curve of the weight, and the walk on it."""
    data = scene(objective) | _shared(objective, tried, home, run, rows)
    words = "The loss as a curve of the weight, with a descent on it as a staircase of tangent steps."
    return spec.Picture(_loss_spec(), data, words)


def slope(objective: Objective, tried: Array, home: int, run: Trajectory, rows) -> spec.Picture:
    """The slope of the loss as a curve of the weight."""
    ends = np.array(objective.box[0])
    slopes = objective.grad(ends[:, None])[:, 0]
    data = {"ground": pd.DataFrame({"x": ends, "y": slopes}), **_shared(objective, tried, home, run, rows)}
    data["view"] = spec.view(x=ends, y=spec.padded(slopes))
    words = "The slope of the loss at every weight: a straight line through 0 at the best weight."
    return spec.Picture(_slope_spec(), data, words)


def _shared(objective, tried, home, run, rows, bias=0.0):
    """The data of every picture: the weights of the dial, the walk, and what is looked up in both."""
    value, grad = objective.value_and_grad(tried[:, None])
    table = pd.DataFrame({"x": tried, "v": value, "g": grad[:, 0]}).astype("float32")
    last = int(np.isfinite(run.x[rows, 0]).sum()) - 1
    return {
        "tried": table.assign(home=np.arange(len(tried)) == home, **_words(tried, value, grad[:, 0])),
        "path": steps(alone(run), rows).assign(**_words(run.x[rows, 0], run.value[rows], run.grad[rows, 0])),
        "shown": pd.DataFrame({"bias": [bias], "last": [last], "stamp": [_stamp(run)], "best": [_best(objective)]}),
    }


def _words(weights, losses, slopes) -> dict[str, list[str]]:
    says = [f"W = {number(w, 4)}, loss {number(f, 4)}" for w, f in zip(weights, losses)]
    return {"says": says, "slopes": [f"slope {number(g, 4)}" for g in slopes]}


def _best(objective) -> str:
    weight = objective.minima[0]
    return f"lowest: W = {number(weight[0])}, loss {number(float(objective(weight)))}"


def _stamp(run) -> float:
    """A number that is another one when the run is: for what looks the run up, and would not notice."""
    return float(np.nansum(run.x) + np.nansum(run.grad))


# --- the specs --------------------------------------------------------------------------------------------------------


@lru_cache
def _fitted_spec() -> dict:
    x, y = (alt.Axis(tickCount=6, titlePadding=4) for _ in range(2))
    at = places({"x": "x", "y": "y"}, {"x": x, "y": y})
    best = alt.Chart(spec.source("best")).mark_line(color=palette.MINIMUM, strokeWidth=2, strokeDash=[5, 4], **INK)
    points = alt.Chart(spec.source("points")).transform_calculate(x="datum.px", y="datum.py")
    sticks = points.transform_calculate(fit=f"{_looked('x')} * datum.px + data('shown')[0].bias")
    line = _now().transform_calculate(a="data('view')[0].x_lo", b="data('view')[0].x_hi")
    line = line.transform_calculate(fa="datum.x * datum.a + datum.bias", fb="datum.x * datum.b + datum.bias")
    drawn = [
        best.encode(**at(x="x", y="y")),
        sticks.mark_rule(color=palette.GRADIENT, strokeWidth=1.6, opacity=0.75, **INK).encode(
            **at(x="x", y="y", y2="fit")
        ),
        line.mark_rule(color=palette.POSITION, strokeWidth=palette.THICK, **INK).encode(
            **at(x="a", x2="b", y="fa", y2="fb")
        ),
        points.mark_point(color=palette.CURVE, filled=True, size=70, opacity=1, tooltip=None).encode(
            **at(x="x", y="y")
        ),
    ]
    return _following(*drawn, height=TALL)


@lru_cache
def _loss_spec() -> dict:
    axes = {"x": alt.Axis(tickCount=8, labels=False, title=None), "y": _edge(5)}
    titles = {"x": "weight W", "y": "loss"}
    at = places(titles, axes)
    walk = layers(at, "datum.{}0".format, when=f"!{BY_HAND}")
    hand = _now().transform_filter(BY_HAND)
    ball = _ball(hand).encode(**at(x="x", y="v"))
    return _following(
        *walk, ball, _says("says", palette.POSITION), _says("best", palette.MINIMUM, 1), _handle(), height=MIDDLE
    )


@lru_cache
def _slope_spec() -> dict:
    at = places({"x": "weight W", "y": "slope"}, {"x": alt.Axis(tickCount=8, titlePadding=4), "y": _edge(4)})
    ground = alt.Chart(spec.source("ground")).mark_line(color=palette.GRADIENT, strokeWidth=palette.LINE, **INK)
    level = alt.Chart(spec.source("view")).mark_rule(color=palette.CURVE, opacity=0.6, **INK).encode(y=alt.datum(0))
    drawn = [
        ground.encode(**at(x="x", y="y")),
        level,
        _ball(_now()).encode(**at(x="x", y="g")),
        _says("slopes", palette.GRADIENT),
        _handle(),
    ]
    return _following(*drawn, height=SHORT)


def _following(*drawn, height):
    """The spec of the layers; what they look up stays alive by marks that nobody sees."""
    kept = [
        alt.Chart(spec.source(name)).transform_filter("false").mark_point(tooltip=None) for name in ("tried", "path")
    ]
    drawn_spec = spec.following(*kept, *drawn, spec.anchor(), height=height, t=spec.ALL, w=AWAY)
    return {
        **drawn_spec,
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }  # a canvas would have no handle to take hold of


def _looked(column):
    """A column of the weight shown: of the dial, or of the walk at the frame."""
    frame = "data('path')[min(t, data('shown')[0].last)]"
    there = {"x": "x0", "v": "v0", "g": "gx0"}.get(column, column)
    return f"({BY_HAND} ? data('tried')[max(w, 0)].{column} : {frame}.{there})"


def _now() -> alt.Chart:
    """The weight shown, its loss and its slope."""
    return alt.Chart(spec.source("shown")).transform_calculate(
        **{column: _looked(column) for column in ("x", "v", "g", "says", "slopes")}
    )


def _ball(now):
    return now.mark_point(color=palette.POSITION, filled=True, size=palette.BALL, opacity=1, **INK)


def _says(column, color, row=0):
    """Numbers at the top of the picture, where no curve of a loss goes."""
    words = _now().mark_text(fontSize=14, fontWeight=600, color=color, tooltip=None)
    return words.encode(x=alt.value(alt.ExprRef("width / 2")), y=alt.value(12 + 19 * row), text=f"{column}:N")


def _handle():
    """The whole plot takes hold of the dial (see ``pages.ui.dial``)."""
    ends = alt.Chart(spec.source("view"), name="handle_w").mark_rect(opacity=0, tooltip=None)
    return ends.encode(x=alt.X("x_lo:Q"), x2="x_hi:Q", y=alt.value(0), y2=alt.value("height"))


def _edge(count):
    return alt.Axis(tickCount=count, titlePadding=4, labelExpr=said("datum.value", 5), **spec.ALIGNED)
