"""A race on the map, every racer's path in its color, its ball, its name beside it; and how its height falls.

Racers are numbered as in ``palette.RACER_COLORS``; the first to arrive is the first of ``runs``.  Where several balls
meet, at the goal above all, their names stand under one another in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.surface import surface_map, walk
from pages.charts.surface.surface_map import TRUE_MAP

NAME_HEIGHT_PX = 13  # from one name to the next
RACER_AREA = 120  # of a ball
DEPTH_BELOW_GOAL = 30  # the scale of heights ends so many times lower than where one has arrived
RACER_NUMBERS = {name: np.int8(k) for k, name in enumerate(palette.RACER_COLORS)}
RACER_COLOR = alt.Color(
    "who:N",
    scale=alt.Scale(domain=list(range(len(RACER_NUMBERS))), range=list(palette.RACER_COLORS.values())),
    legend=None,
)


def racing(
    objective: Objective,
    runs: Mapping[str, Trajectory],
    titles: Mapping[str, str],
    rows: Array,
    relief_url: str,
    *,
    height: int = sizes.MAP_HEIGHT_PX,
) -> spec.Picture:
    """The map ``relief_url`` under several runs (K, 2) at the frames ``rows``; ``titles`` name them."""
    steps = ["step", "i", "shown", "x", "y"]
    walks = [walk.every_step(run, rows)[steps].assign(who=RACER_NUMBERS[name]) for name, run in runs.items()]
    names = {
        "who": [RACER_NUMBERS[name] for name in runs],
        "line": range(len(runs)),
        "title": [titles[name] for name in runs],
    }
    data = surface_map.data(objective, relief_url, racers=len(runs)) | {
        "racers": pd.concat(walks),
        "names": pd.DataFrame(names),
    }
    words = f"Map of {objective.title}, seen from above, with a path for every racer; triangles are the known minima."
    return spec.Picture(_map(height), data, words)


@lru_cache
def _map(height: int) -> dict[str, Any]:
    walks = alt.Chart(spec.source("racers")).transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past = marks.until_now(walks).encode(**TRUE_MAP.place(), order="step:Q", detail="who:N")
    now = spec.at_the_frame(walks.transform_filter("datum.shown"), of="who").transform_lookup(
        "who", alt.LookupData(spec.source("names"), "who", ["title", "line"])
    )
    tips = [alt.Tooltip("title:N", title="racer"), *[alt.Tooltip(f"{c}:Q", format=".5~g") for c in ("step", "x", "y")]]
    balls = marks.rimmed_ball(now, None, 1.6, area=RACER_AREA)
    layers = [
        TRUE_MAP.pictures(),
        walk.minima(),
        marks.casing(past, 3.6, 0.55),
        past.mark_line(strokeWidth=2, opacity=0.95, **marks.ROUND).encode(color=RACER_COLOR),
        balls.encode(**TRUE_MAP.place(), color=RACER_COLOR, tooltip=tips),
        *_names(now, "left"),
        *_names(now, "right"),
    ]
    return spec.clickable(spec.moving(*layers, spec.anchor(), height=height, member=0))


def _names(now: alt.Chart, side: str) -> list[alt.Chart]:
    """The names beside the balls in the left or right part of the map, on the side where there is room."""
    edge = f"{scales.end('x', 'lo')} + 0.6 * {scales.span('x')}"
    here = now.transform_filter(f"datum.x {'<' if side == 'left' else '>='} {edge}")
    drop = {"expr": f"{NAME_HEIGHT_PX} * (datum.line - ({surface_map.fact('racers')} - 1) / 2)"}
    where = {"align": side, "dx": 11 if side == "left" else -11, "dy": drop}
    return marks.label(here.encode(**TRUE_MAP.place()), "title", RACER_COLOR, 12, **where)


def falling(
    runs: Mapping[str, Trajectory], rows: Array, low: float, near: float, *, height: int = sizes.FALLING_HEIGHT_PX
) -> spec.Picture:
    """How high every racer is above the goal at height ``low``, on a logarithmic scale; ``near`` it, it has arrived."""
    tables = [_above(run, rows, low).assign(who=RACER_NUMBERS[name]) for name, run in runs.items()]
    racers, near = pd.concat(tables), near if near > 0 else 1.0  # where there is nowhere to go, any scale will do
    highest = float(racers["y"][np.isfinite(racers["y"])].max())
    ends = spec.view(step=(0, max(int(rows[-1]), 1)), y=(near / DEPTH_BELOW_GOAL, 1.5 * np.fmax(highest, near)))
    words = "Height above the goal against the step, a line for every racer; below the dashed line one has arrived."
    return spec.Picture(_falling(height), {"racers": racers, "goal": pd.DataFrame({"y": [near]}), "view": ends}, words)


def _above(run: Trajectory, rows: Array, low: float) -> pd.DataFrame:
    with np.errstate(over="ignore"):
        y = (run.value[rows] - low).astype(np.float32)
    return pd.DataFrame({"i": np.arange(len(rows), dtype=np.int16), "step": run.step[rows].astype(np.int16), "y": y})


@lru_cache
def _falling(height: int) -> dict[str, Any]:
    x = alt.X("step:Q", title="step", scale=scales.linear("step"), axis=alt.Axis(tickMinStep=1, titlePadding=2))
    axis = alt.Axis(format="~g", tickCount=4, titlePadding=4)
    y = alt.Y("y:Q", title="height above goal", scale=scales.log("y"), axis=axis)
    path = alt.Chart(spec.source("racers")).transform_filter("isFinite(datum.y) && datum.y > 0")
    goal = alt.Chart(spec.source("goal")).mark_rule(strokeDash=[5, 4], color=palette.MINIMUM, tooltip=None)
    lines = {"x": x, "y": y, "color": RACER_COLOR, "order": alt.Order("i:Q")}
    balls = marks.ball(spec.at_the_frame(path, of="who"), None, 70, tooltip=None)
    layers = [
        goal.encode(y=y),
        marks.whole(path).encode(**lines),
        marks.so_far(path, width=2).encode(**lines),
        balls.encode(x=x, y=y, color=RACER_COLOR),
    ]
    return spec.moving(*layers, spec.anchor(), height=height, member=0)
