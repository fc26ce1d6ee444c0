"""Networks: gradients against differences and automatic differentiation, the experiments D1-D8, and the pictures.

The references here are written anew, sample by row and layer by layer, so that they share no line with the engine.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from gradients import assert_gradient, bent
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import OPTIMIZERS, Outcome, descend
from gdengine import network as nn
from gdengine.network import passes

HIDDEN = [(), (1,), (7,), (5, 4), (4, 3, 2)]
D1 = (1, 20, 20, 1)
everything = settings(deadline=None, derandomize=True, max_examples=40)

REFERENCE = {
    "identity": lambda z: z,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "tanh": anp.tanh,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "gelu": lambda z: z / 2 * (1 + anp.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "sine": anp.sin,
}


def reference_outputs(theta, x, sizes, activation):
    """The textbook network: theta holds W (in, out) by rows, then b, layer by layer."""
    at, a = 0, x
    for layer, (i, o) in enumerate(pairwise(sizes)):
        W, b = anp.reshape(theta[at : at + i * o], (i, o)), theta[at + i * o : at + i * o + o]
        at, a = at + i * o + o, anp.dot(a, W) + b
        a = REFERENCE[activation](a) if layer < len(sizes) - 2 else a
    return a


def reference_loss(theta, x, y, sizes, activation):
    return anp.mean((reference_outputs(theta, x, sizes, activation) - y) ** 2)


def problem(hidden, activation, inputs=1, outputs=1, n=12, seed=0, **options):
    """A network on random data, and three random points of its weights (3, D)."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(n, inputs)), rng.normal(size=(n, outputs))
    fit = nn.mlp(x, y, hidden, activation, **options)
    return fit, rng.normal(size=(3, fit.dim)) * 0.8


def train(fit, theta, epochs=250, rate=0.075, decay=0.998):
    """D1's descent: every recorded theta, (epochs + 1, *B, D)."""
    path = [theta]
    for k in range(epochs):
        path.append(path[-1] - rate * decay ** (k + 1) * fit.value_and_grad(path[-1])[1])
    return np.array(path)


def close(actual, expected, tol=1e-12):
    np.testing.assert_allclose(actual, expected, rtol=tol, atol=tol)


# --- activations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", nn.ACTIVATIONS)
def test_activation_and_its_derivative(name):
    z = np.linspace(-6, 6, 400)  # an even count: not on the kink
    act = nn.ACTIVATIONS[name]
    assert act.name == name and act.title and act.formula
    close(act.f(z), REFERENCE[name](z))
    close(act.derivative(z, act.f(z)), autograd.elementwise_grad(REFERENCE[name])(z))


@pytest.mark.parametrize("name", nn.ACTIVATIONS)
def test_activation_takes_numbers_and_out(name):
    act, z = nn.ACTIVATIONS[name], np.random.default_rng(0).normal(size=(3, 50))
    a, slope = act.f(z), act.derivative(z, act.f(z))
    assert act.f(z[1, 2]) == a[1, 2] and act.derivative(z[1, 2], a[1, 2]) == slope[1, 2]
    out = np.full_like(z, np.nan)
    act.derivative(z, a, out=out)
    np.testing.assert_array_equal(out, slope)
    over = z.copy()
    act.f(over, out=over)
    np.testing.assert_array_equal(over, a)


def test_activations_far_out_overflow_nowhere():
    far = np.array([-1e4, -800.0, 800.0, 1e4])
    close(nn.ACTIVATIONS["sigmoid"].f(far), [0, 0, 1, 1])
    close(nn.ACTIVATIONS["tanh"].f(far), [-1, -1, 1, 1])
    close(nn.ACTIVATIONS["gelu"].f(far), [0, 0, 800, 1e4])
    for act in nn.ACTIVATIONS.values():
        assert np.isfinite(act.derivative(far, act.f(far))).all(), act.name


def test_kinks_count_as_their_left_side():
    assert nn.ACTIVATIONS["relu"].derivative(0.0, 0.0) == 0
    assert nn.ACTIVATIONS["leaky_relu"].derivative(0.0, 0.0) == 0.01


# --- packing and initializers ----------------------------------------------------------------------------------------


def test_packing_is_weights_by_rows_then_biases():
    (W1, b1), (W2, b2) = nn.unpack(np.arange(13.0), (2, 3, 1))
    assert W1.tolist() == [[0, 1, 2], [3, 4, 5]] and b1.tolist() == [6, 7, 8]
    assert W2.tolist() == [[9], [10], [11]] and b2.tolist() == [12]


def test_unpack_gives_views_of_every_member():
    theta = np.zeros((4, 2, 13))
    (W1, _), (_, b2) = nn.unpack(theta, (2, 3, 1))
    assert W1.shape == (4, 2, 2, 3) and b2.shape == (4, 2, 1)
    W1[3, 1, 1, 2] = b2[0, 1, 0] = 7
    assert theta[3, 1, 5] == theta[0, 1, 12] == 7 and theta.sum() == 14


def test_xavier_uniform_draws_weights_and_biases_layer_by_layer():
    rng, parts = np.random.default_rng(5), []
    for i, o in [(1, 20), (20, 20), (20, 1)]:
        reach = math.sqrt(6 / (i + o))
        parts += [rng.uniform(-reach, reach, (i, o)).ravel(), rng.uniform(-reach, reach, o)]
    np.testing.assert_array_equal(nn.init(D1, seed=5), np.concatenate(parts))


@pytest.mark.parametrize(
    ("scheme", "variance", "reach"),
    [
        ("xavier_uniform", 2 / 500, math.sqrt(6 / 500)),
        ("xavier_normal", 2 / 500, np.inf),
        ("he_uniform", 2 / 300, math.sqrt(6 / 300)),
        ("he_normal", 2 / 300, np.inf),
        ("zeros", 0, 0),
    ],
)
def test_schemes_have_their_variance(scheme, variance, reach):
    theta = nn.init((300, 200), seed=1, scheme=scheme)
    assert theta.shape == (301 * 200,) and np.abs(theta).max() <= reach
    close(theta.var(), variance, 0.03 * variance)
    assert abs(theta.mean()) <= 4 * math.sqrt(variance / theta.size)
    assert reach in (0, np.inf) or np.abs(theta).max() > 0.999 * reach


def test_every_scheme_has_a_row_above():
    marks = test_schemes_have_their_variance.pytestmark
    assert {row[0] for row in marks[0].args[1]} == set(nn.SCHEMES)


def test_a_start_of_zeros_keeps_the_units_of_a_layer_equal():
    x, y = nn.sine_data()
    for scheme, spread in (("zeros", 0.0), ("xavier_uniform", 0.1)):
        theta = train(nn.mlp(x, y, (6, 5), "sigmoid"), nn.init((1, 6, 5, 1), scheme=scheme), 30)[-1]
        (W1, _), (W2, _), (W3, _) = nn.unpack(theta, (1, 6, 5, 1))
        assert np.ptp(W1) >= spread and np.ptp(W2, axis=1).max() >= spread and np.ptp(W3) >= spread
        assert spread or (np.ptp(W1) == 0 and np.ptp(W2) < 1e-15 and np.ptp(W3) < 1e-15)


# --- the data --------------------------------------------------------------------------------------------------------


def test_sine_data_is_one_stream():
    rng = np.random.default_rng(3)
    x = np.sort(rng.standard_normal(128))
    y = np.sin(np.pi * x / 2) + 0.3 * rng.standard_normal(128)
    np.testing.assert_array_equal(nn.sine_data(seed=3), (x, y))
    clean_x, clean_y = nn.sine_data(n=9, noise=0)
    close(clean_y, np.sin(np.pi * clean_x / 2))


def test_sizes_come_from_the_data():
    assert nn.sizes(np.zeros(5), np.zeros(5), (3, 2)) == (1, 3, 2, 1)
    assert nn.sizes(np.zeros((5, 4)), np.zeros((5, 2)), ()) == (4, 2)
    fit, _ = problem((3,), "relu", inputs=4, outputs=2)
    assert fit.sizes == (4, 3, 2) and fit.dim == 23 and fit.x.shape == (12, 4) and fit.y.shape == (12, 2)


# --- value and gradient ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", HIDDEN, ids=str)
@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_gradient_is_the_slope_of_the_values(activation, hidden):
    fit, points = problem(hidden, activation, inputs=2, outputs=2)
    widest = 1e-4 if "relu" in activation else 0.02  # within one straight piece
    assert_gradient(fit, points, widest=widest)
    with pytest.raises(AssertionError, match="the gradient says"):
        assert_gradient(bent(fit), points, widest=widest)


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (3, 2)])
@pytest.mark.parametrize("hidden", HIDDEN, ids=str)
@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_gradient_equals_automatic_differentiation(activation, hidden, inputs, outputs):
    fit, points = problem(hidden, activation, inputs, outputs, seed=1)
    for theta, value, grad, output in zip(points, *fit.value_and_grad(points), fit.predict(points)):
        known = (fit.x, fit.y, fit.sizes, activation)
        close(value, reference_loss(theta, *known), 1e-10)
        close(grad, autograd.grad(reference_loss)(theta, *known), 1e-10)
        close(output, reference_outputs(theta, fit.x, fit.sizes, activation), 1e-10)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_d1_gradient_equals_automatic_differentiation(activation):
    x, y = nn.sine_data()
    fit, theta = nn.mlp(x, y, activation=activation), nn.init(D1)
    known = (x[:, None], y[:, None], D1, activation)
    slope = autograd.grad(reference_loss)(theta, *known)
    assert fit.dim == theta.size == 481
    for _, grad in (fit.value_and_grad(theta), fit.value_and_grad(theta[None])):
        close(grad.reshape(-1), slope, 1e-10)
    with pytest.raises(AssertionError):
        close(bent(fit).grad(theta), slope, 1e-10)
    with pytest.raises(AssertionError):
        close(bent(fit, coordinate=480).grad(theta), slope, 1e-10)


# --- batches, buffers, threads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_a_batch_equals_its_members(activation, monkeypatch):
    monkeypatch.setattr(passes, "WORKING_SET", 10_000)  # a few networks a chunk
    fit, _ = problem((6, 5), activation, outputs=2)
    thetas = np.random.default_rng(2).normal(size=(3, 7, fit.dim))
    value, grad = fit.value_and_grad(thetas)
    assert value.shape == (3, 7) and grad.shape == thetas.shape and fit.predict(thetas).shape == (3, 7, 12, 2)
    close(fit(thetas), value)
    for index in np.ndindex(3, 7):
        close(value[index], fit.value_and_grad(thetas[index])[0])
        close(grad[index], fit.grad(thetas[index]))
        close(fit.predict(thetas)[index], nn.predict(thetas[index], fit.x, fit.sizes, activation))


@everything
@given(count=st.integers(1, 40), n=st.integers(1, 9), width=st.integers(1, 6), working_set=st.integers(1, 40_000))
def test_chunks_change_nothing(count, n, width, working_set):
    fit, _ = problem((width, 3), "tanh", n=n)
    thetas = np.random.default_rng(count).normal(size=(count, fit.dim))
    value, grad = fit.value_and_grad(thetas)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "WORKING_SET", working_set)
        close(fit.value_and_grad(thetas)[0], value)
        close(fit.value_and_grad(thetas)[1], grad)
        close(fit.predict(thetas), [nn.predict(theta, fit.x, fit.sizes, "tanh") for theta in thetas])


def test_components_first_memory_is_read_as_well():
    fit, _ = problem((6, 5), "tanh")
    thetas = np.random.default_rng(2).normal(size=(9, fit.dim))
    turned = np.asfortranarray(thetas)
    np.testing.assert_array_equal(fit.predict(turned), fit.predict(thetas))
    np.testing.assert_array_equal(fit.grad(turned), fit.grad(thetas))
    np.testing.assert_array_equal(fit.grad(turned[4]), fit.grad(thetas[4]))


def test_results_are_the_callers_to_keep():
    fit, points = problem((6, 5), "gelu")
    theta = points[0].copy()
    value, grad = fit.value_and_grad(theta)
    outputs, (values, grads) = fit.predict(theta), fit.value_and_grad(points)
    kept = [np.copy(a) for a in (value, grad, outputs, values, grads)]
    fit.value_and_grad(points[::-1]), fit.value_and_grad(points[2]), fit.predict(points[1])
    for now, then in zip((value, grad, outputs, values, grads), kept):
        np.testing.assert_array_equal(now, then)
    np.testing.assert_array_equal(theta, points[0])


def test_interleaved_shapes_do_not_meet():
    fits = [problem((6, 5), activation, n=n)[0] for n in (4, 5) for activation in ("relu", "tanh")]
    jobs = [(fit, np.random.default_rng(k).normal(size=(1 + k, fit.dim))) for k in range(4) for fit in fits]
    once = [fit.value_and_grad(theta)[1] for fit, theta in jobs]
    for (fit, theta), grad in zip(jobs[::-1], once[::-1]):
        np.testing.assert_array_equal(fit.value_and_grad(theta)[1], grad)


@pytest.mark.parametrize("members", [1, 3])
def test_two_threads_in_the_middle_of_the_same_pass_do_not_meet(members, monkeypatch):
    meet = Barrier(2, timeout=10)

    def wait_for_the_other(z, out=None):
        meet.wait()
        return np.tanh(z, out=out)

    fit, _ = problem((6, 5), "tanh")
    thetas = np.random.default_rng(0).normal(size=(2, members, fit.dim))
    alone = [fit.value_and_grad(theta)[1] for theta in thetas]
    tanh = nn.ACTIVATIONS["tanh"]
    monkeypatch.setitem(nn.ACTIVATIONS, "patient", tanh._replace(name="patient", f=wait_for_the_other))
    both = nn.mlp(fit.x, fit.y, (6, 5), "patient")
    with ThreadPoolExecutor(2) as pool:
        together = [grad for _, grad in pool.map(both.value_and_grad, thetas)]
    np.testing.assert_array_equal(together, alone)


def test_a_diverged_member_is_nan_and_harms_nobody():
    fit, points = problem((6, 5), "relu")
    ill = points.copy()
    ill[1, 0] = np.nan
    value, grad = fit.value_and_grad(ill)
    assert np.isnan(value).tolist() == [False, True, False]
    close(value[[0, 2]], fit(points[[0, 2]]))
    close(grad[[0, 2]], fit.grad(points[[0, 2]]))
    close(fit.grad(points), fit.value_and_grad(points)[1])  # nothing of the nan stays in a buffer


# --- the experiments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("seed", range(6))
def test_d1_falls_to_a_quarter(activation, seed):
    x, y = nn.sine_data(seed=seed)
    fit = nn.mlp(x, y, activation=activation)
    loss = fit(train(fit, nn.init(D1, seed=seed)))
    assert loss.shape == (251,) and loss[-1] <= loss[0] / 4
    assert loss[-1] < np.mean((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2) / 2  # and far better than a line


def test_d1_relu_is_made_of_straight_pieces_and_tanh_is_not():
    x, y = nn.sine_data()
    grid = np.linspace(-2, 2, 2001)
    flat = {}
    for activation in ("relu", "tanh"):
        theta = train(nn.mlp(x, y, activation=activation), nn.init(D1))[-1]
        bends = np.abs(np.diff(nn.predict(theta, grid, D1, activation)[:, 0], 2))
        flat[activation] = np.mean(bends < 1e-13)
    assert flat["relu"] > 0.9 and flat["tanh"] < 0.1


@pytest.mark.parametrize("hidden", [(), (20, 20)], ids=str)
def test_d6_without_activation_the_fit_is_the_least_squares_line(hidden):
    x, y = nn.sine_data()
    fit = nn.mlp(x, y, hidden, "identity")
    theta = train(fit, nn.init(fit.sizes), 1500, decay=1)[-1]
    close(fit.predict(theta)[:, 0], np.polyval(np.polyfit(x, y, 1), x), 1e-8)


@pytest.mark.parametrize("batch", [1, 7, 8, 64, 100, 128])
def test_d7_the_mean_over_an_epoch_is_the_full_gradient(batch):
    x, y = nn.sine_data()
    fit = nn.mlp(x, y, (5, 4), "tanh", batch=batch, seed=3)
    thetas = np.stack([nn.init(fit.sizes, seed) for seed in range(2)])
    steps = math.ceil(128 / batch)
    for epoch in (0, 2):
        seen = [fit.noisy(k)(thetas) for k in range(epoch * steps, (epoch + 1) * steps)]
        value, grad = (np.mean(part, axis=0) for part in zip(*seen))
        close(value, fit(thetas))
        close(grad, fit.grad(thetas))
    close(fit.value_and_grad(thetas)[1], nn.mlp(x, y, (5, 4), "tanh").grad(thetas))


def test_d7_a_step_is_a_pure_function_of_step_and_seed():
    x, y = nn.sine_data()
    fit, again, other = (nn.mlp(x, y, batch=8, seed=seed) for seed in (3, 3, 4))
    theta = nn.init(D1)
    late = fit.noisy(731)(theta)[1]
    np.testing.assert_array_equal(again.noisy(731)(theta)[1], late)  # alone, nothing asked before
    np.testing.assert_array_equal(fit.noisy(731)(theta)[1], late)
    assert not np.array_equal(other.noisy(731)(theta)[1], late)
    assert not np.array_equal(fit.noisy(731 + 16)(theta)[1], late)  # the next epoch is shuffled anew
    assert nn.mlp(x, y).noisy is None


def test_d7_a_step_sees_its_samples_with_the_plain_mean_when_they_divide():
    x, y = nn.sine_data(n=12)
    fit, theta = nn.mlp(x, y, (3,), batch=4, seed=5), nn.init((1, 3, 1))
    order = np.random.default_rng([5, 2]).permutation(12)[4:8]
    value, grad = fit.noisy(2 * 3 + 1)(theta)
    part = nn.mlp(x[order], y[order], (3,))
    close(value, part(theta))
    close(grad, part.grad(theta))


# --- one sample, forward and back (D3, D4) ---------------------------------------------------------------------------


def test_d3_one_neuron_by_hand():
    node = nn.anatomy([0.5, -1.0, 0.25, 2.0, -3.0], [2.0, 1.0], [1.0], (2, 1, 1), "sigmoid")
    a = 1 / (1 + math.exp(-0.25))  # 2·0.5 − 1·1 + 0.25 = 0.25
    error = 2 * a - 3 - 1
    close(node.z[0], [0.25])
    close(node.a[1], [a])
    close(node.a[2], [2 * a - 3])
    close(node.loss, error**2)
    close(node.da[1], [4 * error])
    close(node.dz[0], [4 * error * a * (1 - a)])
    close(node.dW[0][:, 0], 4 * error * a * (1 - a) * np.array([2.0, 1.0]))
    close(node.da[0], 4 * error * a * (1 - a) * np.array([0.5, -1.0]))
    close(node.dW[1], [[2 * error * a]])


@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_d4_local_derivative_times_incoming_is_outgoing(activation):
    fit, points = problem((5, 4), activation, inputs=3, outputs=2, n=1)
    node = nn.anatomy(points, fit.x[0], fit.y[0], fit.sizes, activation)
    act = [nn.ACTIVATIONS[activation]] * 2 + [nn.ACTIVATIONS["identity"]]
    assert [len(part) for part in node[1:]] == [3, 3, 3, 4, 3, 4, 3, 3, 3]
    close(node.a[0], np.broadcast_to(fit.x[0], (3, 3)))
    close(node.da[3], 2 * (node.a[3] - fit.y[0]) / 2)
    for k in range(3):
        close(node.z[k], np.einsum("bi,bio->bo", node.a[k], node.W[k]) + node.b[k])
        close(node.a[k + 1], act[k].f(node.z[k]))
        close(node.slope[k], act[k].derivative(node.z[k], node.a[k + 1]))
        close(node.dz[k], node.slope[k] * node.da[k + 1])
        close(node.dW[k], np.einsum("bi,bo->bio", node.a[k], node.dz[k]))
        close(node.da[k], np.einsum("bio,bo->bi", node.W[k], node.dz[k]))
        close(node.db[k], node.dz[k])


@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_d4_anatomy_is_the_gradient_that_trains(activation):
    fit, points = problem((5, 4), activation, inputs=3, outputs=2, n=1, seed=4)
    node = nn.anatomy(points, fit.x[0], fit.y[0], fit.sizes, activation)
    close(node.loss, fit(points))
    close(node.a[-1], fit.predict(points)[:, 0])
    for part, (dW, db) in zip(zip(node.dW, node.db), nn.unpack(fit.grad(points), fit.sizes)):
        close(part[0], dW)
        close(part[1], db)


def test_d4_gradient_of_the_input_is_the_slope_of_the_loss():
    theta, y, sizes = nn.init((2, 4, 1), seed=2), [0.3], (2, 4, 1)
    node, h = nn.anatomy(theta, [0.4, -0.2], y, sizes), 1e-6
    for i, step in enumerate(h * np.eye(2)):
        ahead, behind = (nn.anatomy(theta, np.array([0.4, -0.2]) + s, y, sizes).loss for s in (step, -step))
        close(node.da[0][i], (ahead - behind) / (2 * h), 1e-8)


# --- planes through the space of weights (D8) ------------------------------------------------------------------------


def test_d8_a_slice_is_the_exact_loss():
    x, y = nn.sine_data()
    fit, center = nn.mlp(x, y), nn.init(D1)
    u, v = nn.random_directions(center, D1, seed=1)
    alphas, betas, loss = nn.loss_plane(fit, center, u, v, span=((-1, 0.5), (-2, 2)), n=7)
    assert loss.shape == (7, 7) and alphas[[0, -1]].tolist() == [-1, 0.5] and betas[[0, -1]].tolist() == [-2, 2]
    for i, j in [(0, 0), (6, 0), (0, 6), (3, 5)]:
        theta = center + alphas[j] * u + betas[i] * v
        close(loss[i, j], reference_loss(theta, x[:, None], y[:, None], D1, "tanh"), 1e-11)
    symmetric = nn.loss_plane(fit, center, u, v, 0.5, n=3)
    assert symmetric.alphas.tolist() == symmetric.betas.tolist() == [-0.5, 0, 0.5]
    close(symmetric.loss[1, 1], fit(center))


def test_d8_random_directions_are_as_large_as_each_unit():
    theta = nn.init(D1, seed=3)
    u, v = nn.random_directions(theta, D1, seed=4)
    for direction in (u, v):
        for (W, b), (dW, db) in zip(nn.unpack(theta, D1), nn.unpack(direction, D1)):
            close((dW**2).sum(0) + db**2, (W**2).sum(0) + b**2)
    assert abs(u @ v) < 0.3 * np.linalg.norm(u) * np.linalg.norm(v)
    np.testing.assert_array_equal(u, nn.random_directions(theta, D1, seed=4)[0])
    assert not np.array_equal(u, nn.random_directions(theta, D1, seed=5)[0])


@pytest.mark.parametrize("epochs", [2, 30, 60])  # fewer and more steps than weights
def test_d8_principal_plane_is_that_of_the_singular_vectors(epochs):
    x, y = nn.sine_data()
    fit = nn.mlp(x, y, (6,))
    run = train(fit, nn.init(fit.sizes), epochs)
    plane = nn.principal_directions(run)
    offsets = run - run[-1]
    _, sigma, rows = np.linalg.svd(offsets)
    close(np.abs(rows[:2] @ np.column_stack([plane.u, plane.v])), np.eye(2), 1e-7)
    close(plane.explained, sigma[:2] ** 2 / (sigma**2).sum(), 1e-10)
    close(plane.coordinates, offsets @ np.column_stack([plane.u, plane.v]))
    assert plane.coordinates[-1].tolist() == [0, 0]
    assert (plane.coordinates.max(0) >= -plane.coordinates.min(0)).all()
    np.testing.assert_array_equal(plane.center, run[-1])
    assert fit.dim == 19 and plane.explained[0] > 0.5 and plane.explained.sum() <= 1 + 1e-12


def test_d8_a_plane_through_another_center_and_a_straight_run():
    run = np.outer(np.arange(5.0), [3.0, 4.0, 0.0])
    plane = nn.principal_directions(run, center=run[0])
    close(plane.u, [0.6, 0.8, 0.0])
    close(plane.coordinates, np.column_stack([5 * np.arange(5), np.zeros(5)]))
    close([plane.v @ plane.v, plane.u @ plane.v], [1, 0])
    close(plane.explained, [1, 0])


def test_d8_what_diverged_is_left_out():
    run = np.random.default_rng(0).normal(size=(9, 4))
    ended = np.vstack([run, np.full((3, 4), np.nan)])
    plane, whole = nn.principal_directions(ended), nn.principal_directions(run)
    close(plane.u, whole.u)
    close(plane.coordinates[:9], whole.coordinates)
    assert np.isnan(plane.coordinates[9:]).all()


# --- the recorder ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [None, 50])
@pytest.mark.parametrize("starts", [(), (1,), (3, 2)], ids=str)
def test_recorder_remembers_what_predict_would_compute(starts, batch, monkeypatch):
    monkeypatch.setattr(passes, "WORKING_SET", 100_000)  # two networks a chunk
    x, y = nn.sine_data()
    fit = nn.mlp(x, np.column_stack([y, x]), (8,), batch=batch)
    recorder = nn.Recorder(fit)
    theta = np.random.default_rng(0).normal(size=(*starts, fit.dim))
    run = train(recorder.objective, theta, 6)
    np.testing.assert_array_equal(run, train(fit, theta, 6))
    expected = fit.predict(run)
    assert np.array_equal(recorder.predict(run), expected)  # the last epoch was not evaluated: all are computed
    recorder.objective.value_and_grad(run[-1])
    monkeypatch.setattr(nn.Network, "predict", None)  # from here on, from memory
    close(recorder.predict(run), expected)
    close(recorder.predict(np.asfortranarray(run)), expected)
    close(recorder.predict(run[:4]), expected[:4])


def test_recorder_trusts_nothing_but_the_same_bits():
    x, y = nn.sine_data()
    recorder = nn.Recorder(nn.mlp(x, y, (8,)))
    run = train(recorder.objective, nn.init((1, 8, 1)), 5)[:-1]
    nudged, swapped = run.copy(), run.copy()
    nudged[2, 3] = np.nextafter(nudged[2, 3], 1)
    swapped[2, [3, 4]] = swapped[2, [4, 3]]
    for thetas in (nudged, swapped, run[::-1], run[1:]):
        np.testing.assert_array_equal(recorder.predict(thetas), recorder.network.predict(thetas))
    blank = nn.Recorder(nn.mlp(x, y, (8,)))
    np.testing.assert_array_equal(blank.predict(run), recorder.network.predict(run))


# --- at the door -----------------------------------------------------------------------------------------------------

X, Y = nn.sine_data(n=6)
THETA = nn.init((1, 2, 1))
REFUSED = {
    "there is no activation called 'swish'": lambda: nn.mlp(X, Y, activation="swish"),
    "choose one of identity, relu": lambda: nn.predict(THETA, X, (1, 2, 1), "swish"),
    "no activation called 'relu6'": lambda: nn.anatomy(THETA, 0.1, 0.2, (1, 2, 1), "relu6"),
    "there is no initializer called 'magic'": lambda: nn.init((1, 1), scheme="magic"),
    "width of a layer must be a whole number of at least 1, not 0": lambda: nn.mlp(X, Y, (5, 0)),
    "at least 1, not 2.5": lambda: nn.init((1, 2.5, 1)),
    "at least 1, not nan": lambda: nn.init((1, math.nan, 1)),
    "at least 1, not 'wide'": lambda: nn.init((1, "wide", 1)),
    "hidden must list the widths": lambda: nn.mlp(X, Y, 20),
    "needs at least its inputs and its outputs": lambda: nn.init((3,)),
    "252,001 weights are more than 200,000": lambda: nn.mlp(X, Y, (500, 500)),
    "every number in y must be finite": lambda: nn.mlp(X, np.full(6, math.nan)),
    "every number in x must be finite": lambda: nn.mlp(np.full(6, math.inf), Y),
    "as many samples, not 6 and 5": lambda: nn.mlp(X, Y[:5]),
    r"x must be a list of numbers or a table.*\(2, 3, 1\)": lambda: nn.mlp(X.reshape(2, 3, 1), Y),
    r"a row per sample, not the shape \(0, 1\)": lambda: nn.mlp([], []),
    "a mini-batch of 7 samples cannot be drawn from 6": lambda: nn.mlp(X, Y, batch=7),
    "mini-batch size must be a whole number of at least 1, not 0": lambda: nn.mlp(X, Y, batch=0),
    "the seed must be a whole number of at least 0, not -1": lambda: nn.mlp(X, Y, batch=2, seed=-1),
    "the seed must be": lambda: nn.init((1, 1), seed=0.5),
    "n must be a whole number of at least 1": lambda: nn.sine_data(n=0),
    "noise must be a finite number of at least 0, not -1": lambda: nn.sine_data(noise=-1),
    "noise must be a finite number of at least 0, not nan": lambda: nn.sine_data(noise=math.nan),
    "noise must be a finite number of at least 0, not loud": lambda: nn.sine_data(noise="loud"),
    "noise must be a finite number of at least 0, not None": lambda: nn.samples(np.sin, noise=None),
    "a 1–2–1 network has 7 weights and biases, not": lambda: nn.predict(np.zeros(8), X, (1, 2, 1)),
    r"7 weights and biases, not the shape \(\)": lambda: nn.mlp(X, Y, (2,)).value_and_grad(3.0),
    r"7 weights and biases, not the shape \(6,\)": lambda: nn.unpack(np.zeros(6), (1, 2, 1)),
    r"has 1 input\(s\), and x has 2 column": lambda: nn.predict(THETA, np.zeros((4, 2)), (1, 2, 1)),
    r"1 input\(s\), and x has 3 column": lambda: nn.unit_curves(THETA, np.zeros((4, 3)), (1, 2, 1)),
    r"1 input\(s\) and 1 target\(s\), not 1 and 2": lambda: nn.anatomy(THETA, 0.1, [0.2, 0.3], (1, 2, 1)),
    "the center must be 7 finite numbers": lambda: nn.loss_plane(nn.mlp(X, Y, (2,)), THETA[1:], THETA, THETA, 1),
    "v must be 7 finite numbers": lambda: nn.loss_plane(nn.mlp(X, Y, (2,)), THETA, THETA, THETA * math.nan, 1),
    "a span must be a number above 0": lambda: nn.loss_plane(nn.mlp(X, Y, (2,)), THETA, THETA, THETA, 0),
    "points a side must be": lambda: nn.loss_plane(nn.mlp(X, Y, (2,)), THETA, THETA, THETA, 1, n=1),
    "theta must be 7 finite numbers": lambda: nn.random_directions(THETA * math.inf, (1, 2, 1)),
    "at least two of its points": lambda: nn.principal_directions([[1.0, 2.0], [math.nan, 0.0]]),
    "never moves away": lambda: nn.principal_directions(np.ones((4, 3))),
    r"a run is a table.*\(4,\)": lambda: nn.principal_directions(np.ones(4)),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refusals_are_sentences(sentence):
    with pytest.raises(ValueError, match=sentence):
        REFUSED[sentence]()


def test_sizes_may_be_a_list():
    sizes, theta = [1, 2, 1], np.linspace(-1, 1, 7)
    assert nn.count(sizes) == nn.count((1, 2, 1)) == 7
    assert nn.names(sizes) == nn.names((1, 2, 1))
    assert np.array_equal(nn.init(sizes), nn.init((1, 2, 1)))
    assert np.array_equal(nn.predict(theta, X, sizes), nn.predict(theta, X, (1, 2, 1)))
    assert np.array_equal(nn.gradient_sizes(theta, sizes), nn.gradient_sizes(theta, (1, 2, 1)))
    assert np.array_equal(nn.stack(theta, X, sizes).bands, nn.stack(theta, X, (1, 2, 1)).bands)


@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
@pytest.mark.parametrize("z", [1e3, 1e100, 1e155, 1e300])
def test_far_out_a_slope_is_a_number_where_the_value_is_one(activation, z):
    f, derivative = nn.ACTIVATIONS[activation].f, nn.ACTIVATIONS[activation].derivative
    at = np.array([-z, z])
    with np.errstate(all="ignore"):
        assert np.isfinite(derivative(at, f(at))[np.isfinite(f(at))]).all()


def test_any_tolerance_of_at_least_0_is_one():
    """Its square may be more than a computer holds."""
    net = nn.mlp(*nn.sine_data(8), (2,))
    run = descend(net, OPTIMIZERS["gd"](lr=0.1), nn.init(net.sizes), 3, tol=1e200)
    assert run.outcome == Outcome.CONVERGED
