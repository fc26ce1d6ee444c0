"""The views of the slope explorer: where starts end, five rates, one weight, and what their pictures are told."""

import base64
import dataclasses
import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageColor
from test_palette import EYES, confused
from visit import opened, visit

from gdengine import LANDSCAPES, OPTIMIZERS, PRESETS, Objective, descend, expression
from gdengine.analysis.basins import fates, pieces, places
from gdengine.analysis.both_sides import has_no_slope, jumps
from gdengine.analysis.five_rates import PRODUCTS, bottom, ladder
from gdengine.analysis.measures import DIVERGED, NONE, halved, reached
from gdengine.experiments import MistyMountain, Regression, SlopeExplorer
from gdengine.landscapes import LINES
from gdengine.landscapes.minima import minima
from pages.charts.kit import palette
from pages.charts.kit.fates import painted
from pages.charts.kit.numbers import number as n
from pages.charts.slope import curve, staircase
from pages.ui.playback import _marks, pointed_at
from pages.ui.results import family
from pages.views.slope import limit_guessed, results
from pages.views.slope.fastest_guessed import WHICH_IS_FASTEST
from pages.views.slope.five_rates import _rule
from pages.views.slope.predict_state import CLOSE_PART

GD = OPTIMIZERS["gd"]
SQUARE, WELL = LANDSCAPES["square"], LANDSCAPES["double_well"]
PARABOLAS = ("square", "parabola", "one_weight", "sine_weight")

# --- where every start ends -------------------------------------------------------------------------------------------


def test_the_rate_alone_decides_on_the_square():
    crawls, zigzags, bounces, leaves = fates(SQUARE, GD, [0.05, 0.9, 1.0, 1.1], n=40)
    assert {*crawls} == {*zigzags} == {0}
    assert {*bounces} == {NONE}  # also beside the minimum, where every place of the bounce is near it
    assert {*leaves} == {DIVERGED}


def test_a_fate_is_the_end_of_that_walk_alone():
    rates, n, steps = [0.02, 0.1, 0.3, 0.45], 60, 240
    map_of_fates = fates(WELL, GD, rates, n=n, steps=steps)
    for row, rate in zip(map_of_fates, rates):
        run = descend(WELL, GD(rate), places(WELL, n)[:, None], steps, history=False)
        for fate, end in zip(row, reached(WELL, run.x[-1])):
            assert fate in (end, NONE, DIVERGED)
        assert np.array_equal(row, fates(WELL, GD, [rate], n=n, steps=steps)[0])
    assert (map_of_fates >= 0).mean() > 0.8


def test_small_steps_divide_the_double_well_at_its_ridge():
    x = places(WELL, 100)
    (row,) = fates(WELL, GD, [0.05], n=100)
    assert np.array_equal(row, np.where(x < 0, 0, 1))


def test_momentum_carries_the_start_of_a8_over_the_ridge():
    record = PRESETS["A8m"].record
    nearest = np.abs(places(WELL, 241) - record.x0).argmin()
    assert fates(WELL, PRESETS["A8"].record.rule, [record.lr])[0, nearest] == 1
    assert fates(WELL, record.rule, [record.lr])[0, nearest] == 0


def test_at_large_rates_the_border_frays_the_more_the_closer_one_looks():
    counts = [len(pieces(fates(WELL, GD, [0.65], n=n)).row) for n in (100, 400, 1600)]
    assert counts[0] > 10
    assert all(finer > 1.5 * coarser for coarser, finer in pairwise(counts))


def test_without_a_known_minimum_nowhere_is_reached():
    bowl = Objective("bowl", 1, lambda x: (x[..., 0] ** 2, 2 * x), box=((-1, 1),))
    assert {*fates(bowl, GD, [0.1], n=5, steps=80)[0]} == {NONE}


def test_down_without_end_is_gone_however_slowly():
    slope = Objective("slope", 1, lambda x: (x[..., 0], np.ones_like(x)), box=((-1, 1),))
    assert {*fates(slope, GD, [0.01], n=5, steps=80)[0]} == {DIVERGED}


def test_pieces_are_the_row_again():
    rows = np.array([[1, 1, NONE, 0, 0, 0, DIVERGED], [DIVERGED] * 7])
    found = list(zip(*(part.tolist() for part in pieces(rows))))
    assert found == [(0, 0, 2, 1), (0, 2, 3, NONE), (0, 3, 6, 0), (0, 6, 7, DIVERGED), (1, 0, 7, DIVERGED)]
    assert [part.tolist() for part in pieces(rows[:1, :1])] == [[0], [0], [1], [1]]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: fates(LANDSCAPES["bowl"], GD, [0.1]), "'bowl' is not"),
        (lambda: fates(SQUARE, GD, [0.1], n=1), "at least 2, not 1"),
        (lambda: fates(SQUARE, GD, [0.1], steps=7), "at least 8, not 7"),
        (lambda: ladder(LANDSCAPES["bowl"], 0.0), "'bowl' has 2 variables"),
        (lambda: minima(dataclasses.replace(SQUARE, box=())), "'square' has not"),
    ],
)
def test_what_is_no_curve_is_refused_in_words(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()


# --- five rates -------------------------------------------------------------------------------------------------------


def test_the_five_rates_of_the_square_are_those_of_a4_and_a5():
    five = ladder(SQUARE, -4.0)
    assert [*five.rates.values()] == [PRESETS[name].record.lr for name in ("A4", "A5a", "A5b", "A5c", "A5")]
    assert (five.curvature, five.place, five.at_bottom, five.parabola) == (2, 0, True, True)


@pytest.mark.parametrize("name", PARABOLAS)
def test_on_a_parabola_a_step_multiplies_the_distance(name):
    objective = LANDSCAPES[name]
    minimum, start = objective.minima[0][0], objective.box[0][0] * 0.9
    five = ladder(objective, start)
    assert five.parabola
    assert five.place == minimum
    for kind, rate in five.rates.items():
        x = descend(objective, GD(rate), [start], 6).x[:, 0]
        expected = (1 - PRODUCTS[kind]) ** np.arange(7.0) * (start - minimum)
        assert np.allclose(x - minimum, expected, rtol=1e-4, atol=1e-5 * abs(start)), kind


def test_the_bottom_is_the_valley_that_is_walked_into_not_the_nearest():
    assert [bottom(WELL, x) for x in (-3.0, -0.4, 0.4, 2.2)] == [-2, -2, 1, 1]
    assert abs(-0.4 - 1) < abs(-0.4 + 2)


@pytest.mark.parametrize("name", ["quartic", "kink"])
def test_where_the_bottom_does_not_bend_the_start_sets_the_scale(name):
    five = ladder(LANDSCAPES[name], -1.5)
    assert (five.place, five.at_bottom, five.parabola) == (-1.5, False, False)
    assert all(rate > 0 for rate in five.rates.values())


# --- the minima of a curve that was typed -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", LANDSCAPES.of(1))
def test_the_known_minima_are_found_again(name):
    objective = LANDSCAPES[name]
    assert np.ravel(sorted(minima(objective))) == pytest.approx(np.ravel(sorted(objective.minima)), abs=1e-9)
    depths = objective(np.array(minima(objective)))
    assert (np.diff(depths) >= 0).all()


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("cos(x)", [-np.pi, np.pi]),
        ("max(x, 0) + x^2/20", [0]),  # a corner
        ("abs(x - 1)", [1]),
        ("x^4/4 - x^2 + x/3", [-1.491154084106, 1.322070427176]),
        *((none, []) for none in ("3", "x", "1/x", "-1/x^2", "ln(abs(x))", "tan(x)", "sqrt(x)", "ln(-1 - x^2)")),
    ],
)
def test_minima_of_typed_curves_are_found_and_poles_are_none(formula, found):
    objective = expression.parse(formula, dim=1)
    assert np.ravel(sorted(minima(objective))) == pytest.approx(found, abs=1e-9)


def test_a_typed_curve_has_valleys_on_the_page():
    seen = opened("slope_explorer", ("curve", "formula"), ("formula", "cos(x)"))
    assert {0, 1} <= {*seen.pictures["curve"].data["strip"].frame()["k"]}
    assert len(seen.pictures["curve"].data["minima"].frame()) == 2


# --- halfway down ----------------------------------------------------------------------------------------------------


def test_the_steps_to_leave_the_shelf_of_a9():
    left = {name: halved(*(*PRESETS[name].run().values(), 0.0)) for name in ("A9", "A9r")}
    assert left == {"A9": 184, "A9r": 20}


def test_half_way_is_told_for_every_member_and_is_nan_if_never():
    run = descend(SQUARE, GD(np.array([[0.001], [0.5], [1.1]])), [-4.0], 10)
    assert np.array_equal(halved(run, 0.0), [np.nan, 1, np.nan], equal_nan=True)


# --- what the pictures are told ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "start", "marked"), [("x^2", "1", True), ("-x^2", "1", False), ("x^2", "0", False)]
)
def test_only_where_there_is_a_bottom_to_come_to_is_there_a_half_way_down(formula, start, marked):
    picture = visit("slope_explorer", lens="descend", curve="formula", formula=formula, x0=start).pictures["value"]
    assert picture.data["half"].frame()["step"].notna().any() == marked
    assert ("halfway down, once there" in [sign.words for sign in picture.legend]) == marked


def test_a_step_s_landing_is_the_next_recorded_place_also_where_frames_are_left_out():
    run = descend(SQUARE, GD(np.array([[0.1], [0.9]])), [-4.0], 20)
    rows = np.array([0, 3, 19, 20])
    tables = staircase.walks(run, rows)
    for m in (0, 1):
        assert np.array_equal(tables["path"][f"n{m}"], run.x[[1, 4, 20, 20], m, 0].astype(np.float32))
        assert np.array_equal(tables["path"][f"w{m}"], run.value[[1, 4, 20, 20], m].astype(np.float32))
    assert np.array_equal(tables["every"]["home_n"][:-1], run.x[1:, -1, 0].astype(np.float32))
    assert {f"{name}{m}" for name in ("x", "v", "gx") for m in (0, 1)} <= {*tables["path"]}


def test_the_strip_covers_the_map_once_for_every_member():
    ends = fates(WELL, GD, [0.05, 0.65, 5.0], n=50)
    table = curve.strip(WELL, ends).frame()
    for m, row in enumerate(ends):
        mine = table[table["m"] == m]
        assert (mine["a"].iloc[0], mine["b"].iloc[-1]) == pytest.approx(WELL.box[0])
        assert mine["a"].to_numpy()[1:].tolist() == mine["b"].to_numpy()[:-1].tolist()
        assert mine["k"].tolist() == pieces(row[None]).fate.tolist()


def test_a_border_of_the_strip_is_half_way_between_two_starts():
    first, second = curve.strip(SQUARE, np.array([[0, 0, NONE]])).frame().to_dict("records")
    assert (first["a"], first["b"], second["a"], second["b"]) == (-5, 2.5, 2.5, 5)


def test_more_minima_than_colors_begin_again_with_the_first():
    ends = np.array([[0, len(palette.BASINS), NONE, DIVERGED]])
    assert curve.strip(SQUARE, ends)["k"].tolist() == [0, NONE, DIVERGED]


def test_the_map_has_the_smallest_rate_at_its_foot_and_the_lowest_start_at_its_left():
    ends = np.array([[0, 1, 1], [NONE, NONE, DIVERGED]])
    picture = Image.open(io.BytesIO(base64.b64decode(painted(ends).partition(",")[2]))).convert("RGB")
    inks = [[ImageColor.getrgb(palette.FATES[fate]) for fate in row] for row in ends[::-1].tolist()]
    assert [[picture.getpixel((j, i)) for j in range(3)] for i in range(2)] == inks


@pytest.mark.parametrize("eye", EYES)
def test_the_colors_of_fates_can_be_told_apart(eye):
    assert [*palette.FATES] == [NONE, DIVERGED, *range(len(palette.BASINS))]
    assert confused({str(fate): color for fate, color in palette.FATES.items()}, eye) == []


@pytest.mark.parametrize(
    "link", [{"curve": "wiggly"}, {"curve": "kink"}, {"curve": "quartic", "optimizer": "adam"}], ids=str
)
@pytest.mark.parametrize("lens", ["descend", "starts", "regimes"])
def test_every_curve_can_be_looked_at_in_every_view(lens, link):
    seen = visit("slope_explorer", lens=lens, **link)
    assert seen.wrong == []
    assert len(seen.pictures) == {"descend": 3, "starts": 2, "regimes": 6}[lens]


@pytest.mark.parametrize("formula", ["1/x", "3", "e^(x^4)", "ln(-1 - x^2)"])
def test_a_typed_formula_too(formula):
    for lens in ("descend", "starts", "regimes"):
        seen = visit("slope_explorer", lens=lens, curve="formula", formula=formula, x0="1")
        assert seen.wrong == []


def test_the_lowest_place_is_a_known_minimum_or_the_lowest_ground():
    assert curve.lowest(WELL) == float(WELL((-2.0,)))
    typed = SlopeExplorer.read({"curve": "formula", "formula": "exp(x)"})[0].objective()
    assert curve.lowest(typed) == pytest.approx(np.exp(-5), rel=1e-6)
    nothing = SlopeExplorer.read({"curve": "formula", "formula": "ln(-1 - x^2)"})[0].objective()
    assert curve.lowest(nothing) == 0


def test_a_click_is_rounded_by_less_than_a_pixel():
    for objective in map(LANDSCAPES.get, LANDSCAPES.of(1)):
        low, high = objective.box[0]
        x = low + (high - low) * np.pi / 7
        assert abs(pointed_at(x, objective.box[0]) - x) < (high - low) / 2000
        assert len(f"{pointed_at(x, objective.box[0]):g}") <= 7


# --- on the page ------------------------------------------------------------------------------------------------------


def text(seen) -> str:
    return "\n".join(seen.words)


def test_the_five_regimes_stand_side_by_side_with_their_numbers():
    seen = opened("slope_explorer", ("preset", "A5s"))
    assert [*seen.pictures][5:] == ["limit"]
    said = text(seen)
    for words in ("**f″ = 2**", *(f"rate × curvature = **{product}**" for product in ("0.1", "1", "1.8", "2", "2.2"))):
        assert words in said
    for numbers in ("x₅₀ = −0.0206, f = 0.000425", "x₅₀ = 0, f = 0", "x₅₀ = −4, f = 16", "x₅₀ = −36 402"):
        assert numbers in said
    for m, (rate, picture) in enumerate(zip(("0.05", "0.5", "0.9", "1", "1.1"), seen.pictures.values())):
        assert seen.app.button(key=seen.key("rate", str(m))).label == f"Take η = {rate}"
        assert np.allclose(
            picture.data["every"].frame()["home_x"], -4 * (1 - 2 * float(rate)) ** np.arange(51), rtol=1e-5
        )


def test_a_regime_is_one_click_from_its_own_walk():
    seen = visit("slope_explorer", preset="A5s")
    seen = seen.press("rate", "4")
    assert seen.wrong == []
    assert (seen.settings["lr"], seen.settings["lens"]) == (1.1, "descend")
    assert seen.pictures["curve"].data["path"].frame()["x41"].iloc[2] == pytest.approx(-5.76)


def test_off_a_parabola_the_regimes_are_measured_not_promised():
    seen = opened("slope_explorer", ("preset", "A8"), ("lens", "regimes"))
    assert "This curve is nearly one near its bottom only." in text(seen)
    assert text(seen).count("Leaves for good.") == 3
    assert "There in one step." not in text(seen)


def test_one_weight_says_the_numbers_of_a6():
    seen = opened("slope_explorer", ("preset", "A6"))
    path = seen.pictures["loss"].data["every"].frame()
    assert path["says"].iloc[[0, 1, 2]].tolist() == [
        "W = 8, loss 186",
        "W = 7.38, loss 149.5",
        "W = 6.824, loss 120.2",
    ]
    assert path["says"].iloc[[-2, -1]].tolist() == ["W = 2.029, loss 0.00424", "W = 2.026, loss 0.003409"]


def test_one_weight_says_the_numbers_of_a7_on_the_dial():
    seen = opened("slope_explorer", ("preset", "A7"), ("lens", "weight"))
    tried = seen.pictures["loss"].data["tried"].frame().set_index("x")
    assert tried.loc[[-20.0, 0.0], ["v", "g"]].to_numpy() == pytest.approx(
        np.array([[11082.9202, -1123.9616], [3.6885, 16.0384]]), rel=1e-5, abs=6e-5
    )
    assert tried["v"][2.0] == pytest.approx(149.7653, rel=1e-6)
    slopes = seen.pictures["slope"].data["tried"].frame().set_index("x")["slopes"]
    assert (tried["says"][-20.0], slopes[-20.0]) == ("W = −20, loss 11\u202f083", "slope −1124")
    assert (tried["says"][0.0], slopes[0.0]) == ("W = 0, loss 3.688", "slope 16.04")
    assert tried["home"].tolist() == [True] + [False] * (len(tried) - 1)


def test_one_weight_of_a_curve_that_has_none_asks_which():
    seen = visit("slope_explorer", lens="weight")
    assert {*seen.pictures} == {f"choose_{name}" for name in LINES}
    seen = seen.press("line", "sine_weight")
    assert seen.wrong == []
    assert "loss" in seen.pictures
    assert (seen.settings["x0"], seen.settings["curve"]) == (-20, "sine_weight")


def test_what_is_to_be_predicted_is_not_on_the_page():
    seen = visit("slope_explorer", preset="A5b", predict="true")
    x = PRESETS["A5b"].run()["gd"].x[:, 0]
    for k in range(3):
        (picture,) = seen.pictures.values()
        path = picture.data["path"].frame()
        assert path["x41"].tolist() == pytest.approx(x[: k + 1].tolist(), rel=1e-6)
        assert not np.isclose(path.to_numpy(), x[k + 1], rtol=1e-5).any()
        assert f"Show where step {k + 1} will land." in text(seen)
        seen = seen.press("Just show it")
        assert seen.wrong == []
        assert f"Step {k + 1} landed at x = " in seen.app.info[0].value
    assert "Show where step 1 will land." in text(seen.press("Start over"))


def test_who_predicts_is_told_the_rate_of_the_step_that_is_asked_for():
    """A rate that decays is another at every step, the first included."""
    seen = visit("slope_explorer", preset="A4", predict="true", lr="0.1", decay="0.9")
    for rate in ("0.09", "0.081", "0.0729"):
        assert f"and η = **{rate}**" in text(seen)
        seen = seen.press("Just show it")


@pytest.mark.parametrize(
    ("guessed", "kind", "words"),
    [
        (3.19, "success", "only 0.01 off"),
        (2.0, "warning", "too short"),
        (4.5, "warning", "too far"),
        (-4.9, "warning", "other"),
    ],
)
def test_a_guess_is_judged_by_where_the_step_lands(guessed, kind, words):
    seen = visit("slope_explorer", preset="A5b", predict="true")  # from −4 to 3.2
    seen.app.session_state[seen.key("guesses")] = (PRESETS["A5b"].record, [guessed])
    seen = seen.again()
    (box,) = getattr(seen.app, kind)
    assert words in box.value
    assert f"{int(kind == 'success')} of 1 guesses no farther off than {CLOSE_PART * 10:g}" in text(seen)
    assert seen.pictures["predict"].data["guess"].frame()["x"].tolist() == [guessed]


@pytest.mark.parametrize("preset", ["A4", "A5b"])
def test_who_predicts_is_asked_where_the_step_lands_not_to_press_a_play_that_is_not_there(preset):
    watching, predicting = (visit("slope_explorer", preset=preset, predict=said) for said in ("false", "true"))
    asked = "Where will the next step land? Say so first: then you see it."
    assert asked not in text(watching) and asked in text(predicting)
    assert "Press play" in text(watching) and "Press play" not in text(predicting)


@pytest.mark.parametrize(("preset", "line"), {"A4": False, "A6": True}.items())
def test_where_there_is_no_line_it_is_asked_which_and_not_to_press_a_play_that_is_not_there(preset, line):
    seen = text(visit("slope_explorer", preset=preset, lens="weight"))
    assert ("Press play" in seen, "Which points shall it fit?" in seen) == (line, not line)


def test_another_experiment_begins_its_predictions_anew():
    seen = visit("slope_explorer", preset="A5b", predict="true")
    seen.app.session_state[seen.key("guesses")] = (PRESETS["A5"].record, [1.0])
    assert "Show where step 1 will land." in text(seen.again())


@pytest.mark.parametrize("name", ["A4", "A5", "A8"])
def test_the_log_scale_shows_the_height_above_the_lowest_place(name):
    record = PRESETS[name].record
    picture = opened("slope_explorer", ("preset", name), ("log", "true")).pictures["log"]
    (run,) = record.run().values()
    above = run.value - curve.lowest(record.objective())
    assert picture.data["path"].frame()["v41"].to_numpy() == pytest.approx(above.astype(np.float32), rel=1e-5, abs=1e-9)
    assert picture.data["view"].frame()["y_lo"].iloc[0] > 0


def test_axes_are_those_of_the_map_whatever_the_run():
    calm, wild = (opened("slope_explorer", ("preset", name)).pictures for name in ("A4", "A5"))
    for key in ("curve", "value", "x"):
        assert calm[key].data["view"].frame().equals(wild[key].data["view"].frame())


def test_every_line_with_a_weight_is_the_curve_of_an_experiment():
    assert set(LINES) <= {getattr(preset.record, "curve", "") for preset in PRESETS.values()}


def test_the_button_under_one_of_five_walks_takes_that_walk():
    """Also where the rate in force shrinks: none of the five does."""
    seen = visit("slope_explorer", preset="A5s", decay="0.95", hide="guess").press("rate", "3")
    assert seen.wrong == []
    assert (seen.settings["lens"], seen.settings["lr"], seen.settings["decay"]) == ("descend", 1.0, 1.0)


@pytest.mark.parametrize("name", ["log", "predict"])
def test_how_a_walk_is_looked_at_can_be_chosen_in_the_lab(name):
    seen = visit("slope_explorer", preset="A4")
    assert seen.app.get_by_key(f"slope_explorer.{name}").value is False
    assert seen.turn(name, True).wrong == []


@pytest.mark.parametrize(("view", "name"), [("regimes", "five_0"), ("descend", "curve")])
def test_a_walk_on_a_curve_tells_of_the_triangle_where_there_is_one(view, name):
    for link, told in (({"curve": "square"}, 1), ({"curve": "formula", "formula": "exp(x)"}, 0)):
        seen = visit("slope_explorer", lens=view, hide="guess", **link)
        assert [sign.mark for sign in seen.pictures[name].legend].count("triangle") == told


def test_five_rates_name_no_first_where_nobody_is_there():
    """On a bottom too flat for fifty steps, without a bottom, without a value; and what a hill is said to be."""
    flat = SlopeExplorer(curve="quartic", x0=-2.0)
    assert "None is at the bottom and stays" in WHICH_IS_FASTEST.remark(flat, "one jump")
    hill = SlopeExplorer(curve="formula", formula="-x^2", x0=1.46)
    assert "None is at the bottom and stays" in WHICH_IS_FASTEST.remark(hill, "one jump")
    nothing = SlopeExplorer(curve="formula", formula="ln(x)", x0=-1.0)
    assert "the curve has no value" in WHICH_IS_FASTEST.remark(nothing, "one jump")
    five = ladder(hill.objective(), 1.46)
    assert five.curvature == pytest.approx(-2) and not five.parabola and not five.at_bottom
    assert "f″ = −2" in _rule(five) and "bends downward" in _rule(five)
    assert "has no bottom that we know" in _rule(five)
    assert ladder(SlopeExplorer(curve="square").objective(), 3.0).curvature == pytest.approx(2)


def test_a_bottom_without_curvature_is_known_all_the_same():
    """Two of the five arrive there, beside the words that there is none."""
    record = SlopeExplorer(curve="formula", formula="x^4/(1+x^4)", x0=2.0)
    said = _rule(ladder(record.objective(), record.x0))
    assert "bends downward there, and at its bottom it has no curvature." in said and "no bottom" not in said


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"curve": "kink"}, "no curvature"),  # straight, but for its corner
        ({"curve": "quartic"}, "This curve is none."),  # whose bottom is flatter than any parabola's
        ({"curve": "formula", "formula": "1/x", "x0": 1.0}, "This curve is none."),  # which has no bottom
        ({"curve": "double_well"}, "nearly one near its bottom only"),
    ],
)
def test_five_rates_call_no_curve_a_parabola_that_is_none(knobs, words):
    record = SlopeExplorer(**knobs)
    five = ladder(record.objective(), record.x0)
    assert not five.parabola
    assert words in _rule(five)


@pytest.mark.parametrize(("curve", "marks"), [("quartic", 0), ("kink", 0), ("square", 2)])
def test_theory_marks_no_rate_where_the_bottom_has_no_curvature(curve, marks):
    record = SlopeExplorer(curve=curve)
    assert len(_marks(record, family(record), "the ground")) == marks


@pytest.mark.parametrize(
    ("record", "marks"),
    [
        (Regression(), 2),
        (Regression(batch=2), 0),
        (Regression(decay=0.99), 0),
        (MistyMountain(surface="bowl"), 2),
        (MistyMountain(surface="bowl", noise=1.0), 0),
    ],
)
def test_theory_marks_the_rates_of_steps_that_it_knows(record, marks):
    """It is that of steps by the whole slope at a rate that stays: one point alone may bend more than all together."""
    assert len(_marks(record, family(record), "the ground")) == marks


@pytest.mark.parametrize(("curve", "borders"), [("square", False), ("double_well", True)])
def test_borders_fray_only_where_there_are_several_valleys(curve, borders):
    seen = visit("slope_explorer", lens="starts", curve=curve)
    assert any("ridges" in words for words in seen.words) == borders


CORNERS = {"|x|": 0, "-|x|": 0, "min(x^2,4)": 2, "2-|x-1|": 1, "min(x,0)": 0, "max(x,0)": 0, "sqrt(|x|)": 0}


@pytest.mark.parametrize(("formula", "place"), CORNERS.items())
def test_a_corner_is_named_whichever_way_it_opens(formula, place):
    seen = visit("slope_explorer", lens="slope", curve="formula", formula=formula, x0=str(place))
    assert [words for words in seen.words if "no slope" in words and n(place) in words]


@pytest.mark.parametrize("formula", ["sign(x)", "x^2 + sign(x)", "(1+sign(x))/2*(x+1)"])
def test_where_a_curve_jumps_it_has_no_slope(formula):
    """Its two halves have one, and 0 was told of the place between them."""
    seen = visit("slope_explorer", lens="slope", curve="formula", formula=formula, x0="0", hide="guess")
    (said,) = [words for words in seen.words if "no slope" in words]
    assert said.startswith("At x = 0 the curve jumps, and has no slope.")
    assert not limit_guessed.WHICH_STEP.worth(SlopeExplorer(curve="formula", formula=formula, x0=0.0))


@pytest.mark.parametrize("name", [name for name, curve in LANDSCAPES.items() if curve.dim == 1 and name != "kink"])
def test_a_smooth_curve_has_no_corner(name):
    curve = LANDSCAPES[name]
    x = np.linspace(*curve.box[0], 2001)[:, None]
    asked = (curve, x, np.ones_like(x), float(np.ptp(curve.box)))
    assert not has_no_slope(*asked).any() and not jumps(*asked).any()


def test_a_long_formula_has_a_map_of_fewer_starts_and_rates_and_it_is_said(monkeypatch):
    monkeypatch.setattr(results, "CURVE_STEPS", 20)
    for text, fewer in (("x^2 + 0.017x", False), ("sin(" * 40 + "x" + ")" * 40, True)):
        seen = visit("slope_explorer", lens="starts", curve="formula", formula=text, hide="guess")
        assert seen.wrong == []
        url = seen.pictures["map"].data["map"]["url"][0]
        starts, rates = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).size
        assert (starts < results.MAP_STARTS, rates < results.MAP_RATES) == (fewer, fewer)
        said = f"Your formula is long: {starts} starts are walked, at {rates} rates."
        assert (said in seen.words) is fewer


def test_what_is_said_of_the_lines_to_choose_from_is_so_of_each():
    """Of three that are held at x = 0, at −1, 2 and 0, it was said that they go through 0."""
    asked = opened("slope_explorer", ("lens", "weight")).words
    (question,) = [words for words in asked if "Which points shall it fit?" in words]
    assert any(line.bias for line in LINES.values()) and "through 0" not in question
