"""What a record is about whose knob names a landscape, or says that the learner's own formula is meant."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any

from gdengine import expression
from gdengine.core import Objective
from gdengine.experiments.knobs import Codec, knob
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.minima import minima

TYPED = "formula"  # the choice that means: what the learner typed
FORMULA = Codec(expression.LONGEST)


def choice_knob(dim: int, default: str, label: str, help: str) -> Any:
    """The knob that chooses a landscape of this dimension: every registered one, and the learner's own."""
    return knob(default, label, choices=(*LANDSCAPES.of(dim), TYPED), help=help, group="ground")


def formula_knob(default: str, label: str, chooser: str, help: str) -> Any:
    """The knob for a typed formula; it matters where the field ``chooser`` says so."""
    return knob(default, label, codec=FORMULA, when=(chooser, (TYPED,)), help=help, group="ground")


@lru_cache(maxsize=64)
def typed(formula: str, dim: int) -> Objective:
    """What the learner typed, with its valleys found.  ValueError, pointing at the character, if it is no formula."""
    objective = expression.parse(formula, dim=dim)
    return dataclasses.replace(objective, minima=minima(objective))


def landscape(name: str, formula: str, dim: int) -> Objective:
    """The landscape of this name, or the formula.  ValueError, pointing at the character, if that is none."""
    return typed(formula, dim) if name == TYPED else LANDSCAPES[name]


def landscape_code(name: str, formula: str, dim: int) -> str:
    """The same as a script's expression."""
    if name == TYPED:
        return f"gdengine.expression.parse({formula!r}, dim={dim})"
    return f'gdengine.LANDSCAPES["{name}"]'
