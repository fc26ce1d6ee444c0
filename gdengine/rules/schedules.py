"""Learning-rate schedules: functions step -> rate, with steps counted from 0.

``rate`` and ``floor`` may be numbers or arrays (*B, 1), and a schedule returns their shape; all else is one number.
Every rule of ``gdengine.OPTIMIZERS`` takes one wherever it takes a number for ``lr``.  All raise ValueError for a
number that is out of its range: of a rate and a floor, below 0 or not finite.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi
from typing import Any

from gdengine.core import Array, is_number
from gdengine.rules.rule import RANGES, check_range

__all__ = ["constant", "cosine", "exponential", "step", "warmup"]

Rate = float | Array
Schedule = Callable[[int], Any]


def constant(rate: Rate) -> Schedule:
    """ηₖ = η."""
    _rate(rate)
    return lambda step: rate


def exponential(rate: Rate, decay: float = 0.998) -> Schedule:
    """ηₖ = η·decayᵏ⁺¹: multiplied *before* every update, so the first step already uses η·decay."""
    _rate(rate)
    _fraction("decay", decay)
    return lambda step: rate * decay ** (step + 1)


def step(rate: Rate, drop: float = 0.5, every: int = 50) -> Schedule:
    """ηₖ = η·dropᵐ with m = ⌊k / every⌋: a staircase."""
    _rate(rate)
    _fraction("drop", drop)
    _count("every", every)
    return lambda step: rate * drop ** (step // every)


def cosine(rate: Rate, steps: int, floor: Rate = 0.0) -> Schedule:
    """ηₖ = floor + (η − floor)·(1 + cos(πk/steps))/2, then floor.  Loshchilov & Hutter, arXiv:1608.03983, one cycle."""
    _rate(rate)
    _rate(floor, "floor")
    _count("steps", steps)
    return lambda step: floor + (rate - floor) * (1 + cos(pi * min(step, steps) / steps)) / 2


def warmup(rate: Rate, steps: int) -> Schedule:
    """ηₖ = η·min(1, (k + 1)/steps): linear warm-up, then constant."""
    _rate(rate)
    _count("steps", steps)
    return lambda step: rate * min(1.0, (step + 1) / steps)


def _rate(value: Rate, name: str = "rate") -> None:
    check_range(name, value, *RANGES["lr"])


def _fraction(name: str, value: float) -> None:
    if not (is_number(value) and 0 < value <= 1):
        raise ValueError(f"{name} must be above 0 and at most 1, not {value}")


def _count(name: str, value: float) -> None:
    if not (is_number(value) and value >= 1):
        raise ValueError(f"{name} must be a number of steps of at least 1, not {value}")
