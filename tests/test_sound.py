"""What the bar is told of a walk so that it can be heard."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from visit import opened

from gdengine import PRESETS
from pages.ui import results
from pages.ui.parts.sound import SILENT, Tune


def told(preset, **link):
    """The lowest height that a preset's bar is told, and whether its end is an arrival."""
    seen = opened(PRESETS[preset].page, ("preset", preset), *link.items())
    assert seen.wrong == []
    (bar,) = [part for part in seen.app.get("bidi_component") if part.proto.component_name == "downhill_bar"]
    low, arrives = re.search(rb'"low":([^,]+),.*"arrives":(\w+)', bar.proto.bytes).groups()
    return None if low == b"null" else float(low), arrives == b"true"


@pytest.mark.parametrize(
    ("preset", "link", "expected"),
    [
        ("A4", {}, (0, True)),
        ("A4", {"hide": "verdict"}, (0, False)),
        ("A5", {}, (0, False)),
        ("A8", {}, (-8 / 3, False)),  # it rests in the higher of two valleys
        ("D1", {}, (0, False)),  # a loss is never below
        ("A5s", {}, (None, False)),  # of five walks at once no height is said
    ],
)
def test_the_lowest_is_that_of_the_ground_and_an_end_in_it_an_arrival(preset, link, expected):
    low, arrives = told(preset, **link)
    assert (low if low is None else pytest.approx(low, abs=0.01), arrives) == expected


def test_a_loss_is_told_in_the_units_in_which_it_is_shown():
    record = dataclasses.replace(PRESETS["C3"].record, loss="half_sse")
    ground = results.objective(record)
    assert record.shown_as() != 1
    assert told("C3", loss="half_sse", lr="0.001")[0] == pytest.approx(
        record.shown_as() * float(ground(ground.minima[0])), rel=1e-5
    )


def test_places_are_told_as_far_as_an_ear_tells_them_apart():
    assert Tune(across=[0, 0.5, 0.77, 1, 7, -7, np.nan]).told()["places"] == [[-20, 0, 11, 20, 20, -20, None]]
    assert SILENT.told() == {"low": None, "places": [], "arrives": False}
