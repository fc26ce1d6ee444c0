"""What is kept where not all can be: what costs most to work out again by its weight, and what was asked for lately.

A map of starts takes a fifth of a second and weighs 20 kB, a family of runs a twentieth and weighs 2 MB: if the least
recently used went first, each such family would cost ten maps.  Instead everything has a **worth**, seconds by byte,
and an **age**: that of the last thing that had gone when it was asked for last.  The least sum of both goes first.  So
what is worth much stays long, and not forever.  Source: GreedyDual-Size, Cao & Irani 1997.

Worths are rounded to powers of two, a shelf for each, on which what was used least recently is the first to go; so only
the shelves are compared (CAMP, Ghandeharizadeh et al. 2014, doi:10.1145/2663165.2663317).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, NamedTuple

LEAST_SECONDS = 1e-3  # what less is taken for: how long so little takes is chance


class Kept(NamedTuple):
    """What is kept, its weight in bytes, its shelf, and when it may go: the least first."""

    result: Any
    weight: int
    shelf: int
    until: float


class Shelves:
    """Results by key; ``limit``: the bytes that they may weigh together."""

    def __init__(self, limit: int) -> None:
        self.limit, self.weight = limit, 0
        self._shelves: dict[int, OrderedDict[Hashable, Kept]] = {}
        self._shelf_of: dict[Hashable, int] = {}
        self._age = 0.0

    def __len__(self) -> int:
        return len(self._shelf_of)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._shelf_of

    def recall(self, key: Hashable) -> Kept | None:
        """What is kept under the key, which has been used by that."""
        if key not in self._shelf_of:
            return None
        shelf = self._shelves[self._shelf_of[key]]
        kept = shelf[key] = shelf[key]._replace(until=self._until(self._shelf_of[key]))
        shelf.move_to_end(key)
        return kept

    def keep(self, key: Hashable, result: Any, weight: int, seconds: float) -> None:
        """Keep what took so many seconds, as long as there is room for it; not what weighs more than all may."""
        if weight > self.limit:
            return
        number = math.frexp(max(seconds, LEAST_SECONDS) / weight)[1]
        self._shelves.setdefault(number, OrderedDict())[key] = Kept(result, weight, number, self._until(number))
        self._shelf_of[key] = number
        self.weight += weight
        while self.weight > self.limit:
            self._drop()

    def clear(self) -> None:
        """Keep nothing."""
        self._shelves.clear()
        self._shelf_of.clear()
        self.weight = 0

    def _until(self, shelf: int) -> float:
        return self._age + 2.0**shelf

    def _drop(self) -> None:
        """The first to go goes; of two at the same moment, what is worth less."""
        firsts = (next(iter(shelf.values())) for shelf in self._shelves.values() if shelf)
        shelf = self._shelves[min(firsts, key=lambda first: (first.until, first.shelf)).shelf]
        key, gone = shelf.popitem(last=False)
        del self._shelf_of[key]
        self._age = gone.until
        self.weight -= gone.weight
