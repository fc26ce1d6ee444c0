"""Polynomials and their bases, the logistic loss, several features and their slice, and what the formula costs."""

import contextlib
import io

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.analysis.costs import descent_operations, formula_operations, measured_cost
from gdengine.data.points import write
from gdengine.experiments import Bend, Regression
from gdengine.loop.descend import descend
from gdengine.regression import (
    answers_of,
    basis,
    condition,
    dataset,
    design,
    features,
    held_out,
    least_squares,
    logistic,
    logistic_limit,
    plane,
    polynomial,
    probability,
    rate_limit,
    solve,
    standardize,
    unstandardize,
)
from gdengine.regression.degrees import best_predicting
from gdengine.regression.polynomial import BASES, count_distinct
from gdengine.rules.optimizers import OPTIMIZERS

many = settings(deadline=None, derandomize=True, max_examples=40)
seeds = st.integers(0, 10**6)


# --- polynomials ------------------------------------------------------------------------------------------------------


def test_the_columns_are_the_powers():
    assert polynomial([2, -1, 0.5], 3).tolist() == [[1, 2, 4, 8], [1, -1, 1, -1], [1, 0.5, 0.25, 0.125]]
    assert np.array_equal(polynomial([2, 3], 1), design([2, 3]))


@many
@given(seed=seeds, degree=st.integers(0, 6), kind=st.sampled_from(BASES))
def test_every_basis_spans_the_same_curves(seed, degree, kind):
    draw = np.random.default_rng(seed)
    x, beta, elsewhere = draw.uniform(-2, 5, 12), draw.normal(size=(3, degree + 1)), draw.uniform(-3, 6, 5)
    made = basis(x, degree, kind)
    curves = beta @ made.rows(elsewhere).T
    back = made.original(beta) @ polynomial(elsewhere, degree).T
    assert np.allclose(back, curves, rtol=1e-7, atol=1e-7 * (1 + np.abs(curves).max()))


@pytest.mark.parametrize("degree", range(1, 10))
def test_the_orthogonal_basis_makes_the_bowl_round(degree):
    x = np.arange(14.0)
    X = basis(x, degree, "orthogonal").rows(x)
    assert np.allclose(X.T @ X / 14, np.eye(degree + 1), atol=1e-9)
    assert rate_limit(X, "mse") == pytest.approx(1)
    assert condition(X) == pytest.approx(1) and condition(polynomial(x, degree)) > 100


def test_best_fits_in_every_basis_have_the_coefficients_of_numpy():
    x, y = dataset("noisy_line", n=12, seed=3)[:2]
    expected = np.polynomial.polynomial.polyfit(x, y, 4)
    for kind in BASES:
        made = basis(x, 4, kind)
        assert made.original(solve(made.rows(x), y)) == pytest.approx(expected, rel=1e-6)


def test_descent_gets_through_in_a_good_basis_and_not_in_powers():
    x, y = dataset("braking")[:2]
    ends = {}
    for kind in BASES:
        objective = least_squares(basis(x, 3, kind).rows(x), y)
        rate = 0.5 * rate_limit(basis(x, 3, kind).rows(x))
        run = descend(objective, OPTIMIZERS["gd"](rate), np.zeros(4), 300)
        ends[kind] = float(run.value[-1] - objective(objective.solution))
    assert ends["orthogonal"] < 1e-9 < ends["scaled"] < ends["powers"]


def test_points_are_held_out_by_the_dealer():
    seen, held = held_out(20, 0.3, seed=4)
    assert (len(seen), len(held)) == (14, 6)
    assert sorted([*seen, *held]) == list(range(20))
    assert np.array_equal(held_out(20, 0.3, seed=4)[1], held)
    assert not np.array_equal(held_out(20, 0.3, seed=5)[1], held)
    assert np.array_equal(seen, np.sort(seen))
    assert [len(held_out(3, share)[0]) for share in (0.0, 0.5, 0.99)] == [3, 1, 1]


# --- yes or no --------------------------------------------------------------------------------------------------------


@many
@given(seed=seeds, dim=st.integers(1, 4))
def test_the_logistic_gradient_is_that_of_two_references(seed, dim):
    draw = np.random.default_rng(seed)
    X, y, beta = draw.normal(size=(15, dim)), draw.integers(0, 2, 15).astype(float), draw.normal(size=(4, dim))
    objective = logistic(X, y)

    def direct(b):
        p = 1 / (1 + anp.exp(-anp.dot(X, b)))
        return -anp.mean(y * anp.log(p) + (1 - y) * anp.log(1 - p))

    for b in beta:
        assert objective(b) == pytest.approx(direct(b), rel=1e-10)
        assert objective.grad(b) == pytest.approx(autograd.grad(direct)(b), rel=1e-8, abs=1e-12)
        nudges = 1e-6 * np.eye(dim)
        assert objective.grad(b) == pytest.approx((objective(b + nudges) - objective(b - nudges)) / 2e-6, abs=1e-8)
        limit = 2 / np.linalg.eigvalsh(autograd.hessian(direct)(b))[-1]
        assert logistic_limit(X, b) == pytest.approx(limit, rel=1e-8)
    value, grad = objective.value_and_grad(beta)
    assert (value.shape, grad.shape, logistic_limit(X, beta).shape) == ((4,), (4, dim), (4,))
    assert probability(X, beta).shape == (4, 15)


@many
@given(seed=seeds)
def test_the_logistic_loss_is_convex_and_its_minimum_is_flat(seed):
    draw = np.random.default_rng(seed)
    X, y = design(draw.normal(size=30)), draw.integers(0, 2, 30).astype(float)
    objective = logistic(X, y)
    a, b = draw.normal(size=(2, 50, 2)) * 5
    assert (objective((a + b) / 2) <= (objective(a) + objective(b)) / 2 + 1e-12).all()
    if objective.solution is not None:
        assert np.abs(objective.grad(objective.solution)).max() < 1e-10
        assert (objective(a) >= objective(objective.solution)).all()


def test_the_shuttle_s_seals():
    """The fit that is printed for them: Dalal, Fowlkes and Hoadley 1989, doi:10.1080/01621459.1989.10478858."""
    x, y = dataset("o_rings")[:2]
    objective = logistic(design(x), y)
    assert objective.solution == pytest.approx((15.0429, -0.2322), abs=5e-5)
    assert probability(design([31.0]), objective.solution)[0] == pytest.approx(0.9996, abs=5e-5)
    X, mean, scale = standardize(design(x))
    walk = descend(logistic(X, y), OPTIMIZERS["gd"](4.0), [0.0, 0.0], 2000)
    assert unstandardize(walk.x[-1], mean, scale) == pytest.approx(objective.solution, rel=1e-6)
    limits = logistic_limit(X, walk.x)
    assert limits[0] == pytest.approx(8, rel=1e-9), "at β = 0 every p(1 − p) is a quarter"
    assert limits[-1] > 1.2 * limits[0], "the limit moves along the path"


def test_answers_that_can_be_told_apart_have_no_minimum():
    X, y = design([1, 2, 3, 4]), [0, 0, 1, 1]
    objective = logistic(X, y)
    assert (objective.minima, objective.solution) == ((), None)
    far = np.array([[-2.5, 1.0], [-25.0, 10.0], [-2500.0, 1000.0]])
    assert (np.diff(objective(far)) < 0).all() and objective(far[-1]) == pytest.approx(0, abs=1e-200)
    assert np.isfinite(objective.grad(far)).all()
    assert objective(-far[-1]) == pytest.approx(1000), "sure and wrong: large, not infinite"
    assert logistic_limit(X, [-2.5e6, 1e6]) == np.inf
    assert logistic(X, [1, 1, 1, 1]).minima == ()
    assert logistic(design([2, 2, 2]), [0, 1, 1]).minima == (), "a flat valley has no one minimum"
    assert logistic(design([1, 2, 2, 3]), [0, 0, 1, 1]).minima == (), "told apart but for a tie"


def test_any_y_makes_answers():
    assert answers_of([0, 1, 1]).tolist() == [0, 1, 1]
    assert answers_of([3, 9, 5, 7]).tolist() == [0, 1, 0, 1]


# --- several features -------------------------------------------------------------------------------------------------


def test_house_prices_are_generated_and_say_so():
    houses = features("house_prices", n=400, seed=1)
    assert "no house was sold" in houses.source and "generated" in houses.title
    assert houses.x.shape == (400, 4) == (len(houses.y), len(houses.names)) and len(houses.units) == 4
    assert np.array_equal(features("house_prices", n=400, seed=1).y, houses.y)
    assert solve(houses.design(), houses.y)[1:] == pytest.approx((2.4, 11, -0.9, -6), abs=4)
    assert (houses.x > 0).all() or (houses.x[:, 2] >= 0).all()


def test_coefficients_do_not_depend_on_scale_or_unit():
    houses = features("house_prices")
    X, y = houses.design(), houses.y
    best = solve(X, y)
    scaled, mean, spread = standardize(X)
    assert unstandardize(solve(scaled, y), mean, spread) == pytest.approx(best, rel=1e-9)
    for units in np.random.default_rng(0).choice([1e-3, 1 / 60, 60.0, 1e4], (20, 4)):
        times = np.array([1.0, *units])
        assert solve(X * times, y) * times == pytest.approx(best, rel=1e-9)
        assert standardize(X * times)[0] == pytest.approx(scaled, abs=1e-9), "standardized, units are gone"


@pytest.mark.parametrize("loss", ["mse", "sse", "half_sse"])
def test_the_slice_is_exact_and_spans_the_stiffest_and_the_softest_direction(loss):
    houses = features("house_prices", seed=2)
    X = standardize(houses.design())[0]
    objective = least_squares(X, houses.y, loss)
    cut = plane(objective, X, reach=50)
    places = np.random.default_rng(0).normal(size=(30, 2)) * 40
    assert np.allclose(cut.objective(places), objective(cut.at(places)), rtol=1e-12)
    for k, nudge in enumerate(1e-4 * np.eye(2)):
        measured = (cut.objective(places + nudge) - cut.objective(places - nudge)) / 2e-4
        assert np.allclose(cut.objective.grad(places)[:, k], measured, rtol=1e-6, atol=1e-4)
    c = {"mse": 1 / len(X), "sse": 1.0, "half_sse": 0.5}[loss]
    bends = np.linalg.eigvalsh(2 * c * X.T @ X)
    assert cut.curvatures == pytest.approx((bends[-1], bends[0]), rel=1e-9)
    assert 2 / cut.curvatures[0] == pytest.approx(rate_limit(X, loss), rel=1e-9)
    assert np.allclose([cut.stiff @ cut.stiff, cut.soft @ cut.soft, cut.stiff @ cut.soft], [1, 1, 0], atol=1e-12)
    assert np.allclose(cut.project(cut.at(places)), places)
    beta = np.random.default_rng(1).normal(size=(40, 5)) * 30 + objective.solution
    assert (objective(beta) >= cut.objective(cut.project(beta))).all(), "off the slice the loss is higher"


def test_a_line_s_slice_is_its_whole_map():
    X = design([0.0, 1.0, 2.0, 5.0])
    objective = least_squares(X, np.array([1.0, 0.0, 2.0, 3.0]))
    beta = np.random.default_rng(0).normal(size=(9, 2))
    cut = plane(objective, X)
    assert np.allclose(cut.at(cut.project(beta)), beta) and np.allclose(
        cut.objective(cut.project(beta)), objective(beta)
    )


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_the_cost_of_the_formula_grows_faster():
    low, high = measured_cost([4, 200], steps=20)
    assert (low.formula_operations, high.formula_operations) == (1000 * 20 + 21, 1000 * 200 * 201 + 200**3 // 3)
    assert high.descent_operations == 20 * (2 * 1000 * 200 + 200)
    assert low.formula_operations < low.descent_operations and high.formula_operations > high.descent_operations
    assert all(seconds > 0 for cost in (low, high) for seconds in cost[3:])
    assert formula_operations(10, 3) == 90 + 30 + 9 and descent_operations(10, 3, 2) == 2 * 63


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: polynomial([1, 2], 10), "degree must be a whole number from 0 to 9, not 10"),
        (lambda: polynomial([1, 2], 1.5), "degree must be a whole number"),
        (lambda: basis([1, 2, 3], 10), "degree must be a whole number from 0 to 9, not 10"),
        (lambda: basis([1, 2, 3], -1), "degree must be a whole number from 0 to 9, not -1"),
        (lambda: basis([1, 2, 3], 1.5), "degree must be a whole number"),
        (lambda: basis([1, 2, 3], 2, "fourier"), "one of powers, scaled, orthogonal, not 'fourier'"),
        (lambda: basis([1, 2, 2], 2, "orthogonal"), "degree 2 needs 3 different x, not 2"),
        (lambda: logistic(design([1, 2]), [0, 2]), "every answer y must be 0 or 1"),
        (lambda: answers_of([1, np.nan]), "y must be a list of finite numbers, at least one"),
        (lambda: answers_of([[1], [2]]), "y must be a list of finite numbers, at least one"),
        (lambda: answers_of([]), "y must be a list of finite numbers, at least one"),
        (lambda: features("boats"), "no set of features 'boats': choose one of house_prices"),
        (lambda: features("house_prices", n=1), "n must be a whole number of at least 2"),
        (lambda: measured_cost([1001], steps=1), "D must be a whole number from 1 to 1000"),
        (lambda: measured_cost([2], steps=0), "steps must be a whole number of at least 1"),
        (lambda: plane(least_squares(design([1, 2]), [1, 2]), np.ones((2, 3))), "a slice of 2 parameters"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize("x", [[3, 2.9999999999999996, 500], [1, 1, 1.0000000000000002, 50], [0, 1e-17, 1], [7]])
def test_x_that_differ_by_rounding_alone_are_one(x):
    """A polynomial cannot tell them apart: columns that should be perpendicular would be the same."""
    assert count_distinct(x) == {4: 2, 3: 2, 1: 1}[len(x)]
    assert count_distinct(np.array(x) * 1e300) == count_distinct(x)
    made = basis(x, count_distinct(x) - 1, "orthogonal").rows(x)
    np.testing.assert_allclose(made.T @ made / len(x), np.eye(count_distinct(x)), atol=1e-9)
    record = Regression(data="own", xy=write(np.array(x), np.arange(len(x)))) if len(x) > 1 else None
    for model in ("curve", "logistic") if record else ():
        own = Bend(degree=9, held=0.0, model=model)
        assert len(own.degrees(record)) == 1
        assert np.isfinite(own.start(record)).all()


@pytest.mark.parametrize("seed", range(40))
def test_of_points_on_a_line_degree_one_predicts_best(seed):
    """What is left of higher degrees is rounding, which must not choose."""
    record = Regression(data="noisy_line", noise=0.0, seed=seed, n=20)
    own = Bend(held=0.3)
    assert best_predicting(own.degrees(record), own.parted(record).held_y)[0].degree == 1


def test_of_points_that_scatter_the_degree_that_predicts_best_has_the_least_loss():
    for seed in range(40):
        record, own = Regression(data="sine", noise=0.5, seed=seed, n=30), Bend(held=0.4)
        degrees = own.degrees(record)
        assert best_predicting(degrees, own.parted(record).held_y) == [min(degrees, key=lambda fit: fit.held)]


@pytest.mark.parametrize("degree", [1, 4, 7])
@pytest.mark.parametrize("kind", ["scaled", "orthogonal"])
@pytest.mark.parametrize("data", ["years", "o_rings", "noisy_line"])
def test_a_yes_is_as_likely_as_a_no_wherever_the_curve_crosses_a_half(data, kind, degree):
    """Far from 0 the powers of x are too large for their sum to be told: nowhere was said where the curve crosses."""
    record = Regression(data=data, seed=32, noise=0.5, n=23, lr=3.0, steps=400)
    own = Bend(degree=degree, basis=kind, held=0.5, model="logistic")
    beta, part = next(iter(own.runs(record).values())).x[-1], own.parted(record)
    x = np.append(part.x, part.held_x)
    grid = np.linspace(x.min(), x.max(), 20_001)
    likelier = own.predicted(record, beta, grid) > 0.5
    crossed = grid[np.flatnonzero(likelier[1:] != likelier[:-1])]
    np.testing.assert_allclose(own.even_chances(record, beta), crossed, atol=np.ptp(x) / 10_000)


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_where_a_yes_is_as_likely_as_a_no_the_curve_says_a_half(degree):
    record = Regression(data="o_rings", scale="standardized", lr=0.5, steps=400)
    own = Bend(degree=degree, held=0.2, model="logistic")
    beta = next(iter(own.runs(record).values())).x[-1]
    places = own.even_chances(record, beta)
    assert len(places) > 0
    np.testing.assert_allclose(own.predicted(record, beta, places), 0.5, rtol=1e-9)
    x = np.sort(np.append(*[getattr(own.parted(record), name) for name in ("x", "held_x")]))
    fine = np.linspace(x[0], x[-1], 4001)
    likely = own.predicted(record, beta, fine) > 0.5
    assert len(places) == (likely[1:] != likely[:-1]).sum()


def test_a_chance_that_never_comes_to_a_half_is_even_nowhere():
    record, own = Regression(data="o_rings", scale="standardized"), Bend(held=0.0, model="logistic")
    assert not len(own.even_chances(record, np.array([5.0, 0.1])))


def test_the_script_of_a_curve_prints_the_losses_of_the_page():
    for own in (Bend(degree=3), Bend(degree=1, held=0.0), Bend(degree=2, model="logistic")):
        record, out = Regression(steps=40), io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(own.code(record), "script", "exec"), {})
        told = [float(line.rpartition(" ")[2]) for line in out.getvalue().splitlines() if line.startswith("mean loss")]
        (run,) = own.runs(record).values()
        losses = [float(each) for each in own.losses(record, run.x[-1])]
        assert told == pytest.approx(losses[: len(told)], rel=1e-9)
        assert len(told) == (2 if own.held else 1)
