"""The points of a network that has learned nothing yet, and beyond them the ground where there are none."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns
from pages.charts.network.output import BEYOND_OPACITY, FIT_HEADROOM_SHARE

FAR_SHARE = 1.0  # of the width of the points: so far to either side of them one looks where they end
UNKNOWN, UNKNOWN_PX = "?", 20
UNLEARNED_TOLD = "Points to learn from: {n}, from x = {low} to x = {high}. Nothing has been learned yet."
LEARNED_FROM_SIGN = spec.Sign("dot", palette.CURVE, "points to learn from")


def unlearned(x: Array, y: Array, *, height: int = sizes.PLOT_HEIGHT_PX) -> spec.Picture:
    """The points (N,), and a question mark in the ground without any, a width of them to either side."""
    low, high = scales.padded(x, FAR_SHARE)
    near, far = np.array([low, x.max()]), np.array([x.min(), high])
    ground = Columns({"x": near, "x2": far, "middle": (near + far) / 2}).astype("float32")
    band = spec.Sign("band", palette.CURVE, "no points to learn from")
    return _picture(x, y, ground, (low, high), scales.padded(y, FIT_HEADROOM_SHARE), (LEARNED_FROM_SIGN, band), height)


def a_step(x: Array, y: Array, rows: Array, *, height: int = sizes.PLOT_HEIGHT_PX) -> spec.Picture:
    """Those of the points (N,) that a step sees, the ``rows``, where they lie among all."""
    ends, heights = scales.padded(x, FIT_HEADROOM_SHARE), scales.padded(y, FIT_HEADROOM_SHARE)
    nothing = np.empty(0, np.float32)
    ground = Columns({"x": nothing, "x2": nothing, "middle": nothing})
    return _picture(x[rows], y[rows], ground, ends, heights, (LEARNED_FROM_SIGN,), height)


def _picture(
    x: Array,
    y: Array,
    ground: Columns,
    ends: tuple[float, float],
    heights: tuple[float, float],
    signs: tuple[spec.Sign, ...],
    height: int,
) -> spec.Picture:
    data = {
        "points": Columns({"x": x, "y": y}).astype("float32"),
        "beyond": ground,
        "view": spec.view(x=ends, y=heights),
    }
    words = "Noisy points of a curve; no network has learned them yet."
    told = {"n": np.array([len(x)]), "low": np.array([x.min()]), "high": np.array([x.max()])}
    now = spec.Description(UNLEARNED_TOLD, np.array([0]), told)
    return spec.Picture(_spec(height), data, words, signs, now)


@lru_cache
def _spec(height: int) -> dict[str, Any]:
    at = scales.encoder({"x": "x", "y": "y"}, {})
    ground = alt.Chart(spec.source("beyond"))
    shade = ground.mark_rect(color=palette.CURVE, opacity=BEYOND_OPACITY, stroke=None, **marks.SILENT_MARK)
    points = alt.Chart(spec.source("points")).mark_point(color=palette.CURVE, filled=True, size=26, opacity=0.75)
    large = alt.ExprRef(f"{UNKNOWN_PX} * scale")
    unknown = ground.mark_text(text=UNKNOWN, fontSize=large, fontWeight=600, color=palette.INK, tooltip=None)
    layers = [
        shade.encode(**at(x="x", x2="x2"), y=alt.value(0), y2=alt.value("height")),
        points.encode(**at(x="x", y="y")),
        unknown.encode(**at(x="middle"), y=alt.value(alt.ExprRef("height / 2"))),
    ]
    return spec.moving(*layers, spec.anchor(), height=height, member=0)
