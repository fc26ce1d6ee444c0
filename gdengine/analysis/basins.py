"""Basins: which known minimum every start ends in, on a map of starts or, of a curve, at every rate of a range.

A fate is an integer: the index in ``objective.minima`` of the minimum that was reached, −1 for a walk that left the map
for good, −2 for one that is at no minimum within its budget: it crawls, bounces or wanders.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.measures import DIVERGED, NONE, reached
from gdengine.core import Array, Objective, Optimizer, Outcome
from gdengine.loop.descend import descend

LEVEL = 1e-7  # slope and step below which a walk of some hundred steps goes nowhere any more
GONE_WIDTHS = 20  # a walk so many widths of the map away has left for good
WALK_LOOKS = 8  # how often a walk is looked at


def basins(objective: Objective, optimizer: Optimizer, n: int = 150, steps: int = 300) -> Array:
    """For every start of an n × n grid over the box: the index in ``objective.minima`` of the minimum it reaches.

    (n, n) integers: row 0 is the lowest y, column 0 the lowest x (an image wants ``[::-1]``); the grid includes the
    edges of the box.  For a curve (n,).  A start that diverges has −1, one that is near no minimum at the end has −2.
    Raises ValueError unless the objective has one or two dimensions and a box, and n is a whole number of at least 1.
    """
    if objective.dim not in (1, 2) or len(objective.box) != objective.dim:
        raise ValueError(
            f"a map needs an objective with a box of one or two dimensions, which {objective.name!r} has not"
        )
    if not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"n, the starts along a side, must be a whole number of at least 1, not {n}")
    axes = [np.linspace(low, high, n) for low, high in objective.box]
    starts = np.stack(np.meshgrid(*axes), axis=-1)
    run = descend(objective, optimizer, starts, steps, history=False, tol=LEVEL)  # who has arrived need not go on
    return np.where(run.outcome == Outcome.DIVERGED, DIVERGED, reached(objective, run.x[-1]))


def fates(
    objective: Objective, make_optimizer: Callable[[Array], Optimizer], rates: ArrayLike, n: int = 241, steps: int = 300
) -> Array:
    """The fate (R, n) of every start of a grid of n over a curve's box, its ends included, for each of ``rates`` (R,).

    A minimum is reached if at the end, and an eighth of the budget before, the walk is near it (``measures.reached``)
    and is nearer than it began: a start that bounces to and fro beside a minimum has not reached it.
    ``make_optimizer(rates)`` gives the rule, as for ``sweep``; it is called once, with the rates as (R, 1, 1).
    Raises ValueError for an objective that is not a curve with a box, and for n or steps below 2 and 8.
    """
    starts = places(objective, n)[:, None]
    if not isinstance(steps, int | np.integer) or steps < WALK_LOOKS:
        raise ValueError(f"steps must be a whole number of at least {WALK_LOOKS}, not {steps}")
    rule = make_optimizer(np.asarray(rates, float)[:, None, None])
    run = descend(objective, rule, starts, steps, every=steps // WALK_LOOKS, limit=_far(objective))
    before, end = reached(objective, run.x[-2]), reached(objective, run.x[-1])
    rests = (before == end) & _nearer(objective, run.x[0], run.x[-1], end)
    return np.where(run.outcome == Outcome.DIVERGED, DIVERGED, np.where(rests, end, NONE))


def places(objective: Objective, n: int) -> Array:
    """The starts (n,) that are tried: evenly over the box, its ends included."""
    if objective.dim != 1 or len(objective.box) != 1:
        raise ValueError(f"fates are those of a curve with a box, which {objective.name!r} is not")
    if not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n, the number of starts, must be a whole number of at least 2, not {n}")
    return np.linspace(*objective.box[0], n)


def _far(objective: Objective) -> float:
    low, high = objective.box[0]
    return max(abs(low), abs(high)) + GONE_WIDTHS * (high - low)


def _nearer(objective: Objective, start: Array, end: Array, index: Array) -> Array:
    """Whether the minimum of this index (*B) is nearer to the end (*B, 1) than to the start, or as good as met."""
    minimum = np.array([*np.ravel(objective.minima), np.nan])[np.maximum(index, -1)]  # none: the last, nan
    after, first = np.abs(end[..., 0] - minimum), np.abs(start[..., 0] - minimum)
    return (after < (1 - 1e-9) * first) | (after < 1e-9 * np.ptp(objective.box))


def pieces(row: Array) -> list[tuple[int, int, int]]:
    """Neighbors of one fate in a row (n,), put together: (first index, index after the last, fate)."""
    edges = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
    return [(a, b, int(row[a])) for a, b in pairwise(edges)]
