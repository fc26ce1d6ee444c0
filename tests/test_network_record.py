"""What the network page's record and the records of its views make: curves, points, typed weights, training, luck."""

import contextlib
import dataclasses
import io
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdengine
from gdengine import network as nn
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.overfitting import turned_up
from gdengine.analysis.training import sketched, train
from gdengine.experiments import Backprop, Inside, LossPlane, Luck, OneNeuron, Pins, SineMLP
from gdengine.experiments.luck import MOST_TRIED_UPDATES
from gdengine.experiments.planes import MAP_POINTS
from gdengine.experiments.presets import PRESETS, presets_of
from gdengine.experiments.weights import LONGEST_WEIGHTS, MOST_TYPED, read_weights, write_weights
from gdengine.loop.recording import recorded

SMALL = SineMLP(width=4, layers=1, steps=12, n=20, held=10)
everything = settings(deadline=None, derandomize=True, max_examples=80)

# --- curves and points ------------------------------------------------------------------------------------------------


def test_the_curves_are_what_their_names_say():
    x = np.array([-3.5, -2.0, -0.5, 0.0, 0.5, 1.9, 2.5])
    curves = {name: np.asarray(target.f(x)).tolist() for name, target in nn.TARGETS.items()}
    assert curves["sine"] == np.sin(np.pi * x / 2).tolist()
    assert curves["square_wave"] == [1, -1, -1, 1, 1, 1, -1]
    assert curves["absolute"] == [3.5, 2, 0.5, 0, 0.5, 1.9, 2.5]
    assert curves["stair"] == [0, 0, 0, 0, 1, 1, 1]
    away = np.setdiff1d(np.round(np.linspace(-7.9, 7.9, 159), 6), np.arange(-8.0, 9, 2))
    assert np.array_equal(nn.TARGETS["square_wave"].f(away), np.sign(np.sin(np.pi * away / 2)))


@given(n=st.integers(1, 60), seed=st.integers(0, 9999), held=st.integers(0, 60), noise=st.floats(0, 2))
@everything
def test_the_points_of_a_sine_are_those_of_before_however_many_are_held_out(n, seed, held, noise):
    x, y, held_x, held_y = nn.samples(nn.TARGETS["sine"].f, n, noise, seed, held=held)
    before = nn.sine_data(n, noise, seed)
    assert np.array_equal(x, before[0])
    assert np.array_equal(y, before[1])
    assert len(held_x) == len(held_y) == held
    assert not {*x.tolist()} & {*held_x.tolist()}


def test_within_a_range_points_lie_evenly_and_their_errors_are_as_large_as_asked():
    x, y, held_x, held_y = nn.samples(np.abs, 4000, 0.5, 1, reach=3.0, held=4000)
    for places, values in ((x, y), (held_x, held_y)):
        assert (np.diff(places) >= 0).all()
        assert np.abs(np.histogram(places, np.linspace(-3, 3, 7))[0] - 4000 / 6).max() < 100
        assert np.std(values - np.abs(places)) == pytest.approx(0.5, rel=0.05)


def test_where_a_curve_has_no_value_there_are_no_points():
    record = SineMLP(target="formula", formula="sqrt(x)", n=60)
    x, y = record.points()
    assert (x >= 0).all() and np.isfinite(y).all() and len({*x.tolist()}) == 60
    nowhere, said = SineMLP(target="formula", formula="sqrt(-1 - x^2)").settled()
    assert nowhere.target == "sine"
    assert said == [
        "The formula sqrt(-1 - x^2) cannot be learned: this curve has no finite value at most of the places where its "
        "points would be. The sine is."
    ]


@pytest.mark.parametrize(
    ("sentence", "bad"),
    [
        ("n must be a whole number of at least 1, not 0", {"n": 0}),
        ("noise must be a finite number of at least 0, not -1", {"noise": -1}),
        ("reach must be a finite number", {"reach": np.inf}),
        ("held must be a whole number", {"held": -1}),
        ("seed must be a whole number", {"seed": 0.5}),
    ],
)
def test_points_that_cannot_be_are_refused_with_a_sentence(sentence, bad):
    with pytest.raises(ValueError, match=sentence):
        nn.samples(np.abs, **bad)


@pytest.mark.parametrize("target", [*nn.TARGETS, "formula"])
def test_a_network_learns_every_curve(target):
    record = SineMLP(target=target, steps=150, reach=2.0, noise=0.1)
    run = record.run()["tanh"]
    assert run.value[-1] < run.value[0] / 2
    x, y = record.points()
    assert np.std(y - record.curve()(x)) == pytest.approx(0.1, rel=0.3)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(record.code(), {})
    assert f"f = {float(run.value[-1])!r}" in out.getvalue()


def test_the_presets_links_are_what_they_were():
    """Every new knob is born as what there was before it."""
    born = {"target": "sine", "reach": 0.0, "weights": "", "width2": 0, "width3": 0, "schedule": "exponential"}
    for name in presets_of("sine_mlp"):
        record = PRESETS[name].record
        assert {knob: getattr(record, knob) for knob in born} == born
        x, y = nn.sine_data(n=record.n, noise=record.noise, seed=record.seed)
        assert np.array_equal(record.points(), (x, y))
        assert np.array_equal(record.start(), nn.init(record.sizes(), record.seed, record.scheme))


# --- shape and schedule -----------------------------------------------------------------------------------------------


def test_every_layer_has_a_width_of_its_own():
    assert SineMLP(layers=3, width=5, width2=4, width3=3).sizes() == (1, 5, 4, 3, 1)
    assert SineMLP(layers=3, width=5, width3=3).sizes() == (1, 5, 5, 3, 1)
    assert SineMLP(layers=1, width=64, width2=4).sizes() == (1, 64, 1)
    assert SineMLP(layers=0).sizes() == (1, 1)
    assert not SineMLP(layers=1).matters("width2")


@pytest.mark.parametrize("schedule", ["exponential", "cosine", "step", "warmup"])
def test_a_schedule_is_that_of_the_engine_over_the_whole_training(schedule):
    record = dataclasses.replace(SMALL, schedule=schedule, batch=5, steps=40, lr=0.1)
    rate, n = record.rule().settings["lr"], record.updates()
    assert n == 160
    expected = {
        "exponential": [0.1 * 0.998, 0.1 * 0.998**160],
        "cosine": [0.1, 0.1 * (1 + np.cos(np.pi * 159 / 160)) / 2],
        "step": [0.1, 0.1 / 8],
        "warmup": [0.1 / 16, 0.1],
    }
    np.testing.assert_allclose([rate(0), rate(n - 1)], expected[schedule], rtol=1e-12)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(record.code(), {})
    assert f"f = {float(record.run()['tanh'].value[-1])!r}" in out.getvalue()
    assert record.matters("decay") == (schedule == "exponential")


# --- typed weights ----------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e6, 1e6), max_size=MOST_TYPED))
@everything
def test_weights_survive_their_link_to_six_digits(weights):
    text = write_weights(weights)
    assert len(text) <= LONGEST_WEIGHTS
    record = SineMLP.read({"weights": text})[0]
    np.testing.assert_allclose(read_weights(record.weights), weights, rtol=1e-5, atol=1e-300)
    assert write_weights(read_weights(text)) == text


@pytest.mark.parametrize("text", ["1 -2 0.5", "1; -2;½", "1_-2_0.5", "1,0\n−2,0\n0,5", "1.0, -2.0, 0.5", " 1  -2 1/2 "])
def test_weights_are_read_as_people_type_them(text):
    assert read_weights(text).tolist() == [1, -2, 0.5]
    knob = SineMLP.knobs()["weights"]
    assert read_weights(knob.read(knob.write(text))).tolist() == [1, -2, 0.5]


@pytest.mark.parametrize("text", ["1 x", "nan", "1e7", "1 2 3 4 5 6 7 " * 6, "0x1", "inf"])
def test_weights_that_are_none_are_left_out_with_a_sentence(text):
    record, said = SineMLP.read({"weights": text})
    assert record == SineMLP()
    assert len(said) == 1
    assert "it is a list of" in said[0]


def test_a_training_starts_from_typed_weights_if_they_are_as_many_as_it_has():
    typed = SineMLP(width=2, layers=1, weights="1 -1 0.5 0.5 2 2 -1", steps=3)
    assert typed.start().tolist() == [1, -1, 0.5, 0.5, 2, 2, -1]
    assert typed.run()["tanh"].x[0].tolist() == typed.start().tolist()
    assert typed.settled() == (typed, [])
    assert "start = [1.0, -1.0, 0.5, 0.5, 2.0, 2.0, -1.0]" in typed.code()
    wider, said = dataclasses.replace(typed, width=3).settled()
    assert wider.weights == ""
    assert said == ["A 1–3–1 network has 10 weights and biases, and 7 were typed: the first weights are drawn."]
    assert np.array_equal(dataclasses.replace(typed, width=3).start(), nn.init((1, 3, 1)))


def test_the_weights_of_any_epoch_can_be_begun_at():
    record = SineMLP(width=3, layers=1, steps=5)
    theta = record.run()["tanh"].x[4]
    np.testing.assert_allclose(record.begun_at(theta).start(), theta, rtol=1e-5)
    large = SineMLP()
    assert large.begun_at(large.start()) == large


# --- training, watched and remembered ---------------------------------------------------------------------------------


def test_what_a_training_keeps_is_what_the_run_was():
    record = dataclasses.replace(SMALL, batch=7, optimizer="adam", lr=0.02)
    net, across, run = record.objective(), np.linspace(-3, 3, 9), record.run()["tanh"]
    told = []
    made = train(
        net, record.rule(), record.start(), record.updates(), across, record.held_out(), told.append, **record.options()
    )
    seen, sizes = made.recording.seen, record.sizes()
    np.testing.assert_array_equal(made.recording.run.value, run.value)
    np.testing.assert_array_equal(made.sketch.x, run.x)
    np.testing.assert_array_equal(made.sketch.grad, run.grad)
    np.testing.assert_array_equal(made.recording.last_points(), run.x[-1])
    held_x, held_y = record.held_out()
    for k, theta in enumerate(run.x):
        np.testing.assert_allclose(seen["curve"][k], nn.predict(theta, across, sizes)[:, 0], rtol=1e-6, atol=1e-6)
        np.testing.assert_allclose(seen["held"][k], np.mean((nn.predict(theta, held_x, sizes)[:, 0] - held_y) ** 2))
        np.testing.assert_allclose(seen["layers"][k], nn.gradient_sizes(run.grad[k], sizes))
    assert made.thinned == 1 and made.note == ""
    assert told[-1] == record.updates()
    assert max(np.diff([0, *told])) <= 16
    assert "held" not in train(net, record.rule(), record.start(), 3, across).recording.seen


def test_a_watch_changes_nothing_and_ends_a_training_at_once():
    record = dataclasses.replace(SMALL, steps=100, patience=5, optimizer="momentum")
    arguments = (record.objective(), record.rule(), record.start(), record.updates())
    plain, watched = (recorded(*arguments, watch=watch, **record.options()) for watch in (None, lambda step: None))
    for one, other in zip(plain.run, watched.run):
        np.testing.assert_array_equal(one, other)
    for number in range(len(plain.rows) - 1):
        calls = []
        again = plain.replayed(*arguments[:2], number, calls.append)
        np.testing.assert_array_equal(again.x, plain.replayed(*arguments[:2], number).x)
        assert calls

    class Newer(BaseException):
        """As Streamlit ends a run."""

    seen = []

    def look(step):
        seen.append(step)
        if len(seen) == 2:
            raise Newer

    with pytest.raises(Newer):
        recorded(*arguments, watch=look)
    assert seen[0] < seen[1] <= 32, "soon after it began"


def test_a_large_training_is_sketched_with_its_ends(monkeypatch):
    for bytes_kept in ("SKETCH_BYTES", "PLACES_BYTES"):
        monkeypatch.setattr(f"gdengine.analysis.training.{bytes_kept}", 13 * 101 * 16 / 3)
    record = dataclasses.replace(SMALL, steps=100)
    arguments = (record.objective(), record.rule(), record.start(), 100)
    made, run = train(*arguments, [0.0]), record.run()["tanh"]
    assert made.thinned == 3
    assert made.sketch.step.tolist() == [*range(0, 100, 3), 100]
    np.testing.assert_array_equal(made.sketch.x, run.x[made.sketch.step])
    np.testing.assert_array_equal(made.sketch.value, run.value[made.sketch.step])
    assert "one epoch of 3" in made.note
    assert diagnose(made.sketch, record.objective(), record.rule()).kind == diagnose(run, record.objective()).kind
    starts = np.stack([record.start(), -record.start()])
    several = sketched(arguments[0], arguments[1], starts, 100)
    assert several.step.tolist() == [*range(0, 100, 3), 100]
    np.testing.assert_allclose(several.x[:, 0], run.x[several.step], rtol=1e-9, atol=1e-11)
    assert several.x.shape == (35, 2, 13)


def test_the_turn_of_the_held_out_loss_is_told_with_its_epoch():
    falling = np.linspace(1, 0.1, 11)
    held = np.array([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9])
    assert turned_up(falling, held) == (5, 0.5, 0.9, pytest.approx(0.8), 0.55, 0.1)
    assert turned_up(falling, falling) is None
    assert turned_up(held, held) is None, "who gets worse at everything learns nothing by heart"
    assert turned_up(0.5 + falling / 100, held) is None, "nor who gets hardly better at anything"
    assert turned_up(falling, held[:6].tolist() + [0.505] * 5) is None
    gone = np.where(np.arange(11) < 9, held, np.nan)
    assert turned_up(falling, gone) == (5, 0.5, 0.7, pytest.approx(0.4), 0.55, pytest.approx(0.28))
    assert turned_up([np.nan], [1.0]) is None
    with pytest.raises(ValueError, match="one number a step"):
        turned_up(falling, held[:3])


def test_a_large_network_learns_few_points_by_heart():
    record = SineMLP(n=10, noise=0.6, optimizer="adam", lr=0.005, decay=1.0, steps=500, activation="relu", seed=1)
    made = train(record.objective(), record.rule(), record.start(), 500, [0.0], record.held_out())
    turn = turned_up(made.recording.run.value, made.recording.seen["held"])
    assert turn is not None and 20 < turn.row < 200 and turn.rise > 0.3
    assert made.recording.run.value[-1] < made.recording.run.value[turn.row]


# --- planes -----------------------------------------------------------------------------------------------------------


def test_the_gap_is_nothing_where_the_plane_holds_the_point():
    record = dataclasses.replace(SMALL, steps=30)
    net, run = record.objective(), record.run()["tanh"]
    rng = np.random.default_rng(0)
    u, v = rng.normal(size=(2, net.dim)) * [[3.0], [0.2]]  # neither of length 1 nor at a right angle
    on = run.x[-1] + rng.normal(size=(5, 4, 2)) @ np.stack([u, v])
    gap = nn.honesty_gap(net, run.x[-1], u, v, on)
    assert np.abs(gap.gap).max() <= 1e-12 * gap.true.max()
    np.testing.assert_allclose(run.x[-1] + gap.coordinates @ np.stack([u, v]), on, rtol=1e-10, atol=1e-12)
    assert gap.explained == pytest.approx(1)
    off = nn.honesty_gap(net, run.x[-1], u, v, on + 0.3 * rng.normal(size=net.dim))
    assert np.abs(off.gap).min() > 1e-6


def test_the_gap_is_the_plane_s_loss_less_the_true_one():
    record = SineMLP(width=5, steps=40)
    net, run = record.objective(), record.run()["tanh"]
    plane = nn.principal_directions(run.x)
    gap = nn.honesty_gap(net, plane.center, plane.u, plane.v, run.x)
    np.testing.assert_allclose(gap.coordinates, plane.coordinates, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(gap.true, run.value, rtol=1e-12)
    for k in (0, 7, 40):
        shown = plane.center + gap.coordinates[k, 0] * plane.u + gap.coordinates[k, 1] * plane.v
        assert gap.shown[k] == pytest.approx(float(net(shown)), rel=1e-12)
        assert gap.gap[k] == gap.shown[k] - gap.true[k]
        away = run.x[k] - shown
        assert abs(away @ plane.u) < 1e-10 and abs(away @ plane.v) < 1e-10, "the nearest point of the plane"
    assert gap.gap[-1] == 0
    assert gap.explained == pytest.approx(plane.explained.sum())


def test_a_run_that_diverged_has_no_gap_behind_its_end():
    record = SineMLP(width=5, steps=30, lr=100.0, activation="relu")
    net, run = record.objective(), record.run()["relu"]
    u, v = nn.weight_directions(net.dim, 3, 1)
    gap = nn.honesty_gap(net, run.x[0], u, v, run.x)
    assert gap.gap[0] == 0
    assert np.isnan(gap.gap[-1])
    assert np.isfinite(gap.explained)


def test_planes_that_are_none_are_refused():
    net = nn.mlp([0.0, 1.0], [0.0, 1.0], (2,))
    u = np.ones(7)
    for v in (-2 * u, 0 * u):
        with pytest.raises(ValueError, match="they make no plane"):
            nn.honesty_gap(net, u, u, v, u)
    for pair in ((1, 1), (0, 7), (-1, 2)):
        with pytest.raises(ValueError, match="two different weights"):
            nn.weight_directions(7, *pair)
    with pytest.raises(ValueError, match="seeds, steps and weights"):
        nn.common_plane(np.ones((3, 7)))


def test_several_seeds_on_one_plane():
    view = LossPlane(runs_shown=3)
    record = dataclasses.replace(SMALL, steps=60)
    walked = view.walked(record)
    runs = np.moveaxis(walked.x, 1, 0)
    plane = nn.common_plane(runs)
    assert plane.coordinates.shape == (3, 61, 2)
    assert np.array_equal(plane.center, runs[0, -1])
    offsets = (runs - runs[0, -1]).reshape(-1, runs.shape[-1])
    sigma = np.linalg.svd(offsets, compute_uv=False) ** 2
    np.testing.assert_allclose(plane.explained, sigma[:2] / sigma.sum(), rtol=1e-9)
    shown = view.drawn(record, walked)
    np.testing.assert_allclose(shown.gap.coordinates, plane.coordinates, rtol=1e-8, atol=1e-10)
    assert shown.surface.loss.shape == (MAP_POINTS, MAP_POINTS)
    for side, reach in zip(np.moveaxis(shown.gap.coordinates, -1, 0), (shown.surface.alphas, shown.surface.betas)):
        assert reach[0] < side.min() and side.max() < reach[-1]
    assert [*view.runs(record)] == ["seed 0", "seed 1", "seed 2"]
    alone = dataclasses.replace(record, steps=60).run()["tanh"]
    np.testing.assert_allclose(view.runs(record)["seed 0"].x, alone.x, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("plane", ["principal", "random", "two_weights"])
def test_every_plane_holds_the_end_of_the_run_and_is_exact(plane):
    view, record = LossPlane(plane=plane, across=3, up=3, plane_seed=4), SMALL
    net, shown = record.objective(), view.drawn(record, view.walked(record))
    assert shown.gap.gap[0, -1] == 0
    for i, j in itertools.product((0, MAP_POINTS - 1), repeat=2):
        place = shown.center + shown.surface.alphas[j] * shown.u + shown.surface.betas[i] * shown.v
        assert shown.surface.loss[i, j] == pytest.approx(float(net(place)), rel=1e-12)
    assert 0 <= shown.gap.explained <= 1 + 1e-12


# --- luck and batches -------------------------------------------------------------------------------------------------


def test_seeds_are_sorted_by_loss_and_each_is_the_run_that_opens():
    record = dataclasses.replace(SMALL, seed=3, versus="relu")
    tried = Luck(seeds=5).seed_runs(record, np.linspace(-2, 2, 4))
    assert sorted(one.record.seed for one in tried) == [3, 4, 5, 6, 7]
    assert [one.loss for one in tried] == sorted(one.loss for one in tried)
    for one in tried:
        run = dataclasses.replace(record, seed=one.record.seed, versus="none").run()["tanh"]
        np.testing.assert_array_equal(one.run.value, run.value)
        assert one.curve.shape == (13, 4) and one.held.shape == (13,)
    assert sorted(each.seed for each in Luck(seeds=4).records(dataclasses.replace(record, seed=9999))) == [
        *range(9996, 10000)
    ]


def test_no_more_is_trained_than_a_visitor_may_ask_for():
    short, long = dataclasses.replace(SMALL, steps=20), dataclasses.replace(SMALL, n=128, batch=1, steps=250)
    for own in (Luck(seeds=20), Luck(seeds=20, trial="activations"), Luck(seeds=2)):
        assert len(own.records(short)) == own.affordable(short) == own.seeds
        many = 2 if own.trial == "activations" else 1
        count = own.affordable(long)
        assert len(own.records(long)) == count
        assert count == 2 or count * many * long.updates() <= MOST_TRIED_UPDATES < (count + 1) * many * long.updates()
    assert Luck(seeds=20).affordable(long) == 2
    code = Luck(seeds=20).code(long)
    assert f"for seed in {tuple(one.seed for one in Luck(seeds=20).records(long))}:" in code
    for name, preset in PRESETS.items():
        if preset.page == "sine_mlp":
            assert Luck().affordable(preset.record) == (3 if preset.record.batch == 1 else 16), name


def test_what_diverges_comes_last():
    tried = Luck(seeds=6).seed_runs(dataclasses.replace(SMALL, lr=1.0, activation="relu", steps=60), [0.0])
    losses = np.array([one.loss for one in tried])
    lost = np.isinf(losses)
    assert lost.any() and not lost.all()
    assert (np.diff(lost.astype(int)) >= 0).all()


def test_e6_of_twenty_seeds_relu_ends_with_the_lower_loss_in_fifteen():
    settled = Luck(trial="activations", seeds=20).contest(PRESETS["D1"].record)
    assert settled.names == ("tanh", "relu")
    assert settled.seeds == tuple(range(20))
    assert settled.wins == (5, 15)
    one = dataclasses.replace(PRESETS["D2"].record, seed=7)
    assert settled.loss[7].tolist() == [one.run()[name].value[-1] for name in ("tanh", "relu")]


def test_full_mini_and_single_in_epochs_updates_and_points_seen():
    record = dataclasses.replace(PRESETS["D7a"].record, steps=4)
    full, mini, single = Luck(trial="batches").batches(record)
    assert (full.size, mini.size, single.size) == (128, 16, 1)
    for one, updates in ((full, 1), (mini, 8), (single, 128)):
        assert one.epoch.tolist() == [0, 1, 2, 3, 4]
        assert one.update.tolist() == [k * updates for k in range(5)]
        assert one.seen.tolist() == [k * 128 for k in range(5)]
        alone = dataclasses.replace(record, batch=one.size).run()["tanh"]
        np.testing.assert_array_equal(one.run.value, alone.value)
    assert Luck().batches(dataclasses.replace(record, batch=5))[1].size == 5


# --- the other views' records -----------------------------------------------------------------------------------------


def test_units_are_switched_off_and_on():
    record = SineMLP(width=3, layers=2, steps=2)
    view = Inside("2.1 1.3 9.9_2.1".replace("9.9", "3.1"))
    assert view.units(record) == [(1, 0), (0, 2)]
    theta = record.start()
    expected = nn.switched_off(nn.switched_off(theta, record.sizes(), 1, 0), record.sizes(), 0, 2)
    assert np.array_equal(view.without(record, theta), expected)
    assert view.switched(record, 1, 0) == Inside("1.3")
    assert Inside().switched(record, 0, 1).switched(record, 1, 2).off == "1.2_2.3"
    assert Inside("1.64").units(record) == []


def test_one_neuron_is_the_network_s_or_has_dials():
    record, theta = SMALL, SMALL.start()
    free = OneNeuron(dial_x=2.0, dial_w=0.5, dial_b=-1.0).at(record, theta, 0)
    assert (free.z, free.a, free.dz) == (0, 0, 1)
    x, y = record.points()
    one = OneNeuron(neuron_layer=1, neuron_unit=3).at(record, theta, 5)
    w, b = theta[2], theta[6]
    assert one.a == pytest.approx(np.tanh(w * x[5] + b))
    last = OneNeuron(neuron_layer=4, neuron_unit=9)
    assert last.place(record) == (1, 0)
    assert last.at(record, theta, 5).incoming == pytest.approx(2 * (nn.predict(theta, x[[5]], (1, 4, 1))[0, 0] - y[5]))


def test_backprop_looks_at_one_sample_of_a_small_network():
    record, theta = SMALL, SMALL.start()
    view = Backprop(sample=3, node="z1_2")
    graph, (x, y) = view.graph(record, theta), record.points()
    assert graph.value[graph.place("x1")] == x[2] and graph.value[graph.place("t1")] == y[2]
    assert graph.nodes[view.chosen(graph)].name == "z1_2"
    assert graph.nodes[Backprop(node="z9_9").chosen(graph)].name == "loss"
    assert Backprop().graph(SineMLP(), SineMLP().start()) is None
    assert Backprop(sample=512).index(record) == 19
    both = view.updates(record, theta[None], [4])
    np.testing.assert_allclose(both.batch.step, -0.075 * 0.998**5 * both.batch.grad, rtol=1e-12)
    run = record.run()["tanh"]
    np.testing.assert_allclose(view.updates(record, run.x[[4]], [4]).batch.theta, run.x[[5]], rtol=1e-12)


OWN = [
    Inside("1.2"), OneNeuron(), OneNeuron(neuron_layer=1), Backprop(), LossPlane(), LossPlane(plane="random"),
    LossPlane(plane="two_weights"), Luck(seeds=2), Luck(seeds=2, trial="activations"), Luck(trial="batches"),
    Pins("activation~relu~steps~2"),
]  # fmt: skip
RECORDS = [
    dataclasses.replace(SMALL, steps=3),
    SineMLP(layers=2, width=3, width2=2, steps=2, target="formula", schedule="cosine", n=9, batch=4),
    SineMLP(layers=0, steps=2, target="stair", held=0, reach=2.0, n=9),
]


@pytest.mark.parametrize("own", OWN, ids=lambda own: type(own).__name__)
@pytest.mark.parametrize("record", RECORDS, ids=["plain", "deep", "line"])
def test_every_view_has_runs_and_a_script_of_public_names(own, record):
    runs = own.runs(record).values()
    assert all(np.isfinite(run.value).all() for run in runs)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(own.code(record), "script", "exec"), {})
    printed = {float(part) for part in re.findall(r"f = (\S+)", out.getvalue())}
    shown = [] if own == OneNeuron() else runs  # a neuron of dials is trained by nobody
    assert {float(run.value[-1]) for run in shown} <= printed
    assert "gdengine." in own.code(record)
    assert {*gdengine.network.__all__} <= {*dir(gdengine.network)}


LARGEST = """
import resource
import numpy as np
from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.training import train
from gdengine.experiments import SineMLP

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

record = SineMLP(width=64, layers=3, steps=2000, n=512, held=512, optimizer="adam", lr=0.002)
assert record.settled() == (record, [])
net, before = record.objective(), most()
made = train(net, record.rule(), record.start(), record.updates(), np.linspace(-3, 3, 80), record.held_out())
assert diagnose(made.sketch, net, record.rule()).kind == "unfinished"
assert made.thinned > 1 and "one epoch of" in made.note
kept = [*made.recording.seen.values(), *(part for one in made.recording.checkpoints for part in one[2:5])]
print(most() - before, sum(part.nbytes for part in kept) / 1e6)
"""


@pytest.mark.nightly
def test_the_largest_training_and_its_verdict_take_at_most_300_mb():
    """In a process of its own, with one thread as the app has."""
    alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    root = Path(__file__).parents[1]
    said = subprocess.run(
        [sys.executable, "-c", LARGEST], env=alone, cwd=root, capture_output=True, text=True, check=True
    )
    taken, kept = map(float, said.stdout.split())
    assert taken <= 300
    assert kept <= 20
