"""Where a curve has gaps, and between which heights it is drawn: poles, jumps, holes and edges, wherever they lie."""

import math
import re

import numpy as np
import pytest

from gdengine import LANDSCAPES
from gdengine.expression import parse
from gdengine.landscapes.continuity import framed, traced

BOX = (-5.0, 5.0)
POLES = ["1/(x-p)", "1/(x-p)^2", "-1/abs(x-p)", "ln(abs(x-p))", "x + 1/(x-p)^3", "tan(x-p+pi/2)"]
PLACES = [0.0, 1.0, 0.7, -2.5, 1 / 3, math.pi / 3, -4.9999, 0.01, 2**0.5, 1e-9]


def curve(text):
    return parse(text, 1, box=[BOX])


def inner_ends(frame):
    """Where pieces end inside the window."""
    return [end for piece in frame.pieces for end in piece if end not in BOX]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("pattern", POLES)
def test_a_pole_is_a_gap_wherever_it_lies(pattern, place):
    frame = framed(curve(re.sub(r"\bp\b", f"({place!r})", pattern)))
    poles = [place] if "tan" not in pattern else [place + k * math.pi for k in range(-4, 5)]
    poles = sorted(pole for pole in poles if BOX[0] < pole < BOX[1])
    np.testing.assert_allclose(inner_ends(frame), np.repeat(poles, 2), atol=1e-9)
    assert frame.high - frame.low < 60


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("pattern", ["sign(x-p)", "x^2 + 3sign(x-p)", "atan(1/(x-p))", "abs(x-p)/(x-p) + sin(x)"])
def test_a_jump_is_a_gap(pattern, place):
    frame = framed(curve(pattern.replace("p", f"({place!r})")))
    np.testing.assert_allclose(inner_ends(frame), [place, place], atol=1e-8)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "pattern",
    [
        "abs(x-p)", "max(x, p)", "min((x-p)^2, 4)", "relu(x-p)", "sqrt(abs(x-p))", "cbrt(x-p)", "abs(x-p)^0.2", "x^2",
        "x*exp(x)", "tanh(100(x-p))", "1/((x-p)^2+0.001)", "sin(30x)", "sin(x-p)/(x-p)", "(x-p)/(x-p)", "x^60", "5",
        "(x-p)*ln(abs(x-p))", "1000000+x", "0.000001x^2", "sigmoid(20(x-p))",
    ],
)  # fmt: skip
def test_corners_cusps_steep_places_and_points_left_out_are_no_gaps(pattern, place):
    f = curve(re.sub(r"\bp\b", f"({place!r})", pattern))
    frame = framed(f)
    assert frame.pieces == (BOX,)
    x, y = traced(f, frame)
    assert np.isfinite(y).all()
    assert (x[0], x[-1]) == BOX


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("pattern", ["ln(x-p)", "sqrt(x-p)", "(x-p)^1.5", "1/sqrt(x-p)", "x + acos(1-min(x-p, 1))"])
def test_a_piece_begins_where_the_ground_does(pattern, place):
    ((start, end),) = framed(curve(pattern.replace("p", f"({place!r})"))).pieces
    assert start == pytest.approx(place, abs=1e-9)
    assert end == 5


def test_heights_are_those_of_the_curve_where_it_runs_nowhere():
    for name in LANDSCAPES.of(1):
        objective = LANDSCAPES[name]
        frame, y = framed(objective), objective(np.linspace(*objective.box[0], 5001)[:, None])
        assert frame.pieces == objective.box
        spare = 0.01 * np.ptp(y)
        assert y.min() - 1e-9 <= frame.low <= y.min() + spare
        assert frame.high == pytest.approx(y.max())
    assert framed(curve("ln(-1-x^2)")) == ((), 0.0, 1.0)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("tan(x)", (-20, -2), (2, 20)),
        ("1/(x-1)", (-10, -0.5), (0.5, 10)),
        ("1/x^2", (0.04, 0.05), (2, 20)),
        ("1/x^2 + x^2", (1.9, 2.1), (20, 60)),
        ("-1/x^2", (-20, -2), (-0.05, -0.03)),
        ("ln(x)", (-3, -1), (1.6, 1.61)),
        ("tan(x) + 1/(x+2)^2 + 5/(x-3)^2", (-25, -1), (3, 80)),
    ],
)
def test_poles_do_not_set_the_heights(text, least, most):
    frame = framed(curve(text))
    assert least[0] <= frame.low <= least[1]
    assert most[0] <= frame.high <= most[1]


def test_the_bottom_beside_a_pole_stays_in_sight():
    for place in PLACES:
        f = curve(f"1/(x-{place!r})^2 + 3(x-{place!r})^2")
        assert framed(f).low <= 2 * 3**0.5 + 0.01


def test_the_line_that_is_drawn_breaks_at_the_gaps_and_reaches_the_top_beside_them():
    f = curve("tan(x)")
    frame = framed(f)
    x, y = traced(f, frame)
    assert np.isnan(y).sum() == len(frame.pieces) - 1 == 4
    assert (np.diff(x) >= 0).all()
    for part in np.split(y, np.flatnonzero(np.isnan(y)))[1:-1]:
        assert part[1] < frame.low < frame.high < part[-1]
        assert (np.diff(part[1:]) >= 0).all()
    assert np.nanmax(np.abs(y)) < 50


def test_a_pole_in_the_very_middle_of_two_samples():
    x = BOX[0] + 10 * (np.array([300, 301]) + 0.6180339887498949) / 1000
    place = float(x.mean())
    for text in ("1/(x-p)", "1/(x-p)^2", "ln(abs(x-p))"):
        frame = framed(curve(text.replace("p", f"({place!r})")))
        np.testing.assert_allclose(inner_ends(frame), [place, place], atol=1e-9)
        (_, before), (after, _) = frame.pieces
        assert before < place < after


def test_only_a_curve_is_framed():
    with pytest.raises(ValueError, match="only a curve with a box is framed"):
        framed(parse("x*y"))
