"""Between which numbers a traced formula stays: whether f is surely finite, so that nobody has to look at it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from gdengine.loop.trace import Symbol, Trace, ancestry

Range = tuple[float, float]  # the lowest and the highest number there can be


@lru_cache(maxsize=64)
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
    if ufunc is np.tan:  # no float64 comes nearer to a pole than 4.6e-19: Muller, Elementary Functions, section 11.3
        return -1e19, 1e19
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
