"""The window of a learner's own formula: the one that was found, moved and widened by knobs."""

import pytest
from visit import visit

import gdengine
from gdengine.experiments import MistyMountain, SlopeExplorer
from gdengine.expression import parse


def own(**knobs):
    return SlopeExplorer(curve="formula", formula="(x-10)^2", **knobs)


def test_by_default_the_window_is_the_one_found():
    assert own().objective().box == parse("(x-10)^2", dim=1).box == ((5.0, 15.0),)
    assert MistyMountain(surface="formula").objective().box == parse("(1-x)^2 + 5(y-x^2)^2", dim=2).box


def test_it_is_moved_and_widened_about_its_middle():
    assert own(shift=-8.0).objective().box == ((-3.0, 7.0),)
    assert own(zoom=2.0).objective().box == ((0.0, 20.0),)
    assert own(shift=0.5, zoom=0.1).objective().box == ((10.0, 11.0),)
    mountain = MistyMountain(surface="formula", formula="x^2+y^2", shift=1.0, shift_y=-2.0, zoom=0.5)
    assert mountain.objective().box == ((-1.5, 3.5), (-4.5, 0.5))


def test_minima_are_those_of_the_window_shown():
    wave = {"curve": "formula", "formula": "sin(x)"}
    assert all(5 <= x <= 15 for (x,) in SlopeExplorer(**wave, shift=10.0).objective().minima)


def test_only_a_formula_has_such_a_window():
    assert SlopeExplorer(shift=3.0, zoom=2.0).objective().box == SlopeExplorer().objective().box
    assert not SlopeExplorer().matters("shift")
    assert own().matters("zoom")


@pytest.mark.parametrize("record", [own(shift=2.0), own(), MistyMountain(surface="formula", zoom=3.0)], ids=repr)
def test_the_script_has_the_same_window(record):
    names = {"gdengine": gdengine}
    exec("\n".join(record.ground_code()), names)
    assert names["objective"].box == record.objective().box


def test_on_the_page_the_lab_moves_it_and_the_start_stays_on_it():
    seen = visit("slope_explorer", curve="formula", formula="x^2", x0="4", shift="7")
    assert seen.wrong == []
    assert {"shift", "zoom"} <= seen.settings.keys()
    view = seen.pictures["curve"].data["view"].frame().iloc[0]
    assert (view["x_lo"], view["x_hi"]) == (2, 12)
    seen = seen.turn("shift", 20.0)
    assert seen.wrong == []
    assert any(
        "Start x₀ = 4 is off this map (15 to 25): moved to 15." in text.value.replace("\\", "")
        for text in seen.app.caption
    )
