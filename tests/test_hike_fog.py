"""The fog hides: what a page sends while hiking, where a trail belongs, and what is told when the fog has lifted."""

import base64
import contextlib
import dataclasses
import io
import json
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image
from visit import visit

from gdengine import LANDSCAPES, Objective
from gdengine.activities import hike
from gdengine.experiments import Hike, MistyMountain
from gdengine.experiments.numbers import read_number
from gdengine.experiments.presets import PRESETS
from gdengine.landscapes.misty_mountain import misty_mountain
from pages.charts.mountain import fog_map as fog
from pages.charts.mountain import hike_map, hike_result
from pages.charts.mountain.rose import rose
from pages.charts.surface import shading

SURFACES = [name for name in LANDSCAPES if LANDSCAPES[name].dim == 2]
DOWN = [[-2.6, 2.7], [-2.2, 2.2], [-1.7, 1.3], [-1.0, 0.6], [-0.7, -0.3], [-0.6, -1.2], [-0.53, -1.5]]
FORMULA = {"surface": "formula", "formula": "x^2/9 + sin(x)*cos(y)", "x0": 1.0, "y0": 1.5}
PAGE = "misty_mountain"


class Hiker(NamedTuple):
    """A hiker on a mountain."""

    mountain: MistyMountain
    hike: Hike

    def stops(self):
        return self.hike.stops(self.mountain)

    def objective(self):
        return self.mountain.objective()

    def elsewhere(self, **knobs):
        """The same hiker with other knobs of the mountain."""
        return self._replace(mountain=dataclasses.replace(self.mountain, **knobs))


def hiker(*stops, stride=0.5, **knobs):
    """A hiker who has been at these stops."""
    mountain = MistyMountain(**knobs)
    trail = Hike().hiked(mountain, [mountain.start(), *np.reshape(stops, (-1, 2))])
    return Hiker(mountain, Hike(stride, trail))


def in_fog(hiker):
    objective, stops = hiker.objective(), hiker.stops()
    seen = [fog.glimpse(objective, x, y) for x, y in stops.tolist()]
    return fog.fogbound(objective, hike.felt(objective, stops), seen, hiker.hike.stride)


def decoded(url):
    return np.array(Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))).convert("RGBA"))


def away(pixels):
    """How far the middle of every pixel of a glimpse is from its center, in radii."""
    offset = 2 * (np.arange(pixels) + 0.5) / pixels - 1
    return np.hypot(offset, offset[:, None])


# --- the fog


@pytest.mark.parametrize("name", SURFACES)
def test_a_glimpse_ends_at_its_rim(name):
    objective = LANDSCAPES[name]
    middle = np.mean(objective.box, axis=1)
    picture = decoded(fog.glimpse(objective, *middle))
    assert picture.shape == (fog.GLIMPSE_PX, fog.GLIMPSE_PX, 4)
    assert (picture[away(fog.GLIMPSE_PX) >= 1, 3] == 0).all()
    assert (picture[away(fog.GLIMPSE_PX) < 0.6, 3] == 255).all()


@pytest.mark.parametrize(("part", "same"), [(1.0, True), (0.9, False)])
def test_a_glimpse_is_the_same_whatever_lies_beyond_its_rim(monkeypatch, part, same):
    """Byte for byte, also in the colors of transparent pixels: of two grounds that differ only in the fog."""
    here, valley = np.array([-2.0, 1.0]), LANDSCAPES["bowl"]
    monkeypatch.setattr(shading, "survey", lambda objective: shading.HeightScale(0.0, 30.0, 32.0, 20.0))

    def disguised(x):
        value, grad = valley.value_and_grad(x)
        beyond = np.hypot(*np.moveaxis(x - here, -1, 0)) > part * fog.sight(valley)
        return np.where(beyond, 7 - value, value), np.where(beyond[..., None], 3 - grad, grad)

    other = dataclasses.replace(valley, value_and_grad=disguised, components=None)
    assert (fog.glimpse(valley, *here) == fog.glimpse(other, *here)) == same


@pytest.mark.parametrize("record", [hiker(), hiker(*DOWN), hiker([1.2, 1.3], **FORMULA)])
def test_in_the_fog_a_picture_holds_what_was_seen_and_felt_and_nothing_else(record):
    stops, picture = record.stops(), in_fog(record)
    assert picture.data.keys() == {"seen", "trail", "ring", "edge", "scale", "view"}
    seen, reach = picture.data["seen"].frame(), fog.sight(record.objective())
    assert [*seen] == ["west", "east", "south", "north", "i", "url"]
    assert np.allclose(seen[["west", "east"]], stops[:, :1] + [-reach, reach])
    assert np.allclose(seen[["south", "north"]], stops[:, 1:] + [-reach, reach])
    assert all((decoded(url)[away(fog.GLIMPSE_PX) >= 1, 3] == 0).all() for url in seen["url"])
    assert [*picture.data["trail"].frame()] == ["x", "y", "f", "i"]
    assert np.allclose(picture.data["trail"].frame()[["x", "y"]], stops)
    assert np.allclose(picture.data["trail"].frame()["f"], record.objective()(stops), rtol=1e-6)
    assert [*picture.data["ring"].frame()] == ["x", "y", "x2", "y2", "part"]
    assert (np.abs(picture.data["ring"].frame()["part"]) <= 1 + 1e-6).all()
    assert all(len(picture.data[name].frame()) == 1 for name in ("edge", "scale", "view"))


def test_a_stop_leaves_the_rows_of_the_others_and_the_spec_as_they_are():
    before, after = in_fog(hiker(*DOWN[:3])), in_fog(hiker(*DOWN[:4]))
    assert json.dumps(before.spec) == json.dumps(after.spec)
    assert before.alt == after.alt
    assert before.data["seen"].frame().equals(after.data["seen"].frame().iloc[:-1])
    images = [layer for layer in before.spec["layer"] if layer["mark"]["type"] == "image"]
    assert [image["encoding"]["key"]["field"] for image in images] == [
        "i"
    ]  # so that pictures are kept, not loaded again


def test_the_ring_is_one_stride_around_and_green_downhill():
    ring = in_fog(hiker(surface="bowl", x0=3.0, y0=0.0, stride=0.8)).data["ring"].frame()
    assert np.allclose(np.hypot(ring["x"] - 3, ring["y"]), 0.8, atol=1e-6)
    assert np.allclose(ring["part"], ((ring["x"] + ring["x2"]) / 2 - 3) / 0.8, atol=2e-3)  # ∇f points east


def test_forty_stops_are_light_enough_to_send():
    record = hiker(*[[-3 + 0.15 * k, 3 - 0.14 * k] for k in range(1, hike.HIKE_MAX_STEPS + 1)])
    assert len(record.stops()) == hike.HIKE_MAX_STEPS + 1
    assert in_fog(record).data["seen"].frame()["url"].str.len().sum() < 250_000


# --- the compass


def test_a_rose_is_the_slope_in_every_direction():
    there = rose([3.0, -4.0], 10.0, metres=100)
    assert len(there["slopes"]) == 360
    assert np.allclose(np.array(there["slopes"])[[0, 90, 180, 270]], [-4, 3, 4, -3], atol=1e-3)
    assert np.argmin(there["slopes"]) == round(there["down"]) == 323
    assert there["size"] == pytest.approx(0.5 ** (1 / 3), abs=1e-4)
    assert not there["level"]
    assert rose([0.03, -0.04], 10.0, metres=100)["level"]
    json.dumps(there, allow_nan=False)


@pytest.mark.parametrize(("grad", "level"), [((0.0, 0.0), True), ((np.nan, 1.0), False), ((np.inf, 0.0), False)])
def test_where_nothing_is_felt_the_rose_is_empty(grad, level):
    there = rose(grad, 10.0, metres=100)
    assert there["down"] is None
    assert there["size"] == 0
    assert not np.any(there["slopes"])
    assert there["level"] == level
    json.dumps(there, allow_nan=False)


# --- the trail


def test_a_trail_belongs_to_one_ground_and_one_start():
    walker = hiker(*DOWN)
    assert np.allclose(walker.stops(), [[-3, 3], *DOWN])
    assert Hiker(MistyMountain(), Hike(trail=walker.hike.trail)) == walker
    for change in ({"mountain": 1}, {"surface": "himmelblau"}, {"x0": -2.9}, {"surface": "formula", "formula": "x+y"}):
        assert walker.elsewhere(**change).stops().shape == (1, 2)
    for change in ({"lr": 0.5}, {"noise": 1.0}, {"formula": "x+y"}):
        assert len(walker.elsewhere(**change).stops()) == 1 + len(DOWN)
    assert len(Hike(0.2, walker.hike.trail).stops(walker.mountain)) == 1 + len(DOWN)


@pytest.mark.parametrize("stops", ["x", "1", "1_1_" * 41 + "1_1"])
def test_a_trail_that_is_none_is_left_out_and_said_to_be(stops):
    trail = f"{Hike().mark(MistyMountain())}_{stops}"
    read, said = Hike.read({"trail": trail})
    assert read == Hike()
    assert len(said) == 1
    assert said[0].startswith(f"Your trail “{trail[:40]}")
    assert " was left out: " in said[0]


def test_a_trail_that_leaves_the_map_does_not_count_and_another_mountain_s_is_nobody_s():
    mountain = MistyMountain()
    for trail in (f"{Hike().mark(mountain)}_9_9", "zzzz_1_1"):
        read, said = Hike.read({"trail": trail})
        assert said == []
        assert read.stops(mountain).tolist() == [mountain.start().tolist()]


def test_a_full_trail_fits_in_its_knob_whatever_the_surface():
    for name in SURFACES:
        (west, east), (south, north) = LANDSCAPES[name].box
        start = MistyMountain(surface=name, x0=west, y0=south).start()
        far = np.array([west, south]) + np.linspace(0.0001, 0.1239, hike.HIKE_MAX_STEPS)[:, None] * [
            east - west,
            north - south,
        ]
        walker = hiker(*far, surface=name, x0=start[0], y0=start[1])
        assert Hike.read({"trail": walker.hike.trail}) == (walker.hike, [])
        assert len(walker.stops()) == hike.HIKE_MAX_STEPS + 1


def test_the_script_makes_the_mountain_of_its_seed():
    record, names = MistyMountain(mountain=3, steps=4), {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(record.code(), "script", "exec"), names)
    assert np.array_equal(names["path"].x, record.run()["gd"].x)


def test_there_is_a_mountain_for_every_seed():
    other = MistyMountain(mountain=3)
    assert other.objective().minima == misty_mountain(3).minima != MistyMountain().objective().minima
    assert other.only("ground") != MistyMountain().only("ground")


# --- B1, and after the fog


def test_lost_in_the_mist_gradient_descent_gets_stuck_where_a_hiker_need_not():
    (run,) = PRESETS["B1"].run().values()
    rule, hand = (hike.account(PRESETS["B1"].record.objective(), x) for x in (run.x, hiker(*DOWN).stops()))
    assert (rule.minimum, rule.lowest, rule.steps) == (3, False, 20)
    assert (hand.minimum, hand.lowest, hand.steps) == (0, True, 7)
    assert hand.height < -1.4 < 0.17 < rule.height < 0.19


def test_without_fog_both_walks_and_every_valley_are_shown():
    walker = hiker(*DOWN)
    objective, stops = walker.objective(), walker.stops()
    walks = {hike_result.HAND: stops, "gradient descent": walker.mountain.run()["gd"].x}
    data = hike_result.revealed(objective, "data:,", walks, [0]).data
    assert np.allclose(data["minima"].frame()[["x", "y"]], objective.minima)
    assert data["minima"]["camp"].tolist() == [True, *[False] * (len(objective.minima) - 1)]
    shown = data["walks"].frame()
    own = shown[shown["hand"]]
    assert len(own) == len(hike_result.moments_of(walks)) == 51
    assert np.allclose(own[["x", "y"]], [*stops, *[stops[-1]] * (51 - len(stops))], atol=1e-6)
    assert own["way"].iloc[-1] == pytest.approx(hike_map.METRES * hike.length(stops), rel=1e-5)


def test_a_profile_leaves_out_what_is_off_the_map():
    bowl = LANDSCAPES["bowl"]
    gone = np.array([[1.0, 1.0], [3.0, 3.0], [1e9, 1e9], [np.nan, np.nan]])
    picture = hike_result.profile(bowl, {hike_result.HAND: np.array([[1.0, 1.0]]), "gradient descent": gone})
    assert picture.data["walks"].frame()["way"].max() == pytest.approx(100 * 8**0.5, rel=1e-5)
    assert np.isfinite(picture.data["view"].frame().to_numpy()).all()


# --- the page


def press(seen, label):
    (button,) = [button for button in seen.app.button if button.label == label]
    button.click()
    return seen.again()


def test_a_hike_from_the_fog_to_the_verdict():
    seen = visit(PAGE, preset="B1")
    assert seen.pictures.keys() == {"fog"}
    for steps in (1, 2):
        seen = press(seen, "Steepest way down")
        assert len(seen.pictures["fog"].data["trail"].frame()) == steps + 1
    seen = press(seen, "Undo")
    assert len(seen.pictures["fog"].data["trail"].frame()) == 2
    start, stop = seen.pictures["fog"].data["trail"].frame()[["x", "y"]].to_numpy()
    way = hike.steepest_descent(LANDSCAPES["misty_mountain"].grad(start.astype(float)))
    assert np.allclose(stop, start + 0.5 * way, atol=1e-3)
    seen = press(seen, "Let gradient descent walk")
    assert seen.pictures.keys() == {"fog"}  # it is out of sight
    assert [metric.value for metric in seen.app.metric][-1] == "20"
    seen = press(seen, "Lift the fog")
    assert seen.pictures.keys() == {"open", "profile"}
    assert seen.pictures["open"].data["walks"].frame()["i"].max() == 20, "the bar ends where the longer walk rests"
    assert any("found base camp" in text for text in seen.words)
    seen = press(seen, "Hike again")
    assert len(seen.pictures["fog"].data["trail"].frame()) == 1
    assert seen.wrong == []


@pytest.mark.parametrize(
    ("walker", "sentence"),
    [
        (hiker(*DOWN), "You found base camp! Gradient descent is stuck in a valley, 164 m above it."),
        (
            hiker(
                [0.1, 0.1],
                surface="bowl",
                x0=3.0,
                y0=0.0,
            ),
            # 0.8ᵏ ≤ 0.01
            "You both found the lowest valley. Gradient descent needed 21 steps, you have not come to rest there.",
        ),
        (
            hiker([0.02, 0.01], surface="bowl", x0=3.0, y0=0.0),
            "You both found the lowest valley. Gradient descent needed 21 steps, you needed 1.",
        ),
        (
            hiker(surface="bowl", x0=3.0, y0=0.0, optimizer="rmsprop"),
            "RMSProp found base camp. You are still on the way, 900 m above it.",
        ),
        (
            hiker(surface="rosenbrock", x0=-1.2, y0=1.0, lr=0.01),
            "Nobody found base camp. You are still on the way, 2420 m above it, gradient descent left the map.",
        ),
        (  # beside the bottom of a higher valley, where it still slopes, and at the bottom
            hiker([1.58, 0.6], surface="camel", x0=1.9, y0=0.9, lr=0.05),
            "Nobody found base camp. You are in a valley, 314 m above it, "
            "gradient descent is stuck in a valley, 314 m above it.",
        ),
        (  # on the pass, where both were told that the ground is level
            hiker([0.0, 0.0], surface="saddle", x0=-1.5, y0=0.0),
            "Nobody found base camp. You are on level ground, 25 m above it, "
            "gradient descent is on level ground, 25 m above it.",
        ),
        (
            hiker([0.0, 1.0], surface="formula", formula="x + y/2", x0=1.0, y0=1.5, steps=20),
            "Nobody knows the valleys of this ground. You came to 50 m, gradient descent to −75 m.",
        ),
    ],
)
def test_who_found_base_camp(walker, sentence):
    knobs = {
        name: str(getattr(walker.mountain, name))
        for name in ("surface", "formula", "x0", "y0", "lr", "steps", "optimizer")
    }
    seen = press(visit(PAGE, preset="B1", trail=walker.hike.trail, **knobs), "Lift the fog")
    assert f"**{sentence}**" in seen.words


@pytest.mark.parametrize("change", [{"surface": "himmelblau"}, {"mountain": 2}])
def test_on_another_mountain_the_fog_is_down_again(change):
    seen = press(visit(PAGE, preset="B1"), "Lift the fog")
    assert "open" in seen.pictures
    for name, value in change.items():
        seen = seen.turn(name, value)
    assert seen.pictures.keys() == {"fog"}


def test_a_new_mountain_is_the_next_one():
    seen = press(visit(PAGE, preset="B1", trail=hiker(*DOWN).hike.trail), "New mountain")
    assert seen.settings["mountain"] == 1
    assert len(seen.pictures["fog"].data["trail"].frame()) == 1


@pytest.mark.parametrize("surface", ["camel", "himmelblau", "monkey_saddle", "formula"])
def test_any_ground_can_be_hiked(surface):
    seen = visit(PAGE, preset="B1", surface=surface)
    assert seen.pictures.keys() == {"fog"}
    seen = press(press(seen, "Steepest way down"), "Lift the fog")
    assert seen.pictures.keys() == {"open", "profile"}
    assert seen.wrong == []


def test_when_it_is_dark_nobody_walks_on():
    record = hiker(*[[-3 + 0.1 * k, 3] for k in range(1, hike.HIKE_MAX_STEPS + 1)])
    seen = visit(PAGE, preset="B1", trail=record.hike.trail)
    assert len(seen.pictures["fog"].data["trail"].frame()) == hike.HIKE_MAX_STEPS + 1
    assert any("getting dark" in text for text in seen.words)
    assert [button.disabled for button in seen.app.button if button.label == "Steepest way down"] == [True]


def test_a_ground_without_numbers_can_be_stood_on():
    seen = visit(PAGE, preset="B1", surface="formula", formula="ln(x) + sqrt(y)")
    assert seen.wrong == []
    assert press(seen, "Lift the fog").wrong == []


OBJECTIVE = Objective("nowhere", 2, LANDSCAPES["bowl"].value_and_grad, box=((-4, 4), (-4, 4)))


@pytest.mark.parametrize("length", [0.4, 8.0, 4000.0])
def test_the_scale_is_a_round_number_about_a_fifth_of_the_map(length):
    box = ((0.0, length), (0.0, length))
    (scale,) = hike_map.surround_data(dataclasses.replace(OBJECTIVE, box=box))["scale"].frame().to_dict("records")
    bar = scale["x2"] - scale["x"]
    assert length / 12.5 < bar <= length / 5 + 1e-9
    assert read_number(scale["words"].removesuffix(" m")) == pytest.approx(100 * bar)
