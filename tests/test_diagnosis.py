"""The diagnosis of one run: the numbers beside its kind, and the sum only where it explains."""

import dataclasses
import re

import numpy as np
import pytest
from test_spectrum import quadratic, with_eigenvalues

from gdengine import LANDSCAPES, PRESETS, descend, diagnose, mends, sweep
from gdengine.analysis.endings import Ended
from gdengine.core import Objective, Outcome, from_components
from gdengine.experiments import SineMLP, SlopeExplorer
from gdengine.landscapes import ellipse
from gdengine.landscapes.noise import with_noise
from gdengine.network import init, mlp, sine_data
from gdengine.network.units import idle_units
from gdengine.rules.optimizers import OPTIMIZERS, adam, gd, momentum, nesterov
from gdengine.rules.schedules import exponential

SQUARE, WELL = LANDSCAPES["square"], LANDSCAPES["double_well"]


def verdict(objective, optimizer, x0, steps, **options):
    return diagnose(descend(objective, optimizer, x0, steps, **options), objective, optimizer)


# ---- numbers


@pytest.mark.parametrize(
    ("rate", "kind", "growth"),
    [
        (0.01, "unfinished", 0.98),
        (0.05, "deepest", 0.9),
        (0.5, "deepest", 0.0),
        (0.9, "deepest", 0.8),
        (1.0, "unfinished", 1.0),
        (1.1, "infinity", 1.2),
    ],
)
def test_the_five_classic_rates(rate, kind, growth):
    said = verdict(SQUARE, gd(rate), [-4.0], 50)
    assert said.kind == kind
    assert said.growth == pytest.approx(growth, rel=1e-9)
    assert said.first == 16
    assert said.last == pytest.approx(16 * (1 - 2 * rate) ** 100, rel=1e-9, abs=1e-300)


def test_the_arrival_is_the_step_from_which_it_is_as_good_as_there():
    # f falls by 0.81 a step to a two-hundredth of its height
    assert verdict(SQUARE, gd(0.05), [-4.0], 50).arrival == np.ceil(np.log(0.005) / np.log(0.81))
    assert verdict(SQUARE, gd(0.5), [-4.0], 50).arrival == 1
    assert verdict(SQUARE, gd(0.01), [-4.0], 50).arrival is None


def test_where_it_ended_and_what_is_lower():
    shallow, deep = verdict(WELL, gd(0.05), [2.2], 200), verdict(WELL, gd(0.05), [-0.5], 200)
    assert (shallow.kind, shallow.minimum, shallow.lower) == ("higher", 1, 0)
    assert shallow.above == pytest.approx(-5 / 12 + 8 / 3)
    assert (deep.kind, deep.minimum, deep.lower, deep.above) == ("deepest", 0, None, None)
    equal = verdict(LANDSCAPES["himmelblau"], gd(0.01), [0.0, 0.0], 300)
    assert (equal.kind, equal.minimum, equal.lower) == ("deepest", 0, None)


def test_the_cycle_and_its_size():
    bounce = verdict(SQUARE, gd(1.0), [-4.0], 50)
    assert (bounce.period, bounce.swing) == (2, 8)
    kink = verdict(LANDSCAPES["kink"], gd(0.3), [-4.0], 50)
    assert (kink.period, kink.swing) == (2, pytest.approx(0.3))


def test_the_step_that_threw_it_and_the_stretch_it_lingered():
    said = verdict(LANDSCAPES["wiggly"], gd(1.0), [-3.8], 50)
    run = descend(LANDSCAPES["wiggly"], gd(1.0), [-3.8], 50)
    assert said.thrown == 1 + np.diff(run.value).argmax()
    assert said.climb == pytest.approx((run.value - np.minimum.accumulate(run.value)).max())
    slow = verdict(LANDSCAPES["plateau"], gd(0.5), [5.0], 250)
    start, end = slow.lingered
    f = descend(LANDSCAPES["plateau"], gd(0.5), [5.0], 250).value
    assert start == 0
    assert end > 100
    assert f[start] - f[end] < 0.2 * f[0]


def test_a_diverged_run_is_told_to_its_last_number():
    said = verdict(SQUARE, gd(1.1), [-4.0], 300)
    assert (said.kind, said.step) == ("infinity", 143)
    assert said.last == pytest.approx(16 * 1.2**286)


def test_sampled_slopes_have_no_share_of_overshoots():
    said = verdict(with_noise(LANDSCAPES["bowl"], 1.0), gd(0.05), [3.0, 3.0], 400)
    assert (said.kind, said.share, said.growth) == ("deepest", None, None)
    assert "hovering" in said.how
    assert verdict(with_noise(LANDSCAPES["bowl"], 1.0), gd(0.002), [3.0, 3.0], 200).kind == "unfinished"
    assert verdict(with_noise(LANDSCAPES["bowl"], 1.0), gd(1.2), [3.0, 3.0], 300).kind == "infinity"


def test_shown_as_another_multiple():
    said = verdict(WELL, gd(0.05), [2.2], 200)
    twice = said.shown_as(2)
    assert (twice.first, twice.last, twice.above) == (2 * said.first, 2 * said.last, 2 * said.above)
    assert twice.step == said.step


# ---- the sum that explains


def test_off_to_infinity_the_sum_is_that_where_it_began_to_climb():
    """From 1.3 on a valley with ever steeper walls."""
    walls = from_components("walls", lambda m, x: (x * x / 2 + x**4 / 4, (x + x * x * x,)), 1, box=((-3, 3),))
    run = descend(walls, gd(1.5), [1.3], 30)
    sharp = diagnose(run, walls, gd(1.5)).sharpness
    assert (sharp.at, sharp.rate, sharp.bound) == ("row", 1.5, 2)
    assert sharp.curvature == pytest.approx(1 + 3 * run.x[sharp.row, 0] ** 2, rel=1e-6)
    assert sharp.product == sharp.rate * sharp.curvature > sharp.bound


def test_the_sum_is_told_where_it_explains_and_nowhere_else():
    told = {rate: verdict(SQUARE, gd(rate), [-4.0], 50).sharpness for rate in (0.01, 0.05, 0.5, 0.9, 1.0, 1.1)}
    assert {rate for rate, sharp in told.items() if sharp} == {0.01, 0.9, 1.0, 1.1}
    assert [told[rate].product for rate in (0.01, 0.9, 1.0, 1.1)] == pytest.approx([0.02, 1.8, 2.0, 2.2])
    assert verdict(SQUARE, adam(0.5), [-4.0], 50).sharpness is None  # no theory
    assert verdict(LANDSCAPES["kink"], gd(0.3), [-4.0], 50).sharpness is None  # no curvature
    assert diagnose(descend(SQUARE, gd(1.1), [-4.0], 50), SQUARE).sharpness is None  # no rule


@pytest.mark.parametrize("mass", [0.0, 0.3, 0.9, 0.99])
@pytest.mark.parametrize("factory", [momentum, nesterov])
def test_beyond_the_bound_it_diverges_and_below_it_does_not(factory, mass):
    bound = verdict(SQUARE, factory(20.0, mass), [-4.0], 40).sharpness.bound
    ends = [descend(SQUARE, factory(part * bound / 2, mass), [-4.0], 20_000) for part in (0.99, 1.01)]
    assert [end.outcome for end in ends] == [Outcome.RUNNING, Outcome.DIVERGED]
    assert abs(ends[0].x[-1, 0]) < 1e-3


@pytest.mark.parametrize("dim", [1, 2, 3, 6, 30])
@pytest.mark.parametrize("factory", [gd, momentum, nesterov])
def test_the_largest_eigenvalue_decides_in_any_dimension(factory, dim):
    scale = 10.0 ** np.random.default_rng(dim).uniform(-4, 4)
    bowl = quadratic(with_eigenvalues(scale * np.linspace(1.0, 0.2, dim)))
    said = verdict(bowl, factory(7.0 / scale), np.ones(dim), 40)
    assert said.kind == "infinity"
    assert said.sharpness.product == pytest.approx(7.0, rel=1e-3)
    run = descend(bowl, factory(said.sharpness.bound / 2 / said.sharpness.curvature), np.ones(dim), 600)
    assert np.linalg.norm(run.x[-1]) < 1e-6


def test_many_dimensions():
    """A bowl of 50 dimensions, one of them steep."""
    bowl = quadratic(with_eigenvalues(np.append(np.linspace(0.1, 1, 49), 25.0)))
    said = verdict(Objective("bowl", 50, bowl.value_and_grad), gd(0.09), np.ones(50), 60)
    assert said.kind == "infinity"
    assert said.sharpness.product == pytest.approx(2.25, rel=1e-4)


def test_a_schedules_rate_is_the_one_in_force():
    said = verdict(SQUARE, gd(exponential(1.2, 0.999)), [-4.0], 60)
    assert said.sharpness.rate == pytest.approx(1.2 * 0.999 ** (said.sharpness.row + 1))


# ---- batches, thin records


def test_a_member_of_a_sweep_is_diagnosed_as_alone():
    rates = [0.01, 0.05, 0.9, 1.0, 1.1, 30.0]
    run = sweep(SQUARE, gd, [-4.0], rates, 60)
    for j, rate in enumerate(rates):
        assert diagnose(run, SQUARE, gd(np.array(rates)[:, None]), j) == verdict(SQUARE, gd(rate), [-4.0], 60)
    several = descend(SQUARE, gd(0.05), np.full((2, 3, 1), -4.0), 50)
    assert diagnose(several, SQUARE, gd(0.05), (1, 2)) == verdict(SQUARE, gd(0.05), [-4.0], 50)


@pytest.mark.parametrize("member", [(), 5, (0, 0), slice(0, 2), slice(0, 1), [1], None, "first", [True, False, False]])
def test_a_member_must_be_one(member):
    run = descend(SQUARE, gd(0.1), np.ones((3, 1)), 5)
    with pytest.raises(ValueError, match=r"does not name one run of a batch with the axes \(3,\)"):
        diagnose(run, SQUARE, gd(0.1), member)


@pytest.mark.parametrize("member", [0, None, "first"])
def test_a_run_alone_has_no_members(member):
    with pytest.raises(ValueError, match=r"does not name one run of a batch with the axes \(\)"):
        diagnose(descend(SQUARE, gd(0.1), [1.0], 5), SQUARE, member=member)


@pytest.mark.parametrize("keep", [(), ("x",), ("value", "grad"), ("x", "value")])
def test_a_diagnosis_needs_all_that_can_be_recorded(keep):
    with pytest.raises(ValueError, match="a diagnosis needs x, value and grad of every recorded step"):
        diagnose(descend(SQUARE, gd(0.1), [1.0], 5, keep=keep), SQUARE)


@pytest.mark.parametrize("shape", [(2, 1), (3, 3, 1)])
def test_a_diagnosis_has_the_settings_of_the_batch_that_was_walked(shape):
    run = descend(SQUARE, gd(0.1), np.ones((3, 1)), 5)
    with pytest.raises(ValueError, match=rf"settings in a batch {re.escape(str(shape[:-1]))} do not fit a walk"):
        diagnose(run, SQUARE, gd(np.full(shape, 0.1)), 1)


def test_a_diagnosis_is_one_on_the_ground_that_was_walked():
    with pytest.raises(ValueError, match=r"the run has 1 coordinate\(s\), and 'bowl' has 2"):
        diagnose(descend(SQUARE, gd(0.1), [1.0], 5), LANDSCAPES["bowl"])


@pytest.mark.parametrize("options", [{"history": False}, {"every": 7}, {"every": 1000}], ids=str)
@pytest.mark.parametrize("steps", [0, 1, 2, 30, 300])
def test_thin_records_still_get_a_verdict(options, steps):
    for rate in (0.01, 0.5, 1.0, 1.1, 100.0):
        said = verdict(SQUARE, gd(rate), [-4.0], steps, **options)
        gone = descend(SQUARE, gd(rate), [-4.0], steps).outcome == Outcome.DIVERGED
        assert (said.kind in ("infinity", "bottomless", "outside", "undefined")) >= gone


@pytest.mark.parametrize("name", LANDSCAPES)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_landscape_with_every_rule_gets_plain_data(name, rule):
    objective = LANDSCAPES[name]
    start = [0.3 * low + 0.7 * high for low, high in objective.box]
    for rate in (1e-3, 3.0):
        said = verdict(objective, OPTIMIZERS[rule](lr=rate), start, 60)
        plain = (int, float, bool, str, tuple, type(None))
        assert all(isinstance(part, plain) for part in said)


def test_ground_without_a_known_minimum():
    unknown = dataclasses.replace(ellipse(100), minima=())
    assert verdict(unknown, gd(0.015), [2.0, 1.0], 800).kind == "deepest"
    assert verdict(unknown, gd(0.004), [2.0, 1.0], 50).kind == "unfinished"


# ---- idle units


def test_units_that_do_no_work_are_counted():
    x, y = sine_data(n=40)
    net = mlp(x, y, hidden=(6, 5), activation="relu")
    theta = init(net.sizes, seed=1)
    busy = idle_units(net, theta)
    dead = theta.copy()
    dead[6:9] = -1e3  # the biases of three units of the first layer
    dead[0:3] = 0.0
    assert busy.units == (6, 5)
    assert idle_units(net, dead).dead[0] == 3 + busy.dead[0] - _already(net, theta, slice(0, 3))
    alike = idle_units(net, init(net.sizes, scheme="zeros"))
    assert alike.alike.tolist() == [6, 5]
    assert alike.constant
    assert not busy.constant


def _already(net, theta, units):
    z = np.outer(net.x[:, 0], theta[:6]) + theta[6:12]
    return int((z[:, units] <= 0).all(0).sum())


def test_saturated_units():
    x, y = sine_data(n=40)
    net = mlp(x, y, hidden=(4,), activation="tanh")
    theta = init(net.sizes, seed=0)
    theta[4:6] = 50.0  # biases of two units
    assert idle_units(net, theta).saturated.tolist() == [2]


def test_mends_are_a_public_name():
    assert mends(SlopeExplorer(lr=1.0))[0].change == {"lr": 0.32}
    assert SineMLP(activation="relu", lr=0.7).objective().sizes == (1, 20, 20, 1)


@pytest.mark.parametrize("name", ["A5a", "A5s"])
def test_one_jump_to_the_bottom_is_an_arrival(name):
    """Where the slope is exactly 0 at a minimum there is no way left, though the budget was that one step."""
    record = dataclasses.replace(PRESETS[name].record, steps=1, lr=0.5)
    (run,) = record.run().values()
    assert run.x[-1].item() == run.value[-1] == run.grad[-1].item() == 0
    assert diagnose(run, record.objective(), record.rule()).ended == Ended.DEEPEST
