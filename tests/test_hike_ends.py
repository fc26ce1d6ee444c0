"""A hike can be finished: the steepest way down leads to level ground, and what happens on the way is told."""

from unittest import mock

import numpy as np
import pytest
from visit import scene, visit

from gdengine import LANDSCAPES, PRESETS
from gdengine.activities import hike
from gdengine.analysis.measures import reached
from gdengine.experiments import Hike
from gdengine.landscapes.misty_mountain import misty_mountain
from pages.ui import address
from pages.views.mountain import hike_state
from pages.views.mountain.hike_fog import _felt

MOUNTAIN = LANDSCAPES["misty_mountain"]
STRIDE = Hike().stride


def descended(objective, start, stride=STRIDE):
    """The walk of a hiker who always follows the steepest way down, as the page writes it down."""
    stops = [np.array(start, float)]
    while True:
        walk = hike.felt(objective, stops)
        if hike.is_level(walk) or len(stops) > hike.HIKE_MAX_STEPS:
            return walk
        length = hike.descent_stride(walk, stride)
        target = stops[-1] + 2 * length * hike.steepest_descent(walk.grad[-1])
        stops.append(hike.read(hike.write([hike.stride_to(stops[-1], target, length, objective.box)]))[0])


def random_starts(objective, count=20, seed=16):
    return np.random.default_rng(seed).uniform(*np.transpose(objective.box), (count, 2)).round(1)


@pytest.mark.parametrize("name", ["misty_mountain", "bowl", "himmelblau", "rastrigin", "camel"])
def test_the_steepest_way_down_ends_on_level_ground_before_dark(name):
    objective = LANDSCAPES[name]
    for start in random_starts(objective):
        walk = descended(objective, start)
        assert len(walk.x) - 1 <= hike.HIKE_MAX_STEPS
        slope = np.hypot(*walk.grad.T)
        assert slope[-1] <= 0.01 * slope.max()


def test_from_the_first_experiment_s_start_it_ends_in_a_valley():
    walk = descended(MOUNTAIN, PRESETS["B1"].record.start())
    assert hike.is_level(walk)
    assert reached(MOUNTAIN, walk.x[-1]) >= 0


def test_strides_shrink_with_the_slope_and_after_a_stride_too_far():
    bowl = LANDSCAPES["bowl"]  # x² + y²
    assert hike.descent_stride(hike.felt(bowl, [[2, 0]]), 0.5) == 0.5
    assert hike.descent_stride(hike.felt(bowl, [[0.1, 0]]), 0.5) == pytest.approx(0.2)
    over = hike.felt(bowl, [[2, 0], [-1.9, 0]])
    assert hike.stepped_over(over).tolist() == [False, True]
    assert hike.descent_stride(over, 0.5) == pytest.approx(0.25)
    on = hike.felt(bowl, [[2, 0], [-1.9, 0], [-1.6, 0]])
    assert hike.descent_stride(on, 0.5) == pytest.approx(0.3)


def test_whoever_strides_on_as_far_as_ever_hops_over_the_valley_for_ever():
    """What made the shorter strides necessary: at strides of 0.5 the way down never ends."""
    stops = [np.array([0.2, 0.0])]
    for _ in range(26):
        way = hike.steepest_descent(MOUNTAIN.grad(stops[-1]))
        stops.append(stops[-1] + STRIDE * way)
    walk = hike.felt(MOUNTAIN, stops)
    assert hike.stepped_over(walk)[-3:].all()
    assert not hike.is_level(walk)


def captions(seen):
    return seen.words


def test_the_page_is_walked_to_the_end():
    seen = visit("misty_mountain")
    strides = 0
    while strides < hike.HIKE_MAX_STEPS:
        strides += 1
        seen = seen.press("Steepest way down")
        assert seen.wrong == []
        if any("level here: this hike is over" in text for text in captions(seen)):
            break
    else:
        pytest.fail(f"no level ground after {strides} strides")
    walked = [metric for metric in seen.app.metric if metric.label == "Steps"]  # "Steps of 40" were 40 m long
    assert walked[0].value == f"{strides} of {hike.HIKE_MAX_STEPS}"


def test_who_follows_the_steepest_way_down_is_never_told_to_and_at_the_end_is_led_up_through_the_fog():
    seen = visit("misty_mountain")
    for _ in range(hike.HIKE_MAX_STEPS):
        seen = seen.press("Steepest way down")
        assert not any("hop over" in text for text in captions(seen))
        down, lift = (
            next(button for button in seen.app.button if button.label == name)
            for name in ("Steepest way down", "Lift the fog")
        )
        if down.disabled:
            break
    assert any("this hike is over" in text for text in captions(seen))
    assert down.disabled
    assert lift.proto.type == "primary"


def told(*stops, start=(2.0, 0.0), stride="0.5"):
    preset = PRESETS["B1"]
    x0, y0 = start
    record = type(preset.record)(surface="bowl", x0=x0, y0=y0)
    trail = Hike().hiked(record, np.vstack([record.start(), *stops]))
    link = {"surface": "bowl", "x0": str(x0), "y0": str(y0), "stride": stride, "trail": trail}
    return captions(visit("misty_mountain", **link))


def test_a_stride_over_the_bottom_is_told():
    (said,) = [text for text in told([-1.9, 0]) if "stepped over" in text]
    assert said == "You stepped over the lowest point on your way. The next stride straight down goes 25 m, no farther."


def test_ground_is_called_gentle_only_where_it_is():
    """A stride is short for either of two reasons: on a slope of 4.8 it was said to be for want of slope."""
    (said,) = [text for text in told([-1.9, 0], [-2.4, 0]) if "stride" in text]
    assert said.startswith("You have stepped over a lowest point before:") and "still goes 30 m" in said
    (said,) = [text for text in told([0.1, 0]) if "stride" in text]
    assert said == "It is not steep here: the next stride straight down goes 20 m, no farther."


def test_hops_over_a_valley_are_told_with_their_heights():
    (said,) = [text for text in told([-0.5, 0], [0.52, 0], [-0.5, 0]) if "hop" in text]
    assert said.startswith("You hop over the valley: 400 → 25 → 27 → 25 m.")


@pytest.mark.parametrize(
    ("mountain", "start"), [(1092, (2.2, -2.86)), (7491, (1.19, -0.54)), (9673, (-0.76, -2.19)), (0, (-3.0, 3.0))]
)
def test_who_follows_the_steepest_way_down_is_not_told_to_follow_it(mountain, start):
    """A stop is kept to a thousandth, by which a short stride is a few parts in a hundred longer than it was to be."""
    walk = descended(misty_mountain(mountain), start)
    for k in range(1, len(walk.x) + 1):
        said = _felt(walk._replace(x=walk.x[:k], grad=walk.grad[:k], value=walk.value[:k]), STRIDE, False)
        assert not said.startswith("You hop"), (k, said)


def test_dark_says_that_the_ground_is_not_level():
    stops = [[2 - 0.02 * k, 0] for k in range(1, hike.HIKE_MAX_STEPS + 1)]
    assert any("not level here" in text for text in told(*stops))


def test_of_two_quick_steps_the_second_begins_where_the_first_ended():
    """The button that is pressed twice still belongs to the page as it was before the first step."""
    with mock.patch.object(address.st, "session_state", {}):  # of every module
        drawn = scene(PRESETS["B1"], "hike")
        for count in (1, 2):
            hike_state.descend(drawn)
            stops = Hike(trail=drawn.in_force("trail")).stops(drawn.record)
            assert len(stops) == 1 + count
    assert len(np.unique(stops, axis=0)) == 3
