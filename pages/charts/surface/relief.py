"""Relief: the map of a surface as one picture, and the little of it that is seen in the fog.

Tint by height and light from the north-west (``shading``), and isolines straight from the exact gradient: to first
order a point lies |f − level| / ‖∇f‖ from the line, and that distance decides how much ink its pixel gets.  Distances
are parts of the map's side, so a line is equally thick in every picture, whatever its resolution and the scales of x
and y.

A picture is shown by ``mark_image(aspect=False)``: the whole map is the bytes of a file, to be fetched where a page
says and kept by the browser; of a glimpse here are the pixels.  They are taken at their centers, the first row is at
the top.  Ground that is not a finite number is hatched in gray.
"""

from __future__ import annotations

import math

import numpy as np

from gdengine.core import Array, Objective
from pages.charts.kit.webp import webp
from pages.charts.surface import shading

STRIP_ROWS = 40  # rows drawn at a time: what is computed for them stays in the processor's cache
ISOLINES = 24  # isolines up to the snow line, about, on a surface that is not too rugged
FINE_WIDTH, BOLD_WIDTH = 1 / 560, 1 / 290  # thickness of an isoline, in sides of the map
ISOLINE_RGB, FINE_INK, BOLD_INK = (46, 38, 52), 0.36, 0.6  # its color, and how strongly that is laid over the ground
HATCH_STRIPES = 24  # stripes of unknown ground, along each side of the map
GLIMPSE_RIM_SHARE = 0.35  # the part of a glimpse's radius over which it fades into the fog


def relief(objective: Objective, pixels: int = 840, rows: int | None = None) -> bytes:
    """The whole map of a surface over its box: a WebP picture of pixels × rows, or of pixels × pixels.

    Raises ValueError for an objective that is not a function of two variables with a box.
    """
    across, down = ((np.arange(count) + 0.5) / count for count in (pixels, rows or pixels))
    return webp(_draw(objective, across, down)[..., :3], quality=82, method=2)  # more effort: as large, twice as long


def glimpse(objective: Objective, center: tuple[float, float], radius: float, pixels: int = 160) -> Array:
    """Only the ground within ``radius`` of a point (x, y): a picture (pixels, pixels, RGBA) of bytes.

    It covers [x − radius, x + radius] × [y − radius, y + radius].  Toward its rim the
    ground fades; beyond it, and off the map, all four bytes of a pixel are 0: what the fog hides is not in the picture.
    Color and lines are those of the whole map, so glimpses lie over one another without a seam.  Raises ValueError for
    an objective that is not a function of two variables with a box, and for a radius that is not positive.
    """
    if not radius > 0:
        raise ValueError(f"one sees as far as a positive radius, not {radius!r}")
    offset = 2 * (np.arange(pixels) + 0.5) / pixels - 1
    west, north = shading.axes(objective, 0.0)
    east, south = shading.axes(objective, 1.0)
    column = (center[0] + radius * offset - west) / (east - west)
    row = (north - center[1] + radius * offset) / (north - south)
    picture = _draw(objective, column, row)
    picture[..., 3] = 255 * _seen(offset) * (_on_map(column) & _on_map(row)[:, None]) + 0.5
    picture[picture[..., 3] == 0] = 0
    return picture


def levels(objective: Objective) -> Array:
    """The heights f of the isolines (n,), rising: round numbers, about evenly spaced in shown height.

    Every fifth is drawn bolder (``is_bold``).
    """
    return _levels(shading.survey(objective))


def is_bold(levels: Array) -> Array:
    """Which isolines (n,) are drawn bolder: every fifth, the multiples of five steps where all steps are equal."""
    first = round(levels[0] / (levels[1] - levels[0])) if len(levels) > 1 else 0
    return (np.arange(len(levels)) + first) % 5 == 0


def _levels(scale: shading.HeightScale) -> Array:
    lines = ISOLINES * min(1, max(0.35, 3 / scale.steepness))  # fewer where they would crowd
    found, level = list[float](), scale.low
    while level < (following := _next_level(level, 1 / (lines * scale.slope(level)))) < scale.top:
        found.append(level := following)  # below the digits of the heights it would not rise
    return np.array(found)


def _next_level(level: float, gap: float) -> float:
    """The multiple of a step that follows: the largest of 1, 2, 5 × 10ᵏ near the gap of which ``level`` is one."""
    power = 10.0 ** math.floor(math.log10(gap))
    steps = [digit * power for digit in (10, 5, 2, 1) if digit * power < 1.5 * gap]
    step = next((step for step in steps if abs(level / step - round(level / step)) < 1e-6), steps[0])
    return float(f"{step * (math.floor(level / step + 1e-6) + 1):.12g}")


def _draw(objective: Objective, column: Array, row: Array) -> Array:
    """The picture (rows, columns, RGBA) of the ground at these parts of the way across and down the map."""
    scale = shading.survey(objective)
    ladder, pixel = _levels(scale), (column[1] - column[0] + row[1] - row[0]) / 2
    x, y = shading.axes(objective, column)[0], shading.axes(objective, row)[1]
    picture = np.empty((len(row), len(column), 4), np.uint8)
    for top in range(0, len(row), STRIP_ROWS):
        strip = slice(top, top + STRIP_ROWS)
        f, east, north = shading.ground(objective, x, y[strip])
        picture[strip] = shading.color(scale, f, east, north)
        _lay(picture[strip], _ink(ladder, pixel, f, np.hypot(east, north)))
        _hatch(picture[strip], ~np.isfinite(f), column + row[strip, None])
    return picture


def _ink(ladder: Array, pixel: float, f: Array, slope: Array) -> Array:
    """How much ink every pixel gets, (rows, columns), 0 to 1, for isolines on this ladder of levels."""
    if not len(ladder):
        return np.zeros(f.shape)
    nearest = np.searchsorted((ladder[1:] + ladder[:-1]) / 2, f)
    bold = is_bold(ladder)[nearest]
    width = np.where(bold, BOLD_WIDTH, FINE_WIDTH)
    with np.errstate(all="ignore"):  # level or unknown ground has no distance to a line, and gets no ink
        distance = np.abs(f - ladder[nearest]) / slope
    covered = np.clip((width / 2 - distance) / pixel + 0.5, 0, np.minimum(width / pixel, 1))
    return np.nan_to_num(covered) * np.where(bold, BOLD_INK, FINE_INK)


def _lay(picture: Array, ink: Array) -> None:
    rows, columns = np.nonzero(ink)
    part = ink[rows, columns][:, None]
    picture[rows, columns, :3] = picture[rows, columns, :3] * (1 - part) + part * ISOLINE_RGB + 0.5


def _hatch(picture: Array, unknown: Array, diagonal: Array) -> None:
    if unknown.any():
        wave = np.abs((HATCH_STRIPES * diagonal[unknown]) % 1 - 0.5) * 2  # 0 and 1 by turns, in steady slopes
        gray = int(shading.UNKNOWN_COLOR[1:3], 16)
        picture[unknown, :3] = gray + 40 * np.clip(6 * wave - 2.5, 0, 1)[:, None]


def _seen(offset: Array) -> Array:
    """How much is seen at these offsets (n,) from the center, in radii: (n, n), 1 near it, fading to 0 at the rim."""
    inside = np.clip((1 - np.hypot(offset, offset[:, None])) / GLIMPSE_RIM_SHARE, 0, 1)
    return inside * inside * (3 - 2 * inside)


def _on_map(part: Array) -> Array:
    return (part >= 0) & (part <= 1)
