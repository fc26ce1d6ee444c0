"""The slope explorer's record: a curve, a point on it, and a descent from there."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar, final

import numpy as np

from gdengine.core import Array, Objective, Trajectory
from gdengine.experiments.descent import Descent, rate_knob, start_on_the_map
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import choice_knob, formula_knob, landscape, landscape_code, shift_knob, zoom_knob
from gdengine.experiments.scripts import rule_code, script, walk_code


@final
@dataclasses.dataclass(frozen=True)
class SlopeExplorer(Descent):
    """One curve f(x), its slope at a point, and gradient descent from there."""

    page: ClassVar[str] = "slope_explorer"
    coordinates: ClassVar[tuple[str, ...]] = ("x0",)
    repairs: ClassVar = (start_on_the_map,)

    curve: str = choice_knob(1, "square", "Curve", help="The function to walk down.")
    formula: str = formula_knob(1, "x^4/4 - x^2 + x/3", "f(x) =", "curve", help="Your own function of x.")
    shift: float = shift_knob("x", "curve")
    zoom: float = zoom_knob("curve")
    x0: float = knob(-4.0, "Start x₀", -100.0, 100.0, step=0.1, help="Where the walk begins.")
    lr: float = rate_knob(0.05)

    def objective(self) -> Objective:
        """The curve.  ValueError, pointing at the character, if the typed formula is not one."""
        return landscape(self.curve, self.formula, 1, (self.shift,), self.zoom)

    def start(self) -> Array:
        return np.array([self.x0])

    def every(self) -> int:
        return 1

    def sampled(self) -> bool:
        return False

    def facts(self) -> dict[str, Any]:
        return {}

    def shown_as(self) -> float:
        return 1.0

    def run(self) -> dict[str, Trajectory]:
        return {self.optimizer: self.walk(self.objective(), self.rule())}

    def ground_code(self) -> list[str]:
        """Lines of a script that make ``objective`` and ``start``."""
        objective = landscape_code(self.curve, self.formula, 1, (self.shift,), self.zoom)
        return [f"objective = {objective}", f"start = {self.start().tolist()}"]

    def code(self) -> str:
        walk = walk_code(self)
        return script(*self.ground_code(), f"optimizer = {rule_code(self)}", *walk)
