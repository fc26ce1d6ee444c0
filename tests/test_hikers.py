"""Bumbling hikers: a bundle of walks is many single ones, and leaving a valley is told from staying."""

import dataclasses

import numpy as np
import pytest
from visit import visit

from gdengine import LANDSCAPES, OPTIMIZERS, Outcome, Trajectory, descend, with_noise
from gdengine.analysis.escapes import escaped, hikers, valley
from gdengine.analysis.measures import NONE
from gdengine.experiments import MistyMountain

HIMMELBLAU, GD = LANDSCAPES["himmelblau"], OPTIMIZERS["gd"]


def ending(start, *ends, outcome=Outcome.RUNNING):
    """A run in one leap from a start to these ends."""
    x = np.array([np.broadcast_to(start, (len(ends), 2)), ends], float)
    return Trajectory(np.arange(2), x, 0 * x[..., 0], 0 * x, np.full(len(ends), outcome), np.ones(len(ends), int))


def test_the_first_hiker_is_the_single_walk_of_that_seed_and_the_others_differ():
    run = hikers(HIMMELBLAU, GD(0.01), [0.0, 0.0], 40, 5.0, seed=3, count=5)
    alone = descend(with_noise(HIMMELBLAU, 5.0, 3), GD(0.01), [0.0, 0.0], 40)
    assert run.x.shape == (41, 5, 2)
    assert np.allclose(run.x[:, 0], alone.x, rtol=0, atol=1e-12)
    assert len(np.unique(run.x[-1, :, 0])) == 5


def test_hikers_who_do_not_stumble_walk_together():
    run = hikers(HIMMELBLAU, GD(0.01), [0.0, 0.0], 40, 0.0, count=3)
    assert np.allclose(run.x, run.x[:, :1])


@pytest.mark.parametrize("name", ["himmelblau", "misty_mountain", "camel", "saddle"])
def test_near_a_minimum_one_is_in_its_valley(name):
    objective = LANDSCAPES[name]
    minima = np.array(objective.minima)
    near = minima + 0.1 * np.array([1.0, -1.0])
    assert valley(objective, near).tolist() == list(range(len(minima)))
    assert valley(objective, minima[None, :1]).shape == (1, 1)


def test_what_is_no_number_lies_in_no_valley():
    assert valley(HIMMELBLAU, [[np.nan, 1.0], [3.0, 2.1]]).tolist() == [NONE, 0]
    assert valley(LANDSCAPES["monkey_saddle"], [1.0, 0.5]) == NONE


def test_who_escaped_and_who_did_not():
    home, away = (3.0, 2.2), (-2.8, 3.0)
    assert escaped(HIMMELBLAU, ending(home, (2.8, 2.0), away, (3.2, 1.9))).tolist() == [False, True, False]
    assert escaped(HIMMELBLAU, ending(away, (2.8, 2.0), away)).tolist() == [True, False]


def test_where_a_valley_is_not_found_nobody_is_said_to_have_stayed():
    """Along the floor of a narrow valley a careful walk is too slow: ten of these end in the other one."""
    narrow = MistyMountain(
        surface="formula", formula="20*(x^2-1)^2 + 0.02*y^2", x0=0.2, y0=4.0, lr=0.01, noise=20.0, steps=50
    )
    calm = dataclasses.replace(narrow, noise=0.0).objective()
    run = hikers(calm, narrow.rule(), narrow.start(), narrow.steps, narrow.noise, seed=narrow.seed)
    assert (run.x[-1, :, 0] < 0).sum() == 10 and escaped(calm, run) is None
    link = {name: knob.write(getattr(narrow, name)) for name, knob in narrow.knobs().items()}
    seen = visit("misty_mountain", lens="descend", hide="guess", **link)
    assert seen.wrong == [] and not any("hikers" in text for text in seen.words)


def test_who_diverged_has_left():
    gone = ending((3.0, 2.2), (np.nan, np.nan), outcome=Outcome.DIVERGED)
    assert escaped(HIMMELBLAU, gone).tolist() == [True]


def test_the_stronger_one_stumbles_the_more_get_out():
    mountain, start = LANDSCAPES["misty_mountain"], [1.0, 1.0]
    shares = [escaped(mountain, hikers(mountain, GD(0.15), start, 150, sigma)).mean() for sigma in (0.0, 0.7, 3.0)]
    assert shares[0] == 0
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] > 0.5
