"""Rate × momentum: a map of how many steps every pair takes, measured or by theory."""

from __future__ import annotations

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine.core import Array
from pages.charts import palette, sheet

FAST_TO_SLOW = ("#1d5f6b", "#3f8f7f", "#8dbb7c", "#d9d08a", "#f1dfb4", "#f8efdc")
NEVER = "#b9b4ba"  # no longer converges


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
    height: int = 340,
) -> sheet.Picture:
    """``steps`` (M, R), inf where it takes more than ``most``; ``here`` and ``best`` are pairs of rate and momentum.

    ``stable`` (M, R) tells whether a pair converges at all.
    """
    low, high = _edges(rates, np.log)
    down, up = _edges(masses, lambda mass: mass)
    mass, rate = np.meshgrid(np.arange(len(masses)), np.arange(len(rates)), indexing="ij")
    mass, rate = mass.ravel(), rate.ravel()
    shown = np.where(np.isfinite(steps), steps, np.nan).ravel().astype(np.float32)
    cells = pd.DataFrame(
        {
            "x": rates[rate],
            "west": low[rate],
            "east": high[rate],
            "y": masses[mass],
            "south": down[mass],
            "north": up[mass],
        }
    ).astype(np.float32)
    cells = cells.assign(steps=shown, stable=stable.ravel())
    few = float(np.nanmin(shown, initial=most))
    marks = pd.DataFrame([here, best], columns=["x", "y"]).assign(what=["here", "best"], most=most, few=few)
    ends = sheet.view(x=(low[0], high[-1]), y=(down[0], up[-1]))
    words = (
        f"{title}: a map of learning rate by momentum, dark where few steps are needed, gray where it never converges."
    )
    return sheet.Picture(_spec(title, height), {"cells": cells, "marks": marks, "view": ends}, words)


def _edges(values: Array, scale) -> tuple[Array, Array]:
    """Where the cells of these values begin and end, halfway on this scale."""
    back = np.exp if scale is np.log else lambda value: value
    at = scale(values)
    middle = (at[1:] + at[:-1]) / 2
    edges = np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]])
    return back(edges[:-1]), back(edges[1:])


@lru_cache
def _spec(title: str, height: int) -> dict:
    x, y = _axes()
    cells = alt.Chart(sheet.source("cells")).transform_calculate(
        said="datum.stable ? (isValid(datum.steps) ? format(datum.steps, '.3~r') : 'more than ' + data('marks')[0].most)"
        " : 'never'",
        known="isValid(datum.steps) ? max(datum.steps, 1) : data('marks')[0].most",
    )
    fill = alt.Fill(
        "known:Q",
        scale=alt.Scale(
            type="log",
            domainMin=alt.ExprRef("data('marks')[0].few"),
            domainMax=alt.ExprRef("data('marks')[0].most"),
            range=FAST_TO_SLOW,
            clamp=True,
        ),
        legend=None,
    )
    tips = [
        alt.Tooltip("x:Q", title="η", format=".3~g"),
        alt.Tooltip("y:Q", title="μ", format=".2f"),
        alt.Tooltip("said:N", title="steps"),
    ]
    places = {"x": x("west"), "x2": "east:Q", "y": y("south"), "y2": "north:Q", "tooltip": tips}
    marks = alt.Chart(sheet.source("marks")).encode(x=x("x"), y=y("y"))
    here, best = marks.transform_filter("datum.what == 'here'"), marks.transform_filter("datum.what == 'best'")
    layers = [
        cells.transform_filter("!datum.stable").mark_rect(cursor="crosshair", color=NEVER).encode(**places),
        cells.transform_filter("datum.stable")
        .mark_rect(cursor="crosshair", strokeWidth=0.7)
        .encode(fill=fill, stroke=fill, **places),
        best.mark_point(
            shape="diamond",
            filled=True,
            size=150,
            color=palette.MINIMUM,
            stroke="white",
            strokeWidth=1.6,
            opacity=1,
            tooltip=None,
        ),
        here.mark_point(
            filled=True,
            size=palette.BALL,
            color=palette.POSITION,
            stroke="white",
            strokeWidth=2,
            opacity=1,
            tooltip=None,
        ),
    ]
    return sheet.clickable(sheet.moving(*layers, sheet.anchor(), height=height, member=0), above=0)


def _axes():
    across = alt.Scale(type="log", **{name: end for name, end in sheet.limits("x").items() if name != "zero"})
    up = alt.Scale(**sheet.limits("y"))

    def x(column):
        return alt.X(
            f"{column}:Q",
            title="learning rate η",
            scale=across,
            axis=alt.Axis(grid=False, format="~g", tickCount=4, titlePadding=2),
        )

    def y(column):
        return alt.Y(
            f"{column}:Q",
            title="momentum μ",
            scale=up,
            axis=alt.Axis(grid=False, format="~g", tickCount=5, titlePadding=4),
        )

    return x, y
