"""Cells of a table as numbers, in whichever way people write them: matched, never evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

SAMPLED_CELLS = 300  # of a column, by which it is judged
LONGEST_CELL = 30  # characters of a cell that a sentence repeats
NOT_GIVEN = {"", "na", "n/a", "nan", "null", "none", "-", "–", ".", "?", "#n/a", "nil", "missing"}
CHARACTERS = str.maketrans({"−": "-", "–": "-", "\u00a0": "", "\u202f": "", "\u2009": "", " ": "", "'": "", "’": ""})


class Way(NamedTuple):
    """A way of writing numbers, and how a cell in it is spelled for Python."""

    pattern: re.Pattern[str]
    spell: Callable[[str], str]


PLAIN_WAY = Way(re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"), str)
COMMA_WAY = Way(
    re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*),\d+(?:[eE][+-]?\d{1,3})?|[+-]?\d{1,3}(?:\.\d{3})+"),
    lambda cell: cell.replace(".", "").replace(",", "."),
)
GROUPED_WAY = Way(re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"), lambda cell: cell.replace(",", ""))
POINT_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")


def numbers(cells: Sequence[str], comma_parts: bool) -> np.ndarray:
    """The cells as numbers, nan for what is none, all of them read in one way: that which reads most of them.

    1.5 · 1,5 and 1.234,5 · 1,234.5: where a comma parts the cells, one inside a cell rather groups digits.
    """
    plain = _plainly(cells)
    words = {k: cells[k].translate(CHARACTERS) for k in np.flatnonzero(~np.isfinite(plain)).tolist()}
    way = _way(list(words.values()), comma_parts)
    if way is COMMA_WAY:  # where 1.234 stands beside 1.234,5 the points group digits, there too
        finite = np.flatnonzero(np.isfinite(plain)).tolist()
        words |= {k: cells[k] for k in finite if POINT_GROUPED.fullmatch(cells[k].strip())}
    spelled = [way.spell(word) if way.pattern.fullmatch(word) else word for word in words.values()]
    plain[list(words)] = _plainly(spelled)
    return plain


def _plainly(cells: Sequence[str]) -> np.ndarray:
    """The cells that Python's own spelling of numbers reads, the rest nan."""
    read = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce")
    return np.array(read.to_numpy(float, na_value=np.nan))


def _way(words: Sequence[str], comma_parts: bool) -> Way:
    """The way that reads most of a sample of the words."""
    some = words[:: max(len(words) // SAMPLED_CELLS, 1)]
    ways = (PLAIN_WAY, GROUPED_WAY, COMMA_WAY) if comma_parts else (PLAIN_WAY, COMMA_WAY, GROUPED_WAY)
    counts = [sum(bool(way.pattern.fullmatch(word)) for word in some) for way in ways]
    return ways[int(np.argmax(counts))]


def are_numbers(cells: Sequence[str], comma_parts: bool) -> bool:
    """Whether that is what cells hold, by a sample of them: two numbers at least, and half of what is given."""
    some = cells[:: max(len(cells) // SAMPLED_CELLS, 1)]
    found = int(np.isfinite(numbers(some, comma_parts)).sum())
    return found >= 2 and 2 * found >= sum(map(given, some))


def given(cell: str) -> bool:
    """Whether a cell says anything: neither nothing nor a word for it."""
    return cell.strip().lower() not in NOT_GIVEN


def short(text: str) -> str:
    """What is written in a cell, as a sentence repeats it: on one line, and not all of it if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + "…"
