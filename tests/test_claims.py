"""What is said of mathematics, whatever the run: each sentence beside numbers that are worked out here, another way."""

import dataclasses
from unittest import mock

import numpy as np
import pytest
from visit import visit

from gdengine import LANDSCAPES, PRESETS
from gdengine.analysis.curvature import convex
from gdengine.experiments import Regression
from gdengine.landscapes import LINES
from gdengine.regression import CRITERIA, basis, condition, dataset, design, standardize
from gdengine.regression.degrees import degree_losses
from pages.views.registry import PAGES

WELL = LANDSCAPES["double_well"]


def words_of(page, **link):
    seen = visit(page, hide="guess", **link)
    assert seen.wrong == []
    return " ".join(seen.words)


# --- lines through points ---------------------------------------------------------------------------------------------


def test_a_line_through_0_meets_the_point_at_0():
    """The sine is 0 there: what no such line does is meet all."""
    preset = PRESETS["A7b"]
    line = LINES[preset.record.curve]
    at_zero = line.x == 0
    assert at_zero.any() and (line.y[at_zero] == line.bias).all()
    assert "meets all these points" in preset.question


@pytest.mark.parametrize(("across", "pulled"), [(2.5, False), (4.0, False), (6.0, True), (10.0, True)])
def test_a_far_point_pulls_the_line_of_least_distances_from_the_side_only(across, pulled):
    x, y = np.append(np.arange(4.0), across), np.append(np.arange(4.0), 1000.0)
    _, slope = CRITERIA["absolute"].best(x, y)
    assert (slope > 50) == pulled
    assert "unless it lies far to one side" in CRITERIA["absolute"].said


def test_a_curve_of_a_higher_degree_goes_through_no_more_points():
    """That the best fit is the one through the most points is what students believe: see ``teaching``."""
    record, own = PRESETS["C6o"].record, PRESETS["C6o"].own
    part = own.parted(record)
    met = []
    for degree in (1, 4, 9):
        made = basis(part.x, degree, "orthogonal").rows(part.x)
        fit = made @ np.linalg.lstsq(made, part.y)[0]
        met.append(int(np.isclose(fit, part.y, atol=1e-6).sum()))
    assert met == [0, 0, 0]
    assert "through" not in PAGES["regression"].views["bend"].question


@pytest.mark.parametrize("data", ["line", "noisy_line", "anscombe_2", "braking"])
def test_a_higher_degree_is_never_worse_and_not_always_better(data):
    points = dataset(data)
    losses = np.array([fit.fitted for fit in degree_losses(points.x, points.y, points.x[:0], points.y[:0])])
    assert (np.diff(losses) <= 1e-12 * losses[0]).all()
    assert (losses[1] == losses[0]) == (data == "line")
    assert "of a higher degree is never worse" in words_of("regression", preset="C3", lens="bend", data=data)


def test_no_points_held_out_are_not_asked_after():
    asked = {held: words_of("regression", preset="C3", lens="bend", held=held) for held in ("0", "0.3")}
    assert ["it has not seen" in asked[held] or "that it has not" in asked[held] for held in asked] == [False, True]


def test_the_bowl_of_a_line_is_round_and_not_that_of_every_curve():
    x = standardize(design(dataset("ten_points").x))[0]
    assert condition(x) == pytest.approx(1)
    assert condition(basis(x[:, 1], 3, "powers").rows(x[:, 1])) > 10
    assert "the bowl of a line is round" in Regression.knobs()["scale"].help


def test_a_flat_line_may_be_worse_than_the_mean():
    """R² is 0 for the best of them; below 0 is worse than that one, not worse than any."""
    points = dataset("ten_points")
    scatter = np.square(points.y - points.y.mean()).sum()
    share = [1 - np.square(points.y - level).sum() / scatter for level in (points.y.mean(), points.y.max())]
    assert share[0] == pytest.approx(0) and share[1] < -1
    told = [block for block in parts_of("regression", preset="C3") if "R² = " in block]
    assert told and all("0 no better than the best flat line" in text for text in told)


def parts_of(page, **link):
    """What the parts in the browser are given to write, line by line."""
    with mock.patch("pages.ui.parts.live_text._live_text") as live:
        visit(page, **link)
    lines = [line for call in live.call_args_list for line in call.kwargs["data"]["lines"]]
    return ["".join(piece.get("text", "#") for part in line for piece in part) for line in lines]


def test_it_is_the_squared_error_of_a_line_that_is_convex():
    points = dataset("ten_points")
    ground = {
        name: dataclasses.replace(CRITERIA[name].objective(points.x, points.y), box=((-10, 10), (-10, 10)))
        for name in CRITERIA
    }
    assert {name for name in ground if not convex(ground[name])} == {"perpendicular"}
    assert "So is the squared error of a line." in words_of("misty_mountain", preset="B2")
