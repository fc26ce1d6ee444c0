"""The loop: exact on x², the same on floats and on arrays, every outcome at its step, and nothing clipped.

There are three ways through it: ``floats`` (a few members of an objective with ``components``), ``columns`` (many of
them) and ``vectors`` (no ``components``).  Most tests walk along each.
"""

import dataclasses
import math
import pickle
from functools import partial

import numpy as np
import pytest

from gdengine.core import Objective, Optimizer, Outcome, from_components, hessian
from gdengine.landscapes import LANDSCAPES
from gdengine.loop.descend import FEW_MEMBERS, descend
from gdengine.regression import design, least_squares
from gdengine.rules.optimizers import OPTIMIZERS, adam, gd, momentum
from gdengine.rules.schedules import cosine

pytestmark = pytest.mark.filterwarnings("error")

SQUARE = from_components("square", lambda m, x: (x * x, (2 * x,)), 1)
BOWL = from_components("bowl", lambda m, x, y: (x * x + 5 * y * y, (2 * x, 10 * y)), 2)
SLOPE = from_components("slope", lambda m, x: (x, (1.0,)), 1)
LOG = from_components("log", lambda m, x: (-m.log(x), (-1 / x,)), 1)
EXP = from_components("exp", lambda m, x: (m.exp(x), (m.exp(x),)), 1)


def banana(m, x, y):
    a, b = 1 - x, y - x * x
    return a * a + 100 * b * b, (-2 * a - 400 * x * b, 200 * b)


BANANA = from_components("banana", banana, 2)


def floats(objective, optimizer, start, steps, **options):
    return descend(objective, optimizer, start, steps, **options)


def columns(objective, optimizer, start, steps, **options):
    """Many copies of the start; all the same, of which the last is returned."""
    run = descend(objective, optimizer, np.tile(start, (FEW_MEMBERS + 3, 1)), steps, **options)
    copies = [*run[1:4], run.outcome[None], run.last[None]]
    assert all(np.array_equal(a, np.broadcast_to(a[:, -1:], a.shape), equal_nan=True) for a in copies)
    return run._replace(
        x=run.x[:, -1], value=run.value[:, -1], grad=run.grad[:, -1], outcome=run.outcome[-1], last=run.last[-1]
    )


def vectors(objective, optimizer, start, steps, **options):
    return descend(dataclasses.replace(objective, components=None), optimizer, start, steps, **options)


WAYS = (floats, columns, vectors)
ways = pytest.mark.parametrize("way", WAYS)
rules = pytest.mark.parametrize("rule", OPTIMIZERS)


def assert_same_run(one, other, rtol=1e-12):
    assert np.array_equal(one.step, other.step)
    assert np.array_equal(one.outcome, other.outcome)
    assert np.array_equal(one.last, other.last)
    for a, b in zip(one[1:4], other[1:4]):
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-13)


def member(run, place):
    """One member of a batch of runs."""
    place = tuple(np.atleast_1d(place))
    x, value, grad = (part[:, *place] for part in run[1:4])
    return run._replace(x=x, value=value, grad=grad, outcome=run.outcome[place], last=run.last[place])


# ---- exact on x²


@ways
@pytest.mark.parametrize("rate", [0.05, 0.25, 0.5, 0.9, 1.0, 1.1])
def test_gradient_descent_on_a_square(way, rate):
    run, k = way(SQUARE, gd(rate), [-4.0], 50), np.arange(51)
    x = -4.0 * (1 - 2 * rate) ** k
    np.testing.assert_allclose(run.x[:, 0], x, rtol=1e-12)
    np.testing.assert_allclose(run.value, x**2, rtol=1e-12)
    np.testing.assert_allclose(run.grad[:, 0], 2 * x, rtol=1e-12)
    assert np.array_equal(run.step, k)


@ways
def test_classic_slow_run(way):
    run = way(SQUARE, gd(0.05), [-4.0], 50)
    assert run.x[-1, 0] == pytest.approx(-0.020615100829, abs=1e-12)
    assert (run.outcome, run.last) == (Outcome.RUNNING, 50)


# ---- outcomes, and the step at which each is decided


@ways
def test_a_jump_onto_the_minimum_has_converged_there(way):
    run = way(SQUARE, gd(0.5), [-4.0], 10)
    assert (run.outcome, run.last) == (Outcome.CONVERGED, 1)
    assert (run.x[1:] == 0).all()
    assert (run.value[1:] == 0).all()


@ways
def test_converged_when_gradient_and_step_are_within_the_tolerance(way):
    """|2x| is the longer one: 8·0.8ᵏ ≤ 0.01 from k = 30 on."""
    run = way(SQUARE, gd(0.1), [-4.0], 100, tol=0.01)
    assert 8 * 0.8**29 > 0.01 >= 8 * 0.8**30
    assert (run.outcome, run.last) == (Outcome.CONVERGED, 30)
    assert (run.x[30:] == run.x[30]).all()
    assert (run.grad[30:] == run.grad[30]).all()


@ways
def test_rushing_through_a_flat_spot_is_not_convergence(way):
    free = way(SQUARE, momentum(0.05, 0.9), [-4.0], 300)
    slope, stride = np.abs(free.grad[:-1, 0]), np.abs(np.diff(free.x[:, 0]))
    assert np.flatnonzero(slope <= 0.2)[0] < np.flatnonzero((slope <= 0.2) & (stride <= 0.2))[0]
    run = way(SQUARE, momentum(0.05, 0.9), [-4.0], 300, tol=0.2)
    assert run.outcome == Outcome.CONVERGED
    assert run.last == np.flatnonzero((slope <= 0.2) & (stride <= 0.2))[0]


@ways
def test_diverged_at_the_last_step_within_the_limit(way):
    run = way(SQUARE, gd(1.1), [-4.0], 200)
    last = int(math.log(1e12 / 4) / math.log(1.2))
    assert (run.outcome, run.last) == (Outcome.DIVERGED, last)
    np.testing.assert_allclose(run.x[: last + 1, 0], -4 * (-1.2) ** np.arange(last + 1), rtol=1e-12)
    assert all(np.isnan(part[last + 1 :]).all() and np.isfinite(part[: last + 1]).all() for part in run[1:4])


@ways
def test_the_limit_is_a_distance_from_the_origin(way):
    away = from_components("away", lambda m, x, y: (-3 * x - 4 * y, (-3.0, -4.0)), 2)
    run = way(away, gd(1.0), [0.0, 0.0], 5, limit=10)
    assert (run.outcome, run.last) == (Outcome.DIVERGED, 2)
    assert run.x[:3].tolist() == [[0, 0], [3, 4], [6, 8]]


@ways
def test_without_a_limit_it_ends_where_the_numbers_end(way):
    """x² overflows beyond 1.34e154: until then every number is exact, however large, then nan."""
    run = way(SQUARE, gd(1.1), [-4.0], 3000, limit=math.inf)
    last = int(run.last)
    assert run.outcome == Outcome.DIVERGED
    assert abs(run.x[last, 0]) * 1.2 > math.sqrt(np.finfo(float).max) >= abs(run.x[last, 0])
    np.testing.assert_allclose(run.x[: last + 1, 0], -4 * (-1.2) ** np.arange(last + 1), rtol=1e-10)
    assert np.isfinite(run.value[last])
    assert np.isnan(run.value[last + 1 :]).all()


@ways
def test_bouncing_for_ever_is_oscillating_once_patience_is_spent(way):
    run = way(SQUARE, gd(1.0), [-4.0], 50, patience=7)
    assert (run.outcome, run.last) == (Outcome.OSCILLATING, 7)
    assert run.x[:8, 0].tolist() == [-4, 4, -4, 4, -4, 4, -4, 4]
    assert (run.x[8:] == 4).all()


@ways
def test_a_zigzag_that_shrinks_is_not_oscillating(way):
    assert way(SQUARE, gd(0.9), [-4.0], 50, patience=3).outcome == Outcome.RUNNING


@ways
def test_stalled_once_nothing_gained_more_than_epsilon(way):
    """On x² from 1 with rate 0.05 the values are 0.81ᵏ: the gain over the best falls below ε for good at k = 10."""
    run = way(SQUARE, gd(0.05), [1.0], 50, patience=3, epsilon=0.05)
    best, since, k = 1.0, 0, 0
    while k - since < 3:
        k += 1
        if 0.81**k < best - 0.05:
            best, since = 0.81**k, k
    assert (run.outcome, run.last) == (Outcome.STALLED, k)
    assert 0 < since < k < 50
    assert (run.x[k:] == run.x[k]).all()


@ways
def test_steady_progress_is_never_stalled(way):
    assert way(SLOPE, gd(0.1), [0.0], 50, patience=5, epsilon=0.35).outcome == Outcome.RUNNING
    assert way(SLOPE, gd(0.1), [0.0], 50, patience=3, epsilon=0.35)[-2:] == (Outcome.STALLED, 3)


@ways
@pytest.mark.parametrize("objective", [LOG, from_components("pole", lambda m, x: (1 / x, (-1 / (x * x),)), 1)])
def test_an_undefined_start_is_a_value_not_an_exception(way, objective):
    run = way(objective, gd(0.1), [-1.0 if objective is LOG else 0.0], 5)
    assert (run.outcome, run.last) == (Outcome.DIVERGED, 0)
    assert np.isfinite(run.x[0]).all()
    assert not np.isfinite(run.value[0])
    assert np.isnan(run.x[1:]).all()


@ways
def test_stepping_out_of_the_domain(way):
    left = from_components("left", lambda m, x: (m.log(x), (1 / x,)), 1)
    run = way(left, gd(0.5), [1.0], 5)  # 1 → 0.5 → −0.5, where there is no logarithm
    assert (run.outcome, run.last) == (Outcome.DIVERGED, 1)
    assert run.x[:2, 0].tolist() == [1.0, 0.5]


@ways
def test_an_overflow_inside_the_formula_that_leads_to_a_number(way):
    """1/(1 + eˣ) is 0 at x = 1000 although eˣ is too large for a float."""
    logistic = from_components("logistic", lambda m, x: (1 / (1 + m.exp(x)), (-1 / (2 + m.exp(x) + m.exp(-x)),)), 1)
    run = way(logistic, gd(0.1), [1000.0], 3)
    assert (run.outcome, run.last) == (Outcome.CONVERGED, 0)
    assert run.value[-1] == 0
    assert way(EXP, gd(0.1), [1000.0], 3).outcome == Outcome.DIVERGED


@ways
def test_a_slope_without_end_is_divergence(way):
    """√|x| falls into its minimum at 0 with a slope that is infinite there: the last finite one is at 1/4."""
    pit = from_components("pit", lambda m, x: (m.sqrt(abs(x)), (0.5 / m.sqrt(abs(x)),)), 1)
    assert way(pit, gd(0.25), [0.25], 5)[-2:] == (Outcome.DIVERGED, 0)


@ways
def test_a_constant(way):
    level = from_components("level", lambda m, x: (7.0, (0.0,)), 1)
    run = way(level, gd(0.1), [3.0], 4)
    assert (run.outcome, run.last, run.value.tolist()) == (Outcome.CONVERGED, 0, [7.0] * 5)


@ways
def test_a_start_beyond_the_limit(way):
    run = way(SQUARE, gd(0.1), [100.0], 5, limit=10)
    assert (run.outcome, run.last, run.x[0, 0]) == (Outcome.DIVERGED, 0, 100)
    assert np.isnan(run.x[1:]).all()


# ---- all ways are one

CASES = {
    "budget": (BANANA, [-1.5, 2.0], 1e-3, {}),
    "converged": (BOWL, [0.5, -0.25], 0.05, {"tol": 1e-2}),
    "diverged": (BANANA, [-1.5, 2.0], 3.0, {"limit": 1e4}),
    "stalled": (BOWL, [2.0, -1.0], 0.02, {"patience": 4, "epsilon": 0.2}),
    "oscillating": (BOWL, [2.0, -1.0], 0.21, {"patience": 3}),
    "thinned": (BANANA, [-1.5, 2.0], 3.0, {"limit": 1e4, "every": 7}),
}


@rules
@pytest.mark.parametrize("case", CASES)
def test_floats_columns_and_vectors_are_one(rule, case):
    objective, start, rate, options = CASES[case]
    runs = [way(objective, OPTIMIZERS[rule](lr=rate), start, 60, **options) for way in WAYS]
    # far out on the banana each step amplifies rounding a thousandfold
    tolerance = 1e-7 if objective is BANANA else 1e-11
    assert_same_run(runs[0], runs[1], tolerance)
    assert_same_run(runs[0], runs[2], tolerance)


def test_the_cases_end_as_they_are_called():
    ends = {
        case: floats(o, gd(rate), x0, 60, **options).outcome.item() for case, (o, x0, rate, options) in CASES.items()
    }
    assert ends == {
        "budget": Outcome.RUNNING,
        "converged": Outcome.CONVERGED,
        "diverged": Outcome.DIVERGED,
        "stalled": Outcome.STALLED,
        "oscillating": Outcome.OSCILLATING,
        "thinned": Outcome.DIVERGED,
    }


STARTS = np.array([[0.1, 0.0], [-1.5, 2.0], [0.0, 0.0], [90.0, 1.0], [1.0, -1.0], [0.3, 0.2], [8.0, 8.0], [0.2, 0.1]])


@rules
@pytest.mark.parametrize("options", [{}, {"every": 3}, {"history": False}, {"patience": 2, "epsilon": 0.1}], ids=str)
@pytest.mark.parametrize("size", [5, 100])
def test_a_batch_equals_its_members(rule, options, size, monkeypatch):
    """Twenty-four starts that end at different times and in different ways, in parts of five and all at once."""
    monkeypatch.setitem(descend.__globals__, "CHUNK", size)
    options = {"tol": 0.05, "limit": 50.0, **options}
    starts = np.concatenate([STARTS, 0.9 * STARTS, 0.2 * STARTS])
    optimizer = OPTIMIZERS[rule](lr=0.15)
    for objective in (BOWL, dataclasses.replace(BOWL, components=None)):
        batch = descend(objective, optimizer, starts, 30, **options)
        for place, start in enumerate(starts):
            assert_same_run(member(batch, place), floats(BOWL, optimizer, start, 30, **options))
        assert len(set(batch.outcome.tolist())) > 1


@rules
def test_every_start_with_every_rate(rule):
    starts, rates = STARTS[:4, None], np.array([[0.01], [0.1], [0.4]])
    batch = descend(BOWL, OPTIMIZERS[rule](lr=rates), starts, 40, limit=80.0)
    assert batch.x.shape == (41, 4, 3, 2)
    for i, j in np.ndindex(4, 3):
        single = descend(BOWL, OPTIMIZERS[rule](lr=float(rates[j, 0])), STARTS[i], 40, limit=80.0)
        assert_same_run(member(batch, (i, j)), single)


@pytest.mark.parametrize("count", [3, 30])
def test_rates_and_masses_from_one_start(count):
    rates, masses = np.linspace(0.01, 0.3, count)[:, None], np.array([0.0, 0.5, 0.9])[:, None, None]
    batch = descend(BOWL, momentum(cosine(rates, 20), masses), [2.0, -1.0], 25)
    assert batch.value.shape == (26, 3, count)
    for i, j in np.ndindex(3, count):
        single = momentum(cosine(float(rates[j, 0]), 20), float(masses[i, 0, 0]))
        assert_same_run(member(batch, (i, j)), descend(BOWL, single, [2.0, -1.0], 25))


@rules
def test_settings_of_every_kind_may_be_arrays(rule):
    settings = OPTIMIZERS[rule]().settings
    arrays = {name: np.linspace(0.5, 1, 20)[:, None] * value for name, value in settings.items()}
    batch = descend(BOWL, OPTIMIZERS[rule](**arrays), [2.0, -1.0], 15)
    for j in (0, 5, 19):
        single = OPTIMIZERS[rule](**{name: float(value[j, 0]) for name, value in arrays.items()})
        assert_same_run(member(batch, j), descend(BOWL, single, [2.0, -1.0], 15))


def test_a_rule_of_ones_own():
    """Any elementwise pair of pure functions will do: here the sign of the gradient, with a counter for a state."""
    own = Optimizer(lambda x0: (0.0 * x0,), lambda g, state, step: (-0.25 * ((g > 0) - (g < 0) * 1.0), (state[0] + 1,)))
    expected = [[2 - 0.25 * k, -1 + 0.25 * k] for k in range(4)]
    for way in WAYS:
        assert way(BOWL, own, [2.0, -1.0], 3).x.tolist() == expected


# ---- what is recorded


@ways
@pytest.mark.parametrize("every", [1, 2, 7, 60, 100])
@pytest.mark.parametrize("case", ["budget", "converged", "diverged", "stalled"])
def test_every_is_a_slice(way, case, every):
    objective, start, rate, options = CASES[case]
    full = way(objective, gd(rate), start, 60, **options)
    thin = way(objective, gd(rate), start, 60, **options, every=every)
    for a, b in zip(full[:4], thin[:4]):
        assert np.array_equal(a[::every], b, equal_nan=True)
    assert (full.outcome, full.last) == (thin.outcome, thin.last)


@ways
@pytest.mark.parametrize("case", CASES)
def test_without_history_only_the_last_point_is_kept(way, case):
    objective, start, rate, options = CASES[case]
    options = {name: value for name, value in options.items() if name != "every"}
    full = way(objective, gd(rate), start, 60, **options)
    end = way(objective, gd(rate), start, 60, **options, history=False)
    assert end.step.tolist() == [60]
    assert end.x.shape == (1, 2)
    for a, b in zip(full[1:4], end[1:4]):
        assert np.array_equal(a[full.last], b[0])
    assert (full.outcome, full.last) == (end.outcome, end.last)


@pytest.mark.parametrize("batch", [(), (3,), (20,), (4, 5), (0,), (2, 0)])
@pytest.mark.parametrize("objective", [BOWL, dataclasses.replace(BOWL, components=None)], ids=["components", "vectors"])
@pytest.mark.parametrize("history", [True, False])
def test_shapes_and_types(batch, objective, history):
    run = descend(objective, adam(0.1), np.ones((*batch, 2)), 9, every=2, history=history)
    steps = [0, 2, 4, 6, 8] if history else [9]
    assert run.step.tolist() == steps
    assert run.x.shape == run.grad.shape == (len(steps), *batch, 2)
    assert run.value.shape == (len(steps), *batch)
    assert run.outcome.shape == run.last.shape == batch
    assert all(part.dtype == float for part in run[1:4])
    assert all(np.issubdtype(part.dtype, np.integer) for part in (run.step, run.outcome, run.last))
    assert all(isinstance(part, np.ndarray) for part in run)


def test_a_trajectory_can_be_pickled():
    run = descend(BANANA, adam(np.array([[0.1], [50.0]])), [-1.5, 2.0], 20, limit=100)
    again = pickle.loads(pickle.dumps(run))
    assert type(again) is type(run)
    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(run, again))
    assert Outcome(int(again.outcome[1])) is Outcome.DIVERGED


@ways
def test_no_steps_is_the_start(way):
    run = way(BOWL, gd(0.1), [2.0, -1.0], 0)
    assert (run.x.tolist(), run.value.tolist(), run.grad.tolist()) == ([[2, -1]], [9], [[4, -10]])
    assert (run.outcome, run.last) == (Outcome.RUNNING, 0)


def test_the_start_is_left_alone():
    for count in (1, 20):
        start = np.ones((count, 2))
        run = descend(BOWL, gd(0.1), start, 3)
        run.x[:] = 7
        assert (start == 1).all()


def test_an_objective_is_asked_for_one_vector_or_for_a_table():
    asked = []

    def value_and_grad(x):
        asked.append((x.shape, x.flags.c_contiguous))
        return (x * x).sum(-1), 2 * x

    objective = Objective("sum of squares", 5, value_and_grad)
    descend(objective, gd(0.1), np.ones(5), 1)
    descend(objective, gd(0.1), np.ones((2, 3, 5)), 1)
    assert asked == [((5,), True)] * 2 + [((6, 5), True)] * 2


def test_those_who_finished_are_not_walked_on():
    sizes = []

    def components(m, x):
        sizes.append(np.size(x))
        return x * x, (2 * x,)

    starts = np.concatenate([np.linspace([-1], [1], 20), np.full((5, 1), 3e-3)])
    descend(from_components("square", components, 1), gd(0.1), starts, 400, tol=1e-2)
    assert sizes[0] == 25
    assert sizes[-1] < 20
    assert len(sizes) < 60


# ---- sampled objectives

SEEN = from_components("exact", lambda m, x, y: (x * x + 5 * y * y, (2 * x, 10 * y)), 2)


def shaken(step):
    """Another gradient at every step and for every member."""

    def value_and_grad(x):
        value, grad = SEEN.value_and_grad(x)
        return value + 100, grad + np.random.default_rng([7, step]).normal(size=x.shape)

    return value_and_grad


NOISY = dataclasses.replace(SEEN, noisy=shaken)


@rules
def test_step_k_of_a_noisy_walk_replays_alone(rule):
    run = descend(NOISY, OPTIMIZERS[rule](lr=0.02), [2.0, -1.0], 30)
    for k in (0, 7, 30):
        assert np.array_equal(run.grad[k], shaken(k)(run.x[k])[1])
    assert np.array_equal(run.value, SEEN(run.x))
    assert not np.allclose(run.grad, SEEN.grad(run.x))


def test_nobodys_noise_depends_on_who_has_left():
    starts = np.tile([2.0, -1.0], (30, 1))
    together = descend(NOISY, gd(0.02), starts, 20)
    starts[[3, 17]] = 80.0
    thinned = descend(NOISY, gd(0.02), starts, 20, limit=50.0)
    stayed = np.setdiff1d(np.arange(30), [3, 17])
    assert (thinned.outcome[[3, 17]] == Outcome.DIVERGED).all()
    assert np.array_equal(thinned.x[:, stayed], together.x[:, stayed])
    assert len(np.unique(together.x[-1, :, 0])) == 30


@pytest.mark.parametrize("batch", [(), (12,)])
def test_a_sample_that_vanishes_is_not_convergence(batch):
    silent = dataclasses.replace(SEEN, noisy=lambda step: lambda x: (SEEN(x), 0 * x))
    run = descend(silent, gd(0.1), np.ones((*batch, 2)), 5, tol=1.0)
    assert (run.outcome == Outcome.RUNNING).all()
    assert (run.last == 5).all()


def test_patience_of_a_noisy_walk_looks_at_the_exact_value():
    run = descend(NOISY, gd(0.1), [2.0, -1.0], 400, patience=20, every=50)
    dense = descend(NOISY, gd(0.1), [2.0, -1.0], 400)
    best = np.minimum.accumulate(dense.value)
    stuck = np.arange(401) - np.array([np.flatnonzero(best[: k + 1] == best[k])[0] for k in range(401)])
    assert run.outcome in (Outcome.STALLED, Outcome.OSCILLATING)
    assert run.last == np.flatnonzero(stuck >= 20)[0]


def test_a_noisy_walk_without_history_ends_at_the_exact_value():
    end = descend(NOISY, gd(0.02), [2.0, -1.0], 25, history=False)
    assert np.array_equal(end.value, SEEN(end.x))


@pytest.mark.parametrize("batch", [(), (12,)])
def test_a_noisy_walk_that_leaves_without_history_ends_at_the_exact_value(batch):
    starts = np.multiply.outer(1 + np.arange(12.0), [2.0, -1.0]) if batch else np.array([2.0, -1.0])
    end = descend(NOISY, gd(0.5), starts, 25, limit=300.0, history=False)
    assert (end.outcome == Outcome.DIVERGED).all() and (end.last < 25).all()
    assert np.array_equal(end.value, SEEN(end.x))


# ---- warnings and bad input


@rules
@ways
def test_no_warning_escapes(way, rule):
    for objective, start in ((BANANA, [-1.5, 2.0]), (EXP, [700.0]), (LOG, [1e-300])):
        run = way(objective, OPTIMIZERS[rule](lr=1e200), start, 50, limit=math.inf, patience=5)
        assert run.outcome in tuple(Outcome)


@pytest.mark.parametrize(
    ("objective", "start", "options", "sentence"),
    [
        (BOWL, [1.0], {}, r"a start of 'bowl' has 2 coordinates, not the shape \(1,\)"),
        (BOWL, 1.0, {}, r"a start of 'bowl' has 2 coordinates, not the shape \(\)"),
        (BOWL, np.ones((4, 3)), {}, r"a start of 'bowl' has 2 coordinates, not the shape \(4, 3\)"),
        (BOWL, [1.0, math.nan], {}, "every coordinate of a start must be a finite number"),
        (BOWL, [1.0, -math.inf], {}, "every coordinate of a start must be a finite number"),
        (BOWL, [1.0, 1.0], {"steps": -1}, "steps must be a whole number of at least 0, not -1"),
        (BOWL, [1.0, 1.0], {"steps": 2.5}, "steps must be a whole number of at least 0, not 2.5"),
        (BOWL, [1.0, 1.0], {"steps": math.inf}, "steps must be a whole number of at least 0, not inf"),
        (BOWL, [1.0, 1.0], {"every": 0}, "every must be a whole number of at least 1, not 0"),
        (BOWL, [1.0, 1.0], {"patience": -2}, "patience must be a whole number of at least 0, not -2"),
        (BOWL, [1.0, 1.0], {"tol": -1e-3}, "tol must be a number of at least 0, not -0.001"),
        (BOWL, [1.0, 1.0], {"limit": math.nan}, "limit must be a number of at least 0, not nan"),
        (BOWL, [1.0, 1.0], {"epsilon": -1}, "epsilon must be a number of at least 0, not -1"),
        (BOWL, [1.0, 1.0], {"tol": "0.1"}, "tol must be a number of at least 0, not '0.1'"),
        (BOWL, [1.0, 1.0], {"epsilon": np.ones(2)}, r"epsilon must be a number of at least 0, not array\(\[1., 1.\]\)"),
        (BOWL, [1.0, 1.0], {"limit": None}, "limit must be a number of at least 0, not None"),
        (BOWL, [1.0, 1.0], {"keep": "slope"}, "of every step x, value, grad can be kept, not 'slope'"),
        ("bowl", [1.0, 1.0], {}, r'what is descended is an Objective, such as LANDSCAPES\["square"\], not \'bowl\''),
    ],
)
def test_bad_input_gets_a_sentence(objective, start, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        descend(objective, gd(0.1), start, **{"steps": 5, **options})


def test_a_rule_without_its_rate_gets_a_sentence():
    with pytest.raises(ValueError, match=r'a rule is an Optimizer with its rate, such as OPTIMIZERS\["gd"\]\(lr=0.1\)'):
        descend(BOWL, gd, [1.0, 1.0], 5)


def test_one_name_is_kept_as_a_list_of_one_is():
    one, listed = (descend(BOWL, gd(0.1), [1.0, 1.0], 5, keep=keep) for keep in ("value", ["value"]))
    assert len(one.value) == 6 and np.array_equal(one.value, listed.value)
    assert len(one.x) == len(one.grad) == 0


def doubled(x):
    """Squares whose author doubles what he was given."""
    value = (x * x).sum(-1)
    x *= 2
    return value, x


OWN = {  # what an objective of one's own may get wrong, each of two coordinates: how the sentence says it
    r"slopes of the shape \(\d, 1\)": lambda x: ((x * x).sum(-1), 2 * x[..., :1]),
    r"values of the shape \((3, 2|2,)\)": lambda x: (x * x, 2 * x),
    "read-only": doubled,
}


@pytest.mark.parametrize("start", [[1.0, 2.0], np.ones((3, 2))])
@pytest.mark.parametrize("sentence", OWN)
def test_a_wrong_objective_of_ones_own_gets_a_sentence(sentence, start):
    """One slope was spread over all coordinates, and what was written to moved the walk."""
    with pytest.raises(ValueError, match=sentence):
        descend(Objective("own", 2, OWN[sentence]), gd(0.1), start, 5)


def test_the_slopes_of_ones_own_may_be_a_list():
    run = descend(Objective("own", 1, lambda x: (float(x[0]) ** 2, [2 * float(x[0])])), gd(0.1), [1.0], 5)
    assert run.x[-1] == pytest.approx(0.8**5)


@ways
def test_a_formula_without_all_its_derivatives_gets_a_sentence(way):
    """The missing one was whatever memory held."""
    short = from_components("short", lambda m, x, y: (x * x + y, (2 * x,)), 2)
    for ask in (lambda: way(short, gd(0.1), [1.0, 1.0], 5), lambda: short.grad([1.0, 1.0])):
        with pytest.raises(
            ValueError, match=r"'short' needs 2 partial derivative\(s\), one for each coordinate, not 1"
        ):
            ask()


def test_a_rule_of_ones_own_with_settings_for_each_member_needs_its_factory():
    rates = np.full((100, 1), 0.1)
    own = Optimizer(lambda x: (), lambda g, state, step: (-rates * g, state), settings={"lr": rates})
    with pytest.raises(ValueError, match="whose settings differ from member to member needs its factory="):
        descend(BOWL, own, np.ones((100, 2)), 5)


LEAST = least_squares(design([0.0, 1.0, 2.0]), [1.0, 0.0, 2.0])
HILL = LANDSCAPES["himmelblau"]


@pytest.mark.parametrize("ask", [HILL, HILL.grad, LEAST, LEAST.grad, partial(hessian, HILL)])
@pytest.mark.parametrize("place", [3.0, [1.0], [1.0, 2.0, 3.0], np.ones((2, 3))])
def test_a_place_with_another_number_of_coordinates_gets_a_sentence(ask, place):
    with pytest.raises(ValueError, match=r"a place of '\w+' has 2 coordinate\(s\), not the shape \("):
        ask(place)


def test_starts_and_settings_that_do_not_fit_together():
    with pytest.raises(
        ValueError, match=r"starts in a batch \(4,\) and settings in a batch \(3,\) do not fit together"
    ):
        descend(BOWL, gd(np.full((3, 1), 0.1)), np.ones((4, 2)), 5)
    with pytest.raises(ValueError, match=r"lr must be a number or an array of shape \(\*B, 1\)"):
        descend(BOWL, gd(np.full(3, 0.1)), np.ones((3, 2)), 5)
