"""The four records: what they descend, how they settle, the scripts they write, their families of rates."""

import ast
import contextlib
import dataclasses
import importlib
import inspect
import io
import re
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine
from gdengine.activities.hike import HIKE_MAX_STEPS
from gdengine.activities.race import RACERS, written
from gdengine.activities.secant import change, secants
from gdengine.analysis.curvature import hessian, sharpness
from gdengine.core import Outcome
from gdengine.experiments import (
    EXPERIMENTS,
    Backprop,
    Batches,
    Bend,
    ByHand,
    FiveRates,
    Hike,
    Inside,
    LossPlane,
    MistyMountain,
    OneNeuron,
    Race,
    Regression,
    Scale,
    Secant,
    SineMLP,
    SlopeExplorer,
)
from gdengine.experiments.descent import RATES, RULE_SETTINGS
from gdengine.experiments.presets import PRESETS, Preset
from gdengine.experiments.trainable import MOST_UPDATES

RECORDS = list(EXPERIMENTS.values())
DEFAULTS = [record() for record in RECORDS]
OTHERS = {
    "typed curve": SlopeExplorer(curve="formula", formula="x²/2 + sin(3x) ", x0=1.5),
    "typed surface": MistyMountain(surface="formula", x0=1.0, y0=0.5, lr=0.02, noise=0.25, seed=7),
    "adam, decaying": MistyMountain(optimizer="adam", decay=0.97, steps=2),
    "nesterov": SlopeExplorer(optimizer="nesterov", mass=0.55, steps=1),
    "one epoch": SineMLP(optimizer="rmsprop", lr=0.01, batch=50, steps=1),
    "no hidden layer": SineMLP(layers=0, batch=128, n=128, steps=3),
    "patient": Regression(data="outlier", n=12, lr=0.02, loss="mse", patience=3, epsilon=0.01),
    "another memory": MistyMountain(optimizer="rmsprop", rho=0.5, eps=0.01, steps=20),
    "other moments": SlopeExplorer(optimizer="adam", beta1=0.5, beta2=0.9, eps=1e-4, steps=20),
    "another mountain": MistyMountain(mountain=7, steps=5),
    "another bowl": MistyMountain(surface="ill_conditioned", condition=30.0, x0=-1.8, y0=1.0, lr=0.01),
}
MADE_LINE = Regression(
    data="made_line", n=20, outliers=2, slope=-1.5, loss="mse", lr=0.01, steps=30, scale="standardized"
)
TYPED_SLOPE = SlopeExplorer(curve="formula", formula="exp(-x^2)", x0=0.5)
TYPED_RACE = MistyMountain(surface="formula", x0=1.0, y0=0.5, noise=0.5, seed=4, mass=0.5, decay=0.99)
VARIANTS = {
    **PRESETS,
    **{name: Preset(name, name, record, "", "") for name, record in OTHERS.items()},
    "typed slope": Preset("", "", TYPED_SLOPE, "slope", "", Secant(h=0.03)),
    "own points": Preset("", "", Regression(data="own", xy="0_1~2_3~4_4", unit="sixtieths", lr=1e-6), "by_hand", ""),
    "perpendicular": Preset("", "", MADE_LINE, "by_hand", "", ByHand(1.0, 2.0, "perpendicular")),
    "batches": Preset("", "", MADE_LINE, "batches", "", Batches("all 1_0.99 online 7")),
    "scale": Preset("", "", MADE_LINE, "scale", "", Scale(share=0.7)),
    "bend": Preset("", "", MADE_LINE, "bend", "", Bend(degree=3, basis="scaled")),
    "neuron with dials": Preset("", "", SineMLP(), "neuron", "", OneNeuron(dial_x=-2.0, dial_w=1.5, dial_b=0.25)),
    "typed race": Preset("", "", TYPED_RACE, "race", "", Race("sgd_0.01 gd adam_0.2 rmsprop_0.1")),
}
BESIDE = (
    "mean loss, ",
    "your line:",
    "best line:",
    "coefficients:",
    "closed form:",
)  # what the regression page's views add to a walk
MEASURED = [name for name, preset in VARIANTS.items() if isinstance(preset.own, Secant)]
LOOKS = (Inside, Backprop, LossPlane, OneNeuron, Hike)  # views whose scripts walk and then tell what was looked at
DIALED = [name for name, each in VARIANTS.items() if isinstance(each.own, OneNeuron) and not each.own.neuron_layer]
LOOKED_INTO = [name for name, each in VARIANTS.items() if isinstance(each.own, LOOKS) and name not in DIALED]


# --- the script a record writes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in VARIANTS if name not in {*MEASURED, *LOOKED_INTO, *DIALED}])
def test_the_script_prints_the_numbers_of_the_run(name):
    lines = [line for lines in map(_printed, *_runs(VARIANTS[name])) for line in lines]
    if getattr(VARIANTS[name].record, "loss", "") == "half_sse":  # the page shows the whole squared error
        (run,) = VARIANTS[name].run().values()
        lines.append(f"‖y − Xβ‖² = {2 * float(run.value[-1])!r}")
    assert [line for line in _output(VARIANTS[name]) if not line.startswith(BESIDE)] == lines


HALF = PRESETS["C3"].record  # of which half the squared error is descended, and the whole is shown
HALVES = {
    "by hand": Preset("", "", HALF, "by_hand", "", ByHand(1.0, 2.0)),
    "by absolute distances": Preset("", "", HALF, "by_hand", "", ByHand(1.0, 2.0, "absolute")),
    "batches": Preset("", "", HALF, "batches", "", Batches("all 4")),
    "scale": Preset("", "", HALF, "scale", "", Scale()),
    "several features": Preset("", "", HALF, "scale", "", Scale(features="house_prices")),
}


@pytest.mark.parametrize("name", HALVES)
def test_where_half_the_loss_is_descended_a_script_tells_the_whole_too(name):
    preset, own = HALVES[name], HALVES[name].own
    ends = [2 * float(run.value[-1]) for run in preset.run().values()]
    told = re.findall(r"^(?:‖y − Xβ‖²|twice f) = (\S+)$", "\n".join(_output(preset)), re.M)
    assert [float(number) for number in told] == ends
    assert re.search(r"^ *# f is half of ", preset.code(), re.M)
    if isinstance(own, ByHand):
        (yours,) = re.findall(r"^your line: .* twice f = (\S+)$", "\n".join(_output(preset)), re.M)
        assert float(yours) == own.losses(HALF)["yours"]


def test_where_half_the_loss_of_a_curve_is_descended_its_script_says_so():
    assert "# f is half of " in Preset("", "", HALF, "bend", "", Bend(degree=2)).code()
    answers = Preset("", "", HALF, "bend", "", Bend(model="logistic")).code()
    assert "half" not in answers  # the log loss is no squared error


@pytest.mark.parametrize("name", LOOKED_INTO)
def test_the_script_of_a_look_prints_the_walk_and_then_what_is_seen(name):
    ((_, run),) = VARIANTS[name].record.run().items()
    lines = _printed("", run, point=not isinstance(VARIANTS[name].record, SineMLP))
    told = _output(VARIANTS[name])
    assert told[: len(lines)] == lines
    assert len(told) > len(lines)


@pytest.mark.parametrize("name", DIALED)
def test_the_script_of_a_neuron_with_dials_prints_its_value_and_its_slope(name):
    own, (line,) = VARIANTS[name].own, _output(VARIANTS[name])
    a = np.tanh(own.dial_w * own.dial_x + own.dial_b)
    said = {found: float(value) for found, value in re.findall(r"\b(a|slope)=([-\d.e]+)", line)}
    assert said == pytest.approx({"a": a, "slope": 1 - a * a})


def test_the_script_of_a_hike_tells_height_and_slope_of_every_stop():
    ground = MistyMountain(surface="himmelblau", x0=1.0, y0=2.0)
    stops, f = [[1.0, 2.0], [1.5, 2.25], [2.0, 2.5]], ground.objective()
    own = Hike(trail=Hike().hiked(ground, np.array(stops)))
    told = [f"stop {at} height {float(f(at))!r} slope {float((f.grad(at) ** 2).sum() ** 0.5)!r}" for at in stops]
    assert _output(Preset("", "", ground, "hike", "", own))[-3:] == told


@pytest.mark.parametrize("name", MEASURED)
def test_the_script_of_a_measured_slope_prints_it_for_ever_smaller_steps_aside(name):
    record, own = VARIANTS[name].record, VARIANTS[name].own
    first, *others = _output(VARIANTS[name])
    f, at = record.objective(), record.start()
    slope = float(f.grad(at)[0])
    assert first == f"f = {float(f(at))!r} slope = {slope!r} next x = {float(at[0]) - record.lr * slope!r}"
    steps = sorted({1.0, 0.1, 0.01, 1e-6, 1e-12, 1e-15, own.h}, reverse=True)
    for line, h in zip(others, steps, strict=True):
        changed, secant = change(f, at, [h]).item(), secants(f, at, [h]).item()
        assert line == f"h = {h!r} f changes by {changed!r} about {slope * h!r} secant = {secant!r}"


def _output(preset) -> list[str]:
    """What its script prints, which gives an enumeration a number: of an array Python finds none from 3.13 on."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), mock.patch.object(gdengine, "Outcome", {each: each for each in Outcome}.get):
        exec(compile(preset.code(), "script", "exec"), {})
    return out.getvalue().splitlines()


def _runs(preset):
    runs, network = preset.run(), isinstance(preset.record, SineMLP)
    titles = [*runs] if network or isinstance(preset.own, (Race, Batches, Scale, FiveRates)) else [""] * len(runs)
    return titles, runs.values(), [not network] * len(runs)


def _printed(title, path, point):
    """What a script prints of one run: first the title where there may be several, then its steps."""
    rows = sorted({0, 1, 2, 3, len(path.step) - 1} & {*range(len(path.step))})
    points = [f"x = {path.x[k].tolist()} " if point else "" for k in rows]
    lines = [f"step {path.step[k]} {x}f = {float(path.value[k])!r}" for k, x in zip(rows, points)]
    return [*filter(None, [title]), *lines, f"{Outcome(int(path.outcome)).name} at step {path.last}"]


def public(name):
    """Whether a dotted name leads from gdengine through what each module lists as its own to the last."""
    module, *parts = name.split(".")
    here = importlib.import_module(module)
    for part in parts:
        if inspect.ismodule(here) and part not in here.__all__:
            return False
        here = getattr(here, part)
    return True


@pytest.mark.parametrize("name", VARIANTS)
def test_a_script_imports_gdengine_alone_and_says_public_names_only(name):
    tree = ast.parse(VARIANTS[name].code())
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    assert [ast.unparse(node) for node in imports] == ["import gdengine"]
    said = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    named = {one for one in said if re.fullmatch(r"gdengine(\.\w+)+", one)}
    assert named
    assert [one for one in named if not public(one)] == []
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert [attribute for attribute in attributes if attribute.startswith("_")] == []


def test_a_name_that_is_not_public_is_found():
    assert public("gdengine.secant.change")
    assert not public("gdengine.secant.STEPS")
    assert not public("gdengine.loop.descend")


def test_the_script_says_all_that_is_in_force_and_nothing_that_is_not():
    plain = SlopeExplorer().code()
    assert 'gdengine.OPTIMIZERS["gd"](lr=0.05)' in plain
    assert not re.search("patience|epsilon|every|exponential|mass", plain)
    rich = SineMLP(optimizer="momentum", mass=0.8, decay=0.99, batch=32, patience=5, epsilon=0.5).code()
    for word in ("schedules.exponential(0.075, 0.99)", "mass=0.8", "every=4", "patience=5", "epsilon=0.5", "batch=32"):
        assert word in rich
    assert "with_noise(objective, 0.5, seed=3)" in MistyMountain(noise=0.5, seed=3).code()
    assert "standardize(X)" in Regression(scale="standardized").code()


# --- what single views ask for ---------------------------------------------------------------------------------------


def test_racers_are_those_of_the_text_each_at_its_rate():
    mountain = MistyMountain(lr=0.3, noise=2.0)
    field = Race("adam_0.05 sgd gd").entrants(mountain)
    assert field == {
        "gd": dataclasses.replace(mountain, noise=0.0),
        "sgd": mountain,
        "adam": dataclasses.replace(mountain, optimizer="adam", lr=0.05, noise=0.0),
    }
    assert list(field) == ["gd", "sgd", "adam"]
    assert list(Race("").entrants(mountain)) == ["gd"]


def test_a_race_knows_which_settings_its_racers_use():
    mountain = MistyMountain()
    assert Race("gd").used(mountain) == ()
    assert Race("gd momentum").used(mountain) == ("mass",)
    assert Race("gd adagrad_1 nesterov rmsprop").used(mountain) == ("mass", "rho", "eps")
    assert {*Race(" ".join(RACERS)).used(mountain)} == {*RULE_SETTINGS}


def test_tuned_racers_arrive_no_later():
    mountain = MistyMountain(surface="ill_conditioned", x0=-1.8, y0=1.0, lr=0.001, steps=100)
    race = Race("gd momentum")
    tuned = race.fair_rates(mountain)
    # the next rate of the sweep is nearer to the best of theory, but its neighbor 2/L hops forever
    assert tuned["gd"] == pytest.approx(2 / (1 + 100), rel=0.25)
    ends = [
        {name: run.value[-1] for name, run in race.runs(mountain).items()},
        {name: run.value[-1] for name, run in Race(written(tuned)).runs(mountain).items()},
    ]
    assert all(ends[1][name] < ends[0][name] for name in tuned)


def test_a_race_without_stumbles_is_the_runs_of_its_racers():
    mountain, race = PRESETS["B4r"].record, PRESETS["B4r"].own
    runs = race.runs(mountain)
    assert list(runs) == ["gd", "momentum", "nesterov", "adam"]
    alone = dataclasses.replace(mountain, optimizer="adam", lr=0.3).run()["adam"]
    assert np.array_equal(runs["adam"].x, alone.x)


def test_a_trail_is_kept_for_its_ground_and_start_alone():
    mountain = MistyMountain()
    stops = np.array([[-3.0, 3.0], [-2.6, 2.7], [-2.2, 2.3]])
    trail = Hike().hiked(mountain, stops)
    assert trail == "5y3q_-2.6_2.7_-2.2_2.3", "an old link stays a link"
    walked = Hike(trail=trail)
    assert walked.stops(mountain).tolist() == stops.tolist()
    assert walked.stops(dataclasses.replace(mountain, lr=0.7, noise=1.0)).tolist() == stops.tolist()
    for other in ({"x0": -2.9}, {"mountain": 1}, {"surface": "bowl"}):
        elsewhere = dataclasses.replace(mountain, **other)
        assert walked.stops(elsewhere).tolist() == [elsewhere.start().tolist()]
    assert Hike().hiked(mountain, stops[:1]) == ""


def test_a_trail_on_typed_ground_survives_its_link_and_an_old_one_is_kept():
    mountain = MistyMountain(surface="formula", formula="(1-x)^2 + 5(y-x^2)^2", x0=1.0, y0=1.0)
    stops = np.array([[1.0, 1.0], [1.2, 0.7]])
    link = mountain.knobs()["formula"].write(mountain.formula)
    reloaded = MistyMountain.read({"formula": link}, mountain)[0]
    assert reloaded.formula != mountain.formula
    trail = Hike().hiked(mountain, stops)
    assert Hike(trail=trail).stops(reloaded).tolist() == stops.tolist()
    old = MistyMountain(surface="formula")
    assert Hike(trail="u9j0_1_1").stops(old).tolist() == [[-3, 3], [1, 1]], "its mark was that of the text with blanks"


def test_a_trail_off_the_map_does_not_count():
    mountain = MistyMountain()
    trail = Hike().mark(mountain) + "_1_1_99_1"
    assert Hike(trail=trail).stops(mountain).tolist() == [mountain.start().tolist()]


@pytest.mark.parametrize("surface", gdengine.LANDSCAPES.of(2))
def test_the_longest_trail_of_any_map_fits_its_link(surface):
    mountain = MistyMountain(surface=surface).settled()[0]
    corner = np.array([low for low, _ in mountain.objective().box]) * 0.9999
    stops = np.vstack([mountain.start(), *[corner] * HIKE_MAX_STEPS])
    assert len(Hike(trail=Hike().hiked(mountain, stops)).stops(mountain)) == HIKE_MAX_STEPS + 1


# --- made consistent --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", DEFAULTS)
def test_a_consistent_record_is_left_alone(record):
    assert record.settled() == (record, [])


def test_a_start_off_the_map_is_moved_to_its_edge():
    record, said = MistyMountain(surface="camel", x0=-50.0, y0=1.0).settled()
    assert record == MistyMountain(surface="camel", x0=-2.2, y0=1.0)
    assert said == ["Start x₀ = −50 is off this map (−2.2 to 2.2): moved to −2.2."]
    record, said = Regression(b0=99.0).settled()
    assert record.b0 == record.objective().box[0][1]
    assert len(said) == 1


def test_a_map_out_of_the_knobs_reach_leaves_the_start_where_it_is():
    record = Regression(data="own", xy="1000_1e7~1000.01_0")
    (low, high), (left, right) = record.objective().box
    assert not -1e9 <= low <= high <= 1e9
    settled, said = record.settled()
    assert settled.b0 == record.b0
    assert [sentence.partition(" =")[0] for sentence in said] == ["Start slope"]
    assert left <= settled.b1 <= right


def test_more_points_a_step_than_there_are_means_all():
    for record in (Regression(batch=11), SineMLP(n=10, batch=11)):
        settled, said = record.settled()
        assert settled == dataclasses.replace(record, batch=0)
        assert "11 points per step are more than the 10 there are" in said[0]
        assert record.mini_batch() is None
    assert Regression(batch=10).settled() == (Regression(batch=10), [])


def test_a_training_that_would_take_too_long_is_cut():
    record, said = SineMLP(n=200, batch=1, steps=500).settled()
    assert record == SineMLP(n=200, batch=1, steps=MOST_UPDATES // 200)
    assert record.settled() == (record, [])
    assert said == ["500 epochs of 200 updates each take too long: 40 are trained."]


@pytest.mark.parametrize("formula", ["", "x +", "y", "import os", "x" * 400 + "q", "∇"])
def test_a_formula_that_is_none_is_a_value_error_that_points_at_it(formula):
    with pytest.raises(ValueError, match=r"^formula = “.*” is not possible: at character \d+: "):
        SlopeExplorer(curve="formula", formula=formula)


@given(data=st.data(), record=st.sampled_from(RECORDS))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_whatever_the_knobs_say_it_settles_and_runs(data, record):
    """Any point of the space of knobs, ends included; the budget is cut for the sake of time."""
    chosen = {name: data.draw(_values(name, spec), name) for name, spec in record.knobs().items()}
    settled, said = record(**chosen | {"steps": min(chosen["steps"], 3)}).settled()
    assert settled.settled() == (settled, [])
    assert all(sentence.endswith(".") for sentence in said)
    for path in settled.run().values():
        assert len(path.step) == len(path.x) == len(path.value)
        assert np.isfinite(path.x[0]).all()


def _values(name, spec):
    if spec.choices:
        return st.sampled_from(spec.choices)
    if name == "xy":
        coordinates = st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=5)
        return coordinates.map(lambda each: gdengine.regression.write_points(each, each[::-1]))
    if spec.codec:
        return st.sampled_from([text for text in ("x", "", "1_-2_3_4") if spec.fits(text)])
    if spec.kind is int:
        return st.integers(spec.low, min(spec.high, 40)) | st.just(spec.high)
    return st.floats(spec.low, spec.high)


# --- the landscape under a record -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "base", [SlopeExplorer(), MistyMountain(), Regression(), Regression(data="noisy_line"), SineMLP()]
)
def test_only_ground_and_data_change_the_values(base):
    cut = base.only("ground", "data")
    for name, spec in base.knobs().items():
        texts = {"xy": ("1_2~3_4",), "weights": ("1_-2",)}
        others = spec.choices or (texts.get(name, ("x + 1",)) if spec.codec else (spec.low, spec.high))
        changed = dataclasses.replace(base, **{name: next(o for o in others if o != getattr(base, name))})
        same = changed.only("ground", "data") == cut
        assert same == (spec.group not in ("ground", "data")), name
        if same:
            x = np.random.default_rng(0).normal(size=(20, len(base.start())))
            assert np.array_equal(changed.objective()(x), base.objective()(x))


def test_the_box_of_a_regression_holds_the_best_line():
    for data in gdengine.regression.DATASETS:
        record = Regression(data=data)
        for value, (low, high) in zip(record.best(), record.objective().box):
            assert low < value < high


def test_standardized_points_make_a_round_bowl():
    for data in ("years", "ten_points", "noisy_line"):
        record = Regression(data=data, scale="standardized", loss="mse")
        assert np.allclose(hessian(record.objective(), record.best()), 2 * np.eye(2), atol=1e-5)
        assert record.points().x.mean() == pytest.approx(0, abs=1e-9)


# --- rules and families -----------------------------------------------------------------------------------------------


def test_the_rule_in_force_has_the_settings_of_the_record():
    rule = MistyMountain(optimizer="nesterov", mass=0.7, lr=0.3).rule()
    assert rule.name == "nesterov"
    assert dict(rule.settings) == {"lr": 0.3, "mass": 0.7}
    decaying = SineMLP().rule().settings["lr"]
    assert [decaying(k) for k in (0, 2)] == pytest.approx([0.075 * 0.998, 0.075 * 0.998**3])


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, preset in VARIANTS.items()
        if not isinstance(preset.record, SineMLP) and not isinstance(preset.own, Race)
    ],
)
def test_a_family_holds_the_run_itself(name):
    record = VARIANTS[name].record
    rates = np.append(record.rates()[::10], record.lr)
    family, (run,) = record.family(rates), record.run().values()
    assert family.x.shape == (len(run.step), len(rates), len(record.start()))
    assert np.allclose(family.x[:, -1], run.x, rtol=1e-6, atol=1e-9, equal_nan=True)
    assert (family.outcome[-1], family.last[-1]) == (run.outcome, run.last)


@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
@pytest.mark.parametrize("record", [SlopeExplorer, MistyMountain, Regression])
def test_rates_fit_the_knob_the_link_and_the_slider(record, optimizer):
    choices = [{name: choice} for name, spec in record.knobs().items() for choice in spec.choices]
    for changed in choices:
        asked = record(**{"optimizer": optimizer, "lr": 0.037} | changed)
        rates, spec = asked.rates(), record.knobs()["lr"]
        assert rates.shape == (RATES,)
        assert (np.diff(rates) > 0).all()
        assert spec.low <= rates[0] < rates[-1] <= spec.high
        assert all(float(f"{rate:.3g}") == rate for rate in rates)
        assert np.array_equal(dataclasses.replace(asked, lr=1.0).rates(), rates)


@pytest.mark.parametrize("formula", ["1e9*x^2", "1e-9*x^2", "1/x", "ln(x)", "sqrt(x)", "x", "3", "e^(x^2)", "abs(x)"])
def test_rates_are_possible_for_any_formula(formula):
    rates = SlopeExplorer(curve="formula", formula=formula, x0=0.0).rates()
    assert 1e-6 <= rates[0] < rates[-1] <= 100
    assert (np.diff(rates) > 0).all()


def test_rates_reach_from_a_crawl_to_divergence_on_a_quadratic():
    for record in (SlopeExplorer(), MistyMountain(surface="ill_conditioned"), Regression()):
        last = record.family(record.rates()).outcome
        limit = 2 / sharpness(record.objective(), record.objective().minima[0])
        assert record.rates()[0] < limit / 50
        assert limit < record.rates()[-1]
        path = dataclasses.replace(record, steps=400).family(record.rates())
        grows = ~(path.value[-1] < path.value[0])
        assert np.array_equal(grows, record.rates() > limit), last


# --- curvature --------------------------------------------------------------------------------------------------------


def test_the_hessian_of_a_quadratic_is_its_matrix():
    X = gdengine.regression.design(np.arange(6.0))
    for loss, factor in (("mse", 2 / 6), ("sse", 2.0), ("half_sse", 1.0)):
        bowl = gdengine.regression.least_squares(X, np.ones(6), loss=loss)
        assert np.allclose(hessian(bowl, [3.0, -2.0]), factor * X.T @ X, rtol=1e-8)
        limit = gdengine.regression.rate_limit(X, loss)
        assert sharpness(bowl, [3.0, -2.0]) == pytest.approx(2 / limit, rel=1e-8)


def test_sharpness_is_the_largest_curvature_downward_too():
    landscapes = gdengine.LANDSCAPES
    assert sharpness(landscapes["double_well"], [0.0]) == pytest.approx(2.0)  # f″(0) = −2
    assert sharpness(landscapes["saddle"], [0.0, 0.0]) == pytest.approx(1.0)
    assert sharpness(landscapes["rosenbrock"], [1.0, 1.0]) == pytest.approx(1001.6006, rel=1e-6)


@pytest.mark.parametrize(("name", "x"), [("kink", [0.0]), ("ackley", [0.0, 0.0]), ("quartic", [0.0]), ("kink", [1.0])])
def test_sharpness_is_one_at_corners_and_on_flat_ground(name, x):
    assert sharpness(gdengine.LANDSCAPES[name], x) == 1.0
    assert sharpness(gdengine.LANDSCAPES[name], x, np.inf) == np.inf


def test_sharpness_is_one_where_there_is_no_ground():
    assert sharpness(gdengine.expression.parse("sqrt(x)"), [0.0]) == 1.0
