"""The misty mountain's record: a surface, a start on the map, a rule, and how much its hiker stumbles."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any, ClassVar, final

import numpy as np

from gdengine.core import Array, Objective, Trajectory
from gdengine.experiments.descent import Descent, start_on_the_map
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import choice_knob, formula_knob, landscape, landscape_code, shift_knob, zoom_knob
from gdengine.experiments.scripts import rule_code, script, walk_code
from gdengine.landscapes import ellipse
from gdengine.landscapes.misty_mountain import misty_mountain
from gdengine.landscapes.noise import with_noise

MISTY = "misty_mountain"  # the surface of which there is one for every seed
LEAST_STUMBLE = 0.1  # of the slopes felt
BOWL, BOWL_CONDITION = "ill_conditioned", 100.0  # the surface of which there is one for every condition number


@final
@dataclasses.dataclass(frozen=True)
class MistyMountain(Descent):
    """One surface f(x, y) and gradient descent on it."""

    page: ClassVar[str] = "misty_mountain"
    coordinates: ClassVar[tuple[str, ...]] = ("x0", "y0")
    repairs: ClassVar = (start_on_the_map,)
    idle: ClassVar = {"seed": lambda record: not record.noise}

    surface: str = choice_knob(2, MISTY, "Surface", help="The ground to walk down.")
    formula: str = formula_knob(2, "(1-x)^2 + 5(y-x^2)^2", "f(x, y) =", "surface", help="Your own ground.")
    shift: float = shift_knob("x", "surface")
    shift_y: float = shift_knob("y", "surface")
    zoom: float = zoom_knob("surface")
    mountain: int = knob(
        0,
        "Mountain",
        0,
        9999,
        step=1,
        when=("surface", (MISTY,)),
        help="Each number, another mountain.",
        group="ground",
    )
    condition: float = knob(
        BOWL_CONDITION,
        "Condition number κ",
        1.0,
        1000.0,
        step=10.0,
        when=("surface", (BOWL,)),
        help="How many times more sharply the bowl bends across than along.",
        group="ground",
    )
    x0: float = knob(-3.0, "Start x₀", -100.0, 100.0, step=0.1, help="East–west position of the start.")
    y0: float = knob(3.0, "Start y₀", -100.0, 100.0, step=0.1, help="North–south position of the start.")
    noise: float = knob(
        0.0, "Stumbling σ", 0.0, 20.0, step=0.1, advanced=True, help="Noise added to every slope the hiker feels."
    )
    seed: int = knob(0, "Seed", 0, 9999, step=1, advanced=True, help="Which stumbles: the same seed, the same walk.")

    def objective(self) -> Objective:
        """The surface, felt with errors where the hiker stumbles: the same ones at every rate of a family."""
        ground = self._surface()
        return with_noise(ground, self.noise, self.seed, alike=True) if self.noise else ground

    def start(self) -> Array:
        return np.array([self.x0, self.y0])

    def every(self) -> int:
        return 1

    def sampled(self) -> bool:
        return self.noise > 0

    def facts(self) -> dict[str, Any]:
        return {}

    def shown_as(self) -> float:
        return 1.0

    def run(self) -> dict[str, Trajectory]:
        return {self.optimizer: self.walk(self.objective(), self.rule())}

    def stumble(self) -> float:
        """A stumbling that shows and does not blind: a quarter of the slope at the start, to one digit.

        The least there is where the start has no slope.
        """
        with np.errstate(all="ignore"):  # a learner's own formula
            slope = float(np.linalg.norm(self._surface().grad(self.start())))
        high = self.knobs()["noise"].high
        return float(np.fmin(np.fmax(float(f"{slope / 4:.1g}"), LEAST_STUMBLE), high))

    def ground_code(self) -> list[str]:
        """Lines of a script that make ``objective``, free of errors, and ``start``."""
        return [f"objective = {self._surface_code()}", f"start = {self.start().tolist()}"]

    def felt_code(self) -> str:
        """``objective`` as this hiker feels it, as a script's expression."""
        return f"gdengine.with_noise(objective, {self.noise!r}, seed={self.seed})" if self.noise else "objective"

    def code(self) -> str:
        stumbling = [f"objective = {self.felt_code()}"] if self.noise else []
        walk = walk_code(self)
        return script(*self.ground_code(), *stumbling, f"optimizer = {rule_code(self)}", *walk)

    def _surface(self) -> Objective:
        if self.surface == MISTY and self.mountain:
            return _mountain(self.mountain)
        if self.surface == BOWL and self.condition != BOWL_CONDITION:
            return ellipse(self.condition)
        return landscape(self.surface, self.formula, 2, (self.shift, self.shift_y), self.zoom)

    def _surface_code(self) -> str:
        if self.surface == MISTY and self.mountain:
            return f"gdengine.landscapes.misty_mountain({self.mountain})"
        if self.surface == BOWL and self.condition != BOWL_CONDITION:
            return f"gdengine.landscapes.ellipse({self.condition!r})"
        return landscape_code(self.surface, self.formula, 2, (self.shift, self.shift_y), self.zoom)


_mountain = lru_cache(maxsize=64)(misty_mountain)
