"""The terms of the subject: one table, one line each, and the mark at a term's first use on a page.

A mark is a piece of text with a dotted line under it: pointed at, tapped or reached by Tab, it tells its line (the part
``terms`` in the browser).  ``say`` and ``note`` write a sentence of ours with its marks; a part that writes by itself
is given the terms that nobody has marked before (``left``).  Texts of strangers never come here: nothing is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from html import escape
from typing import Any, NamedTuple

import streamlit as st

from gdengine.rules.rule import RULES
from pages.ui.keys import VISIT, key

MARKED = key(VISIT, "marked")  # in the session: the terms marked in this run of the page
PAGE = key(VISIT, "marked on")  # in the session: the page that runs
UNMARKED = r"\$[^$]*\$|`[^`]*`|:material/\w+:|<[^>]*>|&\w+;"  # formulas, code, icons, tags: no words


TAG = re.compile(r"<\w")  # a text without any is drawn at once; what reads tags comes later


class Term(NamedTuple):
    """A term, its other forms, and what it means in one line."""

    line: str
    forms: tuple[str, ...]
    page: str = ""  # the only one on which the word is this term; none: all
    but: str = ""  # the page on which the word is another

    def is_one_on(self, page: str) -> bool:
        """Whether the word is this term on that page."""
        return self.page in ("", page) and (not self.but or self.but != page)


def _term(line: str, *forms: str, page: str = "", but: str = "") -> Term:
    return Term(line, forms, page, but)


TERMS: dict[str, Term] = {
    "activation": _term("The bend in a unit: without it a network could draw straight lines only.", "activations"),
    "basin": _term("All the starts from which a walk ends in the same valley.", "basins"),
    "bias": _term("A number that is learned: it is added, and so moves a line up or down.", "biases"),
    "closed form": _term("A formula that gives the answer at once, without any steps.", "closed-form"),
    "condition number": _term(
        "How many times as much a bowl bends one way as the other: the larger, the longer the way.", "condition numbers"
    ),
    "convex": _term("Bent downward nowhere, like a bowl: such ground has no second valley."),
    "converge": _term("To come nearer and nearer to one place, and stay.", "converges", "convergence"),
    "curvature": _term("How fast the slope changes on the way: large where a valley is narrow.", "curvatures"),
    "degree": _term("The highest power of x in a formula: a line has 1, a parabola 2.", page="regression"),
    "derivative": _term("The slope of a curve at every place, as a function of its own.", "derivatives"),
    "diverge": _term("To get farther and farther away.", "diverges"),
    "epoch": _term("One pass over all the points that are learned from.", "epochs"),
    "fractal": _term("A pattern that shows new detail however closely you look."),
    "gradient": _term("Slope and direction in one: an arrow straight uphill, longer where it is steeper.", "gradients"),
    "gradient descent": _term(
        "Take a step against the slope, and again, until the ground is level.", "plain descent", "descent"
    ),
    "intercept": _term("The height of a line where x is 0."),
    "isoline": _term("A line of equal height, as on a hiking map.", "isolines"),
    "learning rate": _term("How long a step is for each unit of slope. It is written η (eta).", "learning rates"),
    "loss": _term("One number for how wrong the answers are: 0 would be perfect.", "losses"),
    "mean": _term("The sum of all, divided by how many there are."),
    "mini-batch": _term("A few of the points, drawn for one step.", "mini-batches"),
    "minimum": _term("A place with no lower ground beside it: the bottom of a valley.", "minima"),
    "momentum": _term(
        "What a walk keeps of its speed from step to step, like a ball that rolls. It is written μ (mu)."
    ),
    "N(0, 1)": _term("A number by chance: mostly between −1 and 1, seldom beyond −2 and 2."),
    "network": _term("Many small sums with a bend in each, one behind the other.", "networks", "neural network"),
    "noise": _term("Chance: it moves each point a little off the curve that it comes from.", page="sine_mlp"),
    "parabola": _term(
        "The curve of x²: one valley, whose slope grows evenly with the way from its bottom.", "parabolas"
    ),
    "plateau": _term("Nearly level ground: a step that grows with the slope is short there.", "plateaus"),
    "quadratic": _term(
        "Made of squares, products and straight parts: where it has one lowest place, it is a perfect bowl."
    ),
    "saddle": _term("Level ground that rises two ways and falls two others, like a pass.", "saddles"),
    "sampled": _term("From some of the points only, drawn at random."),
    "saturated": _term("So far out on the flat part of its bend that next to nothing changes it."),
    "secant": _term("The straight line through two points of a curve.", "secants"),
    "seed": _term("A number that stands for one draw of chance: the same number draws the same again.", "seeds"),
    "sine": _term("The wave that sin x draws.", "sines"),
    "slope": _term(
        "How steep it is: a small change in height, divided by the small way across that makes it.", "slopes"
    ),
    "softest": _term("The direction in which the ground bends least."),
    "standardized": _term("Shifted and scaled to a mean of 0 and a spread of 1."),
    "step": _term("One move of the walk; in plain descent the longer, the steeper the ground.", "steps"),
    "stiffest": _term("The direction in which the ground bends most."),
    "stochastic": _term(
        "With chance in it: a step sees points drawn at random, or feels a slope that is off by chance."
    ),
    "tangent": _term(
        "The straight line through a point of a curve, as steep as the curve there. It may cross it.", "tangents"
    ),
    "unit": _term("One small sum of the network, with its bend.", "units", page="sine_mlp"),
    "weight": _term("A number that is learned: what an input is multiplied by.", "weights", but="regression"),
} | {
    rule.title: _term(rule.lesson)
    for rule in RULES.values()
    if rule.title.lower() not in ("gradient descent", "momentum")
}


SYMBOLS = {  # of a step that is worked, whatever its rule: {letter} is the first of the numbers that move
    "g": "The slope along {letter}, as it is felt where the step begins.",
    "‖step‖": "The length of the step; ‖g‖ is the slope straight uphill.",
}


@cache
def forms() -> dict[str, str]:
    """Every form of every term, in small letters → the term; the longest first, as "learning rate" is not a rate."""
    known = {form.lower(): name for name, term in TERMS.items() for form in (name, *term.forms)}
    return dict(sorted(known.items(), key=lambda pair: -len(pair[0])))


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, forms()))
    return re.compile(rf"(?P<not>{UNMARKED})|(?<![\w-])(?P<form>{words})(?![\w-])", re.IGNORECASE)


def begin_marking(page: str = "") -> None:
    """A page begins: nothing is marked yet."""
    st.session_state[MARKED] = set()
    st.session_state[PAGE] = page


@lru_cache(maxsize=4096)
def used(text: str) -> tuple[str, ...]:
    """The terms that a text uses on some page, each once, in reading order."""
    found = (forms()[match["form"].lower()] for match in _pattern().finditer(text) if match["form"])
    return tuple(dict.fromkeys(found))


def with_terms(text: str) -> str:
    """The text, in Markdown, with the first use on the page of every term marked."""
    return _pattern().sub(_marked, text)


def _marked(match: re.Match[str]) -> str:
    form = match["form"]
    if form is None or not _first(forms()[form.lower()]):
        return match[0]
    line = escape(f"{form}: {TERMS[forms()[form.lower()]].line}", quote=True)
    return f'<span class="term" role="button" tabindex="0" aria-label="{line}">{form}</span>'


def _first(name: str) -> bool:
    """Whether this is the term's first use on the page, if it is one here; from now on it is not."""
    if not TERMS[name].is_one_on(st.session_state.get(PAGE, "")):
        return False
    seen: set[str] = st.session_state.setdefault(MARKED, set())
    fresh = name not in seen
    seen.add(name)
    return fresh


def left(texts: Iterable[str]) -> list[dict[str, Any]]:
    """The terms used in texts of which one is shown at a time and that nobody has marked before: forms and line."""
    names = dict.fromkeys(name for text in texts for name in used(text))
    return [{"forms": [name, *TERMS[name].forms], "line": TERMS[name].line} for name in names if _first(name)]


def symbols(own: Mapping[str, str], letter: str) -> list[dict[str, Any]]:
    """The signs of a worked step that are marked in it, as parts take them: its rule's ``own``, and those of all."""
    known = {name: line.format(letter=letter) for name, line in SYMBOLS.items()} | dict(own)
    return [{"forms": [name], "line": line} for name, line in known.items()]


def say(text: str, place: Any = st) -> None:
    """A sentence of ours, in Markdown, with its terms marked."""
    text = with_terms(text)
    place.markdown(text, unsafe_allow_html=bool(TAG.search(text)))


def note(text: str, place: Any = st) -> None:
    """A quiet sentence of ours, in Markdown, with its terms marked."""
    text = with_terms(text)
    place.caption(text, unsafe_allow_html=bool(TAG.search(text)))
