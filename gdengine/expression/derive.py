"""Exact derivatives: one pass over the steps of a formula, by the rules of a first course (forward mode).

Each rule is given a step f, its arguments u, v and their slopes du, dv, and writes the slope of f with further steps of
the same tape.  A rule adds a handful of steps and shares every other, so ∂f/∂x costs a small multiple of f whatever the
nesting: Griewank & Walther, Evaluating Derivatives, 2008, doi:10.1137/1.9780898717761, chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable

from gdengine.expression.functions import FUNCTIONS
from gdengine.expression.tape import Node, ancestry, ratio


def partial(root: Node, variable: str) -> Node:
    """∂root/∂variable, as a step of the same tape; the number 0 where the variable does not occur."""
    zero = root.tape.number(0)
    slope: dict[Node, Node] = {}
    for f in ancestry(root):
        slopes = [slope[arg] for arg in f.args]
        if all(d is zero for d in slopes):
            slope[f] = root.tape.number(f.op == variable)
        else:
            slope[f] = DERIVATIVE_RULES.get(f.op, _chain)(f, *f.args, *slopes)
    return slope[root]


def _chain(f: Node, u: Node, du: Node) -> Node:
    slope = SLOPES[f.op](u, f)
    return _through(slope, du) if f.op in STEEP_FUNCTIONS else slope * du


def _through(slope: Node, du: Node) -> Node:
    """slope·du, but 0 where du is 0 and the slope infinite: √relu(x) is flat for x < 0, though √ is steep at 0."""
    if du.value is None:
        return slope.call("through", du)
    return slope * du if du.value else du


def _product(f: Node, u: Node, v: Node, du: Node, dv: Node) -> Node:
    return du * v + u * dv


def _quotient(f: Node, u: Node, v: Node, du: Node, dv: Node) -> Node:
    return du / v - f / v * dv


def _power(f: Node, u: Node, v: Node, du: Node, dv: Node) -> Node:
    """(uⁿ)′ = n·uⁿ⁻¹·u′ for a constant n, without ln u, so that it holds for u ≤ 0 too; else + uᵛ·ln u·v′."""
    if v.value == 0:
        return f.tape.number(0)
    base = du
    if not du.is_number(0):
        slope = v * u ** (v - 1)
        base = slope * du if v.value is not None and v.value % 1 == 0 else _through(slope, du)
    return base if dv.is_number(0) else base + _times_log(f, u) * dv


def _odd_root(f: Node, u: Node, v: Node, du: Node, dv: Node) -> Node:
    """(u^(p/q))′ = p/q·u^((p−q)/q)·u′ for odd q: one less in the exponent turns an odd p even."""
    exponent = ratio(v)
    assert exponent is not None  # or it would be a plain power
    less = f.tape.number(exponent.numerator - exponent.denominator) / f.tape.number(exponent.denominator)
    slope = v * u.call("even_power" if f.op == "odd_power" else "odd_power", less)
    return du if du.is_number(0) else _through(slope, du)


def _times_log(f: Node, u: Node) -> Node:
    """f·ln u for f = uᵛ: ln e = 1, and the limit 0 where u = 0 < v."""
    if u.op == "e":
        return f
    return f * u.call("ln") if u.value is not None and u.value > 0 else f.call("times_log", u)


def _larger(f: Node, u: Node, v: Node, du: Node, dv: Node) -> Node:
    return (u - v).call("pick", du, dv, (du + dv) / 2)


def _smaller(f: Node, u: Node, v: Node, du: Node, dv: Node) -> Node:
    return (v - u).call("pick", du, dv, (du + dv) / 2)


def _relu(f: Node, u: Node, du: Node) -> Node:
    zero = f.tape.number(0)
    return u.call("pick", du, zero, zero)


SLOPES = {name: function.slope for name, function in FUNCTIONS.items() if function.slope is not None}
# infinitely, at the edge of their domain
STEEP_FUNCTIONS = ("sqrt", "cbrt", "asin", "acos", "ln", "log", "log2", "log10")
DERIVATIVE_RULES: dict[str, Callable[..., Node]] = {
    "+": lambda f, u, v, du, dv: du + dv,
    "-": lambda f, u, v, du, dv: du - dv,
    "*": _product,
    "/": _quotient,
    "neg": lambda f, u, du: -du,
    "^": _power,
    "odd_power": _odd_root,
    "even_power": _odd_root,
    "max": _larger,
    "min": _smaller,
    "relu": _relu,
}
