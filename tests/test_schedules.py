"""The schedules against their formulas, and inside a walk: step k uses ηₖ."""

import math

import numpy as np
import pytest

from gdengine.core import from_components
from gdengine.loop.descend import descend
from gdengine.rules import schedules
from gdengine.rules.optimizers import OPTIMIZERS, gd

FIRST = {
    "constant": (schedules.constant(0.4), [0.4, 0.4, 0.4, 0.4, 0.4]),
    "exponential": (schedules.exponential(0.4, 0.5), [0.2, 0.1, 0.05, 0.025, 0.0125]),
    "step": (schedules.step(0.4, 0.5, 2), [0.4, 0.4, 0.2, 0.2, 0.1]),
    "cosine": (schedules.cosine(0.4, 4), [0.4, 0.2 * (1 + 0.5**0.5), 0.2, 0.2 * (1 - 0.5**0.5), 0.0]),
    "cosine to a floor": (schedules.cosine(0.4, 2, floor=0.2), [0.4, 0.3, 0.2, 0.2, 0.2]),
    "warmup": (schedules.warmup(0.4, 4), [0.1, 0.2, 0.3, 0.4, 0.4]),
}

# the slope is 1 everywhere, so the k-th step is −ηₖ
SLOPE = from_components("slope", lambda m, x: (x, (1.0,)), 1)


@pytest.mark.parametrize("name", FIRST)
def test_first_rates(name):
    schedule, expected = FIRST[name]
    assert [schedule(k) for k in range(5)] == pytest.approx(expected, abs=1e-16)


@pytest.mark.parametrize("name", FIRST)
def test_step_k_of_a_walk_uses_rate_k(name):
    schedule, expected = FIRST[name]
    run = descend(SLOPE, gd(schedule), [0.0], 5)
    np.testing.assert_allclose(-np.diff(run.x[:, 0]), expected, atol=1e-15)


def test_the_network_experiments_decay_comes_before_the_first_update():
    assert schedules.exponential(0.075)(0) == 0.075 * 0.998
    assert schedules.exponential(0.075)(249) == pytest.approx(0.075 * 0.998**250, rel=1e-14)


RATES = np.array([[0.1], [0.2], [0.5]])


@pytest.mark.parametrize(
    "make",
    [
        schedules.constant,
        schedules.exponential,
        lambda rate: schedules.step(rate, every=3),
        lambda rate: schedules.cosine(rate, 10, floor=0.01),
        lambda rate: schedules.warmup(rate, 4),
    ],
)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_an_array_of_rates_walks_as_each_rate_alone(make, rule):
    bowl = from_components("bowl", lambda m, x: (x * x, (2 * x,)), 1)
    family = descend(bowl, OPTIMIZERS[rule](lr=make(RATES)), [-4.0], 12)
    assert family.x.shape == (13, 3, 1)
    for member, rate in enumerate(RATES[:, 0]):
        single = descend(bowl, OPTIMIZERS[rule](lr=make(float(rate))), [-4.0], 12)
        np.testing.assert_allclose(family.x[:, member], single.x, rtol=1e-13)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: schedules.exponential(0.1, 0.0), "decay must be above 0 and at most 1, not 0.0"),
        (lambda: schedules.exponential(0.1, 1.5), "decay must be above 0 and at most 1, not 1.5"),
        (lambda: schedules.step(0.1, drop=-1), "drop must be above 0 and at most 1, not -1"),
        (lambda: schedules.step(0.1, every=0), "every must be a number of steps of at least 1, not 0"),
        (lambda: schedules.cosine(0.1, 0), "steps must be a number of steps of at least 1, not 0"),
        (lambda: schedules.warmup(0.1, -3), "steps must be a number of steps of at least 1, not -3"),
        (lambda: schedules.exponential(0.1, RATES), "decay must be above 0 and at most 1, not "),
        (lambda: schedules.step(0.1, every="3"), "every must be a number of steps of at least 1, not 3"),
        (lambda: schedules.constant(-1.0), "rate must be a finite number of at least 0, not -1.0"),
        (lambda: schedules.exponential(math.nan), "rate must be a finite number of at least 0, not nan"),
        (lambda: schedules.step("0.1"), "rate must be a finite number of at least 0, not 0.1"),
        (lambda: schedules.warmup(-RATES, 3), "rate must be a finite number of at least 0, not -0.1"),
        (lambda: schedules.cosine(0.1, 9, floor=-1.0), "floor must be a finite number of at least 0, not -1.0"),
    ],
)
def test_numbers_out_of_range_are_named(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()
