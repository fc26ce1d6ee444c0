"""The bumbling hiker: exact values, replayable noise of the right size, one stream per hiker."""

import dataclasses
import math

import numpy as np
import pytest

from gdengine.core import from_components
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import adam, gd

BOWL = from_components("bowl", lambda m, x, y: (x * x + 5 * y * y, (2 * x, 10 * y)), 2)
FLAT = from_components("flat", lambda m, x, y: (0 * x, (0 * x, 0 * y)), 2)


def test_the_noise_of_step_k_is_the_named_stream():
    hikers = np.tile([2.0, -1.0], (6, 1))
    value, grad = with_noise(BOWL, 0.5, seed=3).noisy(731)(hikers)
    assert np.array_equal(value, BOWL(hikers))
    assert np.array_equal(grad, BOWL.grad(hikers) + 0.5 * np.random.default_rng([3, 731]).standard_normal((6, 2)))


def test_the_noise_has_mean_zero_and_size_sigma():
    walk = descend(with_noise(FLAT, 3.0), gd(0.0), np.zeros((400, 2)), 50)
    assert walk.grad.std() == pytest.approx(3.0, rel=0.02)
    assert abs(walk.grad.mean()) < 0.05
    lag = np.corrcoef(walk.grad[1:].ravel(), walk.grad[:-1].ravel())[0, 1]
    across = np.corrcoef(walk.grad[..., 0].ravel(), walk.grad[..., 1].ravel())[0, 1]
    assert max(abs(lag), abs(across)) < 0.03


def test_every_hiker_has_a_stream_of_their_own():
    """Number j walks the same walk among three, among fifty and, being number 0, alone."""
    ground = with_noise(BOWL, 2.0, seed=9)
    many = descend(ground, adam(0.05), np.tile([2.0, -1.0], (50, 1)), 30)
    few = descend(ground, adam(0.05), np.tile([2.0, -1.0], (3, 1)), 30)
    one = descend(ground, adam(0.05), [2.0, -1.0], 30)
    assert np.array_equal(many.x[:, :3], few.x)
    assert np.array_equal(few.x[:, 0], one.x)
    assert len(np.unique(many.x[-1, :, 0])) == 50


def test_the_seed_decides():
    walks = [descend(with_noise(BOWL, 1.0, seed), gd(0.05), [2.0, -1.0], 10).x for seed in (1, 1, 2)]
    assert np.array_equal(walks[0], walks[1])
    assert not np.array_equal(walks[0], walks[2])


def test_without_noise_the_walk_is_the_exact_one():
    silent = descend(with_noise(BOWL, 0.0), gd(0.05), [2.0, -1.0], 30)
    exact = descend(BOWL, gd(0.05), [2.0, -1.0], 30)
    np.testing.assert_allclose(silent.x, exact.x, rtol=1e-14)


def test_noise_comes_on_top_of_mini_batches():
    def sampled(step):
        return lambda x: (BOWL(x), BOWL.grad(x) * (1 + step))

    ground = with_noise(dataclasses.replace(BOWL, noisy=sampled), 0.5, seed=4)
    x = np.array([[1.0, 2.0]])
    noise = 0.5 * np.random.default_rng([4, 6]).standard_normal((1, 2))
    assert np.array_equal(ground.noisy(6)(x)[1], 7 * BOWL.grad(x) + noise)


def test_the_rest_of_the_objective_is_kept():
    ground = with_noise(BOWL, 1.0)
    assert dataclasses.replace(ground, noisy=None) == BOWL


@pytest.mark.parametrize("sigma", [-0.1, math.nan, math.inf, "0.1", None])
def test_a_bad_sigma_is_named(sigma):
    with pytest.raises(ValueError, match=f"sigma, the size of the noise, .* not {sigma}"):
        with_noise(BOWL, sigma)


@pytest.mark.parametrize("seed", [-1, 0.5])
def test_a_bad_seed_is_named(seed):
    with pytest.raises(ValueError, match=f"seed must be a whole number of at least 0, not {seed}"):
        with_noise(BOWL, 1.0, seed)


def test_members_that_are_alike_meet_the_errors_of_the_first():
    ground, x = LANDSCAPES["himmelblau"], np.random.default_rng(2).normal(size=(4, 3, 2))
    felt = with_noise(ground, 2.0, seed=5, alike=True).noisy(7)(x)[1] - ground.grad(x)
    one = with_noise(ground, 2.0, seed=5).noisy(7)(x[0, 0])[1] - ground.grad(x[0, 0])
    np.testing.assert_allclose(felt, np.broadcast_to(one, x.shape), rtol=0, atol=1e-9)
    different = with_noise(ground, 2.0, seed=5).noisy(7)(x)[1] - ground.grad(x)
    assert np.ptp(different.reshape(-1, 2), axis=0).min() > 0.5
