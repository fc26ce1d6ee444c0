"""How sharply an objective bends: the quantity that decides which learning rates are too large.

Gradient descent on a quadratic converges for 0 < η < 2/L, L the largest eigenvalue of the Hessian (Nesterov 2004,
Introductory Lectures on Convex Optimization, §1.2).
"""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Objective

FLAT = 1e-9  # a curvature below this is none


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
