r"""School algebra for the derivative that is shown: like terms are collected, factors gathered, fractions reduced.

Everything is a ``Sum`` of terms, a term being a coefficient times powers of ``Atom``s; an atom is known by its LaTeX,
such as x, \sin(3x) or a bracket.  Light on purpose: a product of brackets is not multiplied out, no identity between
functions is used.  x/x becomes 1, as on paper, though the formula has a hole at 0: the numbers are computed from the
steps, not from this.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from gdengine.expression import latex
from gdengine.expression.functions import FUNCTIONS
from gdengine.expression.tape import Node, ancestry

TOO_LONG = r"\text{too long to write out}"
MAX_WRITTEN_STEPS, MAX_LATEX_LENGTH = 300, 300  # of a derivative that is written out: steps, characters of LaTeX
LARGEST_EXACT = 10**15  # beyond it whole numbers and fractions become decimals
Number = int | Fraction | float
CONSTANT, VARIABLE, FUNCTION, GROUP = range(4)  # kinds of atoms, in the order of writing


class Unwritable(Exception):
    """A derivative that would not fit on the page."""


class Atom(NamedTuple):
    """A factor that school algebra does not look into."""

    kind: int
    text: str
    head: str = ""  # a function's name, where a power may follow it: \sin^{2}(x)


class Sum(NamedTuple):
    """Coefficients of monomials; a monomial is a sorted tuple of (Atom, exponent), an exponent a Sum again."""

    terms: tuple[tuple[tuple, Number], ...]

    @property
    def constant(self) -> Number | None:
        """Its value if it is a plain number."""
        if not self.terms:
            return 0
        (monomial, coefficient), *more = self.terms
        return None if monomial or more else coefficient


def simplified(root: Node) -> str:
    """LaTeX of a step of a formula after school algebra, or of the sentence that it is too long."""
    steps = ancestry(root)
    if len(steps) > MAX_WRITTEN_STEPS:
        return TOO_LONG
    sums: dict[Node, Sum] = {}
    try:
        for node in steps:
            rule = INTERPRETATION.get(node.op, _leaf_or_call)
            sums[node] = rule(node, *[sums[arg] for arg in node.args])
        return write(sums[root])
    except (Unwritable, OverflowError):
        return TOO_LONG


def number(value: Number) -> Sum:
    """A plain number: exact while it is short, a decimal where the learner typed one or it grows long."""
    if not isinstance(value, float) and max(abs(value.numerator), value.denominator) > LARGEST_EXACT:
        value = float(value)
    if isinstance(value, float) and value % 1 == 0 and abs(value) < LARGEST_EXACT:
        value = int(value)
    if not math.isfinite(value):
        raise Unwritable
    return Sum((((), value),)) if value else Sum(())


def symbol(kind: int, text: str, head: str = "") -> Sum:
    if len(text) > MAX_LATEX_LENGTH:
        raise Unwritable
    return _power_of(Atom(kind, text, head), ONE)


def _power_of(atom: Atom, exponent: Sum) -> Sum:
    return Sum(((((atom, exponent),), 1),))


def add(a: Sum, b: Sum) -> Sum:
    terms = dict(a.terms)
    for monomial, coefficient in b.terms:
        terms[monomial] = terms.get(monomial, 0) + coefficient
    return Sum(tuple((monomial, c) for monomial, c in terms.items() if c))


def negative(a: Sum) -> Sum:
    return Sum(tuple((monomial, -c) for monomial, c in a.terms))


def multiply(a: Sum, b: Sum) -> Sum:
    if b.constant in (0, 1, -1):
        a, b = b, a
    if a.constant in (0, 1, -1):
        return b if a == ONE else negative(b) if a.terms else ZERO
    ((ours, c),), ((theirs, d),) = _one_term(a).terms, _one_term(b).terms
    exponents = dict(ours)
    for atom, exponent in theirs:
        exponents[atom] = add(exponents.get(atom, ZERO), exponent)
    monomial = tuple(sorted((atom, exponent) for atom, exponent in exponents.items() if exponent.terms))
    return Sum(((monomial, c * d),)) if monomial else number(c * d)


def _one_term(a: Sum) -> Sum:
    """The same as a single term: a sum of several becomes a bracket."""
    return a if len(a.terms) == 1 else symbol(GROUP, write(a))


def power(a: Sum, b: Sum) -> Sum:
    n = b.constant
    if n == 1:
        return a
    if not a.terms:
        return ZERO if n is not None and n > 0 else _power_of(Atom(CONSTANT, "0"), b)
    if n is None or not is_whole(n):
        return _power_of(_base(a), b)
    ((monomial, c),) = _one_term(a).terms
    raised = tuple((atom, multiply(exponent, b)) for atom, exponent in monomial)
    size = number((c if isinstance(c, float) else Fraction(c)) ** int(n))
    return multiply(size, Sum(((raised, 1),)) if raised and n else ONE)


def is_whole(n: Number) -> bool:
    return not isinstance(n, float) and n.denominator == 1


def _base(a: Sum) -> Atom:
    """What stands under an exponent that cannot be distributed over factors: √(x²) is not x."""
    if len(a.terms) == 1:
        ((monomial, c),) = a.terms
        if c == 1 and len(monomial) == 1 and monomial[0][1] == ONE:
            return monomial[0][0]
        if not monomial and c > 0 and latex.is_plain(latex.number(c)):
            return Atom(CONSTANT, latex.number(c))
    return Atom(GROUP, write(a))


def function(name: str, *args: Sum) -> Sum:
    if name == "exp":
        return power(E_SUM, args[0])
    if name in ("sqrt", "cbrt"):
        return power(args[0], number(Fraction(1, 2 if name == "sqrt" else 3)))
    head = FUNCTIONS[name].latex
    return symbol(FUNCTION, latex.call(name, *map(write, args)), "" if "%s" in head else head)


def cases(s: Sum, above: Sum, below: Sum, tie: Sum) -> Sum:
    """By the sign of s: above, below, or at 0.  Cases within cases are more than a line can show."""
    condition, rows = write(s), [(above, ">")]
    rows += [(below, r"\le")] if below == tie else [(below, "<"), (tie, "=")]
    lines = r" \\ ".join(f"{write(slope)} & {condition} {sign} 0" for slope, sign in rows)
    if above == below:
        return above
    if r"\begin" in lines:
        raise Unwritable
    return symbol(GROUP, rf"\begin{{cases}} {lines} \end{{cases}}")


def _leaf_or_call(node: Node, *args: Sum) -> Sum:
    if node.op == "number" and node.value is not None:
        return number(node.value)
    if args:
        return function(node.op, *args)
    return {"pi": PI_SUM, "e": E_SUM}.get(node.op) or symbol(VARIABLE, node.op)


INTERPRETATION: dict[str, Callable[..., Sum]] = {
    "+": lambda node, a, b: add(a, b),
    "-": lambda node, a, b: add(a, negative(b)),
    "*": lambda node, a, b: multiply(a, b),
    "/": lambda node, a, b: multiply(a, power(b, number(-1.0))),
    "neg": lambda node, a: negative(a),
    "^": lambda node, a, b: power(a, b),
    "odd_power": lambda node, a, b: power(a, b),
    "even_power": lambda node, a, b: power(a, b),
    "pick": lambda node, *args: cases(*args),
    "through": lambda node, slope, du: multiply(slope, du),
    "times_log": lambda node, w, u: multiply(w, function("ln", u)),
}


def write(a: Sum) -> str:
    """LaTeX of a sum, a single bracket without its brackets; Unwritable if it is too long."""
    if len(a.terms) == 1 and a.terms[0][1] == 1 and len(a.terms[0][0]) == 1:
        ((atom, exponent),) = a.terms[0][0]
        if exponent == ONE:
            return atom.text
    text = ""
    for monomial, coefficient in a.terms:
        sign, size = ("-", -coefficient) if coefficient < 0 else ("+", coefficient)
        text += (f" {sign} " if text else sign.strip("+")) + _term(monomial, size)
        if len(text) > MAX_LATEX_LENGTH:
            raise Unwritable
    return text or "0"


def _term(monomial: tuple, coefficient: Number) -> str:
    above: list[tuple[Atom, Sum]] = []
    below: list[tuple[Atom, Sum]] = []
    for atom, exponent in sorted(monomial, key=_place):
        under = exponent.constant is not None and exponent.constant < 0
        (below if under else above).append((atom, negative(exponent) if under else exponent))
    top: Number = coefficient
    bottom = 1
    if not isinstance(coefficient, float):
        top, bottom = coefficient.numerator, coefficient.denominator
    if not below and bottom == 1:
        return _factors(top, above)
    return rf"\frac{{{_factors(top, above, True)}}}{{{_factors(bottom, below, True)}}}"


def _place(factor: tuple[Atom, Sum]) -> int:
    """Constants, x and y, functions and exponentials, brackets."""
    atom, exponent = factor
    return max(atom.kind, FUNCTION) if exponent.constant is None else atom.kind


def _factors(coefficient: Number, factors: list[tuple[Atom, Sum]], alone: bool = False) -> str:
    """A product; ``alone`` in a fraction, where a single bracket needs no brackets."""
    if alone and coefficient == 1 and len(factors) == 1 and factors[0][1] == ONE:
        return factors[0][0].text
    number_first = [latex.number(coefficient)] if coefficient != 1 or not factors else []
    return latex.product([*number_first, *[_written_power(*factor) for factor in factors]])


def _written_power(atom: Atom, exponent: Sum) -> str:
    n = exponent.constant
    if n in (Fraction(1, 2), Fraction(1, 3)):
        return FUNCTIONS["sqrt" if n == Fraction(1, 2) else "cbrt"].latex % atom.text
    base = latex.bracket(atom.text) if atom.kind == GROUP else atom.text
    if n == 1:
        return base
    if atom.head and n is not None and is_whole(n):
        return latex.squared(atom.head, atom.text, str(n))
    base = latex.bracket(atom.text) if atom.kind == FUNCTION else base
    return f"{base}^{{{write(exponent) if n is None or isinstance(n, float) else n}}}"


ZERO, ONE = number(0.0), number(1.0)
PI_SUM, E_SUM = symbol(CONSTANT, r"\pi"), symbol(CONSTANT, "e")
