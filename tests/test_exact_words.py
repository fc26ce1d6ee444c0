"""Sentences as exact as their numbers: what a mathematics teacher would mark is not on the pages."""

from __future__ import annotations

import re

import numpy as np
import pytest
from records import found, run_of
from visit import guess_of, opened, visit

from gdengine import PRESETS
from gdengine.analysis.five_rates import ladder
from gdengine.analysis.overfitting import turned_up
from gdengine.analysis.phrases import PLAIN, Style
from gdengine.analysis.step_words import sentences, walker
from gdengine.analysis.telling import tell
from gdengine.analysis.words import verdict
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from pages.ui import terms
from pages.ui.about import About
from pages.ui.verdict import style_of
from pages.views.mountain.descend import arrows
from pages.views.network import results
from pages.views.regression.words import line_now
from pages.views.slope.five_rates import _rule as rule_of_five
from pages.views.teaching.beliefs import settled


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


def test_whoever_stumbles_has_no_sample_of_points():
    """On a mountain no points are drawn: the line that a term tells would be untrue."""
    assert "points" in terms.TERMS["sampled"].line
    noisy = MistyMountain(surface="bowl", x0=3.5, y0=1.5, noise=1.0)
    said = " ".join(script(noisy).templates)
    assert "sampled" not in said and "slope it feels" in said
    assert "sampled" in " ".join(script(PRESETS["C7b"].record).templates)


def test_where_a_walk_nearly_rests_the_ground_is_not_called_level():
    record = PRESETS["C5"].record  # it ends at a slope of 2.4, a tenth of R² short of the best line
    last = script(record)
    assert np.hypot.reduce(run_of(record).grad[-1]) > 2
    assert "or next to it" in last.templates[last.which[-1, 0]]


def test_nothing_is_called_0_that_is_not():
    """A walk that comes ever nearer never is there."""
    run = run_of(PRESETS["A5b"].record)
    assert run.value[-1] > 0
    assert PLAIN.seen(float(run.value[-1]), float(run.value[0])) == "nearly 0"
    assert PLAIN.seen(0.0, 16.0) == "0"
    said = words(opened("slope_explorer", ("preset", "A5s")))
    assert "x₅₀ = −5.71·10⁻⁵, f ≈ 0" in said and "x₅₀ = 0, f = 0" in said


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "both vanish"),
        ({"optimizer": "rmsprop"}, "both vanish"),
        ({"optimizer": "momentum"}, "its speed may carry the walk on"),
        ({"optimizer": "adam"}, "its memory of earlier slopes may carry the walk on"),
    ],
)
def test_a_step_vanishes_on_level_ground_only_of_a_rule_without_memory(settings, told):
    record = MistyMountain(surface="bowl", **settings)
    rule = record.rule()
    state = rule.init(np.array([1.0, 1.0]))
    _, state = rule.update(np.array([1.0, 1.0]), state, 0)
    step, _ = rule.update(np.zeros(2), state, 1)
    assert told in arrows(record)
    assert ("both vanish" in arrows(record)) == (not step.any())


def test_a_slope_that_is_felt_with_an_error_is_not_straight_uphill():
    seen = opened("misty_mountain", ("preset", "B4n"), ("hide", "guess"))
    signs = " ".join(x.proto.body for x in seen.app.get("html"))
    assert "straight uphill" not in words(seen) and "straight uphill" not in signs
    assert "as it is felt" in words(seen)
    assert "the slope felt there is" in seen.pictures["map"].now.template  # type: ignore[union-attr]


def test_a_curve_without_curvature_has_no_theory():
    for record in (SlopeExplorer(curve="kink", x0=-4), SlopeExplorer(curve="formula", formula="2x", x0=1)):
        five = ladder(record.objective(), record.x0)
        assert abs(np.diff(record.objective().grad(np.array([[-4.0], [-3.9]]))[:, 0])[0]) < 1e-9
        assert not five.bends and "no curvature" in rule_of_five(five)
    seen = visit("slope_explorer", preset="A4", curve="kink", lens="regimes")
    assert seen.wrong == []
    assert "By the rule" not in words(seen) and "in theory" not in words(seen)


def test_what_is_no_parabola_near_its_bottom_is_not_called_one():
    quartic = SlopeExplorer(curve="formula", formula="x^4", x0=2)
    assert rule_of_five(ladder(quartic.objective(), 2.0)).endswith("This curve is none.")


@pytest.mark.parametrize("name", ["D7", "D7b"])
def test_the_chance_of_a_last_epoch_is_no_overfitting(name):
    """A loss on points held out that goes up and down has not turned because its last row is higher than one before."""
    made = results.recording(results.trained(PRESETS[name].record), "tanh")
    held = made.seen["held"]
    assert held[-1] > 1.02 * held.min(), "it ends above its lowest, yet so it did before"
    assert turned_up(made.run.value, held) is None


def test_a_distance_to_the_best_line_says_which_where_many_are_best():
    record = Regression(data="own", xy="1_2~1_2", b0=-6.5, b1=-3.2)
    (said,) = line_now(record, run_of(record), record.best()).templates
    assert said.startswith("Distance to the shortest of the many (a, b) that are best")


def test_errors_of_an_epoch_cancel_only_where_the_walk_stands_still():
    for link in ((("preset", "C7"), ("hide", "guess")), (("preset", "C7b"),)):
        said = words(opened("regression", *link))
        assert "at one and the same line" in said


def test_a_walk_that_rises_at_its_end_is_not_said_to_get_lower():
    record = MistyMountain(surface="bowl", x0=3.5, y0=1.5, optimizer="adam")
    run = run_of(record)
    said = verdict(found(record)).text
    assert (np.diff(run.value[-3:]) > 0).all()
    assert "In the last quarter of its steps it still came lower than before." in said
    assert run.value[-13:].min() < run.value[:-13].min()


def test_a_distance_is_multiplied_by_no_number_below_0():
    seen = opened("slope_explorer", ("preset", "A5s"))
    for told in (settled("bigger_is_faster"), words(seen)):
        assert not re.search(r"[Dd]istance (to the bottom by|×)", told)
    assert "Each step: way × **−0.8**." in words(seen)


def test_what_diverges_is_not_said_to_take_more_steps():
    seen = visit("regression", preset="C2h", share="1.1", hide="guess")
    assert "takes more than" not in words(seen)
    assert "diverges" in words(seen)


def test_what_theory_foretells_of_momentum_is_in_the_long_run():
    """Its distance to the bottom goes up and down: no single step multiplies it by ρ."""
    assert "in the long run, a step multiplies" in words(opened("misty_mountain", ("preset", "B7m"), ("hide", "guess")))


def test_a_walk_that_is_thrown_from_its_start_was_not_on_its_way_down():
    record = SineMLP(activation="relu", lr=0.7)
    run = run_of(record)
    assert np.diff(run.value).argmax() == 0, "its first epoch is the one"
    said = verdict(found(record), Style("the loss", unit="epoch", every=record.every())).text
    assert "Epoch 1 threw the loss up by half of its whole range or more." in said
    assert "back up" not in said


def test_one_unit_is_and_more_units_are():
    said = verdict(found(SineMLP(activation="relu", width=8))).text
    for count, verb, whose in re.findall(r"(\d+) of \d+ units (\w+) dead: (\w+) output", said):
        assert (verb, whose) == (("is", "its") if count == "1" else ("are", "their")), said
    assert " 1 of 8 units is dead" in said


def test_what_bends_nothing_is_as_steep_everywhere():
    assert "As steep everywhere: f′ is 1." in words(opened("sine_mlp", ("preset", "D3h"), ("activation", "identity")))


def test_a_network_without_units_has_no_activation_s_name():
    seen = visit("sine_mlp", layers="0", steps="30", hide="guess")
    assert seen.wrong == []
    (told,) = [text for text in seen.words if "ends with loss" in text]
    assert "**linear ends with loss" in told and "linear goes on in a straight line" in told
    assert "tanh" not in told + " ".join(sign.words for sign in seen.pictures["fit_tanh"].legend)


ROUNDING = re.compile("10⁻(¹[⁴⁵⁶⁷⁸⁹]|[²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹])")  # 10⁻¹⁴ and less


@pytest.mark.parametrize(
    "link",
    [
        {"lens": "bend", "lr": "0.2"},
        {"lens": "bend", "lr": "0.2", "degree": "9", "scale": "standardized", "basis": "scaled"},
        {"lens": "descend", "lr": "0.05", "steps": "2000", "beside": "pulls", "below": "residuals"},
        {"lens": "descend", "lr": "0.05", "steps": "2000"},
        {"lens": "batches", "lr": "0.05", "steps": "2000"},
        {"lens": "scale", "data": "noisy_line", "noise": "0", "n": "20"},
    ],
)
def test_what_rounding_leaves_of_a_fit_is_no_number(link):
    """Of points on a line the best curve of any degree leaves nothing: 10⁻³¹ is how a computer writes that."""
    seen = visit("regression", **{"preset": "C3", "data": "line", **link})
    told = [*seen.words, *(p.now.at(10**6) for p in seen.pictures.values() if p.now is not None)]
    assert seen.wrong == []
    assert [text for text in told if ROUNDING.search(text)] == []


def test_a_momentum_that_is_but_rounding_is_none():
    """A round bowl is crossed in one step without any."""
    told = opened("misty_mountain", ("preset", "B3"), ("lens", "momentum"), ("surface", "bowl"), ("hide", "guess"))
    for name in ("measured", "theory"):
        assert told.pictures[name].now.at(0).endswith("The best pair: η = 0.5, μ = 0.")  # type: ignore[union-attr]


def test_degrees_that_predict_alike_are_all_right():
    """Points on a line are predicted by curves of every degree, and of all there is nothing left."""
    guess, subject = guess_of("C6b", data="line")
    assert guess is not None
    degrees = range(2, subject.most() + 1)
    for band in guess.choices(subject):
        said = guess.remark(subject, band)
        assert said.startswith("**Well guessed:**") and "with a mean squared error of 0" in said, said
        assert all(str(degree) in said for degree in degrees) and "which fits the others best" not in said
    seen = visit("regression", preset="C3", data="line", lens="bend", degree="3")
    assert "degree 1 predicts the points held out best, and degrees 2 and 3 as well." in words(seen)


@pytest.mark.parametrize("loss", ["sse", "half_sse"])
def test_the_curvature_that_is_told_is_that_of_what_is_named(loss):
    """Of a loss of which half is descended the curvature of half decides."""
    record = Regression(loss=loss, lr=0.05)
    style = style_of(About(record, quantity="loss", shown_as=record.shown_as()))
    said = verdict(found(record), style).text
    named, told = re.search(r"η · curvature(| of half the loss) = 0\.05·([\d.\u202f]+) =", said).groups()  # type: ignore[union-attr]
    x = record.points().x
    shown = 2 * np.linalg.eigvalsh(np.array([[len(x), x.sum()], [x.sum(), x @ x]]))[-1]  # of the sum of squares
    assert float(told.replace("\u202f", "")) == pytest.approx(shown * (0.5 if named else 1), rel=5e-3)
