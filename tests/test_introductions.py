"""What the introductions also show: formulas with their ∂, convex ground, what a rule does, the limit 2, the bias."""

import json
import sys

import numpy as np
import pytest
from visit import opened, visit

from gdengine import LANDSCAPES, PRESETS
from gdengine.activities.race import RACERS
from gdengine.analysis.curvature import convex, hessian
from gdengine.analysis.five_rates import PRODUCTS
from gdengine.experiments import MistyMountain
from pages.charts.slope.limit import why_two


@pytest.mark.parametrize("surface", LANDSCAPES.of(2))
def test_a_surface_and_its_gradient_are_written_out(surface):
    seen = visit("misty_mountain", preset="B3", surface=surface)
    assert seen.wrong == []
    parts = r"\frac{\partial f}{\partial x},\;\frac{\partial f}{\partial y}"
    (written,) = [text for text in seen.words if parts in text]
    ground = PRESETS["B3"].record.__class__(surface=surface).objective()
    assert ground.formula in written
    assert ground.gradient in written


def test_the_slope_is_written_in_both_notations():
    assert any(r"f'(x) = \frac{df}{dx} = 6x-4" in text for text in opened("slope_explorer", ("preset", "A1")).words)
    own = visit("slope_explorer", preset="A1", curve="formula", formula="x^2")
    assert any(r"f'(x) = \frac{df}{dx} =" in text for text in own.words)


def test_convex_is_what_bends_up_everywhere():
    draw = np.random.default_rng(3)
    for name in LANDSCAPES.of(2):
        low, high = np.array(LANDSCAPES[name].box).T
        places = draw.uniform(low, high, (60, 2))
        bends = [np.linalg.eigvalsh(hessian(LANDSCAPES[name], place))[0] for place in places]
        assert convex(LANDSCAPES[name]) == (min(bends) >= -1e-6), name
    assert convex(LANDSCAPES["square"])
    assert not convex(LANDSCAPES["double_well"])


HIMMELBLAU = "(x^2+y-11)^2 + (x+y^2-7)^2"


@pytest.mark.parametrize(
    ("formula", "window", "bends_up"),
    [
        ("x^2+y^2+0.001*sin(200x)", {}, False),  # a ripple finer than the grid, with seven minima
        (HIMMELBLAU, {"zoom": 0.1, "shift": 3.0, "shift_y": 2.0}, False),  # in the window there is one valley
        (HIMMELBLAU, {}, False),
        ("x^2+y^2-0.1|x-0.01|", {}, False),
        ("y^2-ln(x)", {}, True),  # wherever it has a value
        ("y^2-ln(x^2-1)", {}, False),  # either half is, but not both
        ("1/x+y^2", {}, False),
        ("exp(x)+y^2", {}, True),
        ("sqrt(x^2+y^2)", {}, True),
        ("max(|x|,|y|)", {}, True),
        ("x-2y", {}, True),
        ("min(x,y)", {}, False),
        ("(x+y-4)^4", {"zoom": 0.05}, True),
    ],
)
def test_ground_is_called_convex_by_all_that_it_does(formula, window, bends_up):
    ground = MistyMountain(surface="formula", formula=formula, **window).objective()
    assert convex(ground) == bends_up


@pytest.mark.parametrize(
    ("preset", "words"), [("B2", "**convex**"), ("B2r", "**not convex**: 25 valleys lie on this map")]
)
def test_convex_is_said_where_it_is_shown(preset, words):
    assert any(f"This ground is {words}" in text for text in opened("misty_mountain", ("preset", preset)).words)


def test_of_valleys_that_were_looked_for_there_may_be_more():
    """At a corner none is found: two of these are, of four."""
    corners = "min(min((x-2)^2+y^2, (x+2)^2+y^2), min(|x-0.3|+|y-3.1|, |x+0.4|+|y+2.9|))"
    record = MistyMountain(surface="formula", formula=corners)
    assert len(record.objective().minima) == 2
    seen = visit("misty_mountain", lens="starts", surface="formula", formula=corners, hide="guess")
    assert any("**not convex**: at least 2 valleys lie on this map" in text for text in seen.words)


def test_a_race_tells_what_each_rule_does_and_where_it_steps_next(monkeypatch):
    boards = []
    race = sys.modules["pages.views.mountain.race"]  # the package has a function of that name
    monkeypatch.setattr(race, "board", lambda rows, *rest, **how: boards.append(rows))
    racers = visit("misty_mountain", preset="B5").pictures["field"].data["racers"].frame()
    (rows,) = boards
    assert {row.name for row in rows} == {*RACERS}
    assert all(row.line.endswith(".") for row in rows)
    assert len({row.line for row in rows}) == len(rows)
    for _, walk in racers.groupby("who"):
        assert np.array_equal(walk["nx"].to_numpy()[:-1], walk["x"].to_numpy()[1:], equal_nan=True)
        assert np.array_equal(walk["ny"].to_numpy()[:-1], walk["y"].to_numpy()[1:], equal_nan=True)


def test_why_two_is_the_limit_is_a_picture():
    data = why_two(PRODUCTS).data
    for table in (data["factors"], data["five"]):
        assert table["y"].tolist() == pytest.approx(np.abs(1 - table["x"]).tolist(), abs=1e-6)
    assert "limit" in opened("slope_explorer", ("preset", "A5s")).pictures


@pytest.mark.parametrize(("preset", "w", "loss"), [("A7b", "1", 27.008959), ("A6", "-8", 516.666667)])
def test_any_weight_is_reached_by_a_link_with_either_bias(preset, w, loss):
    seen = visit("slope_explorer", preset=preset, x0=w)
    assert seen.wrong == []
    assert seen.settings["x0"] == float(w)
    value = seen.pictures["loss"].data["every"].frame()["home_v"].iloc[0]
    assert float(value) == pytest.approx(loss, rel=1e-6)


def test_the_network_counts_epochs_everywhere():
    spec = json.dumps(opened("sine_mlp", ("preset", "D1")).pictures["loss"].spec)
    assert '"title": "epoch"' in spec
    assert '"title": "step"' not in spec
