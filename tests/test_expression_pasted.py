"""A formula in the dress of another program is the same formula, and what the page prints can be typed."""

import random
import re

import numpy as np
import pytest
from formulas import POINTS, attempt, formulas
from hypothesis import given, settings
from hypothesis import strategies as st

from gdengine import descend
from gdengine.expression import functions, parse, typography
from gdengine.rules.optimizers import gd

SAME = [  # as it is pasted or typed, and the formula that it is
    ("𝑥² − 4𝑥", "x^2 - 4x"),
    ("ｘ＾２＋１", "x^2 + 1"),
    ("𝐬𝐢𝐧(𝟛𝓍)", "sin(3x)"),
    ("x\u200b^2 + \ufeff1", "x^2 + 1"),
    ("1\u00ad0x\u2060", "10x"),
    ("\u202a2\u2062x\u202c", "2x"),
    ("3\u00a0x\u2009+\u202f1", "3x + 1"),
    ("x²-½x", "x^2 - (1/2)x"),
    ("2½x", "2.5x"),
    ("¹⁄₂x + ⅓", "x/2 + 1/3"),
    ("x^½", "sqrt(x)"),
    ("x¹ᐟ²", "x^(1/2)"),
    ("e⁻ˣ + eˣ", "exp(-x) + exp(x)"),
    ("2ˣ⁺¹", "2^(x+1)"),
    ("sin²(x)", "sin(x)*sin(x)"),
    ("sin^2(x)", "sin(x)*sin(x)"),
    ("sin^(2)(x)", "sin(x)*sin(x)"),
    ("sin⁻¹(x/3)", "asin(x/3)"),
    ("tan^-1(x)", "atan(x)"),
    ("arctan(x) + arcsin(x/9)arccos(x/9)", "atan(x) + asin(x/9)*acos(x/9)"),
    ("log_2(x) + log₁₀(x) + lg(x)", "ln(x)/ln(2) + 2ln(x)/ln(10)"),
    ("log(x, 2) + log(x,10) + log_e(x)", "ln(x)/ln(2) + ln(x)/ln(10) + ln(x)"),
    ("log(x; 3)", "ln(x)/ln(3)"),
    ("cot(x) + sec(x) + csc(x)", "cos(x)/sin(x) + 1/cos(x) + 1/sin(x)"),
    ("∛x + ³√x + ∜(x²)", "2cbrt(x) + (x^2)^0.25"),
    ("|x|", "abs(x)"),
    ("2|x-1| + |x||x|", "2abs(x-1) + abs(x)*abs(x)"),
    ("||x|-1|", "abs(abs(x)-1)"),
    ("|2|", "2"),
    ("|3 |x| - |x-1||", "abs(3abs(x) - abs(x-1))"),
    ("|x|^2/|x+9|", "abs(x)^2/abs(x+9)"),
    ("0,5x + 12,25", "0.5x + 12.25"),
    ("sin(0,5x)", "sin(0.5x)"),
    ("max(1,5)x", "5x"),
    ("max(0,5x; 1) + max((0,5x), 1)", "2max(0.5x, 1)"),
    ("max(x,0) + min(x, 2)", "max(x, 0) + min(x, 2)"),
    ("f(x) = x^2", "x^2"),
    ("y = 2x", "2x"),
    ("f(x, y) = x y", "x*y"),
    (r"\frac{x^{2}}{1 + x^{2}}", "x^2/(1+x^2)"),
    (r"$\sqrt[3]{x} \cdot \left|x\right| - \sin^{2}\left(2x\right)$", "cbrt(x)*abs(x) - sin(2x)^2"),
    (r"\operatorname{sign}(x) + \log_{2}(x) + \pi", "sign(x) + log2(x) + pi"),
    ("хˆ2", "x^2"),  # a Cyrillic letter
]
X = np.array([[-3.7], [-1.0], [-0.4], [0.3], [1.0], [2.9]])


def points(f):
    return X if f.dim == 1 else POINTS


@pytest.mark.parametrize(("pasted", "plain"), SAME)
def test_the_same_formula_in_another_dress(pasted, plain):
    f, g = parse(pasted), parse(plain)
    assert f.dim == g.dim
    np.testing.assert_allclose(f(points(f)), g(points(f)), 1e-12, 1e-12)
    np.testing.assert_allclose(f.grad(points(f)), g.grad(points(f)), 1e-9, 1e-12)
    assert parse(f.name, f.dim).name == f.name


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("cbrt(x)", -8, -2, 1 / 12),
        ("x^(1/3)", -8, -2, 1 / 12),
        ("x^(-1/3)", -8, -0.5, -1 / 48),
        ("x^(2/3)", -8, 4, -1 / 3),
        ("x^(2/6)", -8, -2, 1 / 12),
        ("x^⅗", -32, -8, 0.15),
        ("x^(4/3)", -27, 81, -4),
        ("(x^(1/3))^3", -5, -5, 1),
        ("x^(1/4)", -8, np.nan, np.nan),
        ("x^0.3333", -8, np.nan, np.nan),
        ("(-8)^(1/3) + 0x", 1, -2, 0),
    ],
)
def test_odd_roots_of_negative_numbers(text, at, value, slope):
    f = parse(text)
    np.testing.assert_allclose([f([at]), f.grad([at])[0]], [value, slope], 1e-12)


def test_a_pasted_formula_is_descended():
    path = descend(parse("x²-½x"), gd(1.1), [2.0], 1)
    assert path.x[1, 0] == pytest.approx(2 - 1.1 * (2 * 2 - 0.5))


# --- another dress of any formula -------------------------------------------------------------------------------------

STYLES = [lambda i, base=base: chr(base + i) for base in (0x1D44E, 0x1D41A, 0x1D4EA, 0x1D5BA, 0x1D68A)]
UNSEEN = ["", "", "", "\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u2061"]
BLANKS = [" ", "\u00a0", "\u2009", "\u202f", "\u3000", "\t"]

LOOKALIKES = {"-": "-−–﹣－", "*": "*×·⋅∗", "/": "/÷∕", "+": "+＋", " ": BLANKS, "(": "(（"}


def letter(i, style):
    return "ℎ" if style == 0 and i == 7 else STYLES[style](i)  # the italic h is an older character


def dressed(text, rng):
    """The same text in other characters, and the place of each of the old ones in it."""
    out, places = "", []
    for character in text:
        out += rng.choice(UNSEEN)
        places.append(len(out))
        if character.islower():
            out += letter(ord(character) - ord("a"), rng.randrange(5)) if rng.random() < 0.6 else character
        elif character.isdigit() and rng.random() < 0.6:
            out += chr(rng.choice([0x1D7CE, 0x1D7EC, 0xFF10]) + int(character))
        else:
            out += rng.choice(LOOKALIKES.get(character, character))
    return out, places


def test_any_formula_in_any_dress_is_the_same():
    rng = random.Random(11)
    for text, f in formulas(400, seed=12):
        other, _ = dressed(text, rng)
        if len(other) <= 500:
            assert parse(other, f.dim).name == f.name, (text, other)
    for character in "ℯ𝜋𝝅":
        assert parse(character + "+x").name in ("e + x", "pi + x")


def test_messages_point_into_the_text_as_it_was_typed():
    rng, wrong = random.Random(13), 0
    for text, _ in formulas(300, seed=14):
        at = rng.randrange(len(text) + 1)
        broken = text[:at] + rng.choice(["#", "foo", ")", "*", "2 000", "sin ", "]", "^", "|"]) + text[at:]
        other, places = dressed(broken, rng)
        if len(other) > 500:
            continue
        _, error = attempt(broken, 2)
        if error is not None:
            wrong += 1
            assert attempt(other, 2)[1].position == [*places, len(other)][error.position], (broken, other, error)
    assert wrong > 150


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_every_plain_character_knows_a_place_in_any_text(text):
    plain = typography.plain(text)
    assert len(plain.text) == len(plain.places)
    assert list(plain.places) == sorted(plain.places)
    assert all(meant in typography.meaning(text[place]) for meant, place in zip(plain.text, plain.places))
    again = typography.plain(plain.text)
    assert again.text == plain.text


# --- what the page prints, typed back ---------------------------------------------------------------------------------

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def group(text, start):
    """The braces that open at ``start``: what is inside them, and where they end."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if not depth:
            return text[start + 1 : i], i + 1
    raise AssertionError(text)


def as_seen(latex):
    """The characters a page shows for LaTeX, fractions in one line: \\sin^{2}(x) is sin²(x)."""
    out, i = "", 0
    while i < len(latex):
        command = re.match(r"\\(?:[A-Za-z]+|.)", latex[i:])
        word = command.group()[1:] if command else ""
        i += len(command.group()) if command else 1
        if word in ("frac",):
            above, i = group(latex, i)
            below, i = group(latex, i)
            out += f"({as_seen(above)})/({as_seen(below)})"
        elif word == "sqrt":
            sign = "∛" if latex.startswith("[3]", i) else "√"
            inner, i = group(latex, i + 3 * (sign == "∛"))
            out += f"{sign}({as_seen(inner)})"
        elif word == "operatorname":
            inner, i = group(latex, i)
            out += inner
        elif word:
            out += {"left": "", "right": "", "cdot": "·", "pi": "π", "sigma": "σ"}.get(word, word)
        elif latex[i - 1] in "^_" and latex.startswith("{", i):
            inner, end = group(latex, i)
            digits = inner.lstrip("-").isdigit()
            raised = inner.translate(SUPERSCRIPTS) if digits else f"^({as_seen(inner)})"
            out += raised if latex[i - 1] == "^" else inner.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
            i = end
        else:
            out += {"-": "−"}.get(latex[i - 1], latex[i - 1])
    return out


PRINTED = [
    "x^2 + sin(3x)", "sin(x)^2", "atan(x)", "asin(x)^3", "x^x", "ln(x)^2", "log10(x)/log2(x)", "sqrt(x^2+1)", "cbrt(x)",
    "x^(2/3)", "abs(x)", "abs(abs(x)-1)", "2abs(x)", "relu(x)", "sigmoid(x)^2", "exp(-x^2/2)", "x^-3", "1e20x", "2pi x",
    "x/3^40", "sinh(x)cosh(x)", "max(x, 0)", "sign(x)", "(x/2)^3", "cot(x)", "0.1x^3", "e^(2x)/(1+e^x)",
]  # fmt: skip


def test_what_the_page_prints_can_be_typed():
    assert as_seen(parse("x/3 - sin(x)^2").formula) == "(x)/(3) − sin²(x)"
    back = 0
    for text in [*PRINTED, *(text for text, _ in formulas(600, seed=15, depth=2))]:
        f = parse(text)
        inside = re.fullmatch(r"(?:\\left)?\((.*?)(?:\\right)?\)" if f.dim == 2 else "(.*)", f.gradient)
        parts = inside[1].split(r",\;") if inside else []
        for printed, numbers in zip([f.formula, *parts], [f(points(f)), *f.grad(points(f)).T], strict=False):
            seen = as_seen(printed)
            if any(word in printed for word in (r"\text", r"\begin")):
                continue
            if "|" in seen and re.search(r"\|[^|]*\|[^|]*\|", seen):  # which of more than two bars belong together?
                seen = printed
            typed, error = attempt(seen, f.dim)
            if error is not None:
                assert "not a real number" in error.message, (text, seen, error)
                continue
            again = typed(points(f))
            both = np.isfinite(again) & np.isfinite(numbers)
            np.testing.assert_allclose(again[both], numbers[both], 1e-6, 1e-7, err_msg=f"{text}: {seen}")
            back += 1
    assert back > 1200


def test_every_function_can_be_typed_as_it_is_printed():
    for name in functions.FUNCTIONS:
        if name not in functions.COMPARISONS:
            f = parse(f"{name}(x)^2 + {name}(3x)")
            assert parse(as_seen(f.formula)).formula == f.formula, name
