"""The eigenvalues of a Hessian, from gradients alone: all of them in few dimensions, the outermost ones in many.

For the verdict on a run: how much does the ground bend at most, and does it bend down anywhere?
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gdengine.core import Array, Objective
from gdengine.curvature import hessian

MANY = 24  # Hessian-vector products: enough for both ends of the spectrum of a network


def spectrum(objective: Objective, x) -> Array:
    """The eigenvalues of the Hessian at x (D,), ascending: all if D ≤ 3, else the outermost two; nan where undefined.

    In many dimensions by Lanczos' method: the Hessian restricted to the space spanned by v, Hv, H²v, … for a random v.
    Lanczos 1950, doi:10.6028/jres.045.026.
    """
    if objective.dim <= 3:
        matrix = hessian(objective, x)
        return np.linalg.eigvalsh(matrix) if np.isfinite(matrix).all() else np.full(objective.dim, np.nan)
    basis, images = _krylov(bend(objective, x), objective.dim)
    matrix = basis @ images.T
    if not np.isfinite(matrix).all():
        return np.full(2, np.nan)
    return np.linalg.eigvalsh((matrix + matrix.T) / 2)[[0, -1]]


def bend(objective: Objective, x) -> Callable[[Array], Array]:
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
