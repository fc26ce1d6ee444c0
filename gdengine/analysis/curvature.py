"""How sharply an objective bends: the quantity that decides which learning rates are too large.

Gradient descent on a quadratic converges for 0 < η < 2/L, L the largest eigenvalue of the Hessian (Nesterov 2004,
Introductory Lectures on Convex Optimization, §1.2).  All from exact gradients: the whole Hessian in few dimensions, the
outermost of its eigenvalues in many.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdengine.core import Array, Objective

FLAT = 1e-9  # a curvature below this is none
MANY = 24  # Hessian-vector products: enough for both ends of the spectrum of a network


def hessian(objective: Objective, x, nudge: float = 1e-5) -> Array:
    """∇²f(x), (D, D), for x (D,): central differences of the exact gradient, made symmetric."""
    x = np.asarray(x, float)
    h = nudge * np.maximum(1.0, np.abs(x))
    offsets = np.diag(h)
    with np.errstate(all="ignore"):  # a learner's own formula may have no value beside x
        rows = (objective.grad(x + offsets) - objective.grad(x - offsets)) / (2 * h[:, None])
    return (rows + rows.T) / 2


def sharpness(objective: Objective, x, default: float = 1.0) -> float:
    """The largest |eigenvalue| of the Hessian at x (D,); ``default`` where there is none or it is flat.

    There is none at a corner: how steep the slope's jump looks depends on how close one looks.
    """
    near, wide = hessian(objective, x), hessian(objective, x, 2e-5)
    if not np.isfinite(near + wide).all():
        return default
    largest = float(np.abs(np.linalg.eigvalsh(near)).max())
    return largest if largest > max(FLAT, 100 * np.abs(near - wide).max()) else default


def spectrum(objective: Objective, x) -> Array:
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


def hessian_vector(objective: Objective, x) -> Callable[[Array], Array]:
    """v ↦ ∇²f(x)·v, by a central difference of the gradient along v."""

    def product(v):
        length = np.linalg.norm(v)
        h = 1e-5 * max(1.0, np.linalg.norm(x)) / length if length else 1.0
        ahead, behind = objective.grad(np.stack([x + h * v, x - h * v]))
        return (ahead - behind) / (2 * h)

    return product


def _krylov(product, dim) -> tuple[Array, Array]:
    """An orthonormal basis (m, D) of the Krylov space of a random vector, and the images of its vectors (m, D)."""
    v = np.random.default_rng(0).standard_normal(dim)
    basis, images = np.empty((0, dim)), np.empty((0, dim))
    while len(basis) < min(MANY, dim) and np.linalg.norm(v) > 1e-8 * np.linalg.norm(images[-1:]):
        basis = np.vstack([basis, v / np.linalg.norm(v)])
        images = np.vstack([images, product(basis[-1])])
        v = images[-1]
        for _ in range(2):  # once leaves rounding errors along the basis
            v = v - basis.T @ (basis @ v)
    return basis, images
