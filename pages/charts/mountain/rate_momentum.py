"""Rate × momentum: a map of how many steps every pair takes, measured or by theory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import clicks, marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import counted

FAST_TO_SLOW_COLORS = ("#1d5f6b", "#3f8f7f", "#8dbb7c", "#d9d08a", "#f1dfb4", "#f8efdc")
NEVER_COLOR = "#b9b4ba"  # does not converge
PAIR_TOLD = "This pair: η = {x}, μ = {y}."
PAIRS_TOLD = f"{PAIR_TOLD} The best pair: η = {{u}}, μ = {{v}}."
THIS_PAIR = spec.Sign("ball", palette.POSITION, "this pair")


def pairs(
    steps: Array,
    rates: Array,
    masses: Array,
    *,
    title: str,
    most: int,
    stable: Array,
    here: tuple[float, float],
    best: tuple[float, float],
    few: float,
) -> spec.Picture:
    """``steps`` (M, R), inf where it takes more than ``most``; ``stable`` (M, R): whether it converges at all.

    The colors go from ``few`` steps to ``most``.

    ``here`` and ``best`` are pairs of rate and momentum.
    """
    mass, rate = (index.ravel() for index in np.indices(steps.shape))
    west, east = _edges(np.log(rates), np.exp)
    south, north = _edges(masses, np.asarray)
    taken = np.where(np.isfinite(steps), steps, np.nan).ravel()
    places = {"x": rates[rate], "west": west[rate], "east": east[rate]}
    places |= {"y": masses[mass], "south": south[mass], "north": north[mass]}
    cells = Columns(places | {"steps": taken}).astype(np.float32).assign(stable=stable.ravel())
    marks = Columns.of_rows([here, best], ("x", "y")).assign(what=["here", "best"], most=most)
    data = {
        "cells": cells,
        "marks": marks.assign(few=few),
        "view": spec.view(x=(west[0], east[-1]), y=(south[0], north[-1])).assign(stamp=spec.stamp(here)),
    }
    words = f"{title} steps: a map of learning rate by momentum, dark where few are needed, gray where it diverges."
    signs = (
        spec.Sign("band", FAST_TO_SLOW_COLORS[0], counted(round(few), "step")),
        spec.Sign("band", FAST_TO_SLOW_COLORS[-2], f"{most} or more"),
        spec.Sign("band", NEVER_COLOR, "never arrives"),
        THIS_PAIR,
        spec.Sign("diamond", palette.MINIMUM, "the best pair"),
    )
    pair, fastest = (dict(zip(names, np.transpose([at]))) for names, at in (("xy", here), ("uv", best)))
    wide = {"y": 1.0, "v": 1.0}  # a momentum is a share
    now = spec.Description(f"{title} steps. {PAIRS_TOLD}", np.array([0]), pair | fastest, wide)
    return spec.Picture(_spec(), data, words, signs, now)


def _edges(at: Array, back: Callable[[Array], Array]) -> tuple[Array, Array]:
    """Where the cells around these places begin and end, halfway to the next, on another scale."""
    middle = (at[1:] + at[:-1]) / 2
    ends = back(np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]]))
    return ends[:-1], ends[1:]


@lru_cache
def _spec() -> dict[str, Any]:
    most, few = (f"data('marks')[0].{name}" for name in ("most", "few"))
    taken = f"isValid(datum.steps) ? format(datum.steps, '.3~r') : 'more than ' + {most}"
    cells = alt.Chart(spec.source("cells")).transform_calculate(
        said=f"datum.stable ? ({taken}) : 'never'", shade=f"isValid(datum.steps) ? max(datum.steps, 1) : {most}"
    )
    tips = [alt.Tooltip("x:Q", title="η", format=".3~g"), alt.Tooltip("y:Q", title="μ", format=".2f")]
    rects = cells.encode(
        x=_x("west"), x2="east:Q", y=_y("south"), y2="north:Q", tooltip=[*tips, alt.Tooltip("said:N", title="steps")]
    )
    scale = alt.Scale(
        type="log", domainMin=alt.ExprRef(few), domainMax=alt.ExprRef(most), range=FAST_TO_SLOW_COLORS, clamp=True
    )
    shade = {
        "fill": alt.Fill("shade:Q", scale=scale, legend=None),
        "stroke": alt.Stroke("shade:Q", scale=scale, legend=None),
    }
    layers = [
        rects.transform_filter("!datum.stable").mark_rect(cursor="crosshair", color=NEVER_COLOR),
        rects.transform_filter("datum.stable").mark_rect(cursor="crosshair", strokeWidth=0.7).encode(**shade),
        _mark("best", palette.MINIMUM, shape="diamond", area=150),
        _mark("here", palette.POSITION),
    ]
    return clicks.clickable(spec.moving(*layers, spec.anchor(), height=sizes.PAIRS_HEIGHT_PX, member=0), above=0)


def _mark(what: str, color: str, **looks: Any) -> alt.Chart:
    place = alt.Chart(spec.source("marks")).transform_filter(f"datum.what == '{what}'")
    return marks.rimmed_ball(place, color, 1.8, tooltip=None, **looks).encode(x=_x("x"), y=_y("y"))


def _x(column: str) -> alt.X:
    axis = scales.log_axis("x", grid=False)
    return alt.X(f"{column}:Q", title="learning rate η", scale=scales.log("x"), axis=axis)


def _y(column: str) -> alt.Y:
    axis = scales.axis("y", grid=False)
    return alt.Y(f"{column}:Q", title="momentum μ", scale=scales.linear("y"), axis=axis)
