"""``Landscape``: a descent on a named landscape or on a formula that was typed."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any, ClassVar

from gdengine import expression
from gdengine.core import Objective
from gdengine.experiments.descent import Descent
from gdengine.experiments.knobs import knob
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.minima import minima

TYPED = "formula"  # the choice that means: what the learner typed


def choice_knob(dim: int, default: str, label: str, help: str) -> Any:
    """The knob that chooses a landscape of this dimension: every registered one, and the learner's own."""
    return knob(default, label, choices=(*LANDSCAPES.of(dim), TYPED), help=help)


def formula_knob(default: str, label: str, chooser: str, help: str) -> Any:
    """The knob for a typed formula; it matters where the field ``chooser`` says so."""
    return knob(default, label, high=expression.LONGEST, when=(chooser, (TYPED,)), help=help)


@lru_cache(maxsize=64)
def _typed(formula: str, dim: int) -> Objective:
    """What the learner typed; of a curve with its minima."""
    objective = expression.parse(formula, dim=dim)
    return dataclasses.replace(objective, minima=minima(objective)) if dim == 1 else objective


@dataclasses.dataclass(frozen=True)
class Landscape(Descent):
    """An experiment whose field ``chooser`` names the landscape."""

    chooser: ClassVar[str] = ""

    formula: str = formula_knob("x^2", "Formula", "", help="Your own ground.")

    def objective(self) -> Objective:
        """The landscape.  ValueError, pointing at the character, if the typed formula is not one."""
        name = getattr(self, self.chooser)
        return _typed(self.formula, len(self.coordinates)) if name == TYPED else LANDSCAPES[name]

    def objective_code(self) -> list[str]:
        name, dim = getattr(self, self.chooser), len(self.coordinates)
        typed, listed = f"gdengine.expression.parse({self.formula!r}, dim={dim})", f'gdengine.LANDSCAPES["{name}"]'
        return [f"objective = {typed if name == TYPED else listed}", f"start = {self.start().tolist()}"]
