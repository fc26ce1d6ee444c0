"""The experiments that run on the landscapes, with their numbers; the data behind a line."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.landscapes import LANDSCAPES, line_loss, misty_mountain
from gdengine.rules.optimizers import OPTIMIZERS


def walk(objective, rule, x, steps):
    """The points (steps + 1, *B, D) of a descent: a loop of its own, so that nothing here rests on the engine's."""
    x = np.asarray(x, float)
    state, path = rule.init(x), [x]
    for step in range(steps):
        delta, state = rule.update(objective.grad(x), state, step)
        x = x + delta
        path.append(x)
    return np.array(path)


# --- the experiments of the slope explorer ----------------------------------------------------------------------------


def test_a1_parabola():
    objective = LANDSCAPES["parabola"]
    assert objective.grad([-2.0]) == -16
    assert abs(objective.grad([2 / 3]).item()) < 1e-15
    assert objective([2 / 3]) == pytest.approx(3.666666666666667, abs=1e-15)
    assert objective.minima == ((2 / 3,),)


def test_a4_square():
    z = walk(LANDSCAPES["square"], OPTIMIZERS["gd"](lr=0.05), [-4.0], 50)[:, 0]
    np.testing.assert_allclose(z, -4 * 0.9 ** np.arange(51), rtol=1e-13)
    assert z[50] == pytest.approx(-0.020615100829, rel=1e-10)
    assert LANDSCAPES["square"]([z[50]]) == pytest.approx(4.2498e-4, rel=1e-4)


def test_a6_one_weight():
    objective = LANDSCAPES["one_weight"]
    w = walk(objective, OPTIMIZERS["gd"](lr=0.01), [8.0], 50)
    np.testing.assert_allclose(w[:4, 0], [8, 7.38, 6.8240666, 6.3255798], atol=1e-6)
    np.testing.assert_allclose(objective(w)[:3], [186, 149.546066, 120.236699], atol=1e-5)
    np.testing.assert_allclose(w[-4:, 0], [2.0356295, 2.0319478, 2.0286465, 2.0256864], atol=5e-8)
    np.testing.assert_allclose(objective(w)[-4:-1], [0.00655887, 0.00527341, 0.00423988], atol=5e-9)
    assert objective([2.0]) == 0  # exactly: the walk may stop there
    assert objective.minima == ((2.0,),)


def test_a7_sine_weight():
    objective = LANDSCAPES["sine_weight"]
    w = np.arange(-20.0, 19.0, 2.0)[:, None]
    np.testing.assert_allclose(objective([[-20.0], [0.0], [2.0]]), [11082.9202, 3.6885, 149.7653], atol=5e-5)
    np.testing.assert_allclose(objective.grad([[-20.0], [0.0]])[:, 0], [-1123.9616, 16.0384], atol=5e-5)
    x = np.arange(10.0)
    residual = w * x + 2 - np.sin(x)
    np.testing.assert_allclose(objective(w), (residual**2).mean(-1), rtol=1e-13)
    np.testing.assert_allclose(objective.grad(w)[:, 0], (2 * x * residual).mean(-1), rtol=1e-12)
    assert line_loss(x, np.sin(x))([1.0]) == pytest.approx(27.008959, abs=5e-7)


def test_a8_the_start_decides_and_momentum_carries_over():
    objective = LANDSCAPES["double_well"]
    left, right = walk(objective, OPTIMIZERS["gd"](lr=0.05), [[-0.1], [2.0]], 600)[-1, :, 0]
    assert (left, right) == pytest.approx((-2, 1), abs=1e-9)
    assert objective([-2.0]) < objective([1.0]) < objective([0.0])
    carried = walk(objective, OPTIMIZERS["momentum"](lr=0.05, mass=0.9), [2.0], 600)[-1, 0]
    assert carried == pytest.approx(-2, abs=1e-6)


def test_a9_plain_descent_crawls_on_the_shelf_and_adaptive_rules_do_not():
    objective = LANDSCAPES["plateau"]

    def steps_to_leave(rule):
        return int(np.argmax(np.abs(walk(objective, rule, [-5.0], 2000)[:, 0]) < 1))

    assert steps_to_leave(OPTIMIZERS["gd"](lr=0.1)) == 910
    assert steps_to_leave(OPTIMIZERS["rmsprop"](lr=0.1)) == 20
    assert steps_to_leave(OPTIMIZERS["adam"](lr=0.1)) == 35


def test_plain_descent_crawls_on_the_plateau_above_the_valley():
    objective = LANDSCAPES["valley"]
    for name, least, most in (("gd", 1000, 2000), ("momentum", 50, 250), ("adam", 50, 250)):
        away = np.linalg.norm(walk(objective, OPTIMIZERS[name](lr=0.1), [0.0, 4.5], 2000) - [2, 1], axis=-1)
        assert least < np.argmax(away < 0.1) < most


def test_the_saddle_holds_a_walk_on_its_ridge_and_nothing_beside_it():
    objective = LANDSCAPES["saddle"]
    ridge, beside = walk(objective, OPTIMIZERS["gd"](lr=0.1), [[1.5, 0.0], [1.5, 1e-6]], 400)[-1]
    np.testing.assert_allclose(ridge, [0, 0], atol=1e-12)
    np.testing.assert_allclose(beside, [0, 1], atol=1e-9)


def test_at_the_kink_the_slope_is_zero():
    objective = LANDSCAPES["kink"]
    np.testing.assert_array_equal(objective.grad([[-3.0], [0.0], [-0.0], [2.0]])[:, 0], [-1, 0, 0, 1])
    assert [objective.components(math, x)[1][0] for x in (-3.0, 0.0, 2.0)] == [-1, 0, 1]


def test_on_the_mountain_momentum_leaves_a_valley_that_holds_plain_descent():
    objective = misty_mountain(0)
    deepest, start = np.array(objective.minima[0]), np.array([-0.6, 1.8])
    stuck = walk(objective, OPTIMIZERS["gd"](lr=0.05), start, 600)[-1]
    out = walk(objective, OPTIMIZERS["momentum"](lr=0.05, mass=0.9), start, 600)[-1]
    np.testing.assert_allclose(stuck, objective.minima[2], atol=1e-6)
    np.testing.assert_allclose(out, deepest, atol=1e-6)


# --- data behind a line -----------------------------------------------------------------------------------------------

row = st.lists(st.floats(-50, 50), min_size=2, max_size=2)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(row, min_size=1, max_size=12), st.floats(-10, 10), st.floats(-30, 30))
def test_line_loss_is_the_mean_squared_error(data, bias, w):
    x, y = np.array([[1.0, 0.0], *data]).T
    residual = w * x + bias - y
    value, grad = line_loss(x, y, bias).value_and_grad(np.array([w]))
    assert value == pytest.approx((residual**2).mean(), rel=1e-9, abs=1e-9)
    assert grad[0] == pytest.approx((2 * x * residual).mean(), rel=1e-9, abs=1e-8)


@pytest.mark.parametrize(
    ("x", "y", "complaint"),
    [
        ([1, 2], [1, 2, 3], "equally many"),
        ([], [], "equally many"),
        ([[1], [2]], [[1], [2]], "equally many"),
        ([1, math.nan], [1, 2], "finite"),
        ([1, 2], [1, math.inf], "finite"),
        ([0, 0], [1, 2], "differ from 0"),
    ],
)
def test_line_loss_refuses_what_is_no_data(x, y, complaint):
    with pytest.raises(ValueError, match=complaint):
        line_loss(x, y)


def test_line_loss_leaves_terms_that_vanish_out_of_its_formula():
    assert LANDSCAPES["one_weight"].formula == r"\tfrac1{6}\sum_i(x\,u_i-1-v_i)^2\approx5.167\,(x-2)^2"
    assert "+0" not in line_loss([1, 2], [0, 0]).formula
