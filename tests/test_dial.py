"""The dial's numbers; how it moves is tested in a browser, where it stands (test_browser_slope.py)."""

import pytest

from gdengine import LANDSCAPES
from gdengine.activities.secant import STEPS, places
from pages.ui.parts.slider import dial, stops


def draw(**changes):
    given = {"values": [1, 2], "home": 0, "ends": (0, 3), "label": "", "readings": {}, "color": "red"}
    dial("p", **{**given, **changes}, on_commit=print)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"values": [1, 1]}, "two or more numbers"),
        ({"values": [1, 4]}, "from 0.0 to 3.0"),
        ({"values": [float("nan"), 2]}, "has no scale"),
        ({"log": True}, "begins at 0.0"),
        ({"readings": {"f is": [1, 2, 3]}}, "2 stops: expected a number for each"),
    ],
)
def test_stops_that_are_no_scale_are_refused(changes, what):
    with pytest.raises(ValueError, match=what):
        draw(**changes)


def test_a_number_off_the_grid_is_the_last_stop():
    assert stops(STEPS, 0.1)[0] is STEPS
    assert stops(STEPS, 0.1)[1] == 3
    values, home = stops(STEPS, 0.037)
    assert (home, values.tolist()) == (46, [*STEPS, 0.037])
    assert stops(places(LANDSCAPES["square"]), 0.0)[1] == 200
    assert stops(STEPS, 1e-15)[1] == 45
    assert stops(STEPS, 1.1e-15)[1] == 46
    bottom = places(LANDSCAPES["parabola"])
    assert bottom[stops(bottom, 0.666667)[1]] == 2 / 3, "cut to the digits of a knob"
