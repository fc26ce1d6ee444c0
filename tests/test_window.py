"""The window of a typed formula holds its ground, a bottom or the edge of its domain; home stays where it is fine."""

import random
import time

import numpy as np
import pytest
from formulas import formulas

from gdengine.expression import parse
from gdengine.landscapes.minima import minima

HOME = ((-5.0, 5.0),)
STAYS = ["x^2", "x^2 + 1000", "exp(x)", "x", "x^3", "-x^2", "tan(x)", "ln(x)", "ln(x^2)", "sqrt(x)", "1/x", "exp(-x^2)",
         "1/(x-10)^2", "ln((x-10)^2)", "ln(-1-x^2)", "sigmoid(x)", "max(x,0)", "min(x^2,4)", "sign(x)", "5", "x^x",
         "x^4/4 - x^2 + x/3", "(x-1)^2*(x-30)^2", "1/x^2 + x^2", "sqrt(x+1)"]  # fmt: skip
SURFACES_THAT_STAY = ["x^2+y^2", "x^2", "x^2-y^2", "exp(-x^2-y^2)", "ln(x^2+y^2)", "ln((x-10)^2+y^2)", "x+y", "x*y",
                      "(1-x)^2+100(y-x^2)^2", "max(x,0)", "sqrt(x)+y", "1/x", "ln(-1-x^2-y^2)"]  # fmt: skip


@pytest.mark.parametrize("text", STAYS)
def test_home_stays_where_it_is_fine(text):
    assert parse(text, 1).box == HOME


@pytest.mark.parametrize("text", SURFACES_THAT_STAY)
def test_home_stays_for_surfaces(text):
    assert parse(text, 2).box == HOME * 2


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("(x-10)^2", (5, 15)),
        ("sqrt(x-6)", (5, 15)),
        ("sqrt(-x-6)", (-15, -5)),
        ("ln(x-20)", (19, 29)),
        ("asin(x)", (-1.2, 1.2)),
        ("-sqrt(0.01-x^2)", (-0.12, 0.12)),
        ("(sqrt(x-6)-5)^2", (26, 36)),
        ("abs(x+30)", (-35, -25)),
        ("(x-90)^2", (80, 100)),
    ],
)
def test_the_window_of_a_curve_by_hand(text, box):
    assert parse(text, 1).box == (box,)


def test_the_bottom_of_any_bowl_is_in_its_window_and_found():
    rng = random.Random(41)
    patterns = ["{a}(x-{c})^2 + {b}", "abs(x-{c})*{a} + {b}", "(x-{c})^4 + {a}(x-{c})^2", "cosh((x-{c})/{a})"]
    patterns += ["-exp(-(x-{c})^2/{a}00)"]
    for _ in range(150):
        c, a, b = round(rng.uniform(-95, 95), 2), rng.choice([1, 3, 20]), rng.randrange(-1000, 1000)
        f = parse(rng.choice(patterns).format(a=a, b=b, c=f"({c})"), 1)
        ((low, high),) = f.box
        assert low <= c <= high, f.name
        assert f.box == HOME or abs(c) > 5
        assert minima(f) == (pytest.approx((c,), abs=1e-6),), f.name


def test_the_bottom_of_any_surface_is_in_its_window_and_found():
    rng = random.Random(42)
    patterns = ["(x-{c})^2 + {a}(y-{d})^2", "{a}(x-{c})^2 + (x-{c})(y-{d}) + (y-{d})^2 + {b}"]
    patterns += ["cosh((x-{c})/9) + (y-{d})^4 + (y-{d})^2"]
    for _ in range(60):
        c, d = (round(rng.uniform(-90, 90), 1) for _ in "xy")
        f = parse(rng.choice(patterns).format(a=rng.choice([1, 3, 20]), b=rng.randrange(99), c=f"({c})", d=f"({d})"), 2)
        assert all(low <= at <= high for at, (low, high) in zip((c, d), f.box)), (f.name, f.box)
        assert minima(f) == (pytest.approx((c, d), abs=1e-5),), f.name
    assert parse("(x-8)^2+(y+9)^2").box == ((3, 13), (-14, -4))
    assert parse("(x-10)^2", 2).box == ((5, 15), (-5, 5))
    assert parse("abs(x-12)+abs(y)").box == ((7, 17), (-5, 5))
    assert parse("(x-20)^2+100(y-x^2/20)^2").box == ((15, 25), (15, 25))


def test_the_ground_of_any_domain_is_in_its_window():
    rng = random.Random(43)
    for _ in range(100):
        c = round(rng.uniform(-90, 90), 1)
        for text, dim in (("sqrt(x-p)", 1), ("ln(p-x)", 1), ("sqrt(x-p) + y^2", 2), ("asin(x-p)", 1)):
            f = parse(text.replace("p", f"({c})"), dim)
            x = np.stack(np.meshgrid(*[np.linspace(*side, 41) for side in f.box]), -1)
            with np.errstate(all="ignore"):
                share = np.isfinite(f(x)).mean()
            assert share >= (0.2 if "asin" not in text else 0.03), (f.name, f.box, share)


def test_a_window_can_be_given_and_is_the_same_every_time():
    assert parse("(x-10)^2", box=[(-3, 3)]).box == ((-3, 3),)
    for text, f in formulas(150, seed=44):
        assert parse(text).box == f.box
        assert all(high - low > 1e-3 and low == round(low, 9) for low, high in f.box), (text, f.box)


@pytest.mark.parametrize(
    "text", [*STAYS[:6], "(x-10)^2", "(x-8)^2+(y+9)^2", "(x-20)^2+100(y-x^2/20)^2", "sqrt(x-6)+y^2"]
)
def test_a_window_is_cheap(text):
    def seconds():
        start = time.process_time()
        parse(text)
        return time.process_time() - start

    assert min(seconds() for _ in range(7)) < 0.02


@pytest.mark.parametrize(
    "text", ["ln(x^2+y^2)", "ln((x-1)^2+(y+2)^2)", "-1/(x^2+y^2)", "-1/sqrt(x^2+y^2)", "x^2 + y^2 + ln(x^2+y^2)/9"]
)
def test_a_pole_downward_is_no_minimum_of_a_surface(text):
    f = parse(text, 2)
    assert minima(f) == ()
    with np.errstate(all="ignore"):
        assert np.isfinite(f(np.reshape(minima(parse(f"({text})*0 + (x-3)^2 + (y-1)^2", 2)), (-1, 2)))).all()


@pytest.mark.parametrize("text", ["ln(x^2)", "-1/x^2", "ln(abs(x-1.5))", "-1/(x-0.7)^2"])
def test_a_pole_downward_is_no_minimum_of_a_curve(text):
    assert minima(parse(text, 1)) == ()


def test_minima_of_generated_formulas_are_finite():
    found = 0
    for text, grown in formulas(90, seed=45, depth=2):
        f = parse(f"({text}) + (x^2 + y^2)/3" if grown.dim == 2 else f"({text}) + x^2/3", grown.dim)
        bottoms = minima(f)
        with np.errstate(all="ignore"):
            assert np.isfinite(f(np.reshape(bottoms, (-1, f.dim)))).all(), text
        found += len(bottoms)
    assert found > 30
