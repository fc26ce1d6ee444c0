"""Sentences as exact as their numbers: what a mathematics teacher would mark is not on the pages."""

from __future__ import annotations

import re

import numpy as np
import pytest
from records import run_of

from gdengine.analysis.step_words import sentences, walker
from gdengine.analysis.telling import tell
from gdengine.analysis.words import PLAIN, Style
from gdengine.experiments import Regression
from pages.ui.about import About
from pages.ui.verdict import style_of


def words(seen) -> str:
    return " ".join(seen.words)


def script(record, style: Style = PLAIN):
    objective, rule = record.objective(), record.rule()
    run = run_of(record)
    points = "batch" in record.knobs()
    return sentences(tell(run, objective, rule), run, walker(objective, rule, style, points=points))


@pytest.mark.parametrize("loss", ["mse", "sse", "half_sse"])
def test_the_slope_that_is_told_is_that_of_what_is_named(loss):
    """Of a loss that is shown, but of which half is descended, a step follows the slope of half."""
    record = Regression(loss=loss)
    factor = record.shown_as()
    style = style_of(About(record, quantity="loss", shown_as=factor))
    said = script(record, style).templates[-1]
    told = float(re.search(r"is ([\d.\u202f]+): times", said)[1].replace("\u202f", ""))  # type: ignore[index]
    x, y, *_ = record.points()
    a, b = record.start()
    left = a + b * x - y
    of_squares = 2 * np.hypot(left.sum(), (left * x).sum())  # the slope of the sum of squares
    shown = of_squares / (len(x) if loss == "mse" else 1)
    assert told == pytest.approx(shown * (0.5 if "half the loss" in said else 1), rel=5e-3)
