"""Least squares: the numbers of section C of the experiments, the gradients against two independent references, and
the mini-batches.

What computing C3-C5 settles where their text leaves room: the update always follows ``half_sse``, the loss shown is
always ``sse``, and "the same" of C5 is C4's start (−8, −2): from C3's (−8, −3.2), C4 ends at 931344 and C5 at 13.9319.
"""

import math

import autograd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.regression import (
    DATASETS,
    LOSSES,
    condition,
    dataset,
    design,
    gradient_shares,
    held_out,
    least_squares,
    logistic_limit,
    probability,
    rate_limit,
    sampled,
    solve,
    standardize,
    unstandardize,
)

TEN = dataset("ten_points")
X10, Y10 = design(TEN.x), TEN.y
SSE = least_squares(X10, Y10, "sse")
HALF = least_squares(X10, Y10, "half_sse")
SCALES = {"mse": 1 / 10, "sse": 1.0, "half_sse": 0.5}
everything = settings(deadline=None, derandomize=True, max_examples=50)


def walk(objective, start, rate, steps):
    """Plain gradient descent, (steps + 1, D)."""
    path = [np.array(start, float)]
    for _ in range(steps):
        path.append(path[-1] - rate * objective.grad(path[-1]))
    return np.array(path)


def stochastic_walk(objective, start, rate, steps):
    beta = np.array(start, float)
    for step in range(steps):
        beta = beta - rate(step) * objective.noisy(step)(beta)[1]
        yield beta


def random_problem(seed, count=12, dim=2):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, dim)), rng.normal(size=count), rng.normal(size=(5, dim))


# --- the experiments -------------------------------------------------------------------------------------------------


def test_c1_a_noisy_line_is_seeded_and_no_hand_made_line_beats_least_squares():
    data = dataset("noisy_line", n=10, noise=1.0, seed=3)
    assert np.array_equal(data.x, np.arange(10))
    assert np.array_equal(data.y, np.arange(10) + np.random.default_rng(3).normal(0, 1, 10))
    objective = least_squares(design(data.x), data.y)
    best = solve(design(data.x), data.y)
    by_hand = np.stack(np.meshgrid(np.linspace(-3, 3, 31), np.linspace(0, 2, 41)), axis=-1)
    assert (objective(by_hand) > objective(best)).all()
    assert objective((0.0, 1.0)) == pytest.approx(np.mean((data.y - data.x) ** 2), rel=1e-12)


def test_c2_every_start_reaches_the_closed_form():
    path = walk(least_squares(X10, Y10), np.random.default_rng(0).uniform(-9, 9, (20, 2)), 0.03, 2000)
    assert np.allclose(path[-1], solve(X10, Y10), atol=1e-9)


def test_c3_closed_form_first_step_and_a_thousand_steps():
    assert solve(X10, Y10) == pytest.approx((0.91785599, 0.48370596), abs=5e-9)
    path = walk(HALF, (-8, -3.2), 0.002, 1000)
    assert path[1] == pytest.approx((-8.094783329624908, -1.592660335814453), rel=1e-14)
    assert path[-1] == pytest.approx((0.91769735, 0.48368651), abs=5e-9)
    assert SSE(path[-1]) == pytest.approx(12.8663758, abs=5e-8)


def test_c4_past_the_limit_it_diverges():
    assert rate_limit(X10, "half_sse") == pytest.approx(0.00640070, abs=5e-9)
    loss = SSE(walk(HALF, (-8, -2), 0.0065, 100))
    assert loss[-1] == pytest.approx(268370, abs=0.5)
    assert (np.diff(loss) > 0).all()


def test_c5_below_the_limit_it_overshoots_and_arrives():
    path = walk(HALF, (-8, -2), 0.0055, 100)
    assert path[-1] == pytest.approx((0.48609, 0.43078), abs=5e-6)
    assert SSE(path[-1]) == pytest.approx(13.8987, abs=5e-5)
    steepest = np.linalg.eigh(X10.T @ X10)[1][:, -1]
    across = (path[:30] - solve(X10, Y10)) @ steepest
    assert (across[1:] * across[:-1] < 0).all(), "every step lands on the other side"


@pytest.mark.parametrize("loss", LOSSES)
def test_c4_the_limit_separates_arriving_from_diverging(loss):
    objective = least_squares(X10, Y10, loss)
    inside, outside = (objective(walk(objective, (-8, -2), f * rate_limit(X10, loss), 3000)) for f in (0.99, 1.01))
    assert inside[-1] < inside[0]
    assert outside[-1] > 1e6 * outside[0]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("batch", [1, 3, 4, 5, 7, 9])
def test_c7_an_epochs_gradients_average_to_the_full_one(loss, batch):
    objective = least_squares(X10, Y10, loss, batch=batch, seed=5)
    beta, count = np.random.default_rng(1).normal(size=(3, 2)), math.ceil(10 / batch)
    for epoch in (0, 6):
        seen = [objective.noisy(epoch * count + i)(beta) for i in range(count)]
        assert np.allclose(np.mean([grad for _, grad in seen], axis=0), objective.grad(beta), rtol=1e-13, atol=1e-12)
        assert np.allclose(np.mean([value for value, _ in seen], axis=0), objective(beta), rtol=1e-13)


@pytest.mark.parametrize("batch", [1, 3, 8, 64])
def test_c7_an_epoch_deals_out_every_point_once(batch):
    count = math.ceil(64 / batch)
    epochs = [[sampled(epoch * count + i, 64, batch, seed=2) for i in range(count)] for epoch in range(3)]
    for dealt in epochs:
        assert sorted(np.concatenate(dealt)) == list(range(64))
        assert all(len(rows) == batch for rows in dealt[:-1])
    assert not np.array_equal(np.concatenate(epochs[0]), np.concatenate(epochs[1])), "each epoch shuffles anew"
    assert not np.array_equal(epochs[0][0], sampled(0, 64, batch, seed=3)), "the seed decides"


def test_c7_where_the_batch_divides_the_mse_step_is_the_mean_over_its_points():
    objective, beta = least_squares(X10, Y10, "mse", batch=5, seed=1), np.array([0.3, -1.0])
    rows = sampled(3, 10, 5, seed=1)
    residual = X10[rows] @ beta - Y10[rows]
    value, grad = objective.noisy(3)(beta)
    assert value == pytest.approx(np.mean(residual**2), rel=1e-14)
    assert grad == pytest.approx(2 * np.mean(residual[:, None] * X10[rows], axis=0), rel=1e-14)


def test_c7_step_731_replays_alone():
    beta = np.ones(2)
    first, again = (least_squares(X10, Y10, batch=3, seed=9) for _ in range(2))
    walked = [first.noisy(step)(beta)[1] for step in range(732)]
    assert np.array_equal(again.noisy(731)(beta)[1], walked[731])
    assert np.array_equal(first.noisy(40)(beta)[1], walked[40]), "going back in time changes nothing"


def test_c7_the_loss_of_a_stochastic_run_is_the_exact_one_and_k_equal_to_n_is_the_full_batch():
    beta = np.random.default_rng(0).normal(size=(4, 2))
    stochastic, full = least_squares(X10, Y10, batch=1), least_squares(X10, Y10, batch=10)
    assert np.array_equal(stochastic(beta), full(beta))
    assert stochastic.noisy is not None and full.noisy is None


def test_c7_every_batch_size_goes_the_same_way_and_a_decaying_rate_lets_the_walk_settle():
    data = dataset("noisy_line", n=64, seed=0)
    X = standardize(design(data.x))[0]
    best = solve(X, data.y)

    def wander(batch, rate):
        objective = least_squares(X, data.y, batch=batch, seed=4)
        path = np.array(list(stochastic_walk(objective, (0, 0), rate, 3200)))
        return np.linalg.norm(path[-640:] - best, axis=1).mean()

    constant = [wander(batch, lambda step: 0.05) for batch in (1, 8, 32)]
    assert constant[0] > 3 * constant[1] > 3 * constant[2], "a smaller batch makes a wilder walk"
    assert constant[0] < 1
    assert wander(1, lambda step: 0.05 / (1 + step / 64)) < constant[0] / 5


def test_c8_descent_agrees_with_the_normal_equations():
    by_hand = np.linalg.solve(X10.T @ X10, X10.T @ Y10)
    assert solve(X10, Y10) == pytest.approx(by_hand, abs=1e-12)
    assert walk(HALF, (-8, -3.2), 0.002, 3000)[-1] == pytest.approx(by_hand, abs=1e-9)


def test_a6_one_weight_of_an_exact_line():
    data = dataset("line")
    assert (data.x.tolist(), data.y.tolist()) == ([-1, 0, 1, 2, 3, 4], [-3, -1, 1, 3, 5, 7])
    objective = least_squares(data.x[:, None], data.y + 1)  # the bias is fixed at −1
    path = walk(objective, [8.0], 0.01, 50)
    assert path[:4, 0] == pytest.approx((8, 7.38, 6.824066, 6.325579), abs=1e-6)
    assert objective(path[:3]) == pytest.approx((186, 149.546066, 120.236699), abs=1e-6)
    assert path[47:, 0] == pytest.approx((2.0356295, 2.0319478, 2.0286465, 2.0256864), abs=5e-8)
    assert objective(path[47:50]) == pytest.approx((0.00655887, 0.00527341, 0.00423988), abs=5e-9)


def test_a7_a_line_through_a_sine():
    data = dataset("sine", n=10)
    biased = least_squares(data.x[:, None], data.y - 2)
    assert biased([[-20.0], [0.0], [2.0]]) == pytest.approx((11082.9202, 3.6885, 149.7653), abs=5e-5)
    assert biased.grad([[-20.0], [0.0]])[:, 0] == pytest.approx((-1123.9616, 16.0384), abs=5e-5)
    assert least_squares(data.x[:, None], data.y)([1.0]) == pytest.approx(27.008959, abs=5e-7)


# --- value and gradient ----------------------------------------------------------------------------------------------


def slope_error(objective, beta, grad):
    """How far ∇f·u is from a central difference along a random direction u, relative to the sizes met."""
    u = np.random.default_rng(7).normal(size=beta.shape)
    h = 1e-4
    difference = (objective(beta + h * u) - objective(beta - h * u)) / (2 * h)
    scale = np.linalg.norm(grad, axis=-1) * np.linalg.norm(u, axis=-1)
    return np.max(np.abs((grad * u).sum(-1) - difference) / scale)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dim", [1, 2, 5])
def test_the_gradient_is_the_slope_and_a_bent_one_is_noticed(loss, dim):
    X, y, beta = random_problem(0, dim=dim)
    objective = least_squares(X, y, loss)
    assert slope_error(objective, beta, objective.grad(beta)) < 1e-7
    assert slope_error(objective, beta, 1.001 * objective.grad(beta)) > 1e-6


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("batch", [None, 5])
def test_value_and_gradient_equal_an_automatic_differentiation_library(loss, batch):
    X, y, points = random_problem(3, count=12, dim=4)
    objective = least_squares(X, y, loss, batch=batch)
    rows, scale = np.arange(12), {"mse": 1 / 12, "sse": 1.0, "half_sse": 0.5}[loss]
    seen = objective.value_and_grad
    if batch:
        rows, scale, seen = sampled(4, 12, batch), scale * 3, objective.noisy(4)

    def direct(beta):
        return scale * ((y[rows] - X[rows] @ beta) ** 2).sum()

    for beta in points:
        value, grad = seen(beta)
        assert value == pytest.approx(direct(beta), rel=1e-12)
        assert grad == pytest.approx(autograd.grad(direct)(beta), rel=1e-10)


@everything
@given(seed=st.integers(0, 10**6), count=st.integers(1, 30), dim=st.integers(1, 4), loss=st.sampled_from([*LOSSES]))
def test_the_bowl_equals_the_direct_formula(seed, count, dim, loss):
    X, y, beta = random_problem(seed, count, dim)
    objective, c = least_squares(X, y, loss), {"mse": 1 / count, "sse": 1.0, "half_sse": 0.5}[loss]
    residual = beta @ X.T - y
    assert np.allclose(objective(beta), c * (residual**2).sum(-1), rtol=1e-11)
    assert np.allclose(objective.grad(beta), 2 * c * residual @ X, rtol=1e-9, atol=1e-9)
    assert np.allclose(gradient_shares(X, y, beta, loss).sum(-2), objective.grad(beta), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_coordinates_agree_with_arrays(loss):
    objective = least_squares(X10, Y10, loss)
    beta = np.random.default_rng(2).normal(size=(7, 2))
    value, grad = objective.value_and_grad(beta)
    on_arrays, partials = objective.components(np, *beta.T)
    assert np.allclose(on_arrays, value, rtol=1e-14) and np.allclose(np.transpose(partials), grad, rtol=1e-13)
    on_floats, partials = objective.components(math, *beta[3].tolist())
    assert type(on_floats) is float and all(type(partial) is float for partial in partials)
    assert (on_floats, *partials) == pytest.approx((value[3], *grad[3]), rel=1e-13)


@pytest.mark.parametrize("shape", [(2,), (5, 2), (3, 4, 2), (0, 2)])
@pytest.mark.parametrize("batch", [None, 3])
def test_a_batch_equals_its_members(shape, batch):
    objective = least_squares(X10, Y10, batch=batch)
    seen = objective.noisy(2) if batch else objective.value_and_grad
    beta = np.random.default_rng(0).normal(size=shape)
    value, grad = seen(beta)
    assert value.shape == shape[:-1] and grad.shape == shape
    for i in np.ndindex(shape[:-1]):
        assert np.allclose(value[i], seen(beta[i])[0], rtol=1e-13)
        assert np.allclose(grad[i], seen(beta[i])[1], rtol=1e-12, atol=1e-13)
    assert gradient_shares(X10, Y10, beta).shape == (*shape[:-1], 10, 2)


def test_what_the_caller_does_to_an_array_later_changes_nothing():
    X, y = X10.copy(), Y10.copy()
    objective, rows = least_squares(X, y, batch=3), sampled(5, 10, 3)
    before = objective.noisy(5)(np.ones(2))
    X[:], y[:] = 0, 0
    assert (
        np.array_equal(objective.noisy(5)(np.ones(2))[1], before[1]) and objective.noisy(5)(np.ones(2))[0] == before[0]
    )
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = 7


def test_a_far_off_origin_costs_no_digits_near_the_minimum():
    x = 1e6 + np.arange(10.0)
    y = np.sin(x)
    X, best = design(x), solve(design(x), y)
    objective = least_squares(X, y, "sse")
    assert objective(best) == pytest.approx(((y - X @ best) ** 2).sum(), rel=1e-12)
    nearby = best + 1e-9 * np.random.default_rng(0).normal(size=(200, 2))
    assert (objective(nearby) >= objective(best)).all()
    assert np.array_equal(objective.grad(best), (0.0, 0.0))


def test_dependent_columns_make_a_flat_valley_with_the_shortest_solution():
    X = design(np.full(4, 3.0))
    y = np.array([1.0, 2.0, 3.0, 6.0])
    objective, best = least_squares(X, y, "sse"), solve(X, y)
    assert best == pytest.approx((0.3, 0.9), abs=1e-12)  # the mean 3, shared out along (1, 3)
    assert objective.minima == () and condition(X) == math.inf
    assert objective([[0.3, 0.9], [3.0, 0.0], [0.0, 0.0]]) == pytest.approx((14, 14, 50), rel=1e-12)
    assert objective.grad((0.0, 0.0)) == pytest.approx((-24, -72), rel=1e-12)


def test_the_minimum_is_where_it_says():
    assert SSE.dim == 2 and SSE.minima == (tuple(solve(X10, Y10)),)
    assert np.abs(SSE.grad(SSE.minima[0])).max() == 0.0
    assert isinstance(SSE(SSE.minima[0]), float)
    assert {name: least_squares(X10, Y10, name)((1, 1)) / SSE((1, 1)) for name in LOSSES} == pytest.approx(SCALES)


def test_a_hundred_thousand_points():
    data = dataset("noisy_line", n=100_000)
    X = standardize(design(data.x))[0]
    objective = least_squares(X, data.y, batch=64, seed=1)
    best = walk(objective, (0, 0), 0.4, 60)[-1]
    assert best == pytest.approx(solve(X, data.y), rel=1e-9)
    assert objective(best) == pytest.approx(np.mean((data.y - X @ best) ** 2), rel=1e-9)
    assert objective.noisy(1562)(best)[1].shape == (2,)  # the short last mini-batch: 100000 = 1562·64 + 32


# --- scaling ---------------------------------------------------------------------------------------------------------


def test_standardizing_makes_the_bowl_round_and_can_be_undone():
    data = dataset("years", n=30, seed=2)
    X = design(data.x)
    before = X.copy()
    scaled, mean, scale = standardize(X)
    assert np.array_equal(X, before) and np.array_equal(scaled[:, 0], np.ones(30))
    assert scaled[:, 1].mean() == pytest.approx(0, abs=1e-12) and scaled[:, 1].std() == pytest.approx(1, rel=1e-12)
    assert condition(scaled) == pytest.approx(1, rel=1e-9) and condition(X) > 1e9
    assert rate_limit(scaled) == pytest.approx(1, rel=1e-9)
    betas = np.stack([solve(scaled, data.y), np.array([1.0, -2.0])])
    assert np.allclose(unstandardize(betas, mean, scale) @ X.T, betas @ scaled.T, rtol=1e-9)
    assert unstandardize(betas[0], mean, scale) == pytest.approx(solve(X, data.y), rel=1e-8)


def test_condition_is_the_ratio_of_curvatures():
    curvatures = np.linalg.eigvalsh(X10.T @ X10)
    assert condition(X10) == pytest.approx(curvatures[-1] / curvatures[0], rel=1e-12)
    assert condition(np.ones((1, 2))) == math.inf


@pytest.mark.parametrize(("loss", "c"), SCALES.items())
def test_the_limit_is_two_over_the_largest_curvature(loss, c):
    assert rate_limit(X10, loss) == pytest.approx(2 / np.linalg.eigvalsh(2 * c * X10.T @ X10)[-1], rel=1e-12)
    assert rate_limit(np.zeros((3, 2)), loss) == math.inf


# --- the data sets ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_gives_points_and_says_where_they_come_from(name):
    x, y, title, source, *_ = dataset(name, n=12, seed=1)
    assert x.shape == y.shape and np.isfinite([x, y]).all() and title and source
    assert len(x) == 12 or "n" not in DATASETS[name].knobs
    x[:], y[:] = 0, 0
    assert dataset(name, n=12, seed=1).y.any(), "a caller's change does not reach the registry"
    for knob, other in {"n": 20, "noise": 3.0, "seed": 8}.items():
        changed = np.array(dataset(name, **{"n": 12, "seed": 1, knob: other})[:2])
        assert np.array_equal(changed, dataset(name, n=12, seed=1)[:2]) == (knob not in DATASETS[name].knobs)


def test_the_ten_points_are_a_known_line_with_noise():
    rng = np.random.RandomState(1)
    assert np.array_equal(TEN.x, rng.uniform(-10, 10, 10))
    assert np.allclose(TEN.y, 1 + TEN.x / 2 + rng.randn(10), rtol=1e-15)


@pytest.mark.parametrize("name", ["anscombe_1", "anscombe_2", "anscombe_3", "anscombe_4"])
def test_anscombes_four_have_one_line(name):
    x, y, *_ = dataset(name)
    assert (x.mean(), x.var(ddof=1)) == (9, 11)
    assert (y.mean(), y.var(ddof=1)) == (pytest.approx(7.50, abs=0.01), pytest.approx(4.125, abs=0.005))
    assert solve(design(x), y) == pytest.approx((3.00, 0.500), abs=0.005)


def test_one_outlier_bends_the_line():
    data = dataset("outlier", n=10, noise=0.0)
    assert data.y.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 0]
    assert solve(design(data.x), data.y)[1] < 0.6


# --- at the door -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: dataset("tenpoints"), "no data set 'tenpoints': choose one of noisy_line, ten_points"),
        (lambda: dataset("sine", n=1), "n must be a whole number of at least 2, not 1"),
        (lambda: dataset("sine", n=2.5), "n must be a whole number"),
        (lambda: dataset("noisy_line", noise=-1), "noise .* at least 0, not -1"),
        (lambda: dataset("noisy_line", noise=math.nan), "noise .* finite"),
        (lambda: dataset("noisy_line", seed=-1), "seed must be a whole number of at least 0, not -1"),
        (lambda: design([]), "at least one"),
        (lambda: design([[1.0, 2.0]]), "plain list of numbers"),
        (lambda: design([1.0, math.inf]), "X must be finite"),
        (lambda: least_squares(X10, Y10, "mae"), "no loss 'mae': choose one of mse, sse, half_sse"),
        (lambda: least_squares(X10, Y10[:9]), "X has 10 rows, but y has the shape"),
        (lambda: least_squares(X10, Y10 * math.nan), "y must be finite"),
        (lambda: least_squares(X10, Y10 * 1e150), "below 1e100"),
        (lambda: least_squares(X10, Y10, batch=0), "batch must be a whole number from 1 to 10, not 0"),
        (lambda: least_squares(X10, Y10, batch=11), "batch must be a whole number from 1 to 10, not 11"),
        (lambda: least_squares(X10, Y10, batch=2, seed=-1), "seed"),
        (lambda: solve(np.ones(3), np.ones(3)), "row for each point"),
        (lambda: solve(np.ones((0, 2)), np.ones(0)), "at least one"),
        (lambda: rate_limit(X10, "huber"), "no loss 'huber'"),
        (lambda: rate_limit(X10 * math.nan), "X must be finite"),
        (lambda: condition(np.ones(3)), "row for each point"),
        (lambda: standardize(design(np.full(5, 0.1))), "column 1 of X is 0.1 at every point"),
        (lambda: standardize(X10[:, 1:]), "first column of X must be all ones"),
        (lambda: gradient_shares(X10, Y10, np.ones(3)), "β needs 2 coordinates"),
        (lambda: gradient_shares(X10, Y10, np.ones(2), "l1"), "no loss 'l1'"),
        (lambda: unstandardize(np.ones(3), [0.0, 1.0], [1.0, 2.0]), "β needs 2 coordinates"),
        (lambda: unstandardize(1.0, [0.0, 1.0], [1.0, 2.0]), "β needs 2 coordinates"),
        (lambda: probability(X10, np.ones(3)), "β needs 2 coordinates"),
        (lambda: logistic_limit(X10, np.ones(3)), "β needs 2 coordinates"),
        (lambda: sampled(0, 10, 0), "batch must be a whole number from 1 to 10, not 0"),
        (lambda: sampled(0, 10, 11), "batch must be a whole number from 1 to 10, not 11"),
        (lambda: sampled(-1, 10, 2), "step must be a whole number of at least 0, not -1"),
        (lambda: held_out(10, -0.1), "share, .* from 0 to 1, not -0.1"),
        (lambda: held_out(10, math.nan), "share, .* from 0 to 1, not nan"),
        (lambda: held_out(0, 0.5), "count must be a whole number of at least 1, not 0"),
        (lambda: dataset("noisy_line", noise="1"), "noise .* finite"),
        (lambda: dataset("made_line", slope=None), "slope and intercept must be finite numbers"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
