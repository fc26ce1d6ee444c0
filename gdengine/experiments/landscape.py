"""What a record is about whose knob names a landscape, or says that the learner's own formula is meant."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np

from gdengine import expression
from gdengine.core import Box, Objective
from gdengine.experiments.knobs import Codec, knob
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.minima import minima

OWN_FORMULA = "formula"  # the choice that means: what the learner typed
FORMULAS_REMEMBERED = 256  # texts that were found to be formulas: a record asks each time that one is made


def choice_knob(dim: int, default: str, label: str, help: str) -> Any:
    """The knob that chooses a landscape of this dimension: every registered one, and the learner's own."""
    return knob(default, label, choices=(*LANDSCAPES.of(dim), OWN_FORMULA), help=help, group="ground")


def formula_knob(dim: int, default: str, label: str, chooser: str, help: str, group: str = "ground") -> Any:
    """The knob for a typed formula of so many variables; it matters where the field ``chooser`` says so."""
    longest, check = expression.LONGEST_FORMULA, partial(_check, dim=dim)
    codec = Codec(longest, check, repair=expression.from_link, code=expression.to_link)
    return knob(default, label, codec=codec, when=(chooser, (OWN_FORMULA,)), help=help, group=group)


@lru_cache(FORMULAS_REMEMBERED)
def _check(formula: str, dim: int) -> None:
    """ValueError, pointing at the character, if it is no formula."""
    expression.parse(formula, dim=dim)


def shift_knob(letter: str, chooser: str) -> Any:
    """The knob that moves the window of a learner's own formula along one axis."""
    help = f"Moves the window in which your formula is shown: so far along {letter}."
    when = (chooser, (OWN_FORMULA,))
    return knob(
        0.0, f"Window moved in {letter}", -100.0, 100.0, step=1.0, advanced=True, when=when, help=help, group="ground"
    )


def zoom_knob(chooser: str) -> Any:
    """The knob that widens the window of a learner's own formula."""
    help = "How many times as wide the window is as the one that was found for your formula."
    how: dict[str, Any] = {"step": 0.5, "advanced": True, "when": (chooser, (OWN_FORMULA,)), "group": "ground"}
    return knob(1.0, "Window widened", 0.01, 20.0, help=help, **how)


@lru_cache(maxsize=64)
def typed(formula: str, dim: int, shift: tuple[float, ...] = (), zoom: float = 1.0) -> Objective:
    """What the learner typed, with its valleys found.  ValueError, pointing at the character, if it is no formula.

    ``shift`` and ``zoom`` move and widen the window that is found for it.
    """
    objective = expression.parse(formula, dim=dim)
    if any(shift) or zoom != 1:
        objective = dataclasses.replace(objective, box=moved(objective.box, shift, zoom))
    return dataclasses.replace(objective, minima=minima(objective))


@lru_cache(maxsize=16)
def typed_curve(formula: str) -> Callable[[Any], Any]:
    """The curve that a formula of x is: x (N,) → (N,).  ValueError, pointing at the character, if it is none."""
    objective = expression.parse(formula, dim=1, box=[(-1.0, 1.0)])

    def curve(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return objective(np.asarray(x, float)[..., None])

    return curve


def moved(box: Box, shift: tuple[float, ...], zoom: float) -> Box:
    """A window moved along each axis, and widened about its middle; its ends to twelve digits."""
    ends = [((low + high) / 2 + by, zoom * (high - low) / 2) for (low, high), by in zip(box, shift)]
    return tuple((float(f"{middle - half:.12g}"), float(f"{middle + half:.12g}")) for middle, half in ends)


def landscape(name: str, formula: str, dim: int, shift: tuple[float, ...], zoom: float) -> Objective:
    """The landscape of this name, or the formula.  ValueError, pointing at the character, if that is none."""
    return typed(formula, dim, shift, zoom) if name == OWN_FORMULA else LANDSCAPES[name]


def landscape_code(name: str, formula: str, dim: int, shift: tuple[float, ...], zoom: float) -> str:
    """The same as a script's expression."""
    if name != OWN_FORMULA:
        return f'gdengine.LANDSCAPES["{name}"]'
    window = f", box={typed(formula, dim, shift, zoom).box}" if any(shift) or zoom != 1 else ""
    return f"gdengine.expression.parse({formula!r}, dim={dim}{window})"
