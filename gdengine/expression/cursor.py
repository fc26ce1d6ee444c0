"""A place in the words of a formula, and the steps read so far: what every rule of the grammar stands on.

Numbers are read here too, with their decimal commas and fractions, and so is what to say of a word that cannot stand
where it does.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from gdengine.expression.hints import shorten
from gdengine.expression.tape import Node, Tape
from gdengine.expression.tokens import FormulaError, Token, tokenize
from gdengine.expression.writer import Writer

NESTING = 50  # parentheses, functions, signs and powers inside each other


class Cursor:
    """The words of a formula, the present one among them, and the tape on which steps are written."""

    def __init__(self, text: str, tape: Tape | None = None) -> None:
        self.tape = tape or Tape()
        self._write = Writer(self.tape)
        self._text, self._tokens, self._next, self._depth = text, tokenize(text), 0, 0
        self._decimal_comma = True  # whether a comma between digits is one

    @property
    def _now(self) -> Token:
        return self._tokens[self._next]

    def _after(self, count: int = 1) -> Token:
        return self._tokens[min(self._next + count, len(self._tokens) - 1)]

    def _take(self) -> Token:
        """The present token; the next one becomes present."""
        self._next += 1
        return self._tokens[self._next - 1]

    def _inside(self, rule: Callable[[], Node]) -> Node:
        """Read by ``rule`` one level deeper."""
        self._depth += 1
        if self._depth > NESTING:
            raise FormulaError(f"nested more than {NESTING} deep: type a simpler formula", self._now.position)
        node = rule()
        self._depth -= 1
        return node

    def _number(self) -> Node:
        token = self._take()
        text = token.text
        if self._now.text == "," and self._decimal_comma and not text.endswith("."):
            text += self._decimals(token)
        value = float(text)
        if math.isinf(value):
            raise FormulaError(f"the number {shorten(text)} is too large", token.position)
        node = self.tape.number(value)
        if self._now.kind == "fraction":  # 2½
            return self.tape.step("+", node, self._fraction())
        return node

    def _decimals(self, whole: Token) -> str:
        """The comma and the digits after a whole number, as ".5"; "" where the comma is no decimal one."""
        comma, digits = self._now, self._after()
        if digits.kind != "number" or comma.gap or digits.gap or "." in whole.text + digits.text:
            return ""
        if len(digits.text) == 3 and whole.text.isdigit() and len(whole.text) < 4 and whole.text != "0":
            both = f"{whole.text},{digits.text}"
            plain = f"write {whole.text}{digits.text} or {whole.text}.{digits.text}"
            raise FormulaError(f"{both} can be read in two ways: {plain}", whole.position)
        self._next += 2
        return f".{digits.text}"

    def _fraction(self) -> Node:
        """½, as the quotient it is."""
        above, below = self._take().text.split("/")
        token = self._tokens[self._next - 1]
        return self._write.step(token, "/", self.tape.number(float(above)), self.tape.number(float(below)))

    def _surprise(self, expected: str) -> FormulaError:
        token, hint = self._now, ""
        if token.text in (",", ";"):
            hint = ": a comma stands between the numbers of max, min and log, or in a decimal such as 0,5"
        if token.kind in ("number", "fraction"):
            hint = self._about_digits(token)
        typed = self._text[token.position : token.end]
        found = repr(shorten(typed)) if token.kind != "end" else "the end of the formula"
        return FormulaError(f"expected {expected} but found {found}{hint}", token.position)

    def _about_digits(self, token: Token) -> str:
        """What to say of a number where none can stand."""
        before = self._tokens[self._next - 1]
        if self._next and before.kind == "number" and token.gap and len(token.text) == 3:
            return f": a number has no space inside, write {shorten(before.text + token.text)}"
        if self._next and before.kind == "function" and before.text == "log":
            return f", or log_{shorten(token.text)}(x) for the logarithm to the base {shorten(token.text)}"
        digits = shorten(token.text) if token.kind == "number" else f"({token.text})"
        return f": write * for a product and ^ for a power, as in x*{digits} or x^{digits}"
