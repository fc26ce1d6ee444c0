"""The graph of operations: the chain rule at every node, beside a nudge and another library; and what updates do."""

import autograd
import numpy as np
import pytest
from test_network import reference_loss

from gdengine import network as nn
from gdengine.experiments import SineMLP
from gdengine.network import nudges

HIDDEN = [(3,), (1,), (4, 3), (2, 2, 2), (8,)]
COUNT = 100  # random networks and samples
CLOSE_PART, SMALLEST_PART = 1e-6, 1e-3  # of a node's value, and of the largest at any node
MOST_KINKED_PART = 0.01  # of all nodes


def random_graph(k):
    """The k-th network on a sample of its own: graph, theta, x, y, sizes, activation."""
    rng = np.random.default_rng(k)
    activation = [*nn.ACTIVATIONS][k % len(nn.ACTIVATIONS)]
    sizes = (1 + (k // 5) % 2, *HIDDEN[k % 5], 1 + (k // 10) % 2)
    theta, x, y = rng.normal(size=nn.count(sizes)), 1.5 * rng.normal(size=sizes[0]), 2 * rng.normal(size=sizes[-1])
    return nn.graph(theta, x, y, sizes, activation), theta, x, y, sizes, activation


GRAPHS = [random_graph(k) for k in range(COUNT)]


def agrees(value, other):
    return np.abs(value - other) <= CLOSE_PART * np.maximum(np.abs(value), SMALLEST_PART * np.abs(value).max())


def test_every_derivative_is_what_a_nudge_measures():
    nodes = kinked = 0
    for graph, *_ in GRAPHS:
        seen = nn.measured(graph)
        crossed = np.array([bool(names) for names in seen.kinks])
        nodes, kinked = nodes + len(crossed), kinked + crossed.sum()
        assert (agrees(graph.grad, seen.slope) | crossed).all()
        assert (seen.digits[~crossed] >= 6).all()
    assert nodes > 3000
    assert kinked <= MOST_KINKED_PART * nodes


@pytest.mark.parametrize(
    "record",
    [
        SineMLP(activation="sine", layers=3, width=8, width2=5, seed=625, target="square_wave", n=17, reach=10.0),
        SineMLP(activation="sine", layers=1, width=33, seed=2269, target="square_wave", n=17, reach=10.0, lr=2.0,
                optimizer="adam", steps=100),
        SineMLP(activation="sine", layers=1, width=8, seed=5079, target="stair", n=17, reach=10.0, lr=2.0,
                optimizer="adam", steps=100),
        SineMLP(activation="gelu", layers=2, width=4, seed=1, reach=10.0),
        SineMLP(activation="tanh", layers=3, width=3, width2=5, width3=2, seed=8528, target="square_wave", lr=0.5),
        SineMLP(activation="gelu", layers=2, width=1, seed=8255, target="absolute", n=17, reach=3.0, lr=2.0,
                optimizer="nesterov", steps=100),
    ],
    ids=["deep sine", "wide sine", "steep sine", "gelu", "tanh", "growing"],
)  # fmt: skip
def test_a_trained_network_is_measured_as_well_however_steep_it_has_become(record):
    """A nudge of one length was too long for a steep sine: of right derivatives 0 to 5 digits agreed."""
    x, y = record.points()
    path = record.run()[record.activation].x
    theta = path[(np.abs(path) < 1e10).all(-1)][::10]
    assert len(theta)
    for at in (0, record.n // 2, record.n - 1):
        graph = nn.graph(theta, x[[at]], y[[at]], record.sizes(), record.activation)
        seen = nn.measured(graph)
        assert not seen.kinked.any()
        assert seen.digits.min() >= 6


def test_a_wrong_derivative_is_found_at_its_node_and_at_no_other():
    for graph, *_ in GRAPHS[:20]:
        seen = nn.measured(graph)
        for place in range(0, len(graph.nodes), 7):
            if abs(graph.grad[place]) > 1e-3 * np.abs(graph.grad).max() and not seen.kinks[place]:
                bent = graph.grad.copy()
                bent[place] *= 1 + 1e-5
                assert np.flatnonzero(~agrees(bent, seen.slope) & agrees(graph.grad, seen.slope)).tolist() == [place]
                assert nudges.agreeing_digits(bent, seen.slope)[place] < 6


def test_the_parameters_derivatives_are_another_library_s():
    for graph, theta, x, y, sizes, activation in GRAPHS:
        known = (x[None], y[None], sizes, activation)
        places = graph.parameters()
        assert len(places) == len(theta)
        assert np.array_equal(graph.value[places], theta)
        assert graph.value[-1] == pytest.approx(reference_loss(theta, *known), rel=1e-12)
        np.testing.assert_allclose(graph.grad[places], autograd.grad(reference_loss)(theta, *known), 1e-10, 1e-10)


def test_local_times_incoming_is_outgoing_and_adds_up():
    for graph, *_ in GRAPHS:
        assert np.array_equal(graph.incoming, graph.grad[graph.child])
        assert np.array_equal(graph.outgoing, graph.local * graph.incoming)
        total = np.zeros(len(graph.nodes))
        np.add.at(total, graph.parent, graph.outgoing)
        np.testing.assert_allclose(total[:-1], graph.grad[:-1], rtol=1e-12, atol=1e-12)
        assert graph.grad[-1] == 1


def test_what_a_node_needs_stands_before_it_and_every_node_leads_to_the_loss():
    for graph, *_, sizes, _ in GRAPHS:
        assert (graph.parent < graph.child).all()
        assert {*graph.parent.tolist()} == {*range(len(graph.nodes) - 1)}
        assert graph.nodes[-1].name == "loss"
        assert len({node.name for node in graph.nodes}) == len({node.tex for node in graph.nodes}) == len(graph.nodes)
        named = [graph.nodes[place].name for place in graph.parameters()]
        assert named == nn.names(sizes)
        assert [graph.place(name) for name in named] == graph.parameters().tolist()


def test_it_is_the_anatomy_node_by_node():
    for graph, theta, x, y, sizes, activation in GRAPHS[:30]:
        node = nn.anatomy(theta, x, y, sizes, activation)
        for layer, width in enumerate(sizes[1:], 1):
            for unit in range(width):
                z = graph.place(f"z{layer}_{unit + 1}")
                assert graph.value[z] == pytest.approx(node.z[layer - 1][unit], rel=1e-12)
                assert graph.grad[z] == pytest.approx(node.dz[layer - 1][unit], rel=1e-10, abs=1e-13)
        assert [graph.grad[graph.place(f"x{i + 1}")] for i in range(sizes[0])] == pytest.approx(node.da[0].tolist())


def test_the_numbers_of_one_neuron_by_hand():
    """loss = (2·ReLU(0.5·1.5 + 0.25) − 1 − 3)²: the sum is 1, the output 1, the error −2."""
    graph = nn.graph([0.5, 0.25, 2.0, -1.0], 1.5, 3.0, (1, 1, 1), "relu")
    told = {node.name: (graph.value[k], graph.grad[k]) for k, node in enumerate(graph.nodes)}
    assert told == {
        "x1": (1.5, -4.0), "w1_1_1": (0.5, -12.0), "p1_1_1": (0.75, -8.0), "b1_1": (0.25, -8.0), "z1_1": (1.0, -8.0),
        "a1_1": (1.0, -8.0), "w2_1_1": (2.0, -4.0), "p2_1_1": (2.0, -4.0), "b2_1": (-1.0, -4.0), "z2_1": (1.0, -4.0),
        "t1": (3.0, 4.0), "e1": (-2.0, -4.0), "loss": (4.0, 1.0),
    }  # fmt: skip


def test_a_kink_inside_the_nudge_is_named():
    near = nn.graph([1.0, 1e-6, 2.0, 0.0], 0.0, 1.0, (1, 1, 1), "relu")  # the sum is a millionth above the kink
    seen = nn.measured(near)
    by_name = dict(zip([node.name for node in near.nodes], seen.kinks))
    assert by_name["z1_1"] == by_name["b1_1"] == by_name["x1"] == ("z1_1",)
    assert by_name["w2_1_1"] == by_name["a1_1"] == by_name["loss"] == ()
    smooth = nn.measured(nn.graph([1.0, 1e-6, 2.0, 0.0], 0.0, 1.0, (1, 1, 1), "tanh"))
    assert not any(smooth.kinks)


@pytest.mark.parametrize("k", range(10))
def test_many_networks_are_looked_at_together_as_each_alone(monkeypatch, k):
    """Every epoch of a training is: their graphs, what is measured of them, and an update each."""
    _, _, x, y, sizes, activation = GRAPHS[k]
    thetas = np.random.default_rng(k).normal(size=(7, nn.count(sizes)))
    monkeypatch.setattr(nudges, "COPIES_AT_ONCE", 300)
    together = nn.graph(thetas, x, y, sizes, activation)
    seen = nn.measured(together)
    for i, theta in enumerate(thetas):
        alone = nn.graph(theta, x, y, sizes, activation)
        for name in ("value", "grad", "local", "incoming", "outgoing"):
            assert np.array_equal(getattr(together, name)[i], getattr(alone, name)), name
        check = nn.measured(alone)
        for name in ("slope", "digits", "nudge", "crossed"):
            assert np.array_equal(getattr(seen, name)[i], getattr(check, name)), name
    net = nn.mlp(*np.random.default_rng(k).normal(size=(2, 9, 1)), (3,), "relu")
    thetas = np.random.default_rng(k).normal(size=(2, 4, net.dim))
    both = nn.updates(net, thetas, 5, lambda grad: -0.1 * grad)
    alone = [[nn.updates(net, theta, 5, lambda grad: -0.1 * grad) for theta in row] for row in thetas]
    for way in ("sample", "batch"):
        for name in ("step", "theta", "one", "all"):
            each = np.moveaxis(np.array([[getattr(getattr(one, way), name) for one in row] for row in alone]), 2, -1)
            told = np.asarray(getattr(getattr(both, way), name))
            told = told if name in ("step", "theta") else np.moveaxis(told, 0, -1)
            np.testing.assert_allclose(told, each, rtol=1e-12, atol=1e-15)


def test_a_large_graph_is_measured_in_parts(monkeypatch):
    graph, *_ = GRAPHS[2]
    whole = nn.measured(graph)
    monkeypatch.setattr(nudges, "COPIES_AT_ONCE", 20)
    parted = nn.measured(graph)
    np.testing.assert_allclose(parted.slope, whole.slope, rtol=1e-9, atol=1e-12)
    assert parted.kinks == whole.kinks


def test_what_is_no_sample_or_no_node_is_refused():
    graph, *_ = GRAPHS[7]
    with pytest.raises(ValueError, match="one sample has"):
        nn.graph(np.zeros(4), [1.0, 2.0], 1.0, (1, 1, 1))
    with pytest.raises(KeyError):
        graph.place("w9_9_9")


# --- one sample, or all of them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("seed", range(5))
def test_losses_before_and_after_an_update_are_another_library_s(activation, seed):
    x, y = nn.sine_data(n=20, seed=seed)
    sizes, sample, lr = (1, 6, 5, 1), 3 * seed, 0.01
    net, theta = nn.mlp(x, y, (6, 5), activation), nn.init(sizes, seed)
    both = nn.updates(net, theta, sample, lambda grad: -lr * grad)
    one, everything = (x[[sample], None], y[[sample], None]), (x[:, None], y[:, None])
    for update, data in ((both.sample, one), (both.batch, everything)):
        after = theta - lr * autograd.grad(reference_loss)(theta, *data, sizes, activation)
        np.testing.assert_allclose(update.theta, after, rtol=1e-10, atol=1e-12)
        for told, judged in ((update.one, one), (update.all, everything)):
            expected = [reference_loss(t, *judged, sizes, activation) for t in (theta, after)]
            assert np.abs(np.array(told) - expected).max() <= 1e-10
        assert np.array_equal(update.step, -lr * update.grad)
    assert both.sample.one[1] < both.sample.one[0]
    assert both.batch.all[1] < both.batch.all[0]


def test_one_sample_s_step_may_hurt_the_others():
    x, y = nn.sine_data(n=40, seed=2)
    net = nn.mlp(x, y, (8,), "tanh")
    theta = nn.init(net.sizes, 2)
    for _ in range(300):
        theta = theta - 0.05 * net.grad(theta)
    steps = [nn.updates(net, theta, i, lambda grad: -0.05 * grad).sample for i in range(40)]
    assert all(step.one[1] <= step.one[0] for step in steps)
    assert sum(step.all[1] > step.all[0] for step in steps) > 10


def test_a_sample_that_is_none_and_a_step_to_nowhere():
    net = nn.mlp([0.0, 1.0], [0.0, 1.0], (2,))
    with pytest.raises(ValueError, match="there are the samples 0 … 1, not 2"):
        nn.updates(net, nn.init(net.sizes), 2, lambda grad: grad)
    far = nn.updates(net, nn.init(net.sizes), 0, lambda grad: 1e200 * grad)
    assert far.sample.one[1] == np.inf
