"""A line is drawn where it crosses the picture, however steep it is: its ends are cut before a browser sees them."""

import itertools
from fractions import Fraction

import altair as alt
import numpy as np
import pytest
from browser import some

from gdengine import Trajectory
from pages.charts.kit import line_fit, spec
from pages.charts.kit.numbers import number
from pages.charts.regression.line_fit import fitting

X, Y = (-2.0, 6.0), (-80.0, 240.0)
PLACES = [(1.0, 100.0), (-1.9, -79.0), (5.9, 239.0)]  # in the picture
PIXEL = 1e-3  # of either side of a plot
# a pure transform of Vega's, worked out as Vega does
WORKED_OUT = """([transforms, view, rows]) => {
    const data = () => [view], {min, max} = Math, clamp = (x, low, high) => max(low, min(high, x));
    const calculated = transforms.map(({calculate, as, filter}) =>
        [as, new Function('datum', 'data', 'min', 'max', 'clamp', `return ${calculate ?? filter}`)]);
    return rows.map(([a, b]) => {
        const datum = {a: Math.fround(a), b: Math.fround(b)};
        for (const [as, work] of calculated) {
            const found = work(datum, data, min, max, clamp);
            if (as) datum[as] = found;
            else if (!found) return null;
        }
        return ['left', 'at_left', 'right', 'at_right'].map(name => datum[name]);
    });
}"""
SLOPES = [sign * 10.0**power for sign in (1, -1) for power in (-300, -3, 0, 2, 9, 20, 37, 39, 150, 300)] + [0.0]


@pytest.fixture(scope="module")
def drawn(modules):
    """The ends (4,) of lines (N, 2), as a picture of X and Y draws them; None of one that is not drawn."""

    def drawn(lines):
        drawing = line_fit.across(alt.Chart(spec.source("lines")), "datum.a", "datum.b")
        view = dict(zip(("x_lo", "x_hi", "y_lo", "y_hi"), (*X, *Y)))
        borne = np.stack(line_fit.borne(*np.array(lines, float).T), axis=1)
        return modules.evaluate(WORKED_OUT, [drawing.to_dict(validate=False)["transform"], view, borne.tolist()])

    return drawn


def crossing(b, x, y):
    """The line (a, b) through a place, in floats."""
    return float(Fraction(y) - Fraction(b) * Fraction(x)), b


def test_a_line_is_drawn_through_the_picture_wherever_it_crosses_it(drawn):
    """Exact to a pixel, and no end is far outside: a browser draws in single precision, too."""
    asked = [(place, crossing(b, *place)) for b, place in itertools.product(SLOPES, PLACES)]
    for (_, (a, b)), ends in zip(asked, drawn([line for _, line in asked]), strict=True):
        assert ends is not None, (a, b)
        left, at_left, right, at_right = ends
        assert X[0] <= left <= right <= X[1]
        assert all(2 * Y[0] - Y[1] <= height <= 2 * Y[1] - Y[0] for height in (at_left, at_right))
        for x, y in ((left, at_left), (right, at_right)):
            aside = abs(Fraction(a) + Fraction(b) * Fraction(x) - Fraction(y))
            near_upright = aside <= abs(Fraction(b)) * Fraction(PIXEL * (X[1] - X[0]))
            assert near_upright or aside <= PIXEL * (Y[1] - Y[0]), (a, b, x, y)
        reaches = [left == X[0] or at_left in (2 * Y[0] - Y[1], 2 * Y[1] - Y[0]), right == X[1] or at_right != at_left]
        assert all(reaches), "from edge to edge"


@pytest.mark.parametrize("power", [30, 38, 100, 300])
def test_a_line_too_steep_to_travel_is_sent_less_steep_and_its_numbers_are_told_as_they_are(power):
    x, y, b = np.arange(4.0), np.arange(4.0), 10.0**power
    walk = np.array([[[1.0, 2.0]], [[-3 * b, b]]])
    run = Trajectory(np.arange(2), walk, np.ones((2, 1)), walk, np.array([0]), np.array([2]))
    picture = fitting(x, y, [0.0, 1.0], run, np.arange(2))
    sent = picture.data["every"]
    assert -sent["home_intercept"][1] / sent["home_slope"][1] == pytest.approx(3)
    assert picture.now.at(1) == f"Step 1: intercept {number(-3 * b, 4)}, slope {number(b, 4)}."


def test_what_is_beside_the_picture_is_not_drawn_and_a_line_of_infinite_slope_stands_at_0(drawn):
    beside = [crossing(b, x, 0.0) for b in (1e3, 1e20, 1e300, -1e300) for x in (-9.0, 30.0)] + [(900.0, 0.0)]
    assert drawn(beside) == [None] * len(beside)
    foot, top = 2 * Y[0] - Y[1], 2 * Y[1] - Y[0]
    assert drawn([(3.0, np.inf), (3.0, -np.inf)]) == [[0, foot, 0, top], [0, top, 0, foot]]


UPRIGHT = {  # a walk at its end, how many lines it has there, and at which share of the width they stand
    "planets": ("regression?lens=descend&data=planets&lr=1&step=3", 1, 0.02),
    "batches": ("regression?lens=batches&walks=all 32 8 1&data=noisy_line&n=500&loss=mse&lr=0.05&step=1000", 4, 0.07),
    "weight": ("slope_explorer?lens=weight&curve=one_weight&x0=0&lr=0.5&step=18", 1, 0.23),
}
ENDS = """() => {
    const plot = document.querySelector('svg.marks'), rules = [...plot.querySelectorAll('.mark-rule.role-mark')].at(-1);
    const {width, height} = plot.querySelector('.mark-group path.background').getBBox();
    return [...rules.querySelectorAll('line')].map(line => {
        const [, x, y] = line.getAttribute('transform').match(/\\((.+),(.+)\\)/).map(Number);
        return [x / width, y / height, line.getAttribute('x2') / width, line.getAttribute('y2') / height];
    });
}"""


@pytest.mark.parametrize("walk", some(UPRIGHT, "planets", "weight"))
def test_a_walk_that_is_gone_has_a_line_that_stands_upright_within_the_plot(tab, app, walk):
    """The end of each of these lay more than 10¹⁰ px outside: Chromium drew it at the right border, or not at all."""
    link, count, share = UPRIGHT[walk]
    ends = tab().open(f"{app}/{link}&hide=guess").page.evaluate(ENDS)
    assert len(ends) == count
    for x, y, across, up in ends:
        assert x == pytest.approx(share, abs=0.06) and across == pytest.approx(0, abs=1e-3)
        assert min(y, y + up) <= 0 and max(y, y + up) >= 1 and abs(up) <= 4, "from the foot to the top, and not far out"
