"""The part that tells the step: how its sentences travel, and what it refuses."""

import numpy as np
import pytest

from pages.charts.kit.numbers import all_rounded, number, rounded
from pages.ui.parts.telling import Judged, MemberLines, letters, member_lines, telling

SHORT = MemberLines("##", np.array([np.nan, np.nan]))


def test_every_template_has_a_letter_of_its_own_that_can_be_seen():
    names = letters(np.arange(300))
    assert len({*names}) == 300
    assert names.isprintable()
    assert "\\" not in names
    assert '"' not in names


def test_numbers_travel_only_where_a_sentence_has_one():
    made = member_lines(np.array([0, 1, 1]), np.array([5.0, 1 / 3, np.nan]), ["Level.", "Down by {change}."])
    assert made.which == "#$$"
    np.testing.assert_array_equal(made.numbers, [np.nan, 0.333, np.nan])
    assert member_lines(np.array([0]), np.array([1.0]), ["Level."], first=7).which == letters(np.array([7]))


@pytest.mark.parametrize("digits", [3, 4])
def test_all_at_once_are_rounded_as_each(digits):
    rng = np.random.default_rng(0)
    anywhere = rng.standard_normal(3000) * 10.0 ** rng.uniform(-40, 40, 3000)
    halves = (rng.integers(0, 2000, 1000) + 0.5) * 10.0 ** rng.integers(-30, 30, 1000)  # in the middle, or next to it
    powers = np.concatenate([near * 10.0 ** np.arange(-30, 31) for near in (1, 1 - 1e-16, 1 + 1e-15, 0.9995, 9.9995)])
    special = [0.0, -0.0, np.nan, np.inf, -np.inf, 5e-324, 1.7e308, 999_999.5, 999_999.4, 1491.4965, 268370.4]
    values = np.concatenate([anywhere, halves, -halves, np.nextafter(halves, 0), powers, special])
    expected = np.array([rounded(value, digits) for value in values.tolist()])
    found = all_rounded(values.reshape(1, -1), digits).ravel()
    assert found.tobytes() == expected.tobytes()


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
