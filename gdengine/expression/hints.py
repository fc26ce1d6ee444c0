"""What is probably meant by what cannot be read: advice in words, for a student, one line each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

ADVICE = {
    "=": "type only what stands to the right of the = sign",
    "[": "use round brackets ( )",
    "]": "use round brackets ( )",
    "!": "there are no factorials here",
    "%": "write / 100 for percent",
    "_": "names have letters only",
    ":": "write / for a division",
    "°": "angles are in radians, 180° is pi",
    "<": "a formula has one value at each place, no conditions",
    ">": "a formula has one value at each place, no conditions",
    "≤": "a formula has one value at each place, no conditions",
    "≥": "a formula has one value at each place, no conditions",
    "∞": "infinity is not a number",
    "'": "a number has no marks inside, write 1000",
}
STAIRCASE = "is a staircase, level between its jumps, so no slope leads anywhere: it is not offered here"
ABOUT_NAMES = {  # names that are no typing mistakes
    "floor": STAIRCASE,
    "ceil": STAIRCASE,
    "round": STAIRCASE,
    "trunc": STAIRCASE,
    "int": STAIRCASE,
    "mod": STAIRCASE,
    "heaviside": "jumps: write (1 + sign(x))/2",
    "step": "jumps: write (1 + sign(x))/2",
    "pow": "is written with ^, as in x^3",
    "power": "is written with ^, as in x^3",
    "sq": "is written with ^, as in x^2",
    "square": "is written with ^, as in x^2",
    "softplus": "is written ln(1 + exp(x))",
    "inf": "is not a number",
    "infinity": "is not a number",
    "nan": "is not a number",
    "i": "is no real number, and heights are real",
    "factorial": "is not offered here",
    "gamma": "is not offered here",
    "sum": "is not offered here: write the sum out",
    r"\begin": "lists cases, which cannot be typed: build them with max, min, abs or sign",
}
WORDS_FOR = {  # said for one of the names there are
    "sine": "sin", "sinus": "sin", "cosine": "cos", "cosinus": "cos", "tangent": "tan", "tang": "tan",
    "absolute": "abs", "betrag": "abs", "norm": "abs", "root": "sqrt", "squareroot": "sqrt", "wurzel": "sqrt",
    "rt": "sqrt", "cuberoot": "cbrt", "logarithm": "ln", "maximum": "max", "minimum": "min", "signum": "sign",
    "logistic": "sigmoid", "exponential": "exp",
}  # fmt: skip


def shorten(word: str) -> str:
    return word if len(word) <= 20 else f"{word[:20]}…"


def advice_on_name(name: str, letters: Iterable[str], functions: Iterable[str]) -> str:
    """The sentence about an unknown name: what it probably stands for, or which names there are."""
    own, letters, functions = name.lower(), tuple(letters), tuple(functions)
    if own in ABOUT_NAMES:
        return f"{name.lstrip(chr(92))} {ABOUT_NAMES[own]}"
    meant = WORDS_FOR.get(own) or nearest(own, functions)
    if meant:
        return f"unknown name {shorten(name)!r}: did you mean {meant}(…)?"
    if len(own) == 1:
        return f"unknown name {name!r}: the formula is about x (and y on a surface), write a number for anything else"
    listed = f"{', '.join(letters)} and {', '.join(functions[:22])}"
    return f"unknown name {shorten(name)!r}: you may use {listed}"


def nearest(word: str, names: Iterable[str]) -> str:
    """The name that is fewest slips away from the word, if these are few for its length; "" if there is none."""
    allowed = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    slips = {name: distance(word, name) for name in names if abs(len(name) - len(word)) <= allowed}
    best = min(slips, key=lambda name: (slips[name], -_alike(name, word), name), default="")
    return best if best and slips[best] <= allowed else ""


def _alike(a: str, b: str) -> int:
    """Letters that two words begin with in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b)))


def distance(a: str, b: str) -> int:
    """The slips that turn a into b: a letter too many, missing, wrong, or two swapped (Damerau 1964,
    doi:10.1145/363958.363994, in the variant that edits no place twice)."""
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        new = [i]
        for j, other in enumerate(b, 1):
            new.append(min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (letter != other)))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                new[j] = min(new[j], older[j - 2] + 1)
        older, old = old, new
    return old[-1]
