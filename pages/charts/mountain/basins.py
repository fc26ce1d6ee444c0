"""Basins: the map colored by where every start ends, under the path of one of them, and how many starts end where.

A basin's picture (``views.mountain.results``) has a pixel for every start, its color that of the minimum reached; it is
laid over the relief so that the ground still shows.  There is one for every member of the family of rates, the one in
force sharper than the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Objective, Trajectory
from gdengine.core import Array
from pages.charts.kit import clicks, moments, palette, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import number
from pages.charts.kit.sizes import SHARES_ROW_PX, SHARES_ROWS
from pages.charts.surface import surface_map, walk
from pages.charts.surface.surface_map import TRUE_MAP

NO_HEIGHT = 1e-12  # a height of no more than this is 0
BAR_UNDER_WORDS = 17 / 27  # of a row, the place of its bar: below its words however large those are


def color(index: int) -> str:
    """Of the starts that end at the minimum of this index: the colors of ``palette.BASINS``, over and over."""
    return palette.FATES[index] if index < 0 else palette.BASINS[index % len(palette.BASINS)]


def basins(
    objective: Objective,
    run: Trajectory,
    rows: Array,
    relief_url: str,
    colored: Sequence[str],
    *,
    steps: int,
) -> spec.Picture:
    """The map ``relief_url`` in the colors of ``colored``, a data URL for every member of a family (K, M, 2).

    ``steps``: of the walks whose ends the colors tell, whatever those of the walk that is drawn.
    """
    data = surface_map.data(objective, relief_url)
    data["view"] = data["view"].assign(stamp=spec.stamp(run.x[0, moments.HOME]))
    data |= moments.tables(run, rows, x=run.x[..., 0], y=run.x[..., 1])
    data["map"] = data["map"].assign(**{f"over{m}": [url] for m, url in enumerate(colored)})
    words = f"Map of {objective.title}, every start in the color of the minimum it ends in, and the path of one."
    enough = len(objective.minima) <= len(palette.BASINS)
    each = "a color for each minimum" if enough else "a color for every few of the minima"
    signs = (
        spec.Sign("band", color(0), f"{each}: where {steps} steps from here end"),
        spec.Sign("triangle", palette.MINIMUM, "minimum"),
        *surface_map.signs(objective),
    )
    now = moments.described("Step {k}: at x = {x}, y = {y}.", data["every"], spans=spec.widths(objective))
    return spec.Picture(_spec(), data, words, signs, now)


@lru_cache
def _spec() -> dict[str, Any]:
    path = walk.frames("x", "y")
    over = {"over": "datum['over' + r]"}
    tint = TRUE_MAP.pictures(url="over", blend="color", opacity=0.9).transform_calculate(**over)
    wash = TRUE_MAP.pictures(url="over", opacity=0.22).transform_calculate(**over)
    layers = [TRUE_MAP.pictures(), tint, wash, walk.minima(), *walk.walked(path)]
    return clicks.clickable(
        spec.moving(*layers, *walk.walker(moments.now(path)), *walk.kept(), height=sizes.MAP_HEIGHT_PX), above=3
    )


def shares(objective: Objective, fates: Array) -> spec.Picture:
    """How many of the starts (n, n) end where, most first: a bar for every minimum, the least ones together in one."""
    kinds, counts = np.unique(fates, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    bars = [(_words(objective, kind), color(kind)) for kind in kinds[order].tolist()]
    part = (counts[order] / fates.size).tolist()
    if len(bars) > SHARES_ROWS:
        bars[SHARES_ROWS - 1 :] = [(f"{len(bars) - SHARES_ROWS + 1} others", palette.CURVE)]
        part[SHARES_ROWS - 1 :] = [sum(part[SHARES_ROWS - 1 :])]
    table = Columns.of_rows(bars, ("words", "color")).assign(share=part, row=range(len(bars)))
    words = "The part of all starts that ends at each minimum, a bar for every minimum."
    return spec.Picture(_shares(), {"shares": table, "view": spec.view(x=(0, 1))}, words)


def _words(objective: Objective, index: int) -> str:
    if index in palette.FATE_WORDS:
        return palette.FATE_WORDS[index]
    x, y = (number(float(f"{value:.3g}")) for value in objective.minima[index])
    height = float(objective(objective.minima[index]))
    return f"({x}, {y}), height {number(float(f'{height:.3g}') if abs(height) > NO_HEIGHT else 0.0)}"


@lru_cache
def _shares() -> dict[str, Any]:
    scale = alt.Scale(domain=[0, 1], range=[0, alt.ExprRef(f"{SHARES_ROW_PX} * scale")], nice=False)
    y, below = (alt.Y(f"{name}:Q", axis=None, scale=scale) for name in ("row", "under"))
    percent = "format(100 * datum.share, datum.share < 0.01 ? '.2r' : '.0f') + ' %'"
    under = {"under": f"datum.row + {BAR_UNDER_WORDS}"}
    bars = alt.Chart(spec.source("shares")).transform_calculate(said=percent, **under).encode(y=y)
    end = alt.value({"expr": "3 + (width - 6) * datum.share / data('view')[0].x_hi"})
    text = {"baseline": "top", "fontSize": sizes.TICK_WORDS, "color": palette.INK, "tooltip": None}
    line = bars.mark_rule(strokeWidth=6, strokeCap="round", tooltip=None)
    layers = [
        line.encode(x=alt.value(3), x2=end, y=below, color=alt.Color("color:N", scale=None)),
        bars.mark_text(align="left", **text).encode(x=alt.value(0), text="words:N"),
        bars.mark_text(align="right", fontWeight=600, **text).encode(x=alt.value("width"), text="said:N"),
    ]
    return spec.moving(*layers, spec.anchor(), height=SHARES_ROWS * SHARES_ROW_PX)
