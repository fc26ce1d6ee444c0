"""Three meanings of the best line: each optimum against code of another kind, each loss, landscape and gradient."""

import math
import statistics
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.core import Outcome
from gdengine.loop.descend import descend
from gdengine.regression import (
    CRITERIA,
    DATASETS,
    dataset,
    design,
    gradient_shares,
    least_squares,
    r_squared,
    r_squared_said,
    sums,
)
from gdengine.regression.criteria import MOST_ENUMERATED
from gdengine.rules.optimizers import OPTIMIZERS

SQUARES, ABSOLUTE, PERPENDICULAR = CRITERIA.values()
FAR = dataset("far_point")
many = settings(deadline=None, derandomize=True, max_examples=60)
seeds = st.integers(0, 10**6)


def cloud(seed, count=None):
    """Points on no grid, so that one line is best by each criterion."""
    draw = np.random.default_rng(seed)
    count = count or int(draw.integers(3, 15))
    return draw.normal(size=count), draw.normal(size=count) + draw.normal() * 2


# --- the best lines, by code of another kind --------------------------------------------------------------------------


def exact_squares(x, y):
    """The normal equations in fractions."""
    x, y = [Fraction(v) for v in x], [Fraction(v) for v in y]
    n, sx, sy = len(x), sum(x), sum(y)
    slope = (n * sum(a * b for a, b in zip(x, y)) - sx * sy) / (n * sum(a * a for a in x) - sx * sx)
    return float((sy - slope * sx) / n), float(slope)


def least_absolute(x, y):
    """For a slope the median is the best intercept, and the best slope is that of two of the points."""
    best = math.inf, 0.0, 0.0
    for (x0, y0), (x1, y1) in combinations(zip(x.tolist(), y.tolist()), 2):
        slope = (y1 - y0) / (x1 - x0)
        for middle in {
            f([v - slope * u for u, v in zip(x, y)]) for f in (statistics.median_low, statistics.median_high)
        }:
            loss = math.fsum(abs(v - middle - slope * u) for u, v in zip(x, y))
            best = min(best, (loss, float(middle), slope))
    return best


def principal_axis(x, y):
    """tan 2θ = 2Sxy/(Sxx − Syy), of the angle θ that the first axis makes with x."""
    known = sums(x, y)
    angle = math.atan2(2 * known.sxy, known.sxx - known.syy) / 2
    return known.mean_y - math.tan(angle) * known.mean_x, math.tan(angle)


@many
@given(seed=seeds)
def test_each_best_line_is_that_of_independent_code(seed):
    x, y = cloud(seed)
    assert SQUARES.best(x, y) == pytest.approx(exact_squares(x, y), rel=1e-9, abs=1e-9)
    loss, *line = least_absolute(x, y)
    assert ABSOLUTE.loss(x, y, *ABSOLUTE.best(x, y)) == pytest.approx(loss, rel=1e-9)
    if not ABSOLUTE.caveat(x, y):
        assert ABSOLUTE.best(x, y) == pytest.approx(line, rel=1e-9, abs=1e-9)
    assert PERPENDICULAR.best(x, y) == pytest.approx(principal_axis(x, y), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_no_line_of_ten_thousand_is_better(criterion):
    for seed in range(5):
        x, y = cloud(seed)
        best = criterion.loss(x, y, *criterion.best(x, y))
        a, b = np.random.default_rng(seed).normal(size=(2, 10_000)) * 2 + np.array(criterion.best(x, y))[:, None]
        assert (criterion.loss(x, y, a, b) >= best * (1 - 1e-12)).all()


@pytest.mark.parametrize("seed", range(12))
def test_pivoting_finds_what_enumeration_finds(seed):
    draw = np.random.default_rng(seed)
    count = MOST_ENUMERATED + 15
    x = draw.normal(size=count) if seed % 3 else draw.integers(0, 6, count).astype(float)  # many x alike, too
    y = x + draw.standard_cauchy(count) if seed % 4 else draw.integers(0, 4, count).astype(float)
    found = ABSOLUTE.loss(x, y, *ABSOLUTE.best(x, y))
    slopes = [(v - w) / (t - u) for (t, v), (u, w) in combinations(zip(x, y), 2) if t != u]
    rest = y - np.array(slopes)[:, None] * x
    assert found == pytest.approx(np.abs(rest - np.median(rest, axis=1)[:, None]).sum(1).min(), rel=1e-9)


def test_through_most_points_or_by_squares_is_a_matter_of_the_criterion():
    """The line y = x passes four of five points; the best line by squares is another."""
    squares = SQUARES.best(FAR.x, FAR.y)
    assert squares == pytest.approx((-2, 3), abs=1e-12)
    assert [SQUARES.loss(FAR.x, FAR.y, *line) for line in ((0, 1), squares)] == pytest.approx([100, 40], rel=1e-12)
    assert ABSOLUTE.best(FAR.x, FAR.y) == (0, 1)
    assert [ABSOLUTE.loss(FAR.x, FAR.y, *line) for line in ((0, 1), squares)] == pytest.approx([10, 12], rel=1e-12)


def test_the_line_of_the_eye_is_steeper_than_that_of_squares():
    x, y = cloud(3, 40)
    y = y + x
    assert PERPENDICULAR.best(x, y)[1] > SQUARES.best(x, y)[1] > 0


def test_a_hundred_thousand_points_have_three_best_lines():
    draw = np.random.default_rng(0)
    x = draw.normal(size=100_000)
    y = 2 + 3 * x + draw.standard_t(2, 100_000)
    assert ABSOLUTE.best(x, y) == pytest.approx((2, 3), abs=0.02)
    assert ABSOLUTE.grid(x, y, [2.0, 2.1], [3.0]).shape == (1, 2)


# --- where there is no one best line ----------------------------------------------------------------------------------


def test_where_all_x_are_equal_there_is_no_slope():
    x, y = np.full(3, 0.1), np.array([1.0, 2.0, 6.0])
    for criterion in (SQUARES, ABSOLUTE):
        assert "every x is 0.1" in criterion.caveat(x, y)
        assert np.isfinite(criterion.best(x, y)).all()
    assert "upright, x = 0.1" in PERPENDICULAR.caveat(x, y)
    assert np.isnan(PERPENDICULAR.best(x, y)[0]) and PERPENDICULAR.best(x, y)[1] == math.inf
    assert ABSOLUTE.best(x, y) == (2, 0)
    assert all(criterion.objective(x, y).minima == () for criterion in CRITERIA.values())


def test_an_upright_line_is_told_and_so_are_equal_ones():
    assert "upright, x = 2" in PERPENDICULAR.caveat([1, 2, 3, 2, 2], [5, 0, 5, 20, -5])
    square = [0, 0, 1, 1], [0, 1, 0, 1]
    assert "every line through their middle" in PERPENDICULAR.caveat(*square)
    assert "Several lines are equally good" in ABSOLUTE.caveat(*square)
    assert [criterion.caveat(FAR.x, FAR.y) for criterion in CRITERIA.values()] == ["", "", ""]
    assert PERPENDICULAR.caveat([4], [5]).startswith("The points spread alike")


# --- losses, feet, landscapes -----------------------------------------------------------------------------------------


def feet(name, x, y, a, b):
    """Where the segments from the points to the lines (*B) end: x and y, (*B, N) each."""
    a, b = a[..., None], b[..., None]
    across = (x + b * (y - a)) / (1 + b * b) if name == "perpendicular" else x + 0 * a
    return across, a + b * across


@many
@given(seed=seeds, name=st.sampled_from([*CRITERIA]))
def test_the_loss_is_that_of_the_segments_to_their_feet(seed, name):
    (x, y), criterion = cloud(seed), CRITERIA[name]
    a, b = np.random.default_rng(seed).normal(size=(2, 3, 2))
    foot_x, foot_y = feet(name, x, y, a, b)
    far = np.hypot(foot_x - x, foot_y - y)
    direct = far.sum(-1) if name == "absolute" else (far**2).sum(-1)
    assert np.allclose(criterion.loss(x, y, a, b), direct, rtol=1e-9)
    assert np.shape(criterion.loss(x, y, 1, 2)) == ()


@pytest.mark.parametrize("loss", ["mse", "sse", "half_sse"])
@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_the_gradient_is_that_of_central_differences(criterion, loss):
    x, y = cloud(7, 12)
    objective = criterion.objective(x, y, loss)
    factor = {"mse": 1 / 12, "sse": 1.0, "half_sse": 0.5}[loss]
    places = np.random.default_rng(1).normal(size=(20, 2))
    assert np.allclose(objective(places), factor * criterion.loss(x, y, *places.T), rtol=1e-11)
    for k, nudge in enumerate(1e-6 * np.eye(2)):
        measured = (objective(places + nudge) - objective(places - nudge)) / 2e-6
        assert np.allclose(objective.grad(places)[:, k], measured, rtol=1e-5, atol=1e-6)
    alone = objective.value_and_grad(places[3])
    assert np.shape(alone[0]) == () and alone[1] == pytest.approx(objective.grad(places)[3])
    if objective.components:
        value, partials = objective.components(math, *places[3].tolist())
        assert (value, *partials) == pytest.approx((alone[0], *alone[1]), rel=1e-12)


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_the_map_is_the_loss_of_every_line(criterion):
    x, y = cloud(5, 30)
    a, b = np.linspace(-40, 40, 7), np.linspace(-3, 3, 5)
    lines = np.array([[criterion.loss(x, y, u, v) for u in a] for v in b])
    assert np.allclose(criterion.grid(x, y, a, b), lines, rtol=1e-12)
    far = criterion.grid(x + 1e6, y, a - 1e6 * 0.5, [0.5])
    assert np.allclose(far, criterion.grid(x, y, a, [0.5]), rtol=1e-8)


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_descent_arrives_at_each_best_line(criterion):
    x, y = dataset("noisy_line", seed=2)[:2]
    objective = criterion.objective(x, y, "mse")
    rate = 0.02 if criterion is SQUARES else 0.01
    rule = OPTIMIZERS["gd"](rate) if criterion is not ABSOLUTE else OPTIMIZERS["adam"](0.001)
    walk = descend(objective, rule, [0.0, 0.5], 10_000, every=10_000)
    assert walk.outcome in (Outcome.RUNNING, Outcome.CONVERGED)
    assert walk.x[-1] == pytest.approx(criterion.best(x, y), abs=2e-2 if criterion is ABSOLUTE else 1e-6)


# --- the six sums -----------------------------------------------------------------------------------------------------


@many
@given(seed=seeds, loss=st.sampled_from(["mse", "sse", "half_sse"]), far=st.sampled_from([0.0, 1e4]))
def test_the_sums_say_loss_gradient_and_best_line(seed, loss, far):
    x, y = cloud(seed)
    x = x + far
    known, bowl = sums(x, y), least_squares(design(x), y, loss)
    lines = bowl.solution + np.random.default_rng(seed).normal(size=(9, 2)) * (1, 1 / (1 + far))
    assert np.allclose(known.loss(*lines.T, loss), bowl(lines), rtol=1e-9)
    assert np.allclose(np.stack(known.gradient(*lines.T, loss), -1), bowl.grad(lines), rtol=1e-6, atol=1e-6)
    assert known.best() == pytest.approx(bowl.solution, rel=1e-7, abs=1e-9)


@many
@given(seed=seeds)
def test_a_moved_point_moves_the_sums(seed):
    x, y = cloud(seed)
    known, draw = sums(x, y), np.random.default_rng(seed)
    for _ in range(30):
        k, to = int(draw.integers(len(x))), draw.normal(size=2) * 3
        known = known.moved((x[k], y[k]), tuple(to))
        x[k], y[k] = to
        assert known == pytest.approx(sums(x, y), rel=1e-9, abs=1e-9)


def test_the_sums_of_equal_points_are_exactly_nothing():
    known = sums([0.1] * 7, [0.3] * 7)
    assert (known.sxx, known.sxy, known.syy) == (0, 0, 0)
    assert known.sse(0.3, 0.0) == 0
    assert math.isnan(known.r_squared(0.3, 0.0))
    assert sums([3.0] * 4, [1, 2, 3, 6]).best() == pytest.approx((0.3, 0.9), abs=1e-12)


# --- R², and who pulls ------------------------------------------------------------------------------------------------


def test_r_squared_keeps_its_sign():
    x, y = FAR.x, FAR.y
    best = SQUARES.best(x, y)
    correlation = np.corrcoef(x, y)[0, 1]
    assert r_squared(y, best[0] + best[1] * x) == pytest.approx(correlation**2, rel=1e-12)
    assert sums(x, y).r_squared(*best) == pytest.approx(correlation**2, rel=1e-12)
    bad = r_squared(y, np.stack([20 - x, np.full(5, y.mean()), y]))
    assert bad[0] < -5 and bad[1:] == pytest.approx([0, 1], abs=1e-12)
    assert sums(x, y).r_squared(20, -1) == pytest.approx(bad[0], rel=1e-12)
    assert math.isnan(r_squared([2, 2], [1, 3]))


@pytest.mark.parametrize(
    ("value", "said"),
    [(-0.1, "negative: worse than"), (0.0, "no better"), (0.5, "a part"), (0.95, "most"), (math.nan, "every y")],
)
def test_r_squared_has_words(value, said):
    assert said in r_squared_said(value)


@pytest.mark.parametrize("name", [name for name in DATASETS if len(dataset(name).x) <= 60])
def test_the_shares_of_the_points_add_up_to_the_step(name):
    x, y = dataset(name)[:2]
    X, beta = design(x), np.array([0.3, -0.2])
    objective = least_squares(X, y, "mse")
    walk = descend(objective, OPTIMIZERS["gd"](1e-9), beta, 1)
    step, shares = walk.x[1] - walk.x[0], -1e-9 * gradient_shares(X, y, beta)
    assert np.allclose(shares.sum(0), -1e-9 * objective.grad(beta), rtol=1e-12, atol=0)
    assert np.allclose(shares.sum(0), step, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: SQUARES.best([1, 2], [1]), "every point needs one y"),
        (lambda: ABSOLUTE.loss([1, math.nan], [1, 2], 0, 0), "must be finite"),
        (lambda: PERPENDICULAR.objective([1, 2], [1, 2], "mae"), "no loss 'mae'"),
        (lambda: sums([], []), "at least one"),
        (lambda: r_squared([1, 2], [1, 2, 3]), "every y needs its prediction"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
@pytest.mark.parametrize(("ask", "lines"), {"best": (), "caveat": (), "objective": (), "loss": (0, 0)}.items())
def test_whatever_a_criterion_is_asked_each_point_needs_its_two_numbers(criterion, ask, lines):
    for x, y, sentence in (([1, 2], [1], "every point needs one y"), ([1, math.nan], [1, 2], "must be finite")):
        with pytest.raises(ValueError, match=sentence):
            getattr(criterion, ask)(x, y, *lines)
