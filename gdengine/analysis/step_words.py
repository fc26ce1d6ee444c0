"""What is said of a single step: one table of sentences by ``telling.Kind``, and one of what to expect of the next.

A sentence is a template.  ``{change}`` stands in it for the size of the change of the value, the only number that
differs from step to step; whoever shows it writes it in the page's own way.  So a whole family of runs is told by a few
dozen templates and, for every row, which of them it is (``Sentences``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from gdengine.analysis.phrases import Style
from gdengine.analysis.ratios import EQUAL_SIZE, LOST_SIZE, NO_SIZE, SIZE_NAMES, sized, sizes
from gdengine.analysis.telling import Kind, Telling
from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.rules.rule import RULES, SPEED

SMALLEST_TOLD_PART = 1e-6  # of the range of the values: a change that is smaller is told without its number
LENGTH_WORDS = ("long", "shorter", "longer")
SLOPE_WORDS = ("large", "smaller", "larger")
FALL_WORDS = ("much", "less", "more")


class Walker(NamedTuple):
    """What the sentences must know of who walks where, besides the style of the page."""

    style: Style
    on_a_line: bool  # "the bottom"; else "the lowest point on its way"
    sampled: bool
    points: bool  # sampled because a step sees only some of the points
    rate: float | None  # of a rule whose step is this rate times the slope, at every step the same
    memory: str  # what may carry the rule uphill, "" for nothing
    speed: bool  # whether that is a speed


class Sentences(NamedTuple):
    """A run told: the templates that occur, and which of them tells of each row."""

    templates: tuple[str, ...]
    which: Array  # (K, M) indices of the templates
    change: Array  # (K, M): what {change} stands for


def walker(objective: Objective, rule: Optimizer, style: Style, *, points: bool = False) -> Walker:
    """Who walks with this rule on this objective.  ``points``: it is sampled by showing only some of the points."""
    rate = rule.settings["lr"]
    steady = rule.name == "gd" and not callable(rate) and np.ndim(rate) == 0
    memory = RULES[rule.name].carrier if rule.name in RULES else ""
    sampled = objective.noisy is not None
    known = float(rate) if steady else None
    return Walker(style, objective.dim == 1, sampled, points, known, memory, memory == SPEED)


# ---- sentences


def step_sentence(kind: Kind, size: int, who: Walker, *, tiny: bool = False, by_places: bool = True) -> str:
    """The template for a step of this kind; ``size``: what ``sizes`` says of its ratio."""
    if not by_places:
        return _of_values(kind, size, who, tiny)
    said = STEP_WORDS[kind](who, _change(kind, who, tiny))
    ahead = _ahead(size, who) if kind in MOVING_KINDS else ""
    return f"{said} {ahead}".rstrip()


MOVING_KINDS = frozenset(
    {
        Kind.DOWN, Kind.OVER_LOWER, Kind.OVER_LEVEL, Kind.OVER_HIGHER, Kind.RIDGE_LOWER, Kind.RIDGE_HIGHER,
        Kind.CARRIED, Kind.STUMBLED, Kind.UP, Kind.SAME,
    }
)  # fmt: skip
FALLING_KINDS = (Kind.DOWN, Kind.OVER_LOWER, Kind.RIDGE_LOWER)
STEP_WORDS: dict[Kind, Callable[[Walker, str], str]] = {
    Kind.DOWN: lambda who, change: f"{change}.",
    Kind.OVER_LOWER: lambda who, change: f"{change}: the step went over {_bottom(who)}, but landed lower.",
    Kind.OVER_LEVEL: lambda who, change: f"The step went over {_bottom(who)} and landed as high as before.",
    Kind.OVER_HIGHER: lambda who, change: f"{change}: the step went over {_bottom(who)} and landed higher.",
    Kind.RIDGE_LOWER: lambda who, change: f"{change}: it went over a rise and landed lower behind it.",
    Kind.RIDGE_HIGHER: lambda who, change: f"{change}: on the way of this step the ground rises.",
    Kind.CARRIED: lambda who, change: f"{change}: {who.memory or 'this step'} carried it uphill.",
    Kind.STUMBLED: lambda who, change: (
        f"{change}: this step saw only some of the points, and for all of them it led uphill."
        if who.points
        else f"{change}: the slope it felt was off, and led uphill."
    ),
    Kind.UP: lambda who, change: f"{change}.",
    Kind.SAME: lambda who, change: f"{who.style.first} stays as it is.",
    Kind.BOTTOM: lambda who, change: "Level ground here, or as good as level: at the bottom, or next to it.",
    Kind.VALLEY: lambda who, change: "Level ground here, or as good as level, though not the lowest.",
    Kind.LEVEL: lambda who, change: (
        f"Level ground here, or as good as level, but no valley: {'' if who.on_a_line else 'a pass, '}a top or a ledge."
    ),
    Kind.FLAT: lambda who, change: "The ground is flat here: next to no slope, so next to no step.",
    Kind.CORNER: lambda who, change: "At a corner: the slope does not fade here but jumps from down to up.",
    Kind.GAVE_UP: lambda who, change: "It has given up: too little progress.",
    Kind.OUTSIDE: lambda who, change: "It is gone: where this step led there is no value.",
    Kind.GONE: lambda who, change: "It is gone: too far to be followed.",
    Kind.UNDEFINED: lambda who, change: "There is no value or no slope here.",
}
VALUE_WORDS: dict[Kind, Callable[[Walker, str], str]] = STEP_WORDS | {
    Kind.UP: lambda who, change: f"{change}{'' if who.memory or who.sampled else ': the step was too long'}.",
    Kind.JITTERED: lambda who, change: f"{change}: every step sees only some of the points.",
    Kind.LEVEL: lambda who, change: f"{who.style.first} no longer changes.",
    Kind.FLAT: lambda who, change: f"{who.style.first} no longer changes: the units are dead.",
}


def _of_values(kind: Kind, size: int, who: Walker, tiny: bool) -> str:
    """Of a run of which only the values are looked at: a fall is compared with the one before."""
    change = _change(kind, who, tiny)
    if kind == Kind.DOWN and size < NO_SIZE and not tiny:
        return f"{change}, {_than(size)} the {who.style.unit} before."
    return VALUE_WORDS[kind](who, change)


def _than(size: int) -> str:
    joined = "than in" if SIZE_NAMES[size].form in ("less", "more") else "as in"
    return f"{_about(size, FALL_WORDS)} {joined}"


def _change(kind: Kind, who: Walker, tiny: bool) -> str:
    falls, style = kind in FALLING_KINDS, who.style
    much = "next to nothing" if tiny else "{change}"
    if style.quantity.endswith("loss"):
        return f"{style.first} {'fell' if falls else 'rose'} by {much}"
    return f"{'Down' if falls else 'Up'} by {much}"


def _bottom(who: Walker) -> str:
    return "the bottom" if who.on_a_line else "the lowest point on its way"


def _ahead(size: int, who: Walker) -> str:
    """What to expect of the next step."""
    if size == NO_SIZE:
        return ""
    if size == LOST_SIZE:
        return "The next step leads to where it cannot be followed."
    length = _about(size, LENGTH_WORDS)
    if who.rate is not None:
        return f"{_slope(who)} is {_about(size, SLOPE_WORDS)} here, so the next step will be {length}."
    if who.speed and size != EQUAL_SIZE:
        return f"It {'loses' if SIZE_NAMES[size].ratio < 1 else 'gathers'} speed: the next step will be {length}."
    return f"The next step will be {length}."


def _slope(who: Walker) -> str:
    if who.sampled and not who.points:
        return f"The {who.style.slope} it feels"
    return f"The {'sampled ' if who.sampled else ''}{who.style.slope}"


def _about(size: int, words: tuple[str, str, str]) -> str:
    return f"about {sized(size, words)}" if size == EQUAL_SIZE else sized(size, words)


def opening(who: Walker, value: float, slope: float, length: float | None) -> str:
    """The sentence of the start: the value there, and the first step (None: there is none)."""
    style, number = who.style, who.style.number
    here = f"{style.first} is {number(value + 0.0)} at the start."
    if length is None:
        return here
    if length == 0:
        return f"{here} The {style.slope} is 0 there, so there is no step."
    if who.rate is None:
        return f"{here} The first step will be {number(length)} long."
    return (
        f"{here} {_slope(who)} is {number(slope)}: times the learning rate η = {number(who.rate)}, "
        f"the first step will be {number(length)} long."
    )


# ---- a run


@np.errstate(all="ignore")  # far out, changes overflow
def sentences(told: Telling, run: Trajectory, who: Walker | Sequence[Walker]) -> Sentences:
    """The sentence of every row told (K, M), of a run of M members or of one (K,); ``who``: one ``Walker`` a member."""
    walkers = [who] if isinstance(who, Walker) else list(who)
    rows = len(told.kind)
    kind, change, ratio, span = (part.reshape(rows, -1) for part in told[:4])
    size = np.where(np.isin(kind, [*MOVING_KINDS]), sizes(ratio), NO_SIZE)
    tiny = np.abs(change) < SMALLEST_TOLD_PART * span
    found, codes = np.unique((kind.astype(int) * (LOST_SIZE + 1) + size) * 2 + tiny, return_inverse=True)
    texts = [_decoded(int(code), walkers[0], told.by_places) for code in found]
    templates = list(dict.fromkeys(texts))
    which = np.array([templates.index(text) for text in texts])[codes].reshape(kind.shape)
    for member in np.flatnonzero(kind[0] == Kind.START):
        which[0, member] = len(templates)
        mine = walkers[min(int(member), len(walkers) - 1)]
        templates.append(_start(run if told.by_places else run._replace(x=run.x[:0]), int(member), mine))
    return Sentences(tuple(templates), which, np.abs(change))


def _decoded(code: int, who: Walker, by_places: bool) -> str:
    rest, tiny = divmod(code, 2)
    kind, size = divmod(rest, LOST_SIZE + 1)
    return "" if kind == Kind.START else step_sentence(Kind(kind), size, who, tiny=bool(tiny), by_places=by_places)


def _start(run: Trajectory, member: int, who: Walker) -> str:
    value = float(run.value.reshape(len(run.step), -1)[0, member])
    if len(run.x) < 2:
        return opening(who, value, np.nan, None)
    x, grad = (part.reshape(len(part), -1, part.shape[-1])[:2, member] for part in (run.x, run.grad))
    length = float(np.hypot.reduce(x[1] - x[0]))
    slope = float(grad[0, 0]) if who.on_a_line else float(np.hypot.reduce(grad[0]))
    return opening(who, value, slope, length if np.isfinite(length) else None)
