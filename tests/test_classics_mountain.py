"""B1 to B7, two dimensions: what the books say happens, from the presets' own runs."""

import dataclasses

import numpy as np
import pytest
from classics import path

import gdengine
from gdengine.experiments.presets import PRESETS


def ends(name, starts=None, **changes):
    """Which minimum is nearest at the end, and how far it is, for a preset's run or for any starts (N, 2)."""
    record = dataclasses.replace(PRESETS[name].record, **changes)
    objective = record.objective()
    starts = record.start() if starts is None else starts
    run = gdengine.descend(objective, record.rule(), starts, record.steps, history=False)
    distance = np.linalg.norm(run.x[-1][..., None, :] - np.array(objective.minima), axis=-1)
    return distance.argmin(-1), distance.min(-1)


def everywhere(name, n=15):
    (west, east), (south, north) = PRESETS[name].record.objective().box
    return np.stack(np.meshgrid(np.linspace(west, east, n), np.linspace(south, north, n)), axis=-1)


def test_b1_the_way_down_is_against_the_gradient():
    run, f = path("B1"), PRESETS["B1"].record.objective()
    u = np.array([0.6, 0.8])
    ahead, behind = f(run.x[0] + 1e-5 * u), f(run.x[0] - 1e-5 * u)
    assert (ahead - behind) / 2e-5 == pytest.approx(run.grad[0] @ u, rel=1e-8)
    assert np.allclose(np.diff(run.x, axis=0), -0.1 * run.grad[:-1], atol=1e-15)
    assert ends("B1")[1] < 1e-3


def test_b2_one_valley_against_many():
    starts = everywhere("B2")
    reached, distance = ends("B2", starts)
    assert {*reached.ravel()} == {0}
    assert distance.max() < 1e-3
    assert len({*ends("B2r", everywhere("B2r"), steps=300)[0].ravel()}) > 10


def test_b3_steps_are_as_long_as_the_slope_is_steep():
    for name in ("B3", "B3a", "B3b"):
        run = path(name)
        steps = np.linalg.norm(np.diff(run.x, axis=0), axis=-1)
        assert np.allclose(steps, PRESETS[name].record.lr * np.linalg.norm(run.grad[:-1], axis=-1), rtol=1e-9)
    right, small, large = (path(name) for name in ("B3", "B3a", "B3b"))
    assert right.value[-1] < 1e-6
    assert small.value[-1] > small.value[0] / 2
    assert (large.x[:-1, 0] * large.x[1:, 0] < 0).all()  # over the minimum, every time


def test_b4_stuck_in_a_local_minimum_and_out():
    stuck, momentum = path("B4"), path("B4m")
    assert {PRESETS[name].record.start().tobytes() for name in ("B4", "B4m", "B4n")} == {
        PRESETS["B4"].record.start().tobytes()
    }
    assert np.linalg.norm(stuck.grad[-1]) < 1e-9
    assert stuck.value[-1] > float(PRESETS["B4"].record.objective()(PRESETS["B4"].record.objective().minima[0])) + 0.5
    assert (ends("B4m")[0], ends("B4m")[1] < 1e-3) == (0, True)
    assert momentum.value[-1] < stuck.value[-1] - 0.5
    stumbling = [path("B4n", seed=seed).value[-1] < stuck.value[-1] - 0.1 for seed in range(20)]
    assert stumbling[0]
    assert sum(stumbling) >= 15


def test_b4_stuck_on_a_plateau_and_off_it():
    assert path("B4p").value[-1] > 0.9 * path("B4p").value[0]
    assert path("B4q").value[-1] < 0.001


def test_b5_a_race_has_a_finishing_order():
    goal = PRESETS["B5"].record.objective().minima[0]
    arrival = {}
    for rule in ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"):
        near = np.linalg.norm(path("B5", noise=0.0, optimizer=rule).x - goal, axis=-1) < 0.1
        arrival[rule] = int(np.argmax(near)) if near.any() else None
    order = sorted((k, rule) for rule, k in arrival.items() if k is not None)
    assert [rule for _, rule in order] == ["nesterov", "momentum", "rmsprop", "gd", "adam"]
    assert arrival["adagrad"] is None


def test_b6_four_basins():
    reached, distance = ends("B6", everywhere("B6", 25), steps=500)
    arrived = distance < 1e-3
    assert {*reached[arrived].ravel()} == {0, 1, 2, 3}
    assert arrived.mean() > 0.9


def test_b7_textbook_behavior():
    valley = path("B7")
    on_the_floor = int(np.argmax(np.abs(valley.x[:, 1] - valley.x[:, 0] ** 2) < 0.1))
    assert on_the_floor < 20  # quickly into the valley, then slowly along it
    assert ends("B7")[1] > 0.5
    saddle = path("B7s")
    slow = np.linalg.norm(saddle.grad, axis=-1)
    assert slow[:100].min() < 0.05 < slow[:100].max()
    assert np.allclose(path("B7s", y0=0.0).x[-1], [0, 0], atol=1e-5)  # on the ridge it stops at the pass
    assert np.allclose(saddle.x[-1], [0, 1], atol=1e-3)
    bowl = path("B7i")
    assert (bowl.x[:40, 1] * bowl.x[1:41, 1] < 0).all()  # zigzags across
    assert np.allclose(bowl.x[:, 0], -1.8 * 0.981**bowl.step, rtol=1e-12)  # and crawls along
    assert ends("B7i", optimizer="momentum")[1] < ends("B7i")[1] / 10
