"""A run recorded as stretches: its values, what was observed, and every row of it walked again, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from gdengine import LANDSCAPES, OPTIMIZERS, Objective, Trajectory, descend, network, with_noise
from gdengine.loop.recording import Recording, recorded
from gdengine.rules import schedules

EPOCHS = 23
SCHEDULES = {
    "constant": lambda rate: rate,
    "exponential": schedules.exponential,
    "step": lambda rate: schedules.step(rate, 0.5, 7),
    "cosine": lambda rate: schedules.cosine(rate, 200),
    "warmup": lambda rate: schedules.warmup(rate, 9),
}
X, Y = network.sine_data(n=20)


def sine(batch: int | None, activation: str = "tanh") -> network.Network:
    return network.mlp(X, Y, (7, 5), activation, batch=batch, seed=3)


def both(objective: Objective, rule, start, steps: int, **how) -> tuple[Trajectory, Recording]:
    """The run with every array, and its recording with everything observed."""
    watch = lambda stretch: {"x": stretch.x, "grad": stretch.grad}  # noqa: E731
    return descend(objective, rule, start, steps, **how), recorded(objective, rule, start, steps, observe=watch, **how)


def same(one, other) -> None:
    """Bit for bit, the nan of a diverged walk too."""
    np.testing.assert_array_equal(one, other)


def check(objective: Objective, rule, whole: Trajectory, kept: Recording) -> None:
    """The recording is the run, and each of its rows can be had again."""
    for name in ("step", "value", "outcome", "last"):
        same(getattr(kept.run, name), getattr(whole, name))
    same(kept.seen["x"], whole.x)
    same(kept.seen["grad"], whole.grad)
    for number, (first, end) in enumerate(zip(kept.rows, kept.rows[1:])):
        again = kept.replayed(objective, rule, number)
        for name in ("step", "x", "value", "grad"):
            same(getattr(again, name), getattr(whole, name)[first:end])
    for row in {0, 1, kept.rows[1] - 1, kept.rows[1], kept.rows[-2] + 1, len(whole.step) - 1} & {
        *range(len(whole.step))
    }:
        same(kept.at(objective, rule, row), whole.x[row])


@pytest.mark.parametrize("batch", [None, 1, 6, 19])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_epoch_of_a_network_can_be_had_again(name, batch):
    objective, rule = sine(batch), OPTIMIZERS[name](lr=schedules.exponential(0.05, 0.99))
    every = -(-20 // (batch or 20))
    start = network.init(objective.sizes, seed=1)
    whole, kept = both(objective, rule, start, EPOCHS * every, every=every)
    assert len(kept.checkpoints) == 7
    check(objective, rule, whole, kept)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule(schedule):
    objective, rule = sine(6, "relu"), OPTIMIZERS["adam"](lr=SCHEDULES[schedule](0.02))
    whole, kept = both(objective, rule, network.init(objective.sizes), 100, every=4)
    check(objective, rule, whole, kept)


@pytest.mark.parametrize("stretches", [1, 2, 7, 1000])
@pytest.mark.parametrize("steps", [0, 1, 6, 7, 40])
def test_any_number_of_stretches_and_steps(steps, stretches):
    objective, rule = sine(None), OPTIMIZERS["momentum"](lr=0.1)
    whole, kept = both(objective, rule, network.init(objective.sizes), steps, every=3)
    check(objective, rule, whole, kept)
    pieces = recorded(objective, rule, network.init(objective.sizes), steps, every=3, stretches=stretches)
    same(pieces.run.value, whole.value)
    assert len(pieces.checkpoints) == min(stretches, steps // 3 + 1)


@pytest.mark.parametrize("batch", [None, 5])
def test_a_family_of_networks_some_of_which_are_lost(batch):
    """Members leave in the middle of stretches, until one is left alone; the rows stay those of the whole run."""
    objective = sine(batch, "relu")
    starts = np.array([network.init(objective.sizes, seed) for seed in range(5)])
    rule = OPTIMIZERS["gd"](lr=np.array([0.01, 0.9, 3.0, 40.0, 1e9])[:, None])
    whole, kept = both(objective, rule, starts, 60)
    assert len({*whole.last.tolist()}) > 2, "they are lost at different steps"
    check(objective, rule, whole, kept)


@pytest.mark.parametrize("how", [{"patience": 4, "epsilon": 0.01}, {"tol": 0.2}, {"limit": 3.0}])
def test_a_run_that_ends_before_its_budget(how):
    objective, rule = sine(None), OPTIMIZERS["momentum"](lr=0.3)
    starts = np.array([network.init(objective.sizes, seed) for seed in range(3)])
    whole, kept = both(objective, rule, starts, 150, **how)
    assert (whole.last < 150).any()
    check(objective, rule, whole, kept)


def test_a_start_that_has_no_value():
    beyond = np.array([[1e300, 0.0], [1.0, 1.0]])
    objective, rule = LANDSCAPES["himmelblau"], OPTIMIZERS["adam"](lr=0.1)
    crowd = with_noise(objective, 0.5, seed=2)
    for ground in (objective, crowd):
        whole, kept = both(ground, rule, beyond, 30)
        np.testing.assert_allclose(kept.run.value, whole.value, rtol=1e-12)
        same(kept.seen["x"][0], whole.x[0])
        same(kept.replayed(ground, rule, 0).x, kept.seen["x"][: kept.rows[1]])


@pytest.mark.parametrize("most", [1, 20_000, 40_000])
@pytest.mark.parametrize("rates", [[0.1], [0.01, 0.9, 3.0, 1e9]])
def test_parts_that_are_written_over_one_another(monkeypatch, most, rates):
    """A part takes the memory of the one before; what an observer kept of that is still what it saw."""
    monkeypatch.setattr("gdengine.loop.recording.OBSERVED_BYTES", most)
    objective = sine(None, "relu")
    starts = np.array([network.init(objective.sizes, seed) for seed in range(len(rates))])
    rule = OPTIMIZERS["momentum"](lr=np.array(rates)[:, None])
    whole, kept = both(objective, rule, starts, 60)
    check(objective, rule, whole, kept)


@pytest.mark.parametrize("batch", [None, 6])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_a_rule_remembered_at_any_epoch_can_be_had_again(name, batch):
    objective, rule = sine(batch), OPTIMIZERS[name](lr=0.03)
    every, start = -(-20 // (batch or 20)), network.init(sine(None).sizes, seed=1)
    whole = descend(objective, rule, start, EPOCHS * every)
    kept = recorded(objective, rule, start, EPOCHS * every, every=every)
    rows = [0, 1, 2, 9, 10, EPOCHS]
    state, states = rule.init(start), []
    for k, grad in enumerate(whole.grad):
        states.append(state)
        _, state = rule.update(grad, state, k)
    for row, stood in zip(rows, kept.standing(objective, rule, rows), strict=True):
        assert stood.step == row * every
        same(stood.x[:, 0], whole.x[row * every])
        for mine, theirs in zip(stood.states, states[row * every], strict=True):
            same(mine[:, 0], theirs)


def test_a_recording_has_no_weights_and_says_where_they_would_be():
    objective = sine(None)
    kept = recorded(objective, OPTIMIZERS["gd"](lr=0.1), network.init(objective.sizes), 10)
    assert kept.run.x.shape == kept.run.grad.shape == (0, objective.dim)
    assert kept.seen == {}
    for row in (-1, 11):
        with pytest.raises(ValueError, match="rows of this run are 0 … 10"):
            kept.at(objective, OPTIMIZERS["gd"](lr=0.1), row)


def test_a_replay_leaves_the_recording_as_it_was():
    """Its arrays may be read only, as those that everyone shares are."""
    objective, rule = sine(None), OPTIMIZERS["adam"](lr=0.1)
    kept = recorded(objective, rule, network.init(objective.sizes), 30)
    for part in (
        *kept.ends.point,
        kept.ends.outcome,
        kept.ends.last,
        *kept.checkpoints[2].states,
        kept.checkpoints[2].x,
    ):
        part.setflags(write=False)
    same(kept.replayed(objective, rule, 2).x, kept.replayed(objective, rule, 2).x)


@pytest.mark.parametrize("ground", ["himmelblau", "noisy", "network"])
@pytest.mark.parametrize("keep", [(), ("value",), ("x",), ("grad", "value"), ("x", "value", "grad")])
def test_what_is_not_kept_has_no_rows_and_the_rest_is_the_same(ground, keep):
    noisy = with_noise(LANDSCAPES["himmelblau"], 1.0)
    objective = {"himmelblau": LANDSCAPES["himmelblau"], "noisy": noisy, "network": sine(None)}[ground]
    starts = np.random.default_rng(0).normal(size=(3, objective.dim))
    for start in (starts[0], starts):
        rule = OPTIMIZERS["gd"](lr=0.01)
        whole, part = descend(objective, rule, start, 12), descend(objective, rule, start, 12, keep=keep)
        ends = descend(objective, rule, start, 12, keep=keep, history=False)
        for name in ("x", "value", "grad"):
            full = getattr(whole, name)
            same(getattr(part, name), full if name in keep else full[:0])
            same(getattr(ends, name), full[-1:] if name in keep else full[:0])
        same(part.last, whole.last)


def test_only_what_there_is_can_be_kept():
    with pytest.raises(ValueError, match="not 'weights'"):
        descend(LANDSCAPES["bowl"], OPTIMIZERS["gd"](), [1.0, 1.0], 5, keep=("weights",))
