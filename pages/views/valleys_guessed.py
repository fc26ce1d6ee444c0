"""Where does it end?  Guessed in one of the known valleys, on a curve and on a surface, before the walk is shown."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import Any

import numpy as np

from gdengine.activities.hike import is_lowest
from gdengine.analysis.endings import Ended
from gdengine.analysis.measures import reached
from gdengine.analysis.walks import TAIL_PART, walked
from gdengine.core import Array
from gdengine.experiments.descent import Descent
from gdengine.rules.rule import RULES, SPEED
from pages.charts.kit.numbers import counted, number
from pages.ui.guessing import Guess, OnGuess, judged
from pages.ui.results import diagnosis, first_run, objective
from pages.ui.scene import Scene
from pages.ui.titles import say_choice
from pages.views.who_is_first import they_set_out

MOST_BUTTONS = 6  # of more valleys only the lowest is named: the others are clicked on the map
NO_VALLEY, LOWEST, ANOTHER = "nowhere", "lowest", "another"


def where_it_ends(question: str, veiled: Callable[[Scene, OnGuess], None]) -> Guess:
    """The guess of a view that shows a walk on ground with several known valleys; ``question`` says {how} it goes."""

    def asked(record: Descent) -> str:
        return question.format(how=_how(record))

    return Guess("end", asked, veiled, choices=_choices, remark=_remark, worth=_several)


def _how(record: Descent) -> str:
    """What makes a walk another than one straight down."""
    rule = record.optimizer
    by = " with momentum" if RULES[rule].carrier == SPEED else "" if rule == "gd" else f" by {say_choice(rule)}"
    return by + (" that stumbles" if record.sampled() else "")


def nearest(record: Descent, *place: float) -> str:
    """The name of the valley whose bottom is nearest to a place pointed at."""
    away = np.linalg.norm(np.array(objective(record).minima, float) - place, axis=-1)
    return str(int(away.argmin()))


def _several(record: Descent) -> bool:
    """Several valleys, and a walk that sets out: with errors level ground has a slope, too."""
    ground = objective(record)
    return len(ground.minima) > 1 and (record.sampled() or they_set_out(ground, record.start()))


def _choices(record: Descent) -> dict[str, str]:
    """The valleys from west to east, or the lowest and the others, and none of them."""
    minima = objective(record).minima
    if len(minima) > MOST_BUTTONS:
        lowest = _lowest(record)
        named = {LOWEST: f"The lowest, {_place(minima[lowest[0]])}" if len(lowest) == 1 else "One of the lowest"}
        return named | ({ANOTHER: "Another one"} if len(lowest) < len(minima) else {}) | {NO_VALLEY: "None of them"}
    order = sorted(range(len(minima)), key=lambda k: minima[k])
    return {str(k): _place(minima[k]) for k in order} | {NO_VALLEY: f"{_not_one(minima).capitalize()} of them"}


def _not_one(minima: Sized) -> str:
    return "neither" if len(minima) == 2 else "none"


def _lowest(record: Descent) -> list[int]:
    """The lowest valley, or as many as are as low."""
    ground = objective(record)
    return [k for k in range(len(ground.minima)) if is_lowest(ground, k)]


def _place(minimum: Any) -> str:
    told = [number(float(f"{value:.2g}")) for value in minimum]
    return f"x = {told[0]}" if len(told) == 1 else f"({', '.join(told)})"


def _end(record: Descent) -> str:
    """The valley that the verdict names, or where it names none, that whose bottom the walk is within reach of.

    But not of a walk that of late was nearer to another one: it jumps, and is over this one by chance.
    """
    named = diagnosis(record).minimum
    if named is not None:
        return str(named)
    x: Array = walked(first_run(record)).x
    late, minima = x[-max(len(x) // TAIL_PART, 2) :], np.array(objective(record).minima, float)
    nearest_ones = np.linalg.norm(late[:, None] - minima, axis=-1).argmin(-1)
    index = int(reached(objective(record), x[-1]))
    return NO_VALLEY if index < 0 or (nearest_ones != index).any() else str(index)


def _remark(record: Descent, guess: str) -> str:
    end = _end(record)
    words = {str(k): f"in the valley at {_place(minimum)}" for k, minimum in enumerate(objective(record).minima)}
    found = diagnosis(record)
    nowhere = words[NO_VALLEY] = f"in {_not_one(objective(record).minima)} of the valleys"
    if end == NO_VALLEY and found.ended == Ended.UNFINISHED:
        words[NO_VALLEY] += f": after {counted(found.step, 'step')} it has not come to rest"
    lowest = [str(k) for k in _lowest(record)]
    words[LOWEST] = words[lowest[0]] if len(lowest) == 1 else "in one of the lowest valleys"
    words[ANOTHER] = "in another valley than the lowest"
    kind = NO_VALLEY if end == NO_VALLEY else LOWEST if end in lowest else ANOTHER
    right = guess in (end, kind)
    said = nowhere if guess == NO_VALLEY else words[guess]
    return judged(right, said, f"it ends {words[end]}")
