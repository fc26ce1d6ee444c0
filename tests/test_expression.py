"""A learner's formula: its value and exact derivative by hand, how it is written, and what it says to a wrong one."""

import math
import pickle
import time

import numpy as np
import pytest
from gradients import assert_gradient, bent

from gdengine.core import Outcome
from gdengine.expression import FormulaError, functions, parse
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import gd

LN2, SIG = math.log(2), 1 / (1 + math.exp(-0.5))
VALUES = [  # formula, point, f, gradient
    ("3x^2 - 4x + 5", [-2], 25, [-16]),
    ("3x^2 - 4x + 5", [2 / 3], 11 / 3, [0]),
    ("x**2 + sin(3*x)", [0], 0, [3]),
    ("exp(-x*x/2)", [1], math.exp(-0.5), [-math.exp(-0.5)]),
    ("(1-x)^2 + 100(y-x^2)^2", [-1, 2], 104, [396, 200]),
    ("pi", [7], math.pi, [0]),
    ("e", [7], math.e, [0]),
    ("2x", [3], 6, [2]),
    ("3(x+1)", [3], 12, [3]),
    ("(x+1)(x-1)", [3], 8, [6]),
    ("2pi x", [3], 6 * math.pi, [2 * math.pi]),
    ("x y", [3, 5], 15, [5, 3]),
    ("xy", [3, 5], 15, [5, 3]),
    ("2pixsin(x)", [math.pi / 2], math.pi**2, [2 * math.pi]),
    ("-x^2", [3], -9, [-6]),
    ("2^-x", [1], 0.5, [-0.5 * LN2]),
    ("2^3^x", [1], 8, [8 * LN2 * 3 * math.log(3)]),
    ("2^2^3+0x", [1], 256, [0]),
    ("1/2x", [3], 1.5, [0.5]),
    ("8/2/2x", [3], 6, [2]),
    ("x-2-3", [7], 2, [1]),
    ("1e-3x + .5 + 2.", [1000], 3.5, [0.001]),
    ("2e + x", [1], 2 * math.e + 1, [1]),
    ("2·x × y − π√x", [4, 5], 40 - 2 * math.pi, [10 - math.pi / 4, 8]),
    ("x²y³ ÷ x⁻¹⁰", [1, 2], 8, [96, 12]),
    ("√2x", [2], 2 * math.sqrt(2), [math.sqrt(2)]),
    ("SIN(X)+E^x", [0], 1, [2]),
    ("x^0", [0], 1, [0]),
    ("x^1", [0], 0, [1]),
    ("x^(4-1)", [-2], -8, [12]),
    ("x^(1-1)", [0], 1, [0]),
    ("x^-3", [-2], -1 / 8, [-3 / 16]),
    ("x^2.5", [4], 32, [20]),
    ("(-8)^(2x)", [1], 64, [math.nan]),
    ("x^y", [2, 3], 8, [12, 8 * LN2]),
    ("x^y", [0, 3], 0, [0, 0]),
    ("x^y", [-2, 3], -8, [12, math.nan]),
    ("x^x", [1], 1, [1]),
    ("0^x", [2], 0, [0]),
    ("max(1, x, x^2)", [3], 9, [6]),
    ("min(x, y, 1)", [0, 0.5], 0, [1, 0]),
    ("max(sqrt(x), 1)", [0], 1, [0]),
    ("x^100", [-1], 1, [-100]),
]
EACH = {  # every function at one point: f, f′
    "sin": (0.5, math.sin(0.5), math.cos(0.5)),
    "cos": (0.5, math.cos(0.5), -math.sin(0.5)),
    "tan": (0.5, math.tan(0.5), math.cos(0.5) ** -2),
    "asin": (0.5, math.pi / 6, 2 / math.sqrt(3)),
    "acos": (0.5, math.pi / 3, -2 / math.sqrt(3)),
    "atan": (0.5, math.atan(0.5), 0.8),
    "sinh": (0.5, math.sinh(0.5), math.cosh(0.5)),
    "cosh": (0.5, math.cosh(0.5), math.sinh(0.5)),
    "tanh": (0.5, math.tanh(0.5), math.cosh(0.5) ** -2),
    "exp": (0.5, math.exp(0.5), math.exp(0.5)),
    "ln": (0.5, -LN2, 2),
    "log": (0.5, -LN2, 2),
    "log10": (100, 2, 0.01 / math.log(10)),
    "log2": (8, 3, 0.125 / LN2),
    "sqrt": (0.25, 0.5, 1),
    "cbrt": (-8, -2, 1 / 12),
    "abs": (-0.5, 0.5, -1),
    "sign": (-0.5, -1, 0),
    "relu": (0.5, 0.5, 1),
    "sigmoid": (0.5, SIG, SIG * (1 - SIG)),
    "min": (-0.5, -0.5, 1),
    "max": (0.5, 0.5, 1),
}
LATEX = [  # formula, as typed, its derivative
    ("3x^2 - 4x + 5", "3x^{2} - 4x + 5", "6x - 4"),
    ("sin(3x)", r"\sin(3x)", r"3\cos(3x)"),
    ("x**2 + sin(3*x)", r"x^{2} + \sin(3x)", r"2x + 3\cos(3x)"),
    ("exp(-x*x/2)", r"e^{-\frac{x \cdot x}{2}}", r"-x e^{-\frac{x^{2}}{2}}"),
    ("(1-x)^2+100(y-x^2)^2", "(1 - x)^{2} + 100(y - x^{2})^{2}", r"(-2(1 - x) - 400x (y - x^{2}),\;200(y - x^{2}))"),
    ("(x+1)(x-1)", "(x + 1) (x - 1)", "2x"),
    ("sqrt(x)", r"\sqrt{x}", r"\frac{1}{2\sqrt{x}}"),
    ("sqrt(x^2+1)", r"\sqrt{x^{2} + 1}", r"\frac{x}{\sqrt{x^{2} + 1}}"),
    ("x/3", r"\frac{x}{3}", r"\frac{1}{3}"),
    ("0.1x^3", "0.1x^{3}", "0.3x^{2}"),
    ("x^x", "x^{x}", r"x^{x} + x^{x} \ln(x)"),
    ("cos(x)^2", r"\cos^{2}(x)", r"-2\cos(x) \sin(x)"),
    ("1/(1+x^2)", r"\frac{1}{1 + x^{2}}", r"-\frac{2x}{(1 + x^{2})^{2}}"),
    ("x-(x-(2-x))", "x - (x - (2 - x))", "-1"),
    ("(x/2)^3", r"\left(\frac{x}{2}\right)^{3}", r"\frac{3x^{2}}{8}"),
    ("2*3*x*2", r"2 \cdot 3 x \cdot 2", "12"),
    ("1e20x", "10^{20} x", "10^{20}"),
    ("e^x", "e^{x}", "e^{x}"),
    ("relu(x)", r"\operatorname{relu}(x)", r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}"),
    ("x/(1-1)", r"\frac{x}{1 - 1}", r"\frac{1}{0}"),
    ("x/3^40", r"\frac{x}{3^{40}}", r"8.22526334 \cdot 10^{-20}"),
    ("x^2y", "x^{2} y", r"(2x y,\;x^{2})"),
]
WRONG = [  # text, position, part of the message
    ("(x + )", 5, "expected a number, x, a function or '(' but found ')'"),
    ("x +", 3, "found the end of the formula"),
    ("(x+1", 4, "the ')' that closes the '(' at character 1"),
    ("x)", 1, "found ')'"),
    ("foo + 1", 0, "unknown name 'foo': you may use x, y, pi, e and sin, cos,"),
    ("sin x", 4, "sin needs brackets: write sin(x)"),
    ("2 + cos 2x + 1", 8, "cos needs brackets: write cos(2x)"),
    ("xsinx", 4, "sin needs brackets: write sin(x)"),
    ("sin^2 x", 6, "write sin(x)^2"),
    ("max x", 4, "write max(x, 0)"),
    ("sinh⁻¹(x)", 0, "write 1/sinh(x)"),
    ("log3(x)", 3, "log_3(x) for the logarithm to the base 3"),
    ("log(x, 1)", 0, "the base of a logarithm is a positive number"),
    ("log(0,5x)", 0, "needs a point, as in log(0.5x)"),
    ("floor(x)", 0, "floor is a staircase"),
    ("3·sinn(x)", 2, "did you mean sin(…)?"),
    ("sine(x)", 0, "did you mean sin(…)?"),
    ("t^2", 0, "unknown name 't': the formula is about x"),
    ("1 000x", 2, "a number has no space inside, write 1000"),
    ("1,000x", 0, "write 1000 or 1.000"),
    ("max(1,5; 2, 5)", 10, "put ; between the numbers"),
    ("x_1", 1, "names have letters only"),
    ("x½", 1, "x*(1/2) or x^(1/2)"),
    ("x² + 𝒙 - \u200b ×", 11, "expected a number, x, a function"),
    ("\\begin{cases}x", 0, "lists cases"),
    ("3 + x2", 5, "x*2 or x^2"),
    ("x = 2", 2, "to the right of the = sign"),
    ("|x", 2, "the second | of the pair at character 1"),
    ("0, 5", 1, "in a decimal such as 0,5"),
    ("sin(x, 1)", 0, "sin takes one number, not 2"),
    ("max(x)", 0, "max needs two numbers"),
    ("1 + 1/0", 5, "divides by zero"),
    ("ln(-1)", 0, "leaves a function's domain"),
    ("(-8)^0.5", 4, "not a real number"),
    ("9**9**9**9", 6, "the exponent 3.8742e+08 is too large"),
    ("x^-101", 2, "at most 100"),
    ("1e999", 0, "too large"),
    ("1e300*1e300", 5, "too large"),
    ("(" * 60, 51, "nested more than 50 deep"),
    ("-" * 60, 51, "nested"),
    ("x^" * 60, 102, "nested"),
    ("x" * 501, 500, "at most 500 characters, this text has 501"),
    ("(" * 100_000, 500, "at most 500"),
    ("x+" * 500_000, 500, "at most 500"),
    ("x⁻" + "⁹" * 400, 2, "too large"),
    (" \t", 0, "no formula yet"),
    ("__import__('os').system('x')", 0, "'_' has no meaning"),
    ("x.__class__", 1, "'.' has no meaning"),
    ("lambda: 0", 0, "unknown name 'lambda'"),
    (None, 0, "not NoneType"),
    (b"x", 0, "not bytes"),
]


def close(a, b, rtol=1e-12):
    return np.allclose(a, b, rtol, 1e-13, equal_nan=True)


@pytest.mark.parametrize(("text", "x", "value", "grad"), VALUES)
def test_values_by_hand(text, x, value, grad):
    f = parse(text)
    assert f.dim == len(x)
    assert close(f(x), value)
    assert close(f.grad(x), grad)
    batch = np.array([[x, x, x]], float)
    assert f(batch).shape == (1, 3)
    assert close(f(batch), value)
    assert close(f.grad(batch), batch * 0 + grad)


@pytest.mark.parametrize("name", functions.FUNCTIONS)
def test_every_function_by_hand(name):
    x, value, slope = EACH[name]
    f = parse(f"{name}(x{', 0' * (name in functions.COMPARISONS)})")
    assert close(f([x]), value)
    assert close(f.grad([x]), slope)
    on_floats, (slope_on_floats,) = f.components(math, float(x))
    assert close(on_floats, value)
    assert close(slope_on_floats, slope)
    if name != "sign":
        assert_gradient(f, [[x], [x * 0.9]])
        with pytest.raises(AssertionError, match="the gradient says"):
            assert_gradient(bent(f), [[x], [x * 0.9]])


@pytest.mark.parametrize("m", [math, np])
def test_slopes_at_kinks(m):
    def at_zero(text):
        return parse(text).components(m, 0.0)[1][0]

    assert [at_zero(t) for t in ("abs(x)", "sign(x)", "relu(x)", "max(x, -x)", "max(x, x)")] == [0, 0, 0, 0, 1]
    assert [parse(t)([0]) for t in ("sqrt(x^2)", "sqrt(relu(x-1))", "relu(x-1)^0.3")] == [0, 0, 0]
    assert [parse(t).grad([0]) for t in ("sqrt(x^2)", "sqrt(relu(x-1))", "relu(x-1)^0.3", "√(x-x)")] == [0, 0, 0, 0]
    assert [at_zero(t) for t in ("max(x, 0)", "max(0, x)", "min(x, 0)", "max(x, 3x)")] == [0.5, 0.5, 0.5, 2]


def test_outside_the_domain_is_nan_never_complex_never_a_warning():
    for text in ("ln(x)", "sqrt(x)", "x^0.5", "x^0.3333", "x^x", "asin(x-2)", "log10(x)", "max(ln(x), 0)", "0*ln(x)"):
        f = parse(text)
        value, grad = f.value_and_grad(np.array([[-8.5], [1.5]]))
        assert np.isfinite([value, grad[:, 0]]).tolist() == [[False, True]] * 2, text
        with pytest.raises((ArithmeticError, ValueError)):
            f.components(math, -8.5)
    assert parse("1/x")([0]) == np.inf
    assert parse("sqrt(x)").grad([0]) == np.inf
    assert parse("exp(x)")([1e4]) == np.inf
    path = descend(parse("x + ln(x)"), gd(0.5), [0.2], 50)
    assert path.outcome == Outcome.DIVERGED
    assert path.last == 0


def test_floats_that_are_no_longer_finite_numbers():
    for text in ("max(10x-10x, 0)", "min(0, 10x-10x)", "relu(10x-10x)", "sign(10x-10x)", "1^(10x-10x)"):
        value, (slope,) = parse(text).components(math, 1e308)
        assert np.isnan([value, slope, *parse(text)([[1e308]])]).all(), text
    assert parse("x^40").value_and_grad(np.array([3])) == (3.0**40, 40 * 3.0**39)  # whole numbers do not overflow


def test_descends_like_the_formula_it_is():
    path = descend(parse("x^2"), gd(0.05), [-4.0], 50)
    assert np.allclose(path.x[:, 0], -4 * 0.9 ** np.arange(51), rtol=1e-12)


@pytest.mark.parametrize(("text", "formula", "gradient"), LATEX)
def test_written_out(text, formula, gradient):
    f = parse(text)
    assert (f.formula, f.gradient) == (formula, gradient)


def test_a_long_derivative_says_so_and_its_numbers_stay_right():
    product = parse("*".join(f"(x+{i})" for i in range(1, 60)))
    powers = "+".join(f"x^{i}" for i in range(60, 100))
    for f in (product, *map(parse, (powers, "max(x, 2x, 3)", "(123456789x)^100", "x" * 500))):
        assert f.gradient == r"\text{too long to write out}"
    assert product.grad([0])[0] == pytest.approx(math.factorial(59) * sum(1 / i for i in range(1, 60)), rel=1e-12)
    nested = parse("(1+x*" * 49 + "1" + ")" * 49)
    assert nested.grad([0.5])[0] == pytest.approx(sum(k * 0.5 ** (k - 1) for k in range(1, 50)), rel=1e-12)


def test_what_the_page_reads():
    f = parse("  2x+SIN(x) ** 2 ")
    assert (f.name, f.title, f.source) == ("2*x + sin(x)^2", "2x+SIN(x) ** 2", "typed by the learner")
    assert f.box == ((-5, 5),)
    assert parse("y").dim == 2
    assert parse("x", dim=2).grad([[3, 4]]).tolist() == [[1, 0]]
    assert parse("x", box=[(0, 1)]).box == ((0.0, 1.0),)
    with pytest.raises(FormulaError, match="at character 5: this formula has one variable only"):
        parse("x + y", dim=1)
    for dim in (3, 1.0, True):
        with pytest.raises(ValueError, match="dim must be 1"):
            parse("x", dim=dim)
    for box in ([(1, 0)], [(0, 1), (0, 1)], [(0, math.inf)], 5, [5], [("a", "b")]):
        with pytest.raises(ValueError, match="box must hold"):
            parse("x", box=box)


@pytest.mark.parametrize(("text", "position", "message"), WRONG)
def test_messages_point_at_the_character(text, position, message):
    start = time.process_time()
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert time.process_time() - start < 0.05
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.position == position
    assert message in error.message
    assert str(error) == f"at character {position + 1}: {error.message}"
    assert len(str(error)) < 300
