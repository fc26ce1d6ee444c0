"""D1 to D8, a network: the settings of the books and what comes of them, from the presets' own runs."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from classics import path

import gdengine
from gdengine.experiments.presets import PRESETS


def test_d1_the_setting_is_the_book_s():
    record, run = PRESETS["D1"].record, path("D1")
    x, theta = record.points()[0], record.start()
    assert (len(x), record.sizes(), record.lr, record.decay) == (128, (1, 20, 20, 1), 0.075, 0.998)
    assert (np.diff(x) >= 0).all()
    assert np.array_equal(run.step, np.arange(251))  # recorded after every epoch
    edges = np.cumsum([0, 2 * 20, 21 * 20, 21])
    for (a, b), bound in zip(pairwise(edges), (6 / 21, 6 / 40, 6 / 21)):
        assert 0.9 * bound**0.5 < np.abs(theta[a:b]).max() <= bound**0.5
    value, grad = record.objective().value_and_grad(theta)
    assert run.value[0] == value
    assert np.allclose(run.x[1], theta - 0.075 * 0.998 * grad, rtol=0, atol=1e-16)


@pytest.mark.parametrize("name", ["D1", "D1r", "D2"])
def test_d1_d2_the_loss_falls_by_four(name):
    for activation, run in PRESETS[name].run().items():
        assert run.value[-1] < run.value[0] / 4, activation
        assert np.nanmin(run.value) > 0.05  # the noise of the points is 0.09


def test_d2_is_one_seed_with_two_activations():
    runs = PRESETS["D2"].run()
    assert [*runs] == ["relu", "tanh"]
    assert np.array_equal(runs["relu"].x[0], runs["tanh"].x[0])
    assert np.array_equal(runs["tanh"].x, path("D1").x)


def fit(name):
    """What the network of a preset says at the end, along x (400,)."""
    record, across = PRESETS[name].record, np.linspace(-2, 2, 400)
    return gdengine.network.predict(path(name).x[-1], across, record.sizes(), record.activation)[:, 0]


def test_d1_relu_is_made_of_straight_pieces_and_tanh_is_smooth():
    straight = {name: np.mean(np.abs(np.diff(fit(name), 2)) < 1e-12) for name in ("D1", "D1r")}
    assert straight["D1r"] > 0.85
    assert straight["D1"] < 0.05


def test_d6_without_a_bend_it_is_the_least_squares_line():
    x, y = PRESETS["D6"].record.points()
    X = gdengine.regression.design(x)
    best = gdengine.regression.solve(X, y)
    across = np.linspace(-2, 2, 400)
    assert np.allclose(fit("D6"), best[0] + best[1] * across, atol=0.01)
    assert path("D6").value[-1] == pytest.approx(np.mean((y - X @ best) ** 2), rel=1e-4)


def test_d3_d4_d5_small_networks():
    assert [PRESETS[name].record.sizes() for name in ("D3", "D4", "D5")] == [(1, 1, 1), (1, 3, 1), (1, 8, 8, 1)]
    for name in ("D3", "D4", "D5"):
        assert path(name).value[-1] < path(name).value[0] / 4


def test_d7_full_mini_and_single_batches_and_momentum():
    plain = PRESETS["D7a"].record
    assert PRESETS["D7"].record == dataclasses.replace(plain, batch=1)
    assert PRESETS["D7b"].record == dataclasses.replace(plain, batch=16)
    assert PRESETS["D7m"].record == dataclasses.replace(plain, optimizer="momentum")
    assert [len(path(name).step) for name in ("D7", "D7a", "D7b", "D7m")] == [61] * 4  # the loss per epoch
    last = {name: path(name).value[-1] for name in ("D7", "D7a", "D7b", "D7m")}
    assert all(last[name] < last["D7a"] / 1.5 for name in ("D7", "D7b", "D7m"))
