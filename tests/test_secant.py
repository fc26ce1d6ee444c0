"""Secants: the numbers of the classic experiment, the two errors, and what happens when h is too small."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import LANDSCAPES, expression
from gdengine.activities.secant import EPSILON, STEPS, change, places, scan, secants
from gdengine.core import Objective

PARABOLA = LANDSCAPES["parabola"]  # 3x² − 4x + 5
CURVES = pytest.mark.parametrize("name", LANDSCAPES.of(1))
BOX = st.tuples(st.floats(-1000, 999), st.floats(1e-3, 1000)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_the_secants_of_the_classic_experiment():
    slopes = dict(zip(STEPS, secants(PARABOLA, [-2.0], STEPS)[:, 0]))
    assert slopes[1] == -13
    assert slopes[0.1] == pytest.approx(-15.7, abs=1e-12)
    for h in STEPS[STEPS >= 1e-6]:
        assert slopes[h] == pytest.approx(-16 + 3 * h, abs=1e-8)  # 3(x + h)² …: the secant's slope is 6x − 4 + 3h
    assert slopes[1e-8] == pytest.approx(-16, abs=1e-6)


def test_a_tiny_step_aside_breaks_it():
    slopes = dict(zip(STEPS, secants(PARABOLA, [-2.0], STEPS)[:, 0]))
    assert 1e-4 < abs(slopes[1e-12] + 16) < 0.1
    assert abs(slopes[1e-15] + 16) > 1
    assert secants(PARABOLA, [-2.0], [1e-16])[0, 0] == 0  # −2 + 1e-16 is −2


def test_slope_as_sensitivity():
    true = change(PARABOLA, [-2.0, 2 / 3], [0.01, 0.1])
    assert true.shape == (2, 2)
    assert true[:, 0] == pytest.approx([-0.1597, -1.57], abs=1e-14)
    assert scan(PARABOLA, [-2.0], STEPS).slope[0] * 0.01 == pytest.approx(-0.16, abs=1e-16)


def test_steps_aside():
    assert len(STEPS) == 46
    assert STEPS[:5].tolist() == [1, 0.5, 0.2, 0.1, 0.05]
    assert STEPS[-1] == 1e-15
    assert (np.diff(STEPS) < 0).all()


def test_a_scan_is_what_it_says():
    x = np.array([-2.0, 2 / 3, 4.0])
    seen = scan(PARABOLA, x, STEPS)
    assert seen.secant.shape == seen.error.shape == (46, 3)
    assert seen.value.tolist() == [25, 3.666666666666667, 37]
    assert seen.slope.tolist() == [-16, 0, 20]
    for m, h in enumerate(STEPS):
        for k, at in enumerate(x):
            assert seen.secant[m, k] == (PARABOLA([at + h]) - PARABOLA([at])) / h
    assert np.array_equal(seen.error, np.abs(seen.secant - [-16, 0, 20]))
    assert seen.truncation == pytest.approx([3, 3, 3], rel=1e-9)
    assert seen.rounding == pytest.approx(EPSILON * np.array([25 + 16, 11 / 3, 37 + 40]), rel=1e-9)


@pytest.mark.parametrize("name", ["parabola", "double_well", "plateau", "wiggly", "sine_weight"])
def test_the_error_is_the_sum_that_the_docstring_promises(name):
    seen = scan(LANDSCAPES[name], places(LANDSCAPES[name]), STEPS)
    promised = seen.truncation * seen.h[:, None] + seen.rounding / seen.h[:, None]
    bent = seen.truncation > 0.1 * np.nanmax(seen.truncation)
    small = seen.h <= 1e-3  # above, the third derivative has a word
    share = (seen.error / promised)[small][:, bent]
    assert np.median(share[seen.h[small] >= 1e-6]) == pytest.approx(1, abs=0.01)
    assert 0.01 < np.median(share[seen.h[small] <= 1e-10]) < 1
    assert share.max() < 4


@pytest.mark.parametrize("name", ["parabola", "double_well", "wiggly"])
def test_the_best_step_aside_is_near_the_root_of_epsilon(name):
    seen = scan(LANDSCAPES[name], places(LANDSCAPES[name]), STEPS)
    typical = np.median(seen.error, axis=1)
    best = seen.h[typical.argmin()]
    assert 0.1 < best / EPSILON**0.5 < 10
    assert typical[seen.h == 1e-15] > 1e4 * typical.min()
    assert typical[seen.h == 0.1] > 1e4 * typical.min()


@CURVES
def test_places_are_short_and_include_ends_and_minima(name):
    objective = LANDSCAPES[name]
    x = places(objective)
    assert 240 <= len(x) <= 410
    assert (np.diff(x) > 0).all()
    assert (x[0], x[-1]) == objective.box[0]
    known = [minimum[0] for minimum in objective.minima]
    assert {*known} <= {*x}
    assert all(float(f"{at:.6g}") == at for at in x if at not in (*known, *objective.box[0]))


@settings(deadline=None, derandomize=True)
@given(BOX)
def test_any_box_has_enough_places(box):
    x = places(Objective("any", 1, lambda x: (x[..., 0], x), box=(box,)))
    assert 240 <= len(x) <= 403
    assert (x[0], x[-1]) == box
    assert np.diff(x).max() < (box[1] - box[0]) / 240


def test_a_formula_with_gaps_and_corners_has_nan_there():
    root = scan(expression.parse("sqrt(x)"), [-1.0, 4.0], [1.0, 1e-6])
    assert np.isnan([root.value[0], root.slope[0], root.truncation[0], *root.secant[:, 0][1:]]).all()
    assert root.secant[:, 1] == pytest.approx([5**0.5 - 2, 0.25], abs=1e-6)
    corner = scan(LANDSCAPES["kink"], [0.0, 1.0], [0.1])
    assert np.isnan(corner.truncation[0])
    assert (corner.truncation[1], corner.secant[0, 0], corner.slope[0]) == (0, 1, 0)
    pole = scan(expression.parse("1/x"), [0.0], [0.5])
    assert not np.isfinite(pole.secant[0, 0])


@pytest.mark.parametrize(
    ("objective", "x", "h", "what"),
    [
        (LANDSCAPES["himmelblau"], [0.0], [1.0], "'himmelblau' has 2 variables"),
        (PARABOLA, [0.0], [1.0, 0.0], "two different points"),
        (PARABOLA, [np.nan], [1.0], "x must be a list of finite numbers"),
        (PARABOLA, [0.0], 1.0, "h must be a list of finite numbers, not 1.0"),
    ],
)
@pytest.mark.parametrize("measure", [change, secants, scan])
def test_what_is_no_secant_is_refused(measure, objective, x, h, what):
    with pytest.raises(ValueError, match=what):
        measure(objective, x, h)


@pytest.mark.parametrize(
    ("objective", "most"), [(LANDSCAPES["himmelblau"], 10), (PARABOLA, 0), (Objective("boxless", 1, None), 10)]
)
def test_places_are_those_of_a_curve_with_a_box(objective, most):
    with pytest.raises(ValueError, match="one place or more is looked for, on a curve with a box"):
        places(objective, most)
