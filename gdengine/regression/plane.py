"""``plane``: of a loss over many parameters, the slice through its minimum that can be drawn.

The slice is spanned by the stiffest and the softest direction of the bowl: along the one the loss rises fastest and
the rate is limited, along the other descent is slowest.  On it the loss is exact.  Off it lies the rest: a walk is
drawn where it is nearest (``project``), and its own loss is higher than that of the place where it is drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective
from gdengine.regression.design import matrix
from gdengine.regression.least_squares import LeastSquares


class Plane(NamedTuple):
    """β = origin + u·stiff + v·soft, with ``objective`` the loss over (u, v)."""

    origin: Array  # (D,): the minimum
    stiff: Array  # (D,) of length 1
    soft: Array  # (D,) of length 1
    curvatures: tuple[float, float]  # of the loss along them
    objective: Objective

    def at(self, place: ArrayLike) -> Array:
        """β (*B, D) at places (u, v) of the slice (*B, 2)."""
        return self.origin + np.asarray(place, float) @ np.stack([self.stiff, self.soft])

    def project(self, beta: ArrayLike) -> Array:
        """The place (*B, 2) of the slice that is nearest to β (*B, D)."""
        return (np.asarray(beta, float) - self.origin) @ np.stack([self.stiff, self.soft]).T


def plane(objective: LeastSquares, X: ArrayLike, reach: float = 1.0) -> Plane:
    """The slice of the least-squares loss of X (N, D ≥ 2) through its minimum, and the window −reach … reach of it.

    The directions are X's first and last right singular vectors, turned so that their largest coordinate is positive.
    Raises ValueError for an X of another width than the objective's, or of one column.
    """
    X = matrix(X)
    if X.shape[1] != objective.dim or objective.dim < 2:
        raise ValueError(f"a slice of {objective.dim} parameters needs as many columns, two at least, not {X.shape[1]}")
    along = np.linalg.svd(X, full_matrices=len(X) < X.shape[1])[2]
    stiff, soft = (_upward(along[k]) for k in (0, -1))
    span = np.stack([stiff, soft])

    def value_and_grad(place: Array) -> tuple[Array, Array]:
        value, grad = objective.value_and_grad(objective.solution + place @ span)
        return value, grad @ span.T

    level = objective.value_and_grad(objective.solution)[0]
    bends = [2 * float(objective.value_and_grad(objective.solution + part)[0] - level) for part in (stiff, soft)]
    sliced = Objective(
        f"{objective.name}_slice",
        2,
        value_and_grad,
        box=((-reach, reach), (-reach, reach)),
        minima=((0.0, 0.0),) if objective.minima else (),
        source=objective.source,
        title=objective.title,
    )
    return Plane(objective.solution, stiff, soft, (bends[0], bends[1]), sliced)


def _upward(direction: Array) -> Array:
    return direction * np.sign(direction[np.argmax(np.abs(direction))])
