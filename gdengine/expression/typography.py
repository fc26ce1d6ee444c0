"""Characters as people type and paste them, as the plain ones that the words of a formula are made of.

A formula from a PDF, a word processor or another keyboard looks right and is made of other characters: mathematical
italics, full width, five kinds of minus, spaces that do not break, marks that cannot be seen.  Each is replaced by
what it looks like, one at a time, and every character of the outcome knows its place in the text as it was typed, so
that a message can point there.

Unicode's own compatibility form (NFKC) is not enough and too much: it leaves − × ∕ alone and turns x² into x2.  Only
letters, digits and signs in another dress are undressed here; raised and lowered digits (x², log₂) and fractions (½)
keep their meaning and are read by ``gdengine.expression.tokens``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

LOOKALIKES = {
    "-": "−–—‒―‐‑⁃➖﹣－˗",
    "+": "➕﬩",
    "*": "×·⋅∙•∗✕✖⨯⨉⁎✱‧・·\u2062",
    "/": "÷∕➗∶",
    "^": "ˆ↑",
    "|": "∣❘⏐ǀ",
    "'": "′’‘ʹ",
    "(": "❨⟮",
    ")": "❩⟯",
    ".": "٫",
    "x": "хХ",  # Cyrillic, on keyboards where the letter that looks like x is the nearer one
    "y": "уУ",
    "e": "еЕ",
}
PLAIN_SIGNS = {character: plain for plain, characters in LOOKALIKES.items() for character in characters}
DRESSES = ("<font>", "<wide>", "<narrow>", "<compat>", "<small>", "<noBreak>", "<isolated>")  # not <super>, <fraction>


class Plain(NamedTuple):
    """A formula in plain characters, and where each of them stood, counted from 0, in the text as it was typed."""

    text: str
    places: tuple[int, ...]


def plain(text: str) -> Plain:
    """The text in plain characters.  White space of every kind is a blank; what cannot be seen is left out."""
    if text.isascii() and text.isprintable():
        return Plain(text, tuple(range(len(text))))
    characters = [(meant, place) for place, typed in enumerate(text) for meant in meaning(typed)]
    return Plain("".join(meant for meant, _ in characters), tuple(place for _, place in characters))


@lru_cache(maxsize=4096)
def meaning(character: str) -> str:
    """What one character looks like, in plain ones; "" for one that cannot be seen."""
    kind = unicodedata.category(character)
    if character in PLAIN_SIGNS:
        return PLAIN_SIGNS[character]
    if character.isspace() or kind in ("Zs", "Zl", "Zp"):
        return " "
    if kind == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if unicodedata.decomposition(character).startswith(DRESSES):
        undressed = unicodedata.normalize("NFKC", character)
        return "".join(PLAIN_SIGNS.get(each, each) for each in undressed)
    return character
