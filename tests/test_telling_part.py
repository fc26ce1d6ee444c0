"""The part that tells the step: how its sentences travel, and what it refuses."""

import numpy as np
import pytest

from pages.charts.kit.numbers import number, rounded
from pages.ui.parts.telling import Judged, Lines, letters, lines, telling

SHORT = Lines("##", [None, None])


def test_every_template_has_a_letter_of_its_own_that_can_be_seen():
    names = letters(np.arange(300))
    assert len({*names}) == 300
    assert names.isprintable()
    assert "\\" not in names
    assert '"' not in names


def test_numbers_travel_only_where_a_sentence_has_one():
    made = lines(np.array([0, 1, 1]), np.array([5.0, 1 / 3, np.nan]), ["Level.", "Down by {change}."])
    assert made == Lines("#$$", [None, 0.333, None])
    assert lines(np.array([0]), np.array([1.0]), ["Level."], first=7).which == letters(np.array([7]))


def test_a_number_is_rounded_once():
    """Six digits of 1491.4965 would be 1491.5, and that is written 1492."""
    for value in (1491.4965, 23487.465, 1.714998e9, 268370.4, 0.125, 0.12345, -2.5e-7, 999.5, 999999.6):
        assert number(rounded(value)) == number(value)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"others": [SHORT], "rows": [0]}, "told at 1 rows"),
        ({"others": [SHORT], "rows": [0, 1], "verdicts": [Judged(True, "Arrived.", "")]}, "each of 2 members"),
    ],
)
def test_what_does_not_fit_is_refused(how, words):
    with pytest.raises(ValueError, match=words):
        telling(["Level."], SHORT, **how, frames=[0, 1])
