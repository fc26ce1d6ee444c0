"""What a network is from inside: its units under the fit, its kinks, one neuron, the blocks it is built of.

The references are written anew, unit by unit and sample by sample, and share no line with the engine.
"""

import dataclasses
import math
from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_network import REFERENCE, reference_outputs

from gdengine import network as nn
from gdengine.experiments import SineMLP
from gdengine.network import parts
from gdengine.network.units import idle_units

D1 = (1, 20, 20, 1)
HIDDEN = [(1,), (7,), (5, 4), (4, 3, 2)]
networks = {
    "seed": st.integers(0, 10_000),
    "hidden": st.sampled_from(HIDDEN),
    "activation": st.sampled_from([*nn.ACTIVATIONS]),
}
everything = settings(deadline=None, derandomize=True, max_examples=60)


def drawn(hidden, seed, size=1.0):
    sizes = (1, *hidden, 1)
    return sizes, np.random.default_rng(seed).normal(size=nn.count(sizes)) * size


def layers(theta, sizes):
    """[(W, b), …] of one theta, cut by hand."""
    at, cut = 0, []
    for i, o in pairwise(sizes):
        cut.append((theta[at : at + i * o].reshape(i, o), theta[at + i * o : at + i * o + o]))
        at += (i + 1) * o
    return cut


# --- the stack --------------------------------------------------------------------------------------------------------


@given(**networks)
@everything
def test_bands_and_bias_add_up_to_the_fit(seed, hidden, activation):
    sizes, theta = drawn(hidden, seed)
    x = np.linspace(-3, 3, 61)
    parts = nn.stack(theta, x, sizes, activation)
    said = reference_outputs(theta, x[:, None], sizes, activation)[:, 0]
    largest = max(np.ptp(said), np.abs(parts.bands).max())
    assert np.abs(parts.bands.sum(-1) + parts.bias - parts.fit).max() <= 1e-12 * largest
    assert np.abs(parts.fit - said).max() <= 1e-12 * max(largest, 1)
    assert parts.share.sum() == pytest.approx(1) or not parts.bands.std(0).any()
    assert (np.diff(parts.share[parts.order]) <= 0).all()


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_at_every_epoch_of_d1_the_bands_add_up_to_the_fit(activation):
    x, y = nn.sine_data()
    fit, theta, thetas = nn.mlp(x, y, activation=activation), nn.init(D1), []
    for k in range(251):
        thetas.append(theta)
        theta = theta - 0.075 * 0.998 ** (k + 1) * fit.grad(theta)
    across = np.linspace(-4, 4, 81)
    parts = nn.stack(np.array(thetas), across, D1, activation)
    assert parts.bands.shape == (251, 81, 20)
    off = np.abs(parts.bands.sum(-1) + parts.bias[:, None] - parts.fit).max(-1)
    assert (off <= 1e-12 * np.ptp(parts.fit, axis=-1)).all()
    swapped = parts.bands[:, :, ::-1] * (1 + 1e-9 * np.arange(20))
    off = np.abs(swapped.sum(-1) + parts.bias[:, None] - parts.fit).max(-1)
    assert not (off <= 1e-12 * np.ptp(parts.fit, axis=-1)).any(), "a wrong band is found out"


def test_a_unit_that_says_the_same_everywhere_has_no_share():
    theta = np.array([1.0, 0, 0.5, 0.3, 2.0, 4.0, 0.1])  # w 1, 0; b 0.5, 0.3; v 2, 4; c
    parts = nn.stack(theta, [-1, 0, 1], (1, 2, 1), "tanh")
    assert parts.share.tolist() == [1, 0]
    assert parts.order.tolist() == [0, 1]
    silent = nn.stack(np.zeros(7), [-1, 0, 1], (1, 2, 1), "tanh")
    assert silent.share.tolist() == [0, 0]


def test_the_curves_of_the_units_are_their_activations():
    sizes, theta = drawn((3, 2), 5)
    x = np.linspace(-2, 2, 9)
    (W1, b1), (W2, b2), _ = layers(theta, sizes)
    first, second = nn.unit_curves(theta, x, sizes, "sigmoid")
    for p, place in enumerate(x):
        a = [1 / (1 + math.exp(-(place * W1[0, j] + b1[j]))) for j in range(3)]
        np.testing.assert_allclose(first[p], a, rtol=1e-13)
        z = [sum(a[i] * W2[i, j] for i in range(3)) + b2[j] for j in range(2)]
        np.testing.assert_allclose(second[p], [1 / (1 + math.exp(-s)) for s in z], rtol=1e-13)
    assert nn.unit_curves(np.stack([theta, theta]), x, sizes)[1].shape == (2, 9, 2)


# --- switched off -----------------------------------------------------------------------------------------------------


@given(**networks)
@everything
def test_a_unit_switched_off_is_a_network_without_it(seed, hidden, activation):
    """The smaller network is built by hand: the unit's column, bias and row are cut out."""
    sizes, theta = drawn(hidden, seed)
    rng = np.random.default_rng(seed)
    layer = int(rng.integers(len(hidden)))
    unit = int(rng.integers(hidden[layer]))
    off = nn.switched_off(theta, sizes, layer, unit)
    x = np.linspace(-2, 2, 7)[:, None]
    cut = [[W.copy(), b.copy()] for W, b in layers(theta, sizes)]
    cut[layer] = [np.delete(cut[layer][0], unit, 1), np.delete(cut[layer][1], unit)]
    cut[layer + 1][0] = np.delete(cut[layer + 1][0], unit, 0)
    a = x
    for W, b in cut[:-1]:
        a = REFERENCE[activation](a @ W + b)
    without = a @ cut[-1][0] + cut[-1][1]
    np.testing.assert_allclose(nn.predict(off, x, sizes, activation), without, rtol=1e-9, atol=1e-12)


@given(**networks, last=st.booleans())
@everything
def test_the_loss_rises_by_what_a_unit_is_worth(seed, hidden, activation, last):
    sizes, theta = drawn(hidden, seed)
    x, y = nn.sine_data(n=11, seed=seed)
    net, across = nn.mlp(x, y, hidden, activation), np.linspace(-2, 2, 5)
    layer = len(hidden) - 1 if last else 0
    worth = nn.ablation(net, theta, across, layer if seed % 2 else layer - len(hidden))
    assert worth.loss == pytest.approx(float(net(theta)), rel=1e-12)
    assert len(worth.without) == hidden[layer]
    for unit in range(hidden[layer]):
        off = nn.switched_off(theta, sizes, layer, unit)
        said = reference_outputs(off, x[:, None], sizes, activation)[:, 0]
        assert worth.without[unit] == pytest.approx(np.mean((said - y) ** 2), rel=1e-10)
        np.testing.assert_allclose(
            worth.fits[unit], reference_outputs(off, across[:, None], sizes, activation)[:, 0], rtol=1e-9, atol=1e-11
        )
    np.testing.assert_allclose(worth.rise, worth.without - worth.loss, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_units_of_many_networks_are_worth_what_each_one_s_are(monkeypatch, layer):
    """Every epoch of a training is asked at once, a few at a time."""
    net, across = nn.mlp(*nn.sine_data(n=11), (4, 3)), np.linspace(-2, 2, 5)
    thetas = np.random.default_rng(0).normal(size=(2, 5, net.dim))
    monkeypatch.setattr(parts, "ABLATED_NUMBERS", 2 * 11 * 3)
    worth = nn.ablation(net, thetas, across, layer)
    assert worth.rise.shape == (2, 5, net.sizes[1 + layer])
    for place in np.ndindex(2, 5):
        alone = nn.ablation(net, thetas[place], across, layer)
        for told, one in zip(worth, alone):
            np.testing.assert_allclose(told[place], one, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_numbers_of_a_neuron_in_many_networks_are_those_in_each(layer):
    thetas, sizes = np.random.default_rng(1).normal(size=(6, 16)), (1, 5, 1)
    many = nn.neuron_at(nn.anatomy(thetas, 0.4, -1.0, sizes), layer, 0)
    for i, theta in enumerate(thetas):
        alone = nn.neuron_at(nn.anatomy(theta, 0.4, -1.0, sizes), layer, 0)
        assert isinstance(alone.z, float)
        for told, one in zip(many, alone):
            np.testing.assert_allclose(told[i], one, rtol=1e-12)


def test_a_neuron_with_many_weights_is_many_neurons():
    weights, bias = np.random.default_rng(2).normal(size=(4, 3)), np.arange(4.0)
    many = nn.neuron([1.0, -2.0, 0.5], weights, bias, "relu", 3.0)
    for i in range(4):
        for told, one in zip(many, nn.neuron([1.0, -2.0, 0.5], weights[i], bias[i], "relu", 3.0)):
            np.testing.assert_allclose(told[i], one, rtol=1e-12)


def test_a_dead_unit_is_worth_nothing():
    x, y = nn.sine_data(n=30)
    theta = np.array([1.0, 0.0, 0.2, -1.0, 1.5, 3.0, 0.1])  # the second ReLU never opens
    worth = nn.ablation(nn.mlp(x, y, (2,), "relu"), theta, [0.0])
    assert worth.rise[1] == 0
    assert worth.rise[0] != 0


# --- kinks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_kinks_of_one_hidden_layer_are_at_minus_b_over_w(seed):
    sizes, theta = drawn((6,), seed)
    (W, b), (V, _) = layers(theta, sizes)
    if seed == 3:
        W[0, 2] = 0  # a view: this unit has no kink
    found = nn.kinks(theta, sizes, "relu")
    expected = sorted((-b[u] / W[0, u], u) for u in range(6) if W[0, u])
    assert found.unit.tolist() == [u for _, u in expected]
    assert np.abs(found.x - [x for x, _ in expected]).max() <= 1e-12 * max(1, np.abs(found.x).max())
    np.testing.assert_allclose(found.bend, [abs(W[0, u]) * V[u, 0] for _, u in expected], rtol=1e-12)
    leaky = nn.kinks(theta, sizes, "leaky_relu")
    np.testing.assert_allclose(leaky.bend, 0.99 * found.bend, rtol=1e-12)
    inside = nn.kinks(theta, sizes, "relu", window=(-0.5, 0.5))
    assert inside.x.tolist() == [x for x, _ in expected if -0.5 <= x <= 0.5]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("hidden", [(4, 3), (5, 4, 3)])
def test_kinks_of_deeper_networks_are_where_the_slope_jumps(seed, hidden):
    """Against the slope on a fine grid: it changes in exactly the gaps that hold a kink with a bend."""
    sizes, theta = drawn(hidden, seed)
    grid = np.linspace(-3, 3, 60_001) + 1e-7
    found = nn.kinks(theta, sizes, "relu", (grid[0], grid[-1]))
    slope = np.diff(reference_outputs(theta, grid[:, None], sizes, "relu")[:, 0]) / np.diff(grid)
    scale = np.abs(slope).max() + 1e-9
    jumps = np.abs(np.diff(slope)) > 1e-6 * scale
    near = np.zeros(len(jumps), bool)
    for x in found.x[np.abs(found.bend) > 1e-6 * scale]:
        gap = np.searchsorted(grid, x) - 1
        near[max(gap - 1, 0) : gap + 1] = True
    assert not (jumps & ~near).any(), "a kink was missed"
    for x, bend in zip(found.x, found.bend):
        alone = np.sort(np.abs(found.x - x))[1:2]
        if grid[2] < x < grid[-3] and (not len(alone) or alone[0] > 1e-3):
            left, right = (np.searchsorted(grid, x + d) for d in (-2e-4, 2e-4))
            assert slope[right] - slope[left - 1] == pytest.approx(bend, abs=1e-5 * scale)
    for x, layer, unit in zip(found.x, found.layer, found.unit):  # the unit's own sum is 0 there
        a = np.array([x])
        for W, b in layers(theta, sizes)[: layer + 1]:
            z = a @ W + b
            a = np.maximum(z, 0)
        assert abs(z[unit]) <= 1e-11


def test_smooth_networks_and_straight_lines_have_no_kinks():
    assert len(nn.kinks(drawn((4,), 0)[1], (1, 4, 1), "tanh").x) == 0
    assert len(nn.kinks(drawn((4, 2), 0)[1], (1, 4, 2, 1), "gelu", (-1, 1)).x) == 0
    assert len(nn.kinks(np.ones(2), (1, 1), "relu").x) == 0


@given(seed=st.integers(0, 999), unit=st.integers(0, 4), x=st.floats(-50, 50))
@everything
def test_a_kink_is_moved_to_where_it_is_put(seed, unit, x):
    sizes, theta = drawn((5,), seed)
    moved = nn.moved_kink(theta, sizes, unit, x)
    found = nn.kinks(moved, sizes, "relu")
    at = found.x[found.unit.tolist().index(unit)]
    assert abs(at - x) <= 1e-12 * max(1, abs(x))
    changed = np.flatnonzero(moved != theta)
    assert {*changed} <= {5 + unit}


@given(**networks, weight=st.floats(-50, 50))
@everything
def test_a_band_is_as_tall_as_its_weight(seed, hidden, activation, weight):
    sizes, theta = drawn(hidden, seed)
    unit, x = seed % hidden[-1], np.linspace(-2, 2, 9)
    before, after = (
        nn.stack(each, x, sizes, activation) for each in (theta, nn.reweighted(theta, sizes, unit, weight))
    )
    own = before.bands[:, unit] / nn.unpack(theta, sizes)[-1][0][unit, 0]
    assert after.bands[:, unit] == pytest.approx(weight * own, rel=1e-9, abs=1e-9)
    others = np.arange(hidden[-1]) != unit
    assert np.array_equal(after.bands[:, others], before.bands[:, others]) and after.bias == before.bias


# --- along x ----------------------------------------------------------------------------------------------------------


@given(**networks)
@everything
def test_the_slope_along_x_is_the_derivative(seed, hidden, activation):
    sizes, theta = drawn(hidden, seed)
    x = np.random.default_rng(seed).normal(size=6)
    says, slope = nn.output_slope(theta, x, sizes, activation)
    by_ad = autograd.elementwise_grad(lambda x: reference_outputs(theta, x, sizes, activation))(x[:, None])
    np.testing.assert_allclose(slope, by_ad, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(says, reference_outputs(theta, x[:, None], sizes, activation), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_far_out_a_tanh_network_is_flat_and_one_of_relus_straight(seed):
    low, high = -2.0, 3.0
    for activation, manners in {"tanh": {"flat"}, "relu": {"straight", "flat"}, "sine": {"curved"}}.items():
        theta = nn.init(D1, seed)
        for side, edge in zip(nn.beyond(theta, low, high, D1, activation), (low - 5, high + 5)):
            assert side.manner in manners
            assert side.x == edge
            ahead, behind = (
                reference_outputs(theta, np.array([[edge + d]]), D1, activation)[0, 0] for d in (1e-6, -1e-6)
            )
            assert side.slope == pytest.approx((ahead - behind) / 2e-6, abs=1e-7)
            assert side.says == pytest.approx((ahead + behind) / 2, abs=1e-9)
    straight = nn.beyond(np.array([2.0, 1.0]), low, high, (1, 1))
    assert [(side.manner, side.slope, side.far_slope) for side in straight] == [("straight", 2, 2)] * 2


def test_a_slope_that_stays_is_no_level_however_small_it_is():
    """One of ReLUs that is steep over its data may be nearly level beyond them, and gets as far away as any."""
    record = SineMLP(activation="leaky_relu", seed=10, steps=60)
    x, theta = record.points()[0], record.run()["leaky_relu"].x[-1]
    for side in nn.beyond(theta, x.min(), x.max(), record.sizes(), "leaky_relu"):
        assert side.far_slope and side.manner == "straight"


# --- idle units, and gradients by layer -------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_masks_name_the_units_that_are_counted(activation):
    x, y = nn.sine_data(n=40)
    net = nn.mlp(x, y, (6, 5), activation)
    thetas = np.stack([nn.init(net.sizes, seed) for seed in range(8)])
    (W1, b1), (W2, _), _ = nn.unpack(thetas, net.sizes)
    W1[1, 0, 2], b1[1, 2] = 0.0, -50.0  # dead or saturated
    W1[2, 0, 4], b1[2, 4] = W1[2, 0, 1], b1[2, 1]  # copies
    W2[2, 4] = W2[2, 1]
    W1[4, 0, 4], b1[4, 4] = W1[4, 0, 1], b1[4, 1]  # none: with another weight going out each gets its own slope
    masks, counts = nn.idle_masks(net, thetas), idle_units(net, thetas)
    for part, count in ((masks.dead, counts.dead), (masks.saturated, counts.saturated), (masks.alike, counts.alike)):
        assert [m.shape for m in part] == [(8, 6), (8, 5)]
        assert np.array_equal(np.stack([m.sum(-1) for m in part], -1), count)
    assert (masks.saturated if activation == "tanh" else masks.dead)[0][1, 2]  # of a sigmoid, 0 to the last digit
    assert np.flatnonzero(masks.alike[0][2]).tolist() == [1, 4]
    assert not masks.alike[0][3:].any()


def test_the_gradient_s_size_in_each_layer_is_a_root_mean_square():
    grad = np.array([3.0, 4.0, 0.0, 5.0, 6.0, 8.0, 0.0])
    first, last = nn.gradient_sizes(np.stack([grad, 2 * grad]), (1, 2, 1)).T
    np.testing.assert_allclose(first, [math.sqrt(50 / 4), 2 * math.sqrt(50 / 4)])
    np.testing.assert_allclose(last, [math.sqrt(100 / 3), 2 * math.sqrt(100 / 3)])


def test_through_saturated_layers_the_gradient_vanishes():
    x, y = nn.sine_data()
    sizes = (1, 20, 20, 20, 1)
    small = nn.gradient_sizes(nn.mlp(x, y, (20, 20, 20), "sigmoid").grad(nn.init(sizes)), sizes)
    assert small[0] < small[1] < small[2] < small[3] / 10


# --- one neuron -------------------------------------------------------------------------------------------------------


@given(seed=st.integers(0, 999), activation=st.sampled_from([*nn.ACTIVATIONS]))
@everything
def test_the_numbers_of_a_neuron_by_automatic_differentiation(seed, activation):
    rng = np.random.default_rng(seed)
    x, w, b, incoming = rng.normal(size=3), rng.normal(size=3), rng.normal(), rng.normal()

    def answer(x, w, b):
        return incoming * REFERENCE[activation](anp.dot(x, w) + b)

    one = nn.neuron(x, w, b, activation, incoming)
    np.testing.assert_allclose(one.a * incoming, answer(x, w, b), rtol=1e-12)
    for got, place in ((one.dinputs, 0), (one.dweights, 1), (one.dbias, 2)):
        np.testing.assert_allclose(got, autograd.grad(answer, place)(x, w, b), rtol=1e-10, atol=1e-13)
    assert one.z == pytest.approx(one.products.sum() + b)
    assert one.dz == one.slope * incoming


def test_a_neuron_of_a_network_is_that_of_its_anatomy():
    sizes = (1, 3, 2, 1)
    theta = nn.init(sizes, 4)
    node = nn.anatomy(theta, [0.7], [0.1], sizes, "tanh")
    for layer, width in enumerate(sizes[1:]):
        for unit in range(width):
            found = nn.neuron_at(node, layer, unit)
            name = "tanh" if layer < 2 else "identity"
            again = nn.neuron(found.inputs, found.weights, found.bias, name, found.incoming)
            for one, other in zip(found, again):
                np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(nn.neuron_at(node, 2, 0).incoming, 2 * (node.a[-1][0] - 0.1))


def test_what_the_activations_are_like():
    tanh, relu, sigmoid = nn.activation_shape("tanh"), nn.activation_shape("relu"), nn.activation_shape("sigmoid")
    assert (tanh.steepest, tanh.steepest_at) == (1, ((0, 0),))
    assert sigmoid.steepest == 0.25
    edge = math.atanh(math.sqrt(0.99))  # 1 − tanh² = 0.01
    np.testing.assert_allclose(tanh.saturated, [(-np.inf, -edge), (edge, np.inf)], rtol=1e-10)
    np.testing.assert_allclose(sigmoid.saturated, [(-np.inf, -2 * edge), (2 * edge, np.inf)], rtol=1e-10)
    assert relu.dead == relu.saturated == ((-np.inf, 0.0),)
    assert relu.steepest_at == ((0.0, np.inf),)
    assert nn.activation_shape("leaky_relu").dead == ()
    assert nn.activation_shape("leaky_relu").saturated == ()
    assert nn.activation_shape("sine").saturated == nn.activation_shape("identity").saturated == ()
    assert nn.activation_shape("identity").steepest_at == ((-np.inf, np.inf),)
    gelu = nn.activation_shape("gelu")
    assert gelu.dead == ()
    assert gelu.steepest == pytest.approx(1.129, abs=1e-3)
    assert gelu.steepest_at[0][0] == pytest.approx(math.sqrt(2), abs=0.01)
    for name in nn.ACTIVATIONS:
        like = nn.activation_shape(name)
        np.testing.assert_allclose(like.slope, autograd.elementwise_grad(REFERENCE[name])(like.z - 1e-13), atol=1e-9)
        for low, high in like.saturated:
            inside = (like.z > low) & (like.z < high)
            assert (np.abs(like.slope[inside]) <= 0.01 * like.steepest).all()


# --- building blocks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_blocks_put_together_are_the_network_that_trains(activation):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(9, 2)), rng.normal(size=(9, 2))
    net = nn.mlp(x, y, (4, 3), activation)
    theta = rng.normal(size=net.dim)
    linear, bend = [nn.Linear(W, b) for W, b in layers(theta, net.sizes)], nn.Activate(activation)
    z1 = linear[0].forward(x)
    z2 = linear[1].forward(bend.forward(z1))
    out = linear[2].forward(bend.forward(z2))
    assert nn.MSE.forward(out, y) == pytest.approx(float(net(theta)), rel=1e-12)
    last = linear[2].backward(bend.forward(z2), nn.MSE.backward(out, y))
    middle = linear[1].backward(bend.forward(z1), bend.backward(z2, last.dx))
    first = linear[0].backward(x, bend.backward(z1, middle.dx))
    parts = [np.concatenate([part.dW.ravel(), part.db]) for part in (first, middle, last)]
    np.testing.assert_allclose(np.concatenate(parts), net.grad(theta), rtol=1e-11, atol=1e-13)


def test_the_formulas_of_the_introductions():
    """dW = dyᵀx, db = Σdy, dx = dy·W (of W turned round); 1 or 0; 2(y − t)/N."""
    x, dy, W = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[1.0], [-1], [2]]), np.array([[10.0], [20]])
    slopes = nn.Linear(W, [0.5]).backward(x, dy)
    assert slopes.dW.tolist() == (dy.T @ x).T.tolist() == [[8], [10]]
    assert slopes.db.tolist() == [2]
    assert slopes.dx.tolist() == (dy @ W.T).tolist()
    assert nn.ReLU.backward([[-1.0, 0, 2]], [[5.0, 5, 5]]).tolist() == [[0, 0, 5]]
    assert nn.MSE.backward([[1.0], [2]], [[0.0], [4]]).tolist() == [[1], [-2]]


# --- at the door ------------------------------------------------------------------------------------------------------

THETA = nn.init((1, 2, 1))
NET = nn.mlp([0.0, 1.0], [0.0, 1.0], (2,))
REFUSED = {
    "output must be one of 0 … 0, not 1": lambda: nn.stack(THETA, [0.0], (1, 2, 1), output=1),
    "there is no unit 2 in the hidden layer 0": lambda: nn.switched_off(THETA, (1, 2, 1), 0, 2),
    "there is no unit 0 in the hidden layer 1": lambda: nn.switched_off(THETA, (1, 2, 1), 1, 0),
    "has the hidden layers 0 … 0, not 1": lambda: nn.ablation(NET, THETA, [0.0], 1),
    "a network of one input, not 2": lambda: nn.kinks(nn.init((2, 2, 1)), (2, 2, 1)),
    "kinks are looked for in a window": lambda: nn.kinks(nn.init((1, 2, 2, 1)), (1, 2, 2, 1)),
    "no weight leads from a unit 2 to an output 0": lambda: nn.reweighted(THETA, (1, 2, 1), 2, 0.0),
    "no weight leads from a unit 0 to an output 1": lambda: nn.reweighted(THETA, (1, 2, 1), 0, 0.0, output=1),
    "no weight leads from a unit 0 to an output 0": lambda: nn.reweighted(np.ones(2), (1, 1), 0, 0.0),
    "there is no unit 5 in the first hidden layer": lambda: nn.moved_kink(THETA, (1, 2, 1), 5, 0.0),
    "the weight of unit 0 is 0": lambda: nn.moved_kink(np.zeros(7), (1, 2, 1), 0, 0.0),
    "from a low to a higher x, not from 2 to 1": lambda: nn.beyond(THETA, 2, 1, (1, 2, 1)),
    "no activation called 'swish'": lambda: nn.activation_shape("swish"),
    "one weight for each input, not 2 for 1": lambda: nn.neuron([1.0], [1.0, 2.0], 0.0),
    "there is no neuron 2 in layer 0": lambda: nn.neuron_at(nn.anatomy(THETA, 0.0, 0.0, (1, 2, 1)), 0, 2),
    "as many numbers as W has columns, not 2 for 1": lambda: nn.Linear([[1.0]], [1.0, 2.0]),
    "x has 2 column": lambda: nn.Linear([[1.0]], [1.0]).forward([[1.0, 2.0]]),
    "one target for each output": lambda: nn.MSE.forward([[1.0]], [[1.0], [2.0]]),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refusals_are_sentences(sentence):
    with pytest.raises(ValueError, match=sentence):
        REFUSED[sentence]()


def test_nothing_here_changes_what_it_is_given():
    sizes, theta = drawn((4, 3), 2)
    kept = theta.copy()
    theta.setflags(write=False)
    net = nn.mlp(*nn.sine_data(n=8), (4, 3), "relu")
    nn.stack(theta, [0.0, 1.0], sizes), nn.ablation(net, theta, [0.0], 0), nn.kinks(theta, sizes, "relu", (-1, 1))
    nn.idle_masks(net, theta), nn.moved_kink(theta, sizes, 0, 1.0), nn.reweighted(theta, sizes, 0, 1.0)
    nn.beyond(theta, -1, 1, sizes)
    assert np.array_equal(theta, kept)
    assert dataclasses.is_dataclass(net)


@pytest.mark.parametrize("activation", nn.ACTIVATIONS)
def test_a_unit_is_saturated_where_its_activation_is_said_to_be(activation):
    """A leaky ReLU has a hundredth of its slope on the left, and never less: it is not saturated there."""
    z = np.linspace(-7.9, 7.9, 40)
    net = nn.mlp([0.0, 1.0], [0.0, 1.0], (len(z),), activation)
    theta = nn.init(net.sizes)
    (weights, bias), _ = nn.unpack(theta, net.sizes)
    weights[:], bias[:] = 0.0, z
    masks, shape = nn.idle_masks(net, theta), nn.activation_shape(activation)
    idle = masks.dead[0] | masks.saturated[0]
    assert idle.tolist() == [any(low <= place <= high for low, high in shape.saturated) for place in z.tolist()]
