"""C1 to C9, regression: the numbers that the books print, from the presets' own runs."""

import dataclasses

import numpy as np
import pytest
from classics import path, printed

import gdengine
from gdengine.core import Outcome
from gdengine.experiments.presets import PRESETS


def sse(run):
    """‖y − Xβ‖² where half of it is descended."""
    return 2 * run.value


def test_c1_least_squares_beats_the_hand():
    record, run = PRESETS["C1"].record, path("C1")
    x, y = record.points()[:2]
    assert np.array_equal(x, np.arange(10))
    assert run.value[0] == pytest.approx(np.mean((y - 8 + x) ** 2))
    assert float(record.objective()(record.best())) < run.value[-1] < run.value[0] / 50


def test_c2_the_bowl_has_one_minimum_the_closed_form():
    record = PRESETS["C2"].record
    assert np.allclose(record.objective().minima, [record.best()])
    assert np.allclose(path("C2").x[-1], record.best(), atol=1e-3)
    assert record.points().x.tolist() == PRESETS["C1"].record.points().x.tolist()


def test_c3_ten_points():
    record, run = PRESETS["C3"].record, path("C3")
    assert np.allclose(record.best(), [0.91785599, 0.48370596], rtol=0, atol=5e-9)
    assert run.x[0].tolist() == [-8, -3.2]
    assert np.allclose(run.x[1], [-8.094783329624908, -1.592660335814453], rtol=0, atol=1e-14)
    assert run.step[-1] == 1000
    assert np.allclose(run.x[-1], [0.91769735, 0.48368651], rtol=0, atol=5e-9)
    assert printed(sse(run)[-1], "12.8663758")


def test_c4_divergence_just_beyond_the_limit():
    record, run = PRESETS["C4"].record, path("C4")
    X = gdengine.regression.design(record.points().x)
    assert printed(gdengine.regression.rate_limit(X, "half_sse"), "0.00640070")
    assert (record.b0, record.b1, record.lr, record.steps) == (-8, -2, 0.0065, 100)
    assert printed(sse(run)[-1], "268370")
    assert (np.diff(run.value[10:]) > 0).all()


def test_c5_overshoots_at_every_step_yet_arrives():
    record, run = PRESETS["C5"].record, path("C5")
    assert (record.b0, record.b1, record.lr) == (-8, -2, 0.0055)
    assert (printed(run.x[100, 0], "0.48609"), printed(run.x[100, 1], "0.43078")) == (True, True)
    assert printed(sse(run)[100], "13.8987")
    X = gdengine.regression.design(record.points().x)
    steepest = np.linalg.eigh(X.T @ X)[1][:, -1]
    along = (run.x - record.best()) @ steepest
    assert (along[:30] * along[1:31] < 0).all()
    assert (np.diff(run.value) < 0).all()


def test_c6_the_line_and_the_loss_move_together():
    run, (x, y) = path("C6"), PRESETS["C6"].record.points()[:2]
    lines = run.x[:, :1] + run.x[:, 1:] * x
    assert np.allclose(sse(run), ((y - lines) ** 2).sum(-1), rtol=1e-12)


@pytest.mark.parametrize(("name", "size"), [("C7", 1), ("C7b", 8), ("C7c", 32), ("C7d", 64)])
def test_c7_same_destination_different_walk(name, size):
    record, best = PRESETS[name].record, PRESETS["C7a"].record.best()
    assert record == dataclasses.replace(PRESETS["C7a"].record, batch=size)
    objective, beta = record.objective(), np.array([3.0, -2.0])
    epoch = [objective.noisy(step)(beta)[1] for step in range(128 // size)]
    assert np.allclose(np.mean(epoch, axis=0), objective.grad(beta), rtol=1e-12)
    away = np.linalg.norm(path(name).x - best, axis=-1)
    assert away[-1] < away[0] / 10
    assert (np.diff(path("C7a").value[:100]) < 0).all()
    assert (np.diff(path(name).value[:100]) > 0).any()


def test_c7_with_a_decaying_rate_the_stochastic_walk_settles():
    assert PRESETS["C7e"].record == dataclasses.replace(PRESETS["C7"].record, decay=0.99)
    restless, calm = (np.ptp(path(name).value[-50:]) for name in ("C7", "C7e"))
    assert calm < restless / 100
    assert path("C7e").value[-1] < 1.01 * path("C7a").value[-1]


def test_c8_descent_meets_the_closed_form():
    record = PRESETS["C8"].record
    X, y = gdengine.regression.design(record.points().x), record.points().y
    normal = np.linalg.solve(X.T @ X, X.T @ y)
    assert np.allclose(record.best(), normal, rtol=0, atol=1e-12)
    assert np.allclose(path("C8").x[-1], normal, rtol=0, atol=1e-9)


def test_c9_stops_at_the_first_step_that_improves_too_little():
    record, stopped, free = PRESETS["C9"].record, path("C9"), path("C9", patience=0, epsilon=0.0)
    improvement = -np.diff(record.shown_as() * free.value)
    assert free.step[-1] == record.steps
    assert stopped.outcome == Outcome.STALLED
    assert stopped.last == np.argmax(improvement <= record.epsilon) + 1
    assert improvement[stopped.last - 2] > record.epsilon >= improvement[stopped.last - 1]


def test_c4_and_c5_differ_in_the_rate_alone():
    assert dataclasses.replace(PRESETS["C5"].record, lr=0.0065) == PRESETS["C4"].record
