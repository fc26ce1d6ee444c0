"""Characters to words: numbers, names and symbols, each with its place; and ``FormulaError``, which points at a place.

Case does not matter (phones write Sin).  A run of letters is read as the known names it is made of, longest first, so
xy is x·y and 2pix is 2·π·x; a run that is not made of known names is one unknown name.  × · ÷ − π √ and raised digits
(x²) mean what they look like.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gdengine.expression.functions import CONSTANTS, FUNCTIONS

VARIABLES = ("x", "y")
LOOKALIKES = str.maketrans("×·⋅∙∗÷∕−–—", "*****//---")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
WORDS = (
    r"(?P<space>\s+)|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z]*log10|[A-Za-z]+)"
    r"|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<symbol>\*\*|[-+*/^(),√π])|(?P<other>.)"
)
ADVICE = {
    "|": "write abs(x) for the size of x",
    "=": "type only what stands to the right of the = sign",
    "[": "use round brackets ( )",
    "{": "use round brackets ( )",
    "!": "there are no factorials here",
    "%": "write / 100 for percent",
    "_": "names have letters only",
}


class FormulaError(ValueError):
    """What is wrong with a formula (``message``, for a student to read) and where (``position``, counted from 0)."""

    def __init__(self, message: str, position: int = 0):
        super().__init__(message, position)
        self.message, self.position = message, position

    def __str__(self):
        return f"at character {self.position + 1}: {self.message}"


class Token(NamedTuple):
    kind: str  # "number", "name", "symbol" or "end"
    text: str
    position: int


def tokenize(text: str) -> list[Token]:
    """The words of a formula, then one of kind "end".  Raises FormulaError at a character that has no meaning here."""
    tokens: list[Token] = []
    if "=" in text:  # before f(x) = … is found to have an unknown name
        raise _senseless("=", text.index("="))
    for found in re.finditer(WORDS, text.translate(LOOKALIKES), re.DOTALL):
        tokens += _words(found.lastgroup, found.group(), found.start())
    return [*tokens, Token("end", "", len(text))]


def _words(kind, word, position) -> list[Token]:
    if kind == "other":
        raise _senseless(word, position)
    if kind == "name":
        return _names(word.lower(), position)
    if kind == "raised":
        return _raised(word.translate(RAISED), position)
    if word in ("√", "π"):
        return [Token("name" if word == "π" else "symbol", "pi" if word == "π" else "√", position)]
    return [] if kind == "space" else [Token(kind, "^" if word == "**" else word, position)]


def _senseless(character, position) -> FormulaError:
    advice = f": {ADVICE[character]}" if character in ADVICE else ""
    return FormulaError(f"{character!r} has no meaning in a formula here{advice}", position)


def _raised(digits, position) -> list[Token]:
    sign = [Token("symbol", digits[0], position)] if digits[0] in "+-" else []
    return [Token("symbol", "^", position), *sign, Token("number", digits.lstrip("+-"), position + len(sign))]


def _names(run, position) -> list[Token]:
    """The names a run of letters is made of, the longest first: "xsin" is x and sin."""
    tokens, start = [], 0
    while start < len(run):
        name = max((known for known in KNOWN if run.startswith(known, start)), key=len, default="")
        if not name:
            raise FormulaError(f"unknown name {shorten(run)!r}: you may use {_known_names()}", position)
        tokens.append(Token("name", name, position + start))
        start += len(name)
    return tokens


KNOWN = (*VARIABLES, *CONSTANTS, *FUNCTIONS)


def _known_names() -> str:
    return f"{', '.join((*VARIABLES, *CONSTANTS))} and {', '.join(FUNCTIONS)}"


def shorten(word: str) -> str:
    return word if len(word) <= 20 else f"{word[:20]}…"
