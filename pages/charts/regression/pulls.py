"""Who pulls: each point's share of the step as an arrow, tip to tail, from the line that is to the line that comes.

A share is −η·2c·xᵢ(xᵢᵀβ − yᵢ): the part of the gradient that one point has (``regression.gradient_shares``), at the
rate of the walk.  The gradient is the sum over the points, so the last arrow ends where the gradient leads.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine import Trajectory
from gdengine.core import Array
from gdengine.regression import LOSSES, design, gradient_shares
from pages.charts.kit import marks, moments, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns

MARGIN = 0.12  # of the widest of the sums, on either side
EDGES = ("a_lo", "a_hi", "b_lo", "b_hi")
TITLES = {"x": "added to the intercept a", "y": "added to the slope b"}


def pulls(x: Array, y: Array, loss: str, run: Trajectory, rows: Array, rates: Array, *, step: bool) -> spec.Picture:
    """The shares of the points (N,) where the bar stands, of a family (K, M, 2) that walks at the ``rates`` (M,).

    The arrows come from the smallest x to the largest · ``step``: whether their sum is the step itself.
    """
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    edges, last = _edges(x, y, loss, run, rows, rates)
    numbers = {"intercept": run.x[..., 0], "slope": run.x[..., 1], **dict(zip(EDGES, edges))}
    walks = moments.tables(run, rows, **numbers)
    points = Columns({"px": x, "py": y}).astype("float32").assign(j=np.arange(len(x), dtype=np.int16))
    data = {
        "points": points.assign(run=np.float32(run.value[0, -1])),
        "rates": Columns({"by": -2 * LOSSES[loss].factor(len(x)) * rates}).astype("float32"),
        **walks,
    }
    words = "Every point's share of the step as an arrow, tip to tail, in what it adds to intercept and slope."
    total = "their sum: the step" if step else "their sum, −η times the slope of the whole loss"
    signs = (
        spec.Sign("arrow", palette.GRADIENT, "one point's share, from the smallest x on"),
        spec.Sign("arrow", palette.STEP, total),
    )
    told = "At step {k} the shares add up to {sum_a} for the intercept and {sum_b} for the slope."
    now = moments.described(told, walks["every"], falls=("sum_a", "sum_b"), sum_a=last[:, 0], sum_b=last[:, 1])
    return spec.Picture(_spec(), data, words, signs, now)


def _edges(x: Array, y: Array, loss: str, run: Trajectory, rows: Array, rates: Array) -> tuple[list[Array], Array]:
    """Between which sums the arrows of every row and member lie (K, M), and the last sum of the member in force (K, 2).

    Rows that only the member in force is shown at are worked out for it alone.
    """
    edges = [np.zeros(run.x.shape[:2]) for _ in EDGES]
    X = design(x)

    def between(place: tuple[Any, ...], beta: Array, rate: Array | float) -> Array:
        with np.errstate(all="ignore"):
            sums = np.cumsum(-np.asarray(rate)[..., None, None] * gradient_shares(X, y, beta, loss), axis=-2)
            for axis in (0, 1):
                low, high = np.minimum(sums[..., axis].min(-1), 0), np.maximum(sums[..., axis].max(-1), 0)
                room = MARGIN * (high - low) + 1e-12
                edges[2 * axis][place], edges[2 * axis + 1][place] = low - room, high + room
        return sums[..., -1, :]

    between((rows,), run.x[rows], rates[None, :])
    return edges, between((slice(None), moments.HOME), run.x[:, moments.HOME], rates[moments.HOME])


@lru_cache
def _spec() -> dict[str, Any]:
    x, y = _axis("x", "a"), _axis("y", "b", **scales.SAME_ROOM)
    at = {"x": alt.X("x:Q", **x), "y": alt.Y("y:Q", **y)}
    to = {"x": alt.X("x2:Q", **x), "y": alt.Y("y2:Q", **y), "x2": "x2:Q", "y2": "y2:Q"}
    shares, total = _shares(), _total()
    told = {"px": "x", "py": "y", "da": "adds to a", "db": "adds to b"}
    tips = [alt.Tooltip(f"{name}:Q", title=title, format=".4~g") for name, title in told.items()]
    zero = alt.Chart(alt.sequence(0, 1)).mark_rule(color=palette.CURVE, opacity=0.6, **marks.SILENT_MARK)
    layers = [
        *moments.keep("every", "points", "rates"),  # first: what the expressions of the others read
        zero.encode(x=alt.X(datum=0, **x)),
        zero.encode(y=alt.Y(datum=0, **y)),
        *_arrows(total, palette.STEP, at, to),
        *_arrows(shares, palette.GRADIENT, at, to),
        marks.dots(shares, 60, palette.GRADIENT, opacity=0).encode(**{"x": to["x"], "y": to["y"]}, tooltip=tips),
    ]
    return spec.moving(*layers, height=sizes.PLOT_HEIGHT_PX)


def _axis(channel: str, letter: str, **room: Any) -> dict[str, Any]:
    """The scale and axis of what is added to one coefficient: as wide as the sums of the step shown."""
    ends = [alt.ExprRef(moments.current(f"{letter}_{end}")) for end in ("lo", "hi")]
    scale = alt.Scale(domain=ends, nice=False, zero=False)
    return {"scale": scale, "axis": scales.axis(channel, **room), "title": TITLES[channel]}


def _arrows(chart: alt.Chart, color: str, at: dict[str, Any], to: dict[str, Any]) -> list[alt.Chart]:
    wide = f"({moments.current('a_hi')} - {moments.current('a_lo')})"
    high = f"({moments.current('b_hi')} - {moments.current('b_lo')})"
    across, up = f"(datum.x2 - datum.x) / {wide} * width", f"(datum.y2 - datum.y) / {high} * height"
    turned = chart.transform_calculate(across=across, up=up).transform_calculate(
        turn="180 / PI * atan2(datum.across, datum.up)",
        part="sqrt(datum.across * datum.across + datum.up * datum.up) / min(width, height)",
    )
    return marks.arrow(turned, color, at, to)


def _shares() -> alt.Chart:
    """A row for every point: its share from (x, y), where the one before ends, to (x2, y2)."""
    intercept, slope = moments.current("intercept"), moments.current("slope")
    off = alt.Chart(spec.source("points")).transform_calculate(
        da=f"{spec.row('rates', 'r')}.by * ({intercept} + {slope} * datum.px - datum.py)"
    )
    shared = off.transform_calculate(db="datum.da * datum.px").transform_filter("isFinite(datum.da)")
    summed = shared.transform_window(x2="sum(da)", y2="sum(db)", sort=[alt.SortField("j")], frame=[None, 0])
    return summed.transform_calculate(x="datum.x2 - datum.da", y="datum.y2 - datum.db")


def _total() -> alt.Chart:
    last = _shares().transform_joinaggregate(last="max(j)").transform_filter("datum.j == datum.last")
    return last.transform_calculate(x="0", y="0")
