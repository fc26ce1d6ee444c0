"""The points alone, those held out as rings: what there is to see before anything is fitted to them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.core import Array
from pages.charts.kit import line_fit, marks, palette, scales, sizes, spec
from pages.charts.regression.line_fit import placed, span

HEADROOM = 0.35  # above and below the points, of their height


def scatter(x: Array, y: Array, held: Array | None = None, *, titles: tuple[str, str]) -> spec.Picture:
    """The points (N,), of which ``held`` (N,) says which are held out; none, if it is not given."""
    points = placed(x, y)
    unseen = np.zeros(len(x), bool) if held is None else held
    data = {
        "points": points.assign(held=unseen[points["id"]]),
        "view": spec.view(x=span(x), y=scales.padded(y, HEADROOM)),
    }
    signs = [spec.Sign("dot", palette.CURVE, "learned from" if unseen.any() else "a point")]
    signs += [spec.Sign("ring", palette.GRADIENT, "held out: no step sees them")] if unseen.any() else []
    held_out = f"; {int(unseen.sum())} of them are held out" * bool(unseen.any())
    told = f"{len(x)} points, x from {{left}} to {{right}}, y from {{low}} to {{high}}{held_out}."
    ends = {"left": x.min(), "right": x.max(), "low": y.min(), "high": y.max()}
    now = spec.Description(told, np.array([0]), {name: np.array([end]) for name, end in ends.items()})
    words = "The points, before anything is fitted to them."
    return spec.Picture(_spec(titles), data, words, tuple(signs), now)


@lru_cache
def _spec(titles: tuple[str, str]) -> dict[str, Any]:
    at = scales.encoder(dict(zip("xy", titles)), {})
    points = line_fit.points()
    tips = [alt.Tooltip(f"{name}:Q", format=".5~g") for name in "xy"]
    layers = [
        marks.dots(points.transform_filter("!datum.held"), sizes.DATA_POINT_AREA, palette.CURVE).encode(
            **at(x="x", y="y"), tooltip=tips
        ),
        marks.rings(points.transform_filter("datum.held")).encode(**at(x="x", y="y"), tooltip=tips),
    ]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)
