"""The verdict's words: every kind of ending has its own, and the numbers in them are the diagnosis's."""

import pytest

from gdengine import PRESETS
from gdengine.analysis.diagnosis import KINDS, diagnose
from pages.ui import verdict


def sentence(name, quantity="The loss"):
    record = PRESETS[name].record
    run = next(iter(record.run().values()))
    return verdict._sentence(diagnose(run, record.objective(), record.rule()), quantity)


def test_every_ending_has_its_words():
    assert set(verdict.TELL) == set(verdict.SHORT) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "head", "sums"),
    [
        ("A4", "**Arrived.**", None),
        ("A5b", "**Overshoots**", "0.9·2 = **1.8**, and 2 is the most"),
        ("A5c", "**Bounces for ever**", "1·2 = **2**, and 2 is the most"),
        ("A5", "**Diverges.**", "1.1·2 = **2.2** is more than 2"),
        ("C4", "**Diverges.**", "0.0065·312 = **2.03** is more than 2"),
        ("C5", "**Arrived.**", "**1.72**, and 2 is the most"),
        ("A8", "**Stuck", None),
    ],
)
def test_what_happened_and_why(name, head, sums):
    said = sentence(name)
    assert head in said
    assert (sums in said) if sums else ("curvature" not in said)


def test_where_it_would_hold():
    assert "Below η = 0.0064 it would hold." in sentence("C4")
    assert "from 533 to 134\u202f185 in 100 steps" in sentence("C4")
