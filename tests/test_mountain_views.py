"""The views of the mountain: their pictures hold the engine's numbers, and nothing of a run is in a spec."""

import base64
import dataclasses
import io
import json
import re
from unittest import mock

import numpy as np
import pytest
from browser import some
from PIL import Image, ImageColor
from visit import opened, scene, visit

import gdengine
from gdengine import LANDSCAPES
from gdengine.activities.race import RACERS, entries, standings, written
from gdengine.analysis.basins import basins
from gdengine.analysis.measures import reached
from gdengine.analysis.rate_momentum import factor, fitted_bowl, measured, predicted
from gdengine.analysis.sweeps import goal
from gdengine.experiments import MistyMountain, Race
from gdengine.experiments.descent import RATES as FAMILY_RATES
from gdengine.experiments.presets import PRESETS
from pages.charts.kit import palette
from pages.charts.mountain.basins import color, shares
from pages.charts.surface import walk
from pages.ui import address
from pages.ui.parts import scoreboard
from pages.ui.scene import Scene
from pages.views.mountain import results
from pages.views.mountain.race import _enter
from pages.views.mountain.rate_momentum import _take, walked_here

VIEWS = ("descend", "race", "starts", "momentum")


def pictures(preset, **link):
    seen = opened("misty_mountain", ("preset", preset), *link.items())
    assert seen.wrong == []
    return seen.pictures


def same(shown, run):
    return np.array_equal(np.asarray(shown, np.float32), np.asarray(run, np.float32), equal_nan=True)


def calm(record):
    """The ground of a record without stumbling."""
    return dataclasses.replace(record, noise=0.0).objective()


# --- descend ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["B3b", "B4m", "B4n", "B7", "B7s"])
def test_the_map_shows_the_run_at_every_step_and_its_slope_at_every_frame(name):
    record, data = PRESETS[name].record, pictures(name, lens="descend")["map"].data
    (run,) = record.run().values()
    every, path = data["every"].frame(), data["path"].frame()
    assert same(every[["home_x", "home_y"]], run.x)
    assert same(every[["home_gx", "home_gy"]], run.grad)
    rows = path["step"].to_numpy()
    assert same(path[[f"x{FAMILY_RATES}", f"y{FAMILY_RATES}"]], run.x[rows])
    assert same(path[[f"gx{FAMILY_RATES}", f"gy{FAMILY_RATES}"]], run.grad[rows])
    assert every["step"][every["kept"]].tolist() == rows.tolist()


def test_every_member_of_the_family_is_the_engine_s():
    record, data = PRESETS["B6"].record, pictures("B6", lens="descend")["map"].data
    path = data["path"].frame()
    for member, rate in enumerate(record.rates()):
        if member % 8 == 0:
            rule = dataclasses.replace(record, lr=float(f"{rate:.3g}")).rule()
            run = gdengine.descend(record.objective(), rule, record.start(), record.steps)
            assert np.allclose(path[[f"x{member}", f"y{member}"]], run.x[path["step"]], rtol=1e-5, equal_nan=True)


@pytest.mark.parametrize("name", some(gdengine.LANDSCAPES.of(2), "himmelblau", "ackley", "bowl"))
def test_every_known_minimum_is_marked_on_every_map(name):
    minima = gdengine.LANDSCAPES[name].minima
    for lens, key in (("descend", "map"), ("race", "field"), ("starts", "basins")):
        marked = pictures("B3", lens=lens, surface=name)[key].data["minima"].frame()
        assert [tuple(row) for row in marked[["x", "y"]].to_numpy()] == list(minima)


def test_the_minima_of_a_learner_s_own_ground_are_found_and_marked():
    drawn = pictures("B3", lens="starts", surface="formula", formula="(x^2-1)^2 + y^2", x0="0.5", y0="1", lr="0.005")
    assert sorted(map(tuple, drawn["basins"].data["minima"].frame()[["x", "y"]].to_numpy().round(9).tolist())) == [
        (-1, 0),
        (1, 0),
    ]
    words = ["(1, 0), height 0", "(−1, 0), height 0", "at no known minimum"]  # from far off 300 such steps are too few
    assert sorted(drawn["shares"].data["shares"].frame()["words"]) == words


@pytest.mark.parametrize("formula", ["exp(-x^2-y^2)", "1/(x^2+y^2)", "x^2+10y^2"])
def test_where_most_of_the_map_is_level_the_arrow_still_tells_steep_from_gentle(formula):
    """A slope that is a hundredth of that of steep places is drawn short, that of steep places long."""
    ground = MistyMountain(surface="formula", formula=formula).objective()
    usual, steep = walk.usual_slope(ground), float(np.quantile(walk._slopes(ground), walk.STEEP_SHARE))
    part = [slope / (slope + usual) for slope in (steep / 100, steep)]
    assert part[0] < 0.2 < 0.5 < part[1]


def test_the_arrow_of_the_slope_is_under_the_line_of_the_path():
    """It often points back along it."""
    layers = pictures("B3", lens="descend")["map"].spec["layer"]
    path = max(k for k, layer in enumerate(layers) if layer["mark"]["type"] == "line")
    arrow = [k for k, layer in enumerate(layers) if '"field": "ax"' in json.dumps(layer)]
    assert arrow and max(arrow) < path


def test_the_length_of_a_step_is_rate_times_slope():
    with mock.patch("pages.ui.worked_step.live_text") as shown:
        visit("misty_mountain", preset="B3", lens="descend")
    lines, numbers = shown.call_args.args
    (run,) = PRESETS["B3"].run().values()
    assert lines[1] == "‖step‖ = η·‖g‖ = {rate}·{slope:gradient} = {length:step}"
    assert np.allclose(numbers["slope"], np.linalg.norm(run.grad, axis=-1))
    assert np.allclose(numbers["length"][:-1], np.linalg.norm(np.diff(run.x, axis=0), axis=-1))
    assert np.allclose(numbers["length"], numbers["rate"] * numbers["slope"])


def test_a_part_that_stays_is_never_written_as_all_of_it():
    """Four digits of 0.99999 are 1, and 1·v with 10⁻⁵·g² is no mean; other numbers are written as everywhere."""
    for beta2, first in ((0.99999, "0.99999·{v_before_x}"), (0.999, "{beta2_x}·{v_before_x}")):
        with mock.patch("pages.ui.worked_step.live_text") as shown:
            visit("misty_mountain", preset="B3", lens="descend", optimizer="adam", beta2=str(beta2))
        lines, numbers = shown.call_args.args
        assert f" = {first} + {{rest2_x}}·" in lines[1]
        assert (numbers["beta2_x"], numbers["rest2_x"]) == (beta2, 1 - beta2)


def test_the_bundle_is_the_same_walk_with_other_stumbles_and_its_share_is_told():
    seen = opened("misty_mountain", ("preset", "B4n"))
    others, record = seen.pictures["map"].data["others"].frame(), PRESETS["B4n"].record
    assert others["who"].nunique() == 24
    found = results.bundle(record)
    assert same(others.loc[others["who"] == 5, ["x", "y"]].iloc[-1], found.run.x[-1, 5])
    share = f"**{found.escaped.sum()} of 24** hikers who stumble differently leave the valley"
    assert any(share in text for text in seen.words)
    assert found.escaped.sum() > 12
    calm = opened("misty_mountain", ("preset", "B4"))
    assert len(calm.pictures["map"].data["others"].frame()) == 1
    assert not any("hikers" in text for text in calm.words)


# --- race -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["B4r", "B5", "B7p"])
def test_the_race_shows_every_racer_s_run_in_the_order_of_arrival(name):
    preset, drawn = PRESETS[name], pictures(name)
    runs, data, ground = preset.run(), drawn["field"].data, calm(preset.record)
    order = [finish.name for finish in standings(ground, runs)]
    assert data["names"]["who"].tolist() == [list(palette.RACER_COLORS).index(who) for who in order]
    low = goal(ground, *runs.values())
    for who in order:
        number = list(palette.RACER_COLORS).index(who)
        walk, heights = (
            table[table["who"] == number] for table in (data["racers"].frame(), drawn["heights"].data["racers"].frame())
        )
        assert same(walk[["x", "y"]], runs[who].x)
        assert same(heights["y"], runs[who].value[heights["step"]] - low)


@pytest.mark.parametrize("name", ["B4r", "B4s", "B7p", "B7r"])
def test_plain_descent_fails_where_another_rule_succeeds(name):
    preset = PRESETS[name]
    finishes = {finish.name: finish for finish in standings(calm(preset.record), preset.run())}
    assert finishes["gd"].arrived is None
    assert any(finish.arrived is not None for finish in finishes.values())


def test_the_board_says_who_arrived_and_why_not():
    with mock.patch.object(scoreboard, "_scoreboard") as drawn:
        visit("misty_mountain", preset="B5")
    data = drawn.call_args.kwargs["data"]
    finishes = standings(calm(PRESETS["B5"].record), PRESETS["B5"].run())
    assert [racer["name"] for racer in data["racers"]] == [name for name in RACERS if name in PRESETS["B5"].run()]
    assert {racer["name"]: racer["arrived"] for racer in data["racers"]} == {end.name: end.arrived for end in finishes}
    assert {racer["name"]: racer["place"] for racer in data["racers"] if racer["arrived"] is not None} == {
        end.name: place for place, end in enumerate(finishes, 1) if end.arrived is not None
    }
    told = {racer["name"]: racer["why"] for racer in data["racers"] if racer["arrived"] is None}
    assert told == {"adagrad": "crawls", "sgd": "hovers"}
    assert {racer["color"] for racer in data["racers"]} == set(palette.RACER_COLORS.values())
    heights = {racer["name"]: racer["heights"][-1] for racer in data["racers"]}
    assert heights[finishes[0].name] == pytest.approx(finishes[0].height, rel=1e-5)


def test_who_arrive_together_share_a_place():
    with mock.patch.object(scoreboard, "_scoreboard") as drawn:  # at a mass of 0 momentum is plain descent
        visit("misty_mountain", preset="B5", surface="bowl", lr=0.05, mass=0, racers="gd momentum adam_1 rmsprop_0.001")
    racers = {racer["name"]: racer for racer in drawn.call_args.kwargs["data"]["racers"] if racer["runs"]}
    arrived = [racers[name]["arrived"] for name in ("gd", "momentum", "adam")]
    assert arrived[0] == arrived[1] < arrived[2] and racers["rmsprop"]["arrived"] is None
    assert [racers[name]["place"] for name in ("gd", "momentum", "adam")] == [1, 1, 3]


def test_a_rule_that_does_not_race_is_on_the_board_too():
    with mock.patch.object(scoreboard, "_scoreboard") as drawn:
        visit("misty_mountain", preset="B5", racers="adam_0.05 gd")
    racers = drawn.call_args.kwargs["data"]["racers"]
    assert {racer["name"]: racer["rate"] for racer in racers if racer["runs"]} == {"adam": "0.05", "gd": "0.01"}
    assert {racer["name"] for racer in racers} == set(RACERS)


def entered(knobs, *entry):
    with mock.patch.object(Scene, "put") as put:
        _enter(scene(PRESETS["B5"], **knobs), *entry)
    return put.call_args.kwargs if put.called else None


def test_entries_on_the_board_become_the_knob():
    two = {"racers": "gd adam_0.05", "noise": 0.0}
    stumble = PRESETS["B5"].record.stumble()
    assert entered(two, "momentum", 0.002, True) == {"racers": "gd_0.01 momentum_0.002 adam_0.05"}
    assert entered(two, "gd", 0.01, False) == {"racers": "adam_0.05"}
    assert entered(two, "adam", 0.3, True) == {"racers": "gd_0.01 adam_0.3"}
    assert entered(two, "sgd", 0.01, True) == {"racers": "gd_0.01 sgd_0.01 adam_0.05", "noise": stumble}
    assert entered({**two, "racers": "adam"}, "adam", 0.1, False) is None  # the last one stays
    assert stumble > 0


@pytest.mark.parametrize("preset", ["B4r", "B2r"])
def test_whoever_stumbles_takes_the_noise_away_again(preset):
    """The race is again the experiment's: nothing is changed."""
    with mock.patch.object(address.st, "session_state", {}):
        drawn = scene(PRESETS[preset], "race")
        address.put(drawn.page, {}, preset=PRESETS[preset], view="race")
        for enters in (True, False):
            now = address.standing(drawn.page) if not enters else drawn.standing
            view = dataclasses.replace(drawn, record=now.record(MistyMountain), own=now.record(Race), standing=now)
            assert ("sgd" in view.own.entrants(view.record)) == (view.record.noise > 0) == (not enters)
            _enter(view, "sgd", 0.15, enters)
        after = address.standing(drawn.page)
    assert after.values["noise"] == drawn.standing.values["noise"] == 0
    assert after.values["racers"] == drawn.standing.values["racers"]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"optimizer": "adam"}, "Momentum walks here"),
        ({"noise": "1"}, "Nobody stumbles here"),
        ({"decay": "0.95"}, "η does not shrink here"),
        ({"optimizer": "nesterov"}, ""),
    ],
)
def test_what_has_no_place_in_the_theory_is_said(link, said):
    seen = visit("misty_mountain", preset="B3", lens="momentum", hide="guess", **link)
    told = [words for words in seen.words if re.search("(walks|stumbles|does not shrink) here", words)]
    assert [said in words for words in told] == ([True] if said else [])


def test_a_knob_full_of_nonsense_is_refused_and_one_that_is_empty_a_race_of_one():
    with pytest.raises(ValueError, match="racers = “zzz” is not possible"):
        Race("zzz")
    assert list(Race("").entrants(MistyMountain(lr=0.3))) == ["gd"]
    rates = {"gd": 0.012345678, "adam": 1e-5}
    assert entries(written(rates), 1.0) == {"gd": 0.0123457, "adam": 1e-5}


def test_a_racer_s_rate_stands_on_the_board_as_it_is():
    with mock.patch.object(scoreboard, "_scoreboard") as drawn:
        assert visit("misty_mountain", preset="B5", racers="gd_0.012345 adam_0.00002").wrong == []
    rates = {row["name"]: row["rate"] for row in drawn.call_args.kwargs["data"]["racers"]}
    assert (rates["gd"], rates["adam"]) == ("0.012345", "2e-5")


def test_only_the_stochastic_racer_stumbles():
    field = PRESETS["B5"].own.entrants(dataclasses.replace(PRESETS["B5"].record, noise=3.0))
    assert {name: racer.noise for name, racer in field.items()} == {
        name: 3.0 if name == "sgd" else 0.0 for name in RACERS
    }


def test_fair_rates_bring_nobody_in_later():
    record = dataclasses.replace(PRESETS["B5"].record, steps=200)
    asked = Race("gd momentum adagrad rmsprop adam")
    tuned = Race(written(asked.fair_rates(record)))
    before, after = ({f.name: f.arrived for f in standings(calm(record), r.runs(record))} for r in (asked, tuned))
    assert all(before[name] is None or after[name] <= before[name] for name in before)
    assert None in before.values()
    assert None not in after.values()


# --- every start ------------------------------------------------------------------------------------------------------


def decoded(url):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))


def test_himmelblau_has_four_basins_each_in_one_color_around_its_minimum():
    record, data = PRESETS["B6"].record, pictures("B6")["basins"].data
    picture = decoded(data["map"][f"over{FAMILY_RATES}"][0])
    inks = [ImageColor.getrgb(color(index)) for index in range(4)]
    assert picture.shape == (150, 150, 3)
    assert {tuple(pixel) for pixel in picture.reshape(-1, 3).tolist()} == set(inks)
    for index, (x, y) in enumerate(record.objective().minima):
        column, row = round((x + 5) / 10 * 149), round((5 - y) / 10 * 149)
        assert tuple(picture[row, column]) == inks[index]


def test_the_colors_are_where_the_starts_end():
    record, data = PRESETS["B6"].record, pictures("B6")["basins"].data
    ends = basins(record.objective(), record.rule(), steps=results.BASIN_STEPS, every=results.BASIN_EVERY)
    picture = decoded(data["map"][f"over{FAMILY_RATES}"][0])[::-1]
    for row, column in ((3, 140), (75, 75), (149, 0), (20, 31)):
        assert tuple(picture[row, column]) == ImageColor.getrgb(color(int(ends[row, column])))
    coarse = decoded(data["map"]["over0"][0])
    assert coarse.shape == (results.COARSE_STARTS, results.COARSE_STARTS, 3)


def test_the_map_is_worked_out_once_whatever_the_start_and_the_budget_of_the_walk():
    record = PRESETS["B6"].record
    elsewhere = dataclasses.replace(record, x0=1.0, y0=-2.0, steps=record.steps + 7, patience=3, epsilon=0.1)
    assert results.ends(elsewhere) is results.ends(record)
    assert results.ends(dataclasses.replace(record, lr=record.lr / 2)) is not results.ends(record)


def test_the_shares_are_counts_and_the_least_are_put_together():
    himmelblau, rastrigin = gdengine.LANDSCAPES["himmelblau"], gdengine.LANDSCAPES["rastrigin"]
    ends = np.array([[0, 0, 0, 1], [2, 2, -1, -2]])
    table = shares(himmelblau, ends).data["shares"].frame()
    assert table["share"].tolist() == [0.375, 0.25, 0.125, 0.125, 0.125]
    assert table["words"][0] == "(3, 2), height 0"
    assert {"gone for good", "at no known minimum"} < set(table["words"])
    crowd = shares(rastrigin, np.arange(25).reshape(5, 5)).data["shares"].frame()
    assert crowd["words"].iloc[-1] == "19 others"
    assert crowd["share"].sum() == pytest.approx(1)
    assert pictures("B6")["shares"].data["shares"].frame()["share"].sum() == pytest.approx(1)


def test_one_bowl_has_one_color_and_the_sentence_says_where_this_start_ends():
    picture = decoded(pictures("B2")["basins"].data["map"].frame()[f"over{FAMILY_RATES}"][0])
    assert len({tuple(pixel) for pixel in picture.reshape(-1, 3).tolist()}) == 1
    seen = opened("misty_mountain", ("preset", "B6"))
    (run,) = PRESETS["B6"].run().values()
    ground = PRESETS["B6"].record.objective()
    x, y = ground.minima[int(reached(ground, run.x[-1]))]
    assert any(f"This start ends at the minimum **({x:.3g}, {y:.3g})**" in text for text in seen.words)


# --- rate × momentum --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["momentum", "nesterov"])
def test_the_maps_are_what_is_measured_and_what_theory_says(rule):
    drawn, record = pictures("B7m", optimizer=rule), PRESETS["B7m"].record
    cells = {title: drawn[title].data["cells"].frame() for title in ("measured", "theory")}
    rates, masses = (np.unique(cells["measured"][name].to_numpy().astype(float).round(9)) for name in "xy")
    steps = measured(
        record.objective(), record.start(), rates[[5, 20, 30]], masses[[0, 20, 30]], results.PAIR_STEPS, rule=rule
    )
    shown = cells["measured"]["steps"].to_numpy().reshape(len(masses), len(rates))[np.ix_([0, 20, 30], [5, 20, 30])]
    assert np.array_equal(np.where(np.isnan(shown), np.inf, shown), steps)
    rho = factor([1.0, 100.0], rates, masses, rule)
    theory = cells["theory"]["steps"].to_numpy().reshape(rho.shape)
    said = predicted(rho)
    assert np.allclose(theory, np.where(said > results.PAIR_STEPS, np.nan, said), rtol=1e-3, equal_nan=True)
    assert np.array_equal(cells["theory"]["stable"].to_numpy().reshape(rho.shape), rho < 1)


def test_the_best_pair_is_marked_and_the_sentence_compares_measurement_and_theory():
    seen = opened("misty_mountain", ("preset", "B7m"))
    marks = seen.pictures["theory"].data["marks"].frame().set_index("what")
    assert marks.loc["best", ["x", "y"]].tolist() == pytest.approx([4 / 121, (9 / 11) ** 2])
    assert marks.loc["here", ["x", "y"]].tolist() == [0.019, 0.9]
    assert any("takes **174 steps**" in text and "about 175 steps" in text for text in seen.words)


def test_where_no_momentum_is_best_it_is_said_to_be_none():
    """On a round bowl it is 0 but for rounding, and so is the factor: no 1.37·10⁻¹⁸."""
    seen = visit("misty_mountain", preset="B3", lens="momentum", hide="guess")
    assert any("The best pair, the diamond: η = 0.5, μ = 0, ρ = 0." in text for text in seen.words)


def test_a_clicked_pair_is_put_as_round_numbers():
    with mock.patch.object(Scene, "put") as put:
        _take(scene(PRESETS["B7m"]), float(np.float32(0.0331)), float(np.float32(0.66)))
    put.assert_called_once_with(lr=0.0331, mass=0.66, optimizer="momentum")


def test_ground_that_is_no_bowl_is_taken_for_the_bowl_that_fits_its_valley():
    seen = visit("misty_mountain", preset="B7m", surface="himmelblau", x0="1", y0="1")
    assert seen.wrong == []
    assert any("the bowl that fits it" in text for text in seen.words)
    record = dataclasses.replace(PRESETS["B7m"].record, surface="himmelblau", x0=1.0, y0=1.0)
    bowl = walked_here(record).objective()
    assert bowl.minima == ((3.0, 2.0),)
    place, bends = np.array([3.1, 1.8]), np.array([[74.0, 20.0], [20.0, 34.0]])
    assert bowl.grad(place) == pytest.approx(bends @ (place - [3, 2]), rel=1e-3)
    small, large = np.sqrt(np.linalg.eigvalsh(bends))
    drawn = seen.pictures["theory"].data["marks"].frame().loc[1, ["x", "y"]].tolist()
    assert drawn == pytest.approx([4 / (small + large) ** 2, ((large - small) / (large + small)) ** 2], rel=1e-3)


def test_a_bowl_fits_wherever_a_valley_is_smooth():
    aside = np.full(2, 0.003)
    for name in LANDSCAPES.of(2):
        ground = LANDSCAPES[name]
        for minimum in ground.minima[1:3]:
            rise = float(ground(np.array(minimum) + aside) - ground(minimum))
            assert rise == pytest.approx(aside @ fitted_bowl(ground, minimum) @ aside, rel=0.1), name
    with pytest.raises(ValueError, match="no bowl fits"):
        fitted_bowl(LANDSCAPES["ackley"], (0, 0))


def test_ground_that_no_bowl_fits_says_so_and_offers_one():
    seen = visit("misty_mountain", preset="B7m", surface="monkey_saddle")
    assert seen.wrong == []
    assert "no bowl fits" in seen.app.info[0].value
    button = next(button for button in seen.app.button if "ill-conditioned" in button.label)
    button.click()
    assert "measured" in seen.again().pictures


def test_the_bowl_may_have_any_condition_number():
    drawn = pictures("B7m", condition="25.0")
    assert drawn["theory"].data["marks"].frame().loc[1, ["x", "y"]].tolist() == pytest.approx([4 / 36, (4 / 6) ** 2])
    record = dataclasses.replace(PRESETS["B7i"].record, condition=25.0)
    assert record.objective().grad([1.0, 1.0]).tolist() == [1, 25]


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lens", some(VIEWS, "descend", "race"))
def test_nothing_of_a_run_is_in_a_spec(lens):
    links = [
        {"lr": "0.013", "x0": "0.7", "y0": "-0.9"},
        {"lr": "0.5", "noise": "0.5", "steps": "300"},
        {"surface": "booth", "mass": "0.5", "racers": "gd adam_0.1", "optimizer": "nesterov"},
    ]
    before = pictures("B7i", lens=lens)
    for link in links:
        after = pictures("B7i", lens=lens, **link)
        assert before.keys() == after.keys()
        for key in before:
            assert json.dumps(before[key].spec) == json.dumps(after[key].spec)
            assert before[key].data.keys() == after[key].data.keys()


def test_a_click_puts_the_start_there_to_a_ten_thousandth_of_the_map_and_never_off_it():
    with mock.patch.object(Scene, "put") as put:
        scene(PRESETS["B3"]).start_here()(1.23456, -9.0)
        scene(PRESETS["B3"], surface="booth").start_here()(-1.23456, 9.87654)
    assert [call.kwargs for call in put.call_args_list] == [{"x0": 1.2346, "y0": -4}, {"x0": -1.235, "y0": 9.877}]


def test_in_place_of_the_map_there_may_be_the_mountain():
    seen = opened("misty_mountain", ("preset", "B3"), ("beside", "mountain"))
    assert seen.wrong == []
    assert seen.pictures.keys() == {"height"}
    assert not any("Step" in words and "what the rule makes of it" in words for words in seen.words), "of arrows there"
    stumbling = {
        beside: " ".join(opened("misty_mountain", ("preset", "B4n"), ("beside", beside)).words)
        for beside in ("map", "mountain")
    }
    assert all("hikers who stumble differently" in words for words in stumbling.values())
    assert ["faint lines" in words for words in stumbling.values()] == [True, False]  # none lie on the mountain
    model = results.model(PRESETS["B3"].record)
    header = json.loads(model[4 : 4 + int(np.frombuffer(model[:4], "<u4")[0])])
    family = {"color": palette.POSITION, "frames": 51}
    assert header["paths"] == [
        family | {"members": 1, "rows": None, "when": "home"},
        family | {"members": FAMILY_RATES + 1, "rows": [*range(51)], "when": "dragged"},
    ]


def switches(**link):
    return [toggle.label for toggle in visit("misty_mountain", preset="B3", floor="learn", **link).app.toggle]


def test_slopes_everywhere_are_offered_on_the_map_that_has_them():
    """On the mountain in three dimensions the switch turned, and nothing else did."""
    assert switches() == ["Slopes everywhere"]
    assert switches(beside="mountain", field="true") == []


def legend_of(name, **link):
    return [sign.words for sign in visit("misty_mountain", **link).pictures[name].legend]


def test_a_line_square_to_the_slope_has_its_name_beside_it():
    """Drawn where a slope is felt as it is, on the map that is guessed on, too."""
    for name, link in (("guess", {"preset": "B6", "floor": "learn"}), ("map", {"preset": "B3"})):
        assert any("isoline" in words for words in legend_of(name, **link))
    assert not any("isoline" in words for words in legend_of("map", preset="B4n", hide="guess"))


def test_the_valleys_of_a_mountain_without_fog_have_their_sign():
    seen = visit("misty_mountain", preset="B1").press("Lift the fog")
    assert [(sign.mark, sign.words) for sign in seen.pictures["open"].legend] == [
        ("triangle", "the bottom of a valley")
    ]


STRANGE = [
    {"surface": "monkey_saddle", "x0": "1", "y0": "1"},
    {"surface": "formula", "formula": "ln(x*y)", "x0": "-1", "y0": "1"},
    {"surface": "formula", "formula": "3"},
    {"surface": "formula", "formula": "1e300*x^4 + y^2"},
    {"surface": "formula", "formula": "1/x + sqrt(y)", "x0": "0", "y0": "-3"},
    {"surface": "formula", "formula": "x^2 + 3y^2", "noise": "1"},
    {"surface": "rosenbrock", "lr": "100", "x0": "2", "y0": "-1", "noise": "20"},
    {"surface": "bowl", "lr": "1", "x0": "0", "y0": "0", "racers": "zzz"},
    {"surface": "ill_conditioned", "condition": "1", "mass": "0.999", "optimizer": "nesterov", "steps": "1"},
    {"surface": "booth", "patience": "3", "decay": "0.9", "optimizer": "adam", "lr": "0.00001"},
]


@pytest.mark.parametrize("lens", some(VIEWS, "descend", "momentum"))
def test_strange_ground_breaks_no_view(lens):
    for link in STRANGE:
        seen = visit("misty_mountain", lens=lens, **link)
        assert seen.wrong == [], link
        for key, picture in seen.pictures.items():
            assert np.isfinite(picture.data["view"].frame().to_numpy()).all(), (link, key)


def test_arrows_are_said_to_vanish_only_where_they_do():
    """On level ground a rule that remembers still moves, and a slope that is felt wrongly is not straight uphill."""
    plain, ball, stumbler = (
        " ".join((*seen.words, *(sign.words for sign in seen.pictures["map"].legend)))
        for seen in (
            visit("misty_mountain", preset="B4", **how) for how in ({}, {"optimizer": "momentum"}, {"noise": "1"})
        )
    )
    assert "both vanish" in plain and "straight uphill" in plain
    assert "both vanish" not in ball and "straight uphill" in ball
    assert "both vanish" not in stumbler and "slope: straight uphill" not in stumbler


def test_a_long_formula_has_a_map_of_fewer_starts_and_it_is_said(small_maps):
    walked = {}
    for text in ("x^2 + 0.017y^2", "x*y*" * 100 + "x + y"):
        seen = visit("misty_mountain", lens="starts", surface="formula", formula=text, hide="guess")
        assert seen.wrong == []
        walked[text] = len(decoded(seen.pictures["basins"].data["map"].frame()[f"over{FAMILY_RATES}"][0]))
        words = [word for word in seen.words if "Your formula is long" in word]
        sides = f"{walked[text]} × {walked[text]} starts are walked."
        assert words == ([] if walked[text] == results.BASIN_STARTS else [f"Your formula is long: {sides}"])
    short, long = walked.values()
    assert 8 <= long < short == results.BASIN_STARTS
