"""Maps of basins and sweeps of rates."""

import numpy as np
import pytest

from gdengine.analysis.basins import basins, fates
from gdengine.analysis.measures import reached
from gdengine.analysis.sweeps import sweep
from gdengine.core import Objective, from_components
from gdengine.expression import parse
from gdengine.landscapes import LANDSCAPES
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.loop.effort import FULL_EFFORT, afforded, effort
from gdengine.rules.optimizers import OPTIMIZERS, adam, gd, momentum
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
    at = np.isclose(starts[:, None], np.ravel(WELL.minima)).any(1)
    assert crawl[at].tolist() == [0, 1]
    assert (crawl[~at] == -2).all(), "also those that are near: they still move"


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


@pytest.mark.parametrize(
    "draw",
    [lambda **counts: basins(SQUARE, gd(0.1), 5, **counts), lambda **counts: fates(SQUARE, gd, [0.1], 5, **counts)],
)
@pytest.mark.parametrize(
    "counts", [{"steps": -1}, {"steps": 9.5}, {"steps": "9"}, {"every": 0}, {"every": 1.5}], ids=str
)
def test_counts_of_a_map_are_whole(draw, counts):
    (name,) = counts
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least [018], not {counts[name]!r}"):
        draw(**counts)


@pytest.mark.parametrize(
    ("ground", "shape"), [("himmelblau", (5, 1)), ("himmelblau", (5, 1, 1)), ("double_well", (5, 1))]
)
def test_the_settings_of_a_map_are_not_dealt_out_to_its_columns(ground, shape):
    """As many rates as columns fitted by chance: each column then had its own."""
    with pytest.raises(
        ValueError, match=r"on a map of starts a setting is a number or of shape \(R(, 1)+\), not \(5, 1"
    ):
        basins(LANDSCAPES[ground], gd(np.full(shape, 0.01)), 5)


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


# ---- as many starts as a formula affords

LONG = {2: "x*y*" * 124 + "x*y", 1: "sin(" * 48 + "x" + ")" * 48}


def test_every_landscape_has_all_its_starts():
    for name, landscape in LANDSCAPES.items():
        assert afforded(landscape, 150, sides=2) == 150, name


@pytest.mark.parametrize("dim", [1, 2])
def test_a_map_of_a_long_formula_takes_no_longer_than_that_of_the_misty_mountain(dim):
    objective = parse(LONG[dim], dim)
    starts = [afforded(objective, 150, sides=sides) for sides in (1, 2)]
    work = [effort(objective) * starts[0], effort(objective) * starts[1] ** 2]
    allowed = [FULL_EFFORT * 150, FULL_EFFORT * 150**2]
    assert [0.9 * most < done <= most for most, done in zip(allowed, work)] == [True, True]


def test_effort_counts_what_is_done():
    """x·x + sin x and 2x + cos x by hand: three products and sums of the value and slope, and two slow functions."""
    assert effort(parse("x*x + sin(x)", 1)) == 25 + 25 + 4
    assert effort(parse("x + y", 2)) == 1
    assert effort(parse("7", 1)) == 0
    assert effort(parse("x^x", 1)) > 20, "powers, which cannot be traced, are counted, too"
    assert effort(Objective("black box", 1, None)) == 0


def test_a_long_formula_is_walked_in_shorter_pieces(monkeypatch):
    looks = {}
    for text in ("x*y", LONG[2]):
        looks[text], surface = [], parse(text, 2)
        whole = basins(surface, gd(0.01), n=24, steps=60)
        with monkeypatch.context() as patch:
            patch.setattr("gdengine.analysis.basins.PLACES_AT_ONCE", 40_000)
            found = basins(surface, gd(0.01), n=24, steps=60, watch=lambda text=text: looks[text].append(1))
        assert np.array_equal(found, whole)
    assert len(looks[LONG[2]]) >= 3 * len(looks["x*y"])
