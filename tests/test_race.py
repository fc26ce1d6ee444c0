"""Races: when a racer has arrived, who is first, and the fair rate of every rule."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import LANDSCAPES, OPTIMIZERS, PRESETS, Objective, Outcome, Trajectory, descend, diagnose
from gdengine.activities.race import standings
from gdengine.analysis.measures import for_good
from gdengine.analysis.sweeps import FAIR_RATES, arrivals, fair_rate, goal, sweep
from gdengine.analysis.words import race as race_words
from gdengine.experiments import MistyMountain, Race


def walked(*values, outcome=Outcome.RUNNING, every=1):
    """A run along x = 0, 1, 2, … whose heights are these."""
    value, step = np.array(values, float), every * np.arange(len(values))
    x = np.where(np.isfinite(value), np.arange(len(values)), np.nan)[:, None]
    return Trajectory(step, x, value, 0 * x, np.array(outcome), np.array(step[np.isfinite(value)].max(initial=0)))


# --- arrival ----------------------------------------------------------------------------------------------------------


def test_arrived_is_who_stays_low_not_who_passes_through():
    assert arrivals(walked(100, 50, 0.1, 0, 0.05), 0.0) == 2
    assert arrivals(walked(100, 0, 50, 0.1, 0), 0.0) == 3
    assert arrivals(walked(100, 0, 0, 0.2), 0.0) == math.inf
    assert arrivals(walked(0, 0), 0.0) == 0


def test_the_tolerance_is_a_part_of_the_whole_descent():
    for scale in (1e-3, 1, 1e6):
        near, far = scale * np.array([10, 0.1, 0.009]), scale * np.array([10, 0.1, 0.011])
        assert (arrivals(walked(*near), 0.0), arrivals(walked(*far), 0.0)) == (2, math.inf)


def test_steps_are_steps_not_rows():
    assert arrivals(walked(100, 50, 0, 0, every=10), 0.0) == 20


def test_a_diverged_racer_has_not_arrived():
    assert arrivals(walked(100, 0, np.nan, np.nan, outcome=Outcome.DIVERGED), 0.0) == math.inf


@settings(deadline=None, derandomize=True)
@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=8))
def test_for_good_is_the_end_of_the_last_break(rows):
    near = np.array(rows)
    step = 5 * np.arange(len(near))
    for member, found in zip(near.T, for_good(near, step)):
        late = [int(step[k]) for k in range(len(member)) if member[k:].all()]
        assert found == (late[0] if late else math.inf)


def test_arrivals_of_a_batch_are_those_of_its_members():
    f, rates = LANDSCAPES["himmelblau"], np.array([0.001, 0.01, 0.02, 0.05])
    batch = descend(f, OPTIMIZERS["gd"](rates[:, None]), [0.0, 0.0], 200)
    alone = [arrivals(descend(f, OPTIMIZERS["gd"](rate), [0.0, 0.0], 200), 0.0) for rate in rates]
    assert arrivals(batch, 0.0).tolist() == alone
    assert alone[1] < alone[0] < alone[3] == math.inf


def test_gradient_descent_on_the_bowl_arrives_when_its_formula_says():
    # f = x² + y² shrinks by (1 − 2η)² a step
    run = descend(LANDSCAPES["bowl"], OPTIMIZERS["gd"](0.1), [3.0, -2.0], 100)
    assert arrivals(run, 0.0) == math.ceil(math.log(1e-3) / math.log(0.8**2))


# --- the goal and the standings ---------------------------------------------------------------------------------------


def test_the_goal_is_the_lowest_known_minimum_or_the_lowest_seen():
    assert goal(LANDSCAPES["camel"]) == pytest.approx(-1.0316284534898774)
    nowhere = Objective("typed", 1, LANDSCAPES["square"].value_and_grad)
    assert goal(nowhere, walked(3, 2, np.nan), walked(4, 1, 5)) == 1


def test_standings_order_by_arrival_then_by_height():
    square = LANDSCAPES["square"]
    rates = {"late": 0.1, "gone": 20.0, "high": 0.001, "first": 0.4, "low": 0.005}
    runs = {name: descend(square, OPTIMIZERS["gd"](rate), [-4.0], 60) for name, rate in rates.items()}
    finishes = standings(square, runs)
    assert [finish.name for finish in finishes] == ["first", "late", "low", "high", "gone"]
    # f falls by (1 − 2η)² a step: as good as there at half a hundredth of its height
    assert [finish.arrived for finish in finishes] == [2, 12, None, None, None]
    assert [finish.height for finish in finishes] == [
        run.value[np.isfinite(run.value)][-1] for run in map(runs.get, ("first", "late", "low", "high", "gone"))
    ]
    assert finishes[-1].outcome == Outcome.DIVERGED


def test_the_board_has_the_word_of_the_verdict():
    """Whoever the verdict says has arrived has a step on the board, and nobody else."""
    for record in map(PRESETS.get, ("B4r", "B4s", "B5", "B7p", "B7r")):
        field = record.own.entrants(record.record)
        runs = record.run()
        felt = {name: racer.objective() for name, racer in field.items()}
        for finish in standings(dataclasses.replace(record.record, noise=0.0).objective(), runs, felt):
            found = diagnose(runs[finish.name], felt[finish.name], field[finish.name].rule())
            assert (finish.arrived is not None) == (found.kind == "deepest"), (record.id, finish.name)
            assert finish.arrived in (None, found.arrival)


def test_a_path_is_as_long_as_its_steps():
    run = descend(LANDSCAPES["bowl"], OPTIMIZERS["gd"](0.1), [3.0, 4.0], 200)
    (finish,) = standings(LANDSCAPES["bowl"], {"gd": run})
    assert finish.length == pytest.approx(5 * (1 - 0.8**finish.arrived))


# --- fair rates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_rate_of_the_sweep_beats_the_fair_one_together_with_its_neighbors(name):
    f, start, steps, rates = LANDSCAPES["ill_conditioned"], [-1.8, 1.0], 150, FAIR_RATES[::6]
    best = fair_rate(f, OPTIMIZERS[name], start, steps, rates=rates)
    runs = [descend(f, OPTIMIZERS[name](rate), start, steps) for rate in rates]
    took = [math.inf if run.outcome == Outcome.DIVERGED else float(arrivals(run, 0.0)) for run in runs]
    sound = [place for place, run in enumerate(runs) if run.outcome != Outcome.DIVERGED]

    def cost(i):
        slowest = max(took[max(i - 1, 0) : i + 2])
        highest = max(runs[j].value[-1] for j in (i - 1, i, i + 1) if j in sound)
        return slowest, took[i] if slowest < math.inf else math.inf, highest, runs[i].value[-1]

    assert best == rates[min(sound, key=cost)]


def test_a_lucky_hit_is_no_fair_rate():
    """One rate lands on the goal at once, those beside it far off: the next best stretch of rates is fairer."""
    kink, rates = LANDSCAPES["kink"], np.array([0.002, 0.003, 0.004, 0.7, 2.0, 2.7])
    assert float(arrivals(descend(kink, OPTIMIZERS["gd"](2.0), [-4.0], 2500), 0.0)) == 2
    assert fair_rate(kink, OPTIMIZERS["gd"], [-4.0], 2500, rates=rates) == 0.003


def test_a_lucky_hit_is_none_either_where_no_stretch_of_rates_arrives():
    """In the race on the page's own mountain one of 121 rates passes over the goal at the very last step."""
    mountain = MistyMountain()
    racer = Race("adam").entrants(mountain)["adam"]
    run = sweep(racer.objective(), racer.rule, racer.start(), FAIR_RATES, racer.steps)
    took = arrivals(run, goal(racer.objective(), run))
    (lucky,) = np.flatnonzero(np.isfinite(took))
    tuned = Race("adam").fair_rates(mountain)["adam"]
    assert tuned != FAIR_RATES[lucky]
    place = list(FAIR_RATES).index(tuned)
    assert run.value[-1, place - 1 : place + 2].max() < run.value[-1, lucky - 1 : lucky + 2].max()


def test_gradient_descent_is_tuned_to_the_best_rate_of_the_theory():
    # on curvatures m and L the best rate is 2/(m + L); what is measured starts from one point only
    best = fair_rate(LANDSCAPES["booth"], OPTIMIZERS["gd"], [-8.0, 9.0], 300, rates=np.linspace(0.01, 0.12, 111))
    assert best == pytest.approx(2 / 20, abs=0.01)


def test_where_none_arrives_the_lowest_is_best_and_divergence_never():
    f = LANDSCAPES["rosenbrock"]
    assert fair_rate(f, OPTIMIZERS["gd"], [-1.2, 1.0], 50, rates=[1e-5, 1e-4, 1e-3, 0.1]) == 1e-3
    assert math.isnan(fair_rate(f, OPTIMIZERS["gd"], [-1.2, 1.0], 50, rates=[0.1, 1.0]))


def test_equal_rates_are_decided_for_the_smallest():
    flat = Objective("level", 2, lambda x: (0 * x[..., 0], 0 * x))
    assert fair_rate(flat, OPTIMIZERS["gd"], [1.0, 1.0], 5, rates=[0.1, 0.2, 0.3]) == 0.1


def test_everyone_is_offered_the_same_rates_in_a_link_sized_form():
    assert np.all(np.diff(np.log10(FAIR_RATES)) < 0.06)
    assert all(len(f"{rate:g}") <= 8 and float(f"{rate:.3g}") == rate for rate in FAIR_RATES)


def test_who_ends_higher_is_not_there_sooner():
    """All run for one height: near where it has ended itself, a rule that crawls up to the goal was there before it."""
    record = MistyMountain(surface="himmelblau", x0=1.75, y0=-2.32, steps=200)
    racer = dataclasses.replace(record, optimizer="adagrad", lr=0.0937)
    (run,) = racer.run().values()
    (finish,) = standings(record.objective(), {"adagrad": run})
    whole, left = run.value[0], run.value
    assert 0 < left[-1] < 0.005 * whole
    assert finish.arrived is not None
    assert (left[finish.arrived :] <= 0.005 * whole).all() and left[finish.arrived - 1] > 0.005 * whole
    assert diagnose(run, record.objective(), racer.rule()).arrival == finish.arrived


def test_nobody_who_is_not_there_is_called_arrived():
    """On ground without a known minimum some rest at a bottom while others fall: the goal is as low as any came."""
    racers = Race(racers="gd sgd momentum nesterov adam")
    field = racers.entrants(MistyMountain(surface="formula", formula="x^2*y", x0=1.0, y0=1.0))
    walks = {name: next(iter(racer.run().values())) for name, racer in field.items()}
    ground = field["gd"].objective()
    finishes = standings(ground, walks, felt={name: racer.objective() for name, racer in field.items()})
    said = {one.name: race_words(diagnose(walks[one.name], ground, field[one.name].rule())) for one in finishes}
    assert all(one.arrived is None for one in finishes)
    assert said["gd"] == "rests higher"
    assert "arrived" not in said.values()
