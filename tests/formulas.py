"""Formulas that nobody chose, for the tests: grown at random from all there is in the language, the same every time."""

import random

import numpy as np

from gdengine.expression import functions, parse

POINTS = np.random.default_rng(5).uniform(-2, 2, (6, 2))

PLAIN = [name for name in functions.FUNCTIONS if name not in functions.COMPARISONS]
UNARY = ["-{}", "({})^2", "({})^3", "({})^-1", "({})^1.5", "2^({})", "e^({})", "3({})", "√({})"]
UNARY += [name + "({})" for name in PLAIN]
BINARY = ["{} + {}", "{} - ({})", "({})*({})", "({})/({})", "({})({})", "abs({})^({})", "max({}, {})", "min({}, {})"]


def attempt(text, dim=None):
    """The Objective, or None and the error."""
    try:
        return parse(text, dim), None
    except ValueError as error:
        return None, error


def grow(rng, depth, variables):
    if depth == 0 or rng.random() < 0.15:
        return rng.choice([*variables, *variables, "1", "2", "0.3", "pi", "1.7"])
    pattern = rng.choice(UNARY if rng.random() < 0.4 else BINARY)
    return pattern.format(*[grow(rng, depth - 1, variables) for _ in range(pattern.count("{}"))])


def formulas(count, seed, depth=3):
    """Random formulas, each with its Objective; those with a constant part that is no number are passed over."""
    rng = random.Random(seed)
    while count:
        text = grow(rng, depth, rng.choice(["x", "xy"]))
        f, error = attempt(text)
        if error is None:
            count -= 1
            yield text, f
        else:
            assert "not a real number" in error.message or "too large" in error.message, text
