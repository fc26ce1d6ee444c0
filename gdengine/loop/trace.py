"""A formula as the list of array operations it asks for, found by running it once on symbols instead of arrays.

Why: a walk whose values nobody keeps needs ∇f alone, and every landscape writes f and ∇f in one formula; and what a
formula or a rule writes as ``m = b·m + a·g`` can be done in m's own memory.  ``trace`` writes down the operations of a
landscape, ``trace_rule`` those of an update rule; ``in_place.Operations`` runs those that are needed; ``ranges.finite``
finds out whether f is surely a number wherever x may be.

No algebra is done: an operation is left out only if nobody needs it, or if the very same one has been done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    """A number of the formula: an input (coordinate ``index``), or what ``ufunc`` makes of ``args``.

    ``args`` are symbols and plain numbers.  It stands where the formula expects an array, and writes down what is done
    with it.  Whatever a list of operations cannot say (a question such as ``if x > 0``, an array of constants, a power,
    for which NumPy has shortcuts of its own) is a TypeError.  ``common`` says that every coordinate has the same one:
    an input that is, such as a rate, or what is made of such inputs alone.
    """

    def __init__(
        self, steps: dict[tuple, Symbol], ufunc: np.ufunc | None = None, args: tuple = (), common: bool = False
    ) -> None:
        self.steps, self.ufunc, self.args, self.index = steps, ufunc, args, len(steps)
        self.is_float = ufunc is None or ufunc.resolve_dtypes((*[np.dtype(float)] * ufunc.nin, None))[-1].kind == "f"
        self.common: bool = common if ufunc is None else all(arg.common for arg in args if isinstance(arg, Symbol))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **options: Any) -> Any:
        plain = method == "__call__" and not options and ufunc.nout == 1 and any(map(_is_float, args))
        if not plain or not all(isinstance(arg, Symbol | float | int) for arg in args):
            return NotImplemented
        key = (ufunc, *[arg.index if isinstance(arg, Symbol) else (arg, math.copysign(1, arg)) for arg in args])
        if key not in self.steps:
            self.steps[key] = Symbol(self.steps, ufunc, args)
        return self.steps[key]

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a symbol has no numbers")

    def __bool__(self) -> bool:
        raise TypeError("a symbol is neither true nor false")

    def __pow__(self, other: Any) -> Symbol:
        if isinstance(other, float) and other == 0.5:
            return self.__array_ufunc__(np.sqrt, "__call__", self)  # what NumPy does of an array
        raise TypeError("u**v is not one operation of NumPy")

    def __rpow__(self, other: Any) -> Symbol:
        raise TypeError("u**v is not one operation of NumPy")


def _is_float(arg: Any) -> bool:
    return isinstance(arg, Symbol) and arg.is_float


def _is_number(result: Any) -> bool:
    return isinstance(result, float | int) or _is_float(result)


def _inputs(steps: dict[tuple, Symbol], count: int, common: bool = False) -> tuple[Symbol, ...]:
    return tuple(steps.setdefault((len(steps),), Symbol(steps, common=common)) for _ in range(count))


@dataclass(frozen=True, eq=False)  # one is like itself only: what is made of it is remembered by it
class Trace:
    """f and its partial derivatives, symbols or plain numbers, and their coordinates."""

    coordinates: tuple[Symbol, ...]
    value: Any
    partials: tuple[Any, ...]


class Maths:
    """What the formula calls functions of: NumPy's, but no module, so that a formula can tell that it is traced."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


@lru_cache(maxsize=64)
def trace(components: Callable[..., Any], dim: int) -> Trace | None:
    """The trace of a formula as ``core.Objective`` has it; None where it is more than a list of operations."""
    coordinates = _inputs({}, dim)
    try:
        value, partials = components(Maths(), *coordinates)
    except (TypeError, AttributeError, ValueError):
        return None
    return Trace(coordinates, value, tuple(partials)) if all(map(_is_number, (value, *partials))) else None


@dataclass(frozen=True, eq=False)
class RuleTrace:
    """A step of a rule: the next x and state, symbols or plain numbers, of x, state, slope and the step's numbers."""

    x: Symbol
    state: tuple[Symbol, ...]
    slope: Symbol
    numbers: tuple[Symbol, ...]
    next_x: Any
    next_state: tuple[Any, ...]


@lru_cache(maxsize=16)
def trace_rule(move: Callable[..., Any], letters: int, count: int) -> RuleTrace | None:
    """The trace of a rule's ``move(g, state, *numbers)``, for so many letters and numbers; None as ``trace``."""
    steps: dict[tuple, Symbol] = {}
    x, slope, *state = _inputs(steps, 2 + letters)
    numbers = _inputs(steps, count, common=True)
    try:
        delta, after = move(slope, tuple(state), *numbers)
        next_x = x + delta
    except (TypeError, AttributeError, ValueError):
        return None
    sound = len(after) == letters and all(map(_is_number, (next_x, *after)))
    return RuleTrace(x, tuple(state), slope, numbers, next_x, tuple(after)) if sound else None


def ancestry(*roots: Any) -> list[Symbol]:
    """The operations that ``roots`` need, arguments before what uses them, without the inputs."""
    needed: dict[int, Symbol] = {}
    waiting = [*roots]
    while waiting:
        symbol = waiting.pop()
        if isinstance(symbol, Symbol) and symbol.ufunc and symbol.index not in needed:
            needed[symbol.index] = symbol
            waiting += symbol.args
    return [needed[index] for index in sorted(needed)]
