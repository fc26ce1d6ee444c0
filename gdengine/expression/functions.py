r"""The closed list of functions a learner may write, each on one line: on floats, on arrays, its slope, its LaTeX.

A slope is f′(u) written with the argument u and the value f = f(u), both steps of a formula
(``gdengine.expression.tape``), so that what is already known is used again: tan′ = 1 + f².  Conventions at kinks and
jumps, where no derivative exists: the slope of |u| at 0 is 0 (sign(0) = 0), of relu at 0 is 0, of sign is 0 everywhere;
where max or min has a tie it is the mean of the two slopes; that of √x at 0 is infinite, but a function of what is flat
is flat: that of √(x²) at 0 is 0.  ``log`` is the natural logarithm.  LaTeX with a %s is a pattern, otherwise the name
of an operator.

On floats a function leaves its domain with ArithmeticError or ValueError, on arrays with nan or inf; never a complex
number.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array


class Function(NamedTuple):
    """What a formula may call: on one float, on arrays, its derivative, and how it is written."""

    floats: Callable[..., float]
    arrays: Callable[..., Any]
    slope: Callable[..., Any] | None  # (u, f) -> f′(u); None where gdengine.expression.derive has its own rule
    latex: str = ""


def _sign(u: float) -> float:
    return 1.0 if u > 0 else -1.0 if u < 0 else 0.0 * u  # nan stays nan


def _max(u: float, v: float) -> float:
    return u if u >= v or math.isnan(u) else v  # nan wins, as in numpy


def _min(u: float, v: float) -> float:
    return u if u <= v or math.isnan(u) else v


def _relu(u: float) -> float:
    return _max(u, 0.0)


def _sigmoid(u: float) -> float:
    return 1.0 / (1.0 + math.exp(-u))


def _sigmoids(u: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-u))


def _relus(u: Array) -> Array:
    return np.maximum(u, 0.0)


FUNCTIONS: dict[str, Function] = {
    "sin": Function(math.sin, np.sin, lambda u, f: u.call("cos"), r"\sin"),
    "cos": Function(math.cos, np.cos, lambda u, f: -u.call("sin"), r"\cos"),
    "tan": Function(math.tan, np.tan, lambda u, f: 1 + f * f, r"\tan"),
    "asin": Function(math.asin, np.arcsin, lambda u, f: 1 / (1 - u * u).call("sqrt"), r"\arcsin"),
    "acos": Function(math.acos, np.arccos, lambda u, f: -(1 / (1 - u * u).call("sqrt")), r"\arccos"),
    "atan": Function(math.atan, np.arctan, lambda u, f: 1 / (1 + u * u), r"\arctan"),
    "sinh": Function(math.sinh, np.sinh, lambda u, f: u.call("cosh"), r"\sinh"),
    "cosh": Function(math.cosh, np.cosh, lambda u, f: u.call("sinh"), r"\cosh"),
    "tanh": Function(math.tanh, np.tanh, lambda u, f: 1 - f * f, r"\tanh"),
    "exp": Function(math.exp, np.exp, lambda u, f: f, "e^{%s}"),
    "ln": Function(math.log, np.log, lambda u, f: 1 / u, r"\ln"),
    "log": Function(math.log, np.log, lambda u, f: 1 / u, r"\ln"),
    "log10": Function(math.log10, np.log10, lambda u, f: 1 / (u * u.tape.number(10).call("ln")), r"\log_{10}"),
    "log2": Function(math.log2, np.log2, lambda u, f: 1 / (u * u.tape.number(2).call("ln")), r"\log_{2}"),
    "sqrt": Function(math.sqrt, np.sqrt, lambda u, f: 1 / (2 * f), r"\sqrt{%s}"),
    "cbrt": Function(math.cbrt, np.cbrt, lambda u, f: 1 / (3 * f * f), r"\sqrt[3]{%s}"),
    "abs": Function(abs, np.abs, lambda u, f: u.call("sign"), r"\left|%s\right|"),
    "sign": Function(_sign, np.sign, lambda u, f: u.tape.number(0), r"\operatorname{sign}"),
    "min": Function(_min, np.minimum, None, r"\min"),
    "max": Function(_max, np.maximum, None, r"\max"),
    "relu": Function(_relu, _relus, None, r"\operatorname{relu}"),
    "sigmoid": Function(_sigmoid, _sigmoids, lambda u, f: f * (1 - f), r"\sigma"),
}
COMPARISONS = ("min", "max")  # of two or more numbers; every other function takes one, log perhaps a base
ALIASES = {  # other names for them, as in other books and countries
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctg": "atan",
    "tg": "tan",
    "lg": "log10",
    "sgn": "sign",
}
RECIPROCALS = {"sec": "cos", "csc": "sin", "cot": "tan", "ctg": "tan"}  # written as 1 through a function
INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan"}  # of which sin⁻¹ speaks


def _power(u: float, v: float) -> float:
    """math.pow, and not **, whose (-8.0)**0.5 is complex; 1 to the power of nan is not 1 here."""
    return math.nan if math.isnan(u) or math.isnan(v) else math.pow(u, v)


def _powers(u: Array, v: Array) -> Array:
    return np.where(np.isnan(u) | np.isnan(v), np.nan, np.power(u, v))


def _odd_power(u: float, v: float) -> float:
    return math.copysign(math.pow(abs(u), v), u)


def _odd_powers(u: Array, v: Array) -> Array:
    return np.copysign(np.power(np.abs(u), v), u)


def _even_power(u: float, v: float) -> float:
    return math.pow(abs(u), v)


def _even_powers(u: Array, v: Array) -> Array:
    return np.power(np.abs(u), v)


def _pick(s: float, above: float, below: float, tie: float) -> float:
    return above if s > 0 else below if s < 0 else tie


def _picks(s: Array, above: Array, below: Array, tie: Array) -> Array:
    return np.where(s > 0, above, np.where(s < 0, below, tie))


def _times_log(w: float, u: float) -> float:
    return w * math.log(u)  # refuses u = 0, and leaves it to arrays


def _times_logs(w: Array, u: Array) -> Array:
    return np.where(w == 0, w, w * np.log(u))


def _throughs(slope: Array, du: Array) -> Array:
    return np.where(du == 0, du, slope * du)


OPERATORS: dict[str, Function] = {
    "+": Function(operator.add, np.add, None),
    "-": Function(operator.sub, np.subtract, None),
    "*": Function(operator.mul, np.multiply, None),
    "/": Function(operator.truediv, np.divide, None),
    "neg": Function(operator.neg, np.negative, None),
    "^": Function(_power, _powers, None),
    "odd_power": Function(_odd_power, _odd_powers, None),  # x^(p/q) for odd q and p: the sign of x, as ∛x has it
    "even_power": Function(_even_power, _even_powers, None),  # for odd q and even p: (∛x)²
    "pick": Function(_pick, _picks, None),  # by the sign of its first argument: above, below or at 0
    "through": Function(operator.mul, _throughs, None),  # a slope times that of its argument, 0 where this is 0
    "times_log": Function(_times_log, _times_logs, None),  # w·ln u where w = uᵛ: 0 where w is, the limit as u → 0
}
OPERATIONS = FUNCTIONS | OPERATORS
CONSTANTS = {"pi": math.pi, "e": math.e}
