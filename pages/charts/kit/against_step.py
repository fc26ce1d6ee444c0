"""A value against the step: the loss curve of every page."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Trajectory
from pages.charts.kit import palette, spec
from pages.charts.kit.numbers import power, said


def progress(
    run: Trajectory,
    rows,
    *,
    title: str,
    what: str = "v",
    log: bool = False,
    ends: tuple[float, float] | None = None,
    steps: bool = True,
    half: np.ndarray | None = None,
    height: int = palette.SHORT,
) -> spec.Picture:
    """A number of every frame of a family (K, M), with the walker at the frame shown.

    ``what``: v, the value, or x, the first coordinate · ``ends``: of the axis, by default those of the run in force ·
    ``steps``: whether their axis is labeled · ``half`` (M,): a step that is marked as half way down, or nan.
    """
    last = {"v": run.value, "x": run.x[..., 0]}[what][rows, -1]
    low, high = ends or (_log_range(last) if log else spec.padded(last))
    data = {
        "path": spec.columns(rows, run, what),
        "view": spec.view(step=(0, max(int(run.step[-1]), 1)), y=(low, high)),
    }
    if half is not None:
        data["half"] = pd.DataFrame({"m": np.arange(len(half), dtype=np.int16), "step": half.astype(np.float32)})
    words = f"{title} against the step, with a dot at the step shown."
    return spec.Picture(_spec(title, what, log, steps, half is not None, height), data, words)


def _log_range(values):
    positive = values[np.isfinite(values) & (values > 0)]
    low, high = (positive.min(), positive.max()) if positive.size else (0.1, 1.0)
    return low / 1.3, high * 1.3


@lru_cache
def _spec(title: str, what: str, log: bool, steps: bool, half: bool, height: int) -> dict:
    ends = spec.limits("y")
    if log:
        ends.pop("zero")
    scale = alt.Scale(type="log" if log else "linear", **ends)
    below = alt.Axis(tickMinStep=1, labels=steps, titlePadding=4)
    x = alt.X("step:Q", title="step" if steps else None, scale=alt.Scale(**spec.limits("step")), axis=below)
    beside = alt.Axis(labelExpr=(power if log else said)("datum.value"), tickCount=5, titlePadding=4, **spec.ALIGNED)
    y = alt.Y("y:Q", title=title, scale=scale, axis=beside)
    keep = "isFinite(datum.y)" + (" && datum.y > 0" if log else "")
    path = alt.Chart(spec.source("path")).transform_calculate(y=spec.pick(what)).transform_filter(keep)
    now = spec.at_the_frame(path)
    line = _near(path)
    whole = line.mark_line(color=palette.POSITION, opacity=0.3, strokeWidth=1.4, clip=True, tooltip=None)
    so_far = line.transform_filter("datum.i <= t").mark_line(
        color=palette.POSITION, strokeWidth=palette.LINE, clip=True, tooltip=None
    )
    ball = now.mark_point(color=palette.POSITION, filled=True, size=90, opacity=1, clip=True)
    tips = [alt.Tooltip("step:Q"), alt.Tooltip("y:Q", title=title, format=".5~g")]
    drawn = _halfway(x) if half else []
    drawn += [whole.encode(x=x, y=y), so_far.encode(x=x, y=y), ball.encode(x=x, y=y, tooltip=tips)]
    return spec.moving(*drawn, *_beyond(now, x, scale, title), spec.anchor(), height=height)


def _halfway(x):
    """A line at the step that is half way down, and its number."""
    at = alt.Chart(spec.source("half")).transform_filter("datum.m == r && isFinite(datum.step)")
    right = "datum.step > data('view')[0].step_hi / 2"
    words = at.transform_calculate(words="'half way down: ' + datum.step").mark_text(
        color=palette.CURVE,
        align={"expr": f"{right} ? 'right' : 'left'"},
        dx={"expr": f"{right} ? -6 : 6"},
        tooltip=None,
    )
    line = at.mark_rule(color=palette.CURVE, strokeDash=[3, 3], tooltip=None)
    return [line.encode(x=x), words.encode(x=x, y=alt.value(alt.ExprRef("0.6 * height")), text="words:N")]


def _near(path):
    """The path without the parts of it that are wholly off the scale, where a line would only hatch the picture."""
    off = "datum.y < data('view')[0].y_lo || datum.y > data('view')[0].y_hi"
    beside = [alt.WindowFieldDef(op=op, field="off", **{"as": op}) for op in ("lag", "lead")]
    flagged = path.transform_calculate(off=f"({off}) ? 1 : 0").transform_window(window=beside, sort=[{"field": "i"}])
    return flagged.transform_calculate(y="datum.off && datum.lag !== 0 && datum.lead !== 0 ? null : datum.y")


def _beyond(now, x, scale, title):
    """While the number is off the scale: an arrow at the edge it left through, and what it is."""
    low = "datum.y < data('view')[0].y_lo"
    gone = now.transform_filter(f"{low} || datum.y > data('view')[0].y_hi").transform_calculate(
        side=f"{low} ? -1 : 1", edge=f"data('view')[0][{low} ? 'y_lo' : 'y_hi']", words=said("datum.y", 4)
    )
    y = alt.Y("edge:Q", title=title, scale=scale)
    arrow = gone.mark_point(
        shape={"expr": "datum.side < 0 ? 'triangle-down' : 'triangle-up'"},
        yOffset={"expr": "7 * datum.side"},
        color=palette.POSITION,
        filled=True,
        size=130,
        opacity=1,
        tooltip=None,
    )
    words = gone.mark_text(
        align={"expr": "datum.step > data('view')[0].step_hi / 2 ? 'right' : 'left'"},
        dx={"expr": "datum.step > data('view')[0].step_hi / 2 ? -11 : 11"},
        dy={"expr": "8 * datum.side"},
        color=palette.POSITION,
        fontWeight=600,
    )
    return [arrow.encode(x=x, y=y), words.encode(x=x, y=y, text="words:N")]


def compare(
    runs: dict[str, Trajectory], rows, colors: dict[str, str], *, title: str, height: int = palette.SHORT
) -> spec.Picture:
    """The values of several runs (K,) on one logarithmic scale, each in its color, up to the frame shown."""
    parts = [
        spec.columns(rows, run._replace(value=run.value[:, None]), "v").rename(columns={"v0": "y"}).assign(name=name)
        for name, run in runs.items()
    ]
    values = np.concatenate([run.value[rows] for run in runs.values()])
    last = max(int(run.step[-1]) for run in runs.values())
    data = {"runs": pd.concat(parts), "view": spec.view(step=(0, max(last, 1)), y=_log_range(values))}
    words = f"{title} against the step, each run in its color: {', '.join(runs)}."
    return spec.Picture(_compare_spec(title, tuple(colors.items()), height), data, words)


@lru_cache
def _compare_spec(title, colors, height) -> dict:
    x = alt.X("step:Q", title="step", scale=alt.Scale(**spec.limits("step")), axis=alt.Axis(tickMinStep=1))
    ends = {name: end for name, end in spec.limits("y").items() if name != "zero"}
    y = alt.Y("y:Q", title=title, scale=alt.Scale(type="log", **ends), axis=alt.Axis(format=".1~g", tickCount=5))
    names, hues = zip(*colors)
    color = alt.Color("name:N", title=None, scale=alt.Scale(domain=names, range=hues), legend=None)
    path = alt.Chart(spec.source("runs")).transform_filter("isFinite(datum.y) && datum.y > 0")
    now = path.transform_joinaggregate(end="max(i)", groupby=["name"]).transform_filter("datum.i == min(t, datum.end)")
    marks = [
        path.mark_line(opacity=0.3, strokeWidth=1.4, clip=True, tooltip=None).encode(x=x, y=y, color=color),
        path.transform_filter("datum.i <= t")
        .mark_line(strokeWidth=palette.LINE, clip=True, tooltip=None)
        .encode(x=x, y=y, color=color),
        now.mark_point(filled=True, size=90, opacity=1, clip=True).encode(x=x, y=y, color=color),
        now.mark_text(align="right", dy=-12, dx=-4, fontSize=12, fontWeight=600).encode(
            x=x, y=y, color=color, text="name:N"
        ),
    ]
    return spec.moving(*marks, spec.anchor(), height=height, member=0)
