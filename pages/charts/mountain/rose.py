"""The compass rose: the slope ∇f·u felt toward every bearing, ready to be drawn (``ui.parts.compass``).

In polar coordinates ∇f·u = ‖∇f‖·cos(φ − φ₀) is a pair of circles that touch where one stands: one toward the ways up,
one toward the ways down.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from gdengine.activities import hike
from gdengine.analysis.resting import LEVEL_PART
from gdengine.core import Array
from pages.charts.kit import palette

BEARING_NAMES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def rose(grad: Array, steepest: float, *, metres: float) -> dict[str, Any]:
    """The rose of a slope ∇f (2,): numbers and colors for the browser, nothing that is not felt here.

    ``steepest`` is the largest ‖∇f‖ met so far: the rose of that slope fills the disc, and others are smaller by the
    cube root of the ratio, so that gentle slopes can still be seen.  ``metres`` are those of 1 on the map.
    """
    size = float(hike.steepness(grad))
    way = hike.steepest_descent(grad)
    known = np.isfinite(size)
    return {
        "slopes": [float(f"{-size * part:.4g}") for part in hike.slopes(way)] if known else [],
        "size": round(min(size / steepest, 1.0) ** (1 / 3), 4) if known and steepest > 0 else 0.0,
        "down": round(float(hike.bearing(way)), 1) if way.any() else None,
        "level": bool(known and size <= LEVEL_PART * steepest) or not size,
        "names": BEARING_NAMES,
        "metres": metres,
        "colors": {"up": palette.GRADIENT, "down": palette.STEP},
    }
