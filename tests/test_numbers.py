"""One number format: the table of cases in Python, in Vega and in JavaScript, the last two in a real Chromium."""

import pytest
from number_cases import CASES

from pages.charts.kit.numbers import number


@pytest.mark.parametrize(("value", "digits", "span", "text"), CASES)
def test_a_number_reads_as_in_a_book(value, digits, span, text):
    assert number(value, digits, span) == text


def test_a_chart_writes_numbers_as_a_sentence_does(tab, demo):
    texts = tab().open(f"{demo}/numbers").page.locator("svg.marks text[aria-label]")
    drawn = dict(texts.evaluate_all("xs => xs.map(x => [x.getAttribute('aria-label'), x.textContent])"))
    assert {str(index): text for index, (*_, text) in enumerate(CASES)} == drawn


def test_a_part_writes_numbers_as_a_sentence_does(modules):
    texts = modules.evaluate(
        """async cases => {
            const { number } = await import('/pages/ui/parts/number.js');
            return cases.map(([value, digits, span]) => number(value, digits, span));
        }""",
        [case[:3] for case in CASES],
    )
    assert texts == [text for *_, text in CASES]
