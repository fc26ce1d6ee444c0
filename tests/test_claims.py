"""What is said of mathematics, whatever the run: each sentence beside numbers that are worked out here, another way."""

import dataclasses
import re
from unittest import mock

import numpy as np
import pytest
from test_terms import MARK
from visit import visit

from gdengine import LANDSCAPES, OPTIMIZERS, PRESETS, RULES, Outcome, network
from gdengine.activities import secant
from gdengine.analysis.basins import fates
from gdengine.analysis.curvature import convex
from gdengine.experiments import ByHand, Regression, SlopeExplorer
from gdengine.landscapes import LINES
from gdengine.regression import CRITERIA, LOSSES, basis, condition, dataset, design, standardize
from gdengine.regression.degrees import degree_losses
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.regression import line_fit
from pages.charts.regression.by_hand import WHAT_COUNTS
from pages.charts.slope.curve import STRIP_SIGNS
from pages.ui.legend import valleys
from pages.ui.terms import TERMS
from pages.views.network.landscape import ELSEWHERE_WORDS
from pages.views.registry import PAGES
from pages.views.slope import results as slope
from pages.views.slope.every_start import _words as beside_map
from pages.views.slope.slope import EXPECTED
from pages.views.teaching.beliefs import BELIEFS, settled
from pages.views.teaching.exactness import EXACTNESS

WELL = LANDSCAPES["double_well"]


def words_of(page, **link):
    seen = visit(page, hide="guess", **link)
    assert seen.wrong == []
    return " ".join(seen.words)


# --- lines through points ---------------------------------------------------------------------------------------------


def test_a_line_through_0_meets_the_point_at_0():
    """The sine is 0 there: what no such line does is meet all."""
    preset = PRESETS["A7b"]
    line = LINES[preset.record.curve]
    at_zero = line.x == 0
    assert at_zero.any() and (line.y[at_zero] == line.bias).all()
    assert "meets all these points" in preset.question


def test_the_height_over_a_weight_is_of_squares():
    """Twice as far off is four times as high: the height is not how far the line misses its points."""
    preset = PRESETS["A7"]
    ground, line = preset.record.objective(), LINES[preset.record.curve]
    off = preset.record.x0 * line.x + line.bias - line.y
    assert ground(preset.record.start()) == pytest.approx(np.mean(off**2))
    assert "mean squared error" in preset.question


@pytest.mark.parametrize(("across", "pulled"), [(2.5, False), (4.0, False), (6.0, True), (10.0, True)])
def test_a_far_point_pulls_the_line_of_least_distances_from_the_side_only(across, pulled):
    x, y = np.append(np.arange(4.0), across), np.append(np.arange(4.0), 1000.0)
    _, slope = CRITERIA["absolute"].best(x, y)
    assert (slope > 50) == pulled
    assert "unless it lies far to one side" in CRITERIA["absolute"].said


def test_a_curve_of_a_higher_degree_goes_through_no_more_points():
    """That the best fit is the one through the most points is what students believe: see ``teaching``."""
    record, own = PRESETS["C6o"].record, PRESETS["C6o"].own
    part = own.parted(record)
    met = []
    for degree in (1, 4, 9):
        made = basis(part.x, degree, "orthogonal").rows(part.x)
        fit = made @ np.linalg.lstsq(made, part.y)[0]
        met.append(int(np.isclose(fit, part.y, atol=1e-6).sum()))
    assert met == [0, 0, 0]
    assert "through" not in PAGES["regression"].views["bend"].question


def test_r_squared_of_a_line_by_hand_is_no_share_that_it_explains():
    """It is one of the best line only: of another what it leaves and what it moves do not add up to the scatter."""
    points, (a, b) = dataset("far_point"), (0.0, 1.0)
    scatter, line = np.square(points.y - points.y.mean()).sum(), a + b * points.x
    left, moved = (np.square(each).sum() / scatter for each in (points.y - line, line - line.mean()))
    assert abs(left + moved - 1) > 0.1
    said = words_of("regression", preset="C1f", lens="by_hand", hand_intercept=str(a), hand_slope=str(b))
    assert f"leaves less scatter than the mean of y does: your line {number(1 - left)}." in said


def test_where_a_right_angle_does_not_look_like_one_it_is_told():
    """Unless the picture has one scale for both axes, which nobody's data and window give it."""
    points = dataset("far_point")
    (west, east), (south, north) = line_fit.span(points.x), line_fit.rise(points.y)
    wide, high = 685 / (east - west), 355 / (north - south)  # pixels a unit, in a window of 1280 by 800
    along, way = np.array([wide, high]), np.array([wide, -high])  # on the screen: of a slope of 1, and at right angles
    assert abs(along @ way) > 0.5 * np.linalg.norm(along) * np.linalg.norm(way)
    assert "aslant" in WHAT_COUNTS["perpendicular"].words and "aslant" in EXACTNESS["regression"][2]


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("loss", LOSSES)
def test_whether_a_loss_of_the_hands_is_a_mean_or_a_sum_is_told(criterion, loss):
    record, own = Regression(data="far_point", loss=loss), ByHand(0.0, 1.0, criterion)
    of_one = {"squares": 100.0, "absolute": 10.0, "perpendicular": 50.0}[criterion]  # the others lie on the line
    mean = own.losses(record)["yours"] == pytest.approx(of_one / 5)
    assert mean or own.losses(record)["yours"] == pytest.approx(of_one)
    said = words_of("regression", preset="C1f", lens="by_hand", criterion=criterion, loss=loss)
    assert f"the root of its loss, the {'mean' if mean else 'sum'} over the points." in said


@pytest.mark.parametrize("data", ["line", "noisy_line", "anscombe_2", "braking"])
def test_a_higher_degree_is_never_worse_and_not_always_better(data):
    points = dataset(data)
    losses = np.array([fit.fitted for fit in degree_losses(points.x, points.y, points.x[:0], points.y[:0])])
    assert (np.diff(losses) <= 1e-12 * losses[0]).all()
    assert (losses[1] == losses[0]) == (data == "line")
    assert "of a higher degree is never worse" in words_of("regression", preset="C3", lens="bend", data=data)


def test_no_points_held_out_are_not_asked_after():
    asked = {held: words_of("regression", preset="C3", lens="bend", held=held) for held in ("0", "0.3")}
    assert ["it has not seen" in asked[held] or "that it has not" in asked[held] for held in asked] == [False, True]


def test_the_bowl_of_a_line_is_round_and_not_that_of_every_curve():
    x = standardize(design(dataset("ten_points").x))[0]
    assert condition(x) == pytest.approx(1)
    assert condition(basis(x[:, 1], 3, "powers").rows(x[:, 1])) > 10
    assert "the bowl of a line is round" in Regression.knobs()["scale"].help


def test_a_flat_line_may_be_worse_than_the_mean():
    """R² is 0 for the best of them; below 0 is worse than that one, not worse than any."""
    points = dataset("ten_points")
    scatter = np.square(points.y - points.y.mean()).sum()
    share = [1 - np.square(points.y - level).sum() / scatter for level in (points.y.mean(), points.y.max())]
    assert share[0] == pytest.approx(0) and share[1] < -1
    told = [block for block in parts_of("regression", preset="C3") if "R² = " in block]
    assert told and all("0 no better than the best flat line" in text for text in told)


def parts_of(page, **link):
    """What the parts in the browser are given to write, line by line."""
    with mock.patch("pages.ui.parts.live_text._live_text") as live:
        visit(page, **link)
    lines = [line for call in live.call_args_list for line in call.kwargs["data"]["lines"]]
    return ["".join(piece.get("text", "#") for part in line for piece in part) for line in lines]


def test_it_is_the_squared_error_of_a_line_that_is_convex():
    points = dataset("ten_points")
    ground = {
        name: dataclasses.replace(CRITERIA[name].objective(points.x, points.y), box=((-10, 10), (-10, 10)))
        for name in CRITERIA
    }
    assert {name for name in ground if not convex(ground[name])} == {"perpendicular"}
    assert "So is the squared error of a line." in words_of("misty_mountain", preset="B2")


def test_a_loss_that_is_small_beside_that_of_the_start_is_not_said_to_be_none():
    """No line meets all points of an ozone meter: beside a loss of many millions what is left is not 0."""
    record = Regression(data="ozone_meter")
    bowl = record.objective()
    assert 0 < bowl(bowl.solution) < 1e-6 * bowl(record.start())
    told = words_of("regression", preset="C3", lens="batches", data="ozone_meter")
    assert "at the least loss there is, nearly 0." in told
    assert "at the least loss there is, 0." in words_of("regression", preset="C3", lens="batches", data="line")


@pytest.mark.parametrize(("data", "told"), [("ten_points", True), ("o_rings", False), ("answers", False)])
def test_what_counts_as_a_yes_is_told_where_nobody_was_asked(data, told):
    said = words_of("regression", preset="C3", lens="bend", model="logistic", data=data)
    median = number(float(np.median(dataset(data).y)))
    assert (f"A yes is here a y above the median, {median}." in said) == told


# --- curves -----------------------------------------------------------------------------------------------------------


def test_a_tangent_may_cross_its_curve_and_the_glossary_does_not_deny_it():
    x = np.linspace(*WELL.box[0], 2001)[:, None]
    above = WELL(x) - WELL([0.0]) - WELL.grad([0.0]) * x[:, 0]
    assert np.count_nonzero(np.diff(np.sign(above[np.abs(above) > 1e-9]))) == 2, "on either side"
    assert "touches" not in TERMS["tangent"].line and "cross" in TERMS["tangent"].line


def test_a_quadratic_has_straight_parts_too():
    """x² + 3x is one."""
    assert "only" not in TERMS["quadratic"].line


@pytest.mark.parametrize("curve", [name for name in LANDSCAPES.of(1) if name != "kink"])
def test_the_forecasts_of_a_secants_error_are_what_is_drawn(curve):
    """Each is told as a formula below the pictures: that of rounding is not ε·|f|, which is 0 where f is."""
    ground = LANDSCAPES[curve]
    x = np.array([-1.3, 0.4, 2.1])
    seen = secant.scan(ground, x, [1e-3])
    near = 1e-4
    bent = (ground.grad(x[:, None] + near) - ground.grad(x[:, None] - near))[:, 0] / (2 * near)
    known = {"f": ground(x[:, None]), "g": ground.grad(x[:, None])[:, 0], "c": bent, "x": x, "e": secant.EPSILON}
    for told, drawn in (("it is ", seen.truncation * 1e-3), ("from rounding ", seen.rounding / 1e-3)):
        formula = EXPECTED.partition(told)[2].partition(",")[0]
        plain = formula.replace("ε", "e").replace("·", "*").replace("f″", "c").replace("f′", "g")
        plain = re.sub(r"\|([^|]+)\|", r"abs(\1)", plain).replace("h", "1e-3")
        assert re.fullmatch(r"[-abs+*/() .\defgcx]+", plain), plain
        np.testing.assert_allclose(drawn, eval(plain, known | {"abs": np.abs}), rtol=1e-4)  # of few signs
    assert f"ε = {number(secant.EPSILON, 2)}" in EXPECTED


def beside_the_map(record):
    """What is written beside the map of every start at every rate, without the map, which takes seconds."""
    return beside_map(WELL, record, slope.Map("", (0.01, 1.0), slope.MAP_STARTS, slope.MAP_RATES))


def letters_of(latex):
    """The letters that stand for something in a formula: neither names of functions nor indices."""
    plain = re.sub(r"\\(operatorname\{\w+\}|[a-zA-Z]+)", " ", latex)
    return set(re.findall(r"(?<![a-zA-Z_])[a-zA-Z](?![a-zA-Z])", plain))


@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_letter_of_a_formula_is_told(name):
    """u and v are those of the points that a line is fitted to, a, s and (xₖ, yₖ) those of the mountain's humps."""
    ground = LANDSCAPES[name]
    page, view, knob = (("slope_explorer", "slope", "curve"), ("misty_mountain", "descend", "surface"))[ground.dim - 1]
    told = words_of(page, lens=view, **{knob: name})
    assert ground.formula in told and ground.gradient in told
    used = letters_of(f"{ground.formula} {ground.gradient}") - {"x", "y", "e", "k"}
    beside = told.replace(ground.formula, "").replace(ground.gradient, "")
    defined = letters_of(" ".join(re.findall(r",\\quad (.*?)=", ground.formula)))  # r = …, beside the formula itself
    defined |= letters_of(" ".join(re.findall(r"\$([^$]*_[^$]*)\$", beside)))
    assert used <= defined, used - defined


RATES = [0.334, 0.667, 0.934, 2.8, 5.6]  # of the map of the double well


@pytest.mark.parametrize(
    ("settings", "fractal"),
    [({}, True), ({"optimizer": "momentum"}, True), ({"optimizer": "adam"}, False), ({"decay": "0.9"}, False)],
)
def test_a_border_is_said_to_be_a_fractal_where_it_frays_the_more_the_closer_one_looks(settings, fractal):
    record = SlopeExplorer.read(settings, PRESETS["A8s"].record)[0]
    rates = [rate for rate in RATES if RULES[record.optimizer].own_length == (rate > 1)]
    coarse, fine = (
        np.count_nonzero(np.diff(fates(WELL, record.rule, rates, n=n, steps=400)), axis=1) for n in (401, 3201)
    )
    assert ((fine > 3 * coarse) & (coarse > 5)).any() == fractal
    assert ("fractal" in beside_the_map(record)) == fractal


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_that_a_walk_rolls_into_the_valley_it_starts_in_at_small_rates_is_said_where_it_is_so(rule):
    record = dataclasses.replace(PRESETS["A8s"].record, optimizer=rule)
    lowest = dataclasses.replace(record, x0=WELL.minima[0][0]).rates()[12]
    own = np.linspace(*WELL.box[0], 100) > 0
    found = fates(WELL, record.rule, [lowest], n=100, steps=240)[0]
    strays = (found >= 0) & (found != own)  # 0 is the valley to the west
    assert ("a walk rolls into the valley it starts in" in beside_the_map(record)) == (not strays.any())


def test_not_every_start_is_said_to_be_in_a_valley():
    """Beyond two ridges the ground goes down forever, to either side."""
    record = SlopeExplorer(curve="formula", formula="-(x^2-1)^2*(x^2-4)")
    curve = record.objective()
    assert len(curve.minima) == 2 and (fates(curve, record.rule, [1e-4], n=9, steps=400)[0][[0, -1]] == -1).all()
    said = beside_map(curve, record, slope.Map("", (0.01, 1.0), slope.MAP_STARTS, slope.MAP_RATES))
    assert "every start" not in said and "a walk rolls into the valley it starts in" in said


@pytest.mark.parametrize("formula", ["sqrt(x+1) - x/2", "-x", "x^2"])
def test_a_fate_is_called_the_same_beside_the_map_and_under_the_curve(formula):
    """Who leaves the ground at x = −1 is not off the map, and who bounces forever is not nowhere yet."""
    legend = valleys(SlopeExplorer(curve="formula", formula=formula).objective())
    assert dict(legend[-2:]) == {sign.color: sign.words for fate, sign in STRIP_SIGNS.items() if fate < 0}
    assert dict(legend[-2:]) == {palette.FATES[fate]: words for fate, words in palette.FATE_WORDS.items()}


@pytest.mark.parametrize(
    ("formula", "deepest"), [("x^4 - x^2", 0), ("x^4 - x^2 + x/9", 1), ("x^2 (x^2-1)^2 (x-3)^2", 0)]
)
def test_of_valleys_as_deep_none_is_called_the_deepest(formula, deepest):
    legend = valleys(SlopeExplorer(curve="formula", formula=formula).objective())
    assert sum("deepest" in words for _, words in legend) == deepest


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [name for name, words in RULES.items() if "about η" in words.lesson])
def test_steps_of_about_the_rate_are_said_to_be_longer_at_first_where_they_are(rule):
    made = OPTIMIZERS[rule](0.1)
    state, steps = made.init(0.0), []
    for k in range(60):
        delta, state = made.update(3.0, state, k)
        steps.append(-delta)
    assert steps[-1] == pytest.approx(0.1, rel=0.01)
    assert ("longer ones at first" in RULES[rule].lesson) == (steps[0] > 0.15)


def test_a_step_down_is_no_progress_while_it_was_lower_before():
    """A walk that swings comes down at every second turn, and is stopped all the same."""
    record = SlopeExplorer(optimizer="momentum", lr=0.1, patience=8, steps=200)
    run = record.run()["momentum"]
    assert run.outcome in (Outcome.STALLED, Outcome.OSCILLATING)
    assert (np.diff(run.value[: int(run.last) + 1])[-8:] < 0).any()
    assert "below the lowest before" in record.knobs()["epsilon"].help


# --- words ------------------------------------------------------------------------------------------------------------


def test_where_there_are_no_points_chance_is_not_that_of_points_alone():
    """A racer of the mountain is called stochastic."""
    seen = visit("misty_mountain", preset="B5", floor="learn")
    marks = {form.lower(): line for block in seen.app.markdown for form, line, _ in MARK.findall(block.value)}
    assert "a slope that is off by chance" in marks["stochastic"]


def test_the_places_of_a_dragged_point_are_as_many_as_teachers_are_told():
    most = max(len(secant.places(LANDSCAPES[name])) for name in LANDSCAPES.of(1))
    (about, said) = re.findall(r"dragged over (about |up to )(\d+) places", EXACTNESS["slope_explorer"][1])[0]
    assert most <= int(said) * (1.02 if about == "about " else 1)


def test_the_network_of_the_famous_landscapes_has_about_a_million_weights():
    """ResNet-56 (He et al. 2015, section 4.2), of which Li et al. drew those: nine blocks at each of three widths."""
    widths, count = (16, 32, 64), 3 * 16 * 9 + 64 * 10 + 10
    for k, width in enumerate(widths):
        count += 9 * (widths[max(k - 1, 0)] * width + 17 * width * width)
    assert 8e5 < count < 1.2e6
    assert "about a million" in ELSEWHERE_WORDS


@pytest.mark.parametrize(
    ("link", "bends"),
    [
        ({}, True),
        ({"activation": "identity", "versus": "relu"}, True),
        ({"activation": "identity", "versus": "none"}, False),
        ({"layers": "0"}, False),
    ],
)
def test_a_network_that_cannot_bend_is_not_said_to_bend(link, bends):
    said = words_of("sine_mlp", preset="D2s", lens="train", steps="3", **link)
    assert ("it bends its line to the points" in said) == bends
    assert ("Nothing in this network bends" in said) != bends


@pytest.mark.parametrize(("layers", "units"), [("0", False), ("1", True)])
def test_units_are_asked_after_where_there_are_some(layers, units):
    said = words_of("sine_mlp", preset="D1", lens="inside", steps="3", layers=layers)
    assert ("adds one band" in said) == units


def test_the_bands_are_those_of_the_last_layers_units():
    """Each may be switched off, but what is stacked under the fit is what goes into the output."""
    record = PRESETS["D5"].record
    stacked = network.stack(record.start(), np.zeros(1), record.sizes(), record.activation)
    assert stacked.bands.shape[-1] == record.hidden()[-1] < sum(record.hidden())
    assert "Each unit of the last layer adds one band" in PAGES["sine_mlp"].views["inside"].question


def test_a_slope_is_there_where_there_is_more_than_x():
    """On the mountain it is that along any way, and the steepest lies along x nowhere but by chance."""
    assert "in x" not in TERMS["slope"].line


def test_what_comes_back_through_a_unit_is_a_slope_and_no_error():
    """Back-propagation sends no errors back, as many believe: what goes in at the end is ∂loss/∂output."""
    told = settled("no_slope_no_fault")
    assert "error" not in f"{told} {BELIEFS['no_slope_no_fault'].ask}" and told.startswith("Of a slope of 1 ")
