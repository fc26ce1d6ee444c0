"""What is kept where not all can be: the plain rule, asked of everything, says the same as the shelves."""

from __future__ import annotations

import math
import random

import pytest

from pages.ui.shelves import LEAST_SECONDS, Shelves


class Plain:
    """GreedyDual-Size as it is written, with worths rounded up to powers of two: looks at everything to drop one."""

    def __init__(self, limit: int) -> None:
        self.limit, self.age, self.uses = limit, 0.0, 0
        self.kept: dict[int, tuple[float, int, int, float]] = {}  # until, use, weight, worth

    def use(self, key: int, weight: int, worth: float) -> None:
        self.uses += 1
        self.kept[key] = (self.age + worth, self.uses, weight, worth)

    def ask(self, key: int, weight: int, seconds: float) -> None:
        if key in self.kept:
            self.use(key, *self.kept[key][2:])
        elif weight <= self.limit:
            self.use(key, weight, 2.0 ** math.frexp(max(seconds, LEAST_SECONDS) / weight)[1])
            while sum(weight for _, _, weight, _ in self.kept.values()) > self.limit:
                first = min(self.kept, key=lambda key: (self.kept[key][0], self.kept[key][3], self.kept[key][1]))
                self.age = self.kept.pop(first)[0]


@pytest.mark.parametrize("seed", range(20))
def test_what_goes_is_what_the_rule_says(seed):
    rng = random.Random(seed)
    things = [(key, rng.randint(1, 400), 10 ** rng.uniform(-4, 0)) for key in range(60)]
    plain, shelves = Plain(1000), Shelves(1000)
    for _ in range(1500):
        key, weight, seconds = rng.choice(things)
        plain.ask(key, weight, seconds)
        if shelves.recall(key) is None:
            shelves.keep(key, str(key), weight, seconds)
        here = {key for key, *_ in things if key in shelves}
        assert here == plain.kept.keys()
        assert shelves.weight == sum(things[key][1] for key in here) <= shelves.limit
        assert len(shelves) == len(here)


def test_what_is_worth_much_does_not_stay_for_ever():
    shelves = Shelves(10)
    shelves.keep("dear", 1, 5, 1.0)
    for number in range(2000):
        shelves.keep(number, number, 5, 0.01)
    assert "dear" not in shelves
    shelves.clear()
    assert len(shelves) == shelves.weight == 0
