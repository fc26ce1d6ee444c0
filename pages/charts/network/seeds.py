"""Many trainings at once, in small multiples: in the order of their seeds, and at the end by their loss.

Axes: S seeds, F frames of the bar, P places along x.  Cells lie in rows of ``cells_in_a_row``; x and y of a picture
count cells, from the corner below.  Once they are sorted y is higher by ``SORTED_Y``: so a click tells what it saw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array, Trajectory
from gdengine.experiments import SineMLP
from gdengine.experiments.luck import SeedRun
from pages.charts.kit import clicks, marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns, stacked
from pages.charts.kit.numbers import said
from pages.charts.network.output import FIT_HEADROOM_SHARE

SMALL_POINTS = 48  # places along x where a small curve is drawn
SORTED_Y = 100
CELL_MARGIN, CELL_LABEL = 0.03, 0.19  # of a cell: left free around it, and above for its words
CELL_SIDE = 1 - 2 * CELL_MARGIN
WHOLE_CELL = {"x": "0", "x2": "1", "y": "0", "y2": "1"}
ABOVE_CELL = f"1 + {CELL_LABEL / (CELL_SIDE - CELL_LABEL)}"
CELL_DOT_AREA = 6
MOST_CELL_DOTS = 64  # points of a cell that are drawn: two thousand in all take longer to paint than a frame lasts
CELL_PARTS = 8.0  # of a curve in a cell: it is drawn so much smaller than an axis
SORTED = "is_sorted"  # a signal of its own: it changes once, and until then nothing that asks it is worked out anew
IS_SORTED = {"name": SORTED, "expr": "length(data('view')) > 0 && t >= data('view')[0].frame_hi"}
CELL_PLACE = f"({SORTED} ? datum.rank : datum.cell)"
NARROW_PX = 110  # a cell in which there is no room for the word seed


def small_places(across: Array) -> Array:
    """The x (SMALL_POINTS,) at which small curves are drawn, between the ends of ``across``."""
    return np.linspace(across[0], across[-1], SMALL_POINTS)


def cells_in_a_row(count: int) -> int:
    """As many as make a picture about as high as wide."""
    return math.ceil(math.sqrt(count))


def cell_at(x: float, y: float, ranks: Sequence[int]) -> int | None:
    """Which training was clicked at x and y; ``ranks`` (S,) is the place of each once they are sorted."""
    wide = cells_in_a_row(len(ranks))
    high = math.ceil(len(ranks) / wide)
    is_sorted = y >= SORTED_Y
    place = (high - 1 - math.floor(y - SORTED_Y * is_sorted)) * wide + math.floor(x)
    if not 0 <= place < len(ranks):
        return None
    return list(ranks).index(place) if is_sorted else place


def multiples(tried: Sequence[SeedRun], across: Array, epochs: Array, own: int, color: str) -> spec.Picture:
    """Every training (S) with its own points and what it says at ``across`` (P,), at the ``epochs`` (F,).

    ``tried`` come by rising loss; ``own`` is the seed that the page stands at.
    """
    order = sorted(range(len(tried)), key=lambda rank: tried[rank].record.seed)
    drawn = [(cell, rank, tried[rank]) for cell, rank in enumerate(order)]
    wide = cells_in_a_row(len(tried))
    data = {
        "cells": stacked([_cell(cell, rank, one, epochs, own) for cell, rank, one in drawn]),
        "dots": stacked([_dots(cell, rank, one, across) for cell, rank, one in drawn]),
        "curves": stacked([_curve(cell, rank, one, across, epochs) for cell, rank, one in drawn]),
        "view": spec.view(x=(0, wide), y=(0, math.ceil(len(tried) / wide)), frame=(0, len(epochs) - 1)),
    }
    words = "A small picture for every seed, with its own points and its own network, epoch by epoch."
    losses = np.array([one.run.value[epochs] for one in tried])
    now = spec.Description(
        "Epoch {k}: the lowest loss of all seeds is {low}, the highest {high}.",
        epochs,
        {"low": losses.min(axis=0), "high": losses.max(axis=0)},
    )
    part = _one_in(len(tried[0].record.points()[0]))
    thinned = f"; one in {part} drawn" if part > 1 else ""
    signs = (
        spec.Sign("dot", palette.CURVE, f"points to learn from, each seed its own{thinned}"),
        spec.Sign("line", color, "what its network says"),
        spec.Sign("band", palette.INK, "the seed of this page"),
    )
    return spec.Picture(_spec(color), data, words, signs, now)


def not_trained(records: Sequence[SineMLP], across: Array, own: int, color: str) -> spec.Picture:
    """The points of every seed, and nothing that a network has made of them."""
    order = sorted(records, key=lambda record: record.seed)
    nothing = np.full(1, np.nan)
    run = Trajectory(np.zeros(1, int), *(nothing[:, None], nothing, nothing[:, None]), np.array(0), np.array(0))
    tried = [SeedRun(record, run, np.full((1, len(across)), np.nan, np.float32), nothing) for record in order]
    picture = multiples(tried, across, np.zeros(1, int), own, color)
    (points, _, mark), empty = picture.legend, spec.filled(picture.data["curves"].rows(slice(0)))
    words = "The points of every seed, each its own: no network has learned them yet."
    told = spec.Description(words, np.zeros(1, int), {})
    return picture._replace(data=picture.data | {"curves": empty}, alt=words, legend=(points, mark), now=told)


def _cell(cell: int, rank: int, one: SeedRun, epochs: Array, own: int) -> Columns:
    table: dict[str, Any] = {"cell": [np.int8(cell)], "rank": [np.int8(rank)], "seed": [np.int16(one.record.seed)]}
    with np.errstate(over="ignore"):
        table |= {f"l{f}": [np.float32(loss)] for f, loss in enumerate(one.run.value[epochs])}
    return Columns(table).assign(own=one.record.seed == own)


def _window(one: SeedRun, across: Array) -> tuple[tuple[float, float], tuple[float, float], Array, Array]:
    x, y = one.record.points()
    return (float(across[0]), float(across[-1])), scales.padded(y, FIT_HEADROOM_SHARE), x, y


def _one_in(count: int) -> int:
    """Of so many points of a cell one in how many is drawn."""
    return math.ceil(count / MOST_CELL_DOTS)


def _dots(cell: int, rank: int, one: SeedRun, across: Array) -> Columns:
    xs, ys, x, y = _window(one, across)
    seen = (np.arange(len(x)) % _one_in(len(x)) == 0) & (x >= xs[0]) & (x <= xs[1])
    table = Columns({"u": _part(x[seen], xs), "v": _part(y[seen], ys)}).astype("float32")
    return table.assign(cell=np.int8(cell), rank=np.int8(rank))


def _curve(cell: int, rank: int, one: SeedRun, across: Array, epochs: Array) -> Columns:
    xs, ys, _, _ = _window(one, across)
    table = {"u": _part(across, xs).astype(np.float32)}
    for f, says in enumerate(one.curve[epochs]):
        v = _part(says.astype(float), ys)
        table[f"f{f}"] = scales.drawn(np.where((v >= 0) & (v <= 1), v, np.nan), (0.0, CELL_PARTS))
    return Columns(table).assign(cell=np.int8(cell), rank=np.int8(rank))


def _part(values: Array, ends: tuple[float, float]) -> Array:
    return (values - ends[0]) / (ends[1] - ends[0])


@lru_cache
def _spec(color: str) -> dict[str, Any]:
    wide, last = scales.end("x", "hi"), scales.end("frame", "hi")
    cells, curves = alt.Chart(spec.source("cells")), alt.Chart(spec.source("curves"))
    own = _in_cell(cells.transform_filter("datum.own"), **WHOLE_CELL)
    dots = _in_cell(alt.Chart(spec.source("dots")), x="datum.u", y="datum.v")
    said_now = curves.transform_calculate(v=f"datum['f' + min(t, {last})]")
    line = _in_cell(said_now.transform_calculate(v="isFinite(datum.v) ? datum.v : null"), x="datum.u", y="datum.v")
    line = line.transform_calculate(at_y="isValid(datum.v) ? datum.at_y : null")
    named = cells.transform_calculate(
        name=f"(width / {wide} < {NARROW_PX} * scale ? '' : 'seed ') + datum.seed",
        loss=said(f"datum['l' + min(t, {last})]"),
    )
    frame: dict[str, Any] = {"filled": False, "tooltip": None}
    written: dict[str, Any] = {"fontSize": sizes.TICK_WORDS, "color": palette.INK, "baseline": "top", "tooltip": None}
    layers = [
        _in_cell(cells, **WHOLE_CELL).mark_rect(stroke=palette.CURVE, strokeOpacity=0.45, strokeWidth=1, **frame),
        dots.mark_point(color=palette.CURVE, filled=True, size=CELL_DOT_AREA, opacity=0.6, **marks.SILENT_MARK),
        line.mark_line(color=color, strokeWidth=1.8, **marks.SILENT_MARK).encode(detail="cell:N"),
        own.mark_rect(stroke=palette.INK, strokeWidth=2.4, **frame),
        _in_cell(named, x="0.03", y=ABOVE_CELL).mark_text(align="left", **written).encode(text="name:N"),
        _in_cell(named, x="0.97", y=ABOVE_CELL)
        .mark_text(align="right", fontWeight=600, **written)
        .encode(text="loss:N"),
    ]
    drawn = clicks.clickable(spec.moving(*layers, spec.anchor(), height=sizes.MAP_HEIGHT_PX, member=0), ball=None)
    return drawn | {"params": [*drawn["params"], IS_SORTED]}


def _in_cell(chart: alt.Chart, **places: str) -> alt.Chart:
    """The chart at places inside its cell: x, y, x2, y2 → an expression, from 0 to 1."""
    wide, high, lifted = scales.end("x", "hi"), scales.end("y", "hi"), f"({SORTED} ? {SORTED_Y} : 0)"
    corner = {"x": f"({CELL_PLACE} % {wide})", "y": f"({high} - 1 - floor({CELL_PLACE} / {wide}) + {lifted})"}
    sides = {"x": CELL_SIDE, "y": CELL_SIDE - CELL_LABEL}
    chart = chart.transform_calculate(
        **{
            f"at_{name}": f"{corner[name[0]]} + {CELL_MARGIN} + {sides[name[0]]} * ({part})"
            for name, part in places.items()
        }
    )
    ends = [alt.ExprRef(f"{end} + {lifted}") for end in ("0", high)]
    scale = {"x": scales.linear("x"), "y": alt.Scale(domain=ends, nice=False, zero=False)}
    kinds = {"x": alt.X, "y": alt.Y}
    channels: dict[str, Any] = {
        name: kinds[name](f"at_{name}:Q", scale=scale[name], axis=None) if name in kinds else f"at_{name}:Q"
        for name in places
    }
    return chart.encode(**channels)


# --- their losses -----------------------------------------------------------------------------------------------------


def spread(tried: Sequence[SeedRun], epochs: Array, own: int, color: str) -> spec.Picture:
    """The losses of all trainings against the epoch, up to where the bar stands."""
    frames = np.arange(len(epochs), dtype=np.int16)
    with np.errstate(over="ignore"):
        parts = [
            Columns(
                {"i": frames, "step": epochs.astype(np.int16), "y": one.run.value[epochs].astype(np.float32)}
            ).assign(seed=np.int16(one.record.seed), own=one.record.seed == own)
            for one in tried
        ]
    runs = stacked(parts)
    view = spec.view(step=scales.steps(int(epochs[-1])), y=scales.log_range(runs["y"].astype(float)))
    words = "Loss against the epoch, a line for every seed."
    values = np.array([part["y"] for part in parts])
    now = spec.Description(
        "Losses at epoch {k}: from {low} to {high}, the median {middle}.",
        epochs,
        {"low": values.min(axis=0), "high": values.max(axis=0), "middle": np.median(values, axis=0)},
    )
    signs = (spec.Sign("line", color, "a seed's loss"), spec.Sign("line", palette.INK, "the loss of this page's seed"))
    return spec.Picture(_spread_spec(color), {"runs": runs, "view": view}, words, signs, now)


@lru_cache
def _spread_spec(color: str) -> dict[str, Any]:
    x = scales.over_steps("epoch")
    y = alt.Y("y:Q", title="loss (mean squared error)", scale=scales.log("y"), axis=scales.log_axis("y"))
    path = alt.Chart(spec.source("runs")).transform_filter("isFinite(datum.y) && datum.y > 0")
    mine = path.transform_filter("datum.own")
    layers = [
        marks.so_far(path, color, 1.2, opacity=0.6).encode(x=x, y=y, detail="seed:N"),
        marks.so_far(mine, palette.INK, sizes.THICK_LINE_PX).encode(x=x, y=y),
        marks.ball(moments.now(path, of="seed"), color, 30, tooltip=None).encode(x=x, y=y),
        marks.ball(moments.now(mine), palette.INK, sizes.SMALL_BALL_AREA, tooltip=None).encode(x=x, y=y),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PROGRESS_HEIGHT_PX, member=0)
