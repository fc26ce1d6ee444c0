"""The worked step: the rule's own lines, with the numbers of the step from the frame shown in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gdengine import Optimizer, Outcome, Trajectory
from gdengine.analysis.mends import KNOB_SAID_DIGITS
from gdengine.loop.replay import lengths, replay, worked
from gdengine.rules.rule import RULES
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.ui.parts.live_text import SHOWN_DIGITS, live_text
from pages.ui.terms import left, note, symbols

if TYPE_CHECKING:
    from pages.ui.about import About, Lines
    from pages.ui.scene import Scene


def explain(about: About, scene: Scene) -> None:
    """Draw the step from the frame shown with its numbers: one coordinate, the others (``letters``) on demand."""
    rule, walk = about.rule or about.record.rule(), about.walk
    assert walk is not None  # a view that gives letters gives the walk they belong to
    rows = taken(about, walk)
    if not len(rows):
        note("There is no step from here.")
        return
    lines, numbers = step_lines(rule, walk, rows, about.letters, length=about.length)
    lines[len(RULES[rule.name].lines) :] = [*about.step.templates, *lines[len(RULES[rule.name].lines) :]]
    numbers |= _of_rows(about.step, rows)
    others = about.letters[1 : walk.x.shape[-1]]
    folds: dict[str, Any] = {
        "folded": len(others) * len(RULES[rule.name].lines),
        "more": f"The same for {', '.join(others)}",
    }
    how: dict[str, Any] = {
        "steps": walk.step[rows].tolist(),
        "colors": palette.ROLES,
        "key": scene.key("part", "step"),
        "called": "The update rule with its numbers",
        "terms": [*symbols(RULES[rule.name].symbols, about.letters[0]), *left(about.step.templates)],
    }
    live_text(lines, numbers, **how, **folds)
    _place(about, walk, scene)


def _place(about: About, walk: Trajectory, scene: Scene) -> None:
    """What is said of the place where the walk stands, at every frame of the bar."""
    rows = about.frames
    if about.place.templates:
        how: dict[str, Any] = {"steps": walk.step[rows].tolist(), "colors": palette.ROLES}
        how["terms"] = left(about.place.templates)
        live_text(about.place.templates, _of_rows(about.place, rows), **how, key=scene.key("part", "place"))


def _of_rows(lines: Lines, rows: Any) -> dict[str, Any]:
    return {name: np.asarray(values)[rows] for name, values in lines.numbers.items()}


def taken(about: About, walk: Trajectory) -> Any:
    """The frames from which a step leads on: not the last one of a walk that has stopped by itself."""
    goes_on = int(walk.outcome) in (Outcome.RUNNING, Outcome.DIVERGED)
    return about.frames if goes_on else about.frames[about.frames != about.end]


def step_lines(
    optimizer: Optimizer, run: Trajectory, rows: Any, letters: str, *, length: bool = False
) -> tuple[list[str], dict[str, Any]]:
    """The templates of a step, a rule's lines for every coordinate (a letter each), and the numbers they name.

    ``length`` adds a line that says how long the step is, after those of the first coordinate.
    """
    remembered = replay(optimizer, run)
    lines: list[str] = []
    numbers: dict[str, Any] = {}
    for i, letter in enumerate(letters[: run.x.shape[-1]]):
        mine = worked(optimizer, run, remembered, i)
        numbers |= {
            f"{name}_{letter}": np.asarray(values)[rows] if np.ndim(values) else values for name, values in mine.items()
        }
        lines += [_for(letter, line, mine) for line in RULES[optimizer.name].lines]
    if length:
        lines.insert(len(RULES[optimizer.name].lines), RULES[optimizer.name].length)
        numbers |= {name: values[rows] for name, values in lengths(run, remembered).items()}
    return lines, numbers


def _for(letter: str, line: str, numbers: Mapping[str, Any]) -> str:
    """The template for one coordinate: c becomes x or y, and every number that coordinate's own.

    A part that stays from step to step, and is nearly all, would read 1: it is written out.
    """
    line = line.replace("c_", letter + "_")
    for name, value in numbers.items():
        if np.ndim(value) == 0 and value < 1 and number(value, SHOWN_DIGITS) == "1":
            line = line.replace("{" + name + "}", number(value, KNOB_SAID_DIGITS))
        line = line.replace("{" + name + ":", "{" + f"{name}_{letter}:").replace(
            "{" + name + "}", "{" + f"{name}_{letter}" + "}"
        )
    return line
