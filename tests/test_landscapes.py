"""Every landscape: its gradient against its formula, floats against arrays, and how it is registered."""

import dataclasses
import inspect
import math

import numpy as np
import pytest
from gradients import assert_gradient, bent, places
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.core import from_components
from gdengine.landscapes import LANDSCAPES, landscape
from gdengine.landscapes.registry import Registry

EVERY = pytest.mark.parametrize("name", LANDSCAPES)


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


def test_who_asks_for_none_is_told_which_there_are():
    with pytest.raises(KeyError, match=r"no landscape called 'nowhere': choose one of .*\bbowl\b"):
        LANDSCAPES["nowhere"]


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


@pytest.mark.parametrize("shape", [(), (0,), (1,), (2,), (7, 3), (600,), (601,), (2500,)])
def test_all_humps_at_once_are_the_humps_one_by_one_to_the_last_bit(shape):
    """A walk adds them one by one, and a verdict compares its values with what it asks itself."""
    mountain = LANDSCAPES["misty_mountain"]
    place = np.random.default_rng(len(shape)).normal(scale=4.0, size=(*shape, 2))
    place[..., 0] *= np.where(place[..., 1] > 7, np.inf, 1.0)
    with np.errstate(all="ignore"):
        value, slopes = mountain.components(np, place[..., 0], place[..., 1])
        told, grad = mountain.value_and_grad(place)
    assert told.shape == shape and grad.shape == place.shape
    np.testing.assert_array_equal(told, value)
    np.testing.assert_array_equal(grad, np.stack(slopes, axis=-1))
