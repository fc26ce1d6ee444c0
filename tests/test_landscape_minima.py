"""The listed minima are minima, and all there are; the misty mountain's valleys for many seeds."""

import math

import numpy as np
import pytest
from gradients import assert_gradient, places

from gdengine.landscapes import LANDSCAPES, ellipse, misty_mountain

EVERY = pytest.mark.parametrize("name", LANDSCAPES)
SHARP = {("kink", (0,)), ("ackley", (0, 0))}  # minima without a gradient around them: a corner, a cone
FLAT = {("quartic", (0,))}  # minima without curvature


def hessian(objective, x, h=1e-5):
    """The second derivatives (*B, D, D) at x (*B, D): central differences of the gradient."""
    nudge = h * np.eye(objective.dim)
    return (objective.grad(x[..., None, :] + nudge) - objective.grad(x[..., None, :] - nudge)) / (2 * h)


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


@pytest.mark.parametrize("seed", range(5))
def test_mountain_gradient(seed):
    assert_gradient(misty_mountain(seed), places(misty_mountain(seed), (50,)))


# --- the elliptic bowl ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("condition", [1, 7.5, 1e4])
def test_ellipse_gradient_and_condition_number(condition):
    objective = ellipse(condition)
    assert_gradient(objective, places(objective, (20,)))
    assert np.linalg.cond(hessian(objective, np.zeros(2))) == pytest.approx(condition, rel=1e-9)
    assert f"{condition:g}" in objective.formula


@pytest.mark.parametrize("condition", [0.5, -1, math.inf, math.nan])
def test_ellipse_refuses_what_is_no_condition_number(condition):
    with pytest.raises(ValueError, match="condition number must be a finite number"):
        ellipse(condition)
