"""A run's memory, replayed: it is what the rule remembered, and it gives the steps that were taken."""

import numpy as np
import pytest

from gdengine import LANDSCAPES, OPTIMIZERS, descend
from gdengine.loop.replay import replay
from gdengine.rules import schedules

START = [-1.0, 2.0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_steps_are_those_that_were_taken(name):
    rule = OPTIMIZERS[name](lr=0.01)
    run = descend(LANDSCAPES["himmelblau"], rule, START, 30)
    remembered = replay(rule, run)
    np.testing.assert_allclose(run.x[:-1] + remembered["delta"][:-1], run.x[1:], rtol=1e-12)
    for letter in remembered:
        if letter.endswith("_before"):
            after = remembered[letter.removesuffix("_before")]
            assert (remembered[letter][0] == 0).all(), "every memory starts at 0"
            np.testing.assert_array_equal(remembered[letter][1:], after[:-1])


def test_the_rate_is_that_of_each_step():
    rule = OPTIMIZERS["gd"](lr=schedules.exponential(0.1, 0.5))
    rate = replay(rule, descend(LANDSCAPES["bowl"], rule, START, 3))["rate"]
    np.testing.assert_allclose(rate, [0.05, 0.025, 0.0125, 0.00625])


def test_velocity_by_hand():
    rule = OPTIMIZERS["momentum"](lr=0.1, mass=0.5)
    v = replay(rule, descend(LANDSCAPES["square"], rule, [1.0], 2))["v"]
    np.testing.assert_allclose(v[:, 0], [2.0, 0.5 * 2.0 + 1.6, 0.5 * 2.6 + 2 * (0.8 - 0.26)])


@pytest.mark.parametrize("how", [{"every": 2}, {"history": False}])
def test_a_run_with_gaps_cannot_be_replayed(how):
    rule = OPTIMIZERS["gd"](lr=0.01)
    with pytest.raises(ValueError, match="step by step"):
        replay(rule, descend(LANDSCAPES["bowl"], rule, [START, START], 4, **how))
