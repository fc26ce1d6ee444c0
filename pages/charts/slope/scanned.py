"""A ``Scan`` as the tables of pictures that are moved by hand (see ``by_hand``): ``places``, ``steps`` and ``view``.

Row i of ``places`` is place i of the scan; its column ``s7`` or ``e7`` holds what belongs to step aside 7.
"""

from __future__ import annotations

import numpy as np

from gdengine.activities.secant import STEPS, Scan
from gdengine.core import Array
from pages.charts.kit import scales, spec
from pages.charts.kit.columns import Columns

ASIDE_COLUMNS = range(len(STEPS) + 1)  # columns: one for each step of the grid, and one for a step that is not on it
SIDE_MARGIN_SHARE = 0.025  # of the range, left and right of it, for half a ball


def places(seen: Scan, **columns: Array) -> Columns:
    """A row for every place, with these columns beside x."""
    with np.errstate(over="ignore"):
        return Columns({"x": seen.x, **columns}).astype(np.float32)


def rest(values: Array) -> Array:
    """What single precision leaves off a number: with it the picture can say more digits than it draws."""
    with np.errstate(all="ignore"):
        return values - values.astype(np.float32)


def asides(letter: str, table: Array) -> Columns:
    """What belongs to the steps aside (M, K), as columns s0 …; an empty one where none is off the grid."""
    with np.errstate(over="ignore"):
        block = np.full((table.shape[1], len(ASIDE_COLUMNS)), np.nan, np.float32)
        block[:, : len(table)] = table.T
    return Columns({f"{letter}{j}": block[:, j] for j in ASIDE_COLUMNS})


def steps(seen: Scan) -> Columns:
    """Row j is step aside j; where none is off the grid the last is there twice, so that no reader misses it."""
    return Columns({"h": [seen.h[min(j, len(seen.h) - 1)] for j in ASIDE_COLUMNS]}).astype(np.float32)


def view(seen: Scan, **ranges: tuple[float, float]) -> Columns:
    """The ends of the scales of x, of h and of what else is shown."""
    return spec.view(x=across(seen.x), h=across(seen.h, log=True), **ranges)


def across(values: Array, log: bool = False) -> tuple[float, float]:
    """Where the lower edge of a picture of these values begins and ends: with room for half a ball beside them."""
    low, high = scales.padded(np.log10(values) if log else values, SIDE_MARGIN_SHARE)
    return (10**low, 10**high) if log else (low, high)


def told_now(template: str, numbers: dict[str, Array], spans: dict[str, float], dial: str) -> spec.Description:
    """What is told of a picture that a dial moves."""
    return spec.Description(template, np.arange(max(map(len, numbers.values()))), numbers, spans, dial)
