"""The slope explorer's record: a curve, a point on it, a step aside to measure the slope, and a descent from there."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from gdengine.experiments.descent import rate_knob
from gdengine.experiments.landscape import Landscape, choice_knob, formula_knob
from gdengine.knobs import knob


@dataclasses.dataclass(frozen=True)
class SlopeExplorer(Landscape):
    """One curve f(x), its slope at a point, and gradient descent from there."""

    page: ClassVar[str] = "slope_explorer"
    coordinates: ClassVar[tuple[str, ...]] = ("x0",)
    chooser: ClassVar[str] = "curve"
    landscape: ClassVar[tuple[str, ...]] = ("curve", "formula")

    curve: str = choice_knob(1, "square", "Curve", help="The function to walk down.")
    formula: str = formula_knob("x^4/4 - x^2 + x/3", "f(x) =", "curve", help="Your own function of x.")
    x0: float = knob(-4.0, "Start x₀", -100.0, 100.0, step=0.1, help="Where the walk begins.")
    lr: float = rate_knob(0.05)
    h: float = knob(
        1.0, "Step aside h", 1e-16, 10.0, advanced=True, help="The slope is measured between x₀ and x₀ + h."
    )
