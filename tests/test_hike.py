"""A hike by hand: the slope felt in every direction, strides, what a walk amounts to, and how it is written down."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import LANDSCAPES, OPTIMIZERS, Objective, descend, with_noise
from gdengine.activities import hike

SURFACES = [name for name in LANDSCAPES if LANDSCAPES[name].dim == 2]
BOX = ((-4.0, 4.0), (-4.0, 4.0))
SMOOTH = [name for name in SURFACES if name != "ackley"]  # its slope jumps at its cones
finite = st.floats(-1e3, 1e3)
pairs = st.tuples(finite, finite)


def places(objective, count=20):
    low, high = np.transpose(objective.box)
    return low + np.random.default_rng(1).random((count, 2)) * (high - low)


# --- the slope in a direction


@pytest.mark.parametrize("name", SMOOTH)
def test_the_slope_in_a_direction_is_what_central_differences_find(name):
    """B1: the slope felt toward u is ∇f·u, for all 360 bearings; a gradient bent by a thousandth is found out."""
    objective, h, u = LANDSCAPES[name], 1e-5, hike.heading(hike.ROSE)
    x = places(objective)
    rise = (objective(x[:, None] + h * u) - objective(x[:, None] - h * u)) / (2 * h)
    felt = hike.slopes(objective.grad(x))
    scale = np.abs(felt).max(-1, keepdims=True) + 1e-6 * np.abs(objective(x))[:, None]
    assert felt.shape == (20, 360)
    assert (np.abs(felt - rise) < 1e-4 * scale).all()
    bent = objective.grad(x) * [1.001, 1]
    assert not (np.abs(hike.slopes(bent) - rise) < 1e-4 * scale).all()


def test_bearings_are_those_of_a_compass():
    assert np.allclose(hike.heading([0, 90, 180, 270]), [[0, 1], [1, 0], [0, -1], [-1, 0]])
    assert np.allclose(hike.heading(45), [0.5**0.5, 0.5**0.5])
    assert hike.bearing([[0, 2], [3, 0], [0, -1], [-5, 0], [-1, 1]]).tolist() == [0, 90, 180, 270, 315]
    assert np.isnan(hike.bearing([0, 0]))
    assert hike.bearing([-1e-30, 1]) == 0


@given(st.floats(0, 359.999))
@settings(deadline=None, derandomize=True)
def test_a_heading_has_its_bearing(bearing):
    away = abs(float(hike.bearing(hike.heading(bearing))) - bearing)
    assert min(away, 360 - away) < 1e-9


@given(pairs)
@settings(deadline=None, derandomize=True)
def test_the_steepest_descent_is_minus_the_gradient_made_one_long(grad):
    way, size = hike.steepest_descent(grad), np.hypot(*grad)
    if size < 1e-150:
        return
    assert np.allclose(way, -np.array(grad) / size, atol=1e-12)
    assert np.linalg.norm(way) == pytest.approx(1, abs=1e-12)
    assert np.array(grad) @ way == pytest.approx(-size)
    steepest = int(hike.slopes(grad).argmin())  # nothing on the rose is steeper, and its steepest is next to it
    assert abs((steepest - hike.bearing(way) + 180) % 360 - 180) <= 0.5 + 1e-6


@pytest.mark.parametrize("grad", [(3e300, -4e300), (3e-300, -4e-300), (3.0, -4.0)])
def test_steepest_descent_does_not_care_how_steep_it_is(grad):
    assert np.allclose(hike.steepest_descent(grad), [-0.6, 0.8])


@pytest.mark.parametrize("grad", [(0.0, 0.0), (np.nan, 1.0), (np.inf, 0.0)])
def test_level_or_unknown_ground_has_no_way_down(grad):
    assert hike.steepest_descent(grad).tolist() == [0, 0]


def test_a_stumbling_hiker_misjudges_each_slope_in_the_same_way_again():
    ground, x = LANDSCAPES["bowl"], np.array([[1.0, 2.0], [1.0, 2.0]])
    exact = hike.felt(ground, x)
    assert exact.value.tolist() == [5, 5]
    assert exact.grad.tolist() == [[2, 4], [2, 4]]
    assert exact.step.tolist() == [0, 1]
    stumbler = with_noise(ground, 0.5, seed=3)
    height, misjudged = hike.felt(stumbler, x)[2:4]
    assert height.tolist() == [5, 5]
    assert (misjudged[0] != misjudged[1]).all()
    assert np.array_equal(misjudged[1], stumbler.noisy(1)(x[1])[1])
    assert np.array_equal(misjudged, hike.felt(stumbler, x).grad)


# --- strides


@given(st.tuples(st.floats(-4, 4), st.floats(-4, 4)), pairs, st.floats(1e-3, 20))
@settings(deadline=None, derandomize=True)
def test_a_stride_goes_straight_and_no_farther_than_it_may(x, target, stride):
    there, way = hike.stride_to(x, target, stride, BOX), np.subtract(target, x)
    gone, asked = np.linalg.norm(there - x), np.linalg.norm(way)
    assert gone <= min(stride, asked) * (1 + 1e-9)
    assert (np.abs(there) <= 4 + 1e-9).all()
    assert abs(np.cross([*way, 0], [*(there - x), 0])[2]) <= 1e-9 * (1 + asked**2)
    assert way @ (there - x) >= 0
    if gone < min(stride, asked) * (1 - 1e-6):
        assert np.abs(there).max() == pytest.approx(4)  # only the edge stops it before


def test_strides_by_hand():
    assert hike.stride_to((0, 0), (3, 4), 1, BOX) == pytest.approx([0.6, 0.8])
    assert hike.stride_to((0, 0), (0.3, 0.4), 1, BOX).tolist() == [0.3, 0.4]
    assert hike.stride_to((3.5, 0), (9, 0), 1, BOX).tolist() == [4, 0]
    assert hike.stride_to((4, 1), (9, 1), 1, BOX).tolist() == [4, 1]
    assert hike.stride_to((1, 1), (1, 1), 1, BOX).tolist() == [1, 1]


@pytest.mark.parametrize("stops", [[], [1.0, 2.0], [[1.0, 2.0, 3.0]], [[[1.0, 2.0]]]])
def test_what_is_felt_is_felt_at_stops(stops):
    with pytest.raises(ValueError, match="a walk is a list of stops of 2 coordinates each, not the shape"):
        hike.felt(LANDSCAPES["bowl"], stops)


@pytest.mark.parametrize("stride", [0, -1, np.nan, np.inf])
def test_a_stride_is_a_positive_number(stride):
    with pytest.raises(ValueError, match="a stride is a positive number, not"):
        hike.stride_to((0, 0), (1, 1), stride, BOX)


# --- what a walk amounts to


def test_the_way_walked_is_the_sum_of_its_strides():
    assert hike.length([[0, 0], [3, 4], [3, 4], [3, 5]]) == 6
    assert hike.length([[1, 1]]) == 0


def test_a_walk_arrives_where_it_stays_on_level_ground():
    def wells(x):
        """(x² − 4)²/16 + y²/2, with its gradient."""
        a, b = np.moveaxis(np.asarray(x, float), -1, 0)
        return (a**2 - 4) ** 2 / 16 + b**2 / 2, np.stack([a * (a**2 - 4) / 4, b], -1)

    two = Objective("wells", 2, wells, box=BOX, minima=((-2, 0), (2, 0)))
    through = [[-3, 0], [-2, 0.1], [0, 0], [2.1, 0], [2, 0], [2, 0.001]]  # through one well into the other
    assert hike.arrival(two, through) == 4
    assert hike.arrival(two, through[:4]) is None, "near the bottom, on a slope"
    assert hike.arrival(two, [[2, 0]]) == 0
    length = np.hypot(1, 0.1) + np.hypot(2, 0.1) + 2.1 + 0.1
    assert hike.account(two, through) == hike.Account(4, pytest.approx(length), 0, 1, True, True, False, True)
    assert hike.account(two, through[:4])[3:] == (1, False, True, False, False)
    assert hike.account(two, [*through[:2], [-0.7, 0]])[3:] == (None, False, False, False, False)
    assert hike.account(two, [*through[:2], [0, 0]])[3:] == (None, False, False, False, True), "on the pass"


@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_par_on_a_bowl_is_what_the_formula_says(rate):
    """B1: gradient descent is at xₖ = x₀(1 − 2η)ᵏ, and level once the slope is a hundredth of the first."""
    bowl, start = LANDSCAPES["bowl"], np.array([3.0, -2.0])
    run = descend(bowl, OPTIMIZERS["gd"](lr=rate), start, 60)
    steps = int(np.ceil(np.log(0.01) / np.log(1 - 2 * rate)))
    par = hike.account(bowl, run.x)
    assert par.steps == steps
    assert par.length == pytest.approx(np.hypot(*start) * (1 - (1 - 2 * rate) ** steps))
    assert (par.minimum, par.level, par.lowest) == (0, True, True)
    assert par.height == run.value[steps]


@pytest.mark.parametrize("name", ["misty_mountain", "himmelblau", "bowl"])
def test_what_the_hiker_is_told_of_level_ground_is_what_the_account_says(name):
    objective = LANDSCAPES[name]
    for start in places(objective, 6):
        run = descend(objective, OPTIMIZERS["gd"](lr=0.01 if name == "himmelblau" else 0.05), start, 400)
        par = hike.account(objective, run.x)
        if par.level:
            walk = hike.felt(objective, run.x[: par.steps + 1])
            assert hike.is_level(walk)
            assert par.height == pytest.approx(walk.value[-1])


def test_a_walk_that_diverged_ends_where_its_numbers_did():
    run = descend(LANDSCAPES["bowl"], OPTIMIZERS["gd"](lr=1.5), np.array([1.0, 1.0]), 100)
    gone = hike.account(LANDSCAPES["bowl"], run.x)
    assert gone.steps == run.last
    assert np.isfinite(gone.height)
    assert gone.minimum is None
    assert gone.left
    assert not hike.account(LANDSCAPES["bowl"], run.x[:2]).left


def test_the_lowest_valleys():
    assert [hike.is_lowest(LANDSCAPES["himmelblau"], k) for k in range(4)] == [True] * 4
    mountain = LANDSCAPES["misty_mountain"]
    assert [hike.is_lowest(mountain, k) for k in range(len(mountain.minima))] == [
        True,
        *[False] * (len(mountain.minima) - 1),
    ]


# --- written down


@given(st.lists(pairs, max_size=12))
@settings(deadline=None, derandomize=True)
def test_a_walk_can_be_written_and_read(stops):
    text = hike.write(stops)
    assert np.allclose(hike.read(text), np.reshape(stops, (-1, 2)), atol=0.0005 + 1e-9)
    assert hike.write(hike.read(text)) == text
    assert not set(text) - set("0123456789.-_")  # what a link leaves as it is
    assert "-0_" not in text + "_"


@pytest.mark.parametrize("text", ["x", "1", "1_2_3", "1_nan", "1__2", "1e999_0", "1 2", "_"])
def test_what_is_no_walk_is_said_to_be_none(text):
    with pytest.raises(ValueError, match="is no walk: expected x and y of every stop"):
        hike.read(text)


STEEP = {  # ground: a trail to where it is steep, though a hundred times less so than where it began
    "beale": [(3.5, 3.5), (3.342, 3.026), (3.199, 2.547), (3.074, 2.063), (2.972, 1.573), (2.904, 1.078)],
    "rosenbrock": [(-1.8, 2), (-1.318, 2.133), (-1.551, 2.043), (-1.432, 2.081), (-1.458, 2.064), (-1.439, 2.068)],
}


@pytest.mark.parametrize(("ground", "trail"), STEEP.items())
def test_steep_ground_is_not_level_however_steep_the_way_to_it_was(ground, trail):
    walk = hike.felt(LANDSCAPES[ground], trail)
    slope = hike.steepness(walk.grad)
    assert 1 < slope[-1] <= 0.011 * slope.max()
    assert not hike.is_level(walk)
