"""When a network begins to learn its points by heart: its loss on points held out turns up.

Axes: K recorded steps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

TURN_PART = 0.02  # of its lowest value: by so much the held-out loss has to rise
FALL_PART = 0.02  # of its value then: by so much the other loss has to fall meanwhile, or nothing is learned by heart
TURN_ROWS = 10  # the last of so many parts of a run has to be that much higher, or it is but a single row's chance


class Turn(NamedTuple):
    """Where the loss on the points held out was lowest, by what part it was higher at the end, and what fell then."""

    row: int
    lowest: float
    last: float
    rise: float  # last/lowest − 1
    before: float  # the loss learned from, at that row
    after: float  # and at the end


def turned_up(loss: ArrayLike, held: ArrayLike) -> Turn | None:
    """Where the held-out loss (K,) turns up while the loss learned from (K,) has fallen further; None where not.

    It has turned if in all of its last tenth it is at least 2 % above its lowest value, since when the other loss has
    fallen by 2 % at least: who hardly gets better at the points learns none by heart.  Of a run that diverged the
    finite rows count.  Raises ValueError unless both are of one length.
    """
    loss, held = np.asarray(loss, float), np.asarray(held, float)
    if loss.shape != held.shape or loss.ndim != 1:
        raise ValueError(f"both losses have one number a step, not the shapes {loss.shape} and {held.shape}")
    rows = np.flatnonzero(np.isfinite(loss) & np.isfinite(held))
    if not len(rows):
        return None
    lowest, last = rows[held[rows].argmin()], rows[-1]
    late = rows[-(-(len(rows) * (TURN_ROWS - 1)) // TURN_ROWS) :]
    fell = loss[last] <= (1 - FALL_PART) * loss[lowest] and loss[lowest] > 0
    if not (fell and (held[late] >= (1 + TURN_PART) * held[lowest]).all()):
        return None
    rise = held[last] / held[lowest] - 1 if held[lowest] > 0 else np.inf
    return Turn(int(lowest), *map(float, (held[lowest], held[last], rise, loss[lowest], loss[last])))
