"""How good a guess was is told from the run in force, whatever its knobs: ties, nobody there, no height, few points."""

import math

import numpy as np
import pytest
from visit import guess_of

from gdengine.activities.race import Finish
from gdengine.core import Outcome
from gdengine.data import points as texts
from pages.views import who_is_first
from pages.views.network.words import which_bin

WORDS = {"a": "A", "b": "B", "c": "C", who_is_first.NOBODY: "None of them"}


def finish(name, arrived, height=0.0):
    return Finish(name, arrived, height, 1.0, Outcome.RUNNING)


def of_race(guess, *finishes):
    return who_is_first.remark(guess, WORDS, finishes, "the ground", "at the bottom")


def remark(preset, guess, **changes):
    asked, about = guess_of(preset, **changes)
    assert guess in asked.choices(about)
    return asked.remark(about, guess)


def test_of_who_arrive_together_each_is_a_good_guess():
    tie = finish("b", 3), finish("a", 3), finish("c", 4)
    for guess in "ab":
        assert of_race(guess, *tie) == "**Well guessed:** the first at the bottom are B and A, at the same step."
    assert of_race("c", *tie) == "You said: C. **The first at the bottom are B and A, at the same step.**"
    assert of_race("nobody", *tie).startswith("You said: None of them.")


def test_three_who_arrive_together_are_said_as_three():
    tie = finish("b", 3), finish("a", 3), finish("c", 3)
    assert of_race("a", *tie) == "**Well guessed:** the first at the bottom are B, A and C, at the same step."


def test_where_nobody_arrives_that_is_the_good_guess_and_it_is_told_who_ends_lowest():
    lost = finish("c", None, 1.0), finish("a", None, 2.0)
    assert of_race("nobody", *lost) == "**Well guessed:** none is at the bottom and stays; lowest ends C."
    assert of_race("c", *lost) == "You said: C. **None is at the bottom and stays; lowest ends C.**"
    two = finish("c", None, 1.0), finish("a", None, 1.0), finish("b", None, 2.0)
    assert of_race("nobody", *two) == "**Well guessed:** none is at the bottom and stays; lowest end C and A."
    level = finish("c", None, 1.0), finish("a", None, 1.0)
    assert of_race("nobody", *level) == "**Well guessed:** none is at the bottom and stays; all end as high."
    nowhere = finish("a", None, math.nan), finish("b", None, math.nan)
    assert "where they start, the ground has no value" in of_race("a", *nowhere)
    assert of_race("nobody", *nowhere).startswith("**Well guessed:**")


def test_of_five_rates_none_of_which_is_at_the_bottom_there_is_a_good_guess():
    told = remark("A5s", "nobody", curve="formula", formula="exp(-x)", x0=1.0)
    assert told.startswith("**Well guessed:** none is at the bottom and stays")
    assert remark("A5s", "nobody").startswith("You said: None of them.")


@pytest.mark.parametrize(
    ("preset", "changes"),
    [
        ("A2", {"curve": "formula", "formula": "sign(x)", "x0": 2.0}),  # every h is as good
        ("A2", {"curve": "formula", "formula": "|x| + x^2", "x0": 0.0}),  # at a corner there is no slope
        ("A8", {"curve": "formula", "formula": "cos(x)", "x0": 0.0}),  # on a top no ball rolls
        ("B6", {"surface": "saddle", "x0": 0.0, "y0": 0.0}),  # nor on a pass
        ("A5s", {"x0": 0.0}),  # all are at the bottom from the start
        ("A5s", {"curve": "formula", "formula": "ln(x)", "x0": -1.0}),  # where they start, there is no slope
        ("B5", {"x0": 0.0, "y0": 0.0, "racers": "gd adam"}),
        ("B5", {"racers": "adam_0.1"}),  # nobody to race against
        ("C7", {"walks": "8"}),
        ("C7", {"walks": "all 64", "n": 64}),  # a step that sees 64 of 64 sees all
        ("C2h", {"features": "house_prices"}),
        ("C2h", {"data": "own", "xy": "2_1~2_2~2_4"}),  # no x but one
        ("C6b", {"held": 0.0}),  # nothing is held out
        ("C6b", {"model": "logistic"}),
        ("C6b", {"data": "own", "xy": "0_0~1_1~1_2~1_3", "held": 0.5}),  # there is but one degree
    ],
)
def test_where_there_is_nothing_to_choose_from_nothing_is_asked(preset, changes):
    assert guess_of(preset) != (None, None)
    assert guess_of(preset, **changes) == (None, None)


def test_of_walks_that_all_settle_or_of_none_that_does_it_is_told():
    assert remark("C7", "none", steps=20) == "**Well guessed:** none of them comes to rest there."
    assert remark("C7", "all", steps=20) == "You said: all points. **None of them comes to rest there.**"
    still = {"data": "own", "xy": "-1_0~1_0~-1_0~1_0", "walks": "all 2", "n": 4}  # they start on the best line
    for guess in ("every", "all", "2"):
        assert remark("C7", guess, **still) == "**Well guessed:** all of them come to rest there."
    assert remark("C7", "none", **still).startswith("You said: none of them.")
    flown = remark("C7", "none", lr=2.0)
    assert flown == "**Well guessed:** none of them comes to rest there."


def test_of_walks_none_of_which_is_near_within_what_is_drawn_it_is_told():
    far = {"lr": 1e-5}
    assert remark("C7o", "none", **far).startswith("**Well guessed:** none of them has all but a hundredth")
    assert remark("C7o", "all", **far).startswith("You said: all points. **None of them has")
    alone = remark("C7o", "8", walks="all 8")
    assert alone.startswith("**Well guessed:** the first to have all but a hundredth")
    assert alone.endswith("after 176 looks: 8 a step.")


def test_of_two_scales_neither_may_be_there_or_both_at_once():
    for guess, words in (("raw", "You said: as measured. **T"), ("standardized", "**Well guessed:** t")):
        said = remark("C2h", guess, share=0.01, steps=3)
        assert said.startswith(f"{words}he walk that needs fewer: standardized; neither is there within the 3 steps")
    alike = {"data": "own", "xy": "-1_0~1_2"}  # its mean is 0 and its spread 1: standardized it is the same
    assert remark("C2h", "both", **alike) == "**Well guessed:** both need 1 step."
    assert remark("C2h", "raw", **alike) == "You said: as measured. **Both need 1 step.**"
    for steps in (20, 250):  # as measured it is there within 59
        assert remark("C2h", "raw", steps=steps).endswith("**The walk that needs fewer: standardized.**")


def test_degrees_that_points_can_tell_are_guessed_and_the_highest_may_be_the_best():
    cubic = {"data": "own", "xy": texts.write(np.arange(8.0), np.arange(8.0) ** 3), "held": 0.5}  # no noise at all
    guess, about = guess_of("C6b", **cubic)
    assert guess.choices(about) == {"1-1": "1", "2-2": "2", "3-3": "3"}
    assert "degree 1 to 3 learn" in guess.question(about)
    told = guess.remark(about, "3-3")
    assert told.startswith("**Well guessed:** the points held out are predicted best by degree 3,")
    assert "fits the others best" not in told


def test_what_counts_for_a_guess_is_what_it_is_about():
    """Turning the degree is what the view is for; other points, another start or other racers are another question."""
    for preset, same, other in (
        ("C6b", {"degree": 5}, {"held": 0.4}),
        ("B5", {}, {"racers": "gd adam"}),
        ("B5", {}, {"x0": 1.0}),
        ("C7", {}, {"against": "samples"}),
        ("C2h", {}, {"unit": "sixtieths"}),
    ):
        about = repr(guess_of(preset)[1])
        assert repr(guess_of(preset, **same)[1]) == about, preset
        assert repr(guess_of(preset, **other)[1]) != about, preset


@pytest.mark.parametrize("steps", [1, 2])
def test_a_way_of_few_steps_lies_in_a_plane_as_a_whole_or_more_by_rounding(steps):
    told = "two of 481 directions hold 100 % of the way, counted in squares"
    assert remark("D8", "most", steps=steps) == f"**Well guessed:** {told}."


def test_a_number_beyond_every_guess_is_in_the_last():
    bins = {"few": (1.0, "Few"), "some": (2.0, "Some"), "many": (3.0, "Many")}
    found = [which_bin(bins, value) for value in (0.5, 1.0, 1.5, 3.0, np.nextafter(3.0, 4.0), math.inf, math.nan)]
    assert found == ["few", "few", "some", "many", "many", "many", "many"]
