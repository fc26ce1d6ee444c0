"""Where a walk ended and how it came there: every kind on ground where the answer is known, and one judge for all."""

import dataclasses

import numpy as np
import pytest
from random_records import COUNT, records, told
from records import found, on_curve, on_surface

from gdengine import LANDSCAPES, OPTIMIZERS, PRESETS, Outcome, basins, descend, diagnose, sweep
from gdengine.analysis.basins import fates, places
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import DIVERGED, NONE, Regime
from gdengine.analysis.predicates import GONE, judge, regimes
from gdengine.core import from_components
from gdengine.experiments import MistyMountain, Regression, SineMLP, SlopeExplorer
from gdengine.rules.optimizers import gd, momentum, rmsprop
from pages.views.mountain.results import BASIN_EVERY, BASIN_STEPS

SQUARE = LANDSCAPES["square"]
BARE = 0.03  # of random records, of which no more is said than that they still move


# ---- what was once said wrongly, each with the right answer


def slope(name, **knobs):
    return SlopeExplorer(curve=name, **knobs)


RIGHT = {
    # wanders forever within bounds
    "wanders": (on_curve("x^2+3sin(4x)", lr=0.9), "unfinished wandering", ""),
    # converged to the last bit
    "C8, 2000 steps": (Regression(lr=0.0055, steps=2000), "deepest", "hopping"),
    "parabola to the last bit": (slope("parabola", x0=-4, lr=0.3, steps=250), "deepest overshooting", "hopping"),
    # corners
    "kink bounces": (slope("kink", x0=-4, lr=0.3), "corner hopping", ""),
    "kink 0.1": (slope("kink", x0=-4, lr=0.1), "corner hopping", ""),
    "kink hit": (slope("kink", x0=-4, lr=0.5), "corner", "hopping overshooting"),
    "kink 0.01": (slope("kink", x0=-4, lr=0.01), "unfinished crawling", ""),
    "cone": (MistyMountain(surface="ackley", x0=2, y0=0, lr=0.1), "corner", ""),
    # two steps are no overshooting
    "B7": (PRESETS["B7"].record, "unfinished budget", "overshooting"),
    "one step": (SlopeExplorer(steps=1, lr=0.9), "unfinished", "overshooting hopping"),
    # but one that rises is
    "one step up": (dataclasses.replace(PRESETS["C4"].record, steps=1), "unfinished overshooting", "thrown"),
    # leaving the domain
    "sqrt": (on_curve("sqrt(x)", x0=4, lr=0.5), "outside", ""),
    "ln": (on_curve("ln(x)", x0=3, lr=0.5), "outside", ""),
    "over the cut": (on_surface("atan(y/x)", x0=1, y0=1, lr=0.1), "outside", ""),
    "tan": (on_curve("tan(x)", x0=1, lr=0.1), "outside", ""),
    # no slope is no success
    "dead": (SineMLP(activation="relu", lr=0.7), "flat", ""),
    "min": (on_curve("min(x^2,4)", x0=-4), "flat", ""),
    "sign": (on_curve("sign(x)", x0=4), "flat", ""),
    "symmetric": (SineMLP(scheme="zeros"), "level", ""),
    # a curved floor is no saddle; a top, a pass and a bend are level
    "hyperbola": (on_surface("(x*y-1)^2", x0=3, y0=2, lr=0.01), "deepest", ""),
    "top": (slope("double_well", x0=0), "level", ""),
    "pass": (MistyMountain(surface="saddle", x0=1, y0=0, lr=0.1, steps=300), "level", ""),
    "bend": (on_curve("x^3", x0=2, lr=0.01, steps=2000), "level", ""),
    # a slope is no plateau
    "slow": (slope("double_well", x0=-0.4, lr=0.001, steps=250), "unfinished crawling", ""),
    # each time a little nearer, while f rises
    "wiggly": (slope("wiggly", x0=-3.8, lr=1), "unfinished", "hopping budget"),
    # nothing to arrive at
    "cube": (on_curve("x^3", x0=-0.5, lr=0.01), "bottomless", ""),
    # nor is it reached beyond level ground, before which the steps die away
    "before an inflection": (on_curve("x^3", x0=2, lr=0.00833), "unfinished", ""),
    "down to a pass": (MistyMountain(surface="monkey_saddle", x0=1, y0=0, lr=0.1), "flat", ""),
    "of a higher order": (on_curve("x^5", x0=1, lr=0.01), "flat", ""),
    "exp": (on_curve("exp(-x)", x0=0, lr=0.1), "bottomless", ""),
    "1/x": (on_curve("1/x", x0=1), "bottomless", ""),
    "-x^2": (on_curve("-x^2", x0=1), "bottomless", ""),
    "monkey": (MistyMountain(surface="monkey_saddle", x0=1, y0=0.5, lr=0.05), "bottomless", ""),
    # plateaus
    "on a plateau": (slope("plateau", x0=5, lr=0.1, steps=200), "flat", ""),
    # the rest
    "no start": (on_curve("-ln(x)", x0=-1), "undefined", ""),
    "faded": (SlopeExplorer(lr=0.05, decay=0.9), "unfinished faded", ""),
    "off the map": (on_curve("(x-10)^2", x0=3), "deepest", ""),
    "nearly the limit": (SlopeExplorer(lr=0.9999, steps=300), "unfinished overshooting", "hopping"),
    "nearer to the limit": (SlopeExplorer(lr=0.99999), "unfinished overshooting", "hopping"),
    "nearer yet": (SlopeExplorer(lr=0.999999, steps=500), "unfinished overshooting", "hopping"),
    "RMSProp swings up at a bottom, by 10⁻²⁰": (
        slope("plateau", x0=-3.976, optimizer="rmsprop", lr=0.12),
        "deepest",
        "",
    ),
    "RMSProp swings up, and comes down again": (
        on_curve("x^2*exp(-x^2) + x^2/50", x0=2, optimizer="rmsprop", lr=0.58, steps=10),
        "unfinished overshooting",
        "",
    ),
    "at the limit": (SlopeExplorer(lr=1.0), "unfinished hopping", ""),
    "a swing that dies as 1/√k": (on_curve("x^2 - x^4", x0=0.05, lr=1), "unfinished overshooting", "hopping"),
    "a round it is drawn into": (on_curve("x^4/4 - x^2", x0=0.3, lr=0.57), "unfinished hopping", ""),
    "overflow": (on_curve("exp(x^2)", x0=3, lr=1), "infinity", ""),
    "thrown": (on_surface("ln(x^2+y^2)", x0=1, y0=2), "unfinished thrown", ""),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_was_once_said_wrongly(name):
    record, right, wrong = RIGHT[name]
    said = found(record)
    ended, *how = right.split()
    assert (said.kind, {*how} - {*said.how}, {*wrong.split()} & {*said.how}) == (ended, set(), set()), said


def test_titles_expectations_and_verdicts_agree():
    """Every preset expects a verdict, and gets it."""
    for name, preset in PRESETS.items():
        racer = next(iter(preset.own.entrants(preset.record).items())) if preset.view == "race" else ("", preset.record)
        said = found(racer[1])
        ended, *how = preset.expect.split()
        assert said.kind == ended, (name, preset.title, said)
        assert {*how} <= {*said.how}, (name, preset.title, said)


def test_titles_that_compare_two_runs():
    """Gets out, settles: what a title promises beyond the kind."""
    out, stuck = found(PRESETS["B4n"].record), found(PRESETS["B4"].record)
    assert out.minimum < stuck.minimum  # lowest first
    assert found(PRESETS["C7e"].record).swing < 0.2 * found(PRESETS["C7"].record).swing
    assert found(PRESETS["A9r"].record).arrival < found(PRESETS["A9"].record).arrival


# ---- kinds on a parabola, by the theory


def test_the_bands_of_a_parabola_are_those_of_the_theory():
    """Curvature 2: beyond 1/2 it overshoots, three times and more from 0.55 on, and diverges from 1.

    Near is a twentieth of the way within 50 steps.
    """
    rates = np.linspace(0.0005, 1.2, 1200)
    bands = regimes(sweep(SQUARE, gd, [-4.0], rates, 50), SQUARE)
    theory = [(1 - 0.05 ** (1 / 50)) / 2, (1 + 0.01 ** (1 / 2)) / 2, 1.0]
    assert (np.diff(bands) >= 0).all()
    np.testing.assert_allclose([rates[bands >= regime].min() for regime in (1, 2, 3)], theory, atol=0.003)


FIVE = {
    0.01: Regime.CRAWLS,
    0.05: Regime.CONVERGES,
    0.5: Regime.CONVERGES,
    0.9: Regime.OSCILLATES,
    1.0: Regime.OSCILLATES,
    1.1: Regime.DIVERGES,
    50.0: Regime.DIVERGES,
}


@pytest.mark.parametrize(("rate", "regime"), FIVE.items())
@pytest.mark.parametrize("options", [{}, {"patience": 10}, {"tol": 1e-6}], ids=str)
def test_the_five_classic_rates(rate, regime, options):
    run = descend(SQUARE, gd(rate), [-4.0], 50, **options)
    assert regimes(run, SQUARE) == regime
    assert regimes(run, SQUARE).shape == ()


@pytest.mark.parametrize("name", ["himmelblau", "double_well", "ill_conditioned", "misty_mountain"])
@pytest.mark.parametrize("rule", ["gd", "momentum", "adam"])
def test_small_rates_crawl_and_large_ones_do_not_converge(name, rule):
    objective = LANDSCAPES[name]
    start = [0.37 * low + 0.63 * high for low, high in objective.box]
    bands = regimes(sweep(objective, OPTIMIZERS[rule], start, [1e-6, 10.0], 200), objective)
    assert bands[0] == Regime.CRAWLS
    assert bands[1] in (Regime.OSCILLATES, Regime.DIVERGES)


def test_hovering_about_the_minimum_is_having_arrived():
    """RMSProp's steps do not shrink with the slope: it ends up jumping from side to side."""
    judged = judge(descend(SQUARE, rmsprop(0.01), [-4.0], 1000), SQUARE)
    assert judged.ending.ended == Ended.DEEPEST
    assert judged.manner.hopping


def test_passing_through_at_speed_is_no_arrival():
    run = descend(SQUARE, momentum(0.1, 0.99), [-4.0], 300)
    low = int(np.abs(run.x[:40, 0]).argmin())
    passing = descend(SQUARE, momentum(0.1, 0.99), [-4.0], low)
    assert abs(passing.x[-1, 0]) < 0.2
    assert judge(passing, SQUARE).ending.ended == Ended.UNFINISHED


def test_running_up_a_hill_without_end_is_diverging_while_there_are_numbers():
    run = descend(SQUARE, gd(1.01), [-4.0], 50)
    assert run.outcome == Outcome.RUNNING
    assert judge(run, SQUARE).ending.ended == Ended.INFINITY
    assert judge(descend(SQUARE, gd(1.0), [-4.0], 50), SQUARE).ending.ended == Ended.UNFINISHED


def test_overshooting_counts_the_steps_until_it_is_near():
    """η = 0.75 halves and flips x: it stays above 1 % of the first slope for seven steps, all of them overshoot."""
    assert judge(descend(SQUARE, gd(0.75), [-4.0], 40), SQUARE).manner.share == 1
    assert judge(descend(SQUARE, gd(0.25), [-4.0], 40), SQUARE).manner.share == 0


def test_far_out_nothing_overflows():
    steep = from_components("steep", lambda m, x: (m.exp(x * x), (2 * x * m.exp(x * x),)), 1)
    run = sweep(steep, gd, [5.0], np.geomspace(1e-20, 1e300, 40), 30, limit=1e300)
    assert (regimes(run, steep)[-10:] == Regime.DIVERGES).all()


def test_where_there_is_no_value_no_rate_is_to_blame():
    logarithm = from_components("logarithm", lambda m, x: (m.log(x), (1 / x,)), 1)
    run = sweep(logarithm, gd, [-1.0], np.geomspace(1e-3, 1e3, 5), 30)
    assert (regimes(run, logarithm) == Regime.NEVER_STARTS).all()
    assert (regimes(sweep(logarithm, gd, [0.5], [1.0], 30), logarithm) == Regime.DIVERGES).all()


def test_walks_that_hardly_began():
    for steps in (0, 1, 2):
        run = descend(SQUARE, gd(0.1), np.full((3, 1), -4.0), steps)
        assert regimes(run, SQUARE).tolist() == [Regime.CRAWLS] * 3
    assert judge(descend(SQUARE, gd(0.1), [0.0], 5), SQUARE).ending.ended == Ended.DEEPEST


@pytest.mark.parametrize("options", [{"history": False}, {"every": 7}, {"every": 1000}], ids=str)
@pytest.mark.parametrize("rate", [0.01, 0.5, 1.0, 1.1, 100.0])
def test_thin_records_are_judged_by_what_is_left(options, rate):
    for steps in (0, 1, 2, 30, 300):
        run = descend(SQUARE, gd(rate), [-4.0], steps, **options)
        gone = descend(SQUARE, gd(rate), [-4.0], steps).outcome == 2
        assert (judge(run, SQUARE).ending.ended in GONE) >= gone


# ---- one judge: no contradictions


def test_a_family_is_judged_as_its_members_alone():
    """Strip and verdict: every member of a family gets what it gets alone, whatever the others do."""
    for record in records(60, seed=3):
        objective = record.objective()
        if objective.dim > 3 or objective.noisy is not None:
            continue
        rates = np.geomspace(1e-3, 3, 7)
        together = judge(record.family(rates), objective)
        for place, rate in enumerate(rates):
            alone = judge(record.walk(objective, record.rule(float(rate))), objective)
            assert together.ending.ended[place] == alone.ending.ended, (told(record), rate)
            assert together.ending.minimum[place] == alone.ending.minimum
            for name, many, one in zip(alone.manner._fields, together.manner, alone.manner):
                assert many.dtype != bool or many[place] == one, (told(record), rate, name)


@pytest.mark.parametrize("name", ["himmelblau", "camel", "saddle", "rosenbrock", "misty_mountain"])
@pytest.mark.parametrize("rule", [gd(0.01), momentum(0.01), rmsprop(0.05)], ids=lambda rule: rule.name)
def test_the_map_of_starts_is_the_verdict(name, rule):
    objective, n, steps = LANDSCAPES[name], 9, 200
    judged = judge(descend(objective, rule, starts_of(objective, n), steps), objective).ending
    colors = basins(objective, rule, n=n, steps=steps)
    arrived = np.isin(judged.ended, [Ended.DEEPEST, Ended.HIGHER, Ended.CORNER])
    gone = np.isin(judged.ended, GONE)
    assert (colors == np.where(arrived, judged.minimum, np.where(gone, DIVERGED, NONE))).all()
    assert (arrived & (judged.minimum != NONE)).any()


def test_the_map_of_starts_is_the_verdict_on_surfaces_nobody_chose():
    """The verdict on each start's own walk; looked at every fifth step, as on the page, one in two hundred differs."""
    starts, other = 0, 0
    for record in [r for r in records(40 * COUNT // 300, seed=5) if isinstance(r, MistyMountain) and not r.noise]:
        objective = record.objective()
        colors, coarse = (
            basins(objective, record.rule(), n=7, steps=BASIN_STEPS, every=every) for every in (1, BASIN_EVERY)
        )
        starts, other = starts + colors.size, other + (colors != coarse).sum()
        run = descend(objective, record.rule(), starts_of(objective, 7), BASIN_STEPS)
        for place in ((0, 0), (2, 5), (3, 3), (6, 1)):
            said = diagnose(run, objective, record.rule(), place)
            at = NONE if said.minimum is None else said.minimum
            right = at if said.kind in ("deepest", "higher", "corner") else DIVERGED if said.ended in GONE else NONE
            assert colors[place] == right, (told(record), run.x[0][place], said)
    assert starts >= 49 * COUNT // 60
    assert other <= starts / 200


def test_a_map_is_the_same_however_many_starts_are_judged_at_once(monkeypatch):
    rates = np.reshape([0.001, 0.01, 0.03], (-1, 1, 1, 1))
    whole = basins(LANDSCAPES["himmelblau"], gd(rates), n=7, steps=50)
    monkeypatch.setattr("gdengine.analysis.basins.PLACES_AT_ONCE", 3 * 7 * 51 * 2)
    assert whole.shape == (3, 7, 7)
    np.testing.assert_array_equal(basins(LANDSCAPES["himmelblau"], gd(rates), n=7, steps=50), whole)


def starts_of(objective, n):
    """The starts (n, n, 2) of a map."""
    return np.stack(np.meshgrid(*[np.linspace(low, high, n) for low, high in objective.box]), -1)


def test_the_band_of_starts_is_the_verdict():
    kinds = [Ended.DEEPEST, Ended.HIGHER, Ended.CORNER]
    for name in ("square", "double_well", "plateau", "wiggly", "kink", "quartic"):
        for rule in (gd, momentum, rmsprop):
            objective, rates = LANDSCAPES[name], np.geomspace(0.01, 1.5, 5)
            band = fates(objective, rule, rates, n=21, steps=240)
            starts = places(objective, 21)[:, None]
            judged = judge(descend(objective, rule(rates[:, None, None]), starts, 240), objective).ending
            at = np.isin(judged.ended, kinds) & (judged.minimum != NONE)
            assert (band == np.where(at, judged.minimum, np.where(band == DIVERGED, DIVERGED, NONE))).all(), name
            assert np.isin(judged.ended[band == DIVERGED], GONE).all()
            assert (band[judged.ended == Ended.INFINITY] == DIVERGED).all()


# ---- over records nobody chose


def test_of_nearly_every_walk_more_is_said_than_that_it_still_moves():
    bare, count = [], 0
    for record in records():
        said = found(record)
        count += 1
        if said.kind == "unfinished" and not {*said.how} - {"straight"}:
            bare.append(told(record))
    assert len(bare) <= BARE * count, bare


def test_a_records_diagnosis_is_plain_data():
    for record in records(40, seed=8):
        said = found(record)
        for name, part in said._asdict().items():
            plain = type(part) in (int, float, bool, type(None))
            assert plain or name in ("ended", "how", "sharpness", "units", "lingered")
        assert said == found(dataclasses.replace(record))


@pytest.mark.parametrize(("seed", "lr"), [(0, 0.9), (0, 1.0), (1, 1.0), (2, 1.0), (3, 0.8)])
def test_a_walk_that_is_thrown_up_again_and_again_has_not_arrived(seed, lr):
    """The range of its losses, by which all else is measured, is that of its bursts: beside them everything is near."""
    record = dataclasses.replace(PRESETS["C7b"].record, seed=seed, lr=lr)
    (run,) = record.run().values()
    late = run.value[3 * len(run.value) // 4 :]
    assert late.max() > run.value[0] and late.mean() > 3 * np.median(late)
    found = diagnose(run, record.objective(), record.rule())
    assert (found.ended, {"wandering", "hovering"} & {*found.how}) == (Ended.UNFINISHED, {"wandering"})
    (steady,) = (calm := dataclasses.replace(record, lr=0.5)).run().values()
    assert diagnose(steady, calm.objective(), calm.rule()).ended == Ended.DEEPEST
