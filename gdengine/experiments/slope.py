"""The slope explorer's record: a curve, a point on it, and a descent from there."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

import numpy as np

from gdengine import expression
from gdengine.core import Array, Objective
from gdengine.experiments.descent import Descent
from gdengine.knobs import Experiment, knob
from gdengine.landscapes import LANDSCAPES

TYPED = "formula"  # the choice that means: what the learner typed


@dataclasses.dataclass(frozen=True)
class Landscape(Descent):
    """A descent on a named landscape or on a typed formula."""

    coordinates: ClassVar[tuple[str, ...]] = ()  # the fields that hold the start
    chooser: ClassVar[str] = ""  # the field that names the landscape

    def objective(self) -> Objective:
        """The landscape.  ValueError, pointing at the character, if the typed formula is not one."""
        name = getattr(self, self.chooser)
        if name == TYPED:
            return expression.parse(self.formula, dim=len(self.coordinates))
        return LANDSCAPES[name]

    def start(self) -> Array:
        return np.array([getattr(self, name) for name in self.coordinates])

    def settled(self) -> tuple[Experiment, list[str]]:
        """The start moved to the edge of the map if it lies outside."""
        moved, said = {}, []
        for name, (low, high) in zip(self.coordinates, self.objective().box):
            value = getattr(self, name)
            if not low <= value <= high:
                moved[name] = min(max(value, low), high)
                said.append(f"{name} = {value:g} is off this map ({low:g} to {high:g}): moved to {moved[name]:g}.")
        return dataclasses.replace(self, **moved), said

    def objective_code(self) -> list[str]:
        name = getattr(self, self.chooser)
        typed = f"gdengine.expression.parse({self.formula!r}, dim={len(self.coordinates)})"
        return [
            f"objective = {typed if name == TYPED else f'gdengine.LANDSCAPES[{name!r}]'}",
            f"start = {self.start().tolist()}",
        ]


def landscapes_of(dim: int) -> tuple[str, ...]:
    """The choices of a landscape chooser: every registered name of that dimension, and the learner's own."""
    return (*LANDSCAPES.of(dim), TYPED)


@dataclasses.dataclass(frozen=True)
class SlopeExplorer(Landscape):
    """One curve f(x), its slope at a point, and gradient descent from there."""

    page: ClassVar[str] = "slope_explorer"
    coordinates: ClassVar[tuple[str, ...]] = ("x0",)
    chooser: ClassVar[str] = "curve"
    landscape: ClassVar[tuple[str, ...]] = ("curve", "formula")

    curve: str = knob("square", "Curve", choices=landscapes_of(1), help="The function to walk down.")
    formula: str = knob("x^4/4 - x^2 + x/3", "f(x) =", when=("curve", (TYPED,)), help="Your own function of x.")
    x0: float = knob(-4.0, "Start x₀", -100.0, 100.0, step=0.1, help="Where the walk begins.")
    lr: float = knob(0.05, "Learning rate η", 1e-6, 100.0, help="How long a step is for a slope of 1.")
