"""Tables of numbers on their way into the browser, and the data of a part that has some.

A quantity of the shown run has the shape (K,), K frames.  One that follows the live knob too has the shape (M, K), M
members; (M, 1) is one number per member, () one number for good.  What is not finite is nan, in the browser null.

A number travels with the digits that are shown, as a whole number over a power of ten.  A few are written as JSON; of
many the two are one code of 32 bits, whole · 2⁵ + decimals + 9, and all codes travel behind the JSON (``folding``).
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.numbers import TIE
from gdengine.core import Array
from pages.charts.kit.headed import headed
from pages.ui.parts.folding import folded

SHIPPED_DIGITS = 6  # significant: more than any text shows
WHOLE_SHOWN_FROM = 1e4  # from here on a text shows at least the whole part, whatever its digits
FEWEST_DECIMALS, DECIMAL_BITS = -9, 5  # of a number that has a code: places after the point, and their room in it
MOST_DECIMALS = FEWEST_DECIMALS + (1 << DECIMAL_BITS) - 1
NOT_FINITE_CODE = -(2**31)
CODED_FROM = 64  # numbers of a table


class Coded:
    """A table (M, K) whose numbers have codes."""

    __slots__ = ("codes",)

    def __init__(self, codes: Array) -> None:
        self.codes = codes


Table = list[list[float | None]] | Coded


def table(values: ArrayLike, digits: int = SHIPPED_DIGITS) -> Table:
    """Numbers of shape (), (K,), (M, K) or (M, 1) as rows for the browser: rounded, and null where not finite.

    ``digits``: significant, of what is smaller than ``WHOLE_SHOWN_FROM``, for a text that shows no more.
    """
    rows = _rows(values)
    if rows.size < CODED_FROM:
        return _listed(rows, digits)
    codes = _codes(rows, digits)
    return _listed(rows, digits) if codes is None else Coded(codes)


def listed(values: ArrayLike) -> list[list[float | None]]:
    """A table as JSON says it, however many its numbers."""
    return _listed(_rows(values), SHIPPED_DIGITS)


def _rows(values: ArrayLike) -> Array:
    rows = np.atleast_2d(np.asarray(values, float))
    if rows.ndim != 2 or rows.size == 0:
        raise ValueError(f"numbers of shape {np.shape(values)} cannot be played: expected (K,) or (M, K), K frames")
    return rows


def _codes(rows: Array, digits: int) -> Array | None:
    """The codes of all numbers; None where one has none, being too large or too small."""
    finite = np.isfinite(rows)
    with np.errstate(all="ignore"):  # of zero, and of what is not finite or beyond
        kept = np.where(np.abs(rows) < WHOLE_SHOWN_FROM, digits, SHIPPED_DIGITS)
        decimals = kept - 1 - np.nan_to_num(np.floor(np.log10(np.abs(rows))), posinf=0, neginf=0)
        power = 10.0 ** np.abs(decimals)
        exact = np.where(decimals < 0, rows / power, rows * power)
        whole = np.rint(exact)
        tied = finite & (np.abs(np.abs(exact - whole) - 0.5) < TIE)
    if (finite & ((decimals < FEWEST_DECIMALS) | (decimals > MOST_DECIMALS))).any():
        return None
    for place in zip(*np.nonzero(tied)):  # as the number itself, not that product, lies to the middle
        whole[place] = round(float(f"{rows[place]:.{kept[place]}g}") * 10.0 ** decimals[place])
    codes = np.where(finite, whole, 0).astype(np.int32) << DECIMAL_BITS | (decimals - FEWEST_DECIMALS).astype(np.int32)
    return np.where(finite, codes, np.int32(NOT_FINITE_CODE))


def count(rows: Table) -> tuple[int, int]:
    """How many rows a table has, and how many numbers each of them."""
    return rows.codes.shape if isinstance(rows, Coded) else (len(rows), len(rows[0]))


def _listed(rows: Array, digits: int) -> list[list[float | None]]:
    small, large, edge = f".{digits}g", f".{SHIPPED_DIGITS}g", WHOLE_SHOWN_FROM
    return [
        [float(format(x, small if -edge < x < edge else large)) if math.isfinite(x) else None for x in row]
        for row in rows.tolist()
    ]


def written(data: Any) -> bytes:
    """The data of a part: JSON, and behind it the codes of its tables; of a text whatever is no character is "?"."""
    tables: list[Array] = []

    def placed(one: Any) -> dict[str, int]:
        if not isinstance(one, Coded):
            raise TypeError(f"{one!r} cannot be sent")
        tables.append(one.codes)
        return {"table": len(tables) - 1}

    text = _json(data, default=placed)
    if not tables:
        return text
    head = b'{"shapes":' + _json([codes.shape for codes in tables]) + b',"data":' + text + b"}"
    return b"\0" + headed(head, folded(tables))


def _json(data: Any, **how: Any) -> bytes:
    said = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), **how)
    return said.encode(errors="replace")
