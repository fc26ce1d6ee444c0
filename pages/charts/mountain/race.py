"""A race on the map, every racer's path in its color, its ball, its name beside it; and how its height falls.

Racers are numbered as in ``palette.RACERS``; the first to arrive is the first of ``runs``.  Where several balls
meet, at the goal above all, their names stand under one another in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import palette, spec
from pages.charts.surface import surface_map, walk

LEADING = 13  # pixels from one name to the next
DEEP = 30  # the scale of heights ends so many times lower than where one has arrived
NUMBER = {name: np.int8(k) for k, name in enumerate(palette.RACERS)}
COLOR = alt.Color(
    "who:N", scale=alt.Scale(domain=list(range(len(NUMBER))), range=list(palette.RACERS.values())), legend=None
)


def racing(
    objective: Objective,
    runs: Mapping[str, Trajectory],
    titles: Mapping[str, str],
    rows: Array,
    picture: str,
    *,
    height: int = 400,
) -> spec.Picture:
    """The map ``picture`` (see ``relief``) under several runs (K, 2) at the frames ``rows``; ``titles`` name them."""
    steps = ["step", "i", "shown", "x", "y"]
    walks = [walk.every_step(run, rows)[steps].assign(who=NUMBER[name]) for name, run in runs.items()]
    names = {"who": [NUMBER[name] for name in runs], "line": range(len(runs)), "title": [titles[name] for name in runs]}
    data = surface_map.data(objective, picture, racers=len(runs)) | {
        "racers": pd.concat(walks),
        "names": pd.DataFrame(names),
    }
    words = f"Map of {objective.title}, seen from above, with a path for every racer; triangles are the known minima."
    return spec.Picture(_map(height), data, words)


@lru_cache
def _map(height: int) -> dict:
    place, how = {"x": surface_map.x(), "y": surface_map.y()}, {"clip": True, "tooltip": None, "strokeJoin": "round"}
    walks = alt.Chart(spec.source("racers")).transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past = walks.transform_filter("datum.i <= t").encode(**place, order="step:Q", detail="who:N")
    now = _now(walks.transform_filter("datum.shown")).transform_lookup(
        "who", alt.LookupData(spec.source("names"), "who", ["title", "line"])
    )
    tips = [alt.Tooltip("title:N", title="racer"), *[alt.Tooltip(f"{c}:Q", format=".5~g") for c in ("step", "x", "y")]]
    balls = now.mark_point(filled=True, size=120, stroke="white", strokeWidth=1.6, opacity=1, clip=True)
    layers = [
        surface_map.picture(),
        surface_map.minima(),
        past.mark_line(color="white", strokeWidth=3.6, opacity=0.55, **how),
        past.mark_line(strokeWidth=2, opacity=0.95, **how).encode(color=COLOR),
        balls.encode(**place, color=COLOR, tooltip=tips),
        *_names(now, "left"),
        *_names(now, "right"),
    ]
    return spec.clickable(spec.moving(*layers, spec.anchor(), height=height, member=0))


def _now(walks: alt.Chart) -> alt.Chart:
    """Of these rows of every racer that of the frame shown, or its last one."""
    ends = walks.transform_joinaggregate(end="max(i)", groupby=["who"])
    return ends.transform_filter("datum.i == min(t, datum.end)")


def _names(now: alt.Chart, side: str) -> list[alt.Chart]:
    """The names beside the balls in the left or right part of the map, on the side where there is room."""
    edge = "data('view')[0].x_lo + 0.6 * (data('view')[0].x_hi - data('view')[0].x_lo)"
    here = now.transform_filter(f"datum.x {'<' if side == 'left' else '>='} {edge}")
    drop = {"expr": f"{LEADING} * (datum.line - ({surface_map.fact('racers')} - 1) / 2)"}
    words = here.encode(x=surface_map.x(), y=surface_map.y(), text="title:N")
    how = {"align": side, "dx": 11 if side == "left" else -11, "dy": drop, "fontSize": 12, "fontWeight": 600}
    halo = words.mark_text(stroke="white", strokeWidth=3.5, strokeJoin="round", opacity=0.85, tooltip=None, **how)
    return [halo, words.mark_text(tooltip=None, **how).encode(color=COLOR)]


def falling(runs: Mapping[str, Trajectory], rows: Array, low: float, near: float, *, height: int = 200) -> spec.Picture:
    """How high every racer is above the goal at height ``low``, on a logarithmic scale; ``near`` it, it has arrived."""
    tables = [_above(run, rows, low).assign(who=NUMBER[name]) for name, run in runs.items()]
    racers, near = pd.concat(tables), near if near > 0 else 1.0  # where there is nowhere to go, any scale will do
    highest = float(racers["y"][np.isfinite(racers["y"])].max())
    ends = spec.view(step=(0, max(int(rows[-1]), 1)), y=(near / DEEP, 1.5 * np.fmax(highest, near)))
    words = "Height above the goal against the step, a line for every racer; below the dashed line one has arrived."
    return spec.Picture(_falling(height), {"racers": racers, "goal": pd.DataFrame({"y": [near]}), "view": ends}, words)


def _above(run, rows, low) -> pd.DataFrame:
    with np.errstate(over="ignore"):
        y = (run.value[rows] - low).astype(np.float32)
    return pd.DataFrame({"i": np.arange(len(rows), dtype=np.int16), "step": run.step[rows].astype(np.int16), "y": y})


@lru_cache
def _falling(height: int) -> dict:
    across, up = spec.limits("step"), {name: end for name, end in spec.limits("y").items() if name != "zero"}
    x = alt.X("step:Q", title="step", scale=alt.Scale(**across), axis=alt.Axis(tickMinStep=1, titlePadding=2))
    axis = alt.Axis(format="~g", tickCount=4, titlePadding=4)
    y = alt.Y("y:Q", title="height above goal", scale=alt.Scale(type="log", **up), axis=axis)
    path = alt.Chart(spec.source("racers")).transform_filter("isFinite(datum.y) && datum.y > 0")
    goal = alt.Chart(spec.source("goal")).mark_rule(strokeDash=[5, 4], color=palette.MINIMUM, tooltip=None)
    lines, how = {"x": x, "y": y, "color": COLOR, "order": alt.Order("i:Q")}, {"clip": True, "tooltip": None}
    layers = [
        goal.encode(y=y),
        path.mark_line(opacity=0.3, strokeWidth=1.4, **how).encode(**lines),
        path.transform_filter("datum.i <= t").mark_line(strokeWidth=2, **how).encode(**lines),
        _now(path).mark_point(filled=True, size=70, opacity=1, **how).encode(x=x, y=y, color=COLOR),
    ]
    return spec.moving(*layers, spec.anchor(), height=height, member=0)
