"""Ten thousand formulas grown at random: derivative and differences, floats and arrays, LaTeX and values agree."""

import math
import re

import numpy as np
import pytest
from browser import some
from formulas import POINTS, attempt, formulas

from gdengine import expression
from gdengine.expression import parse

H = 0.01 * 0.5 ** np.arange(4)[:, None]
DIRECTIONS = POINTS[::-1] / np.linalg.norm(POINTS[::-1], axis=1, keepdims=True)


def slopes(f):
    return (f.grad(POINTS[:, : f.dim]) * DIRECTIONS[:, : f.dim]).sum(-1)


def differences(f):
    """f′ along fixed directions at fixed points by Richardson's extrapolation, and its uncertainty."""
    u = DIRECTIONS[:, : f.dim]
    ahead, behind = f(POINTS[:, : f.dim] + np.stack([H, -H])[..., None] * u)
    best = [(ahead - behind) / (2 * H)]
    for order in (1, 2, 3):
        best.append(best[-1][1:] + np.diff(best[-1], axis=0) / (4**order - 1))
    rounding = 1e-14 * np.abs(ahead[-1]) / H[-1]
    return best[3][0], np.abs(best[3][0] - best[2][0]) + np.abs(best[2][1] - best[2][0]) + rounding


@pytest.fixture(scope="module", params=[2000, pytest.param(10_000, marks=pytest.mark.nightly)])
def generated(request):
    """For so many formulas: the slopes they claim, those of the differences, and how sure these are."""
    with np.errstate(all="ignore"):
        rows = [(text, slopes(f), *differences(f)) for text, f in formulas(request.param, seed=1)]
    texts, *numbers = zip(*rows)
    return texts, *map(np.array, numbers)


def disagree(claimed, measured, doubt):
    """Where slopes differ, and where that can be judged: not at a kink or a pole, where differences are blurred."""
    sharp = doubt < 1e-6 * (1 + np.abs(measured))
    return ~(np.abs(claimed - measured) <= 1e-5 * (1e-3 + np.abs(measured)) + 10 * doubt), sharp


def passes_through_infinity(text, point):
    """Whether the formula divides by zero there: atan(1/0) has a value only as a limit, and no slope."""
    f = parse(text)
    try:
        f.components(math, *point[: f.dim].tolist())
    except ZeroDivisionError:
        return bool(np.isnan(f.grad(point[: f.dim])).any())
    return False


def test_derivatives_of_generated_formulas_equal_differences(generated):
    texts, claimed, measured, doubt = generated
    wrong, sharp = disagree(claimed, measured, doubt)
    assert sharp.mean() > 0.5
    assert sharp.any(1).mean() > 0.75  # of the formulas; others are nowhere defined or nowhere smooth here
    rows = [i for i, k in np.argwhere(wrong & sharp) if not passes_through_infinity(texts[i], POINTS[k])]
    assert not rows, [(texts[i], claimed[i], measured[i]) for i in rows[:5]]


def test_a_derivative_bent_by_a_thousandth_is_rejected(generated):
    texts, claimed, measured, doubt = generated
    wrong, sharp = disagree(claimed * 1.001, measured, doubt)
    judged = sharp & (np.abs(measured) > 0.1)
    assert judged.sum() > len(texts)
    assert (wrong & judged).sum() > 0.999 * judged.sum()


def test_floats_and_arrays_agree():
    compared = 0
    for text, f in formulas(1000, seed=2, depth=4):
        value, grad = f.value_and_grad(POINTS[:, : f.dim])
        for i, x in enumerate(POINTS[:, : f.dim].tolist()):
            try:
                on_floats, partials = f.components(math, *x)
            except (ArithmeticError, ValueError):
                continue
            assert (type(on_floats), len(partials)) == (float, f.dim), text
            assert np.allclose([on_floats, *partials], [value[i], *grad[i]], 1e-9, 1e-9, equal_nan=True), (text, x)
            compared += 1
    assert compared > 3000


def test_the_normal_form_means_the_same():
    for text, f in formulas(600, seed=3, depth=4):
        again = parse(f.name, f.dim)
        assert (again.name, again.formula, again.gradient) == (f.name, f.formula, f.gradient), text
        assert np.array_equal(again(POINTS[:, : f.dim]), f(POINTS[:, : f.dim]), equal_nan=True), text


@pytest.mark.parametrize("count", some([500, 1500], 500))
def test_what_is_written_is_what_is_computed(count):
    """The LaTeX of f and of its derivative, typed as formulas, has the values of f and of the gradient."""
    read, written = 0, 0
    for text, f in formulas(count, seed=4):
        x = POINTS[:, : f.dim]
        value, grad = f.value_and_grad(x)
        assert same(parse(f.formula, f.dim)(x), value), (text, f.formula)
        if any(hard in f.gradient for hard in (r"\text", r"\begin")):
            continue
        inside = re.fullmatch(r"(?:\\left)?\((.*?)(?:\\right)?\)" if f.dim == 2 else "(.*)", f.gradient)
        for part, partial in zip(inside[1].split(r",\;"), grad.T, strict=True):
            written += 1
            again, error = attempt(part, f.dim)
            read += error is None
            if error is None:
                assert same(again(x), partial), (text, part)
            else:
                assert "at most 500" in error.message or "not a real" in error.message, (text, part, error)
    assert read > 0.95 * written > 0.6 * count, (read, written)


def same(a, b):
    """Equal up to rounding wherever both are defined: on paper x/x has no hole."""
    both = np.isfinite(a) & np.isfinite(b)
    return np.allclose(a[both], b[both], 1e-6, 1e-7)


def test_work_grows_no_faster_than_the_formula():
    def steps(text):
        read = expression.Reader(text)
        slope = expression.partial(read.root, "x")
        return len(expression.program.assemble([read.root, slope], "x").code)

    assert steps("3x^2 - 4x + 5") == 8  # x·x, 3·x², 4x, −, +; 2x, 3·2x, −4
    for level in ("(x+{})*x", "sin({})^2", "({})/(1+x)", "({})^x"):
        small, large = [steps(nest(level, n)) for n in (10, 20)]
        assert large < 2.2 * small, (level, small, large)


def nest(level, n):
    text = "x"
    for _ in range(n):
        text = level.format(text)
    return text
