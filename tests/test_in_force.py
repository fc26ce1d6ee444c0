"""Every setting in force: what is listed is what the engine used, and what is not listed has no effect."""

import dataclasses
import itertools
import re

import numpy as np
import pytest
from browser import some
from random_records import records
from records import run_of
from visit import visit

from gdengine import PRESETS, regression
from gdengine.experiments import EXPERIMENTS, SineMLP
from gdengine.experiments.in_force import in_force, in_view, together
from gdengine.experiments.records import ViewRecord
from pages.views.registry import PAGES

LABEL = {name: knob.label for record in EXPERIMENTS.values() for name, knob in record.knobs().items()}
RANDOM = [*itertools.islice(records(80, seed=101), 80)]


@pytest.mark.parametrize("record", RANDOM, ids=lambda record: type(record).__name__)
def test_every_value_listed_is_what_the_engine_used(record):
    said, rule, options = in_force(record), record.rule(), record.options()
    rate = rule.settings["lr"]
    assert said[LABEL["lr"]] * (said["Rate decay"] if callable(rate) else 1) == (rate(0) if callable(rate) else rate)
    for name in rule.settings.keys() - {"lr"}:
        assert said[LABEL[name]] == rule.settings[name]
    assert said[record.knobs()["steps"].label] * record.every() == record.updates()
    assert said[LABEL["patience"]] == options.get("patience", 0)
    if record.patience:
        assert said[LABEL["epsilon"]] == pytest.approx(options.get("epsilon", 0) * record.shown_as())
    for name, value in zip(getattr(record, "coordinates", ()), record.start()):
        assert said[record.knobs()[name].label] == value
    assert ("Stops at a slope of" in said) == (record.objective().noisy is None)
    if "Points a step sees" in said:
        count = len(record.points()[0])
        assert (said["Points a step sees"] == count) == (record.objective().noisy is None)
    if getattr(record, "scale", "") == "standardized":
        X, mean, spread = regression.standardize(regression.design(record.measured().x))
        assert (said["Mean of x, taken off"], said["Spread of x, divided by"]) == (mean[1], spread[1])
        assert np.array_equal(X[:, 1], record.points().x)


def other(knob, value):
    if knob.choices:
        return next(choice for choice in knob.choices if choice != value)
    if knob.codec:
        return "x^2 + 7" if "formula" in knob.label or "f(" in knob.label else value
    return knob.kind(knob.low if value != knob.low else knob.high)


@pytest.mark.parametrize("record", RANDOM[:40], ids=lambda record: type(record).__name__)
def test_what_is_not_listed_has_no_effect(record):
    """Each knob that is left out is turned as far as it goes: the run stays as it is, bit for bit."""
    record = dataclasses.replace(record, steps=min(record.steps, 20))
    said, run = in_force(record), run_of(record)
    hidden = [name for name, knob in record.knobs().items() if knob.label not in said and name != "batch"]
    for name in hidden:
        changed = dataclasses.replace(record, **{name: other(record.knobs()[name], getattr(record, name))})
        if name == "versus":
            continue  # a second network, which is listed with its own name
        again = run_of(changed)
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(run, again)), name


def test_several_runs_say_once_what_they_share():
    one, two = SineMLP(activation="relu"), SineMLP(activation="tanh")
    said = together({"relu": one, "tanh": two})
    assert said["relu: Activation"] == "relu"
    assert said["tanh: Activation"] == "tanh"
    assert said["Units per layer"] == 20
    assert not any("relu: " in label for label in said if "Activation" not in label)


def listed(seen):
    (table,) = [block.value for block in seen.app.table]
    return table["value"].to_dict()


VIEWS_OF_SEVERAL_RUNS = ("batches", "luck", "momentum", "race", "regimes", "scale")
OF_ONE_RUN = [
    name
    for name, preset in PRESETS.items()
    if preset.view not in VIEWS_OF_SEVERAL_RUNS and getattr(preset.record, "versus", "none") == "none"
]


@pytest.mark.parametrize("name", some(OF_ONE_RUN, *OF_ONE_RUN[::9]))
def test_the_page_lists_it_exactly(name):
    preset = PRESETS[name]
    said = listed(visit(preset.page, preset=name))
    kind = PAGES[preset.page].views[preset.view].own
    own = preset.own or (kind() if kind and issubclass(kind, ViewRecord) else None)
    numbers = in_view(own, preset.record, {"": preset.record}) if own else in_force(preset.record)
    assert {*said} == {*map(escaped, numbers)}
    for label, value in numbers.items():
        if isinstance(value, float | int) and not isinstance(value, bool):
            assert float(said[escaped(label)].replace("\\", "")) == value


def escaped(text):
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~$:-])", r"\\\1", text)


def test_a_race_lists_every_racer_s_settings():
    said = listed(visit("misty_mountain", preset="B4r"))
    assert said[escaped("Adam: Learning rate η")] == "0.3"
    assert said[escaped("Momentum: Momentum μ")] == "0.9"
    assert not any("noise" in label.lower() for label in said)


@pytest.mark.parametrize("name", ["C6b", "C6o", "C6l", "C2h", "C8h", "C1a"])
def test_a_view_lists_what_its_own_runs_depend_on_and_nothing_else_does(name):
    """Each knob of the page that is not listed is turned: the runs stay as they are; each of the view's is listed."""
    preset = PRESETS[name]
    record, own = dataclasses.replace(preset.record, steps=5), preset.own
    said = listed(visit(preset.page, preset=name, **({"guessed": "true"} if preset.view == "by_hand" else {})))
    listed_labels = {label.replace("\\", "").rpartition(": ")[2] for label in said}
    assert {spec.label for knob, spec in own.knobs().items() if own.matters(knob)} <= listed_labels
    runs = [*own.runs(record).values()]
    for knob, spec in record.knobs().items():
        if spec.label in listed_labels or knob in ("batch", "optimizer"):
            continue
        changed = own.runs(dataclasses.replace(record, **{knob: other(spec, getattr(record, knob))}))
        for run, again in zip(runs, changed.values(), strict=True):
            assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(run, again)), knob


@pytest.mark.parametrize(("name", "learned"), [("C6b", 35), ("C6l", 23), ("C8h", 60)])
def test_a_step_is_listed_to_see_no_point_that_is_held_out(name, learned):
    assert listed(visit("regression", preset=name))["Points a step sees"] == str(learned)


def test_five_rates_list_five_rates():
    said = listed(visit("slope_explorer", preset="A5s", optimizer="adam", lr="0.07"))
    assert said[escaped("Diverge: Learning rate η")] == "1.1"
    assert said["Rule"] == "Gradient descent"
    assert "0.07" not in said.values()


@pytest.mark.parametrize(("layers", "width2", "width3"), [(1, 0, 0), (2, 0, 0), (2, 7, 5), (3, 0, 5), (3, 7, 0)])
def test_every_layer_has_the_units_it_has(layers, width2, width3):
    record = SineMLP(layers=layers, width=12, width2=width2, width3=width3)
    said = [value for label, value in in_force(record).items() if label.startswith("Units ")]
    assert tuple(said) == record.hidden()  # 0, as many as in the first, is where a knob stands
