"""Basins: which known minimum every start ends in, on a map of starts or, of a curve, at every rate of a range.

A fate is an integer: the index in ``objective.minima`` of the minimum that was reached, −1 for a walk that is gone (it
diverged, climbs, left the ground or goes down for ever), −2 for one that is at no known minimum within its budget.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from gdengine.analysis.endings import Ended, ending
from gdengine.analysis.measures import DIVERGED, NONE, reached
from gdengine.analysis.predicates import ARRIVED, GONE
from gdengine.analysis.walks import walks
from gdengine.core import Array, Objective, Optimizer, Outcome
from gdengine.loop.descend import descend

LEVEL_TOLERANCE = 1e-7  # slope and step below which a walk of some hundred steps goes nowhere any more
LEAST_STEPS = 8  # of a walk whose fate is asked
PLACES_AT_ONCE = 2_000_000  # places on walks judged at once: some hundred megabytes


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
    # who has arrived need not go on
    run = descend(objective, optimizer, starts, steps, history=False, tol=LEVEL_TOLERANCE)
    return np.where(run.outcome == Outcome.DIVERGED, DIVERGED, reached(objective, run.x[-1]))


def fates(
    objective: Objective,
    make_optimizer: Callable[[Array], Optimizer],
    rates: Any,
    n: int = 241,
    steps: int = 300,
    every: int = 1,
) -> Array:
    """The fate (R, n) of every start of a grid of n over a curve's box, its ends included, for each of ``rates`` (R,).

    It is what the judge of every verdict says of the same walk (``endings.ending``); ``every=k`` lets it look at
    every k-th step only, which is as much faster.  ``make_optimizer(rates)`` gives the rule, as for ``sweep``, for some
    of the rates at a time, as (r, 1, 1).  Raises ValueError for an objective that is not a curve with a box, and for n
    or steps below 2 and 8.
    """
    starts = places(objective, n)[:, None]
    if not isinstance(steps, int | np.integer) or steps < LEAST_STEPS:
        raise ValueError(f"steps must be a whole number of at least {LEAST_STEPS}, not {steps}")
    grid = np.asarray(rates, float)[:, None, None]
    rows = max(1, PLACES_AT_ONCE // (n * (steps // every + 1)))
    parts = [grid[first : first + rows] for first in range(0, len(grid), rows)]
    return np.concatenate([_ended(objective, make_optimizer(part), starts, steps, every) for part in parts])


@np.errstate(all="ignore")  # far out, values and differences overflow
def _ended(objective: Objective, rule: Optimizer, starts: Array, steps: int, every: int) -> Array:
    run = descend(objective, rule, starts, steps, every=every)
    found = ending(walks(run, objective))
    there, gone = np.isin(found.ended, (*ARRIVED, Ended.CORNER)), np.isin(found.ended, GONE)
    return np.select([there, gone], [found.minimum, DIVERGED], NONE).reshape(run.last.shape)


def places(objective: Objective, n: int) -> Array:
    """The starts (n,) that are tried: evenly over the box, its ends included."""
    if objective.dim != 1 or len(objective.box) != 1:
        raise ValueError(f"fates are those of a curve with a box, which {objective.name!r} is not")
    if not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n, the number of starts, must be a whole number of at least 2, not {n}")
    return np.linspace(*objective.box[0], n)


def pieces(row: Array) -> list[tuple[int, int, int]]:
    """Neighbors of one fate in a row (n,), put together: (first index, index after the last, fate)."""
    edges = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
    return [(a, b, int(row[a])) for a, b in pairwise(edges)]
