"""One number format: the table of cases, in Python, in Vega and in JavaScript (the last two in a real Chromium)."""

import pytest
from number_cases import CASES

from pages.charts.kit.numbers import number


@pytest.mark.parametrize(("value", "digits", "span", "text"), CASES)
def test_a_number_reads_as_in_a_book(value, digits, span, text):
    assert number(value, digits, span) == text
