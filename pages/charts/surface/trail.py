"""A path on a map that fills its picture, the loss of a regression; its ball can be held (see ``kit.in_hand``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import clicks, in_hand, marks, moments, palette, sizes, spec
from pages.charts.kit.numbers import number
from pages.charts.surface import beyond, surface_map

SMALL_STEP_AREA = 22


def trail(
    objective: Objective,
    run: Trajectory,
    rows: Array,
    relief_url: str,
    *,
    axes: tuple[str, str] = ("x", "y"),
    clickable: bool = True,
) -> spec.Picture:
    """The map ``relief_url`` (where ``relief`` is fetched) under a family (K, M, 2), every member sent at ``rows``.

    ``clickable``: whether a click tells where it was.
    """
    walks = moments.tables(run, rows, x=run.x[..., 0], y=run.x[..., 1])
    words = "Map of the loss over all lines, with the path of a descent; triangles are the known minima."
    across, up = (axis.split()[-1] for axis in axes)
    shown = (f"{name} from {number(low)} to {number(high)}" for name, (low, high) in zip((across, up), objective.box))
    told = f"Step {{k}}: at {across} = {{x}}, {up} = {{y}}, height {{f}}, on a map of {' and '.join(shown)}."
    data = surface_map.data(objective, relief_url, [run.x[:, moments.HOME]]) | walks
    now = moments.described(
        told, walks["every"], spans=spec.widths(objective), falls=("f",), f=run.value[:, moments.HOME]
    )
    signs = (spec.Sign("triangle", palette.MINIMUM, "lowest place, at the end"),)
    return spec.Picture(_spec(axes, clickable), data, words, signs, now)


@lru_cache
def _spec(axes: tuple[str, str], clickable: bool) -> dict[str, Any]:
    ground = surface_map.filled_map(axes)
    path = moments.shown("x", "y").transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past, now = moments.until_now(path), moments.now(path)
    across, up = in_hand.line_or("datum.x", "datum.y")
    ball, here = now.transform_calculate(at_x=across, at_y=up), ground.place("at_x", "at_y")
    tips, held_tips = _tips(axes), _tips(axes, "at_")
    layers = [
        in_hand.plane("map"),
        ground.pictures(),
        ground.minima(),
        *[line.encode(**ground.place(), order="i:Q") for line in marks.cased_path(past, palette.POSITION)],
        marks.dots(past.transform_filter(moments.DOTTED), SMALL_STEP_AREA).encode(**ground.place(), tooltip=tips),
        marks.rimmed_ball(ball).encode(**here, tooltip=held_tips),
        *beyond.layers(ball.transform_calculate(x="datum.at_x", y="datum.at_y"), ground),
        *([in_hand.grip("place", ball, **here, tooltip=held_tips)] if clickable else []),
    ]
    drawn = in_hand.followed(spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX))
    return clicks.clickable(drawn, above=2) if clickable else drawn


def _tips(axes: tuple[str, str], of: str = "") -> list[alt.Tooltip]:
    """The step, and the place in the columns x and y, whose names may begin with ``of``."""
    places = [alt.Tooltip(f"{of}{name}:Q", title=title, format=".5~g") for name, title in zip("xy", axes)]
    return [alt.Tooltip("step:Q"), *places]
