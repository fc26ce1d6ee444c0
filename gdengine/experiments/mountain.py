"""The misty mountain's record: a surface, a start on the map, a rule, and how much its hiker stumbles."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import ClassVar

import numpy as np

from gdengine import expression
from gdengine.core import Objective, Trajectory
from gdengine.experiments.hiking import Hiking
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import TYPED, choice_knob, formula_knob
from gdengine.experiments.racing import RACE, Racing
from gdengine.landscapes import ellipse
from gdengine.landscapes.minima import valleys
from gdengine.landscapes.misty_mountain import misty_mountain
from gdengine.landscapes.noise import with_noise

MISTY = "misty_mountain"  # the surface of which there is one for every seed
PAIRS = "momentum"  # the view of rate and momentum together
BOWL, CONDITION = "ill_conditioned", 100.0  # the surface of which there is one for every condition number


@dataclasses.dataclass(frozen=True)
class MistyMountain(Hiking, Racing):
    """One surface f(x, y) and gradient descent on it."""

    page: ClassVar[str] = "misty_mountain"
    coordinates: ClassVar[tuple[str, ...]] = ("x0", "y0")
    chooser: ClassVar[str] = "surface"
    landscape: ClassVar[tuple[str, ...]] = ("surface", "formula", "mountain", "condition")

    lens: str = knob("hike", "View", choices=("descend", "hike", RACE, "starts", PAIRS), help="How to look at it.")
    surface: str = choice_knob(2, MISTY, "Surface", help="The ground to walk down.")
    formula: str = formula_knob("(1-x)^2 + 5(y-x^2)^2", "f(x, y) =", "surface", help="Your own ground.")
    mountain: int = knob(
        0, "Mountain", 0, 9999, step=1, when=("surface", (MISTY,)), help="Each number, another mountain."
    )
    condition: float = knob(
        CONDITION,
        "Condition number κ",
        1.0,
        1000.0,
        step=10.0,
        when=("surface", (BOWL,)),
        help="How many times more sharply the bowl bends across than along.",
    )
    x0: float = knob(-3.0, "Start x₀", -100.0, 100.0, step=0.1, help="East–west position of the start.")
    y0: float = knob(3.0, "Start y₀", -100.0, 100.0, step=0.1, help="North–south position of the start.")
    noise: float = knob(
        0.0, "Stumbling σ", 0.0, 20.0, step=0.1, advanced=True, help="Noise added to every slope the hiker feels."
    )
    seed: int = knob(0, "Seed", 0, 9999, step=1, advanced=True, help="Which stumbles: the same seed, the same walk.")

    beside: str = knob(
        "curve", "Beside the map", choices=("curve", "mountain"), help="The height against the step, or the mountain."
    )

    def matters(self, name: str) -> bool:
        """As ever; but a race has its own rules, and momentum matters there and on the map of momentum in any case."""
        if name == "mass" and self.lens in (RACE, PAIRS):
            return True
        return super().matters(name) and not (name == "optimizer" and self.races())

    def objective(self) -> Objective:
        ground = self._surface()[0]
        return with_noise(ground, self.noise, self.seed) if self.noise else ground

    def _surface(self) -> tuple[Objective, str]:
        """The ground, and the line of the script that makes it."""
        if self.surface == MISTY and self.mountain:
            return _mountain(self.mountain), f"objective = gdengine.landscapes.misty_mountain({self.mountain})"
        if self.surface == BOWL and self.condition != CONDITION:
            return ellipse(self.condition), f"objective = gdengine.landscapes.ellipse({self.condition!r})"
        ground = _typed(self.formula) if self.surface == TYPED else super().objective()
        return ground, super().objective_code()[0]

    def objective_code(self) -> list[str]:
        stumbling = [f"objective = {self.seen_code()}"] if self.noise else []
        return [self._surface()[1], *stumbling, *super().objective_code()[1:]]

    def seen_code(self) -> str:
        return f"gdengine.with_noise(objective, {self.noise!r}, seed={self.seed})" if self.noise else "objective"

    def family(self, rates) -> Trajectory:
        """As ever; all rates meet the stumbles of ``run``, so that nothing but the rate makes a difference."""
        return self.walk(self.in_step(), self.rule(np.asarray(rates)[:, None]))

    def in_step(self) -> Objective:
        objective = self._surface()[0]
        return _in_step(objective, with_noise(LEVEL, self.noise, self.seed)) if self.noise else objective

    def calm(self) -> MistyMountain:
        return dataclasses.replace(self, noise=0.0)

    def entrant(self, name: str, rate: float) -> MistyMountain:
        rule, noise = ("gd", self.noise) if name == "sgd" else (name, 0.0)
        return dataclasses.replace(self.afoot(), optimizer=rule, lr=rate, noise=noise)

    def stumble(self) -> float:
        """A stumbling that shows and does not blind: a quarter of the slope at the start, to one digit."""
        slope = float(np.linalg.norm(self._surface()[0].grad(self.start())))
        return min(max(float(f"{slope / 4:.1g}"), 0.1), self.knobs()["noise"][1].high)


_mountain = lru_cache(maxsize=64)(misty_mountain)


@lru_cache(maxsize=64)
def _typed(formula: str) -> Objective:
    """A learner's own ground, with its valleys found."""
    ground = expression.parse(formula, dim=2)
    return dataclasses.replace(ground, minima=valleys(ground))


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
