"""Formulas that nobody chose, for the tests: grown at random from all there is in the language, the same every time.

``hostile`` gives what is no formula, or hardly one: injections, mutated formulas, soups of words.
"""

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


INJECTIONS = [
    "__import__('os').system('x')", "x.__class__.__mro__", "lambda: 0", "().__class__", "open('/etc/passwd')",
    "exec(x)", "eval('1')", "f'{x}'", "x if x else y", "[x for x in x]", "x:=1", "print(x)", "globals()", "x;y",
    "1_000", "0x10", "1j", "${x}", "\\frac{1}{x}", "x\n+\n1", "nan", "inf", "True", "None", "9" * 400, "9**" * 40 + "9",
    "(9^99)" * 60, "e^" * 48 + "x", "x^x^x^x^x^x", "1/" * 200 + "x", "-" * 500, "√" * 500, "²" * 500, "x²" * 250,
    "max(" * 50 + "x", "x," * 250, "((" * 250, "sin(" * 48 + "x" + ")" * 48, "(x+y)^-9*" * 50 + "1", "xyxy" * 125,
    "(x+1/(" * 24 + "x" + "))" * 24, "1e308*" * 83, "(x^x+y)^(" * 24 + "y" + ")" * 24, "max(x,y)*" * 50 + "x",
    "tan(x)/" * 70 + "x", "٣+x", "x\u202e+1", "\ud800", "\0",
]  # fmt: skip
FAIR = [*"0123xxxyy+-*/^()²π. ", "**", ".5", "(x+1)", "sin(x)", "√"]
SOUP = [
    *FAIR,
    *"0123456789xye.+-*/^(),²³√π×−_='\"[]{}|\\ \n\t\0é世🙂\ud800",
    "**",
    "1e",
    "1e9",
    ".5",
    "pi",
    *functions.FUNCTIONS,
]


def hostile(count):
    """Injections, mutated formulas, soups of words, and any characters at all."""
    rng = random.Random(7)
    grown = [text for text, _ in formulas(300, seed=8)]
    yield from INJECTIONS
    for i in range(count - len(INJECTIONS)):
        if i % 3 == 0:
            yield "".join(rng.choices(rng.choice([FAIR, SOUP]), k=rng.randrange(1, rng.choice([8, 40, 300]))))
        elif i % 3 == 1:
            text = list(rng.choice(grown))
            for _ in range(rng.randrange(1, 4)):
                at = rng.randrange(len(text) + 1)
                text[at : at + rng.randrange(2)] = rng.choice(rng.choice([FAIR, SOUP]))
            yield "".join(text)
        else:
            yield "".join(
                chr(rng.choice([rng.randrange(128), rng.randrange(0x110000)])) for _ in range(rng.randrange(60))
            )
