"""Basins: which known minimum every start ends in, on a map of starts or, of a curve, at every rate of a range.

A fate is an integer: the index in ``objective.minima`` of the minimum that was reached, −1 for a walk that is gone (it
diverged, climbs, left the ground or goes down forever), −2 for one that is at no known minimum within its budget.
It is what the judge of every verdict says of the same walk (``endings.ending``, put into one number by ``fate``).
``every=k`` lets the judge look at every k-th step only, which is nearly as much faster.  An odd k: a walk that hops to
and fro shows only one side at an even one, and seems to rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdengine.analysis.endings import Ended, ending
from gdengine.analysis.measures import DIVERGED, NONE
from gdengine.analysis.predicates import ARRIVED, GONE
from gdengine.analysis.walks import walks
from gdengine.core import Array, Objective, Optimizer, whole_number
from gdengine.loop.descend import descend
from gdengine.loop.effort import FULL_EFFORT, effort
from gdengine.rules.optimizers import batch_of

LEAST_STEPS = 8  # of a walk whose fate is asked
PLACES_AT_ONCE = 250_000  # places on walks judged at once: some 25 megabytes; in smaller pieces it takes longer


def basins(
    objective: Objective,
    optimizer: Optimizer,
    n: int = 150,
    steps: int = 300,
    every: int = 1,
    watch: Callable[[], object] = lambda: None,
) -> Array:
    """The fate of every start of an n × n grid over the box.

    (n, n) integers: row 0 is the lowest y, column 0 the lowest x (an image wants ``[::-1]``); the grid includes the
    edges of the box.  For a curve (n,); the batch axes of an optimizer's settings (R, 1, 1, 1) or (R, 1, 1) come first.
    ``watch()`` is called after every piece of the work, and ends it by raising something.
    Raises ValueError unless the objective has one or two dimensions and a box, n is a whole number of at least 1, and
    the settings have such axes; and as ``descend``.
    """
    if objective.dim not in (1, 2) or len(objective.box) != objective.dim:
        raise ValueError(
            f"a map needs an objective with a box of one or two dimensions, which {objective.name!r} has not"
        )
    whole_number("n, the starts along a side,", n, 1)
    whole_number("steps", steps, 0)
    whole_number("every", every, 1)
    rules = batch_of(optimizer)
    if any(size != 1 for size in rules[-objective.dim :]):
        wanted = f"(R{', 1' * (objective.dim + 1)})"
        raise ValueError(f"on a map of starts a setting is a number or of shape {wanted}, not {(*rules, 1)}")
    axes = [np.linspace(low, high, n) for low, high in objective.box]
    starts = np.stack(np.meshgrid(*axes), axis=-1)
    walkers = math.prod(rules) * starts[0].size // objective.dim  # that begin in a row of starts
    together = objective.noisy is not None  # noise is dealt to everyone together
    rows = n if together else _at_once(objective, walkers, steps, every)
    pieces = [starts[first : first + rows] for first in range(0, n, rows)]
    parts = [_ended(objective, optimizer, piece, steps, every, watch) for piece in pieces]
    return np.concatenate(parts, axis=-objective.dim)


def fates(
    objective: Objective,
    make_optimizer: Callable[[Array], Optimizer],
    rates: Any,
    n: int = 241,
    steps: int = 300,
    every: int = 1,
    watch: Callable[[], object] = lambda: None,
) -> Array:
    """The fate (R, n) of every start of a grid of n over a curve's box, its ends included, for each of ``rates`` (R,).

    ``make_optimizer(rates)`` gives the rule, as for ``sweep``, for some of the rates at a time, as (r, 1, 1).
    ``watch()`` is called after every piece of the work, and ends it by raising something.  Raises ValueError for an
    objective that is not a curve with a box, and for n, steps or every below 2, 8 and 1.
    """
    starts = places(objective, n)[:, None]
    whole_number("steps", steps, LEAST_STEPS)
    whole_number("every", every, 1)
    grid = np.asarray(rates, float)[:, None, None]
    rows = _at_once(objective, n, steps, every)
    parts = [grid[first : first + rows] for first in range(0, len(grid), rows)]
    return np.concatenate([_ended(objective, make_optimizer(part), starts, steps, every, watch) for part in parts])


def _at_once(objective: Objective, walkers: int, steps: int, every: int) -> int:
    """How many rows of so many walkers are judged at once: of a long formula fewer, for it takes as long."""
    long = max(1.0, effort(objective) / FULL_EFFORT)
    return max(1, int(PLACES_AT_ONCE / long) // (walkers * (steps // every + 1)))


def _ended(
    objective: Objective, rule: Optimizer, starts: Array, steps: int, every: int, watch: Callable[[], object]
) -> Array:
    run = descend(objective, rule, starts, steps, every=every)
    watch()
    with np.errstate(all="ignore"):  # far out, values and differences overflow
        found = ending(walks(run, objective))
    watch()
    return fate(found.ended, found.minimum).reshape(run.last.shape)


def fate(ended: Array | Ended, minimum: Array | int | None) -> Array:
    """The fates (M,) of walks that ended so (M,), at the known minima of these indices (M,) or at ``NONE``."""
    there, gone = np.isin(ended, (*ARRIVED, Ended.CORNER)), np.isin(ended, GONE)
    return np.select([there, gone], [NONE if minimum is None else minimum, DIVERGED], NONE)


def places(objective: Objective, n: int) -> Array:
    """The starts (n,) that are tried: evenly over the box, its ends included.

    ValueError for an objective that is not a curve with a box, and for n below 2.
    """
    if objective.dim != 1 or len(objective.box) != 1:
        raise ValueError(f"fates are those of a curve with a box, which {objective.name!r} is not")
    return np.linspace(*objective.box[0], whole_number("n, the number of starts,", n, 2))


class Pieces(NamedTuple):
    """Neighbors of one fate, put together: P pieces, row by row, each from index ``first`` up to before ``after``."""

    row: Array  # (P,)
    first: Array  # (P,)
    after: Array  # (P,)
    fate: Array  # (P,)


def pieces(fates: Array) -> Pieces:
    """The pieces of rows of fates (M, n)."""
    begins = np.ones(fates.shape, bool)
    begins[:, 1:] = fates[:, 1:] != fates[:, :-1]
    row, first = np.nonzero(begins)
    after = np.append(np.flatnonzero(begins)[1:], begins.size) - row * fates.shape[1]
    return Pieces(row, first, after, fates[row, first])
