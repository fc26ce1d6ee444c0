"""The slope explorer's pictures: the curve with its walker, and how the value falls step by step."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from pages.charts import palette, sheet


def descent(objective: Objective, run: Trajectory, rows) -> sheet.Picture:
    """The curve, the path on it, and at the frame shown the tangent and the next step; ``run`` is a family (K, M, 1)."""
    ground = _ground(objective)
    low, high = objective.box[0]
    data = {
        "ground": ground,
        "path": sheet.columns(rows, run, "x v gx").assign(**_ahead(run, rows)),
        "minima": pd.DataFrame({"x": [m[0] for m in objective.minima], "y": [float(objective(m)) for m in objective.minima]}),
        "view": sheet.view(x=(low, high), y=sheet.padded(ground["y"])),
    }
    words = f"The curve {objective.title} with the path of a descent: every dot is one step, the line the slope there."
    return sheet.Picture(_descent_spec(), data, words)


def _ground(objective):
    x = np.linspace(*objective.box[0], 301)
    with np.errstate(all="ignore"):
        y = objective(x[:, None])
    return pd.DataFrame({"x": x, "y": np.where(np.isfinite(y), y, np.nan)}).astype("float32")


def _ahead(run, rows):
    """Where each frame's next step lands: column n0…, for the arrow."""
    after = np.minimum(rows + 1, len(run.step) - 1)
    with np.errstate(over="ignore"):
        landing = run.x[after, :, 0].astype(np.float32)
    return {f"n{m}": landing[:, m] for m in range(landing.shape[1])}


@lru_cache
def _descent_spec() -> dict:
    x = alt.X("x:Q", title="x", scale=alt.Scale(**sheet.limits("x")))
    y = alt.Y("y:Q", title="f(x)", scale=alt.Scale(**sheet.limits("y")))
    ground = alt.Chart(sheet.source("ground")).mark_line(color=palette.CURVE, strokeWidth=palette.LINE, tooltip=None)
    minima = alt.Chart(sheet.source("minima")).mark_point(
        shape="triangle-up", color=palette.MINIMUM, filled=True, size=90, yOffset=9, opacity=1, tooltip=None
    )
    path = (
        alt.Chart(sheet.source("path"))
        .transform_calculate(x=sheet.pick("x"), y=sheet.pick("v"), g=sheet.pick("gx"), n=sheet.pick("n"))
        .transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    )
    past = path.transform_filter("datum.i <= t")
    now = path.transform_joinaggregate(end="max(i)").transform_filter("datum.i == min(t, datum.end)")
    trail = past.mark_line(color=palette.POSITION, strokeWidth=1.4, opacity=0.55, clip=True, tooltip=None)
    dots = past.mark_point(color=palette.POSITION, filled=True, size=palette.DOT, clip=True, opacity=0.9)
    tips = [alt.Tooltip("step:Q"), alt.Tooltip("x:Q", format=".5~g"), alt.Tooltip("y:Q", title="f(x)", format=".5~g")]
    layers = [
        ground.encode(x=x, y=y),
        minima.encode(x=x, y=y),
        _tangent(now).encode(x=alt.X("a:Q", title="x"), x2="b:Q", y=alt.Y("fa:Q", title="f(x)"), y2="fb:Q"),
        trail.encode(x=x, y=y, order="i:Q"),
        dots.encode(x=x, y=y, tooltip=tips),
        now.mark_rule(color=palette.STEP, strokeWidth=palette.THICK, clip=True, tooltip=None).encode(x=x, x2="n:Q", y=y),
        now.mark_point(color=palette.POSITION, filled=True, size=palette.BALL, clip=True, opacity=1).encode(
            x=x, y=y, tooltip=tips
        ),
        sheet.anchor(),
    ]
    return sheet.moving(*layers, height=palette.TALL)


def _tangent(now):
    """The tangent at the walker, a sixth of the picture to either side."""
    reach = "(data('view')[0].x_hi - data('view')[0].x_lo) / 7"
    ends = now.transform_calculate(a=f"datum.x - {reach}", b=f"datum.x + {reach}").transform_calculate(
        fa=f"datum.y - datum.g * {reach}", fb=f"datum.y + datum.g * {reach}"
    )
    return ends.mark_rule(color=palette.GRADIENT, strokeWidth=palette.LINE, clip=True, tooltip=None)
