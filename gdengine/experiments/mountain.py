"""The misty mountain's record: a surface, a start on the map, a rule, and how much its hiker stumbles."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import ClassVar

import numpy as np

from gdengine.core import Objective, Trajectory
from gdengine.experiments.hiking import Hiking
from gdengine.experiments.landscape import choice_knob, formula_knob
from gdengine.knobs import knob
from gdengine.landscapes.mountain import misty_mountain
from gdengine.noise import with_noise

MISTY = "misty_mountain"  # the surface of which there is one for every seed


@dataclasses.dataclass(frozen=True)
class MistyMountain(Hiking):
    """One surface f(x, y) and gradient descent on it."""

    page: ClassVar[str] = "misty_mountain"
    coordinates: ClassVar[tuple[str, ...]] = ("x0", "y0")
    chooser: ClassVar[str] = "surface"
    landscape: ClassVar[tuple[str, ...]] = ("surface", "formula", "mountain")

    lens: str = knob("hike", "View", choices=("descend", "hike"), help="How to look at the mountain.")
    surface: str = choice_knob(2, MISTY, "Surface", help="The ground to walk down.")
    formula: str = formula_knob("(1-x)^2 + 5(y-x^2)^2", "f(x, y) =", "surface", help="Your own ground.")
    mountain: int = knob(0, "Mountain", 0, 9999, step=1, when=("surface", (MISTY,)), help="Each number, another mountain.")
    x0: float = knob(-3.0, "Start x₀", -100.0, 100.0, step=0.1, help="East–west position of the start.")
    y0: float = knob(3.0, "Start y₀", -100.0, 100.0, step=0.1, help="North–south position of the start.")
    noise: float = knob(
        0.0, "Stumbling σ", 0.0, 20.0, step=0.1, advanced=True, help="Noise added to every slope the hiker feels."
    )
    seed: int = knob(0, "Seed", 0, 9999, step=1, advanced=True, help="Which stumbles: the same seed, the same walk.")

    def objective(self) -> Objective:
        ground = self._surface()
        return with_noise(ground, self.noise, self.seed) if self.noise else ground

    def _surface(self) -> Objective:
        return _mountain(self.mountain) if self.surface == MISTY and self.mountain else super().objective()

    def objective_code(self) -> list[str]:
        ground, start = super().objective_code()
        if self.surface == MISTY and self.mountain:
            ground = f"objective = gdengine.landscapes.mountain.misty_mountain({self.mountain})"
        stumbling = f"objective = gdengine.with_noise(objective, {self.noise!r}, seed={self.seed})"
        return [ground, stumbling, start] if self.noise else [ground, start]

    def family(self, rates) -> Trajectory:
        """As ever; all rates meet the stumbles of ``run``, so that nothing but the rate makes a difference."""
        objective = self.objective()
        if self.noise:
            objective = _in_step(self._surface(), with_noise(LEVEL, self.noise, self.seed))
        return self.walk(objective, self.rule(np.asarray(rates)[:, None]))


_mountain = lru_cache(maxsize=64)(misty_mountain)

LEVEL = Objective("level ground", 2, lambda x: (np.zeros(x.shape[:-1]), np.zeros(x.shape)))


def _in_step(ground: Objective, stumbles: Objective) -> Objective:
    """The ground felt with the same errors by everyone: those of one hiker on level ground."""

    def noisy(step):
        error = stumbles.noisy(step)(np.zeros(2))[1]

        def value_and_grad(x):
            value, grad = ground.value_and_grad(x)
            return value, grad + error

        return value_and_grad

    return dataclasses.replace(ground, noisy=noisy)
