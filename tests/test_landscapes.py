"""Every landscape: formula against gradient, floats against arrays, its minima, and the experiments that run on it."""

import dataclasses
import inspect
import math

import numpy as np
import pytest
from gradients import assert_gradient, bent
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.core import from_components
from gdengine.landscapes import LANDSCAPES, ellipse, landscape, line_loss, misty_mountain
from gdengine.landscapes.registry import Registry
from gdengine.optimizers import OPTIMIZERS

EVERY = pytest.mark.parametrize("name", LANDSCAPES)
SHARP = {("kink", (0,)), ("ackley", (0, 0))}  # minima without a gradient around them: a corner, a cone
FLAT = {("quartic", (0,))}  # minima without curvature


def places(objective, shape, seed=1):
    """Random points (*shape, D) in the box."""
    low, high = np.array(objective.box, float).T
    return np.random.default_rng(seed).uniform(low, high, (*shape, objective.dim))


def walk(objective, rule, x, steps):
    """The points (steps + 1, *B, D) of a descent: a loop of its own, so that nothing here rests on the engine's."""
    x = np.asarray(x, float)
    state, path = rule.init(x), [x]
    for step in range(steps):
        delta, state = rule.update(objective.grad(x), state, step)
        x = x + delta
        path.append(x)
    return np.array(path)


def hessian(objective, x, h=1e-5):
    """The second derivatives (*B, D, D) at x (*B, D): central differences of the gradient."""
    nudge = h * np.eye(objective.dim)
    return (objective.grad(x[..., None, :] + nudge) - objective.grad(x[..., None, :] - nudge)) / (2 * h)


# --- the judge, and what it judges ------------------------------------------------------------------------------------


@EVERY
def test_gradient_is_the_derivative_of_the_formula(name):
    assert_gradient(LANDSCAPES[name], places(LANDSCAPES[name], (5, 40)))


@EVERY
@pytest.mark.parametrize("by", [1e-3, -1e-3])
def test_a_gradient_bent_by_a_thousandth_is_rejected(name, by):
    objective = LANDSCAPES[name]
    for coordinate in (slice(None), *range(objective.dim)):
        for seed in range(5):
            with pytest.raises(AssertionError, match="the gradient says"):
                assert_gradient(bent(objective, by, coordinate), places(objective, (2,), seed), seed=seed)


def test_one_bent_coordinate_among_a_hundred_is_rejected():
    scale = np.linspace(0.5, 2.0, 100)
    bowl = dataclasses.replace(
        LANDSCAPES["bowl"], dim=100, value_and_grad=lambda x: ((scale * x * x).sum(-1), 2 * scale * x)
    )
    points = np.random.default_rng(0).normal(size=(5, 100))
    assert_gradient(bowl, points)
    with pytest.raises(AssertionError, match="the gradient says"):
        assert_gradient(bent(bowl, 1e-3, 17), points)


def test_the_judge_passes_nothing_it_cannot_judge():
    rough = dataclasses.replace(
        LANDSCAPES["square"], value_and_grad=lambda x: ((x * x + 1e-4 * np.sin(1e7 * x))[..., 0], 2 * x)
    )
    with pytest.raises(AssertionError, match="too rough"):
        assert_gradient(rough, [[1.0], [2.0]])
    with pytest.raises(AssertionError, match="not finite"):
        assert_gradient(LANDSCAPES["bowl"], [[np.nan, 0.0]])
    scalar = dataclasses.replace(LANDSCAPES["bowl"], value_and_grad=lambda x: (0.0, 0.0 * x))
    with pytest.raises(AssertionError, match="values of shape"):
        assert_gradient(scalar, [[1.0, 2.0]])


@pytest.mark.parametrize("condition", [1, 7.5, 1e4])
def test_ellipse_gradient_and_condition_number(condition):
    objective = ellipse(condition)
    assert_gradient(objective, places(objective, (20,)))
    assert np.linalg.cond(hessian(objective, np.zeros(2))) == pytest.approx(condition, rel=1e-9)
    assert f"{condition:g}" in objective.formula


@pytest.mark.parametrize("seed", range(5))
def test_mountain_gradient(seed):
    assert_gradient(misty_mountain(seed), places(misty_mountain(seed), (50,)))


# --- floats and arrays ------------------------------------------------------------------------------------------------


@EVERY
def test_floats_and_arrays_agree(name):
    objective = LANDSCAPES[name]
    x = places(objective, (200,))
    value, grad = objective.value_and_grad(x)
    alone = [objective.components(math, *point) for point in x.tolist()]
    assert {type(number) for f, partials in alone for number in (f, *partials)} == {float}
    np.testing.assert_allclose([f for f, _ in alone], value, rtol=1e-12, atol=1e-12 * np.abs(value).max())
    np.testing.assert_allclose([g for _, g in alone], grad, rtol=1e-12, atol=1e-12 * np.abs(grad).max())


@EVERY
def test_axes(name):
    objective = LANDSCAPES[name]
    x = places(objective, (3, 4))
    value, grad = objective.value_and_grad(x)
    assert (value.shape, grad.shape) == ((3, 4), (3, 4, objective.dim))
    one_value, one_grad = objective.value_and_grad(x[2, 1])
    assert (np.shape(one_value), one_grad.shape) == ((), (objective.dim,))
    np.testing.assert_allclose(one_value, value[2, 1], rtol=1e-13)
    np.testing.assert_allclose(one_grad, grad[2, 1], rtol=1e-13)


@EVERY
@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.data())
def test_far_outside_the_box_there_are_numbers_or_arithmetic_errors(name, data):
    objective = LANDSCAPES[name]
    number = st.floats(allow_nan=False) | st.sampled_from([1e200, -1e200, 0.0, math.inf])
    point = data.draw(st.tuples(*[number] * objective.dim))
    with np.errstate(all="ignore"):
        value, grad = objective.value_and_grad(np.array(point))
    assert (np.shape(value), grad.shape) == ((), (objective.dim,))
    try:
        f, _ = objective.components(math, *point)
    except (ArithmeticError, ValueError):
        assert not (np.isfinite(value) and np.isfinite(grad).all())
    else:
        assert type(f) is float


# --- minima -----------------------------------------------------------------------------------------------------------


def listed(objectives):
    return [pytest.param(o, m, id=f"{label}{m}") for label, o in objectives for m in o.minima]


@pytest.mark.parametrize(
    ("objective", "minimum"),
    listed([*LANDSCAPES.items(), *((f"seed{seed}", misty_mountain(seed)) for seed in range(1, 5))]),
)
def test_minima_are_minima(objective, minimum):
    at = np.array(minimum, float)
    assert all(low < c < high for c, (low, high) in zip(minimum, objective.box, strict=True))
    around = at + 1e-2 * np.random.default_rng(0).normal(size=(200, objective.dim))
    assert (objective(around) > objective(at)).all()
    assert np.linalg.norm(objective.grad(at)) < 1e-10
    if (objective.name, minimum) not in SHARP | FLAT:
        steepness = np.linalg.eigvalsh(hessian(objective, at))
        assert steepness[0] > 0.01
        error = np.linalg.norm(objective.grad(at)) / steepness[0]  # one Newton step would still move it by this
        assert error < 1e-10


@EVERY
def test_minima_are_distinct_and_a_lowest_one_comes_first(name):
    objective = LANDSCAPES[name]
    minima = np.array(objective.minima, float).reshape(-1, objective.dim)
    apart = np.linalg.norm(minima[:, None] - minima, axis=-1) + np.eye(len(minima))
    assert (apart > 0.1).all()
    if len(minima):
        assert objective(minima[0]) <= objective(minima).min() + 1e-12
        assert objective(minima[0]) <= objective(places(objective, (20_000,))).min()


def resting_places(objective, x, steps=80):
    """Where damped Newton steps (|H| + δ)⁻¹∇f, taken only if they lead down, come to rest from the starts x (n, D)."""
    damping, value = np.ones((len(x), 1)), objective(x)
    for _ in range(steps):
        curvatures, axes = np.linalg.eigh(hessian(objective, x))
        along = np.einsum("nij,ni->nj", axes, objective.grad(x)) / (np.abs(curvatures) + damping)
        ahead = x - np.einsum("nij,nj->ni", axes, along)
        down = (objective(ahead) <= value)[:, None]
        x, damping = np.where(down, ahead, x), damping * np.where(down, 0.3, 4.0)
        value = objective(x)
    return x[np.linalg.norm(objective.grad(x), axis=-1) < 1e-6]


@pytest.mark.parametrize("name", sorted(set(LANDSCAPES) - {"monkey_saddle", "quartic", "kink"}))
def test_every_resting_place_inside_the_box_is_listed(name):
    objective = LANDSCAPES[name]
    low, high = np.array(objective.box, float).T
    x = resting_places(objective, places(objective, (400,)))
    x = x[((x > low) & (x < high)).all(-1)]
    away = np.linalg.norm(x[:, None] - np.array(objective.minima, float), axis=-1)
    assert (away.min(1) < 1e-6).all()
    smooth = {i for i, minimum in enumerate(objective.minima) if (name, minimum) not in SHARP}
    assert set(away.argmin(1)) == smooth


def test_where_there_is_no_minimum_none_is_listed():
    assert LANDSCAPES["monkey_saddle"].minima == ()
    assert not LANDSCAPES["monkey_saddle"].grad([0.0, 0.0]).any()


def test_himmelblau_has_four_minima_of_value_zero():
    objective = LANDSCAPES["himmelblau"]
    assert len(objective.minima) == 4
    np.testing.assert_allclose(objective(objective.minima), 0, atol=1e-24)


def test_camel_has_six_minima_in_three_pairs():
    objective = LANDSCAPES["camel"]
    depths = [-1.031628453489877, -0.2154638243837174, 2.1042503103112796]
    np.testing.assert_allclose(objective(objective.minima), np.repeat(depths, 2), rtol=1e-12)


@pytest.mark.parametrize("name", ["rastrigin", "ackley"])
def test_the_lowest_pit_has_the_value_zero_and_its_conventional_gradient(name):
    objective = LANDSCAPES[name]
    assert len(objective.minima) == 25
    assert (objective(np.zeros(2)), *objective.grad(np.zeros(2))) == (0, 0, 0)
    assert objective.components(math, 0.0, 0.0) == (0, (0, 0))


def test_formulas_written_so_that_nothing_cancels_equal_the_textbook():
    x, y = places(LANDSCAPES["ackley"], (500,)).T
    waves = np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)
    ackley = 20 + math.e - 20 * np.exp(-0.2 * np.sqrt((x**2 + y**2) / 2)) - np.exp(waves / 2)
    np.testing.assert_allclose(LANDSCAPES["ackley"](np.stack([x, y], -1)), ackley, rtol=1e-13, atol=1e-13)
    rastrigin = 20 + x**2 + y**2 - 10 * waves
    np.testing.assert_allclose(LANDSCAPES["rastrigin"](np.stack([x, y], -1)), rastrigin, rtol=1e-13, atol=1e-13)


# --- the misty mountain -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_mountain_has_several_valleys_and_the_deepest_is_known(seed):
    objective = misty_mountain(seed)
    assert len(objective.minima) >= 3
    heights = objective(objective.minima)
    assert (np.diff(heights) >= 0).all()
    axis = np.linspace(-4, 4, 401)
    grid = objective(np.stack(np.meshgrid(axis, axis), -1))
    assert heights[0] <= grid.min() <= heights[0] + 1e-3


@pytest.mark.parametrize("seed", range(20))
def test_mountain_valleys_are_all_listed_and_no_walk_leaves_the_map(seed):
    objective = misty_mountain(seed)
    x = resting_places(objective, places(objective, (300,)))
    away = np.linalg.norm(x[:, None] - np.array(objective.minima), axis=-1).min(1)
    assert len(x) == 300
    assert (away < 1e-6).all()
    side = np.linspace(-4, 4, 201)
    for axis in range(2):
        for edge in (-4.0, 4.0):
            rim = np.insert(side[:, None], axis, edge, axis=1)
            assert (objective.grad(rim)[:, axis] * edge > 0).all()


def test_mountain_is_the_same_for_the_same_seed_and_another_for_another():
    assert misty_mountain(3).minima == misty_mountain(np.int64(3)).minima
    assert LANDSCAPES["misty_mountain"].minima == misty_mountain(0).minima != misty_mountain(1).minima


@pytest.mark.parametrize("seed", [-1, 0.5, math.nan, None, "7"])
def test_mountain_refuses_what_is_no_seed(seed):
    with pytest.raises(ValueError, match="whole number of at least 0"):
        misty_mountain(seed)


def test_on_the_mountain_momentum_leaves_a_valley_that_holds_plain_descent():
    objective = misty_mountain(0)
    deepest, start = np.array(objective.minima[0]), np.array([-0.6, 1.8])
    stuck = walk(objective, OPTIMIZERS["gd"](lr=0.05), start, 600)[-1]
    out = walk(objective, OPTIMIZERS["momentum"](lr=0.05, mass=0.9), start, 600)[-1]
    np.testing.assert_allclose(stuck, objective.minima[2], atol=1e-6)
    np.testing.assert_allclose(out, deepest, atol=1e-6)


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


@pytest.mark.parametrize("condition", [0.5, -1, math.inf, math.nan])
def test_ellipse_refuses_what_is_no_condition_number(condition):
    with pytest.raises(ValueError, match="condition number must be a finite number"):
        ellipse(condition)


def test_line_loss_leaves_terms_that_vanish_out_of_its_formula():
    assert LANDSCAPES["one_weight"].formula == r"\tfrac1{6}\sum_i(wx_i-1-y_i)^2\approx5.167\,(w-2)^2"
    assert "+0" not in line_loss([1, 2], [0, 0]).formula


# --- the registry -----------------------------------------------------------------------------------------------------


@EVERY
def test_every_landscape_introduces_itself(name):
    objective = LANDSCAPES[name]
    assert objective.name == name
    assert objective.title
    assert objective.formula
    assert objective.gradient
    assert 20 < len(objective.lesson) < 120
    assert objective.lesson.endswith(".")
    assert "\n" not in objective.lesson
    assert len(objective.box) == objective.dim == len(inspect.signature(objective.components).parameters) - 1
    assert all(low < high for low, high in objective.box)
    for latex in (objective.formula, objective.gradient):
        assert "$" not in latex
        assert latex.count("{") == latex.count("}")
        assert latex.count("(") == latex.count(")")
        assert latex.count(r"\left") - latex.count(r"\left(") == latex.count(r"\right") - latex.count(r"\right)")


def test_landscapes_is_a_mapping_in_order_with_distinct_titles():
    names = list(LANDSCAPES)
    assert list(dict(LANDSCAPES)) == names == [o.name for o in LANDSCAPES.values()]
    assert len(LANDSCAPES) == len(names) == len({o.title for o in LANDSCAPES.values()})
    assert "himmelblau" in LANDSCAPES
    assert "nowhere" not in LANDSCAPES
    assert LANDSCAPES.get("nowhere") is None
    assert LANDSCAPES["misty_mountain"] is LANDSCAPES["misty_mountain"]
    for dim in (1, 2):
        assert LANDSCAPES.of(dim) == tuple(name for name, o in LANDSCAPES.items() if o.dim == dim)


def test_a_name_is_given_once():
    with pytest.raises(ValueError, match="already a landscape called 'bowl'"):

        @landscape("Another bowl", box=((-1, 1),), formula="x", gradient="1")
        def bowl(m, x):
            return x, (1,)


def test_a_recipe_is_followed_once_and_only_when_its_landscape_is_asked_for():
    registry, made = Registry(), []

    @registry.recipe(dim=2)
    def hollow():
        made.append("hollow")
        return LANDSCAPES["bowl"]

    assert "hollow" in registry
    assert list(registry) == ["hollow"]
    assert registry.of(2) == ("hollow",)
    assert made == []
    assert registry["hollow"] is registry["hollow"] is LANDSCAPES["bowl"]
    assert made == ["hollow"]


def test_partial_derivatives_may_be_constants():
    plane = from_components("plane", lambda m, x, y: (2 * x + 3.0, (2, 0)), 2)
    value, grad = plane.value_and_grad(np.zeros((4, 5, 2)))
    assert value.shape == (4, 5)
    assert grad.shape == (4, 5, 2)
    np.testing.assert_array_equal(grad[3, 4], [2, 0])
