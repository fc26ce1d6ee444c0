"""Scale: the same points as measured and standardized, side by side: a ravine and a bowl, and what that costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine.core import Array
from gdengine.experiments.regression import NO_SPREAD
from gdengine.experiments.scaling import ONE_FEATURE
from gdengine.regression import design
from pages.charts.kit import palette
from pages.charts.kit.numbers import counted, number
from pages.charts.regression import scale as pictures
from pages.charts.regression.line_fit import rounding_spans
from pages.ui import images
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.export import NumberTable
from pages.ui.parts.live_text import live_text
from pages.ui.results import seen_apart
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import left, note, say
from pages.views.regression.own_points import choose_points
from pages.views.regression.scale_results import SideShown, measured_best, scale_code, scale_side
from pages.views.regression.words import source_of

SIDE_TITLES = {"raw": "As measured", "standardized": "Standardized"}
FINER = {"hours": ("sixtieths", "Count x in minutes", "Count x in hours")}  # a smaller unit that a set has, and words
ANY_FINER = ("thousandths", "Count x in thousandths", "Count x as measured")
COEFFICIENT_DIGITS = 4  # significant
WALKED_ROUNDING = 1000  # times what is left of a formula: each of so many steps rounds
SAME_SHARE = 1e-4  # of a share: knobs are rounded to six digits


def scale(scene: Scene) -> About:
    """The view."""
    record, own = scene.record, scene.own
    plain = seen_apart(record)
    with scene.dials:
        if own.features == ONE_FEATURE:
            choose_points(scene)
        switch(scene.page, "features")
    if own.features == ONE_FEATURE and not record.spread():
        scene.places[0].info(NO_SPREAD, icon=":material/straighten:")
        return About(record, judged=False, script=record.code)  # there are no two walks to be compared
    with scene.dials:
        _recount(scene)
    sides = {name: scale_side(plain, own, name) for name in SIDE_TITLES}
    for place, (name, side) in zip(scene.places, sides.items()):
        with place:
            _side(scene, name, side)
    with scene.places[-1]:
        runs = {SIDE_TITLES[name].lower(): side.run for name, side in sides.items()}
        least = {SIDE_TITLES[name].lower(): side.least for name, side in sides.items()}
        scene.show(pictures.losses(runs, least), "scale_losses", share=REMAINDER)
        _numbers_now(scene, sides)
    _say(scene, sides)
    run = sides["standardized"].run
    rows = np.arange(len(run.step))
    how: dict[str, Any] = {"table": lambda: _table(scene, sides), "script": lambda: scale_code(plain, own)}
    how["records"] = {SIDE_TITLES[name]: own.side(plain, name).record for name in SIDE_TITLES}
    return About(record, rows=rows, stamps=run.step, judged=False, **how)


def _recount(scene: Scene) -> None:
    """One click from hours to minutes, or back; of several features the first is counted."""
    several = scene.own.several(scene.record)
    unit, finer, back = FINER.get(scene.record.data, ANY_FINER) if several is None else ANY_FINER
    finer, back = (words.replace(" x ", f" {several.names[0]} " if several else " x ") for words in (finer, back))
    now = scene.record.unit != "as_measured"
    how: dict[str, Any] = {"icon": ":material/straighten:", "on_click": scene.put}
    how["kwargs"] = {"unit": "as_measured" if now else unit}
    with st.container(key="needed.unit", width="content"):
        st.button(back if now else finer, key=scene.key("recount"), **how)


def _side(scene: Scene, name: str, side: SideShown) -> None:
    """What is known of a side before any step, and its map."""
    say(
        f"**{SIDE_TITLES[name]}**: condition number {number(side.condition)}  \n"  # as many lines on either side
        f"largest η{'' if _is_plain(scene) else ' of plain descent'} {number(side.limit)}, here {number(side.rate)}"
    )
    axes = ("intercept a", "slope b")
    if side.run.x.shape[-1] > 2:
        axes = ("the stiffest direction", "the softest direction")
    elif name == "standardized":
        axes = ("for standardized x: intercept a", "for standardized x: slope b")
    kind = "line" if side.run.x.shape[-1] == 2 else "slice"
    picture = pictures.side_map(
        side.drawn, images.address(side.picture), side.run, side.places, axes, SIDE_TITLES[name].lower()
    )
    scene.show(picture, f"scale_{name}_{kind}", share=REMAINDER)


def _is_plain(scene: Scene) -> bool:
    """Whether the largest rate, 2/λmax, is that of the rule in force."""
    return scene.record.optimizer == "gd"


def _names(scene: Scene) -> tuple[str, ...]:
    """The coefficients, by what they belong to."""
    several = scene.own.several(scene.record)
    return ("a", "b") if several is None else ("base", *several.names)


def _numbers_now(scene: Scene, sides: dict[str, SideShown]) -> None:
    """The coefficients where either walk stands, in measured units."""
    numbers: dict[str, Array] = {}
    beside = (WALKED_ROUNDING * _rounding_spans(scene)).tolist()
    lines, spans = [], {}
    for name, side in sides.items():
        told = []
        for k, word in enumerate(_names(scene)):
            numbers[f"{name}{k}"] = side.coefficients[:, k]
            spans[f"{name}{k}"] = beside[k]
            told.append(f"{word}\u00a0=\u00a0{{{name}{k}}}")  # a line is not broken in between
        lines.append(f"{SIDE_TITLES[name]}: " + ", ".join(told))
    note("The coefficients at this step, in the units measured:")
    how: dict[str, Any] = {"steps": sides["raw"].run.step.tolist(), "colors": palette.ROLES, "spans": spans}
    live_text(lines, numbers, **how, terms=left(lines), key=scene.key("part", "now"))


def _say(scene: Scene, sides: dict[str, SideShown]) -> None:
    """At the end: steps needed, and the closed form; what the walks have found stands beside their maps anyway."""
    best = measured_best(seen_apart(scene.record), scene.own)
    with scene.words.container(key="frame.verdict"):
        say(_needed(sides))
        note(_closed_form(_names(scene), best, _rounding_spans(scene)))
    share, shares = scene.own.share, [side.rate / side.limit for side in sides.values()]
    alike = all(abs(each - share) <= SAME_SHARE * share for each in shares)
    bears = "it bears" if _is_plain(scene) else "that plain descent bears"
    least = number(scene.record.knobs()["lr"].low)
    pace = (
        f"each at the same share of the largest η {bears}: only how x is written differs, and so the bowl. "
        if alike
        else f"but not at the same share of the largest η {bears}: this page goes down to {least}, and no farther. "
    )
    said = f"Both begin at the same line, {pace}"
    several = scene.own.several(scene.record)
    if several is None:
        said += source_of(scene.record)
    else:
        said += (
            f"{several.title}: {several.source}. Each map is a slice of the loss of {len(best)} coefficients through "
            "its lowest place, along its stiffest and softest direction; walks are drawn where nearest to it."
        )
    note(said, scene.words)


def _needed(sides: dict[str, SideShown]) -> str:
    """How many steps either walk took, as far as there were enough."""
    if all(side.run.value[0] <= side.least for side in sides.values()):
        return "**Both walks begin at the best line: there is no way down.**"
    took = {SIDE_TITLES[name].lower(): side.needed for name, side in sides.items()}
    enough = [f"{counted(steps, 'step')} {name}" for name, steps in took.items() if steps is not None]
    spent = counted(int(sides["raw"].run.step[-1]), "step")
    lost = {SIDE_TITLES[name].lower() for name, side in sides.items() if side.gone}
    if len(lost) == len(sides):
        return "**On either side the walk diverges.**"
    if not enough and not lost:
        return f"**All but a hundredth of the way down takes more than {spent} on either side.**"
    short = {name: "the walk diverges" if name in lost else f"{spent} were not enough" for name in took}
    missed = "; ".join(f"{name}, {short[name]}" for name, steps in took.items() if steps is None)
    if not enough:
        return f"**All but a hundredth of the way down: {missed}.**"
    missed = f"; {missed}" if missed else ""
    return f"**All but a hundredth of the way down took {', '.join(enough)}{missed}.**"


def _rounding_spans(scene: Scene) -> Array:
    """Beside which a best coefficient (D,) is but rounding: it adds no more than that to any point."""
    several, points = scene.own.several(scene.record), scene.record.measured()
    X, y = (design(points.x), points.y) if several is None else (several.design(), several.y)
    return rounding_spans(X, y)


def _closed_form(names: tuple[str, ...], best: Array, spans: Array) -> str:
    told = (f"{word} = {number(float(b), COEFFICIENT_DIGITS, span)}" for word, b, span in zip(names, best, spans))
    return f"The closed form: {', '.join(told)}."


def _table(scene: Scene, sides: dict[str, SideShown]) -> NumberTable:
    """Every step of both walks: the loss, and the coefficients in measured units."""
    columns: dict[str, np.ndarray] = {"step": sides["raw"].run.step}
    for name, side in sides.items():
        columns[f"loss, {name}"] = scene.record.shown_as() * side.run.value
        columns |= {f"{word}, {name}": side.coefficients[:, k] for k, word in enumerate(_names(scene))}
    return columns
