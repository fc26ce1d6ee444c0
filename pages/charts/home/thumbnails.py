"""Thumbnails: a small still picture of each station, drawn from the engine's own runs, each the data URL of an SVG.

A picture is 160 × 100 units, y down.  Curves and paths are given in their own coordinates and brought into the window
by ``_onto``; a map is the ground's own relief with the path on it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable

import numpy as np

from gdengine.core import Array, Objective
from pages.charts.kit import palette

THUMBNAIL_SIZE = (160, 100)  # units
THUMBNAIL_MARGIN = 8
THUMBNAIL_POINTS = 97
FOG = ("#cfd8e3", "#2a3340")  # on a light page and on a dark one, as on the map itself (views/mountain/fog.css)
MOST_DOTS = 24  # of a path: more would be a smear

Onto = Callable[[Array, Array], Array]


def walk_on_curve(objective: Objective, *paths: Array, steep_at: float | None = None) -> str:
    """A curve, the dots of walks (K,) on it, and perhaps the tangent at a place."""
    x = np.linspace(*objective.box[0], THUMBNAIL_POINTS)
    f = objective(x[:, None])
    onto = _onto((x.min(), x.max()), (f.min(), f.max()))
    drawn = [_line(onto(x, f), palette.CURVE)]
    if steep_at is not None:
        slope, half = float(objective.grad(np.array([steep_at]))[0]), 0.22 * np.ptp(x)
        along = np.array([steep_at - half, steep_at + half])
        drawn.append(_line(onto(along, objective(np.array([steep_at])) + slope * (along - steep_at)), palette.GRADIENT))
    for path in paths:
        drawn += _dots(onto(path, objective(path[:, None])))
    return _svg(drawn)


def against_step(paths: Iterable[Array], reach: float) -> str:
    """Several walks (K,) against their step, those that leave ``reach`` cut off by the window."""
    drawn = []
    for path, color in zip(paths, (*palette.RACER_COLORS.values(),)):
        onto = _onto((0, len(path) - 1), (-reach, reach))
        drawn.append(_line(onto(np.arange(len(path)), path), color))
    return _svg(drawn)


def on_map(objective: Objective, picture: str, *paths: Array, fog: bool = False) -> str:
    """The ground's ``picture`` (a data URL), walks (K, 2) on it, and perhaps fog over all but their start."""
    (west, east), (south, north) = objective.box
    onto = _onto((west, east), (south, north), margin=0)
    wide, high = THUMBNAIL_SIZE
    drawn = [f'<image href="{picture}" width="{wide}" height="{high}" preserveAspectRatio="none"/>']
    if fog:
        x, y = onto(*paths[0][:1].T)[0]
        drawn.append(
            f"<style>stop {{ stop-color: {FOG[0]} }}"
            f"@media (prefers-color-scheme: dark) {{ stop {{ stop-color: {FOG[1]} }} }}</style>"
            '<defs><radialGradient id="fog" gradientUnits="userSpaceOnUse" '
            f'cx="{x:.1f}" cy="{y:.1f}" r="34"><stop offset=".45" stop-opacity="0"/>'
            '<stop offset="1"/></radialGradient></defs>'
            f'<rect width="{wide}" height="{high}" fill="url(#fog)"/>'
        )
    for path, color in zip(paths, (palette.POSITION, palette.GRADIENT)):
        points = onto(path[:, 0], path[:, 1])
        drawn += [_line(points, color), _dot(points[0], color), _dot(points[-1], color)]
    return _svg(drawn)


def points_with_line(x: Array, y: Array, across: Array, *curves: Array) -> str:
    """Points (N,) and what is fitted to them, curves (P,) over ``across`` (P,)."""
    onto = _onto((across.min(), across.max()), (y.min(), y.max()))
    dots = [_dot(point, palette.CURVE, 2.0) for point in onto(x, y)]
    return _svg(dots + [_line(onto(across, curve), palette.POSITION) for curve in curves])


def _onto(xs: tuple[float, float], ys: tuple[float, float], margin: float = THUMBNAIL_MARGIN) -> Onto:
    """From a window of numbers onto the picture: (n,), (n,) → (n, 2), y downwards."""
    wide, high = (side - 2 * margin for side in THUMBNAIL_SIZE)

    def onto(x: Array, y: Array) -> Array:
        across = margin + wide * (np.asarray(x) - xs[0]) / (xs[1] - xs[0])
        down = margin + high * (ys[1] - np.asarray(y)) / (ys[1] - ys[0])
        return np.column_stack([across, down])

    return onto


def _line(points: Array, color: str) -> str:
    shown = points[np.isfinite(points).all(-1) & (np.abs(points) < 1e4).all(-1)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in shown)
    return f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2" stroke-linejoin="round"/>'


def _dots(points: Array) -> list[str]:
    few = points[:MOST_DOTS]
    return [*(_dot(point, palette.POSITION, 2.2) for point in few[:-1]), _dot(few[-1], palette.POSITION)]


def _dot(point: Array, color: str, radius: float = 4.0) -> str:
    return f'<circle cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{radius}" fill="{color}"/>'


def _svg(drawn: Iterable[str]) -> str:
    """The picture as a data URL: a page takes SVG as an image only."""
    wide, high = THUMBNAIL_SIZE
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">'
    return "data:image/svg+xml;base64," + base64.b64encode(f"{head}{''.join(drawn)}</svg>".encode()).decode()
