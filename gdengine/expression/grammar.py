"""Words to steps: a recursive-descent parser for the formulas of a school book.

    sum     = ["+" | "-"] term {("+" | "-") term}
    term    = signed {("*" | "/") signed | power}          a missing sign between two factors means *
    signed  = ("+" | "-") signed | power                   so −x² is −(x²), and 2·−x is allowed
    power   = atom ["^" signed]                            to the right: 2^3^2 is 2^(3^2)
    atom    = number | name | function "(" sum {"," sum} ")" | "√" atom | "(" sum ")"

A missing sign binds exactly like *: 1/2x is (1/2)·x, as for a computer; the typeset formula beside the input shows it.
A number cannot follow a factor without a sign (x2 is probably a lost x^2), and a function needs its parentheses (is sin
2x + 1 the sine of 2, of 2x or of 2x + 1?).  Nothing is ever evaluated as a program: the only names are those of
``gdengine.expression.functions``, x and y.
"""

from __future__ import annotations

import math

from gdengine.expression.functions import COMPARISONS, FUNCTIONS
from gdengine.expression.tape import Node, Tape
from gdengine.expression.tokens import FormulaError, Token, shorten, tokenize

NESTING = 50  # parentheses, functions, signs and powers inside each other
EXPONENT = 100  # the largest size of a constant exponent
NOT_REAL = "this part is not a real number: it divides by zero, leaves a function's domain or is too large"


class Reader:
    """Reads one formula: ``root`` is its last step, ``name`` its normal form, ``seen`` where each name first occurs."""

    def __init__(self, text: str):
        self.tape = Tape()
        self.words: list[str] = []
        self.seen: dict[str, int] = {}
        self._tokens, self._next, self._depth = tokenize(text), 0, 0
        self.root = self._sum()
        if self._now.kind != "end":
            raise self._surprise("an operator such as + - * / ^ or the end of the formula")
        self.name = "".join(self.words)

    @property
    def _now(self) -> Token:
        return self._tokens[self._next]

    def _take(self, word: str = "") -> Token:
        """The present token, which is written down as ``word``; the next one becomes present."""
        token = self._now
        self.words.append(word or token.text)
        self._next += 1
        return token

    def _sum(self) -> Node:
        node = self._sign(self._term) if self._now.text in ("+", "-") else self._term()
        while self._now.text in ("+", "-"):
            sign = self._take(f" {self._now.text} ")
            node = self._apply(sign, sign.text, node, self._term())
        return node

    def _term(self) -> Node:
        node = self._signed()
        while True:
            if self._now.text in ("*", "/"):
                sign = self._take()
                node = self._apply(sign, sign.text, node, self._signed())
            elif self._now.kind == "name" or self._now.text in ("(", "√"):
                self.words.append("*")
                node = self._apply(self._now, "*", node, self._power())
            else:
                return node

    def _signed(self) -> Node:
        return self._sign(self._signed) if self._now.text in ("+", "-") else self._power()

    def _sign(self, rule) -> Node:
        """A sign before what ``rule`` reads."""
        sign = self._take()
        node = self._inside(rule)
        return self._apply(sign, "neg", node) if sign.text == "-" else node

    def _power(self) -> Node:
        base = self._atom()
        if self._now.text != "^":
            return base
        sign = self._take()
        exponent = self._inside(self._signed)
        if exponent.value is not None and abs(exponent.value) > EXPONENT:
            size = f"{exponent.value:.6g}"
            raise FormulaError(f"the exponent {size} is too large: use at most {EXPONENT}", sign.position + 1)
        return self._apply(sign, "^", base, exponent)

    def _atom(self) -> Node:
        token = self._now
        if token.kind == "number":
            return self._number()
        if token.text == "(":
            return self._parentheses()[0]
        if token.text == "√":
            return self._root()
        if token.kind != "name":
            raise self._surprise("a number, x, a function or '('")
        if token.text in FUNCTIONS:
            return self._function()
        self.seen.setdefault(token.text, token.position)
        return self.tape.name(self._take().text)

    def _number(self) -> Node:
        value = float(self._now.text)
        if math.isinf(value):
            raise FormulaError(f"the number {shorten(self._now.text)} is too large", self._now.position)
        self._take(str(int(value)) if value < 1e15 and value == int(value) else repr(value))
        return self.tape.number(value)

    def _function(self) -> Node:
        name = self._take()
        if self._now.text != "(":
            example = f"{name.text}(x, 0)" if name.text in COMPARISONS else f"{name.text}(x)"
            raise self._surprise(f"'(' after {name.text}, as in {example}{'^2' * (self._now.text == '^')},")
        first, *others = self._parentheses(many=True)
        if name.text in COMPARISONS and not others:
            raise FormulaError(f"{name.text} needs two numbers, as in {name.text}(x, 0)", name.position)
        if name.text not in COMPARISONS and others:
            raise FormulaError(f"{name.text} takes one number, not {len(others) + 1}", name.position)
        node = first if others else self._apply(name, name.text, first)
        for other in others:
            node = self._apply(name, name.text, node, other)
        return node

    def _root(self) -> Node:
        """√2, √x or √(x + 1)."""
        sign = self._take("sqrt")
        if self._now.text == "(":
            return self._apply(sign, "sqrt", *self._parentheses())
        self.words.append("(")
        node = self._apply(sign, "sqrt", self._inside(self._atom))
        self.words.append(")")
        return node

    def _parentheses(self, many: bool = False) -> list[Node]:
        """What stands between ( and ); with ``many``, separated by commas."""
        opening = self._take()
        nodes = [self._inside(self._sum)]
        while many and self._now.text == ",":
            self._take(", ")
            nodes.append(self._inside(self._sum))
        if self._now.text != ")":
            raise self._surprise(f"an operator or the ')' that closes the '(' at character {opening.position + 1}")
        self._take()
        return nodes

    def _inside(self, rule) -> Node:
        """Read by ``rule`` one level deeper."""
        self._depth += 1
        if self._depth > NESTING:
            raise FormulaError(f"nested more than {NESTING} deep: type a simpler formula", self._now.position)
        node = rule()
        self._depth -= 1
        return node

    def _apply(self, token: Token, op: str, *args: Node) -> Node:
        node = self.tape.step(op, *args)
        if node.value is None and all(arg.value is not None for arg in args):
            raise FormulaError(NOT_REAL, token.position)
        return node

    def _surprise(self, expected: str) -> FormulaError:
        token, hint = self._now, ""
        if token.text == ",":
            hint = ": decimals need a point, as in 0.5"
        if token.kind == "number":
            digits = shorten(token.text)
            hint = f": write * for a product and ^ for a power, as in x*{digits} or x^{digits}"
        found = repr(shorten(token.text)) if token.text else "the end of the formula"
        return FormulaError(f"expected {expected} but found {found}{hint}", token.position)
