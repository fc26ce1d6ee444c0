"""The misty mountain's record: a surface, a start on the map, a rule, and how much its hiker stumbles."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from gdengine.core import Objective
from gdengine.experiments.slope import TYPED, Landscape, landscapes_of
from gdengine.knobs import knob
from gdengine.noise import with_noise


@dataclasses.dataclass(frozen=True)
class MistyMountain(Landscape):
    """One surface f(x, y) and gradient descent on it."""

    page: ClassVar[str] = "misty_mountain"
    coordinates: ClassVar[tuple[str, ...]] = ("x0", "y0")
    chooser: ClassVar[str] = "surface"
    landscape: ClassVar[tuple[str, ...]] = ("surface", "formula")

    surface: str = knob("misty_mountain", "Surface", choices=landscapes_of(2), help="The ground to walk down.")
    formula: str = knob("(1-x)^2 + 5(y-x^2)^2", "f(x, y) =", when=("surface", (TYPED,)), help="Your own ground.")
    x0: float = knob(-3.0, "Start x₀", -100.0, 100.0, step=0.1, help="East–west position of the start.")
    y0: float = knob(3.0, "Start y₀", -100.0, 100.0, step=0.1, help="North–south position of the start.")
    lr: float = knob(0.1, "Learning rate η", 1e-6, 100.0, help="How long a step is for a slope of 1.")
    noise: float = knob(
        0.0, "Stumbling σ", 0.0, 20.0, step=0.1, advanced=True, help="Noise added to every slope the hiker feels."
    )
    seed: int = knob(0, "Seed", 0, 9999, step=1, advanced=True, help="Which stumbles: the same seed, the same walk.")

    def objective(self) -> Objective:
        ground = super().objective()
        return with_noise(ground, self.noise, self.seed) if self.noise else ground

    def objective_code(self) -> list[str]:
        lines = super().objective_code()
        if self.noise:
            lines.insert(1, f"objective = gdengine.with_noise(objective, {self.noise!r}, seed={self.seed})")
        return lines
