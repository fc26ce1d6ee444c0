"""Records at a grid of rates: walked as one batch, judged at once, and put in order from the most promising on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gdengine.analysis.arriving import arrival_height
from gdengine.analysis.comparing import RANK
from gdengine.analysis.endings import Ended, ending
from gdengine.analysis.resting import spot
from gdengine.analysis.walks import most, walks
from gdengine.core import Array, Objective, Trajectory
from gdengine.loop.descend import descend
from gdengine.rules.side_by_side import side_by_side

FAMILY_UPDATES = 200  # of a family: so far one looks whose members are worth a walk to the end
JUDGED_ROWS = 100  # of a family, at most so many (and less than as many again)


class Looked(NamedTuple):
    """What becomes of records at a grid of rates, record by record and rate by rate: those places, the best first."""

    order: Sequence[int]
    ended: Array  # of every place
    low: Array


Look = Callable[[tuple[Any, ...], tuple[float, ...]], Looked]


def look_at(tests: tuple[Any, ...], rates: tuple[float, ...]) -> Looked:
    """These records, whatever their own rates, at all of these: one descent, one judgement.

    Of a walk of many steps only the first are looked at.
    """
    first, objective = tests[0], tests[0].objective()
    rules = side_by_side([test.rule(np.array(rates)[:, None]) for test in tests])
    updates, every = min(first.updates(), FAMILY_UPDATES), first.every()
    thinned = every * max(1, updates // (every * JUDGED_ROWS))
    run = descend(objective, rules, first.start(), updates, **{**first.options(), "every": thinned})
    return Looked(*promising(run, objective, len(rates)))


@np.errstate(all="ignore")  # far out, values and differences overflow
def promising(run: Trajectory, objective: Objective, grid: int) -> tuple[list[int], Array, Array]:
    """The members of families (each a grid of so many rates) from the best ending on; how each ended, and how high.

    Of those that arrive, first the one whose neighbors arrive soonest, too: a lucky hit is no advice.
    """
    w = walks(run, objective)
    ended, low = ending(w).ended, spot(w).value
    far = (w.value - low > arrival_height(w, low)) & w.walked
    arrival = np.where(far.any(0), len(far) - far[::-1].argmax(0), 0).astype(float)
    arrival[ended != Ended.DEEPEST] = np.inf
    rank = np.array([RANK[Ended(kind)] for kind in ended.tolist()])
    low = np.where(ended == Ended.CORNER, most(w.value, w.tail), np.where(np.isfinite(low), low, np.inf))
    worst = _with_neighbors(np.where(ended == Ended.CORNER, low, -np.inf), grid)
    order = np.lexsort([low, worst, arrival, _with_neighbors(arrival, grid), rank])
    return order.tolist(), ended, low


def _with_neighbors(cost: Array, grid: int) -> Array:
    """The worst of every member and those beside it on its grid."""
    rows = cost.reshape(-1, grid)
    edge = np.full((len(rows), 1), np.inf)
    return np.stack([np.hstack([edge, rows[:, :-1]]), rows, np.hstack([rows[:, 1:], edge])]).max(0).ravel()
