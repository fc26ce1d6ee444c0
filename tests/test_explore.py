"""Maps of basins, sweeps of rates, and what is said of each rate."""

import numpy as np
import pytest

from gdengine.analysis.basins import basins
from gdengine.analysis.measures import Regime, arrived, growing, overshooting, reached, regimes
from gdengine.analysis.sweeps import sweep
from gdengine.core import Objective, Outcome, from_components
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import OPTIMIZERS, adam, gd, momentum, rmsprop
from gdengine.rules.schedules import exponential

SQUARE, HIMMELBLAU, WELL = LANDSCAPES["square"], LANDSCAPES["himmelblau"], LANDSCAPES["double_well"]


# ---- basins


@pytest.mark.parametrize("optimizer", [gd(0.01), adam(0.1)], ids=["gd", "adam"])
def test_himmelblau_has_four_basins(optimizer):
    index = basins(HIMMELBLAU, optimizer, n=40)
    assert index.shape == (40, 40)
    assert np.issubdtype(index.dtype, np.integer)
    shares = [(index == i).mean() for i in range(4)]
    assert min(shares) > 0.2
    assert sum(shares) == pytest.approx(1)


def test_rows_are_y_and_columns_are_x_from_the_lowest():
    index = basins(HIMMELBLAU, gd(0.01), n=21)
    (x0, x1), (y0, y1) = HIMMELBLAU.box
    for row, column in ((0, 20), (20, 0), (3, 4), (15, 9)):
        start = [x0 + column * (x1 - x0) / 20, y0 + row * (y1 - y0) / 20]
        end = descend(HIMMELBLAU, gd(0.01), start, 300).x[-1]
        distance = np.linalg.norm(np.array(HIMMELBLAU.minima) - end, axis=1)
        assert index[row, column] == distance.argmin()
    assert index[0, 20] != index[20, 0]


def test_one_valley_or_a_curve():
    assert (basins(LANDSCAPES["bowl"], gd(0.1), n=15) == 0).all()
    index = basins(WELL, gd(0.05), n=57)
    starts = np.linspace(*WELL.box[0], 57)
    assert (index[starts < -0.01] == 0).all()
    assert (index[starts > 0.01] == 1).all()


def test_diverged_and_on_the_way():
    starts = np.linspace(*WELL.box[0], 57)
    assert (basins(WELL, gd(0.9), n=57)[[0, -1]] == -1).all()
    crawl = basins(WELL, gd(1e-6), n=57)
    assert (crawl[np.abs(starts + 1) < 0.5] == -2).all()
    assert (crawl[np.abs(starts - 1) < 0.1] == 1).all()


def test_a_map_of_stumbling_hikers():
    """Noise kicks some over a ridge: the map is another one, but the same for the same seed."""
    calm, rough = (
        basins(WELL, gd(0.05), n=57),
        [basins(with_noise(WELL, 6.0, seed), gd(0.05), n=57) for seed in (1, 1, 2)],
    )
    assert np.array_equal(rough[0], rough[1])
    assert not np.array_equal(rough[0], calm)
    assert not np.array_equal(rough[0], rough[2])


def test_reached_is_near_and_never_ambiguous():
    minima = np.array(HIMMELBLAU.minima)
    assert reached(HIMMELBLAU, minima + 0.1).tolist() == [0, 1, 2, 3]
    assert (reached(HIMMELBLAU, minima + 0.3) == -2).all()
    close = Objective("close", 1, None, box=((-100, 100),), minima=((0.0,), (1.0,)))
    assert reached(close, np.array([[-0.4], [0.4], [0.6], [1.4], [1.6], [np.nan]])).tolist() == [0, 0, 1, 1, -2, -2]


@pytest.mark.parametrize(
    ("objective", "n", "sentence"),
    [
        (from_components("boxless", lambda m, x: (x * x, (2 * x,)), 1), 5, "which 'boxless' has not"),
        (Objective("deep", 3, None, box=((0, 1),) * 3), 5, "a box of one or two dimensions, which 'deep' has not"),
        (SQUARE, 0, "n, the starts along a side, must be a whole number of at least 1, not 0"),
        (SQUARE, 2.5, "must be a whole number of at least 1, not 2.5"),
    ],
)
def test_a_map_that_cannot_be_drawn(objective, n, sentence):
    with pytest.raises(ValueError, match=sentence):
        basins(objective, gd(0.1), n)


# ---- sweeps


@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_a_sweep_is_one_walk_for_each_rate(rule):
    rates = [0.001, 0.01, 0.02]
    family = sweep(HIMMELBLAU, OPTIMIZERS[rule], [0.0, 0.0], rates, 30, tol=1e-3)
    assert family.x.shape == (31, 3, 2)
    for j, rate in enumerate(rates):
        single = descend(HIMMELBLAU, OPTIMIZERS[rule](lr=rate), [0.0, 0.0], 30, tol=1e-3)
        np.testing.assert_allclose(family.x[:, j], single.x, rtol=1e-10)
        assert (family.outcome[j], family.last[j]) == (single.outcome, single.last)


def test_a_sweep_from_several_starts_with_a_rule_of_ones_own():
    starts, rates = np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([0.001, 0.01, 0.02])
    family = sweep(HIMMELBLAU, lambda rate: momentum(exponential(rate, 0.99), 0.5), starts, rates, 20, every=5)
    assert family.x.shape == (5, 2, 3, 2)
    single = descend(HIMMELBLAU, momentum(exponential(0.01, 0.99), 0.5), [1.0, 2.0], 20, every=5)
    np.testing.assert_allclose(family.x[:, 1, 1], single.x, rtol=1e-12)


@pytest.mark.parametrize("rates", [0.1, [], [[0.1]]])
def test_rates_must_be_a_list(rates):
    with pytest.raises(ValueError, match="rates must be a list of at least one learning rate, not an array of shape"):
        sweep(SQUARE, gd, [1.0], rates, 5)


# ---- regimes


def test_the_bands_of_a_parabola_are_those_of_the_theory():
    """Curvature 2: overshooting begins at 1/2, divergence at 1; 50 steps reach 1 % from 1 − 2η = 0.01^(1/50) on."""
    rates = np.linspace(0.0005, 1.2, 2400)
    bands = regimes(sweep(SQUARE, gd, [-4.0], rates, 50))
    theory = [(1 - 0.01 ** (1 / 50)) / 2, 0.5, 1.0]
    assert (np.diff(bands) >= 0).all()
    np.testing.assert_allclose([rates[bands >= regime].min() for regime in (1, 2, 3)], theory, atol=0.001)


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
    assert regimes(run) == regime
    assert regimes(run).shape == ()


@pytest.mark.parametrize("name", ["himmelblau", "double_well", "ill_conditioned", "misty_mountain"])
@pytest.mark.parametrize("rule", ["gd", "momentum", "adam"])
def test_small_rates_crawl_and_large_ones_do_not_converge(name, rule):
    objective = LANDSCAPES[name]
    start = [0.37 * low + 0.63 * high for low, high in objective.box]
    bands = regimes(sweep(objective, OPTIMIZERS[rule], start, [1e-6, 10.0], 200))
    assert bands[0] == Regime.CRAWLS
    assert bands[1] in (Regime.OSCILLATES, Regime.DIVERGES)


def test_creeping_along_a_narrow_valley_is_crawling():
    run = descend(LANDSCAPES["rosenbrock"], gd(5e-4), [0.5, 1.5], 200)
    slope = np.linalg.norm(run.grad, axis=-1)
    assert slope[-1] < 0.01 * slope.max()
    assert not arrived(run)
    assert regimes(run) == Regime.CRAWLS


def test_hovering_about_the_minimum_is_having_arrived():
    """RMSProp's steps do not shrink with the slope: it ends up jumping from side to side."""
    run = descend(SQUARE, rmsprop(0.01), [-4.0], 1000)
    slope = np.abs(run.grad[:, 0])
    assert 1e-6 * slope.max() < slope[-1] < 0.01 * slope.max()
    assert slope[-1] > 0.5 * slope[-250]
    assert regimes(run) == Regime.CONVERGES


def test_a_heavy_ball_that_swings_oscillates():
    assert regimes(descend(SQUARE, momentum(0.1, 0.9), [-4.0], 60)) == Regime.OSCILLATES
    assert regimes(descend(SQUARE, momentum(0.1, 0.1), [-4.0], 60)) == Regime.CONVERGES


def test_running_up_a_hill_without_end_is_diverging_while_there_are_numbers():
    run = descend(SQUARE, gd(1.01), [-4.0], 50)
    assert run.outcome == Outcome.RUNNING
    assert growing(run)
    assert not growing(descend(SQUARE, gd(1.0), [-4.0], 50))


def test_measures_of_walks_that_hardly_began():
    for steps in (0, 1, 2):
        run = descend(SQUARE, gd(0.1), np.full((3, 1), -4.0), steps)
        assert regimes(run).tolist() == [Regime.CRAWLS] * 3
        assert overshooting(run).tolist() == [0, 0, 0]
    at_rest = descend(SQUARE, gd(0.1), [0.0], 5)
    assert regimes(at_rest) == Regime.CONVERGES


def test_overshooting_counts_the_steps_until_it_is_near():
    """η = 0.75 halves and flips x: it stays above 1 % of the first slope for seven steps, all of them overshoot."""
    assert overshooting(descend(SQUARE, gd(0.75), [-4.0], 40)) == 1
    assert overshooting(descend(SQUARE, gd(0.25), [-4.0], 40)) == 0


def test_far_out_nothing_overflows():
    steep = from_components("steep", lambda m, x: (m.exp(x * x), (2 * x * m.exp(x * x),)), 1)
    run = sweep(steep, gd, [5.0], np.geomspace(1e-20, 1e300, 40), 30, limit=1e300)
    assert (regimes(run)[-10:] == Regime.DIVERGES).all()
