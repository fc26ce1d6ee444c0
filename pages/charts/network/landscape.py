"""The loss on a plane through the space of weights, with the runs on it, and how far that plane is from the truth.

Axes: S runs, F epochs shown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective
from gdengine.core import Array
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.surface import beyond, surface_map
from pages.charts.surface.surface_map import filled_map

AXES = {  # of every plane, what its two axes are called
    "principal": ("where most of the way lies", "second direction"),
    "random": ("random direction", "another random direction"),
    "two_weights": ("first weight, less its last value", "second weight, less its last value"),
}
MAP_TOLD = "Epoch {k}: the first run stands at {x}, {y} on the plane."
GAP_TOLD = "Epoch {k}: the plane shows a loss of {shown}; the true one is {true}."
SHOWN_COLOR, TRUE_COLOR = palette.GRADIENT, palette.POSITION


def color(run: int) -> str:
    """The color of a run: the first as a walker is, each other one its own."""
    return palette.RUNS[run]


@np.errstate(over="ignore")  # of a training that runs away
def plane_map(objective: Objective, relief_url: str, places: Array, epochs: Array, kind: str) -> spec.Picture:
    """The map ``relief_url`` of the loss on a plane with the runs' places (F, S, 2), up to where the bar stands."""
    count = places.shape[1]
    rows = {
        "i": np.repeat(np.arange(len(epochs), dtype=np.int16), count),
        "who": np.tile(np.arange(count, dtype=np.int16), len(epochs)),
        "step": np.repeat(epochs.astype(np.int32), count),
    }
    x, y = (places[..., k].ravel().astype(np.float32) for k in (0, 1))
    runs = Columns({**rows, "x": x, "y": y}).assign(ink=np.tile([color(run) for run in range(count)], len(epochs)))
    ground = surface_map.data(objective, relief_url)
    data = {"map": ground["map"], "view": ground["view"], "runs": runs}  # of a plane no minimum is known
    words = "Map of the loss on a plane through the space of all weights, with the way of the training on it."
    now = spec.Description(MAP_TOLD, epochs, {"x": places[:, 0, 0], "y": places[:, 0, 1]}, spec.widths(objective))
    signs = tuple(spec.Sign("line", color(run), f"run {run + 1}") for run in range(count)) if count > 1 else ()
    return spec.Picture(_map_spec(kind), data, words, signs, now)


@lru_cache
def _map_spec(kind: str) -> dict[str, Any]:
    ground = filled_map(AXES[kind])
    path = alt.Chart(spec.source("runs")).transform_filter("isFinite(datum.x) && isFinite(datum.y)")
    past = moments.until_now(path).encode(**ground.place(), detail="who:N", order="i:Q")
    now = moments.now(path, of="who")
    line = marks.line(past, None, sizes.LINE_PX).encode(color=marks.INK_OF_EACH)
    ball = marks.rimmed_ball(now, None, tooltip=None).encode(**ground.place(), color=marks.INK_OF_EACH)
    gone = beyond.arrow(beyond.at_edge(now, ground), None, ground).encode(color=marks.INK_OF_EACH)
    layers = [ground.pictures(), marks.casing(past), line, ball, gone]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


@np.errstate(over="ignore")  # of a training that runs away
def gap(epochs: Array, shown: Array, true: Array) -> spec.Picture:
    """The honesty gap: the plane's loss (F,) beside the true one (F,), and what lies between, up to now."""
    rows = {"i": np.arange(len(epochs), dtype=np.int16), "step": epochs.astype(np.int32)}
    table = Columns({**rows, "shown": shown.astype(np.float32), "true": true.astype(np.float32)})
    both = np.concatenate([shown, true])
    data = {"gap": table, "view": spec.view(step=scales.steps(int(epochs[-1])), y=scales.log_range(both))}
    words = "The loss that the plane shows and the true loss against the epoch; between them lies the gap."
    now = spec.Description(GAP_TOLD, epochs, {"shown": shown, "true": true})
    signs = (
        spec.Sign("line", SHOWN_COLOR, "loss where the plane shows the run"),
        spec.Sign("line", TRUE_COLOR, "true loss of the run"),
        spec.Sign("band", palette.CURVE, "the gap"),
    )
    return spec.Picture(_gap_spec(), data, words, signs, now)


@lru_cache
def _gap_spec() -> dict[str, Any]:
    path = alt.Chart(spec.source("gap")).transform_filter("datum.shown > 0 && datum.true > 0")
    step = scales.over_steps("epoch")
    axis = scales.log_axis("y", **scales.SAME_ROOM)

    def at(column: str) -> dict[str, Any]:
        return {"x": step, "y": alt.Y(f"{column}:Q", title="loss", scale=scales.log("y"), axis=axis)}

    band = moments.until_now(path).mark_area(color=palette.CURVE, opacity=0.35, clip=True, tooltip=None)
    layers = [band.encode(**at("shown"), y2="true:Q")]
    for column, ink in (("shown", SHOWN_COLOR), ("true", TRUE_COLOR)):
        layers.append(marks.so_far(path, ink).encode(**at(column)))
        layers.append(marks.ball(moments.now(path), ink, area=sizes.SMALL_BALL_AREA).encode(**at(column)))
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
