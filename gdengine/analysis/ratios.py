"""How a ratio is said: half as long, a tenth shorter, twice as large.

A size is the index of a name in ``SIZE_NAMES``, so that those of a whole run are one array of small numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine.core import Array


class Size(NamedTuple):
    """How a ratio is said: "half as long", "a tenth shorter"."""

    ratio: float
    fraction: str
    form: str  # as: "… as long" · less, more: "… shorter", "… longer" · again: "… as long again"


SIZE_NAMES = (
    Size(1 / 20, "far", "less"),
    Size(1 / 10, "a tenth", "as"),
    Size(1 / 5, "a fifth", "as"),
    Size(1 / 4, "a quarter", "as"),
    Size(1 / 3, "a third", "as"),
    Size(1 / 2, "half", "as"),
    Size(2 / 3, "a third", "less"),
    Size(3 / 4, "a quarter", "less"),
    Size(4 / 5, "a fifth", "less"),
    Size(9 / 10, "a tenth", "less"),
    Size(19 / 20, "a twentieth", "less"),
    Size(1.0, "", "as"),
    Size(21 / 20, "a twentieth", "more"),
    Size(11 / 10, "a tenth", "more"),
    Size(6 / 5, "a fifth", "more"),
    Size(5 / 4, "a quarter", "more"),
    Size(4 / 3, "a third", "more"),
    Size(3 / 2, "half", "again"),
    Size(2.0, "twice", "as"),
    Size(3.0, "three times", "as"),
    Size(5.0, "five times", "as"),
    Size(10.0, "ten times", "as"),
    Size(20.0, "far", "more"),
)
EQUAL_SIZE = [size.ratio for size in SIZE_NAMES].index(1.0)
NO_SIZE = len(SIZE_NAMES)  # nothing to compare
LOST_SIZE = NO_SIZE + 1  # there is no next step to be had


def sized(size: int, words: tuple[str, str, str]) -> str:
    """A size in words: half as long, a tenth shorter, as long."""
    word, less, more = words
    _, fraction, form = SIZE_NAMES[size]
    said = {"as": f"as {word}", "less": less, "more": more, "again": f"as {word} again"}[form]
    return f"{fraction} {said}".lstrip()


def sizes(ratio: Array) -> Array:
    """The index of the nearest of ``SIZE_NAMES``, by factors, for every ratio; NO_SIZE for nan, LOST_SIZE for ∞."""
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.abs(np.log(ratio)[..., None] - np.log([size.ratio for size in SIZE_NAMES]))
    nearest = np.where(ratio == 0, 0, np.nan_to_num(away, nan=np.inf).argmin(-1))
    return np.select([np.isnan(ratio), np.isinf(ratio)], [NO_SIZE, LOST_SIZE], nearest)
