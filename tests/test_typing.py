"""What is typed into a number's box, what − and + do, and what becomes of a number that a knob cannot have."""

from __future__ import annotations

from unittest import mock

import pytest
from visit import PAGES, visit

from pages.ui import address
from pages.ui.number_box import stepped
from pages.ui.titles import plain

SLOPE = PAGES["slope_explorer"]
RANGE = plain("It is a number from 1e-6 to 100.")


@pytest.mark.parametrize(
    ("typed", "rate", "said"),
    [
        ("0,1", 0.1, "0.1"),
        ("1/8", 0.125, "0.125"),
        ("½", 0.5, "0.5"),
        ("1e-3", 0.001, "0.001"),
        ("10^-3", 0.001, "0.001"),
        ("2·10⁻³", 0.002, "0.002"),
        (" 1 ", 1.0, "1"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, rate, said):
    seen = visit("slope_explorer").turn("lr", typed)
    assert seen.wrong == []
    assert seen.settings["lr"] == rate
    assert seen.address == {"lr": said}
    assert f'OPTIMIZERS["gd"](lr={rate!r}' in seen.scripts[0]
    assert not any(RANGE in caption.value for caption in seen.app.caption)


@pytest.mark.parametrize("typed", ["a lot", "", "1/0", "−1", "1000", "nan", "1e999", "0.1.2,3", "__import__('os')"])
def test_what_is_no_rate_is_told_by_its_range_kept_in_the_box_and_changes_nothing(typed):
    before = visit("slope_explorer", lr="0.2")
    seen = before.turn("lr", typed)
    assert seen.wrong == []
    assert seen.typed["lr"] == typed
    assert seen.state("kept").values["lr"] == 0.2
    assert seen.address == {"lr": "0.2"}
    assert seen.scripts == before.scripts
    assert any(RANGE in caption.value for caption in seen.app.caption)
    other = seen.turn("x0", "3")
    assert other.typed["lr"] == typed, "nor does another change lose it"
    assert other.address == {"lr": "0.2", "x0": "3"}
    other = other.press("more", "x0")
    assert other.typed["lr"] == typed, "nor a button"
    assert other.address == {"lr": "0.2", "x0": "3.1"}
    other = other.press("less", "x0")
    good = other.turn("lr", "0,3")
    assert good.address == {"lr": "0.3", "x0": "3"}
    assert not any(RANGE in caption.value for caption in good.app.caption)


def test_a_number_of_steps_is_whole():
    seen = visit("slope_explorer").turn("steps", "3.5")
    assert seen.state("kept").values["steps"] == 50
    assert any(plain("It is a whole number from 1 to 2000.") in caption.value for caption in seen.app.caption)
    assert seen.turn("steps", "2 000").address == {"steps": "2000"}


def test_minus_and_plus_step_and_stop_at_the_ends():
    seen = visit("slope_explorer", steps="2")
    seen = seen.press("less", "steps")
    assert seen.settings["steps"] == 1
    assert seen.app.button(key=seen.key("less", "steps")).disabled
    seen = seen.press("more", "steps").press("more", "steps")
    assert (seen.settings["steps"], seen.typed["steps"]) == (3, "3")
    assert not seen.app.button(key=seen.key("less", "steps")).disabled
    assert visit("slope_explorer").press("more", "x0").settings["x0"] == -3.9


def test_minus_and_plus_begin_at_the_last_good_number():
    seen = visit("slope_explorer", x0="1").turn("x0", "somewhere").press("more", "x0")
    assert (seen.typed["x0"], seen.settings["x0"]) == ("1.1", 1.1)


def test_what_is_typed_in_the_same_breath_as_a_button_is_taken_first():
    """Leaving a box by a click on a button sends both at once."""
    seen = visit("slope_explorer")
    seen.app.text_input(key=seen.key("x0")).set_value("1/2")
    seen.app.text_input(key=seen.key("lr")).set_value("0,3")
    seen = seen.press("more", "x0")
    assert seen.address == {"lr": "0.3", "x0": "0.6"}
    seen.app.text_input(key=seen.key("steps")).set_value("7")
    seen = seen.press("back")
    assert seen.address == {}, "but the way back undoes all"


@pytest.mark.parametrize("page", PAGES)
def test_every_number_can_be_stepped_from_every_place_and_never_leaves_its_range(page):
    for name, knob in PAGES[page].knobs().items():
        if not knob.is_number:
            continue
        for value in (knob.low, knob.high, (knob.low + knob.high) / 2, knob.nearest(0.1)):
            here = knob.nearest(value)
            less, more = (stepped(knob, here, sign) for sign in (-1, 1))
            assert knob.fits(less) and knob.fits(more), name
            assert less < here or here == knob.low, name
            assert more > here or here == knob.high, name


@pytest.mark.parametrize(
    ("asked", "kept"),
    [({"lr": 1e9}, 100.0), ({"lr": 2.5e-8}, 1e-6), ({"lr": 0.123456789}, 0.123457), ({"steps": 1e6}, 2000)],
)
def test_what_a_button_sets_is_brought_into_the_range(asked, kept):
    with mock.patch.object(address.st, "session_state", {}) as state:
        address.put(SLOPE, asked)
        (name,) = asked
        address.offer(SLOPE, name)
    assert state["slope_explorer.kept"].values[name] == kept
    assert SLOPE.knobs()[name].fits(state[f"slope_explorer.{name}"])


def test_a_choice_that_is_none_is_refused():
    with mock.patch.object(address.st, "session_state", {}), pytest.raises(ValueError, match="it can be gd, momentum"):
        address.put(SLOPE, {"optimizer": "sgd"})
