"""Which of two endings is the better one: what ``analysis.mends`` offers has to end better than what there is."""

from __future__ import annotations

from typing import NamedTuple

from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import depths
from gdengine.analysis.predicates import GONE
from gdengine.core import Objective

LEFT_AT_MOST = 0.5  # of the height above the best: lower means at most so much is left
CLEARLY_LOWER_PART = 0.01  # of the whole way down: where no best is known, lower means lower by more than that
RANK = {  # how good an ending is; among equals the lower one is better
    Ended.DEEPEST: 0,
    Ended.HIGHER: 2,
    Ended.CORNER: 2,
    Ended.UNFINISHED: 3,
    Ended.LEVEL: 3,
    Ended.FLAT: 3,
    Ended.BOTTOMLESS: 4,
    Ended.OUTSIDE: 5,
    Ended.UNDEFINED: 5,
    Ended.INFINITY: 5,
}


class Tried(NamedTuple):
    """What became of a record."""

    found: Diagnosis
    low: float  # f where it ended; where it hops or wanders, the highest of its tail


def better(after: Tried, now: Tried, objective: Objective) -> bool:
    """Whether it ends better: at a better kind of place and not higher, or as well and clearly lower."""
    return ends_better(after.found.ended, after.low, at_rest(after.found), now, objective)


def ends_better(ended: Ended, low: float, resting: bool, now: Tried, objective: Objective) -> bool:
    """The same of an ending at the height ``low``, where one comes to rest or hops about."""
    rank, old = RANK[ended], RANK[now.found.ended]
    if now.found.ended in GONE:  # it has to come to rest, or at least, off to infinity, to stay and to get lower
        lower = now.found.ended == Ended.INFINITY and rank < old and low < now.found.first
        return rank <= RANK[Ended.HIGHER] or (lower and rank <= RANK[Ended.UNFINISHED])
    if objective.minima:
        floor = float(depths(objective).min())
        clearly = low - floor <= LEFT_AT_MOST * (now.low - floor) and low < now.low
    else:
        clearly = now.low - low > CLEARLY_LOWER_PART * max(now.found.first - low, 0.0)
    settles = ended == now.found.ended == Ended.CORNER and resting and low <= now.low
    if rank < old and now.found.ended == Ended.FLAT:  # it may be the floor, as low as any
        return low < now.low - 1e-9 * (1 + abs(now.low))
    if rank < old:
        return low <= now.low + 1e-9 * (1 + abs(now.low)) or rank == 0
    return rank == old and ((clearly and rank <= RANK[Ended.UNFINISHED]) or settles)


def at_rest(found: Diagnosis) -> bool:
    """Whether it neither hops nor overshoots."""
    return not {"hopping", "overshooting"} & {*found.how}
