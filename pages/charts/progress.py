"""A value against the step: the loss curve of every page."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Trajectory
from pages.charts import palette, sheet


def progress(run: Trajectory, rows, *, title: str, log: bool = False, height: int = palette.SHORT) -> sheet.Picture:
    """The value of every frame of a family (K, M), with the walker at the frame shown."""
    last = run.value[rows, -1]
    low, high = _log_range(last) if log else sheet.padded(last)
    data = {
        "path": sheet.columns(rows, run, "v"),
        "view": sheet.view(step=(0, max(int(run.step[-1]), 1)), y=(low, high)),
    }
    words = f"{title} against the step: from {palette.number(last[0])}, the last is {palette.number(_last(last))}."
    return sheet.Picture(_spec(title, log, height), data, words)


def _last(values):
    finite = values[np.isfinite(values)]
    return finite[-1] if finite.size else float("nan")


def _log_range(values):
    positive = values[np.isfinite(values) & (values > 0)]
    low, high = (positive.min(), positive.max()) if positive.size else (0.1, 1.0)
    return low / 1.3, high * 1.3


@lru_cache
def _spec(title: str, log: bool, height: int) -> dict:
    ends = sheet.limits("y")
    if log:
        ends.pop("zero")
    scale = alt.Scale(type="log" if log else "linear", **ends)
    x = alt.X("step:Q", title="step", scale=alt.Scale(**sheet.limits("step")), axis=alt.Axis(tickMinStep=1))
    y = alt.Y("y:Q", title=title, scale=scale, axis=alt.Axis(format="~g" if not log else ".1~g", tickCount=5))
    keep = "isFinite(datum.y)" + (" && datum.y > 0" if log else "")
    path = alt.Chart(sheet.source("path")).transform_calculate(y=sheet.pick("v")).transform_filter(keep)
    now = path.transform_joinaggregate(end="max(i)").transform_filter("datum.i == min(t, datum.end)")
    whole = path.mark_line(color=palette.POSITION, opacity=0.3, strokeWidth=1.4, clip=True, tooltip=None)
    so_far = path.transform_filter("datum.i <= t").mark_line(
        color=palette.POSITION, strokeWidth=palette.LINE, clip=True, tooltip=None
    )
    ball = now.mark_point(color=palette.POSITION, filled=True, size=90, opacity=1, clip=True)
    tips = [alt.Tooltip("step:Q"), alt.Tooltip("y:Q", title=title, format=".5~g")]
    return sheet.moving(
        whole.encode(x=x, y=y), so_far.encode(x=x, y=y), ball.encode(x=x, y=y, tooltip=tips), sheet.anchor(), height=height
    )


def compare(runs: dict[str, Trajectory], rows, colors: dict[str, str], *, title: str, height: int = palette.SHORT) -> sheet.Picture:
    """The values of several runs (K,) on one logarithmic scale, each in its color, up to the frame shown."""
    parts = [
        pd.DataFrame({"i": np.arange(len(rows)), "step": run.step[rows], "y": run.value[rows], "name": name})
        for name, run in runs.items()
    ]
    values = np.concatenate([part["y"] for part in parts])
    last = max(int(run.step[-1]) for run in runs.values())
    data = {"runs": pd.concat(parts), "view": sheet.view(step=(0, max(last, 1)), y=_log_range(values))}
    words = f"{title} of each run against the step: " + ", ".join(
        f"{name} ends at {palette.number(_last(run.value))}" for name, run in runs.items()
    )
    return sheet.Picture(_compare_spec(title, tuple(colors.items()), height), data, words)


@lru_cache
def _compare_spec(title, colors, height) -> dict:
    x = alt.X("step:Q", title="step", scale=alt.Scale(**sheet.limits("step")), axis=alt.Axis(tickMinStep=1))
    ends = {name: end for name, end in sheet.limits("y").items() if name != "zero"}
    y = alt.Y("y:Q", title=title, scale=alt.Scale(type="log", **ends), axis=alt.Axis(format=".1~g", tickCount=5))
    names, hues = zip(*colors)
    color = alt.Color("name:N", title=None, scale=alt.Scale(domain=names, range=hues), legend=None)
    path = alt.Chart(sheet.source("runs")).transform_filter("isFinite(datum.y) && datum.y > 0")
    now = path.transform_joinaggregate(end="max(i)", groupby=["name"]).transform_filter("datum.i == min(t, datum.end)")
    marks = [
        path.mark_line(opacity=0.3, strokeWidth=1.4, clip=True, tooltip=None).encode(x=x, y=y, color=color),
        path.transform_filter("datum.i <= t")
        .mark_line(strokeWidth=palette.LINE, clip=True, tooltip=None)
        .encode(x=x, y=y, color=color),
        now.mark_point(filled=True, size=90, opacity=1, clip=True).encode(x=x, y=y, color=color),
        now.mark_text(align="right", dy=-12, dx=-4, fontSize=12, fontWeight=600).encode(x=x, y=y, color=color, text="name:N"),
    ]
    return sheet.moving(*marks, sheet.anchor(), height=height, member=0)
