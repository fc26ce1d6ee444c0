"""Rate × momentum: measured steps against the 2×2 matrices of the theory."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visit import visit

from gdengine import LANDSCAPES, OPTIMIZERS, descend
from gdengine.analysis.rate_momentum import MOMENTUM_RULES, best, curvatures, factor, measured, predicted
from gdengine.experiments import MistyMountain
from gdengine.expression import parse
from gdengine.landscapes import ellipse
from pages.views.mountain.pair_guessed import WHICH_PAIR

RATES, MASSES = np.geomspace(1e-3, 0.04, 12), np.linspace(0, 0.95, 10)


def matrix(rule, curvature, rate, mass):
    """One step on ½λx², as a matrix on (x, v), read off the rule's formula."""
    velocity = np.array([curvature, mass])  # v₊ = λx + μv
    slope = np.array([curvature, 0.0])
    move = {"momentum": velocity, "nesterov": slope + mass * velocity}[rule]
    return np.array([np.array([1.0, 0.0]) - rate * move, velocity])


@pytest.mark.parametrize("rule", MOMENTUM_RULES)
@settings(deadline=None, derandomize=True)
@given(st.floats(0.01, 50), st.floats(1e-4, 0.2), st.floats(0, 0.99))
def test_the_factor_is_the_spectral_radius_of_the_step(rule, curvature, rate, mass):
    radius = np.abs(np.linalg.eigvals(matrix(rule, curvature, rate, mass))).max()
    assert factor([curvature], np.array([rate]), np.array([mass]), rule)[0, 0] == pytest.approx(
        radius, rel=1e-6, abs=1e-7
    )


def test_to_measure_takes_little_more_memory_than_the_walk():
    steps, rates, masses = 300, np.geomspace(1e-3, 0.04, 30), np.linspace(0, 0.95, 20)
    tracemalloc.start()
    try:
        measured(ellipse(30), [1.0, 1.0], rates, masses, steps)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        descend(ellipse(30), OPTIMIZERS["momentum"](rates[:, None], mass=masses[:, None, None]), [1.0, 1.0], steps)
        _, walk = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.25 * walk


@pytest.mark.parametrize("rule", MOMENTUM_RULES)
def test_the_matrix_is_what_the_engine_does(rule):
    run = descend(ellipse(30), OPTIMIZERS[rule](0.02, mass=0.7), [1.0, 1.0], 20)
    for i, curvature in enumerate((1.0, 30.0)):
        state = np.array([1.0, 0.0])
        for x in run.x[:, i]:
            assert x == pytest.approx(state[0], abs=1e-12)
            state = matrix(rule, curvature, 0.02, 0.7) @ state


def test_several_curvatures_are_as_slow_as_the_slowest():
    together = factor([1.0, 30.0], RATES, MASSES)
    alone = [factor([value], RATES, MASSES) for value in (1.0, 30.0)]
    assert together.shape == (10, 12)
    assert np.array_equal(together, np.maximum(*alone))


def test_without_momentum_it_is_gradient_descent():
    for rule in MOMENTUM_RULES:
        assert np.allclose(
            factor([1, 25], RATES, np.zeros(1), rule)[0], np.maximum(abs(1 - RATES), abs(1 - 25 * RATES))
        )


@pytest.mark.parametrize("rule", MOMENTUM_RULES)
@pytest.mark.parametrize("condition", [2.0, 10.0, 100.0, 1000.0])
def test_nothing_converges_faster_than_the_best_pair(rule, condition):
    values = np.array([1.0, condition])
    found = best(values, rule)
    assert factor(values, np.array([found.rate]), np.array([found.mass]), rule)[0, 0] == pytest.approx(
        found.factor, abs=1e-6
    )
    near = np.linspace(0.9, 1.1, 21)
    masses = np.minimum(found.mass * near, 0.9999)
    assert factor(values, found.rate * near, masses, rule).min() >= found.factor - 1e-6


def test_polyaks_numbers_for_condition_one_hundred():
    found = best([1.0, 100.0])
    assert found.rate == pytest.approx(4 / 121)
    assert found.mass == pytest.approx((9 / 11) ** 2)
    assert found.factor == pytest.approx(9 / 11)


def test_predicted_steps():
    assert predicted(np.array([0.1, 0.5, 1.0, 1.3])).tolist() == pytest.approx([4, 13.287712, np.inf, np.inf])


@pytest.mark.parametrize("rule", MOMENTUM_RULES)
def test_measured_steps_are_those_of_the_theory(rule):
    f, steps = ellipse(100), 600
    counted = measured(f, [-1.8, 1.0], RATES, MASSES, steps, rule=rule)
    theory = predicted(factor(curvatures(f), RATES, MASSES, rule))
    clear = np.abs(theory - steps) > 0.2 * steps
    assert np.array_equal(np.isfinite(counted)[clear], (theory < steps)[clear])
    both = np.isfinite(counted) & (theory > 20)
    assert both.sum() > 10
    assert np.abs(np.median(counted[both] / theory[both]) - 1) < 0.1
    assert (np.abs(counted[both] / theory[both] - 1) < 0.4).all()


def test_measured_is_when_it_stays_near_for_each_pair_on_its_own():
    f, start = ellipse(20), np.array([2.0, -1.0])
    counted = measured(f, start, RATES, MASSES, 300, tol=1e-2)
    for m, r in ((0, 5), (4, 9), (9, 11), (9, 0)):
        run = descend(f, OPTIMIZERS["momentum"](RATES[r], mass=MASSES[m]), start, 300)
        away = np.linalg.norm(run.x, axis=1) / np.linalg.norm(start)
        late = np.flatnonzero(away > 1e-2)
        assert counted[m, r] == (late[-1] + 1 if late[-1] < 300 else np.inf)


def test_curvatures_of_bowls_and_of_what_is_none():
    assert curvatures(LANDSCAPES["booth"]) == pytest.approx([2, 18])
    assert curvatures(ellipse(7)) == pytest.approx([1, 7])
    for name in ("himmelblau", "saddle"):
        with pytest.raises(ValueError, match="no quadratic"):
            curvatures(LANDSCAPES[name])


def test_a_quadratic_that_is_no_bowl_and_a_rule_without_momentum_are_refused():
    with pytest.raises(ValueError, match="no bowl"):
        curvatures(parse("x^2 - y^2", dim=2))
    with pytest.raises(ValueError, match="one with momentum, momentum or nesterov, not 'adam'"):
        factor([1.0], RATES, MASSES, "adam")
    with pytest.raises(ValueError, match="where it is"):
        measured(parse("x^2 + y^2", dim=2), [1.0, 1.0], RATES, MASSES, 10)


STEEP = "x^2+100000y^2"  # no pair is there in time


def test_a_guess_is_answered_where_no_pair_arrives():
    record = MistyMountain(surface="formula", formula=STEEP, x0=1.0, y0=1.0)
    assert "**No pair here is.**" in WHICH_PAIR.remark(record, "1e-5 0.5")


def test_a_start_that_feels_only_one_axis_arrives_where_others_are_thrown_out():
    """By theory the factor is 99: that of the other axis."""
    seen = visit("misty_mountain", lens="momentum", surface="ill_conditioned", condition="100", x0="3", y0="0",
                 lr="1", mass="0", optimizer="momentum", hide="guess")  # fmt: skip
    said = " ".join(seen.words)
    assert "gradient descent takes **1 step**" in said
    assert "ρ = 99: most starts never arrive, this one feels no slope that throws it out." in said
    for name, arrives in (("measured", lambda cells: np.isfinite(cells["steps"])), ("theory", lambda cells: False)):
        cells = seen.pictures[name].data["cells"].frame()
        assert (cells["stable"] | ~np.asarray(arrives(cells))).all()


@pytest.mark.parametrize(
    ("surface", "pair", "steps"), [("ill_conditioned", "0.033 0.68", "49 steps"), ("bowl", "0.5 0.00", "1 step")]
)
def test_a_pair_between_those_drawn_may_be_the_fastest(surface, pair, steps):
    """It was said to take 49 steps, and the fastest on this map 54."""
    record = MistyMountain(surface=surface, x0=-2.0, y0=1.0)
    said = WHICH_PAIR.remark(record, pair)
    assert f"takes {steps}." in said and said.endswith("**None of those drawn on the map is faster.**")


@pytest.mark.parametrize("surface", ["bowl", "formula"])
def test_a_bowl_that_is_round_but_for_rounding_is_called_round(surface):
    record = MistyMountain(surface=surface, formula="0.3*x^2 + 0.3*y^2", x0=3.0, y0=1.0)
    assert WHICH_PAIR.question(record).startswith("Guess first: a round bowl:")
