"""Products of roots have the slope the page prints: at 0, left and right of it, on floats and on arrays."""

import itertools
import math

import numpy as np
import pytest
from formulas import attempt

from gdengine.expression import parse

FACTORS = ["x", "sqrt(x)", "x^0.5", "x^1.5", "cbrt(x)", "x^(2/3)", "x^(1/5)", "sqrt(x^2)", "|x|"]
X = np.array([[-2.0], [-0.3], [0.0], [1e-4], [0.4], [3.0]])


def made():
    """Products, quotients, powers, sums and differences of two and three roots of the same x."""
    for pattern in ("({})*({})", "({})({})*x", "({})/({}) + x", "({})^2 - 3({})^3", "({})^(2/3)*({})"):
        for pair in itertools.product(FACTORS, repeat=2):
            yield pattern.format(*pair)
    for three in itertools.combinations_with_replacement(FACTORS, 3):
        yield "({})({})({})".format(*three)


def test_the_slope_is_the_one_that_is_printed():
    compared = at_zero = 0
    for text in made():
        f = parse(text)
        value, slope = f(X), f.grad(X)[:, 0]
        written, error = attempt(f.gradient, 1)
        assert error is None, (text, f.gradient)
        printed = np.where(np.isnan(value), np.nan, written(X))
        both = np.isfinite(slope) & np.isfinite(printed)
        assert np.allclose(slope[both], printed[both], 1e-8, 1e-9), (text, f.gradient, slope, printed)
        lost = np.isnan(slope) & np.isfinite(value) & np.isfinite(printed)
        assert not lost.any(), (text, f.gradient, X[lost])
        compared += both.sum()
        at_zero += both[2]
    assert compared > 2000
    assert at_zero > 200


def test_floats_and_arrays_agree_where_roots_meet():
    for text in [*made()][::3]:
        f = parse(text)
        for x, value, slope in zip(X[:, 0].tolist(), f(X), f.grad(X)[:, 0]):
            try:
                on_floats, (slope_on_floats,) = f.components(math, x)
            except (ArithmeticError, ValueError):
                assert not (np.isfinite(value) and np.isfinite(slope)), (text, x)
                continue
            assert np.allclose([on_floats, slope_on_floats], [value, slope], 1e-9, 1e-12, equal_nan=True), (text, x)


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("sqrt(x)*sqrt(x)", 0, 1),
        ("x^0.5*x^0.5", 0, 1),
        ("x*sqrt(x)", 0, 0),
        ("sqrt(x)^2", 0, 1),
        ("cbrt(x)*cbrt(x)*cbrt(x)", 0, 1),
        ("cbrt(x)^3", -8, 1),
        ("x^(1/3)*x^(2/3)", 0, 1),
        ("sqrt(x^2)", 0, 0),
        ("sqrt(x^2)", -3, -1),
        ("sqrt(x) - sqrt(x) + x", 0, 1),
        ("sqrt(x)", 0, math.inf),
        ("sqrt(x)*sqrt(x)", -1, math.nan),
    ],
)
def test_slopes_by_hand(text, at, slope):
    assert parse(text).grad([at])[0] == pytest.approx(slope, rel=1e-12, nan_ok=True)


def test_two_variables_too():
    f = parse("sqrt(x)*sqrt(x)*y + sqrt(y)*sqrt(y)")
    assert f.grad([[0, 0], [0, 2], [4, 0], [4, 2]]).tolist() == [[0, 1], [2, 1], [0, 5], [2, 5]]
