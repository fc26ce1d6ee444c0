"""A network that has learned nothing yet: its points, the ground beyond them, its first weights, what its units draw.

Axes: N points, D weights, P places along x, U units of the last hidden layer.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.network.inside import BANDS
from pages.charts.network.output import BEYOND_OPACITY, FIT_HEADROOM_SHARE

FAR_SHARE = 1.0  # of the width of the points: so far to either side of them one looks where they end
UNKNOWN, UNKNOWN_PX = "?", 20
FEW_POINTS = 4  # that stand alone, so far apart that small ones are lost
UNLEARNED_TOLD = "Points to learn from: {n}, from x = {low} to x = {high}. Nothing has been learned yet."
FIRST_WEIGHTS_TOLD = "The {n} first weights and biases, from {low} to {high}. Nothing has been learned yet."
UNIT_TOLD = "At x = {x} the unit says {a}, and its curve has the slope {slope}."
UNIT_SIGNS = (
    spec.Sign("line", palette.POSITION, "what the unit says along x"),
    spec.Sign("ball", palette.POSITION, "the input looked at"),
    spec.Sign("line", palette.GRADIENT, "how steep it is there"),
)
TANGENT_SHARE = 1 / 7  # of the width of a picture, to either side
FIRST_UNITS_TOLD = "What each of {n} units adds before anything has been learned, between {low} and {high}."
LEARNED_FROM_SIGN = spec.Sign("dot", palette.CURVE, "points to learn from")


def unlearned(x: Array, y: Array) -> spec.Picture:
    """The points (N,), and a question mark in the ground without any, a width of them to either side."""
    low, high = scales.padded(x, FAR_SHARE)
    near, far = np.array([low, x.max()]), np.array([x.min(), high])
    ground = Columns({"x": near, "x2": far, "middle": (near + far) / 2}).astype("float32")
    band = spec.Sign("band", palette.CURVE, "no points to learn from")
    return _picture(x, y, ground, (low, high), scales.padded(y, FIT_HEADROOM_SHARE), (LEARNED_FROM_SIGN, band))


def a_step(x: Array, y: Array, rows: Array) -> spec.Picture:
    """Those of the points (N,) that a step sees, the ``rows``, where they lie among all."""
    ends, heights = scales.padded(x, FIT_HEADROOM_SHARE), scales.padded(y, FIT_HEADROOM_SHARE)
    nothing = np.empty(0, np.float32)
    ground = Columns({"x": nothing, "x2": nothing, "middle": nothing})
    return _picture(x[rows], y[rows], ground, ends, heights, (LEARNED_FROM_SIGN,))


def _picture(
    x: Array,
    y: Array,
    ground: Columns,
    ends: tuple[float, float],
    heights: tuple[float, float],
    signs: tuple[spec.Sign, ...],
) -> spec.Picture:
    data = {
        "points": Columns({"x": x, "y": y}).astype("float32"),
        "beyond": ground,
        "view": spec.view(x=ends, y=heights),
    }
    words = "Noisy points of a curve; no network has learned them yet."
    return spec.Picture(_spec(), data, words, signs, _told(UNLEARNED_TOLD, len(x), x))


@lru_cache
def _spec() -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {})
    ground = alt.Chart(spec.source("beyond"))
    shade = ground.mark_rect(color=palette.CURVE, opacity=BEYOND_OPACITY, stroke=None, **marks.SILENT_MARK)
    counted = alt.Chart(spec.source("points")).transform_joinaggregate(count="count()")
    look: dict[str, Any] = {"color": palette.CURVE, "filled": True}
    many = counted.transform_filter(f"datum.count > {FEW_POINTS}").mark_point(size=26, opacity=0.75, **look)
    few = counted.transform_filter(f"datum.count <= {FEW_POINTS}").mark_point(size=sizes.BALL_AREA, opacity=1, **look)
    large = alt.ExprRef(f"{UNKNOWN_PX} * scale")
    unknown = ground.mark_text(text=UNKNOWN, fontSize=large, fontWeight=600, color=palette.INK, tooltip=None)
    layers = [
        shade.encode(**at(x="x", x2="x2"), y=alt.value(0), y2=alt.value("height")),
        *[points.encode(**at(x="x", y="y")) for points in (many, few)],
        unknown.encode(**at(x="middle"), y=alt.value(alt.ExprRef("height / 2"))),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


def first_weights(theta: Array) -> spec.Picture:
    """Every weight and bias theta (D,) that a training starts with, one beside the other."""
    table = Columns({"k": np.arange(1, len(theta) + 1), "w": theta}).astype("float32")
    heights = scales.padded(np.append(theta, 0.0))
    data = {"weights": table, "view": spec.view(x=(0, len(theta) + 1), y=heights)}
    words = "All weights and biases that a training starts with, one beside the other."
    return spec.Picture(_weights_spec(), data, words, (), _told(FIRST_WEIGHTS_TOLD, len(theta), theta))


def first_units(across: Array, bands: Array) -> spec.Picture:
    """What each unit adds to the output along x (P,), bands (P, U), with the first weights of a training."""
    places, units = bands.shape
    rows = {"x": np.tile(across, units), "y": bands.T.ravel()}
    unit = np.repeat(np.arange(units), places)
    table = Columns(rows).astype("float32").assign(unit=unit.astype(np.int16), ink=np.array(BANDS)[unit % len(BANDS)])
    data = {"bands": table, "view": spec.view(x=across[[0, -1]], y=scales.padded(bands))}
    words = "What each unit adds to the output, along x, before anything has been learned."
    return spec.Picture(_units_spec(), data, words, (), _told(FIRST_UNITS_TOLD, units, bands))


def one_unit(across: Array, says: Array, x: float, a: float, slope: float) -> spec.Picture:
    """What a unit says (P,) along x, and the tangent of its curve where it says a."""
    ends, reach = (across[0], across[-1]), TANGENT_SHARE * float(np.ptp(across))
    beside = {"x": x - reach, "x2": x + reach, "y": a - slope * reach, "y2": a + slope * reach}
    data = {
        "says": Columns({"x": across, "y": says}).astype("float32"),
        "point": Columns({"x": [x], "y": [a]}).astype("float32"),
        "tangent": Columns({name: [value] for name, value in beside.items()}).astype("float32"),
        "view": spec.view(x=ends, y=scales.padded(np.append(says, (-1.2, 1.2)))),
    }
    now = spec.Description(
        UNIT_TOLD, np.array([0]), {"x": np.array([x]), "a": np.array([a]), "slope": np.array([slope])}
    )
    return spec.Picture(_unit_spec(), data, "What a unit says, and how steep its curve is.", UNIT_SIGNS, now)


def _told(template: str, count: int, values: Array) -> spec.Description:
    numbers = {"n": np.array([count]), "low": np.array([values.min()]), "high": np.array([values.max()])}
    return spec.Description(template, np.array([0]), numbers)


@lru_cache
def _weights_spec() -> dict[str, Any]:
    axes = {"x": scales.axis("x", tickMinStep=1)}
    at = scales.encoder({"x": "weight or bias, counted", "y": "its first value"}, axes)
    every = alt.Chart(spec.source("weights")).mark_rule(color=palette.POSITION, **marks.SILENT_MARK)
    bars = every.encode(**at(x="k", y="w"), y2=alt.datum(0))
    return spec.moving(bars, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


@lru_cache
def _unit_spec() -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "a"}, {})
    curve = marks.line(alt.Chart(spec.source("says")), palette.POSITION, sizes.THICK_LINE_PX)
    tangent = marks.segment(alt.Chart(spec.source("tangent")), palette.GRADIENT, sizes.LINE_PX)
    ball = marks.rimmed_ball(alt.Chart(spec.source("point")), tooltip=None)
    beside = at(x="x", x2="x2", y="y", y2="y2")
    layers = [curve.encode(**at(x="x", y="y")), tangent.encode(**beside), ball.encode(**at(x="x", y="y"))]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)


@lru_cache
def _units_spec() -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "what a unit adds"}, {})
    each = marks.line(alt.Chart(spec.source("bands")), None, sizes.LINE_PX)
    lines = each.encode(**at(x="x", y="y"), detail="unit:N", color=marks.INK_OF_EACH)
    return spec.moving(lines, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)
