"""A formula as the list of array operations it asks for, found by running it once on symbols instead of arrays.

Why: a walk whose values nobody keeps needs ∇f alone, and every landscape writes f and ∇f in one formula.  ``trace``
writes down its operations; ``Slopes`` runs those that are needed, each once and into memory that is used again, so that
every number is, bit for bit, the formula's own; ``finite`` finds out whether f is surely a number wherever x may be.

No algebra is done: an operation is left out only if nobody needs it, or if the very same one has been done.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array


class Symbol(np.lib.mixins.NDArrayOperatorsMixin):
    """A number of the formula: coordinate ``index``, or what ``ufunc`` makes of ``args``, symbols and plain numbers.

    It stands where the formula expects an array, and writes down what is done with it.  Whatever a list of operations
    cannot say (a question such as ``if x > 0``, an array of constants, a power, for which NumPy has shortcuts of its
    own) is a TypeError.
    """

    def __init__(self, steps: dict[tuple, Symbol], ufunc: np.ufunc | None = None, args: tuple = ()) -> None:
        self.steps, self.ufunc, self.args, self.index = steps, ufunc, args, len(steps)
        self.is_float = ufunc is None or ufunc.resolve_dtypes((*[np.dtype(float)] * ufunc.nin, None))[-1].kind == "f"

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **options: Any) -> Any:
        plain = method == "__call__" and not options and ufunc.nout == 1 and any(map(_is_float, args))
        if not plain or not all(isinstance(arg, Symbol | float | int) for arg in args):
            return NotImplemented
        key = (ufunc, *[arg.index if isinstance(arg, Symbol) else (arg, math.copysign(1, arg)) for arg in args])
        if key not in self.steps:
            self.steps[key] = Symbol(self.steps, ufunc, args)
        return self.steps[key]

    def __array__(self, *_: Any, **__: Any) -> Array:
        raise TypeError("a symbol has no numbers")

    def __bool__(self) -> bool:
        raise TypeError("a symbol is neither true nor false")

    def __pow__(self, other: Any) -> Symbol:
        raise TypeError("u**v is not one operation of NumPy")

    __rpow__ = __pow__


def _is_float(arg: Any) -> bool:
    return isinstance(arg, Symbol) and arg.is_float


class Trace(NamedTuple):
    """f and its partial derivatives, symbols or plain numbers, and their coordinates."""

    coordinates: tuple[Symbol, ...]
    value: Any
    partials: tuple[Any, ...]


class _Maths:
    """What the formula calls functions of: NumPy's, but no module, so that a formula can tell that it is traced."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


@lru_cache(maxsize=64)
def trace(components: Callable[..., Any], dim: int) -> Trace | None:
    """The trace of a formula as ``core.Objective`` has it; None where it is more than a list of operations."""
    steps: dict[tuple, Symbol] = {}
    coordinates = tuple(steps.setdefault((i,), Symbol(steps)) for i in range(dim))
    try:
        value, partials = components(_Maths(), *coordinates)
    except TypeError:
        return None
    if not all(isinstance(part, float | int) or _is_float(part) for part in (value, *partials)):
        return None
    return Trace(coordinates, value, tuple(partials))


def ancestry(*roots: Any) -> list[Symbol]:
    """The operations that ``roots`` need, arguments before what uses them, without the coordinates."""
    needed: dict[int, Symbol] = {}
    waiting = [*roots]
    while waiting:
        symbol = waiting.pop()
        if isinstance(symbol, Symbol) and symbol.ufunc and symbol.index not in needed:
            needed[symbol.index] = symbol
            waiting += symbol.args
    return [needed[index] for index in sorted(needed)]


# ---- the slopes, with or without the value


class Slopes:
    """∇f, and f if it is wanted, by those operations of a trace that they need, on arrays that ``bind`` is given.

    A row of cells holds what the operations read and write: the coordinates, the rows of the gradient, the value, plain
    numbers, and memory that is used again as soon as what it holds is no longer needed: so everything stays near the
    processor.
    """

    def __init__(self, traced: Trace, value: bool = False) -> None:
        outputs = (*traced.partials, *[traced.value] * value)
        self.given = len(traced.coordinates) + len(outputs)  # cells that ``bind`` fills
        self.cells: list[Any] = [None] * self.given
        self.memory: list[tuple[int, type]] = []  # cells of n numbers or answers
        self.place = {symbol.index: i for i, symbol in enumerate(traced.coordinates)}
        own = [*enumerate(outputs, len(traced.coordinates))]
        for cell, output in own:
            if isinstance(output, Symbol):
                self.place.setdefault(output.index, cell)
        self.code = self._allocated(ancestry(*outputs))
        copies = [(self._cell(output), cell) for cell, output in own]
        self.code += [(np.copyto, (to, read)) for read, to in copies if read != to]

    def _allocated(self, operations: list[Symbol]) -> list[tuple[Any, tuple[int, ...]]]:
        """The code: a function, and the cells that it reads and, the last, writes."""
        last = {arg.index: by for by in operations for arg in by.args if isinstance(arg, Symbol)}
        kept, free, code = {*self.place}, [], []
        for symbol in operations:
            reads = [*map(self._cell, symbol.args)]
            if symbol.index not in self.place:
                dying = {arg.index for arg in symbol.args if _is_float(arg) and last[arg.index] is symbol} - kept
                free += [self.place[index] for index in sorted(dying)]
                self.place[symbol.index] = free.pop() if free and symbol.is_float else self._blank(symbol)
            code.append((symbol.ufunc, (*reads, self.place[symbol.index])))
        return code

    def _cell(self, arg: Any) -> int:
        """Where it is: a symbol has its place, a number gets one."""
        if isinstance(arg, Symbol):
            return self.place[arg.index]
        self.cells.append(arg)
        return len(self.cells) - 1

    def _blank(self, symbol: Symbol) -> int:
        self.memory.append((self._cell(None), float if symbol.is_float else bool))
        return self.memory[-1][0]

    def bind(self, *arrays: Array) -> None:
        """Where to read and to write: the coordinates, their partial derivatives and, if it is wanted, f, (n,) each."""
        self.cells[: self.given] = arrays
        for cell, kind in self.memory:
            self.cells[cell] = np.empty(len(arrays[0]), kind)
        self.bound = [(function, [self.cells[cell] for cell in places]) for function, places in self.code]

    def __call__(self) -> None:
        """Read and write."""
        for function, arguments in self.bound:
            function(*arguments)


# ---- where f is finite

Range = tuple[float, float]  # the lowest and the highest number there can be


def finite(traced: Trace, limit: float) -> bool:
    """Whether f is surely a finite number wherever every |xᵢ| ≤ ``limit``: False where these bounds do not tell.

    The operations are made on ranges.  Rounding keeps order, so a range bounds the rounded numbers too.
    """
    ranges: dict[int, Range] = {symbol.index: (-limit, limit) for symbol in traced.coordinates}

    def of(arg: Any) -> Range:
        return ranges[arg.index] if isinstance(arg, Symbol) else (float(arg), float(arg))

    for symbol in ancestry(traced.value):
        try:
            ranges[symbol.index] = low, high = _range(symbol, *map(of, symbol.args))
        except (ArithmeticError, ValueError):  # outside the domain
            return False
        if not (math.isfinite(low) and math.isfinite(high)):
            return False
    return all(map(math.isfinite, of(traced.value)))


def _range(symbol: Symbol, a: Range, b: Range = (0.0, 0.0)) -> Range:
    """Of one operation, from those of its arguments; ArithmeticError where nothing is known."""
    ufunc, largest = symbol.ufunc, max(map(abs, a))
    if not symbol.is_float:
        return 0.0, 1.0
    if ufunc in (np.sin, np.cos, np.tanh, np.sign):
        return -1.0, 1.0
    if ufunc in RISING:
        return RISING[ufunc](a[0]), RISING[ufunc](a[1])
    if ufunc in (np.absolute, np.square):
        return 0.0, largest * (largest if ufunc is np.square else 1.0)
    if ufunc is np.copysign:
        return -largest, largest
    if ufunc is np.negative:
        return -a[1], -a[0]
    if ufunc not in MONOTONE or (ufunc is np.divide and b[0] <= 0 <= b[1]):
        raise ArithmeticError("no bounds are known")
    results = [MONOTONE[ufunc](u, v) for u in a for v in b]
    return (0.0 if _is_square(symbol) else min(results)), max(results)


def _is_square(symbol: Symbol) -> bool:
    """Whether it is u·u, or (c·u)·u with a number c ≥ 0: never negative."""
    if symbol.ufunc is not np.multiply:
        return False
    one, other = symbol.args
    if isinstance(one, Symbol) and one.ufunc is np.multiply and not isinstance(one.args[0], Symbol):
        return one.args[0] >= 0 and one.args[1] is other
    return one is other


RISING: dict[Any, Callable[[float], float]] = {
    np.exp: math.exp, np.expm1: math.expm1, np.sqrt: math.sqrt, np.cbrt: math.cbrt, np.arctan: math.atan,
    np.sinh: math.sinh, np.log: math.log, np.log2: math.log2, np.log10: math.log10, np.positive: float,
}  # fmt: skip
MONOTONE: dict[Any, Callable[[float, float], float]] = {
    np.add: lambda u, v: u + v, np.subtract: lambda u, v: u - v, np.multiply: lambda u, v: u * v,
    np.divide: lambda u, v: u / v, np.maximum: max, np.minimum: min,
}  # fmt: skip
