"""Why 2 is the limit: by how much a step multiplies the distance to the bottom, against rate × curvature."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gdengine.analysis.rate_momentum import factor
from gdengine.core import Array
from pages.charts.kit import marks, palette, scales, sizes, spec
from pages.charts.kit.columns import Columns

LARGEST_PRODUCT = 2.6  # that is drawn


def why_two(products: Mapping[str, float]) -> spec.Picture:
    """The factor of plain descent on a parabola, with a dot for each of these products of rate and curvature."""
    along, five = np.linspace(0, LARGEST_PRODUCT, 27), np.array([*products.values()])
    data = {
        "factors": Columns({"x": along, "y": _factors(along)}).astype(np.float32),
        "five": Columns({"x": five, "y": _factors(five), "name": [name.capitalize() for name in products]}),
        "limit": Columns({"y": [1.0]}),
        "view": spec.view(x=(0, LARGEST_PRODUCT), y=(0, LARGEST_PRODUCT - 1)),
    }
    words = "By how much each step multiplies the distance to the bottom: it falls from 1 to 0, and is 1 again at 2."
    return spec.Picture(_spec(), data, words)


def _factors(products: Array) -> Array:
    """|1 − η·f″|, as the engine has it for descent without momentum."""
    return factor([1.0], products, np.array([0.0]))[0]


@lru_cache
def _spec() -> dict[str, Any]:
    titles = {"x": "learning rate × curvature", "y": "distance × this, a step"}
    at = scales.encoder(titles, {"y": scales.axis("y", **scales.SAME_ROOM)})
    limit = alt.Chart(spec.source("limit")).mark_rule(color=palette.MINIMUM, strokeDash=sizes.DASHES_PX, tooltip=None)
    curve = marks.line(alt.Chart(spec.source("factors")), palette.CURVE)
    five = alt.Chart(spec.source("five"))
    names = marks.label(
        five.encode(**at(x="x", y="y")), "name", palette.POSITION, halo=palette.PAPER, align="right", dx=-8, dy=-2
    )
    layers = [limit.encode(**at(y="y")), curve.encode(**at(x="x", y="y"))]
    layers += [marks.dots(five, sizes.BALL_AREA, tooltip=None).encode(**at(x="x", y="y")), *names]
    return spec.moving(*layers, spec.anchor(), height=sizes.PLOT_HEIGHT_PX, member=0)
