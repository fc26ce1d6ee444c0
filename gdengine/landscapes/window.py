"""The window of a formula nobody has drawn before: the part of the line or the plane that its map shows first.

It is the home window, ±5 along every axis, wherever that has what a descent is about: a bottom, and ground to stand
on.  Otherwise the nearest bottom within ±100 is looked for, and, if there is none, the nearest ground (of a surface: if
it is no smaller than the steps of a coarse grid).  Everything is judged by values and slopes at fixed places, so that
the window of a formula is always the same and costs a few milliseconds.
"""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Box, Objective
from gdengine.landscapes.minima import bisected, is_foretold, newton_step, turns

HOME_SIDE = (-5.0, 5.0)
REACH = 100.0  # how far from 0 a bottom or ground is looked for: as far as a start can lie
FIRM_SHARE = 0.25  # of the home window, to stand on
HOME_PLACES, FAR_PLACES = 401, 801  # along a curve
HOME_ROWS, FAR_ROWS = 21, 31  # of places on a surface
ROUGH_BISECTIONS = 15  # between two of these places: a window is laid about a bottom by whole numbers
SETTLING_STEPS = 25  # of Newton's method, at most
REFINEMENTS = 7  # each a grid a quarter as wide about the lowest place of the last


def found_box(objective: Objective) -> Box:
    """The window in which a curve or a surface shows its ground: one pair (low, high) for each variable.

    A home window with a bottom in it stays as it is.  (x − 10)² is shown on (5, 15), √(x − 6) on (5, 15), arcsin on
    (−1.2, 1.2); a curve that has neither a bottom nor an edge, such as eˣ, at home.
    """
    home = (HOME_SIDE,) * objective.dim
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        box = _of_curve(objective) if objective.dim == 1 else _of_surface(objective)
    return home if box is None else box


def _around(center: Array) -> Box:
    """A window as large as home, larger far away, with whole numbers at its ends."""
    half = 5.0 if np.abs(center).max() <= REACH / 2 else 10.0
    return tuple((float(round(c) - half), float(round(c) + half)) for c in center)


def _far(count: int) -> Array:
    """Places from −200 to 200, close together near 0: so that even a bottom at 100 has places on either side."""
    return 2 * REACH * np.sinh(np.linspace(-5, 5, count)) / np.sinh(5)


# --- curves -----------------------------------------------------------------------------------------------------------


def _of_curve(objective: Objective) -> Box | None:
    x = np.linspace(*HOME_SIDE, HOME_PLACES)
    value, slope = _curve(objective, x)
    ground = np.isfinite(value)
    firm = ground.mean() >= FIRM_SHARE
    if firm and len(turns(slope, ground)):
        return None
    far = _far(FAR_PLACES)
    height, steepness = _curve(objective, far)
    edges = None if firm else _nearest_ground(objective, *((x, ground) if ground.any() else (far, np.isfinite(height))))
    if edges is not None and edges[1] - edges[0] < 10:
        return (_with_margin(*edges),)
    bottoms = _bottoms(objective, far, height, steepness)
    bottoms = bottoms[(HOME_SIDE[1] < np.abs(bottoms)) & (np.abs(bottoms) <= REACH)]
    if len(bottoms):
        return _around(bottoms[[np.abs(bottoms).argmin()]])
    return None if edges is None else (_with_margin(*edges),)


def _curve(objective: Objective, x: Array) -> tuple[Array, Array]:
    value, grad = objective.value_and_grad(x[:, None])
    return value, grad[:, 0]


def _bottoms(objective: Objective, x: Array, value: Array, slope: Array) -> Array:
    """Where the curve turns from falling to rising (n,), poles left out."""
    beside = turns(slope, np.isfinite(value))
    left, right = x[beside].T
    bottoms = bisected(objective, left, right, ROUGH_BISECTIONS)
    height = objective(bottoms[:, None])[:, None]
    noise = 1e-9 * (1 + np.abs(height))  # more than in ``minima``: so few bisections end farther from the bottom
    solid = is_foretold(value[beside] - height, slope[beside], x[beside] - bottoms[:, None], noise)
    return bottoms[np.isfinite(height[:, 0]) & solid.all(-1)]


def _nearest_ground(objective: Objective, x: Array, ground: Array) -> tuple[float, float] | None:
    """The ends of the stretch of ground that is nearest to 0, halved out to twelve digits; None if there is none."""
    if not ground.any():
        return None
    first = last = int(np.where(ground, np.abs(x), np.inf).argmin())
    while first > 0 and ground[first - 1]:
        first -= 1
    while last < len(x) - 1 and ground[last + 1]:
        last += 1
    inside, outside = x[[first, last]], x[[max(first - 1, 0), min(last + 1, len(x) - 1)]]
    for _ in range(40):
        middle = (inside + outside) / 2
        firm = np.isfinite(_curve(objective, middle)[0])
        inside, outside = np.where(firm, middle, inside), np.where(firm, outside, middle)
    return float(inside[0]), float(inside[1])


def _with_margin(low: float, high: float) -> tuple[float, float]:
    """All of a short stretch with a tenth on either side; of a long one the ten units at its end nearer to 0."""
    if high - low >= 10:
        start = np.floor(low) - 1 if abs(low) <= abs(high) else np.ceil(high) - 9
        return float(start), float(start + 10)
    margin = max(high - low, 1e-6) / 10
    return _rounded(low - margin, high + margin, 10.0 ** float(np.floor(np.log10(margin))))


def _rounded(low: float, high: float, unit: float) -> tuple[float, float]:
    """Outward to whole multiples of a unit."""
    return round(float(np.floor(low / unit + 1e-6)) * unit, 12), round(float(np.ceil(high / unit - 1e-6)) * unit, 12)


# --- surfaces ---------------------------------------------------------------------------------------------------------


def _of_surface(objective: Objective) -> Box | None:
    side = np.linspace(*HOME_SIDE, HOME_ROWS)
    value = _surface(objective, side, side)
    ground = np.isfinite(value)
    firm = ground.mean() >= FIRM_SHARE
    if firm and len(_hollows(value)):
        return None
    if not firm and ground.any() and not (ground[[0, -1]].any() or ground[:, [0, -1]].any()):
        return _about_island(side, ground)
    far = _far(FAR_ROWS)
    height = _surface(objective, far, far)
    lowest = _lowest(objective, far, height)
    if lowest is not None:
        return _around(lowest)
    return None if firm else _shore(objective, far, np.isfinite(height))


def _surface(objective: Objective, x: Array, y: Array) -> Array:
    """f at every x and y: (rows of y, columns of x)."""
    return objective(np.stack(np.meshgrid(x, y), -1))


def _hollows(value: Array) -> Array:
    """Inner places of a grid, (n, 2) of row and column, as low as all eight around and lower than two opposite ones."""
    padded = np.where(np.isfinite(value), value, np.nan)
    here = padded[1:-1, 1:-1]
    rows, columns = value.shape
    low = np.isfinite(here)
    between = np.zeros_like(low)
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        ahead = padded[1 + down : rows - 1 + down, 1 + right : columns - 1 + right]
        behind = padded[1 - down : rows - 1 - down, 1 - right : columns - 1 - right]
        low &= (here <= ahead) & (here <= behind)
        between |= (here < ahead) & (here < behind)
    return np.argwhere(low & between) + 1


def _lowest(objective: Objective, side: Array, value: Array) -> Array | None:
    """The bottom outside the home window that is nearest to 0, (2,); None if there is none."""
    hollows = _hollows(value)
    order = np.hypot(*side[hollows].T).argsort(kind="stable")
    for row, column in hollows[order][:4]:
        wide = np.array([side[column + 1] - side[column - 1], side[row + 1] - side[row - 1]]) / 2
        point = _refined(objective, np.array([side[column], side[row]]), wide)
        if point is not None and HOME_SIDE[1] < np.abs(point).max() < REACH:
            return point
    return None


def _refined(objective: Objective, center: Array, wide: Array) -> Array | None:
    """The lowest place near a center, grid by finer grid; None where the ground falls on and on, as into a pole."""
    heights = [float(objective(center))]
    for _ in range(REFINEMENTS):
        columns, rows = center[:, None] + wide[:, None] * np.linspace(-1, 1, 9)
        value = _surface(objective, columns, rows)
        if not np.isfinite(value).any():
            return None
        row, column = min(np.argwhere(value == np.nanmin(value)).tolist(), key=lambda at: np.hypot(*np.subtract(at, 4)))
        center, wide = np.array([columns[column], rows[row]]), wide / 4
        heights.append(float(value[row, column]))
    falls = -np.diff(heights)
    solid = np.isfinite(heights).all() and falls[-3:].sum() <= 0.3 * falls[:3].sum()
    return _settled(objective, center) if solid else None


def _settled(objective: Objective, point: Array) -> Array:
    """Where Newton's method leads from there, if it is lower: along the floor of a curved valley."""
    start, at = objective(point), point
    for _ in range(SETTLING_STEPS):
        step, _ = newton_step(objective, at[None])
        at = at - step[0] * min(1.0, 5.0 / max(np.abs(step[0]).max(), 1e-300))
        if not np.isfinite(objective(at)):
            return point
        if np.abs(step).max() < 1e-6:
            break
    return at if objective(at) < start and np.abs(at).max() < REACH else point


def _about_island(side: Array, ground: Array) -> Box:
    """Ground that ends on all sides within the home window, and one row of the grid around it."""
    x, y = side[ground.any(0)], side[ground.any(1)]
    step = side[1] - side[0]
    return tuple(_rounded(axis[0] - step, axis[-1] + step, 0.1) for axis in (x, y))


def _shore(objective: Objective, side: Array, ground: Array) -> Box | None:
    """A window with the nearest edge of the ground in it, and the ground behind; None if there is no ground."""
    if not ground.any():
        return None
    x, y = np.meshgrid(side, side)
    distance = np.where(ground, np.hypot(x, y), np.inf)
    inside = np.array([x.flat[distance.argmin()], y.flat[distance.argmin()]])
    outside = np.zeros(2)
    for _ in range(40):
        middle = (inside + outside) / 2
        firm = np.isfinite(objective(middle))
        inside, outside = (middle, outside) if firm else (inside, middle)
    size = np.abs(inside).max()
    return _around(inside * (1 + 4 / size)) if size > 1e-6 else None
