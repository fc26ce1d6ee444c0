"""Links: the app's own come back exactly, one typed by hand keeps its +, and one that is too long says so."""

import random
from urllib.parse import parse_qs, quote

import pytest
from formulas import formulas
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine.expression import LONGEST_FORMULA, FormulaError, from_link, parse, to_link


def arrived(address):
    """The formula as a server reads it from an address."""
    return parse_qs(f"formula={address}", keep_blank_values=True).get("formula", [""])[0]


BY_HAND = [  # typed into the address, and the formula that was meant
    ("x^2+x", "x^2+x"),
    ("x^2 + x", "x^2+x"),
    ("x^4/4-x^2+x/3", "x^4/4-x^2+x/3"),
    ("(x+1)^2+3*sin(x)+1", "(x+1)^2+3*sin(x)+1"),
    ("(1-x)^2+5(y-x^2)^2", "(1-x)^2+5(y-x^2)^2"),
    ("sin(x)+(x+1)", "sin(x)+(x+1)"),
    ("|x|+|x+1|", "|x|+|x+1|"),
    ("|2+|x||+1", "|2+|x||+1"),
    ("2+|x|", "2+|x|"),
    ("1e+5x", "1e5x"),
    ("+x+2*+x", "3x"),
    ("x^+2", "x^2"),
    ("√x+½+1,5", "√x+2"),
    ("max(x+1,2)", "max(x+1,2)"),
    ("x²+x", "x²+x"),
    ("pi+e+x", "pi+e+x"),
    (r"\frac{x+1}{2}", "(x+1)/2"),
]


@pytest.mark.parametrize(("address", "meant"), BY_HAND)
def test_a_plus_typed_by_hand_is_a_plus(address, meant):
    f, g = parse(from_link(arrived(address))), parse(meant)
    assert f([0.7] * f.dim) == pytest.approx(g([0.7] * g.dim), rel=1e-14)
    assert f.grad([0.7] * f.dim) == pytest.approx(g.grad([0.7] * g.dim), rel=1e-14)


def test_a_plus_that_a_program_escaped_leaves_the_blanks_alone():
    assert from_link(arrived(quote("x^2 + 3 x", safe=""))) == "x^2 + 3 x"


def spaced(text, rng):
    """The same formula with blanks wherever they may stand, and juxtaposed where it can be."""
    text = text.replace("*", rng.choice(["*", " ", " * "])) if "**" not in text else text
    return "".join(rng.choice(["", "", " ", "\u00a0"]) + c if c in "+-*/^(),|√" else c for c in text)


@pytest.mark.parametrize("count", [200, pytest.param(800, marks=pytest.mark.nightly)])
def test_the_apps_own_links_come_back_exactly(count):
    rng, compared = random.Random(31), 0
    for text, f in formulas(count, seed=32):
        typed = spaced(rng.choice([text, f.name, f.formula]), rng)
        if len(typed) > LONGEST_FORMULA or not readable(typed):
            continue
        link = to_link(typed)
        assert arrived(quote(link)) == link
        assert from_link(link) == link
        assert parse(link, f.dim).name == parse(typed, f.dim).name, (typed, link)
        assert not set(link) & {" ", "\u00a0"}
        assert len(link) <= max(len(typed), len(parse(typed, f.dim).name))
        compared += 1
    assert compared > 0.75 * count


def readable(text):
    try:
        return parse(text) is not None
    except FormulaError:
        return False


def test_any_link_of_the_app_survives_being_typed_by_hand():
    for text, f in formulas(800, seed=33):
        link = to_link(f.name)
        again = from_link(arrived(quote(link, safe="+")))  # every + arrives as a blank
        assert parse(again, f.dim).name == f.name, (text, link, again)


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("x^2 + 3 sin(x)", "x^2+3*sin(x)"),
        ("2 pi x", "2*pi*x"),
        ("e x pi", "e*x*pi"),
        ("1e + 5x", "1*e+5x"),
        ("max( x , 0 )", "max(x,0)"),
        ("2 ½ x", "2½*x"),
        ("x² y", "x²*y"),
        ("sin (x) cos (x)", "sin(x)*cos(x)"),
        ("x\u200b^2", "x^2"),
        (r"\pi x + \frac{1}{x}", "pi*x+1/x"),
        ("f(x) = x + 1", "x+1"),
        ("|x| |y|", "|x|*|y|"),
    ],
)
def test_a_link_is_readable(typed, link):
    assert to_link(typed) == link
    assert parse(link).name == parse(typed).name


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.text("xy0123e+-*/^()| .,½²pi", max_size=30))
def test_any_text_comes_back(text):
    link = to_link(text)
    assert from_link(link) == link
    if readable(text):
        assert parse(link).name == parse(text).name
    else:
        assert link.replace("\u00a0", " ") == text.strip()


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_that_arrives_does_harm(text):
    assert isinstance(from_link(text), str)
    assert isinstance(to_link(text), str)


def test_what_is_too_long_is_refused_with_the_truth_and_never_cut():
    long = "x^2+" * 150 + "x"
    assert from_link("x+" * 249 + "x") == "x+" * 249 + "x"
    for text in (long, long.replace("+", " ")):
        with pytest.raises(ValueError, match="has 601 characters, and a formula at most 500: none of it was used"):
            from_link(text)
