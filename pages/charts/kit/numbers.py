"""How a number reads, everywhere: in a sentence (``number``), inside a chart (``said``) and in a part of the browser.

The first way is the engine's, and so is the rule (``gdengine.analysis.numbers``); the third is ``number`` of
``pages/ui/parts/number.js``.  One table of cases holds all three to it (``tests/number_cases.py``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.numbers import (
    LAST_PLAIN_POWER,
    MILLION,
    MILLIONTH,
    RAISED,
    SENTENCE_DIGITS,
    THIN_SPACE,
    THOUSANDS,
    all_rounded,
    counted,
    number,
    rounded,
)

__all__ = [
    "MILLIONTH",
    "RAISED",
    "ROUNDING_SPAN",
    "all_rounded",
    "counted",
    "number",
    "numbers_apart",
    "power",
    "raised",
    "rounded",
    "said",
]

MOST_APART_DIGITS = 12  # of numbers that are told apart
NEIGHBOR_SHARE = 0.05  # of the way to its neighbor: so far at most a number is off as it is written
ROUNDING_SPAN = 1e-9  # of the largest number that went into one: a millionth of it is what rounding leaves of a 0


def numbers_apart(values: ArrayLike) -> list[str]:
    """The texts of numbers that rise, beside one another: with the digits that tell each from the next."""
    numbers = np.asarray(values, float)
    gaps = np.diff(numbers, prepend=-np.inf, append=np.inf)
    room = NEIGHBOR_SHARE * np.minimum(gaps[:-1], gaps[1:])
    enough = (
        digits
        for digits in range(SENTENCE_DIGITS, MOST_APART_DIGITS)
        if (np.abs(all_rounded(numbers, digits) - numbers) <= room).all()
    )
    digits = next(enough, MOST_APART_DIGITS)
    return [number(value, digits) for value in numbers.tolist()]


def said(value: str, digits: int = SENTENCE_DIGITS, span: str = "0") -> str:
    """A Vega expression for the text of what the expressions ``value`` and ``span`` give: see ``number``."""
    size = f"abs({value})"
    parts = f"split(format({size}, '.{digits - 1}~e'), 'e')"
    plain = f"format({size}, {size} < {10**digits} ? '.{digits}~r' : '.0f')"
    plain = f"replace({plain}, regexp('{_for_vega(THOUSANDS)}'), '$1{THIN_SPACE}$2')"
    mantissa = f"({parts}[0] == '1' ? '' : {parts}[0] + '·')"
    text = f"{size} >= {MILLION} || toNumber({parts}[1]) < {LAST_PLAIN_POWER}"
    text = f"({text} ? {mantissa} + '10' + {raised(parts + '[1]')} : {plain})"
    text = f"({size} > MAX_VALUE ? '∞' : {text})"
    nothing = f"{value} == 0 || {size} < {MILLIONTH} * ({span})"
    return f"(!isValid({value}) ? '—' : {nothing} ? '0' : ({value} < 0 ? '−' : '') + {text})"


def _for_vega(pattern: str) -> str:
    """A pattern inside a string of Vega's."""
    return pattern.replace("\\", "\\\\")


def power(value: str) -> str:
    """A Vega expression: the text of a power of ten, 10⁻⁸, 0.1, 1; nothing for others: an axis names few ticks."""
    exponent = f"log({value}) / LN10"
    return f"abs(round({exponent}) - {exponent}) < 1e-6 ? {said(value, SENTENCE_DIGITS)} : ''"


def raised(text: str) -> str:
    """A Vega expression: the digits and signs of what the expression ``text`` gives, raised."""
    for plain, high in RAISED.items():
        text = f"replace({text}, regexp('[{plain}]', 'g'), '{high}')"
    return text
