"""A1 to A9, one dimension: the numbers that the books print, from the presets' own runs."""

import dataclasses

import numpy as np
import pytest
from classics import path, printed

import gdengine
from gdengine.activities.secant import change, secants
from gdengine.core import Outcome
from gdengine.experiments.presets import PRESETS


def test_a1_slope_of_a_parabola():
    f = PRESETS["A1"].record.objective()
    assert f.grad([-2.0]) == -16
    assert f.grad([2 / 3]) == 0
    assert f([2 / 3]) == 3.666666666666667
    assert path("A1").grad[0, 0] == -16


def test_a2_secants_turn_into_the_tangent():
    record, widths = PRESETS["A2"].record, (1, 0.1, 1e-6, 1e-12, 1e-16)
    first, second, near, *broken = secants(record.objective(), record.start(), widths)[:, 0]
    assert (PRESETS["A2"].own.h, first) == (1, -13)
    assert second == pytest.approx(-15.7, abs=1e-12)
    assert near == pytest.approx(-16, abs=1e-5)
    assert 1e-4 < abs(broken[0] + 16) < 0.1  # rounding breaks it
    assert broken[1] == 0


def test_a3_slope_as_sensitivity():
    record = PRESETS["A3"].record
    assert record.objective().grad(record.start())[0] * PRESETS["A3"].own.h == pytest.approx(-0.16)
    assert change(record.objective(), record.start(), [PRESETS["A3"].own.h])[0, 0] == pytest.approx(-0.1597, abs=1e-14)


def test_a4_descent_on_the_square():
    run = path("A4")
    assert run.step[-1] == 50
    assert np.allclose(run.x[:, 0], -4 * 0.9 ** np.arange(51), rtol=1e-13, atol=0)
    assert printed(run.x[-1, 0], "-0.020615100829")
    assert f"{run.value[-1]:.4e}" == "4.2498e-04"


@pytest.mark.parametrize(("name", "rate"), [("A5a", 0.5), ("A5b", 0.9), ("A5c", 1.0), ("A5", 1.1)])
def test_a5_the_same_with_four_rates(name, rate):
    run = path(name)
    assert PRESETS[name].record.lr == rate
    assert np.allclose(run.x[:, 0], -4 * (1 - 2 * rate) ** np.arange(51.0), rtol=1e-12, atol=1e-15)


def test_a6_one_weight_of_a_line():
    run = path("A6")
    assert (run.x[0, 0], run.value[0]) == (8, 186)
    assert run.x[1, 0] == pytest.approx(7.38, abs=1e-14)
    for k, weight, loss in ((2, "6.824066", "120.236699"), (3, "6.325579", None)):
        assert f"{run.x[k, 0]:.8f}".startswith(weight)
        assert loss is None or f"{run.value[k]:.8f}".startswith(loss)
    assert f"{run.value[1]:.8f}".startswith("149.546066")
    last = zip(range(47, 51), ("2.0356295", "2.0319478", "2.0286465", "2.0256864"))
    assert all(printed(run.x[k, 0], text) for k, text in last)
    assert all(printed(run.value[k], text) for k, text in zip((47, 48, 49), ("0.00655887", "0.00527341", "0.00423988")))
    assert path("A6", x0=2.0).outcome == Outcome.CONVERGED  # the loss is exactly 0


def test_a7_error_of_a_line_against_its_weight():
    f, run = PRESETS["A7"].record.objective(), path("A7")
    assert printed(run.value[0], "11082.9202")
    assert printed(run.grad[0, 0], "-1123.9616")
    assert (printed(f([0.0]), "3.6885"), printed(f.grad([0.0])[0], "16.0384"), printed(f([2.0]), "149.7653")) == (
        True,
    ) * 3
    assert run.value[-1] == pytest.approx(float(f(f.minima[0])), abs=0.1)
    without_bias = gdengine.landscapes.line_loss(np.arange(10.0), np.sin(np.arange(10.0)))
    assert printed(without_bias([1.0]), "27.008959")


def test_a8_the_start_decides_and_momentum_escapes():
    deep, shallow = (minimum[0] for minimum in PRESETS["A8"].record.objective().minima)
    assert [path(name).x[-1, 0] for name in ("A8", "A8b", "A8m")] == pytest.approx([shallow, deep, deep], abs=1e-3)
    same = dataclasses.replace(PRESETS["A8m"].record, optimizer="gd", steps=PRESETS["A8"].record.steps)
    assert same == PRESETS["A8"].record


def test_a9_plain_descent_crawls_on_the_shelf():
    left = {name: int(np.argmax(np.abs(path(name).x[:, 0]) < 1)) for name in ("A9", "A9r")}
    assert left == {"A9": 184, "A9r": 20}
    assert PRESETS["A9"].record.lr == 5 * PRESETS["A9r"].record.lr
