"""A staircase: the layers of a walk on a curve, and the data they are drawn from.

A step believes the tangent: from (xₖ, f(xₖ)) it goes along the tangent to above or below xₖ₊₁, and from there straight
up or down to the curve.  While the walk is off the map, an arrow at the edge it left by says where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from pages.charts.kit import palette, spec
from pages.charts.kit.numbers import said

GROUND = 301  # places along x where the curve is drawn
FOOT = 0.13  # room under the curve, in parts of its height
INK = {"clip": True, "tooltip": None}
LOW, HIGH = "data('view')[0].x_lo", "data('view')[0].x_hi"


def heights(objective: Objective) -> tuple[float, float]:
    """The heights between which a curve lies on its map."""
    return spec.padded(ground(objective)["y"], 0.04)


def scene(objective: Objective) -> dict[str, pd.DataFrame]:
    """The data of the curve: ``ground``, ``minima`` and ``view``."""
    bottoms = np.reshape(objective.minima, (-1, 1))
    low, high = heights(objective)
    return {
        "ground": ground(objective),
        "minima": pd.DataFrame({"x": bottoms[:, 0], "y": objective(bottoms)}),
        "view": spec.view(x=objective.box[0], y=(low - FOOT * (high - low), high)),
    }


def ground(objective: Objective) -> pd.DataFrame:
    """The curve, x from end to end of its map, and y, nan where there is none."""
    x = np.linspace(*objective.box[0], GROUND)
    with np.errstate(all="ignore"):  # a learner's own formula may have no value here, or one too large to draw
        y = objective(x[:, None]).astype(np.float32)
    return pd.DataFrame({"x": x.astype(np.float32), "y": np.where(np.isfinite(y), y, np.nan)})


def steps(run: Trajectory, rows) -> pd.DataFrame:
    """The data ``path``: frames of a family, and where each one's next step lands: columns n0…, at the height w0…."""
    after = np.minimum(rows + 1, len(run.step) - 1)
    landing = spec.columns(after, run, "x v").drop(columns=["i", "step"])
    names = {name: {"x": "n", "v": "w"}[name[0]] + name[1:] for name in landing}
    return pd.concat([spec.columns(rows, run, "x v gx"), landing.rename(columns=names)], axis=1)


def alone(run: Trajectory) -> Trajectory:
    """A single run (K, 1) as a family of one."""
    return run._replace(x=run.x[:, None], value=run.value[:, None], grad=run.grad[:, None])


# --- the layers -------------------------------------------------------------------------------------------------------


At = Callable[..., dict]  # places on a picture: channel = field


def places(titles: Mapping[str, str], axes: Mapping[str, alt.Axis], **scales: alt.Scale) -> At:
    """The encodings of places on a picture, with the titles, axes and scales of its channels; these are plain ones."""
    kinds = {"x": alt.X, "y": alt.Y}
    scales = {name: alt.Scale(**spec.limits(name)) for name in kinds} | scales

    def encoded(channel, field):
        if channel not in kinds:
            return f"{field}:Q"
        return kinds[channel](f"{field}:Q", title=titles[channel], scale=scales[channel], axis=axes[channel])

    return lambda **fields: {channel: encoded(channel, field) for channel, field in fields.items()}


def layers(at: At, pick: Callable[[str], str], when: str = "true") -> list[alt.Chart]:
    """The curve and the walk, which is drawn ``when`` that expression holds.

    ``pick`` writes the expression for a column of the member shown.
    """
    path = alt.Chart(spec.source("path")).transform_calculate(
        x=pick("x"), y=pick("v"), g=pick("gx"), n=pick("n"), w=pick("w"), e="datum.y + datum.g * (datum.n - datum.x)"
    )
    path = path.transform_filter(f"{when} && isFinite(datum.x) && isFinite(datum.y)")
    now = spec.at_the_frame(path)
    return [*_terrain(at), *_stairs(path, now, at), *_walker(path, now, at), *_exit(now, at)]


def _terrain(at):
    # clipped, because room is made for the joins of a line that is not, and pictures above one another would not align
    curve = alt.Chart(spec.source("ground")).mark_line(color=palette.CURVE, strokeWidth=palette.LINE, **INK)
    minima = alt.Chart(spec.source("minima")).mark_point(
        shape="triangle-up", color=palette.MINIMUM, filled=True, size=90, yOffset=9, opacity=1, tooltip=None
    )
    return [curve.encode(**at(x="x", y="y")), minima.encode(**at(x="x", y="y"))]


def _stairs(path, now, at):
    """The steps taken, fading with age, and the step to come."""
    inside = f"datum.x >= {LOW} && datum.x <= {HIGH}"
    past = path.transform_filter(f"datum.i < t && isFinite(datum.w) && {inside}")
    past = past.transform_calculate(age="max(0.25, 0.9 - 0.08 * (t - datum.i))")
    to_come, faded = now.transform_filter("isFinite(datum.w)"), alt.Opacity("age:Q", scale=None)
    along, drop = at(x="x", x2="n", y="y", y2="e"), at(x="n", y="e", y2="w")
    old, new = ({"color": color, **INK} for color in (palette.POSITION, palette.STEP))
    return [
        past.mark_rule(strokeWidth=1.5, **old).encode(**along, opacity=faded),
        past.mark_rule(strokeWidth=1.5, strokeDash=[2, 3], **old).encode(**drop, opacity=faded),
        _tangent(now, at),
        to_come.mark_rule(strokeWidth=palette.THICK, **new).encode(**along),
        to_come.mark_rule(strokeWidth=palette.LINE, strokeDash=[3, 3], **new).encode(**drop),
        to_come.mark_point(size=50, strokeWidth=2, **new).encode(**at(x="n", y="w")),
    ]


def _tangent(now, at):
    """The tangent at the walker, a seventh of the map to either side."""
    reach = f"({HIGH} - {LOW}) / 7"
    ends = now.transform_calculate(a=f"datum.x - {reach}", b=f"datum.x + {reach}")
    ends = ends.transform_calculate(fa=f"datum.y - datum.g * {reach}", fb=f"datum.y + datum.g * {reach}")
    line = ends.mark_rule(color=palette.GRADIENT, strokeWidth=palette.LINE, **INK)
    return line.encode(**at(x="a", x2="b", y="fa", y2="fb"))


def _walker(path, now, at):
    """A dot for every step, and the ball."""
    names = {"step": "step", "x": "x", "y": "height", "g": "slope"}
    tips = [alt.Tooltip(f"{field}:Q", title=title, format=".5~g") for field, title in names.items()]
    look = {"color": palette.POSITION, "filled": True, "clip": True}
    dots = path.transform_filter("datum.i <= t").mark_point(size=palette.DOT, opacity=0.9, **look)
    ball = now.mark_point(size=palette.BALL, opacity=1, **look)
    return [mark.encode(**at(x="x", y="y"), tooltip=tips) for mark in (dots, ball)]


def _exit(now, at):
    """While the walk is off the map: an arrow where the curve leaves it, and where the walk is."""
    gone = now.transform_filter(f"datum.x < {LOW} || datum.x > {HIGH}")
    gone = gone.transform_calculate(side=f"datum.x < {LOW} ? -1 : 1", words=f"'x = ' + {said('datum.x', 4)}")
    gone = gone.transform_calculate(
        edge=f"datum.side < 0 ? {LOW} : {HIGH}",
        rim=f"max(data('view')[0].y_lo, data('ground')[datum.side < 0 ? 0 : {GROUND - 1}].y)",
    )
    color, place = {"color": palette.POSITION, "tooltip": None}, at(x="edge", y="rim")
    arrow = gone.mark_point(
        shape={"expr": "datum.side < 0 ? 'triangle-left' : 'triangle-right'"},
        xOffset={"expr": "-8 * datum.side"},
        filled=True,
        size=240,
        opacity=1,
        **color,
    )
    aside = {"align": {"expr": "datum.side < 0 ? 'left' : 'right'"}, "dx": {"expr": "-20 * datum.side"}}
    words = gone.mark_text(fontSize=13, fontWeight=600, **aside, **color)
    return [arrow.encode(**place), words.encode(**place, text="words:N")]
