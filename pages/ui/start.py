"""Choosing a start by pointing at it."""

from __future__ import annotations

import math
from collections.abc import Callable

from gdengine.core import Objective
from gdengine.experiments.descent import Descent
from pages.ui.controls import put

FINE = (
    1e-4  # a place that was clicked is rounded to so much of the map, a fraction of a pixel, to read well in the link
)


def start_here(record: Descent) -> Callable[[float, float], None]:
    """What a click on the record's curve does: the walk begins there."""
    objective = record.objective()
    return lambda x, _: put(x0=place(objective, x))


def place(objective: Objective, x: float) -> float:
    """A place on the map, as exactly as it can be pointed at."""
    low, high = objective.box[0]
    return round(x, -math.floor(math.log10(FINE * (high - low))))
