"""Heights: a surface as a mountain, packed for the view that turns in the browser (``ui.parts.terrain3d``).

It is the map in three dimensions: the same shown heights, tint, light and isolines (``shading``, ``relief``).  The
first row of every grid is at the top of the map, the first column at its left; places on the map are parts of the way
across and down it, 0 to 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, Objective, Trajectory
from pages.charts.kit import moments
from pages.charts.kit.headed import headed
from pages.charts.kit.numbers import numbers_apart
from pages.charts.surface import relief, shading

TERRAIN_CORNERS = 119  # corners along a side: odd, so that the view can leave out every second one while it moves


class Path(NamedTuple):
    """A path on the mountain."""

    color: str
    points: Array  # (K, 2), or (K, M, 2) for the M members of a family of which the live knob picks one
    rows: Array | None = None  # (K,) the rows of the record at which it stands there, if not 0 … K − 1
    when: str = ""  # it is drawn: "home" while the member in force is shown, "dragged" while another is, "" always


def in_force_and_dragged(color: str, run: Trajectory, rows: Array) -> list[Path]:
    """A family (K, M, 2): every step of the member in force; the others, while they are dragged over, at ``rows``."""
    return [Path(color, run.x[:, moments.HOME], None, "home"), Path(color, run.x[rows], rows, "dragged")]


def heightfield(objective: Objective, n: int = TERRAIN_CORNERS) -> tuple[Array, Array]:
    """The surface as (n − 1)² tiles: h (n, n) float32 at their corners and their colors (n − 1, n − 1, 3) uint8.

    h is the shown height of ``shading``, not f: 0 at the lowest ground, 1 at the snow line, nan where there is no
    ground. The color of a tile is that of the map at its middle.
    """
    scale, corner = shading.survey(objective), np.linspace(0, 1, n)
    with np.errstate(over="ignore"):
        h = scale.height(shading.ground(objective, *shading.axes(objective, corner))[0]).astype(np.float32)
    middle = (corner[1:] + corner[:-1]) / 2
    colors = shading.color(scale, *shading.ground(objective, *shading.axes(objective, middle)))
    return np.where(np.isfinite(h), h, np.float32(np.nan)), colors[..., :3]


def note(objective: Objective) -> str:
    """What to say on screen about the heights shown: a sentence, or nothing where they are the true ones."""
    if not shading.survey(objective).squeezed:
        return ""
    return (
        "Heights are drawn like a logarithm, the valleys stretched and the summits squeezed, or the valley floors "
        "would all look flat. Downhill is still downhill; the numbers on the isolines are the true heights."
    )


def model(
    objective: Objective,
    paths: Iterable[tuple[str, Array] | Path],
    label: str,
    *,
    axes: tuple[str, str] = ("x", "y"),
    n: int = TERRAIN_CORNERS,
) -> bytes:
    """The mountain with paths on it, as ``ui.parts.terrain3d`` takes it, which gives it the height there is.

    ``paths``: colors and points (see ``Path``); those that are nan or off the map are not drawn · ``label``: the
    picture in words · ``axes``: the names of its coordinates.  A header (``kit.headed``), then little-endian
    float32 h and paths in parts of the map, then the colors as bytes.
    Raises ValueError unless n is odd, and for an objective that is not a function of two variables with a box.
    """
    if n % 2 == 0 or n < 3:
        raise ValueError(f"the number of corners along a side must be odd and at least 3, not {n!r}")
    h, colors = heightfield(objective, n)
    placed = [(path, _parts(objective, path.points)) for path in (Path(*path) for path in paths)]
    header = {
        "label": label,
        "n": n,
        "levels": _marks(objective),
        "axes": axes,
        "ends": [numbers_apart(axis) for axis in objective.box],
        "paths": [
            {
                "color": path.color,
                "frames": len(x),
                "members": x.shape[1],
                "rows": None if path.rows is None else np.asarray(path.rows).tolist(),
                "when": path.when,
            }
            for path, x in placed
        ],
    }
    numbers = np.concatenate([h.ravel(), *[x.ravel() for _, x in placed]]).astype("<f4")
    return headed(json.dumps(header).encode(), numbers.tobytes(), colors.tobytes())


def _marks(objective: Objective) -> list[list[Any]]:
    """Of every isoline its shown height, whether it is bold, and of those that are their true height in words."""
    values = relief.levels(objective)
    shown, bold = shading.survey(objective).height(values).tolist(), relief.is_bold(values)
    words = iter(numbers_apart(values[bold]))
    return [[h, thick, next(words) if thick else ""] for h, thick in zip(shown, bold.tolist())]


def _parts(objective: Objective, points: Array) -> Array:
    """Points (K, 2) or (K, M, 2) as parts of the map, (K, M, 2)."""
    west, north = shading.axes(objective, 0.0)
    east, south = shading.axes(objective, 1.0)
    x = np.asarray(points, float).reshape(len(points), -1, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        return ((x - (west, north)) / (east - west, south - north)).astype(np.float32)
