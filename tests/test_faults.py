"""Faults that were once seen in the running app, each a link and what is right: one test a line of their list.

The engine's lines ask the judge by the record that the link describes; the page's lines visit the page.
"""

from __future__ import annotations

import dataclasses
from urllib.parse import parse_qsl

import numpy as np
import pytest
import records
from visit import opened, visit

from gdengine import PRESETS, expression
from gdengine.analysis.basins import fates, places
from gdengine.analysis.candidates import tried
from gdengine.analysis.diagnosis import diagnoses
from gdengine.analysis.measures import DIVERGED, Regime, halved
from gdengine.analysis.mends import changed, mends
from gdengine.analysis.predicates import regimes
from gdengine.analysis.words import verdict
from gdengine.experiments import EXPERIMENTS, MistyMountain, Regression
from gdengine.experiments.numbers import read_number


def record_of(link):
    """The record that a link describes."""
    page, _, query = link.partition("?")
    asked = dict(parse_qsl(query.replace("+", "%2B")))
    base = PRESETS[asked["preset"]].record if "preset" in asked else EXPERIMENTS[page]()
    record, complaints = type(base).read(asked, base)
    assert complaints == []
    return record.settled()[0]


def found(link):
    return records.found(record_of(link))


SLOPE, MOUNTAIN, LINE, SINE = "slope_explorer?", "misty_mountain?", "regression?", "sine_mlp?"
F3 = {  # link → (where it ends, what holds of its way, what does not)
    # titles against verdicts
    f"{SLOPE}preset=A9": ("deepest", "lingering", "crawling"),
    f"{SLOPE}preset=A9r": ("deepest", "", "crawling"),
    f"{SLOPE}preset=A8m": ("deepest", "climbing", ""),
    f"{MOUNTAIN}preset=B4m": ("deepest", "climbing", ""),
    f"{MOUNTAIN}preset=B4q": ("deepest", "climbing", "budget"),
    f"{MOUNTAIN}preset=B4n": ("higher", "hovering", ""),
    f"{MOUNTAIN}preset=B7": ("unfinished", "budget", "overshooting"),
    f"{LINE}preset=C7e": ("deepest", "hovering", ""),
    f"{LINE}preset=C9": ("deepest", "patience", ""),
    # wandering forever within bounds
    f"{SLOPE}curve=formula&formula=x^2 + 3sin(4x)&lr=0.9": ("unfinished", "wandering", "hopping"),
    f"{SLOPE}curve=double_well&lr=0.48&x0=-0.4": ("unfinished", "wandering", "hopping"),
    # converged to the last bit
    f"{LINE}preset=C8&steps=2000": ("deepest", "", "hopping"),
    f"{SLOPE}curve=parabola&x0=-4&lr=0.3&steps=250": ("deepest", "", "hopping"),
    f"{SLOPE}preset=A5c": ("unfinished", "hopping", ""),
    f"{SLOPE}curve=kink&x0=-4&lr=0.3": ("corner", "hopping", ""),
    # a corner is no curvature
    f"{SLOPE}curve=kink&x0=-4&lr=0.1": ("corner", "", ""),
    f"{SLOPE}curve=kink&x0=-4&lr=0.5": ("corner", "", ""),
    # overshoots from two steps
    f"{SLOPE}steps=1&lr=0.9": ("unfinished", "", "overshooting"),
    # leaving the domain
    f"{SLOPE}curve=formula&formula=sqrt(x)&x0=4&lr=0.5": ("outside", "", ""),
    f"{SLOPE}curve=formula&formula=ln(x)&x0=3&lr=0.5": ("outside", "", ""),
    # no slope is no success
    f"{SINE}activation=relu&lr=0.7": ("flat", "", ""),
    f"{SLOPE}curve=formula&formula=min(x^2,4)&x0=-4": ("flat", "", ""),
    f"{SLOPE}curve=formula&formula=sign(x)&x0=4": ("flat", "", ""),
    # a curved valley floor is no saddle
    f"{MOUNTAIN}surface=formula&formula=(x*y-1)^2&x0=3&y0=2&lr=0.01": ("deepest", "", ""),
    # a slope of 1 is no plateau
    f"{SLOPE}curve=kink&x0=-4&lr=0.01": ("unfinished", "", ""),
    f"{SLOPE}curve=double_well&x0=-0.4&lr=0.001&steps=250": ("unfinished", "", ""),
    # nothing to arrive at
    f"{SLOPE}curve=formula&formula=exp(-x)&x0=0": ("bottomless", "", ""),
    f"{SLOPE}curve=formula&formula=1/x&x0=1": ("bottomless", "", ""),
    f"{SLOPE}curve=formula&formula=-x^2&x0=1&steps=500": ("bottomless", "", ""),
}


@pytest.mark.parametrize(("link", "right"), F3.items())
def test_what_became_of_a_run(link, right):
    where, holds, fails = right
    said = found(link)
    assert said.kind == where, said
    assert {*holds.split()} <= {*said.how}, said
    assert not {*fails.split()} & {*said.how}, said


@pytest.mark.parametrize("rate", ["0.1", "0.5"])
def test_at_a_corner_no_curvature_is_quoted(rate):
    said = found(f"{SLOPE}curve=kink&x0=-4&lr={rate}")
    assert said.sharpness is None
    assert "curvature" not in verdict(said).text


@pytest.mark.parametrize(
    "link", [f"{MOUNTAIN}surface=ackley&x0=2&y0=0&lr=0.1", f"{SLOPE}curve=formula&formula=1/x^2 + x^2&x0=3&lr=0.3"]
)
def test_the_sum_does_not_contradict_the_verdict(link):
    text = verdict(found(link)).text
    assert not ("nearer" in text and "farther" in text)


def test_while_f_rises_no_step_is_nearer():
    said = found(f"{SLOPE}curve=wiggly&x0=-3.8&lr=1")
    assert "nearer" not in verdict(said).text or said.last < said.first


def test_one_walk_has_one_answer_on_band_strip_verdict_and_half_way():
    """RMSProp from the shelf's own start, and from where f = 5: at each rate of the strip."""
    for x0 in (0.0, 3.0):
        record = record_of(f"{SLOPE}preset=A9r&x0={x0}")
        objective, rates, steps = record.objective(), record.rates()[::8], record.updates()
        run = record.family(rates)
        strip, judged = regimes(run, objective), diagnoses(run, objective, record.rule(rates[:, None]))
        low = float(objective(np.array(objective.minima)).min())
        for place, (rate, said) in enumerate(zip(rates, judged)):
            (start,) = np.flatnonzero(np.isclose(places(objective, 241), x0))
            (band,) = fates(objective, record.rule, [rate], n=241, steps=steps)[:, start]
            assert (band >= 0) == (said.kind in ("deepest", "higher", "corner")), (x0, rate, said)
            assert (band == DIVERGED) == (said.kind in ("infinity", "outside", "bottomless", "undefined"))
            assert strip[place] != Regime.CONVERGES or band >= 0
            if said.kind == "deepest" and run.value[0, place] > low:  # who begins at the bottom has no half way
                assert halved(run.member(place), low) <= said.arrival


# ---- offers


F4 = [
    *(f"{PRESETS[name].page}?preset={name}" for name in ("B1", "B2r", "B4r", "B4p", "B7", "B7r", "B7i", "B7m")),
    f"{SLOPE}curve=double_well&optimizer=rmsprop&x0=2.4",
    f"{MOUNTAIN}surface=beale&optimizer=momentum&lr=0.0008&x0=-1.14&y0=-0.6",
    f"{SLOPE}optimizer=adam&lr=0.5&steps=250",
    f"{LINE}data=years&lr=0.00001",
]


@pytest.mark.parametrize("link", F4)
def test_every_offer_does_what_it_says_and_is_no_setting_in_force(link):
    record = record_of(link)
    for mend in mends(record):
        better = type(record)(**{**vars(record), **mend.change})
        assert mend.change == changed(record, better) != {}
        after = tried(better)
        assert (after.found.ended, after.low) == (mend.ended, pytest.approx(mend.low))
        for name, value in mend.change.items():
            assert record.knobs()[name].fits(value)


def test_no_rate_suits_the_years_and_that_is_the_offer():
    best = mends(record_of(f"{LINE}data=years&lr=0.00001"))[0]
    assert best.change["scale"] == "standardized"
    assert "around 200" in best.reason


def test_a_nearly_flat_quartic_is_offered_no_rate_beyond_the_knob():
    for mend in mends(record_of(f"{SLOPE}curve=formula&formula=x^4/10000&x0=2&lr=1")):
        assert mend.change.get("lr", 0) <= 100


# ---- error boxes


F2 = [
    ("misty_mountain", {"lens": "descend", "beside": "mountain"}),
    *(
        ("misty_mountain", {"surface": "formula", "formula": "ln(x^2+y^2)", "x0": "1", "y0": "2", "lens": view})
        for view in ("hike", "descend", "race", "starts", "momentum")
    ),
    ("regression", {"data": "years", "lr": "0.00001"}),
]


@pytest.mark.parametrize(("page", "link"), F2, ids=str)
def test_no_error_box(page, link):
    assert visit(page, **link).wrong == []


@pytest.mark.parametrize("name", ["B4", "B4n"])
def test_the_mountain_in_descend_is_drawn_once(name):
    assert visit("misty_mountain", preset=name, beside="mountain").wrong == []
    assert visit("misty_mountain", preset=name).turn("beside", "mountain").wrong == []


@pytest.mark.parametrize("lens", ["slope", "weight"])
def test_another_experiment_after_a_step_by_hand(lens):
    seen = visit("slope_explorer", lens=lens, curve="one_weight", x0="1.2345")
    if lens == "slope":
        seen = seen.press("take")
    assert seen.wrong == []
    assert seen.turn("preset", "A2").wrong == []


def test_the_last_racer_cannot_leave():
    seen = visit("misty_mountain", preset="B4r", racers="gd_0.1")
    assert seen.wrong == []
    assert "gd" in PRESETS["B4r"].own.__class__("").entrants(MistyMountain())


# ---- links and typing


@pytest.mark.parametrize(
    ("arrived", "meant"), [("x^2 x", "x^2+x"), ("x^4/4 - x^2   x/3", "x^4/4 - x^2+x/3"), ("x²-½x", "x²-½x")]
)
def test_a_plus_that_arrived_as_a_blank(arrived, meant):
    seen = visit("slope_explorer", curve="formula", formula=arrived, lr="0.1", x0="2")
    assert seen.wrong == []
    read = expression.parse(seen.settings["formula"]).name
    assert read == expression.parse(meant).name
    assert seen.settings["lr"] == 0.1


def test_a_formula_from_a_link_runs_and_later_rates_with_it():
    seen = visit("slope_explorer", curve="formula", formula="x²-½x", lr="1.1", x0="2")
    assert (seen.wrong, seen.said) == ([], [])
    assert [seen.settings[name] for name in ("formula", "lr", "x0")] == ["x²-½x", 1.1, 2.0]
    after = seen.turn("lr", "0.25")
    assert [after.settings[name] for name in ("formula", "lr", "x0")] == ["x²-½x", 0.25, 2.0]
    ends = [one.pictures["curve"].data["every"].frame()["home_x"].iloc[-1] for one in (seen, after)]
    assert ends[1] == pytest.approx(0.25, abs=1e-6)
    assert abs(ends[0]) > 100


@pytest.mark.parametrize(("typed", "meant"), [("0,1", 0.1), ("1/8", 0.125), ("0,35", 0.35)])
def test_a_comma_and_a_fraction(typed, meant):
    assert read_number(typed) == meant
    seen = visit("slope_explorer", floor="lab").turn("lr", typed)
    assert seen.wrong == []
    assert seen.settings["lr"] == meant


PASTED = {
    "𝑥² − 4𝑥": "x^2-4x",
    "ｘ＾２＋１": "x^2+1",
    "x\u200b^2": "x^2",
    "x²": "x^2",
    "sin²(x)": "sin(x)^2",
    "sin^2(x)": "sin(x)^2",
    "arctan(x)": "atan(x)",
}


@pytest.mark.parametrize(("pasted", "meant"), PASTED.items())
def test_a_formula_as_it_is_pasted(pasted, meant):
    assert expression.parse(pasted).name == expression.parse(meant).name


@pytest.mark.parametrize(("typed", "hint"), [("floor(x)", "floor"), ("q(x)", "q")])
def test_a_hint_names_what_is_not_known(typed, hint):
    with pytest.raises(expression.FormulaError, match=hint):
        expression.parse(typed)


def test_a_formula_cut_by_its_length_says_that_nothing_was_used():
    seen = visit("slope_explorer", curve="formula", formula="x+" * 300 + "x")
    assert "none of it was used" in seen.said[0]


# ---- pictures


@pytest.mark.parametrize("formula", ["tan(x)", "1/(x-1)"])
def test_a_pole_has_its_gap_and_does_not_set_the_range(formula):
    seen = visit("slope_explorer", curve="formula", formula=formula, x0="0.5", lr="0.01", lens="descend")
    assert seen.wrong == []
    picture = seen.pictures["curve"]
    view, ground = picture.data["view"].frame().iloc[0], picture.data["ground"].frame()
    assert view["y_hi"] - view["y_lo"] < 100
    assert ground["y"].isna().any()


@pytest.mark.parametrize(("formula", "inside"), [("(x-10)^2", 10.0), ("sqrt(x-6)", 6.5)])
def test_the_window_of_a_formula_is_where_its_ground_is(formula, inside):
    low, high = expression.parse(formula, dim=1).box[0]
    assert low < inside < high


def test_every_step_of_a_thousand_can_be_reached():
    every = opened("regression").pictures["line"].data["every"].frame()
    assert every["step"].tolist() == list(range(1001))


def test_c8_s_zigzag_is_sent_step_by_step():
    every = opened("regression", ("preset", "C8")).pictures["line"].data["every"].frame()
    first = every["home_slope"].to_numpy()[:30]
    assert (np.diff(np.sign(np.diff(first[:16]))) != 0).all()


def test_the_script_of_two_networks_prints_the_numbers_of_both(capsys):
    preset = PRESETS["D2"]
    shorter = dataclasses.replace(preset.record, steps=5)
    exec(compile(shorter.code(), "script", "exec"), {})  # ours, and short
    printed = capsys.readouterr().out
    for name, run in shorter.run().items():
        assert name in printed
        assert repr(float(run.value[-1])) in printed


# ---- the list says more; the rest is in tests of their own


def test_standardized_says_so():
    seen = opened("regression", ("preset", "C7a"))
    (line,) = [picture for name, picture in seen.pictures.items() if name.startswith("line_")]
    assert "x, standardized" in str(line.to_dict())
    assert any("its mean" in words and "its spread" in words for words in seen.words)
    assert Regression(scale="standardized").scaling() is not None


@pytest.mark.parametrize(("curve", "says"), [("kink", True), ("square", False), ("quartic", False)])
def test_at_a_corner_the_slope_view_says_that_there_is_no_slope(curve, says):
    seen = visit("slope_explorer", curve=curve, lens="slope", x0="0")
    assert seen.wrong == []
    said = [words for words in seen.words if "corner" in words]
    assert bool(said) == says
    assert not says or "At x = 0 there is a corner, and no slope" in said[0]
