"""How sharply an objective bends: the quantity that decides which learning rates are too large.

Gradient descent on a quadratic converges for 0 < η < 2/L, L the largest eigenvalue of the Hessian (Nesterov 2004,
Introductory Lectures on Convex Optimization, §1.2).
"""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective


def hessian(objective: Objective, x) -> Array:
    """∇²f(x), (D, D), by central differences of the exact gradient, made symmetric."""
    x = np.asarray(x, float)
    h = 1e-5 * np.maximum(1.0, np.abs(x))
    offsets = np.diag(h)
    with np.errstate(all="ignore"):
        rows = (objective.grad(x + offsets) - objective.grad(x - offsets)) / (2 * h[:, None])
    return (rows + rows.T) / 2


def sharpness(objective: Objective, x) -> float:
    """The largest |eigenvalue| of the Hessian at x (D,); 1 where it is flat or undefined, so that 1/L is a number."""
    matrix = hessian(objective, x)
    largest = np.abs(np.linalg.eigvalsh(matrix)).max() if np.isfinite(matrix).all() else 0.0
    return float(largest) if largest > 1e-9 else 1.0
