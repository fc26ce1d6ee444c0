"""Tint: how the ground of a surface becomes height, color and light, on the map, in the fog and on the mountain alike.

A surface may rise over five orders of magnitude, all of its lesson in the lowest.  So a picture shows not f but its
*shown height* h(f): monotone, so that downhill stays downhill, 0 at the lowest ground of the box and 1 at the snow
line,

    h(f) = log(1 + (f − low)/knee) / log(1 + (snow − low)/knee),

with the snow line above all but the highest 2 % of the ground and ``knee`` such that 40 % of it lies below h = ½.
Where the true heights nearly do that by themselves (a plane, a hilly country) h is a straight line.

Grids of ground are (rows, columns), the first row at the top: the highest y.  Slopes are those of a map 1 wide and 1
high.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective

SURVEY_SIDE = 65  # a side of the grid on which a surface is surveyed, the edges of the box included
SNOW_SHARE = 0.02  # the part of the ground above the snow line
LOW_GROUND_SHARE = 0.4  # the part of the ground below h = ½, at most
HUGE_HEIGHT = 1e150  # heights and slopes beyond this are not surveyed: their squares are no numbers
STRAIGHT_KNEES = 1e6  # a knee of so many times the rise of the ground is a straight line
MILD_KNEES = 4  # a rise of fewer knees than this is shown as it is

UNKNOWN_COLOR = "#969696"  # of the stripes on ground that has no height

SUN = (-0.5, 0.5, 0.5**0.5)  # toward the light: from the north-west, halfway up the sky
CONTRAST = 0.55  # the root mean square of the slopes that are lit, whatever the surface
TINTS, LIGHTS = 512, 128  # how finely the table of colors tells heights and lights apart

# From the valley floor to the snow, at equal steps of h; each lighter than the one before, so that heights can be told
# apart without seeing hues.
TINT = ("#27697c", "#388a80", "#62a67c", "#97bd7c", "#c7cd84", "#e2d191", "#ecd6a6", "#f3e6cd", "#fbf8f2")


class HeightScale(NamedTuple):
    """The shown height h of a surface's ground, as found by ``survey``."""

    low: float  # the lowest ground
    snow: float  # the snow line
    top: float  # the highest ground
    knee: float  # up to here above low, h is nearly straight; beyond, nearly logarithmic
    steepness: float = 1.0  # root mean square of the slope of h over the map

    @property
    def reach(self) -> float:
        return math.log1p((self.snow - self.low) / self.knee)

    @property
    def squeezed(self) -> bool:
        """Whether h is not a straight line, and so worth a sentence on screen."""
        return self.snow - self.low > self.knee

    def height(self, f: Any) -> Any:
        """h(f), continued below ``low`` by its mirror image: ground that the survey missed has a height too."""
        above = (f - self.low) / self.knee
        return np.copysign(np.log1p(np.abs(above)), above) / self.reach

    def slope(self, f: Any) -> Any:
        """h′(f)."""
        return 1 / ((np.abs(f - self.low) + self.knee) * self.reach)


@lru_cache(maxsize=256)  # a page asks in every run, of the same few surfaces
def has_gaps(objective: Objective) -> bool:
    """Whether some of the ground of a surface has no height, as far as a coarse grid over its box tells."""
    f, _, _ = ground(objective, *axes(objective, np.linspace(0, 1, SURVEY_SIDE)))
    return not np.isfinite(f).all()


def survey(objective: Objective) -> HeightScale:
    """The scale of a surface's heights, from a coarse grid over its box and from its known minima.

    Ground that is not a finite number, or huge, is left out.  ValueError for an objective that is not a surface with a
    box.
    """
    f, east, north = ground(objective, *axes(objective, np.linspace(0, 1, SURVEY_SIDE)))
    with np.errstate(invalid="ignore"):
        solid = (np.abs(f) < HUGE_HEIGHT) & (np.abs(east) < HUGE_HEIGHT) & (np.abs(north) < HUGE_HEIGHT)
    known = objective(np.reshape(objective.minima, (-1, 2)))
    scale = _scale(np.append(f[solid], known))
    slope = scale.slope(f[solid]) * np.hypot(east[solid], north[solid])
    return scale._replace(steepness=math.sqrt(np.mean(slope**2)) or 1.0) if slope.size else scale


def _scale(f: Array) -> HeightScale:
    low, snow, top = np.quantile(f, [0, 1 - SNOW_SHARE, 1]).tolist() if f.size else (0.0, 0.0, 0.0)
    rise = snow - low
    if rise <= 1e-12 * max(abs(low), abs(top)):  # level ground, or none
        room = max(abs(low), 1.0)
        return HeightScale(low, low + room, low, STRAIGHT_KNEES * room)
    middle = float(np.quantile(f[f > low], LOW_GROUND_SHARE)) - low
    # h(low + middle) = ½  ⇔  (1 + middle/knee)² = 1 + rise/knee
    knee = max(middle * (middle / max(rise - 2 * middle, 1e-9 * rise)), rise / STRAIGHT_KNEES)
    return HeightScale(low, snow, top, knee if rise > MILD_KNEES * knee else STRAIGHT_KNEES * rise)


def axes(objective: Objective, part: Array | float) -> tuple[Any, Any]:
    """The x of columns and the y of rows at these parts (n,) of the way from left to right, and from top to bottom."""
    if objective.dim != 2 or len(objective.box) != 2:
        raise ValueError(f"a map needs a function of x and y and a box to draw it in: {objective.name!r} is not one")
    (west, east), (south, north) = objective.box
    return west + part * (east - west), north - part * (north - south)


def ground(objective: Objective, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """f and its slopes toward the east and the north, each (rows, columns), for columns at x and rows at y."""
    (west, east), (south, north) = objective.box
    with np.errstate(all="ignore"):  # a learner's own formula may have no value here: such ground is drawn as unknown
        if objective.components is None:
            value, grad = objective.value_and_grad(np.stack(np.meshgrid(x, y), axis=-1))
            partials = (grad[..., 0], grad[..., 1])
        else:  # what depends on one coordinate alone is worked out once a column, or once a row
            value, partials = objective.components(np, x[None, :], y[:, None])
        f, toward_x, toward_y = (np.broadcast_to(part, (len(y), len(x))) for part in (value, *partials))
        return f, (east - west) * toward_x, (north - south) * toward_y


def color(scale: HeightScale, f: Array, east: Array, north: Array) -> Array:
    """The color of the ground, (*grid, 4) uint8 R, G, B, A: tint by height, light by slope."""
    with np.errstate(all="ignore"):  # unknown ground gets some color, to be painted over
        tint = (TINTS - 1) * scale.height(f) + 0.5
        light = (LIGHTS - 1) * _light(scale, f, east, north) + 0.5
        return COLORS[_cell(tint, TINTS), _cell(light, LIGHTS)][..., None].view(np.uint8)


def _cell(position: Array, cells: int) -> Array:
    return np.fmin(np.fmax(position, 0), cells - 1).astype(np.intp)  # nan is in cell 0


def _light(scale: HeightScale, f: Array, east: Array, north: Array) -> Array:
    """The cosine of the angle between the ground's normal and the sun; the slopes of all surfaces made alike."""
    slope = CONTRAST / scale.steepness * scale.slope(f)
    a, b = slope * east, slope * north
    return (SUN[2] - SUN[0] * a - SUN[1] * b) / np.sqrt(1 + a * a + b * b)


# OKLab, a space of colors in which equal steps look equal (Ottosson 2020, bottosson.github.io/posts/oklab).
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OKLAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _lab(code: str) -> Array:
    srgb = np.array(list(bytes.fromhex(code[1:]))) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return OKLAB_FROM_LMS @ np.cbrt(CONES @ linear)


def _srgb(lab: Array) -> Array:
    linear = np.clip((lab @ np.linalg.inv(OKLAB_FROM_LMS).T) ** 3 @ np.linalg.inv(CONES).T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _colors() -> Array:
    """The color of every tint in every light, (TINTS, LIGHTS) of four bytes: shadows cooler, sunny slopes warmer."""
    stops, h = np.array([_lab(code) for code in TINT]), np.linspace(0, len(TINT) - 1, TINTS)
    tint = np.stack([np.interp(h, range(len(TINT)), part) for part in stops.T], axis=-1)[:, None]
    light = np.linspace(0, 1, LIGHTS)[:, None] - SUN[2]
    brighter, darker = np.maximum(light, 0), np.maximum(-light, 0)
    lab = tint * (1 + 0.5 * brighter - 0.62 * darker) + [0, 0, 0.03] * brighter - [0, -0.005, 0.045] * darker
    lab[..., 0] = np.minimum(lab[..., 0], 0.985)  # whiter than snow there is only noise
    opaque = np.ones((TINTS, LIGHTS, 1))
    return np.rint(255 * np.concatenate([_srgb(lab), opaque], -1)).astype(np.uint8).view(np.uint32)[..., 0]


COLORS = _colors()
