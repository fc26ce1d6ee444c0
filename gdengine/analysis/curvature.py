"""How sharply an objective bends: the quantity that decides which learning rates are too large.

Gradient descent on a quadratic converges for 0 < η < 2/L, L the largest eigenvalue of the Hessian (Nesterov 2004,
Introductory Lectures on Convex Optimization, §1.2).  All from exact gradients: the whole Hessian in few dimensions, the
outermost of its eigenvalues in many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gdengine.core import HESSIAN_NUDGE, Array, Objective, hessian

__all__ = ["convex", "hessian", "hessian_vector", "sharpness", "spectrum"]

FLAT_CURVATURE = 1e-9  # a curvature below this is none
NEARER = (1, 32, 1024, 32768)  # so many times nearer than a nudge the slope is asked as well
SAME_PIECE = 1e-3  # relative: products that differ by no more are of one piece of the ground
CONVEX_PLACES = 17  # along a side of the map, between which the ground is asked whether it bends up
LINE_PLACES = 1001  # the same along lines through the middle of the map and the known minima: a grid is coarse
WIDER = (1.0, 4.0, 16.0)  # times the map that is looked at: a map may show a part of the ground only
LANCZOS_PRODUCTS = 24  # Hessian times vector: enough for both ends of the spectrum of a network


def sharpness(objective: Objective, x: Any, default: float = 1.0) -> float:
    """The largest |eigenvalue| of the Hessian at x (D,); ``default`` where there is none or it is flat.

    There is none at a corner: how steep the slope's jump looks depends on how close one looks.
    """
    near, wide = hessian(objective, x), hessian(objective, x, 2 * HESSIAN_NUDGE)
    if not np.isfinite(near + wide).all():
        return default
    largest = float(np.abs(np.linalg.eigvalsh(near)).max())
    return largest if largest > max(FLAT_CURVATURE, 100 * np.abs(near - wide).max()) else default


def convex(objective: Objective) -> bool:
    """Whether the ground bends up wherever it has a value: along every line between two places the slope grows.

    That is (∇f(a) − ∇f(b))·(a − b) ≥ 0, between the places of a grid, and from one to the next on lines along the axes,
    on which there is no gap; over the map and beyond.  Source: Boyd & Vandenberghe, Convex Optimization, 2004,
    exercise 3.11.
    """
    low, high = np.array(objective.box).T
    middle, half = (low + high) / 2, (high - low) / 2
    through = np.array([middle, *objective.minima])
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        return all(
            _bends_up(objective, middle, reach) and _bends_up_along_lines(objective, middle, reach, through)
            for reach in np.outer(WIDER, half)
        )


def _bends_up(objective: Objective, middle: Array, half: Array) -> bool:
    sides = [np.linspace(low, high, CONVEX_PLACES) for low, high in zip(middle - half, middle + half)]
    places = np.stack(np.meshgrid(*sides), -1).reshape(-1, objective.dim)
    value, slopes = objective.value_and_grad(places)
    known = np.isfinite(value) & np.isfinite(slopes).all(-1)
    places, slopes = places[known], slopes[known]
    grows = ((slopes[:, None] - slopes) * (places[:, None] - places)).sum(-1)
    return bool((grows >= -FLAT_CURVATURE * np.abs(slopes).max(initial=0.0)).all())


def _bends_up_along_lines(objective: Objective, middle: Array, half: Array, through: Array) -> bool:
    for axis in range(objective.dim):
        places = np.repeat(through[:, None], LINE_PLACES, axis=1)
        places[..., axis] = np.linspace(middle[axis] - half[axis], middle[axis] + half[axis], LINE_PLACES)
        value, slopes = objective.value_and_grad(places)
        known, slope = np.isfinite(value), slopes[..., axis]
        gaps = np.diff(known.astype(int), axis=-1, prepend=0, append=0)
        if ((gaps > 0).sum(-1) > 1).any():
            return False
        grows, steepest = np.diff(slope), np.abs(slope[known & np.isfinite(slope)]).max(initial=0.0)
        if (grows < -FLAT_CURVATURE * steepest)[known[:, 1:] & known[:, :-1]].any():
            return False
    return True


def spectrum(objective: Objective, x: Any) -> Array:
    """The eigenvalues of the Hessian at x (D,), ascending: all if D ≤ 3, else the outermost two; nan where undefined.

    In many dimensions by Lanczos' method: the Hessian restricted to the space spanned by v, Hv, H²v, … for a random v.
    Lanczos 1950, doi:10.6028/jres.045.026.
    """
    if objective.dim <= 3:
        matrix = hessian(objective, x)
        return np.linalg.eigvalsh(matrix) if np.isfinite(matrix).all() else np.full(objective.dim, np.nan)
    basis, images = _krylov(hessian_vector(objective, x), objective.dim)
    matrix = basis @ images.T
    if not np.isfinite(matrix).all():
        return np.full(2, np.nan)
    return np.linalg.eigvalsh((matrix + matrix.T) / 2)[[0, -1]]


def hessian_vector(objective: Objective, x: Array) -> Callable[[Array], Array]:
    """v ↦ ∇²f(x)·v, by a central difference of the gradient along v.

    A slope that jumps beside x, as that of the loss of ReLUs does, is no curvature there: what is seen from a nudge is
    believed if it is seen from nearer as well, else from nearer; where no two agree it is rounding that they see.
    """

    def product(v: Array) -> Array:
        length = float(np.linalg.norm(v))
        h = HESSIAN_NUDGE * max(1.0, float(np.linalg.norm(x))) / length if length else 1.0
        seen = [_along(objective, x, v, h)]
        for nearer in NEARER[1:]:
            seen.append(_along(objective, x, v, h / nearer))
            if not np.linalg.norm(seen[-1] - seen[-2]) > SAME_PIECE * np.linalg.norm(seen[-2]):
                return seen[-2]
        return seen[0]

    return product


def _along(objective: Objective, x: Array, v: Array, h: float) -> Array:
    ahead, behind = objective.grad(np.stack([x + h * v, x - h * v]))
    return (ahead - behind) / (2 * h)


def _krylov(product: Callable[[Array], Array], dim: int) -> tuple[Array, Array]:
    """An orthonormal basis (m, D) of the Krylov space of a random vector, and the images of its vectors (m, D)."""
    v = np.random.default_rng(0).standard_normal(dim)
    basis, images = np.empty((0, dim)), np.empty((0, dim))
    while len(basis) < min(LANCZOS_PRODUCTS, dim) and np.linalg.norm(v) > 1e-8 * np.linalg.norm(images[-1:]):
        basis = np.vstack([basis, v / np.linalg.norm(v)])
        images = np.vstack([images, product(basis[-1])])
        v = images[-1]
        for _ in range(2):  # once leaves rounding errors along the basis
            v = v - basis.T @ (basis @ v)
    return basis, images
