"""What a chart is sent of a family of runs, and what it says of them: the same numbers, at every row of the record."""

import numpy as np
import pytest
from visit import PAGES, opened

from gdengine import PRESETS
from pages.charts.kit import moments
from pages.charts.kit.numbers import number
from pages.charts.kit.spec import DESCRIBED_DIGITS

C3 = PRESETS["C3"].record
FAMILY = C3.family([0.0005, C3.lr])


def tables(rows, home=-1):
    return moments.tables(FAMILY, rows, home, a=FAMILY.x[..., 0], v=FAMILY.value)


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


@pytest.mark.parametrize("home", [0, 1, -1])
def test_who_is_in_force_travels(home):
    every = tables(np.arange(5), home)["every"]
    assert {*every["home"]} == {home % 2}
    assert {*every["twin"]} == {home % 2}


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


@pytest.mark.parametrize(("page", "lens"), [(name, lens) for name, page in PAGES.items() for lens in page.views])
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
