"""Both sides of a place: whether the slope differs on them, or the value, found by asking the objective close by.

Axes: M places, D parameters.
"""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective

CORNER_PART = 1e-6  # ε: how far to both sides of a place one looks for a corner, as a part of W
JUMP_PART = 0.9  # of a jump: so much of it at least is left from nearer


def kinked(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """Whether the slopes on both sides of each place (M, D) along a unit vector (M, D) differ: a corner (M).

    J(ε) = f(p + εu) + f(p − εu) − 2f(p) is about f″·ε² where f is smooth, and ε times the difference of the slopes at
    a corner that opens upward: it is one if an eighth of ε leaves about an eighth of J, from a sixteenth to a quarter.
    """
    far, near, noise = _turns(objective, place, way, width)
    return (16 * near >= far) & (4 * near <= far) & (near > noise)  # 1/8 at a corner, 1/64 where smooth


def has_no_slope(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """Whether there is no one slope at each place (M, D) along a unit vector (M, D): a corner, up or down, or a cusp.

    As ``kinked``, for J of either sign: from a sixteenth to all but two thirds, for the cusp of |p|^⅓ leaves a half.
    """
    far, near, noise = _turns(objective, place, way, width)
    far, near = np.sign(near) * far, np.abs(near)
    return (16 * near >= far) & (1.5 * near <= far) & (near > noise)


def jumps(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """Whether f jumps at each place (M, D) along a unit vector (M, D), where it has a value (M).

    f(p + εu) − f(p − εu) is about 2ε·f′ where f is smooth: it is a jump if an eighth of ε leaves nearly all of it.
    """
    here = objective(place)
    ahead, behind = np.moveaxis(_beside(objective, place, way, width), 1, 0)
    far, near = np.abs(ahead - behind).T
    return np.isfinite(here) & (near >= JUMP_PART * far) & (near > _rounding_beside(here))


def _turns(objective: Objective, place: Array, way: Array, width: float) -> tuple[Array, Array, Array]:
    """J(ε), J(ε/8) and how much of it may be rounding, (M) each, at each place (M, D): see ``kinked``; nan for none."""
    here = objective(place)
    around = _beside(objective, place, way, width).sum(1) - 2 * np.where(np.isfinite(here), here, np.nan)[:, None]
    return around[:, 0], around[:, 1], _rounding_beside(here)


def _beside(objective: Objective, place: Array, way: Array, width: float) -> Array:
    """f(p ± εu) and f(p ± εu/8), (M, 2, 2): ahead and behind, from far and from near."""
    away = CORNER_PART * width * np.array([[1.0, 0.125], [-1.0, -0.125]])
    return objective(place[:, None, None] + away[..., None] * way[:, None, None])


def _rounding_beside(here: Array) -> Array:
    return 64 * np.finfo(float).eps * (1 + np.abs(here))
