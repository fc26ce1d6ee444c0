"""Every pair of choices of a page is opened once: views, choices, and numbers at their ends.

Before pages owned their keys, ``misty_mountain?lens=descend&beside=mountain`` showed an exception (two elements with
the key "mountain"), and so did four of the mountain's five views on ground with a pole, ``ln(x^2+y^2)``.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import combinations

import numpy as np
import pytest
from browser import some
from pairs import missing, pairwise_covering
from visit import PAGES, visit

MOST_ROWS = 1.3  # times the product of the two largest choices
FEW = {  # budgets: as much as shows a picture; points: a set of each kind
    "steps": (1, 7),
    "n": (4, 16),
    "width": (1, 8),
    "width2": (0, 5),
    "width3": (0, 3),
    "held": (0, 8),
    "seeds": (2, 3),
    "data": ("ten_points", "made_line", "years", "anscombe_4", "answers", "planets", "own"),
}
TEXTS = {
    "slope_explorer": {"formula": ("x^4/4 - x^2 + x/3", "1/x + sqrt(x)")},
    "misty_mountain": {
        "formula": ("(1-x)^2 + 5(y-x^2)^2", "ln(x^2 + y^2)"),
        "racers": ("", "gd sgd_0.1 adam"),
        "trail": ("", "zzzz_1_1"),
    },
    "sine_mlp": {
        "formula": ("x^3/4 - x", "sqrt(x)"),
        "weights": ("",),
        "off": ("", "1.1_2.3"),
        "node": ("", "w1_1_2"),
        "pinned": ("", "activation~relu~lr~0.05~steps~3"),
    },
    "regression": {"xy": ("0_0~1_1~2_2~3_3~4_14", "3_1~3_2"), "walks": ("", "all 4 1_0.99 online")},
}


def choices(page: str) -> dict[str, tuple[Hashable, ...]]:
    """What every link parameter of a page may say: a choice each, of a number the least and the most."""
    said: dict[str, tuple[Hashable, ...]] = {"lens": tuple(PAGES[page].views)} if len(PAGES[page].views) > 1 else {}
    for name, knob in PAGES[page].knobs().items():
        if knob.codec:
            said[name] = TEXTS[page][name]
        else:
            few = tuple(value for value in FEW.get(name, ()) if knob.fits(value))
            said[name] = tuple(map(knob.write, few if len(few) > 1 else knob.choices or (knob.low, knob.high)))
    return said


pytestmark = pytest.mark.usefixtures("small_maps")


@pytest.mark.parametrize("page", some(PAGES, "regression"))
def test_every_pair_of_choices_opens(page):
    for link in pairwise_covering(choices(page)):
        seen = visit(page, **link)
        assert seen.wrong == [], link
        assert seen.said == [], link
        assert seen.pictures or seen.app.info, link


@pytest.mark.parametrize("page", PAGES)
def test_the_pairs_are_all_there_and_not_many(page):
    asked = choices(page)
    rows = pairwise_covering(asked)
    assert missing(rows, asked) == set()
    assert missing(rows[1:], asked) != set(), "the first row is there for something"
    largest, second = sorted(map(len, asked.values()))[-2:][::-1]
    assert len(rows) <= MOST_ROWS * largest * second


@pytest.mark.parametrize("seed", range(20))
def test_any_choices_are_covered(seed):
    draw = np.random.default_rng(seed)
    asked = {f"k{k}": tuple(range(levels)) for k, levels in enumerate(draw.integers(1, 8, 9))}
    rows = pairwise_covering(asked)
    assert missing(rows, asked) == set()
    assert all(row.keys() == asked.keys() for row in rows)
    assert any(missing([row], asked) for row in rows) or len(rows) == 1
    assert len(rows) <= max(len(a) * len(b) for a, b in combinations(asked.values(), 2)) * 1.5
