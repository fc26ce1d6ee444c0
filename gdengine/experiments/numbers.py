"""Numbers as people type them, and the shortest text that says a number exactly.

Read are: a decimal comma ("0,35"), fractions ("1/8", "½", "1 ½"), powers ("1e-3", "10^-3", "2·10⁻³"), a true minus
sign, spaces between groups of three digits ("10 000").  A text is matched, never evaluated.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

LONGEST_NUMBER = 60  # characters: a double needs 25

TYPED_SIGNS = str.maketrans("−–‐‑﹣－＋·×⋅⁄∕，．'’", "-----" + "-+***//,.  ")
RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
PLAIN_NUMBER = r"(?:\d+\.?\d*|\.\d+)"
NUMBER_PATTERN = re.compile(
    rf"(?P<sign>[+-]?)(?:(?P<factor>{PLAIN_NUMBER})\*)?10(?:\^|\*\*)\(?(?P<power>[+-]?\d{{1,3}})\)?"  # 2·10^-3
    rf"|(?P<minus>[+-]?)(?:(?P<whole>\d+) )?(?P<over>{PLAIN_NUMBER})/(?P<under>{PLAIN_NUMBER})"  # 1 1/2
    rf"|(?P<number>[+-]?{PLAIN_NUMBER}(?:[eE][+-]?\d{{1,4}})?)"
)


def read_number(text: str) -> float:
    """The number that a text says, correctly rounded; ValueError, with a sentence, if it says none."""
    said = NUMBER_PATTERN.fullmatch(_plain(text)) if len(text) <= LONGEST_NUMBER else None
    if said is None:
        raise ValueError("it is a number, such as 0.35 or 1/8")
    if said["power"]:
        return float(f"{said['sign']}{said['factor'] or 1}e{said['power']}")
    if said["under"]:
        return _quotient(said)
    return float(said["number"])


def _quotient(said: re.Match[str]) -> float:
    under = Fraction(said["under"])
    if not under:
        raise ValueError("nothing can be divided by 0")
    value = int(said["whole"] or 0) + Fraction(said["over"]) / under
    return float(-value if said["minus"] == "-" else value)


def _plain(text: str) -> str:
    """The text in the characters of ``NUMBER_PATTERN``: one decimal point, no more spaces than a mixed fraction has."""
    text = re.sub("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda raised: "^" + raised[0].translate(RAISED_DIGITS), text)
    text = "".join(_spelled(character) for character in text.translate(TYPED_SIGNS))
    text = " ".join(text.split())
    text = re.sub(r"(?<=\d) (?=\d{3}(?:\D|$))(?! ?\d+ ?/)", "", text)  # 10 000
    text = re.sub(r" ?([/^*()eE.,]) ?|(?<=[+-]) ", r"\1", text)
    return _point(text)


def _spelled(character: str) -> str:
    """A fraction in one character as three, any digit as one of ours."""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    parts = unicodedata.normalize("NFKC", character).partition("⁄")
    return f" {parts[0]}/{parts[2]}" if parts[1] else character


def _point(text: str) -> str:
    """Decimal points for decimal commas; of two kinds of marks the last is the decimal one, as in 1.000,5."""
    mark = max(text.rfind("."), text.rfind(","))
    if text.count(",") + text.count(".") > 1 and "/" not in text:
        whole, rest = text[:mark], text[mark + 1 :]
        grouped = re.fullmatch(r"([+-]?\d{1,3})((?:[.,]\d{3})+)", whole)
        if not grouped or text[mark] in whole:
            return text
        return re.sub("[.,]", "", whole) + "." + rest
    return text.replace(",", ".")


def write_number(value: float) -> str:
    """The shortest plain text of a number: 0.05, 30, 1e-6; ``read_number`` gives the same number back."""
    text = repr(float(value)).removesuffix(".0")
    mantissa, _, power = text.partition("e")
    if not power:
        return text
    return f"{mantissa}e{int(power)}" if int(power) < 0 else format(Decimal(text), "f")


def say_number(value: float) -> str:
    """A number as ``write_number`` writes it, for a sentence: its minus is no hyphen, −5."""
    text = write_number(value)
    return f"−{text[1:]}" if text.startswith("-") else text
