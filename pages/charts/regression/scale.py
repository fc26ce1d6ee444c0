"""One problem at two scales, side by side: the same points and the same loss, but a ravine here and a bowl there."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.against_step import end_names
from pages.charts.kit.columns import Columns, stacked
from pages.charts.surface import beyond, surface_map

SIDE_COLORS = {"as measured": palette.POSITION, "standardized": palette.STEP}
SIDE_MAP_HEIGHT_PX = 300
LEAST_PART_LEFT = 1e-12  # of the way down: a bowl is left in one step, and nothing has no place on a logarithmic scale


def side_map(
    objective: Objective, relief_url: str, run: Trajectory, places: Array, axes: tuple[str, str], name: str
) -> spec.Picture:
    """The map ``relief_url`` of the loss over two directions with the walk on it, at these ``places`` (K, 2)."""
    walk = moments.alone(run, x=places[:, 0], y=places[:, 1])
    data = surface_map.data(objective, relief_url) | walk
    across, up = (axis.removeprefix("for standardized x: ") for axis in axes)  # the words begin with that
    words = f"Map of the loss, {name}, over {across} and {up}, with the path of the descent."
    signs = (spec.Sign("triangle", palette.MINIMUM, "lowest place"), spec.Sign("line", SIDE_COLORS[name], name))
    told = f"{name.capitalize()}, step {{k}}: at {{x}}, {{y}} on the map."
    now = moments.described(told, walk["every"], spans=spec.widths(objective))
    return spec.Picture(_map_spec(axes, name), data, words, signs, now)


def losses(runs: dict[str, Trajectory], least: dict[str, float]) -> spec.Picture:
    """The share of the way down to the ``least`` that is left on either side, on powers of ten, against the step."""
    parts = []
    above = {name: run.value - least[name] for name, run in runs.items()}
    left = {name: each / (each[0] or 1.0) for name, each in above.items()}
    for name, run in runs.items():
        rows = np.flatnonzero(np.isfinite(left[name]))
        part = Columns({"i": rows.astype(np.int16), "step": run.step[rows].astype(np.int32)})
        parts.append(part.assign(y=spec.light(np.maximum(left[name][rows], LEAST_PART_LEFT)), name=name))
    steps = next(iter(runs.values())).step
    data = {
        "runs": stacked(parts),
        "view": spec.view(step=scales.steps(int(steps[-1])), y=(1e-4, 2.0)),
    }
    words = "The part of the way down that is left, against the step: as measured, and standardized."
    signs = tuple(spec.Sign("line", SIDE_COLORS[name], name) for name in runs)
    told = ", ".join(f"{name} {{side{k}}}" for k, name in enumerate(runs))
    now = spec.Description(
        f"Part of the way down left at step {{k}}: {told}.",
        steps,
        {f"side{k}": part for k, part in enumerate(left.values())},
        {f"side{k}": 1.0 for k in range(len(left))},  # of the whole way
    )
    return spec.Picture(_losses_spec(), data, words, signs, now)


@lru_cache
def _map_spec(axes: tuple[str, str], name: str) -> dict[str, Any]:
    ground = surface_map.true_map(axes)  # a round bowl looks round
    path = moments.own("x", "y").transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past, now = moments.until_now(path), moments.now(path)
    layers = [
        ground.pictures(),
        ground.minima(),
        *[line.encode(**ground.place(), order="i:Q") for line in marks.cased_path(past, SIDE_COLORS[name])],
        marks.rimmed_ball(now, SIDE_COLORS[name], tooltip=None).encode(**ground.place()),
        *beyond.layers(now, ground, SIDE_COLORS[name]),
    ]
    return spec.moving(*layers, *ground.mats(), spec.anchor(), height=SIDE_MAP_HEIGHT_PX, member=0)


@lru_cache
def _losses_spec() -> dict[str, Any]:
    x = scales.over_steps()
    y = alt.Y("y:Q", title="part of the way left", scale=scales.log("y"), axis=scales.log_axis("y"))
    path = alt.Chart(spec.source("runs")).transform_filter("datum.y > 0")
    now = moments.now(path, of="name")
    color = alt.Color("name:N", scale=alt.Scale(domain=[*SIDE_COLORS], range=[*SIDE_COLORS.values()]), legend=None)
    layers = [
        marks.so_far(path).encode(x=x, y=y, color=color, order="i:Q"),
        marks.ball(now, None, sizes.SMALL_BALL_AREA, tooltip=None).encode(x=x, y=y, color=color),
        *end_names(now, {"x": x, "y": y}, SIDE_COLORS),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
