"""The best fit of every degree in closed form, and which of them predicts best what is held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gdengine.core import Array
from gdengine.regression.least_squares import solve
from gdengine.regression.polynomial import basis, highest_degree

SAME_LOSS_PART, ROUNDING_PART = 1e-9, 1e-20  # of a loss, and of a mean square, whose roots are rounded twice


class DegreeLoss(NamedTuple):
    """The best fit of a degree: its mean squared error on the points learned from, and on those held out.

    One that is but rounding is 0: through so many points there is a curve that leaves nothing.
    """

    degree: int
    fitted: float
    held: float  # nan where none is held out


def degree_losses(x: Array, y: Array, held_x: Array, held_y: Array) -> list[DegreeLoss]:
    """The best fit of every degree there can be: of the points learned from, x and y (N,), and of those held out (H,).

    There is none where all x are equal.
    """
    most = highest_degree(x)
    if most < 1:
        return []
    made = basis(x, most, "orthogonal")  # its first columns are those of a lower degree
    X, held = (made.rows(places) if len(places) else np.empty((0, most + 1)) for places in (x, held_x))
    rounding = ROUNDING_PART * float(np.square(np.append(y, held_y)).mean())
    found = []
    for degree in range(1, most + 1):
        best = solve(X[:, : degree + 1], y)
        both = ((X, y), (held, held_y))
        errors = [np.square(rows[:, : degree + 1] @ best - own).mean() if len(own) else np.nan for rows, own in both]
        found.append(DegreeLoss(degree, *(0.0 if error <= rounding else float(error) for error in errors)))
    return found


def best_predicting(degrees: Sequence[DegreeLoss], held_y: Array) -> list[DegreeLoss]:
    """The degrees with the least loss on the points held out, y (H,): one, or as many as only rounding parts."""
    least = min(fit.held for fit in degrees)
    apart = SAME_LOSS_PART * least + ROUNDING_PART * float(np.square(held_y).mean())
    return [fit for fit in degrees if fit.held <= least + apart]
