r"""Words to steps: a recursive-descent parser for the formulas of a school book.

    sum     = ["+" | "-"] term {("+" | "-") term}
    term    = signed {("*" | "/") signed | power}          a missing sign between two factors means *
    signed  = ("+" | "-") signed | power                   so −x² is −(x²), and 2·−x is allowed
    power   = atom ["^" signed]                            to the right: 2^3^2 is 2^(3^2)
    atom    = number | fraction | name | call | root atom | "(" sum ")" | "|" sum "|" | \frac "{" sum "}" "{" sum "}"
    call    = function ["^" whole number] "(" sum {"," sum} ")"

A missing sign binds exactly like *: 1/2x is (1/2)·x, as for a computer; the typeset formula beside the input shows it.
A number cannot follow a factor without a sign (x2 is probably a lost x^2), and a function needs its parentheses (is sin
2x + 1 the sine of 2, of 2x or of 2x + 1?).  sin²(x) and sin^2(x) are (sin x)², sin⁻¹(x) is arcsin(x).  2½ is 2 + 1/2.

**Commas.**  Where one number is expected a comma between two digits is a decimal comma (0,5x), but 1,000 could be a
thousand and is refused.  Between the brackets of min, max and log commas separate; there ; separates as well, and where
it does, a comma between digits is decimal again: max(0,5x; 1).

**Roots.**  u^(p/q), written as a fraction of whole numbers with an odd q in lowest terms, is the odd root (∛u)ᵖ of
every u, negative ones included, as pocket calculators and ∛ have it: (−8)^(1/3) = −2.  Any other exponent that is not
whole (0.333, 1/2) asks for u ≥ 0.

Nothing is ever evaluated as a program: the only names are those of ``gdengine.expression.functions``, x and y.
"""

from __future__ import annotations

from collections.abc import Callable

from gdengine.expression.cursor import Cursor
from gdengine.expression.functions import COMPARISONS, INVERSES
from gdengine.expression.hints import shorten
from gdengine.expression.tape import Node, Tape
from gdengine.expression.tokens import FormulaError, Token

CLOSING = {"(": ")", "{": "}", "|": "|"}
LIST_FUNCTIONS = (*COMPARISONS, "log")  # functions between whose brackets a comma separates


class Reader(Cursor):
    """Reads one formula: ``root`` is its last step, ``seen`` where each variable and constant first occurs."""

    def __init__(self, text: str, tape: Tape | None = None) -> None:
        super().__init__(text, tape)
        self.seen: dict[str, int] = {}
        if self._now.kind == "end":
            raise FormulaError("there is no formula yet: type one, such as x^2", len(text) if text.strip() else 0)
        self.root = self._sum()
        if self._now.kind != "end":
            raise self._surprise("an operator such as + - * / ^ or the end of the formula")

    def _sum(self) -> Node:
        node = self._sign(self._term) if self._now.text in ("+", "-") else self._term()
        while self._now.text in ("+", "-"):
            sign = self._take()
            node = self._write.step(sign, sign.text, node, self._term())
        return node

    def _term(self) -> Node:
        node = self._signed()
        while True:
            if self._now.text in ("*", "/"):
                sign = self._take()
                node = self._write.step(sign, sign.text, node, self._signed())
            elif self._now.begins and self._now.kind not in ("number", "fraction"):
                node = self._write.step(self._now, "*", node, self._power())
            else:
                return node

    def _signed(self) -> Node:
        return self._sign(self._signed) if self._now.text in ("+", "-") else self._power()

    def _sign(self, rule: Callable[[], Node]) -> Node:
        """A sign before what ``rule`` reads."""
        sign = self._take()
        node = self._inside(rule)
        return self._write.step(sign, "neg", node) if sign.text == "-" else node

    def _power(self) -> Node:
        base = self._atom()
        if self._now.text != "^":
            return base
        sign, place = self._take(), self._now.position
        exponent = self._inside(self._signed)
        self._write.limit(exponent.value, place)
        return self._write.power(sign, base, exponent)

    def _atom(self) -> Node:
        token = self._now
        if token.kind == "number":
            return self._number()
        if token.kind == "fraction":
            return self._fraction()
        if token.text in ("(", "{") or token.kind == "open":
            return self._parentheses()[0] if token.kind == "symbol" else self._size()
        if token.kind == "root" or self._is_root_with_index():
            return self._root()
        if token.kind == "frac":
            return self._written_fraction()
        if token.kind == "function":
            return self._function()
        if token.kind != "name":
            raise self._surprise("a number, x, a function or '('")
        self.seen.setdefault(token.text, token.position)
        return self.tape.name(self._take().text)

    def _written_fraction(self) -> Node:
        r"""\frac{…}{…}"""
        sign = self._take()
        parts = []
        for which in ("top", "bottom"):
            if self._now.text != "{":
                raise self._surprise(f"'{{' and the {which} of the fraction")
            parts += self._parentheses()
        return self._write.step(sign, "/", *parts)

    def _size(self) -> Node:
        """|x|"""
        opening = self._take()
        node = self._inside(self._sum)
        if self._now.kind != "close":
            raise self._surprise(f"an operator or the second | of the pair at character {opening.position + 1}")
        self._take()
        return self._write.step(opening, "abs", node)

    def _function(self) -> Node:
        name = self._take()
        base = self._base(name)
        exponent = self._function_power(name)
        if self._now.text not in ("(", "{"):
            raise self._bare(name, "" if exponent is None else f"{exponent.value:g}")
        arguments = self._parentheses(many=True, decimal_comma=name.text not in LIST_FUNCTIONS)
        if base is not None:
            arguments = [*arguments, base]
        if exponent is not None and exponent.value == -1:
            if name.text not in INVERSES:
                raise FormulaError(f"{name.text}⁻¹ is not clear: write 1/{name.text}(x)", name.position)
            return self._write.function(name, INVERSES[name.text], arguments)
        node = self._write.function(name, name.text, arguments)
        return node if exponent is None else self._write.step(name, "^", node, exponent)

    def _base(self, name: Token) -> Node | None:
        """The base of a logarithm, log_2 or log₂."""
        if self._now.kind != "base":
            return None
        text = self._take().text
        return self.tape.name("e") if text == "e" else self.tape.number(float(text))

    def _function_power(self, name: Token) -> Node | None:
        """The whole exponent between a function and its brackets, sin²(x)."""
        if self._now.text != "^":
            return None
        start = self._next
        self._next += 1
        boxed = self._now.text if self._now.text in ("(", "{") else ""
        self._next += bool(boxed)
        minus = self._take().text if self._now.text in ("+", "-") else "+"
        number = self._now
        self._next += 1 + bool(boxed)
        closed = not boxed or self._tokens[min(self._next, len(self._tokens)) - 1].text == CLOSING[boxed]
        if number.kind != "number" or not number.text.isdigit() or not closed:
            self._next = start
            raise self._bare(name)
        value = float(minus + number.text)
        self._write.limit(value, number.position)
        return self.tape.number(value)

    def _bare(self, name: Token, exponent: str = "") -> FormulaError:
        """What to say of a function without brackets: what they would probably hold."""
        rest = last = self._next
        if not exponent and self._now.text == "^":
            exponent, rest = "2", len(self._tokens) - 1
        while last >= rest and self._tokens[last].begins and self._tokens[last].text not in ("(", "{", "|"):
            last += 1
        held = self._text[self._tokens[rest].position : self._tokens[last - 1].end] if last > rest else "x"
        held = "x, 0" if name.text in COMPARISONS and held == "x" else held
        written = self._text[name.position : name.end]
        hint = self._about_digits(self._now) if name.text == "log" and self._now.kind == "number" else ""
        power = f"^{exponent}" * bool(exponent)
        example = f"{written}({shorten(held)}){power}"
        return FormulaError(f"{written} needs brackets: write {example}{hint}", self._now.position)

    def _is_root_with_index(self) -> bool:
        """³√x"""
        return self._now.kind == "raised" and self._after().text.isdigit() and self._after(2).kind == "root"

    def _root(self) -> Node:
        """√2, √x, √(x + 1), ∛x or ³√x."""
        index = ""
        if self._now.kind == "raised":
            index = self._after().text
            self._next += 2
        sign = self._take()
        index = index or sign.text
        node = self._parentheses()[0] if self._now.text in ("(", "{") else self._inside(self._atom)
        return self._write.root(sign, index, node)

    def _parentheses(self, many: bool = False, decimal_comma: bool = True) -> list[Node]:
        """What stands between ( and ); with ``many``, separated by commas or semicolons."""
        opening, outer = self._take(), self._decimal_comma
        semicolons = many and self._has_semicolon()
        self._decimal_comma = decimal_comma or semicolons
        nodes = [self._inside(self._sum)]
        while many and self._now.text in (",", ";"):
            comma = self._take()
            digits = self._tokens[self._next - 2].kind == self._now.kind == "number"
            if comma.text == "," and semicolons and digits:
                raise FormulaError("commas and semicolons are mixed here: put ; between the numbers", comma.position)
            nodes.append(self._inside(self._sum))
        closing = CLOSING[opening.text]
        if self._now.text != closing or self._now.kind != "symbol":
            place = f"the '{opening.text}' at character {opening.position + 1}"
            raise self._surprise(f"an operator or the '{closing}' that closes {place}")
        self._take()
        self._decimal_comma = outer
        return nodes

    def _has_semicolon(self) -> bool:
        """Whether a semicolon stands between the bracket just taken and the one that closes it."""
        depth = 0
        for token in self._tokens[self._next :]:
            if token.kind == "symbol":
                depth += (token.text in ("(", "{")) - (token.text in (")", "}"))
            if depth < 0:
                return False
            if depth == 0 and token.text == ";":
                return True
        return False
