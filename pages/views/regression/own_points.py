"""The learner's own points: one of them dragged elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdengine.data import points as texts
from gdengine.experiments import Regression
from gdengine.experiments.knobs import KNOB_DIGITS
from gdengine.experiments.regression import OWN_POINTS, UNITS
from pages.ui.page import Scene


def moved(scene: Scene, index: int, x: float, y: float) -> None:
    """Put a point at this place of the picture, from a callback: the points are the learner's own from now on."""
    record = scene.record
    points = record.measured()
    if not 0 <= index < len(points.x) <= texts.MOST_POINTS:
        return  # the picture was of other points
    xs, ys = points.x.copy(), points.y.copy()
    xs[index], ys[index] = _short(_measured(record, x)), _short(y)
    scene.put(**own(xs, ys))


def own(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    """The knobs that make these points, as few as a link carries, the learner's own."""
    return {"data": OWN_POINTS, "xy": texts.write(x, y)}


def _measured(record: Regression, x: float) -> float:
    """An x of the picture in the unit in which it was measured."""
    if scaling := record.scaling():
        mean, spread = (float(part[1]) for part in scaling)
        return mean + spread * x
    return x / UNITS[record.unit]


def _short(value: float) -> float:
    """As exactly as it can be pointed at."""
    return float(f"{value:.{KNOB_DIGITS}g}")
