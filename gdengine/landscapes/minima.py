"""Minima nobody has listed: of a curve by bisection of its slope, of a surface by Newton's method from many starts.

Axes: n places, D coordinates.
"""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective, hessian

CURVE_PLACES = 2001  # along a curve, where its slope is looked at
BISECTIONS, MINIMUM_DECIMALS = 60, 12
MAX_DEPTH = 3.0  # a bottom lies no deeper below a place beside it than so many times what the slope there foretells
NEWTON_STARTS_A_SIDE, NEWTON_STEPS = 25, 40  # starts along a side of the box, and steps from each, at most
MAX_MINIMA = 60  # more minima than this are no points but a whole floor
SAME_MINIMUM = 1e-5  # points no farther apart than this part of the box are one


def minima(objective: Objective) -> tuple[tuple[float, ...], ...]:
    """The minimizers (D numbers each) of a curve or surface inside its box, lowest first.

    None where they are no isolated points.  A curve is searched by bisection, a surface by Newton's method; how, and
    what may be missed, is told at ``_of_curve`` and ``_of_surface``.  ValueError for an objective without a box.
    """
    if len(objective.box) != objective.dim:
        raise ValueError(f"minima are looked for inside a box, which {objective.name!r} has not")
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        found = _of_curve(objective) if objective.dim == 1 else _of_surface(objective)
        order = np.argsort(objective(found), kind="stable")
    return tuple(tuple(point) for point in found[order].tolist())


def _of_curve(objective: Objective) -> Array:
    """Where the slope turns from falling to rising, (n, 1).

    Looked for at evenly spread places, so that two that are closer together than a thousandth of the box may be missed.
    A corner counts; a pole, where the curve falls without end, does not.
    """
    x = np.linspace(*objective.box[0], CURVE_PLACES)
    left, right = x[turns(objective.grad(x[:, None])[:, 0])].T
    bottoms = np.round(bisected(objective, left, right, BISECTIONS), MINIMUM_DECIMALS) + 0.0  # 0.0, as −0 reads ill
    solid = [_is_bottom(objective, *ends) for ends in zip(left, bottoms, right)]
    return bottoms[np.array(solid, bool), None]


def turns(slope: Array, known: Array | bool = True) -> Array:
    """Pairs of neighbors (n, 2) among the ``known`` places on a slope, the curve falling at the first, then rising."""
    sloping = np.flatnonzero(known & (np.nan_to_num(slope) != 0))
    pairs = np.stack([sloping[:-1], sloping[1:]], -1)
    return pairs[(slope[pairs[:, 0]] < 0) & (slope[pairs[:, 1]] > 0)]


def bisected(objective: Objective, left: Array, right: Array, times: int) -> Array:
    """Between falling (left) and rising (right), each (n,): where the slope is 0, or jumps over it."""
    for _ in range(times):
        middle = (left + right) / 2
        slope = objective.grad(middle[:, None])[:, 0]
        left, right = np.where(slope <= 0, middle, left), np.where(slope >= 0, middle, right)
    return (left + right) / 2


def _is_bottom(objective: Objective, left: float, bottom: float, right: float) -> bool:
    """Whether the ground at the bottom is about where the slopes beside it lead."""
    value, slope = (part.ravel() for part in objective.value_and_grad(np.array([[left], [bottom], [right]])))
    fall = value[[0, 2]] - value[1]
    noise = 1e-12 * (1 + np.abs(value[1]))
    deep = is_foretold(np.abs(fall - noise), slope[[0, 2]], np.array([left, right]) - bottom, 2 * noise)
    return bool(np.isfinite(value).all() and deep.all())


def is_foretold(fall: Array, slope: Array, way: Array, noise: Array) -> Array:
    """Whether the ``fall`` from a place to a bottom, ``way`` from it, is about what the slope there foretells.

    Into a pole it is far deeper, whatever the noise.
    """
    return np.asarray(fall <= MAX_DEPTH * np.abs(slope * way) + noise)


def _of_surface(objective: Objective) -> Array:
    """The places (n, D) where Newton's steps have come to rest and f curves up in every direction.

    From evenly spread starts; a step is no longer than a quarter of the box.  A minimum at a corner or on flat ground
    is not found, a pole is none, and where there are more than ``MAX_MINIMA`` there are none.
    """
    low, high = np.array(objective.box).T
    side = high - low
    axes = [np.linspace(*ends, NEWTON_STARTS_A_SIDE) for ends in objective.box]
    x = np.stack(np.meshgrid(*axes), -1).reshape(-1, objective.dim)
    for _ in range(NEWTON_STEPS):
        step, curvatures = newton_step(objective, x)
        x = x - step * np.fmin(1, (side / 4 / np.abs(step)).min(-1, keepdims=True))
    step, curvatures = newton_step(objective, x)
    rests = (np.abs(step) < 1e-9 * side).all(-1) & (curvatures[:, 0] > 1e-9 * curvatures[:, -1])
    rests &= np.isfinite(objective(x))  # a pole, where the surface falls without end, is none
    found = _apart(x[rests & ((low <= x) & (x <= high)).all(-1)], side)
    return found[_have_floors(objective, found, side)] if len(found) <= MAX_MINIMA else found[:0]


def _have_floors(objective: Objective, found: Array, side: Array) -> Array:
    """Which points (n, D) have ground: into a pole, as of ln(x² + y²), it falls as far at each scale."""
    around = np.concatenate([np.eye(objective.dim), -np.eye(objective.dim)]) * side
    near = [objective(found[:, None] + scale * around).mean(-1) for scale in (1e-3, 1e-5, 1e-7)]
    first, second = near[0] - near[1], near[1] - near[2]
    bottom = objective(found)
    return np.isfinite(bottom) & (second <= first / 2 + 1e-12 * (1 + np.abs(bottom)))


def newton_step(objective: Objective, x: Array, level: float = 0.0) -> tuple[Array, Array]:
    """|H|⁻¹∇f at x (n, D), and the eigenvalues (n, D) of the Hessian H, smallest first; nan where there are none.

    Along an axis with less than ``level`` of the largest curvature there is no step: along the floor of a canyon.

    To step back along it, xₖ₊₁ = xₖ − |H|⁻¹∇f(xₖ), is Newton's step turned around along the axes where f curves down,
    so that saddles repel: Dauphin et al. 2014, arXiv:1406.2572.
    """
    H = hessian(objective, x)
    solid = np.isfinite(H).all((1, 2), keepdims=True)
    curvatures, axes = np.linalg.eigh(np.where(solid, H, 0.0))
    size = np.abs(curvatures)
    along = (axes.mT @ objective.grad(x)[..., None])[..., 0] / size
    if level:
        along = np.where(size > level * size.max(-1, keepdims=True), along, 0.0)
    return (axes @ along[..., None])[..., 0], np.where(solid[..., 0], curvatures, np.nan)


def _apart(found: Array, side: Array) -> Array:
    """One of every group of points (n, D) that are as good as the same."""
    kept = np.empty((0, len(side)))
    for point in found:
        if not (np.abs(kept - point) < SAME_MINIMUM * side).all(-1).any() and len(kept) <= MAX_MINIMA:
            kept = np.append(kept, [point], axis=0)
    return kept
