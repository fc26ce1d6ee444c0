"""What is said is so of settings that no experiment has: rates far too large, few points, another view's settings."""

from __future__ import annotations

import re
from unittest import mock

import numpy as np
import pytest
from records import found, run_of
from test_picture_is_sentence import listed
from visit import guess_of, scene, visit

from gdengine import PRESETS
from gdengine.analysis.mends import mends
from gdengine.analysis.phrases import PLAIN
from gdengine.analysis.step_words import sentences, walker
from gdengine.analysis.telling import tell
from gdengine.analysis.words import verdict
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from gdengine.experiments.stopping import stops
from gdengine.network.packing import unpack
from gdengine.network.units import idle_units
from pages.charts.kit.numbers import number
from pages.views.network.landscape_results import landscape
from pages.views.regression.batches import shown_walks
from pages.views.regression.batches_guessed import SampledWalks


def told(record) -> list[str]:
    """The sentence of every row."""
    objective, rule, run = record.objective(), record.rule(), run_of(record)
    said = sentences(tell(run, objective, rule), run, walker(objective, rule, PLAIN))
    return [said.templates[k] for k in said.which[:, 0]]


@pytest.mark.parametrize(
    "record", [SlopeExplorer(curve="sine_weight", x0=1.0, lr=1.89), Regression(data="years", lr=7.53, loss="mse")]
)
def test_a_step_that_leads_to_a_number_is_not_said_to_lead_to_none(record):
    """The worked step beside the sentence names the place: it is too far to be followed, but a number."""
    run = run_of(record)
    end = int(run.last)
    landing = run.x[end] - record.lr * run.grad[end]
    assert np.isfinite(landing).all() and np.isfinite(record.objective()(landing))
    said = [*told(record)[end : end + 2], verdict(found(record)).text]
    assert "cannot be followed" in said[0]
    assert not any("no number" in text or "any number" in text for text in said)


def test_an_offer_that_leads_to_the_bottom_names_no_rounding():
    """At 2·10⁻¹⁶ from a height of 0.1 it is nearly 0: the rest is how a computer writes that."""
    record = MistyMountain(
        surface="formula", formula="|x*y| + x^2/9", x0=-1.0, y0=0.0, lr=0.00026, steps=1, optimizer="momentum", rho=0.0
    )
    assert "gets down to nearly 0" in [mend.promise for mend in mends(record)]


@pytest.mark.parametrize(
    ("settings", "walks", "drawn"),
    [
        ({}, "all 32 8 1", ["all points", "8 a step", "one a step"]),  # of ten points
        ({"data": "own", "xy": "1_2~2_3~3_4~4_5"}, "all 32 8 1", ["all points", "one a step"]),
        (
            {"data": "own", "xy": "1_2~2_3~3_4~4_5"},
            "64 4_0.99 1",
            ["all points", "all points, η × 0.99 each time", "one a step"],
        ),
    ],
)
def test_no_walk_is_said_to_see_more_points_than_there_are(settings, walks, drawn):
    stage = scene(PRESETS["C3"], "batches", walks=walks, **settings)
    crowd = SampledWalks(stage.record.settled()[0], stage.own)
    assert shown_walks(*crowd).walks.titles == drawn
    assert [title.lower() for title in crowd.choices().values()][: len(drawn)] == [title.lower() for title in drawn]
    assert ("some" in crowd.question()) == any(title[0].isdigit() for title in drawn)
    link = {name: str(value) for name, value in (settings | {"walks": walks}).items()}
    seen = visit("regression", preset="C3", lens="batches", **link)
    (offered,) = (pills for pills in seen.app.button_group if pills.label == "Points that a step sees")
    count = len(stage.record.points().x)
    assert seen.wrong == []
    assert not any(int(word) >= count for word in offered.options if word.isdigit())


ROUNDING = re.compile("10⁻(¹[⁴⁵⁶⁷⁸⁹]|[²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹])")  # 10⁻¹⁴ and less
LEVEL_LINE = {"preset": "C7a", "scale": "raw", "data": "own", "xy": "-1_1~0_0~1_1"}  # of the slope 0


@pytest.mark.parametrize(
    "link",
    [
        {"preset": "C1s", "lens": "batches", "data": "own", "xy": "1_1~1_1~1_1"},  # from a best line
        LEVEL_LINE | {"lens": "descend", "below": "betas"},
        LEVEL_LINE | {"lens": "batches"},
        {"preset": "C1p", "lens": "scale", "data": "own", "xy": "0_5~0_5~1_5"},
    ],
)
def test_what_rounding_leaves_of_a_line_is_no_number(link):
    with mock.patch("pages.ui.parts.live_text._live_text") as live:
        seen = visit("regression", **link)
    shown = [picture.now for picture in seen.pictures.values() if picture.now is not None]
    told = [*seen.words, *(now.at(row) for now in shown for row in (0, 1, 10**6))]
    for data in (call.kwargs["data"] for call in live.call_args_list if call.kwargs["key"].endswith("part.now")):
        last = {name: listed(table)[-1][-1] or 0.0 for name, table in data["numbers"].items()}
        told += [number(value, data["digits"], data["spans"].get(name, 0.0)) for name, value in last.items()]
    assert seen.wrong == []
    assert [text for text in told if ROUNDING.search(text)] == []


def test_a_point_on_the_line_lies_neither_above_it_nor_below():
    line = {"hand_intercept": "0.1", "hand_slope": "0.2"}
    seen = visit("regression", preset="C3", lens="by_hand", data="own", xy="0_0.1~1_0.3~2_0.5~3_0.7", **line)
    left = np.array([0.1, 0.3, 0.5, 0.7]) - 0.1 - 0.2 * np.arange(4)
    assert left.any(), "which rounding leaves of it"
    (told,) = (picture.now.at(0) for name, picture in seen.pictures.items() if name.startswith("hand_residuals"))  # type: ignore[union-attr]
    assert told == "Points above your line: 0, below it: 0; the farthest is 0 away."


@pytest.mark.parametrize(
    ("settings", "budget", "progress"),
    [
        ({"steps": 1}, "The budget of 1 step was", "Its only step lowered the loss by more than ε = 0.0001."),
        ({"steps": 1, "lr": 1e-12}, "The budget of 1 step was", "Its only step did not lower the loss by more than"),
        ({"steps": 3, "patience": 1}, "The budget of 3 steps was", "Each of its 3 steps lowered the loss."),
        ({"steps": 3, "patience": 2}, "", "In 3 steps it never went 2 in a row without lowering the best loss."),
        ({"patience": 3, "lr": 0.0066}, "", "The last 3 steps did not lower the loss below the best before."),
        ({"patience": 1, "lr": 0.0066}, "", "Step 1 did not lower the loss."),
    ],
)
def test_when_to_stop_is_told_of_one_step_and_of_no_progress_at_all(settings, budget, progress):
    first, second = stops(Regression(**settings))
    assert first.why.startswith(budget) and second.why.startswith(progress)


def test_one_other_seed_is_one_and_one_update_is_no_updates():
    """With three seeds of these, two say the one thing and one the other."""
    link = {"preset": "D2s", "seeds": "3", "steps": "12", "hide": "guess"}
    shown = {}
    for word, more in (("score", {}), ("counts", {"trial": "batches"})):
        with mock.patch("pages.ui.parts.live_text._live_text") as live:
            seen = visit("sine_mlp", **link, **more)
        assert seen.wrong == []
        (data,) = (call.kwargs["data"] for call in live.call_args_list if call.kwargs["key"].endswith(word))
        shown[word] = ["".join(piece.get("text", "#") for part in line for piece in part) for line in data["lines"]]
        said = " ".join(seen.words)
        assert "1 others" not in said and (more or re.search(r"In 1 other \S+ does", said)), said
    assert shown["score"] == ["Seeds tried: #. ReLU ended lower in #, tanh in #."]
    assert shown["counts"][0].endswith(": update #, loss #")


def test_what_a_plane_holds_is_told_alike_in_both_places():
    """Nearly all of the way is not all of it."""
    guess, subject = guess_of("D8", steps=3)
    held = 100 * landscape(*subject).map.gap.explained[0]
    assert guess is not None and 99.95 < held < 99.995
    assert f"hold {number(held, 4)} % of the way" in guess.remark(subject, "most")


def test_a_limit_that_has_not_moved_is_told_once():
    seen = visit("regression", preset="C6l", lens="bend", lr="0.0001", steps="2", hide="guess")
    assert "The largest η that plain descent bears is 8 at the start and here." in " ".join(seen.words)


def test_units_with_other_weights_are_no_copies_however_large_those_of_a_third_are():
    """A training that diverges blows up some of the weights: beside those, others that differ look alike."""
    record = SineMLP(activation="relu", layers=1, lr=1.16, steps=20)
    (run,) = record.run().values()
    theta = run.x[np.isfinite(run.x).all(-1)][-1]
    weights, bias = unpack(theta, record.sizes())[0]
    incoming = np.vstack([weights, bias])
    assert len(np.unique(incoming, axis=1).T) == record.width, "no two are the same"
    assert not idle_units(record.objective(), theta).alike.any()
    assert "copies" not in verdict(found(record)).text


@pytest.mark.parametrize(("xy", "line"), [("0_0~1_1~2_2", ("0", "1")), ("0_0.1~1_0.3~2_0.5~3_0.7", ("0.1", "0.2"))])
def test_who_begins_at_a_line_through_all_points_has_nothing_to_walk(xy, line):
    """The first step of a walk among what rounding leaves was 10⁻¹⁸ long, its loss 10⁻³¹."""
    at_best = {"data": "own", "xy": xy, "b0": line[0], "b1": line[1], "scale": "raw"}
    record = Regression(**at_best | {"b0": float(line[0]), "b1": float(line[1])})
    assert verdict(found(record)).text == "Arrived. It never moved from its start, where f is 0."
    both = visit("regression", preset="C2h", lens="scale", **at_best)
    assert both.wrong == []
    assert "**Both walks begin at the best line: there is no way down.**" in both.words
    for view in ("scale", "batches"):
        assert guess_of("C2h" if view == "scale" else "C7o", **record_settings(at_best)) == (None, None)


def record_settings(link):
    return link | {"b0": float(link["b0"]), "b1": float(link["b1"])}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"surface": "formula", "formula": "ln(x*y)", "x0": "0"}, "At this start there is no value or no slope"),
        ({"surface": "saddle", "x0": "0", "y0": "0"}, "There is no step from this start: its slope is 0."),
        (
            {"surface": "formula", "formula": "exp(x^2)+y^2", "x0": "5", "lr": "100"},
            "The walk from this start is lost at its first step.",
        ),
    ],
)
def test_of_a_walk_without_a_step_no_steps_are_counted(settings, told):
    said = " ".join(visit("misty_mountain", **{"preset": "B4", "lens": "starts", "y0": "1"} | settings).words)
    assert told in said and "After 0 steps" not in said


def test_one_of_two_seeds_ends_at_the_median_or_below():
    said = " ".join(visit("sine_mlp", preset="D1s", seeds="2", steps="3").words)
    assert re.search(r" 1 of 2 ends at \S+ or below\.", said), said


def test_a_walk_that_has_not_begun_is_not_over():
    link = {"curve": "formula", "formula": "ln(x)", "x0": "-1", "predict": "true"}
    said = visit("slope_explorer", preset="A8", lens="descend", **link).words
    assert "There is no step from this start." in said and "The walk is over." not in said


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("slope_explorer", {"preset": "A4", "curve": "formula", "formula": "-x^4+x^2", "x0": "5", "lr": "0.05"}),
        ("slope_explorer", {"preset": "A5s", "curve": "formula", "formula": "2x^6+x^2", "x0": "1"}),
        ("sine_mlp", {"preset": "D1r", "layers": "1", "lr": "1.16", "steps": "20", "hide": "guess"}),
    ],
)
def test_a_height_beyond_single_precision_is_not_said_to_be_infinite(page, link):
    """Charts have their numbers in half the room; -6·10⁴¹ is a number all the same."""
    seen = visit(page, **link)
    told = [picture.now.at(row) for picture in seen.pictures.values() if picture.now for row in range(12)]
    assert seen.wrong == [] and any(re.search("10(³[89]|[⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹])", text) for text in told)
    assert [text for text in told if "∞" in text] == []


@pytest.mark.parametrize("xy", ["-0.3_-0.4~0.2_-0.1~0.3_-0.4~-0.2_-0.1", "1_1~1_2~1_5"])
def test_the_best_line_is_not_said_to_be_worse_than_a_level_one_by_rounding(xy):
    """Of points that are alike on either side, or above one another, the best line is level, and no better."""
    seen = visit("regression", preset="C3", lens="by_hand", data="own", xy=xy, guessed="true")
    (said,) = [text for text in seen.words if text.startswith("R²")]
    assert said.endswith("the best 0 (as good as the flat line through the mean of y, and no better).")
