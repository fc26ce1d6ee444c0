"""The loss between the points of a plane at which it was worked out: a smooth surface, to be drawn.

Exact at every point of the grid; between them the cubics of Catmull and Rom, whose slope at a point is that to its
neighbors.  Axes: n points a side, *B places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gdengine.core import Array, Objective, from_components
from gdengine.network.loss_plane import Slice

CUBICS = 0.5 * np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]], float)  # of 1, t, t², t³
CUBIC_SLOPES = CUBICS[1:] * np.array([[1], [2], [3]])


def between(surface: Slice) -> Objective:
    """The slice as a function of α and β, with its slope, in the box of its grid; beyond it the edge goes on straight.

    Where the loss was no number the largest that was one stands.  Raises ValueError for a slice without any.
    """
    alphas, betas, loss = surface
    sound = np.isfinite(loss)
    if not sound.any():
        raise ValueError("there is no finite loss on this plane")
    known = np.where(sound, loss, loss[sound].max())
    padded = np.pad(known, 1, mode="reflect", reflect_type="odd")
    box = ((float(alphas[0]), float(alphas[-1])), (float(betas[0]), float(betas[-1])))
    gaps = alphas[1] - alphas[0], betas[1] - betas[0]

    def components(_: Any, alpha: Array, beta: Array) -> tuple[Array, tuple[Array, Array]]:
        (i, a, da), (j, b, db) = (_weights(*side) for side in zip((alpha, beta), box, gaps, loss.shape[::-1]))
        along = _along_grid if _on_grid(alpha, beta) else _along
        rows, slopes = along(padded, i, j, a), along(padded, i, j, da)
        return _sum(b, rows), (_sum(b, slopes) / gaps[0], _sum(db, rows) / gaps[1])

    return from_components("loss_plane", components, 2, box=box)


def _along(points: Array, i: Array, j: Array, weights: Array) -> list[Array]:
    """Of each of the four rows of points about places (*B) in the cells i, j: the weighted sum, by weights (4, *B)."""
    corner = j * points.shape[1] + i  # in memory: it is taken from four times as fast as by row and column
    places = [[corner + (row * points.shape[1] + column) for column in range(4)] for row in range(4)]
    return [_sum(weights, [points.take(place) for place in row]) for row in places]


def _along_grid(points: Array, i: Array, j: Array, weights: Array) -> list[Array]:
    """The same for columns i (1, n) and rows j (m, 1): every row of points is summed once, whoever lies beside it."""
    line = _sum(weights[:, 0], [points[:, i[0] + column] for column in range(4)])
    return [line[j[:, 0] + row] for row in range(4)]


def _on_grid(x: Array, y: Array) -> bool:
    """Whether these are the x (1, n) of columns and the y (m, 1) of rows, of which every pair is a place."""
    return np.ndim(x) == np.ndim(y) == 2 and len(x) == 1 == y.shape[1]


def _sum(weights: Array, parts: Sequence[Array]) -> Array:
    """The weighted sum (*B) of four parts (*B), by weights (4, *B)."""
    return np.asarray(sum(weight * part for weight, part in zip(weights, parts)))


def _weights(x: Array, side: tuple[float, float], gap: float, count: int) -> tuple[Array, Array, Array]:
    """Of places (*B) along an axis: the cell of each, the weights (4, *B) of its four points, and their slopes."""
    place = np.clip((x - side[0]) / gap, 0, count - 1)
    cell = np.minimum(place.astype(int), count - 2)
    t = place - cell
    powers = np.stack([np.ones_like(t), t, t * t, t**3], axis=-1)
    weights, slopes = powers @ CUBICS, powers[..., :3] @ CUBIC_SLOPES
    return cell, *(np.moveaxis(part, -1, 0).copy() for part in (weights, slopes))
