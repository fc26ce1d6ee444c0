"""What the regression page says of sampled steps and of standardized points, against the engine's own numbers."""

from itertools import pairwise
from unittest import mock

import numpy as np
import pytest
from records import run_of
from visit import visit

from gdengine import PRESETS, regression
from gdengine.analysis.walks import walked
from gdengine.data.batches import sampled
from gdengine.experiments import Regression
from pages.charts.kit.numbers import number
from pages.views.regression.words import line_now, loss_note, scaled_by, seen_points, titles

SAMPLED = [name for name, preset in PRESETS.items() if preset.page == "regression" and preset.record.sampled()]


@pytest.mark.parametrize("name", SAMPLED)
def test_a_sampled_slope_is_never_told_as_that_of_all_points(name):
    record = PRESETS[name].record
    said = loss_note(record)
    assert "gradient is" not in said
    assert "half* of it:" not in said
    assert "sampled" in said
    assert "a step sees only" in said


def test_all_points_have_the_gradient_of_all():
    assert loss_note(Regression()).endswith("The step follows the gradient of *half* of it: g = Xᵀ(Xβ − y).")
    assert loss_note(Regression(loss="sse")).endswith("Its gradient is g = 2Xᵀ(Xβ − y).")
    assert loss_note(Regression(loss="mse")).endswith("Its gradient is g = 2Xᵀ(Xβ − y)/N.")


@pytest.mark.parametrize("batch", [1, 2, 5])
@pytest.mark.parametrize("loss", regression.LOSSES)
def test_the_points_named_give_the_slope_of_the_step(batch, loss):
    """The formula of the note, worked out with the points that the line names, is the slope recorded."""
    record = Regression(batch=batch, loss=loss, steps=25, lr=0.0005)
    run = run_of(record)
    named = seen_points(record, run).numbers
    count, times = 10, -(-10 // batch)
    before, after = {"mse": (2, 1 / count), "sse": (2, 1), "half_sse": (1, 1)}[loss]
    assert f"g = {times}·" in loss_note(record)
    for k in range(25):
        x, y = (np.array([named[f"seen_{c}{j}"][k] for j in range(batch)]) for c in "xy")
        X, y = regression.design(x[np.isfinite(x)]), y[np.isfinite(y)]
        np.testing.assert_allclose(times * before * X.T @ (X @ run.x[k] - y) * after, run.grad[k], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("n", "batch"), [(10, 3), (10, 8), (10, 9), (128, 64), (128, 100)])
def test_so_many_points_are_counted_as_each_step_sees(n, batch):
    """The last step of an epoch may see fewer, and the first of the next one may see the same again."""
    record = Regression(data="noisy_line", loss="mse", n=n, batch=batch, lr=1e-5, steps=12)
    run = run_of(record)
    told = seen_points(record, run)
    (said,), rows = told.templates, [sampled(k, n, record.batch, record.seed) for k in run.step.tolist()]
    assert said == f"This step sees {{seen}} of the {n} points; in an epoch each is seen once."
    assert told.numbers["seen"].tolist() == [len(row) for row in rows]
    assert any({*now} & {*after} for now, after in pairwise(rows)), "the next one sees no others only"
    short = {len(row) for row in rows} - {record.batch}
    note = loss_note(record)
    assert ("the last of an epoch" in note) == bool(short)
    assert all(f"the last of an epoch only {_said(rest)}:" in note for rest in short)


def _said(count):
    return "one point" if count == 1 else f"{count} points"


def test_standardized_the_line_is_told_in_the_units_of_the_data():
    record = Regression(data="years", scale="standardized", lr=0.1, steps=200)
    run = run_of(record)
    told = line_now(record, run, record.best())
    x, y = record.measured()[:2]
    intercept, slope = (told.numbers[f"original_{c}"][-1] for c in "ab")
    mine = run.x[-1, 0] + run.x[-1, 1] * record.points().x
    np.testing.assert_allclose(intercept + slope * x, mine, rtol=1e-9)
    np.testing.assert_allclose([intercept, slope], regression.solve(regression.design(x), y), rtol=1e-4)
    (title, _), (across, _) = titles(record)
    mean, spread = x.mean(), x.std()
    assert title == "x, standardized"
    assert f"its mean {number(mean, 6)}" in scaled_by(record)
    assert f"its spread {number(spread, 6)}" in scaled_by(record)
    assert across == "for standardized x: intercept a"


def test_as_they_are_the_points_have_one_unit():
    record = Regression()
    assert titles(record) == (("x", "y"), ("intercept a", "slope b"))
    assert line_now(record, run_of(record), record.best()).templates == ("Distance to the closed form: {away}.",)


def test_c8_ends_where_the_closed_form_is():
    record = PRESETS["C8"].record
    assert line_now(record, run_of(record), record.best()).numbers["away"][-1] < 1e-9


def test_the_mend_of_the_years_standardizes_and_both_units_are_told():
    seen = visit("regression", data="years", lr="0.00001")
    assert seen.wrong == []
    (button,) = [b for b in seen.app.button if b.key == seen.key("mend")]
    assert button.label.startswith("Standardize x")
    with mock.patch("pages.ui.worked_step.live_text") as drawn:
        seen = seen.press("mend")
    assert seen.wrong == []
    assert seen.address["scale"] == "standardized"
    told = {call.kwargs["key"].rpartition(".")[2]: call.args for call in drawn.call_args_list}
    lines, numbers = told["place"]
    assert lines[0].startswith("In the units of the data the line is y = ")
    assert len(numbers["original_a"]) == int(seen.settings["steps"]) + 1 or np.isfinite(numbers["original_a"]).all()
    assert "x, standardized" in str(seen.pictures["line_years_as_measured_standardized"].to_dict())
    assert any("its spread" in text for text in seen.words)


def test_what_ended_early_is_told_to_its_end():
    record = PRESETS["C9"].record
    assert len(line_now(record, run_of(record), record.best()).numbers["away"]) == len(walked(run_of(record)).x)
