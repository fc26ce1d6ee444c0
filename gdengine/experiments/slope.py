"""The slope explorer's record: a curve, a point on it, a step aside to measure the slope, and a descent from there."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from gdengine.experiments.descent import rate_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import Landscape, choice_knob, formula_knob

MEASURING = """\
slope = float(objective.grad(start)[0])
print("f =", float(objective(start)), "slope =", slope, "next x =", start[0] - {lr!r} * slope)
for h in sorted({{1.0, 0.1, 0.01, 1e-6, 1e-12, 1e-15, {h!r}}}, reverse=True):
    print("h =", h, "f changes by", secant.change(objective, start, [h]).item(), "about", slope * h, end=" ")
    print("secant =", secant.secants(objective, start, [h]).item())
"""


@dataclasses.dataclass(frozen=True)
class SlopeExplorer(Landscape):
    """One curve f(x), its slope at a point, and gradient descent from there."""

    page: ClassVar[str] = "slope_explorer"
    coordinates: ClassVar[tuple[str, ...]] = ("x0",)
    chooser: ClassVar[str] = "curve"
    landscape: ClassVar[tuple[str, ...]] = ("curve", "formula")

    lens: str = knob(
        "descend", "View", choices=("slope", "descend", "starts", "regimes", "weight"), help="How to look at it."
    )
    curve: str = choice_knob(1, "square", "Curve", help="The function to walk down.")
    formula: str = formula_knob("x^4/4 - x^2 + x/3", "f(x) =", "curve", help="Your own function of x.")
    x0: float = knob(-4.0, "Start x₀", -100.0, 100.0, step=0.1, help="Where the walk begins.")
    lr: float = rate_knob(0.05)
    h: float = knob(
        1.0, "Step aside h", 1e-16, 10.0, advanced=True, help="The slope is measured between x₀ and x₀ + h."
    )

    def code(self) -> str:
        if self.lens != "slope":
            return super().code()
        imports = ["import gdengine", "from gdengine import secant", ""]
        return "\n".join([*imports, *self.objective_code(), MEASURING.format(h=self.h, lr=self.lr)])
