"""What a record is about whose knob names a landscape, or says that the learner's own formula is meant."""

from __future__ import annotations

import dataclasses
from functools import lru_cache, partial
from typing import Any

from gdengine import expression
from gdengine.core import Objective
from gdengine.experiments.knobs import Codec, knob
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.minima import minima

OWN_FORMULA = "formula"  # the choice that means: what the learner typed
FORMULAS_REMEMBERED = 256  # texts that were found to be formulas: a record asks each time that one is made


def choice_knob(dim: int, default: str, label: str, help: str) -> Any:
    """The knob that chooses a landscape of this dimension: every registered one, and the learner's own."""
    return knob(default, label, choices=(*LANDSCAPES.of(dim), OWN_FORMULA), help=help, group="ground")


def formula_knob(dim: int, default: str, label: str, chooser: str, help: str) -> Any:
    """The knob for a typed formula of so many variables; it matters where the field ``chooser`` says so."""
    codec = Codec(expression.LONGEST, partial(_check, dim=dim), repair=expression.from_link, code=expression.to_link)
    return knob(default, label, codec=codec, when=(chooser, (OWN_FORMULA,)), help=help, group="ground")


@lru_cache(FORMULAS_REMEMBERED)
def _check(formula: str, dim: int) -> None:
    """ValueError, pointing at the character, if it is no formula."""
    expression.parse(formula, dim=dim)


@lru_cache(maxsize=64)
def typed(formula: str, dim: int) -> Objective:
    """What the learner typed, with its valleys found.  ValueError, pointing at the character, if it is no formula."""
    objective = expression.parse(formula, dim=dim)
    return dataclasses.replace(objective, minima=minima(objective))


def landscape(name: str, formula: str, dim: int) -> Objective:
    """The landscape of this name, or the formula.  ValueError, pointing at the character, if that is none."""
    return typed(formula, dim) if name == OWN_FORMULA else LANDSCAPES[name]


def landscape_code(name: str, formula: str, dim: int) -> str:
    """The same as a script's expression."""
    if name == OWN_FORMULA:
        return f"gdengine.expression.parse({formula!r}, dim={dim})"
    return f'gdengine.LANDSCAPES["{name}"]'
