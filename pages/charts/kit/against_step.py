"""A number against the step: the loss curve of every page, and several runs on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Trajectory
from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.numbers import power, said

TO_THE_LEFT = f"datum.step > {scales.end('step', 'hi')} / 2"  # where words at a step have more room


def progress(
    run: Trajectory,
    rows: Array,
    *,
    title: str,
    what: str = "v",
    log: bool = False,
    ends: tuple[float, float] | None = None,
    steps: bool = True,
    half: Array | None = None,
    height: int = sizes.PROGRESS_HEIGHT_PX,
) -> spec.Picture:
    """A number of every frame of a family (K, M), with the walker at the frame shown.

    ``what``: v, the value, or x, the first coordinate · ``ends``: of the axis, by default those of the run in force ·
    ``steps``: whether their axis is labeled · ``half`` (M,): a step that is marked as half way down, or nan.
    """
    numbers = {"v": run.value, "x": run.x[..., 0]}[what]
    last = numbers[rows, -1]
    low, high = ends or (scales.log_range(last) if log else scales.padded(last))
    data = {
        "path": spec.columns(rows, run.step, **{what: numbers}),
        "view": spec.view(step=(0, max(int(run.step[-1]), 1)), y=(low, high)),
    }
    if half is not None:
        data["half"] = pd.DataFrame({"m": np.arange(len(half), dtype=np.int16), "step": half.astype(np.float32)})
    words = f"{title} against the step, with a dot at the step shown."
    return spec.Picture(_progress_spec(title, what, log, steps, half is not None, height), data, words)


def compare(
    runs: Mapping[str, Trajectory],
    rows: Array,
    colors: Mapping[str, str],
    *,
    title: str,
    height: int = sizes.PROGRESS_HEIGHT_PX,
) -> spec.Picture:
    """The values of several runs (K,) on one logarithmic scale, each in its color, up to the frame shown."""
    parts = [
        spec.columns(rows, run.step, y=run.value[:, None]).rename(columns={"y0": "y"}).assign(name=name)
        for name, run in runs.items()
    ]
    values = np.concatenate([run.value[rows] for run in runs.values()])
    last = max(int(run.step[-1]) for run in runs.values())
    data = {"runs": pd.concat(parts), "view": spec.view(step=(0, max(last, 1)), y=scales.log_range(values))}
    words = f"{title} against the step, each run in its color: {', '.join(runs)}."
    return spec.Picture(_compare_spec(title, tuple(colors.items()), height), data, words)


def _steps(**axis: Any) -> alt.X:
    """The steps from left to right."""
    return alt.X("step:Q", title="step", scale=scales.linear("step"), axis=alt.Axis(tickMinStep=1, **axis))


@lru_cache
def _progress_spec(title: str, what: str, log: bool, steps: bool, half: bool, height: int) -> dict[str, Any]:
    scale = scales.log("y") if log else scales.linear("y", type="linear")
    x = _steps(labels=steps, titlePadding=4)
    x = x if steps else x.title(None)
    beside = {"labelExpr": (power if log else said)("datum.value"), "tickCount": 5, "titlePadding": 4}
    y = alt.Y("y:Q", title=title, scale=scale, axis=alt.Axis(**beside, **scales.SAME_ROOM))
    keep = "isFinite(datum.y)" + (" && datum.y > 0" if log else "")
    path = alt.Chart(spec.source("path")).transform_calculate(y=spec.pick(what)).transform_filter(keep)
    now = spec.at_the_frame(path)
    near = _near(path)
    tips = [alt.Tooltip("step:Q"), alt.Tooltip("y:Q", title=title, format=".5~g")]
    drawn = [
        *(_halfway(x) if half else []),
        marks.whole(near, palette.POSITION).encode(x=x, y=y),
        marks.so_far(near, palette.POSITION).encode(x=x, y=y),
        marks.ball(now, area=sizes.SMALL_BALL_AREA).encode(x=x, y=y, tooltip=tips),
        *_beyond(now, x, scale, title),
    ]
    return spec.moving(*drawn, spec.anchor(), height=height)


def _halfway(x: alt.X) -> list[alt.Chart]:
    """A line at the step that is half way down, and its number."""
    at = alt.Chart(spec.source("half")).transform_filter("datum.m == r && isFinite(datum.step)")
    words = at.transform_calculate(words="'half way down: ' + datum.step").mark_text(
        color=palette.CURVE,
        align={"expr": f"{TO_THE_LEFT} ? 'right' : 'left'"},
        dx={"expr": f"{TO_THE_LEFT} ? -6 : 6"},
        tooltip=None,
    )
    line = at.mark_rule(color=palette.CURVE, strokeDash=[3, 3], tooltip=None)
    return [line.encode(x=x), words.encode(x=x, y=alt.value(alt.ExprRef("0.6 * height")), text="words:N")]


def _near(path: alt.Chart) -> alt.Chart:
    """The path without the parts of it that are wholly off the scale, where a line would only hatch the picture."""
    off = f"datum.y < {scales.end('y', 'lo')} || datum.y > {scales.end('y', 'hi')}"
    beside = [alt.WindowFieldDef(op=op, field="off", **{"as": op}) for op in ("lag", "lead")]
    flagged = path.transform_calculate(off=f"({off}) ? 1 : 0").transform_window(window=beside, sort=[{"field": "i"}])
    return flagged.transform_calculate(y="datum.off && datum.lag !== 0 && datum.lead !== 0 ? null : datum.y")


def _beyond(now: alt.Chart, x: alt.X, scale: alt.Scale, title: str) -> list[alt.Chart]:
    """While the number is off the scale: an arrow at the edge it left through, and what it is."""
    low = f"datum.y < {scales.end('y', 'lo')}"
    gone = now.transform_filter(f"{low} || datum.y > {scales.end('y', 'hi')}").transform_calculate(
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
        align={"expr": f"{TO_THE_LEFT} ? 'right' : 'left'"},
        dx={"expr": f"{TO_THE_LEFT} ? -11 : 11"},
        dy={"expr": "8 * datum.side"},
        color=palette.POSITION,
        fontWeight=600,
    )
    return [arrow.encode(x=x, y=y), words.encode(x=x, y=y, text="words:N")]


@lru_cache
def _compare_spec(title: str, colors: tuple[tuple[str, str], ...], height: int) -> dict[str, Any]:
    y = alt.Y("y:Q", title=title, scale=scales.log("y"), axis=alt.Axis(format=".1~g", tickCount=5))
    names, hues = zip(*colors)
    color = alt.Color("name:N", title=None, scale=alt.Scale(domain=names, range=hues), legend=None)
    place = {"x": _steps(), "y": y, "color": color}
    path = alt.Chart(spec.source("runs")).transform_filter("isFinite(datum.y) && datum.y > 0")
    now = spec.at_the_frame(path, of="name")
    name = now.mark_text(align="right", dy=-12, dx=-4, fontSize=12, fontWeight=600)
    drawn = [
        marks.whole(path).encode(**place),
        marks.so_far(path).encode(**place),
        marks.ball(now, None, sizes.SMALL_BALL_AREA).encode(**place),
        name.encode(**place, text="name:N"),
    ]
    return spec.moving(*drawn, spec.anchor(), height=height, member=0)
