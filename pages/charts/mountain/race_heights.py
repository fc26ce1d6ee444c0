"""How the heights of a race fall, a line for every racer: above the goal, or, where there is none, as they are.

Racers have the numbers and colors that they have on the map (``charts.mountain.race``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Outcome, Trajectory
from gdengine.analysis.arriving import NEAR_HEIGHT
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import number
from pages.charts.mountain.race import NUMBERED_COLORS, RACER_COLOR, RACER_NUMBERS

DEPTH_BELOW_GOAL = 30  # the scale of heights ends so many times lower than where one has arrived
ABOVE_GOAL, AS_THEY_ARE = "height above goal", "height f(x, y)"  # the title of the axis, and what the picture is


def falling(runs: Mapping[str, Trajectory], titles: Mapping[str, str], low: float, near: float) -> spec.Picture:
    """How high every racer is above the goal at height ``low``, on a logarithmic scale.

    ``near``: NEAR_HEIGHT of the whole way down; who rests there at the deepest minimum has arrived.
    """
    tables, near = _tables(runs, low), near if near > 0 else 1.0  # with nowhere to go, any scale will do
    racers = stacked(tables.values())
    highest = float(racers["y"][np.isfinite(racers["y"])].max(initial=-np.inf))
    end = racers["i"].max()
    after = min(table["i"][table["y"] <= spec.light(np.array(near))].min(initial=end) for table in tables.values())
    ends = (near / DEPTH_BELOW_GOAL, 1.5 * np.fmax(highest, near))
    data = _data(runs, titles, racers, ends) | {"goal": Columns({"y": [near], "after": np.int16(after)})}
    left = f"{number(100 * NEAR_HEIGHT)} % of the way down is left"
    words = f"Height above the goal against the step, a line for every racer; at the dashed line {left}."
    signs = (spec.Sign("dashes", palette.MINIMUM, left),)
    now = _told("Height above the goal", runs, titles, tables)
    return spec.Picture(_falling(ABOVE_GOAL), data, words, signs, now)


def without_goal(objective: Objective, runs: Mapping[str, Trajectory], titles: Mapping[str, str]) -> spec.Picture:
    """How high every racer is, on a straight scale: where no bottom is known there is nothing to be above."""
    tables = _tables(runs, 0.0)
    data = _data(runs, titles, stacked(tables.values()), scales.not_narrow(scales.padded(_shown(objective, runs))))
    words = "Height against the step, a line for every racer."
    return spec.Picture(_falling(AS_THEY_ARE), data, words, (), _told("Height", runs, titles, tables))


def _shown(objective: Objective, runs: Mapping[str, Trajectory]) -> Array:
    """The heights that the scale is to show: of all who are not gone, and of who is gone those on the map."""
    (west, east), (south, north) = objective.box
    seen = []
    for run in runs.values():
        x, y = run.x.T
        on_map = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        seen.append(run.value[on_map] if run.outcome == Outcome.DIVERGED else run.value)
    return spec.light(np.concatenate(seen))


def _tables(runs: Mapping[str, Trajectory], low: float) -> dict[str, Columns]:
    return {name: _above(run, low).assign(who=RACER_NUMBERS[name]) for name, run in runs.items()}


def _above(run: Trajectory, low: float) -> Columns:
    with np.errstate(over="ignore"):
        y = (run.value - low).astype(np.float32)
    i = np.arange(len(run.step), dtype=np.int16)
    return Columns({"i": i, "step": run.step.astype(np.int16), "y": y})


def _data(
    runs: Mapping[str, Trajectory], titles: Mapping[str, str], racers: Columns, ends: tuple[float, float]
) -> dict[str, Columns]:
    last = max(int(run.step[-1]) for run in runs.values())
    return {
        "racers": racers,
        "names": Columns({"who": [RACER_NUMBERS[n] for n in runs], "title": [titles[n] for n in runs]}),
        "view": spec.view(step=scales.steps(last), y=ends),
    }


def _told(
    what: str, runs: Mapping[str, Trajectory], titles: Mapping[str, str], tables: Mapping[str, Columns]
) -> spec.Description:
    field = [name for name in RACER_NUMBERS if name in runs]
    told = ", ".join(f"{titles[name]} {{y{k}}}" for k, name in enumerate(field))
    heights = {f"y{k}": tables[name]["y"] for k, name in enumerate(field)}
    return spec.Description(f"{what} at step {{k}}: {told}.", next(iter(runs.values())).step, heights)


@lru_cache
def _falling(title: str) -> dict[str, Any]:
    x, to_goal = scales.over_steps(), title == ABOVE_GOAL
    scale, axis = (scales.log("y"), scales.log_axis("y")) if to_goal else (scales.linear("y"), scales.axis("y"))
    y = alt.Y("y:Q", title=title, scale=scale, axis=axis)
    path = alt.Chart(spec.source("racers")).transform_filter("isFinite(datum.y)" + " && datum.y > 0" * to_goal)
    lines = {"x": x, "y": y, "color": RACER_COLOR, "order": alt.Order("i:Q")}
    now = moments.now(path, of="who")
    balls = marks.ball(now, None, 70, tooltip=None)
    under_way = moments.titled(now.transform_filter("datum.i > 0"))
    layers = [
        *([_goal().encode(y=y)] if to_goal else []),
        marks.so_far(path, width=2).encode(**lines),
        balls.encode(x=x, y=y, color=RACER_COLOR),
        *end_names(under_way, {"x": x, "y": y}, NUMBERED_COLORS, "who", "title"),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.FALLING_HEIGHT_PX, member=0)


def _goal() -> alt.Chart:
    """The dashed line, once somebody has come down to it."""
    goal = alt.Chart(spec.source("goal")).transform_filter(moments.REACHED)
    return goal.mark_rule(strokeDash=sizes.DASHES_PX, color=palette.MINIMUM, tooltip=None)
