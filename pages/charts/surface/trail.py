"""A path on a map that fills its picture: the loss of a regression, and the front page's mountain."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import marks, palette, sizes, spec
from pages.charts.surface import surface_map

SMALL_STEP_AREA = 22


def trail(
    objective: Objective,
    run: Trajectory,
    rows: Array,
    relief_url: str,
    *,
    axes: tuple[str, str] = ("x", "y"),
    height: int = sizes.PLOT_HEIGHT_PX,
) -> spec.Picture:
    """The map ``relief_url`` (a data URL, see ``relief``) under the frames ``rows`` of a family (K, M, 2)."""
    (west, east), (south, north) = objective.box
    path = spec.columns(rows, run.step, x=run.x[..., 0], y=run.x[..., 1], v=run.value)
    words = (
        f"Map of {objective.title or objective.name}, {axes[0]} from {west:g} to {east:g} and {axes[1]} from "
        f"{south:g} to {north:g}, with the path of a descent; triangles are the known minima."
    )
    return spec.Picture(_spec(axes, height), surface_map.data(objective, relief_url) | {"path": path}, words)


@lru_cache
def _spec(axes: tuple[str, str], height: int) -> dict[str, Any]:
    ground = surface_map.filled_map(axes)
    path = alt.Chart(spec.source("path"))
    path = path.transform_calculate(x=spec.pick("x"), y=spec.pick("y"), f=spec.pick("v"))
    path = path.transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past, now = marks.until_now(path), spec.at_the_frame(path)
    fields = zip("xyf", (*axes, "f"))
    tips = [alt.Tooltip("step:Q"), *[alt.Tooltip(f"{name}:Q", title=title, format=".5~g") for name, title in fields]]
    layers = [
        ground.pictures(),
        ground.minima(),
        *[line.encode(**ground.place(), order="i:Q") for line in marks.cased_path(past, palette.POSITION)],
        marks.dots(past, SMALL_STEP_AREA).encode(**ground.place(), tooltip=tips),
        marks.rimmed_ball(now).encode(**ground.place(), tooltip=tips),
    ]
    return spec.moving(*layers, spec.anchor(), height=height)
