"""The line of the least absolute distances, found exactly: through two of the points, where the loss has its corner.

With few points every such line is tried; with many the line is turned about one point after another, each time to the
weighted median of the slopes to the others.  Wesolowsky 1981, doi:10.1080/03610918108812224.
Axes: N points.
"""

from __future__ import annotations

import numpy as np

from gdengine.core import Array
from gdengine.regression.design import design
from gdengine.regression.least_squares import solve

EQUALLY_GOOD = 1e-12  # relative difference of two losses that rounding explains


def through_two(x: Array, y: Array) -> tuple[Array, Array]:
    """Intercept and slope of every line through two points whose x differ."""
    i, j = np.triu_indices(len(x), 1)
    apart = x[i] != x[j]
    i, j = i[apart], j[apart]
    slope = (y[j] - y[i]) / (x[j] - x[i])
    return y[i] - slope * x[i], slope


def pivoted(x: Array, y: Array) -> tuple[float, float]:
    """The least absolute line of many points: turned about one point after another, as long as it gets better.

    Where no point on the line is worth turning it about, no line at all is better, because the loss is convex.
    """
    start = solve(design(x), y)
    pivot = int(np.argmin(np.abs(y - start[0] - start[1] * x)))
    line = _turned(x, y, pivot)
    least = _loss(x, y, line)
    while True:
        on_it = np.flatnonzero(np.abs(y - line[0] - line[1] * x) <= EQUALLY_GOOD * (np.abs(y) + np.abs(line[1] * x)))
        found = [_turned(x, y, int(k)) for k in on_it]
        losses = [_loss(x, y, each) for each in found]
        k = int(np.argmin(losses))
        if not losses[k] < least * (1 - EQUALLY_GOOD):
            return line
        line, least = found[k], losses[k]


def _loss(x: Array, y: Array, line: tuple[float, float]) -> float:
    return float(np.abs(y - line[0] - line[1] * x).sum())


def _turned(x: Array, y: Array, pivot: int) -> tuple[float, float]:
    """The best line through one of the points: the median of the slopes to the others, weighted by their distance."""
    across, up = x - x[pivot], y - y[pivot]
    aside = across != 0
    slopes, weights = up[aside] / across[aside], np.abs(across[aside])
    order = np.argsort(slopes)
    running = np.cumsum(weights[order])
    slope = float(slopes[order[np.searchsorted(running, running[-1] / 2)]])
    return float(y[pivot] - slope * x[pivot]), slope


def sums_from(ordered: Array, places: Array) -> Array:
    """Σ|u − a| for the ordered u (N,) and places a (A,)."""
    below = np.searchsorted(ordered, places)
    running = np.concatenate([[0.0], np.cumsum(ordered - ordered.mean())])  # about the mean: in all 0
    moved = places - ordered.mean()
    return (2 * below - len(ordered)) * moved - 2 * running[below]
