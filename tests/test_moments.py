"""What a chart is sent of a family of runs, and what it says of them: the same numbers, at every row of the record."""

from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest
from browser import some
from visit import PAGES, guess_of, opened, visit

from gdengine import PRESETS
from pages.charts.kit import moments
from pages.charts.kit.numbers import number
from pages.charts.kit.spec import DESCRIBED_DIGITS, Description
from pages.ui.described import describe

C3 = PRESETS["C3"].record
FAMILY = C3.family([0.0005, C3.lr])


def tables(rows):
    return moments.tables(FAMILY, rows, a=FAMILY.x[..., 0], v=FAMILY.value)


def test_every_step_of_the_run_in_force_is_sent():
    every = tables(moments.thinned(len(FAMILY.step)))["every"]
    assert every["i"].tolist() == [*range(1001)]
    assert np.array_equal(every["home_a"], FAMILY.x[:, 1, 0].astype(np.float32))
    assert np.array_equal(every["step"], FAMILY.step)


def test_a_row_names_the_last_one_sent_of_every_member():
    rows = moments.thinned(len(FAMILY.step))
    sent = tables(rows)
    every, path = sent["every"], sent["path"]
    named = path["i"][every["row"]]
    assert (named <= every["i"]).all()
    assert np.array_equal(named[every["kept"]], every["i"][every["kept"]])
    assert np.array_equal(every["i"][every["kept"]], rows)


def test_who_is_in_force_travels():
    every = tables(np.arange(5))["every"]
    assert {*every["home"]} == {*every["twin"]} == {1}


def test_a_twin_is_found():
    twins = C3.family([C3.lr, 0.0005, C3.lr])
    every = moments.tables(twins, np.arange(5), a=twins.x[..., 0])["every"]
    assert {*every["twin"]} == {0}


def test_a_goal_is_shown_once_a_walk_is_near_or_at_the_end():
    walk = np.array([[0.0], [1.0], [2.0], [2.1]])
    goals = np.array([[1.02], [2.0], [9.0]])
    assert moments.found(goals, [walk], 0.05).tolist() == [1, 2, 3]
    assert moments.found(goals, [walk, walk[::-1]], 0.05).tolist() == [1, 1, 3]
    assert moments.found(goals, [np.full((4, 1), np.nan)], 0.05).tolist() == [3, 3, 3]


VIEWS = [(name, view) for name, page in PAGES.items() for view in page.views]


@pytest.mark.parametrize(("page", "lens"), some(VIEWS, *VIEWS[::2]))
def test_a_picture_says_what_it_draws(page, lens):
    """Every number of a description is one of the picture's own data, where the picture has it."""
    for key, picture in opened(page, ("lens", lens)).pictures.items():
        if picture.now is None:
            continue
        for row in (0, len(picture.now.steps) // 2, len(picture.now.steps) - 1):
            told = picture.now.at(row)
            assert "{" not in told
            for name, values in picture.now.numbers.items():
                span = picture.now.spans.get(name, 0.0)  # on which less than a millionth is nothing
                said = number(float(values[row]), DESCRIBED_DIGITS, span)
                assert said in told, (key, name)
                if f"home_{name}" in picture.data.get("every", {}):
                    drawn = float(picture.data["every"].frame()[f"home_{name}"].iloc[row])
                    assert said == number(drawn, DESCRIBED_DIGITS, span), (key, name)


EVERY_VIEW = [(name, lens, {}) for name, page in PAGES.items() for lens in page.views]
BY_DAY = [case for case in EVERY_VIEW if case[:2] in {("slope_explorer", "slope"), ("misty_mountain", "hike")}]
ASKED = [  # as they open, before the guess
    (PRESETS[name].page, PRESETS[name].view, {"preset": name, "floor": "learn"})
    for name in PRESETS
    if guess_of(name)[0]
]
ASKED_BY_DAY = [case for case in ASKED if case[2]["preset"] in ("B7m", "C2h")]


@pytest.mark.parametrize(("page", "lens", "link"), some([*EVERY_VIEW, *ASKED], *BY_DAY, *ASKED_BY_DAY))
def test_what_a_picture_shows_now_is_told_for_who_hears_the_page(page, lens, link):
    with mock.patch("pages.ui.described.live_text") as told:
        assert visit(page, lens=lens, **link).wrong == []
    assert sum(len(call.args[0]) for call in told.call_args_list) > 0


def test_what_is_told_of_a_hike_and_of_its_end_is_where_the_walkers_are():
    foggy = visit("misty_mountain", preset="B1").press("Steepest way down")
    fog = foggy.pictures["fog"]
    trail = fog.data["trail"]
    x, y, up = (
        number(scale * float(trail[name][-1]), DESCRIBED_DIGITS) for name, scale in (("x", 1), ("y", 1), ("f", 100))
    )
    assert fog.now.at(0) == f"You stand at x = {x}, y = {y}, {up} m high. Strides taken: 1."
    clear = foggy.press("Lift the fog").pictures["open"].now
    assert clear.at(0).startswith("Step 0: you at x = ") and "; gradient descent at x = " in clear.at(0)
    assert clear.at(1) != clear.at(0)


def test_of_charts_that_move_and_charts_that_stand_each_is_told_by_what_moves_it():
    still, moving = np.array([3.0]), np.arange(4.0)
    charts = [Description("{a}", np.array([0]), {"a": still}), Description("{a} at {k}", moving, {"a": moving}),
              Description("{a}", moving, {"a": moving}, frame="p")]  # fmt: skip
    scene = SimpleNamespace(charts=[SimpleNamespace(now=now) for now in charts], key=lambda *names: ".".join(names))
    with mock.patch("pages.ui.described.live_text") as told:
        describe(scene)
    (bar, dial) = told.call_args_list
    assert (bar.kwargs["frame"], dial.kwargs["frame"]) == ("t", "p")
    assert bar.args[0] == ["{a_0}", "{a_1} at {k}"] and bar.kwargs["steps"] == [0, 1, 2, 3]
    assert bar.args[1]["a_0"].tolist() == [3] and bar.args[1]["a_1"].tolist() == [0, 1, 2, 3]
