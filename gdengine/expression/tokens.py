"""Characters to words: numbers, names and symbols, each with its place; and ``FormulaError``, which points at a place.

Case does not matter (phones write Sin).  A run of letters is read as the known names it is made of, longest first, so
xy is x·y and 2pix is 2·π·x; a run that is not made of known names is one unknown name.  Raised digits and letters (x²,
eˣ) are powers, ½ and ¹⁄₂ fractions, a lowered number after log its base; of LaTeX what a formula is made of is read:
\\frac{}{}, \\sqrt[3]{}, \\cdot, \\sin, \\left( and braces.  A bar opens or closes: see ``_with_bars``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gdengine.expression.functions import ALIASES, CONSTANTS, FUNCTIONS, RECIPROCALS
from gdengine.expression.hints import ABOUT_NAMES, ADVICE, WORDS_FOR, advice_on_name
from gdengine.expression.typography import plain

LONGEST_FORMULA = 500  # characters of a formula: this bounds the steps, too
VARIABLES = ("x", "y")
FUNCTION_NAMES = {**{name: name for name in (*FUNCTIONS, *RECIPROCALS)}, **ALIASES}  # as it may be written: what it is
KNOWN_NAMES = {**{name: name for name in (*VARIABLES, *CONSTANTS)}, **FUNCTION_NAMES}
LONGEST_NAMES = "|".join(sorted(KNOWN_NAMES, key=len, reverse=True))
UNSPLIT_NAMES = {*ABOUT_NAMES, *WORDS_FOR}  # sine is no sin·e
GREEK = {"π": "pi", "σ": "sigmoid"}
ROOTS = {"√": "2", "∛": "3", "∜": "4"}
RAISED_CHARACTERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ˣʸⁿ⁄ᐟ", "0123456789-+()xyn//")
LOWERED_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
VULGAR_FRACTIONS = "".join(chr(code) for code in (*range(0xBC, 0xBF), *range(0x2150, 0x215F), 0x2189))
WORD_PATTERN = (
    r"(?s)(?P<space>\s+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<letters>[A-Za-z]*[lL][oO][gG](?:10|2)(?![0-9])|[A-Za-z]+|[πσ])"
    rf"|(?P<fraction>[⁰¹²³⁴-⁹]+⁄[₀-₉]+|[{VULGAR_FRACTIONS}])"
    r"|(?P<raised>[⁻⁺⁽⁾⁰¹²³⁴-⁹ˣʸⁿ](?:[⁻⁺⁽⁾⁰¹²³⁴-⁹ˣʸⁿᐟ]|⁄(?=[⁰¹²³⁴-⁹]))*)"
    r"|(?P<base>_\s*\{\s*(?:[0-9]+\.?[0-9]*|e)\s*\}|_(?:[0-9]+\.?[0-9]*|e(?![A-Za-z]))|[₀-₉]+)"
    r"|(?P<command>\\(?:operatorname|mathrm|text)\*?\s*\{\s*[A-Za-z]+\s*\}"
    r"|\\sqrt\s*\[\s*[0-9]+\s*\]|\\[A-Za-z]+|\\[,;:! ])"
    r"|(?P<root>[√∛∜])|(?P<symbol>\*\*|[-+*/⁄^(){},;])|(?P<bar>\|)|(?P<other>.)"
)
LEFT_SIDE = r"(?i)\s*(?:[fgh]\s*'*\s*\(\s*x\s*(?:,\s*y\s*)?\)|[yz])\s*="
COMMANDS = {"cdot": "*", "times": "*", "ast": "*", "div": "/"}
BAR_SIDES = {"left": "open", "right": "close", "lvert": "open", "rvert": "close"}
FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac")
IGNORED_COMMANDS = (
    "big",
    "Big",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "quad",
    "qquad",
    "displaystyle",
    "mathrm",
    "operatorname",
)
BEGINNING_KINDS = ("number", "fraction", "name", "function", "root", "frac", "open", "unknown")
ENDING_KINDS = ("number", "fraction", "name", "close", "unknown")


class FormulaError(ValueError):
    """What is wrong with a formula (``message``, for a student to read) and where (``position``, counted from 0)."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message, position)
        self.message, self.position = message, position

    def __str__(self) -> str:
        return f"at character {self.position + 1}: {self.message}"


class Token(NamedTuple):
    """One word.  ``kind``: number, fraction, name (of a variable or constant), function, raised (the ^ of x²), base,
    root, frac, open and close (of bars), symbol, end; or what has no meaning here: unknown (a name), other."""

    kind: str
    text: str
    position: int  # in the text as it was typed
    end: int
    gap: bool = False  # white space stands before it

    @property
    def begins(self) -> bool:
        """Whether a number, or what stands for one, can begin here."""
        return self.kind in BEGINNING_KINDS or (self.kind == "symbol" and self.text in ("(", "{"))

    @property
    def ends(self) -> bool:
        """Whether a number, or what stands for one, can end here."""
        return self.kind in ENDING_KINDS or (self.kind == "symbol" and self.text in (")", "}"))


Words = Iterator[tuple[str, str, int, int]]  # kind, text, from, to: places in the plain text


def tokenize(text: str) -> list[Token]:
    """The words of a formula, then one of kind "end".  Raises FormulaError at a character that has no meaning here."""
    tokens = scan(text)
    for token in tokens:  # first of all, because what stands before it is no formula
        if token.text == "=":
            raise _senseless("=", token)
    for before, token in zip([tokens[-1], *tokens], tokens):
        if token.kind == "unknown":
            raise FormulaError(advice_on_name(token.text, (*VARIABLES, *CONSTANTS), FUNCTION_NAMES), token.position)
        if token.kind == "other" or (token.kind == "base" and before.text != "log"):
            raise _senseless(text[token.position], token)
    return tokens


def scan(text: str) -> list[Token]:
    """The words of any text, then one of kind "end"; words without a meaning are "unknown" or "other"."""
    characters, places = plain(text)
    places = (*places, len(text))
    left = re.match(LEFT_SIDE, characters)
    tokens: list[Token] = []
    gap = False
    for word in re.finditer(WORD_PATTERN, characters):
        if left and word.start() < left.end():
            continue
        read = list(READERS[str(word.lastgroup)](word.group(), word.start()))
        for kind, meant, start, end in read:
            tokens.append(Token(kind, meant, places[start], places[end - 1] + 1, gap))
            gap = False
        gap = gap or not read
    return _with_bars([*tokens, Token("end", "", len(text), len(text))])


def _plainly(kind: str) -> Callable[[str, int], Words]:
    return lambda word, at: iter([(kind, word, at, at + len(word))])


def _symbol(word: str, at: int) -> Words:
    yield "symbol", {"**": "^", "⁄": "/"}.get(word, word), at, at + len(word)


def _letters(run: str, at: int) -> Words:
    """The names a run of letters is made of, the longest first: "xsin" is x and sin."""
    if run in GREEK:
        yield "name" if GREEK[run] in CONSTANTS else "function", GREEK[run], at, at + 1
        return
    lower = run.lower()
    if lower in UNSPLIT_NAMES:
        yield "unknown", run, at, at + len(run)
        return
    names = list(re.finditer(LONGEST_NAMES, lower))
    if "".join(found.group() for found in names) != lower:
        yield "unknown", run, at, at + len(run)
        return
    for found in names:
        name = found.group()
        yield "function" if name in FUNCTION_NAMES else "name", KNOWN_NAMES[name], at + found.start(), at + found.end()


def _fraction(word: str, at: int) -> Words:
    """½ or ¹⁄₂, as "1/2"."""
    digits = unicodedata.normalize("NFKC", word).replace("⁄", "/")
    yield "fraction", digits if digits[-1] != "/" else f"{digits}1", at, at + len(word)


def _raised(word: str, at: int) -> Words:
    """The power a raised run stands for, in brackets unless it is a plain number with or without a sign."""
    meant = word.translate(RAISED_CHARACTERS)
    plainly = meant.lstrip("+-").isdigit() and len(meant) - len(meant.lstrip("+-")) < 2
    yield "raised", "^", at, at + 1
    if not plainly:
        yield "symbol", "(", at, at + 1
    for piece in re.finditer(r"[0-9]+|.", meant):
        kind = "number" if piece.group().isdigit() else "name" if piece.group() in VARIABLES else "symbol"
        yield "unknown" if piece.group() == "n" else kind, piece.group(), at + piece.start(), at + piece.end()
    if not plainly:
        yield "symbol", ")", at + len(word) - 1, at + len(word)


def _base(word: str, at: int) -> Words:
    yield "base", word.translate(LOWERED_DIGITS).strip("_{} "), at, at + len(word)


def _command(word: str, at: int) -> Words:
    """A word of LaTeX: \\frac, a root with an index, the name of a function or a sign."""
    name, end = word[1:].strip(), at + len(word)
    if inner := re.search(r"\{\s*([A-Za-z]+)\s*\}", name):
        name = inner.group(1)
    if index := re.search(r"\[\s*([0-9]+)\s*\]", name):
        yield "root", index.group(1), at, end
    elif name in BAR_SIDES:
        yield "side", BAR_SIDES[name], at, end
        if name.endswith("vert"):
            yield "bar", "|", at, end
    elif name in FRACTIONS:
        yield "frac", name, at, end
    elif name in COMMANDS:
        yield "symbol", COMMANDS[name], at, end
    elif name in ("vert", "mid"):
        yield "bar", "|", at, end
    elif name in KNOWN_NAMES or name == "sigma":
        known = KNOWN_NAMES.get(name, "sigmoid")
        yield "name" if known in (*VARIABLES, *CONSTANTS) else "function", known, at, end
    elif name.isalpha() and name not in IGNORED_COMMANDS:
        yield "unknown", f"\\{name}", at, end


READERS: dict[str, Callable[[str, int], Words]] = {
    "space": lambda word, at: iter(()),
    "number": _plainly("number"),
    "letters": _letters,
    "fraction": _fraction,
    "raised": _raised,
    "base": _base,
    "command": _command,
    "root": lambda word, at: iter([("root", ROOTS[word], at, at + 1)]),
    "symbol": _symbol,
    "bar": _plainly("bar"),
    "other": lambda word, at: iter([("other", word, at, at + 1)] if word != "$" else []),  # LaTeX stands between $
}


def _with_bars(tokens: list[Token]) -> list[Token]:
    """Every bar as one that opens or closes.

    A bar closes if one is open since the last bracket and a number ends before it, and opens otherwise; one that stands
    apart from what is before it and close to what follows opens, too: |2 |x|| is the size of 2·|x|, | x | y that of x,
    times y.  \\left and \\right say so themselves.
    """
    decided: list[Token] = []
    opened, side = [0], ""
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]]):
        if token.kind == "side":
            side = token.text
            continue
        if token.kind == "bar":
            before = bool(decided) and decided[-1].ends
            nested = token.gap and not following.gap and (following.begins or following.kind == "bar")
            role = side or ("close" if opened[-1] and before and not nested else "open")
            opened[-1] += 1 if role == "open" else -1
            token = token._replace(kind=role)
        elif token.kind == "symbol" and token.text in ("(", "{"):
            opened.append(0)
        elif token.kind == "symbol" and token.text in (")", "}") and len(opened) > 1:
            opened.pop()
        side = ""
        decided.append(token)
    return decided


def _senseless(character: str, token: Token) -> FormulaError:
    advice = ADVICE.get("_" if token.kind == "base" else token.text, "")
    return FormulaError(f"{character!r} has no meaning in a formula here{advice and f': {advice}'}", token.position)
