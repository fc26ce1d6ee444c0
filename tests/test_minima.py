"""Valleys: found where they are known, and not invented where there are none."""

import numpy as np
import pytest

from gdengine import LANDSCAPES
from gdengine.expression import parse
from gdengine.landscapes.minima import minima


@pytest.mark.parametrize("name", LANDSCAPES.of(2))
def test_the_listed_minima_of_every_surface_are_found_and_no_others(name):
    objective = LANDSCAPES[name]
    known, found = (np.reshape(sorted(places), (-1, 2)) for places in (objective.minima, minima(objective)))
    assert found.shape == known.shape
    near = np.abs(found[:, None] - known).max(-1) < 1e-9
    assert near.any(0).all()
    assert near.any(1).all()


def test_the_lowest_comes_first():
    camel = LANDSCAPES["camel"]
    heights = [float(camel(point)) for point in minima(camel)]
    assert heights == sorted(heights)
    assert heights[0] < heights[-1] - 1


def test_one_dimension_too():
    curve = LANDSCAPES["double_well"]
    assert np.allclose(sorted(minima(curve)), sorted(curve.minima))


@pytest.mark.parametrize("formula", ["x", "1", "x^2*y^2", "(x-1)^2", "sqrt(x)", "1/x", "-(x^2) - y^2", "x^2 - y^2"])
def test_floors_slopes_tops_and_passes_are_no_minima(formula):
    assert minima(parse(formula, dim=2)) == ()


def test_where_the_formula_has_a_hole_the_rest_is_searched():
    (found,) = minima(parse("log(x)^2 + (y-2)^2", dim=2))
    assert found == pytest.approx((1, 2))


def test_so_many_minima_that_they_are_no_points():
    assert minima(parse("sin(9*x)*sin(9*y)", dim=2)) == ()
