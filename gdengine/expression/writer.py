"""What is meant by what the grammar has read: powers, roots and functions as steps of a tape.

A part of a formula that is no real number is refused here, with the place of the token that made it so.
"""

from __future__ import annotations

import math

from gdengine.expression.functions import COMPARISONS, RECIPROCALS
from gdengine.expression.hints import shorten
from gdengine.expression.tape import Node, Tape, ratio
from gdengine.expression.tokens import FormulaError, Token

LARGEST_EXPONENT = 100  # in size, of a constant exponent; also the largest number of a root
NOT_REAL = "this part is not a real number: it divides by zero, leaves a function's domain or is too large"


class Writer:
    """Writes steps on a tape; each method takes the token that asks for it, whose place a refusal names."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def step(self, token: Token, op: str, *args: Node) -> Node:
        """An operation on steps.  FormulaError where its value is known not to be a real number."""
        node = self._tape.step(op, *args)
        if node.value is None and all(arg.value is not None for arg in args):
            raise FormulaError(NOT_REAL, token.position)
        return node

    def limit(self, exponent: float | None, place: int) -> None:
        """FormulaError, naming this place of the formula, for a constant exponent that is too large."""
        if exponent is not None and abs(exponent) > LARGEST_EXPONENT:
            raise FormulaError(f"the exponent {exponent:.6g} is too large: use at most {LARGEST_EXPONENT}", place)

    def power(self, sign: Token, base: Node, exponent: Node) -> Node:
        """base^exponent, an odd root where the exponent is a fraction with an odd denominator."""
        part = ratio(exponent)
        if part is None or part.denominator % 2 == 0 or part.denominator == 1 or (base.value or 0) > 0:
            return self.step(sign, "^", base, exponent)
        return self.step(sign, "odd_power" if part.numerator % 2 else "even_power", base, exponent)

    def root(self, sign: Token, index: str, node: Node) -> Node:
        """The root number ``index``, digits, of a node.  FormulaError where there is none of that number."""
        if index in ("2", "3"):
            return self.step(sign, "sqrt" if index == "2" else "cbrt", node)
        if not 1 < int(index) <= LARGEST_EXPONENT:
            raise FormulaError(
                f"there is no root number {shorten(index)} here: use 2 to {LARGEST_EXPONENT}", sign.position
            )
        return self.power(sign, node, self._tape.step("/", self._tape.number(1), self._tape.number(float(index))))

    def function(self, token: Token, name: str, arguments: list[Node]) -> Node:
        """A function of its arguments."""
        first, *others = arguments
        if name in COMPARISONS and not others:
            raise FormulaError(f"{name} needs two numbers, as in {name}(x, 0)", token.position)
        if name == "log" and len(others) == 1:
            return self._logarithm(token, first, others[0])
        if name not in COMPARISONS and others:
            raise FormulaError(f"{name} takes one number, not {len(arguments)}", token.position)
        if name in RECIPROCALS:
            return self.step(token, "/", self._tape.number(1), self.step(token, RECIPROCALS[name], first))
        node = first if others else self.step(token, name, first)
        for other in others:
            node = self.step(token, name, node, other)
        return node

    def _logarithm(self, token: Token, node: Node, base: Node) -> Node:
        """log(u, b) = ln u / ln b."""
        if base.value is None or base.value <= 0 or base.value == 1:
            wanted = "the base of a logarithm is a positive number other than 1, as in log(x, 2)"
            raise FormulaError(f"{wanted}; a decimal inside log needs a point, as in log(0.5x)", token.position)
        if base.value == math.e:
            return self.step(token, "ln", node)
        if base.value in (2, 10):
            return self.step(token, f"log{base.value:.0f}", node)
        return self.step(token, "/", self.step(token, "ln", node), self.step(token, "ln", base))
