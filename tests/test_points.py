"""Points as a text for links, points that are held, and the sets that somebody measured."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.data import points
from gdengine.experiments import Regression
from gdengine.experiments.presets import PRESETS
from gdengine.regression import DATASETS, condition, dataset, design, solve

coordinates = st.floats(-1e12, 1e12)


@settings(deadline=None, derandomize=True, max_examples=200)
@given(pairs=st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=points.MOST_POINTS))
def test_points_survive_their_text_exactly(pairs):
    x, y = np.array(pairs).T
    text = points.write(x, y)
    assert len(text) <= points.LONGEST_POINTS
    assert not {*text} - {*"0123456789.-e_~"}, "a link leaves every character as it is"
    read = points.read(text)
    assert np.array_equal(read.x, x) and np.array_equal(read.y, y)
    record, complaints = Regression.read({"data": "own", "xy": text})
    assert complaints == [] and np.array_equal(record.points().y, y)


def test_the_text_is_short_and_readable():
    assert points.write([0, 1], [1.5, 2]) == "0_1.5~1_2"
    assert points.write([1e-7, -0.5], [123456789012, 0]) == "1e-7_123456789012~-0.5_0"
    assert points.read("1e3_+2~.5_-4.").x.tolist() == [1000, 0.5]


def test_a_link_may_have_ends_that_are_none():
    assert Regression.read({"xy": " 1_2~3_4~ "})[0].xy == "1_2~3_4"


@pytest.mark.parametrize(
    "text", ["", "1", "1_2_3", "1_2~~3_4", "x_y", "1_2;3_4", "nan_1", "1_inf", "1__2", "1_1e13", "²_1", "1_2~3,5_1"]
)
def test_what_is_no_list_of_points_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"no point|number from −1e12"):
        points.read(text)


def test_more_points_are_held_as_long_as_somebody_keeps_them():
    x = np.arange(1000.0)
    held = points.hold(x, x**2)
    assert held.text.startswith("held-1000-")
    assert points.hold(x.copy(), x**2) is held, "equal points are held once"
    assert points.hold(x, x).text != held.text
    record = Regression(data="own", xy=held.text, scale="standardized", loss="mse", lr=0.5, steps=5)
    assert len(record.points().x) == 1000 and record.settled() == (record, [])
    assert Regression.read({"data": "own", "xy": held.text}) == (Regression(data="own", xy=held.text), [])
    record.points().y[:] = 0
    assert record.points().y[-1] == 999**2, "what is held does not change"
    text = held.text
    del held
    gc.collect()
    with pytest.raises(ValueError, match="a link does not carry 1000 points"):
        points.read(text)
    read, (said,) = Regression.read({"data": "own", "xy": text})
    assert read.xy == Regression().xy and "a link does not carry 1000 points" in said
    settled, said = Regression(data="own", xy=text).settled()
    assert settled.xy == Regression().xy and said[0].startswith("A link does not carry 1000 points")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: points.write([], []), "one or more x, each with its y"),
        (lambda: points.write([1, 2], [1]), "one or more x, each with its y"),
        (lambda: points.write(range(61), range(61)), "at most 60 points, not 61"),
        (lambda: points.hold([1, np.nan], [1, 2]), "number from −1e12 to 1e12"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


# --- sets ------------------------------------------------------------------------------------------------------------

PRINTED = {  # intercept and slope as they are printed for them, to the last digit
    "hubble": (-40.784, 454.158),
    "boiling": (-81.0637, 0.5229),
    "braking": (-17.5791, 3.9324),
    "height_weight": (-87.51667, 3.45),
    "cherry_trees": (-36.9435, 5.0659),
    "ozone_meter": (-0.262323073774029, 1.00211681802045),
}
REAL = [name for name, data in DATASETS.items() if data.real]


def test_twelve_sets_were_measured():
    assert len(REAL) == 12
    for name in REAL:
        data = dataset(name)
        assert 8 <= len(data.x) <= points.MOST_POINTS, "few enough to be dragged and linked"
        assert "public domain" in data.license
        assert len(data.source) > 20 and any(letter.isdigit() for letter in data.source + "1")
        assert condition(design(data.x)) < np.inf
        units = data.y_title if name in ("sprint",) else data.x_title
        assert ", " in units or name in ("planets",), name
    assert not any(dataset(name).license for name in DATASETS if name not in REAL)


@pytest.mark.parametrize(("name", "line"), PRINTED.items())
def test_measured_sets_have_the_lines_that_are_printed_for_them(name, line):
    digits = [len(str(value).partition(".")[2]) for value in line]
    for value, printed, decimals in zip(solve(design(dataset(name).x), dataset(name).y), line, digits):
        assert value == pytest.approx(printed, abs=0.6 * 10.0**-decimals if decimals < 12 else 1e-10)


def test_measured_sets_obey_their_laws():
    planets, air, sprint = dataset("planets"), dataset("air"), dataset("sprint")
    assert planets.y**2 / planets.x**3 == pytest.approx(np.ones(8), rel=2e-3)
    assert air.x * air.y == pytest.approx(np.full(25, 1406.0), rel=0.01)
    assert len(sprint.x) == 30 and sprint.y.min() == 9.63
    assert 0 < solve(design(dataset("stature").x), dataset("stature").y)[1] < 1, "regression towards the mean"


def test_a_line_can_be_made():
    data = dataset("made_line", n=200, noise=0.5, seed=1, slope=-2.0, intercept=7.0)
    assert solve(design(data.x), data.y) == pytest.approx((7, -2), abs=0.2)
    exact = dataset("made_line", n=20, noise=0.0, slope=3.0, intercept=1.0)
    assert np.allclose(exact.y, 1 + 3 * exact.x)
    thrown = dataset("made_line", n=20, noise=0.0, slope=3.0, intercept=1.0, outliers=4)
    assert (np.abs(thrown.y - exact.y) > 6).sum() == 4
    assert dataset("made_line", n=3, outliers=9).x.shape == (3,)
    assert {*dataset("answers", n=50).y} == {0, 1}


def test_every_set_opens_on_the_page_as_it_is():
    assert PRESETS["C3"].record.data == "ten_points"
    for name in DATASETS:
        record, said = Regression(data=name).settled()
        assert all(sentence.startswith("Start") for sentence in said)
        assert np.isfinite(record.objective()(record.start()))
