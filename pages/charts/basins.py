"""Basins: the map colored by where every start ends, under the path of one of them, and how many starts end where.

A basin's picture (``starts.painted``) has a pixel for every start, its color that of the minimum reached; it is laid over
the relief so that the ground still shows.  There is one for every member of the family of rates, the one in force sharper
than the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from gdengine import Objective, Trajectory
from gdengine.core import Array
from gdengine.explore import DIVERGED, NONE
from pages.charts import ground, palette, sheet, trek

LEVEL = 1e-12  # a height of no more than this is 0
ROWS, ROW = 7, 27  # of the list of shares: how many at most, and how high one is


def color(index: int) -> str:
    """Of the starts that end at the minimum of this index: the colors of ``palette.BASINS``, over and over."""
    return palette.FATES[index] if index < 0 else palette.BASINS[index % len(palette.BASINS)]


def basins(
    objective: Objective, run: Trajectory, rows: Array, picture: str, colored: Sequence[str], *, height: int = 400
) -> sheet.Picture:
    """The map ``picture`` in the colors of ``colored``, a picture for every member of a family (K, M, 2)."""
    data = ground.data(objective, picture, home=trek.home(run)) | {"path": sheet.columns(rows, run, "x y")}
    data["every"] = trek.every_step(run, rows)
    data["map"] = data["map"].assign(**{f"over{m}": [url] for m, url in enumerate(colored)})
    words = f"Map of {objective.title}, every start in the color of the minimum where it ends, and the path from one of them."
    return sheet.Picture(_spec(height), data, words)


@lru_cache
def _spec(height: int) -> dict:
    path = trek.frames("x", "y")
    past, now = path.transform_filter("datum.i <= t"), trek.at_the_frame(path)
    over = ground.picture("over", blend="color", opacity=0.9).transform_calculate(over=sheet.pick("over"))
    wash = ground.picture("over", opacity=0.22).transform_calculate(over=sheet.pick("over"))
    layers = [ground.picture(), over, wash, ground.minima(), *trek.walked(past), trek.ball(now)]
    return sheet.clickable(sheet.moving(*layers, sheet.anchor(), height=height), above=3)


def shares(objective: Objective, ends: Array, *, height: int = ROWS * ROW) -> sheet.Picture:
    """How many of the starts (n, n) end where, most first: a bar for every minimum, what is left over in the last."""
    kinds, counts = np.unique(ends, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    most = [
        (_words(objective, kind), color(kind), count / ends.size)
        for kind, count in zip(kinds[order].tolist(), counts[order])
    ]
    if len(most) > ROWS:
        rest = most[ROWS - 1 :]
        most = [*most[: ROWS - 1], (f"{len(rest)} others", palette.CURVE, sum(share for *_, share in rest))]
    table = pd.DataFrame(most, columns=["words", "color", "share"]).assign(row=np.arange(len(most), dtype=np.int8))
    words = "The part of all starts that ends at each minimum, a bar for every minimum."
    return sheet.Picture(
        _shares(height), {"shares": table, "view": sheet.view(x=(0, float(table["share"].max())))}, words
    )


def _words(objective: Objective, index: int) -> str:
    if index in (NONE, DIVERGED):
        return {NONE: "at no minimum", DIVERGED: "gone for good"}[index]
    x, y = (palette.number(float(f"{value:.3g}")) for value in objective.minima[index])
    height = float(objective(objective.minima[index]))
    return f"({x}, {y}), height {palette.number(float(f'{height:.3g}') if abs(height) > LEVEL else 0.0)}"


@lru_cache
def _shares(height: int) -> dict:
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[0, ROWS], range=[0, height], nice=False))
    bars = alt.Chart(sheet.source("shares"))
    shown = bars.transform_calculate(
        said="(datum.share < 0.01 ? format(100 * datum.share, '.2r') : format(100 * datum.share, '.0f')) + ' %'"
    )
    fill = alt.Color("color:N", scale=None)
    text = {"align": "left", "baseline": "top", "fontSize": 12.5, "color": palette.CURVE, "tooltip": None}
    layers = [
        bars.mark_rule(strokeWidth=6, yOffset=19, strokeCap="round", tooltip=None).encode(
            x=alt.value(3),
            x2=alt.value({"expr": "3 + (width - 6) * datum.share / data('view')[0].x_hi"}),
            y=y,
            color=fill,
        ),
        bars.mark_text(**text).encode(x=alt.value(0), y=y, text="words:N"),
        shown.mark_text(**{**text, "align": "right", "fontWeight": 600}).encode(
            x=alt.value("width"), y=y, text="said:N"
        ),
    ]
    return sheet.moving(*layers, sheet.anchor(), height=height)
