"""The verdict on a run: its kind, and numbers that explain it and can be acted upon."""

import dataclasses

import numpy as np
import pytest

from gdengine.analysis.diagnosis import KINDS, diagnose
from gdengine.analysis.sweeps import sweep
from gdengine.core import Objective, Outcome, from_components
from gdengine.landscapes import LANDSCAPES, ellipse
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.regression import design, least_squares, rate_limit
from gdengine.rules.optimizers import OPTIMIZERS, adam, gd, momentum, nesterov
from gdengine.rules.schedules import exponential
from tests.test_spectrum import quadratic, with_eigenvalues

SQUARE, WELL, PLATEAU = LANDSCAPES["square"], LANDSCAPES["double_well"], LANDSCAPES["plateau"]


def verdict(objective, optimizer, x0, steps, **options):
    return diagnose(descend(objective, optimizer, x0, steps, **options), objective, optimizer)


# ---- the classic rates on x²: curvature 2, bound 2


@pytest.mark.parametrize(
    ("rate", "kind", "growth", "suggested"),
    [
        (0.01, "crawling", 0.98, 0.5),
        (0.05, "converged", 0.9, None),
        (0.5, "converged", 0.0, None),
        (0.9, "oscillating", 0.8, 0.5),
        (1.0, "bouncing", 1.0, 0.5),
        (1.1, "diverging", 1.2, 0.5),
    ],
)
def test_the_five_classic_rates(rate, kind, growth, suggested):
    said = verdict(SQUARE, gd(rate), [-4.0], 50)
    assert (said.kind, said.suggested_rate, said.bound) == (kind, suggested, 2.0)
    assert said.growth == pytest.approx(growth, rel=1e-9)
    assert (said.curvature, said.product) == (pytest.approx(2, rel=1e-6), pytest.approx(2 * rate, rel=1e-6))
    assert (said.first, said.rate) == (16, rate)
    assert said.last == pytest.approx(16 * (1 - 2 * rate) ** 100, rel=1e-9, abs=1e-300)


def test_given_time_the_diverging_run_has_diverged():
    said = verdict(SQUARE, gd(1.1), [-4.0], 300)
    assert (said.kind, said.step, said.at, said.suggested_rate) == ("diverged", 143, 0, 0.5)
    assert said.product == pytest.approx(2.2, rel=1e-6)
    assert said.growth == pytest.approx(1.2)
    assert said.last == pytest.approx(16 * 1.2**286)


def test_a_jump_is_decided_at_its_step():
    assert verdict(SQUARE, gd(0.5), [-4.0], 50).step == 1


# ---- regression: the rate just past the limit


def test_a_rate_just_past_the_limit():
    x = np.linspace(-10, 10, 10)
    X, y = design(x), 1 + x / 2 + np.sin(7 * x)
    line, limit = least_squares(X, y, "half_sse"), rate_limit(X, "half_sse")
    said = verdict(line, gd(limit * 0.0065 / 0.0064007), [-8.0, -2.0], 100)
    assert said.kind == "diverging"
    assert said.growth > 1
    assert said.product == pytest.approx(2 * 0.0065 / 0.0064007, rel=1e-6)
    assert said.product > said.bound
    assert said.suggested_rate == pytest.approx(limit / 2, rel=0.05)
    assert verdict(line, gd(said.suggested_rate), [-8.0, -2.0], 1000).kind == "converged"


# ---- where it came to rest


def test_stuck_in_the_shallow_valley():
    said = verdict(WELL, gd(0.05), [2.2], 200)
    assert (said.kind, said.minimum, said.lower) == ("stuck", 1, 0)
    assert verdict(WELL, gd(0.05), [-0.5], 200)[-2:] == (0, None)


def test_valleys_of_equal_depth_are_not_traps():
    said = verdict(LANDSCAPES["himmelblau"], gd(0.01), [0.0, 0.0], 300)
    assert (said.kind, said.minimum, said.lower) == ("converged", 0, None)


def test_a_pass_and_a_summit():
    saddle = LANDSCAPES["saddle"]
    assert verdict(saddle, gd(0.1), [1.0, 0.0], 300)._replace(growth=None)[:1] == ("saddle",)
    assert verdict(saddle, gd(0.1), [1.0, 1e-4], 300).kind == "converged"
    assert verdict(saddle, gd(0.1), [0.0, 0.0], 300).kind == "saddle"
    assert verdict(WELL, gd(0.1), [0.0], 10).kind == "maximum"


def test_a_plateau_hardly_moves_it():
    said = verdict(PLATEAU, gd(0.1), [5.0], 200)
    assert said.kind == "plateau"
    assert said.curvature < 0
    assert (said.minimum, said.suggested_rate) == (None, None)
    assert verdict(PLATEAU, gd(0.4), [5.0], 600).kind == "converged"


def test_patience_that_ran_out():
    said = verdict(LANDSCAPES["quartic"], gd(0.05), [1.5], 500, patience=5, epsilon=0.05)
    assert (said.kind, said.step) == (
        "stalled",
        descend(LANDSCAPES["quartic"], gd(0.05), [1.5], 500, patience=5, epsilon=0.05).last,
    )
    assert verdict(SQUARE, gd(1.0), [-4.0], 500, patience=9)[:2] == ("bouncing", 9)


def test_a_start_where_there_is_nothing():
    log = from_components("log", lambda m, x: (-m.log(x), (-1 / x,)), 1)
    said = verdict(log, gd(0.1), [-1.0], 10)
    assert (said.kind, said.step) == ("undefined", 0)
    assert said.suggested_rate is None


# ---- on the way


def test_running_crawling_and_where_nobody_knows_the_way():
    assert verdict(SQUARE, gd(0.04), [-4.0], 50).kind == "running"
    assert verdict(LANDSCAPES["rosenbrock"], gd(5e-4), [0.5, 1.5], 200).kind == "crawling"
    unknown = dataclasses.replace(SQUARE, minima=())
    assert verdict(unknown, gd(0.01), [-4.0], 50).kind == "crawling"  # 0.02 is little against 2
    assert verdict(dataclasses.replace(ellipse(100), minima=()), gd(0.004), [2.0, 1.0], 50).kind == "running"


def test_gathering_speed_is_running():
    said = verdict(dataclasses.replace(PLATEAU, box=()), gd(0.5), [5.0], 100)
    assert said.growth > 1
    assert said.kind == "running"


def test_of_a_hiker_the_exact_slopes_count():
    bowl = with_noise(LANDSCAPES["bowl"], 1.0)
    run = descend(bowl, gd(0.01), [3.0, 3.0], 50)
    slope = np.linalg.norm(bowl.grad(run.x), axis=-1)
    assert diagnose(run, bowl, gd(0.01)).growth == pytest.approx((slope[-1] / slope[-11]) ** 0.1)


def test_a_hiker_who_stumbles_about_hovers():
    bowl = with_noise(LANDSCAPES["bowl"], 1.0)
    assert verdict(bowl, gd(0.05), [3.0, 3.0], 400).kind == "hovering"
    assert verdict(bowl, gd(0.002), [3.0, 3.0], 200).kind == "running"
    assert verdict(bowl, gd(1.2), [3.0, 3.0], 300).kind == "diverged"


# ---- the numbers of other rules


@pytest.mark.parametrize(
    ("optimizer", "bound"),
    [
        (gd(0.1), 2.0),
        (momentum(0.1, 0.5), 3.0),
        (nesterov(0.1, 0.5), 1.5),
        (momentum(0.1, 1.0), None),
        (adam(0.1), None),
    ],
)
def test_bounds(optimizer, bound):
    assert verdict(SQUARE, optimizer, [-4.0], 20).bound == bound


@pytest.mark.parametrize("mass", [0.0, 0.3, 0.9, 0.99])
@pytest.mark.parametrize("factory", [momentum, nesterov])
def test_beyond_the_bound_it_diverges_and_below_it_does_not(factory, mass):
    bound = verdict(SQUARE, factory(0.1, mass), [-4.0], 5).bound
    ends = [descend(SQUARE, factory(part * bound / 2, mass), [-4.0], 20_000) for part in (0.99, 1.01)]
    assert [end.outcome for end in ends] == [Outcome.RUNNING, Outcome.DIVERGED]
    assert abs(ends[0].x[-1, 0]) < 1e-3


@pytest.mark.parametrize("dim", [1, 2, 3, 6, 30])
@pytest.mark.parametrize("factory", [gd, momentum, nesterov])
def test_the_suggested_rate_works_on_quadratics(factory, dim):
    scale = 10.0 ** np.random.default_rng(dim).uniform(-4, 4)
    bowl = quadratic(with_eigenvalues(scale * np.linspace(1.0, 0.2, dim)))
    said = verdict(bowl, factory(7.0 / scale), np.ones(dim), 40)
    assert said.kind in ("diverged", "diverging")
    assert said.product == pytest.approx(7.0, rel=1e-3)
    assert said.product > said.bound
    run = descend(bowl, factory(said.suggested_rate), np.ones(dim), 600)
    assert np.linalg.norm(run.x[-1]) < 1e-6


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_the_suggested_rate_is_better_in_either_direction(rule):
    for rate in (1e-4, 1e3):
        said = verdict(SQUARE, OPTIMIZERS[rule](lr=rate), [-4.0], 100)
        if said.suggested_rate is not None:
            assert (said.suggested_rate > rate) == (said.kind == "crawling")
            run = descend(SQUARE, OPTIMIZERS[rule](lr=said.suggested_rate), [-4.0], 100)
            assert run.value[-1] < said.last


def test_a_schedules_rate_is_the_one_in_force():
    said = verdict(SQUARE, gd(exponential(1.2, 0.5)), [-4.0], 10)
    assert said.rate == pytest.approx(1.2 * 0.5**11)


def test_where_a_bent_ground_first_was_too_much():
    """From 0.9 on a valley with ever steeper walls: the curvature is that of the place where the climb began."""
    bowl = from_components(
        "walls", lambda m, x: (x * x / 2 + x**4 / 4, (x + x * x * x,)), 1, box=((-3, 3),), minima=((0,),)
    )
    run = descend(bowl, gd(1.5), [1.3], 30)
    said = diagnose(run, bowl, gd(1.5))
    assert said.kind == "diverged"
    assert said.curvature == pytest.approx(1 + 3 * run.x[said.at, 0] ** 2, rel=1e-6)
    assert said.product > said.bound
    assert verdict(bowl, gd(said.suggested_rate), [1.3], 60).kind == "converged"


# ---- batches, thin records, no optimizer


def test_a_member_of_a_sweep_is_diagnosed_as_alone():
    rates = [0.01, 0.05, 0.9, 1.0, 1.1, 30.0]
    run = sweep(SQUARE, gd, [-4.0], rates, 60)
    for j, rate in enumerate(rates):
        alone, member = verdict(SQUARE, gd(rate), [-4.0], 60), diagnose(run, SQUARE, gd(np.array(rates)[:, None]), j)
        assert (member.kind, member.rate, member.suggested_rate) == (alone.kind, alone.rate, alone.suggested_rate)
    several = descend(SQUARE, gd(0.05), np.full((2, 3, 1), -4.0), 50)
    assert diagnose(several, SQUARE, gd(0.05), (1, 2)) == verdict(SQUARE, gd(0.05), [-4.0], 50)


@pytest.mark.parametrize("member", [(), 5, (0, 0), slice(0, 2)])
def test_a_member_must_be_one(member):
    run = descend(SQUARE, gd(0.1), np.ones((3, 1)), 5)
    with pytest.raises(ValueError, match=r"does not name one run of a batch with the axes \(3,\)"):
        diagnose(run, SQUARE, gd(0.1), member)


def test_without_an_optimizer_there_is_no_rate():
    run = descend(SQUARE, gd(1.1), [-4.0], 50)
    said = diagnose(run, SQUARE)
    assert (said.kind, said.rate, said.product, said.bound, said.suggested_rate) == (
        "diverging",
        None,
        None,
        None,
        None,
    )
    assert said.curvature == pytest.approx(2)


@pytest.mark.parametrize("options", [{"history": False}, {"every": 7}, {"every": 1000}], ids=str)
@pytest.mark.parametrize("rate", [0.01, 0.5, 1.0, 1.1, 100.0])
@pytest.mark.parametrize("steps", [0, 1, 2, 30, 300])
def test_thin_records_still_get_a_verdict(options, rate, steps):
    said = verdict(SQUARE, gd(rate), [-4.0], steps, **options)
    assert said.kind in KINDS
    assert said.curvature == pytest.approx(2)
    assert (said.kind == "diverged") == (descend(SQUARE, gd(rate), [-4.0], steps).outcome == Outcome.DIVERGED)


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_landscape_with_every_rule_gets_plain_data(name, rule):
    objective = LANDSCAPES[name]
    start = [0.3 * low + 0.7 * high for low, high in objective.box]
    for rate in (1e-3, 3.0):
        said = verdict(objective, OPTIMIZERS[rule](lr=rate), start, 60)
        assert said.kind in KINDS
        assert all(type(part) in (str, int, float, type(None)) for part in said)


def test_many_dimensions():
    """A bowl of 50 dimensions, one of them steep: its largest eigenvalue decides."""
    bowl = quadratic(with_eigenvalues(np.append(np.linspace(0.1, 1, 49), 25.0)))
    said = verdict(Objective("bowl", 50, bowl.value_and_grad), gd(0.09), np.ones(50), 60)
    assert (said.kind, said.suggested_rate) == ("diverging", 0.04)
    assert said.product == pytest.approx(2.25, rel=1e-4)
