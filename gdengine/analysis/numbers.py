"""How a number reads in a sentence.

One rule for all that is written, held by one table of cases (``tests/number_cases.py``), so that the same value never
reads in two ways:

1. No number (None, nan) is "—"; beyond all bounds is "∞" or "−∞".
2. Smaller than a millionth of ``span``, the range it is seen on, is "0".  A span of 0 or none hides nothing.
3. From 0.0001 on, and below a million, plain digits: ``digits`` significant ones, three unless more are asked for, yet
   never fewer than the whole part has (268370.4 is "268 370").  From 10 000 on a thin space parts the thousands.
4. Smaller or larger, the same digits and a power of ten: "1.2·10⁻⁵"; of a round one the power alone: "10²⁰".
5. Halves are rounded away from zero.  Zeros at the end are dropped ("2", not "2.00"); the minus is a true one ("−3");
   there is no "−0".
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array

SENTENCE_DIGITS = 3  # significant, of a number in a sentence
MILLIONTH = 1e-6  # of the span: smaller is nothing
MILLION = 999_999.5  # from here on a whole number has seven digits
LAST_PLAIN_POWER = -4  # 0.0001: smaller numbers are said in powers of ten
TIE = 1e-6  # so near to the middle of two whole numbers a product may be on the wrong side
EXACT_POWER = 22  # the largest power of ten that is a number of 64 bits
THIN_SPACE = "\u202f"
THOUSANDS = r"^(−?\d{2,3})(\d{3})(?!\d)"  # whole parts of five and six digits, in Python's and JavaScript's language
RAISED = {"+": "", "-": "⁻"} | dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def number(value: float | None, digits: int = SENTENCE_DIGITS, span: float = 0.0) -> str:
    """The text of a number: 0.333, −3, 268 370, 1.2·10⁻⁵, 10²⁰, 0, ∞, —, by the rule above.

    ``digits``: significant, at least so many for the whole part · ``span``: the width of the range it is seen on.
    """
    if value is None or math.isnan(value):
        return "—"
    sign = "−" if value < 0 else ""
    size = abs(float(value))
    if math.isinf(size):
        return f"{sign}∞"
    if size == 0 or size < MILLIONTH * span:
        return "0"
    rounded = _rounded(size, digits)
    if size >= MILLION or rounded.adjusted() < LAST_PLAIN_POWER:
        return sign + _in_powers(rounded)
    plain = rounded if size < 10**digits else Decimal(size).quantize(Decimal(1), ROUND_HALF_UP)
    return sign + re.sub(THOUSANDS, rf"\1{THIN_SPACE}\2", f"{plain.normalize():f}")


def whole(count: int) -> str:
    """A number of things, to the last digit: 7, 1200, 12 000."""
    return number(count, len(str(count)))


def counted(count: int, unit: str) -> str:
    """1 step, 2 steps, 1200 steps."""
    return f"{whole(count)} {unit}{'' if count == 1 else 's'}"


def rounded(value: float, digits: int = SENTENCE_DIGITS) -> float:
    """The number that its text stands for: one that travels so is not rounded a second time where it is written."""
    if not math.isfinite(value):
        return value
    size = abs(float(value))
    whole = 10**digits <= size < MILLION
    short = Decimal(size).quantize(Decimal(1), ROUND_HALF_UP) if whole else _rounded(size, digits)
    return math.copysign(float(short), value)


def all_rounded(values: ArrayLike, digits: int = SENTENCE_DIGITS) -> Array:
    """``rounded`` of every number of an array, the same to the last bit: all at once, and one by one where it is close.

    In doubt are numbers near the middle between two roundings, and those so large or so small that a power of ten in
    them is no exact number.
    """
    values = np.asarray(values, float)
    with np.errstate(all="ignore"):
        size = np.abs(values)
        left = digits - 1 - np.floor(np.log10(size))  # decimals that stay
        left = np.where((size >= 10**digits) & (size < MILLION), 0, left)
        power = 10.0 ** np.abs(left)
        scaled = np.where(left < 0, size / power, size * power)
        whole = np.floor(scaled + 0.5)
        found = np.copysign(np.where(left < 0, whole * power, whole / power), values)
        sure = (np.abs(scaled - np.floor(scaled) - 0.5) > TIE) & (np.abs(left) <= EXACT_POWER)
    found = np.where(np.isfinite(values) & (values != 0), found, values)
    for place in zip(*np.nonzero(~sure & np.isfinite(values) & (values != 0))):
        found[place] = rounded(values[place], digits)
    return found


def _rounded(size: float, digits: int) -> Decimal:
    """To so many significant digits, halves up."""
    return Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(size))


def _in_powers(rounded: Decimal) -> str:
    power = rounded.adjusted()
    mantissa = f"{rounded.scaleb(-power).normalize():f}"
    raised_power = "".join(RAISED[sign] for sign in str(power))
    return f"10{raised_power}" if mantissa == "1" else f"{mantissa}·10{raised_power}"
