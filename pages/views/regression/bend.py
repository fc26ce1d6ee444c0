"""Bend: curves instead of a line, points held out, and yes-or-no answers, whose loss bends differently everywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from gdengine.analysis.phrases import PLAIN
from gdengine.experiments import Bend, Regression
from gdengine.experiments.bending import LOGISTIC, POLYNOMIAL, Parted
from gdengine.regression import answers_of
from gdengine.regression.degrees import DegreeLoss, best_predicting
from gdengine.regression.polynomial import MOST_DEGREE
from pages.charts.kit import palette
from pages.charts.kit.numbers import ROUNDING_SPAN, number
from pages.charts.regression import bend as pictures
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.export import NumberTable
from pages.ui.parts.slider import dial
from pages.ui.results import seen_apart
from pages.ui.scene import LESS, MORE, Scene
from pages.ui.terms import note, say
from pages.ui.titles import enumerated, plain
from pages.views.regression.bend_results import Bent, bent
from pages.views.regression.words import named, source_of, titles

SHOWN_ROWS = 12  # of the design matrix
LOSS_WORDS = {LOGISTIC: "Mean log loss", POLYNOMIAL: "Mean squared error"}
EVEN_PART = 1e-9  # a chance that is no farther from a half is one
RAISED_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def bend(scene: Scene) -> About:
    """The view."""
    record, own = seen_apart(scene.record), scene.own
    found, chance = bent(record, own), own.model == LOGISTIC
    with scene.dials:
        switch(scene.page, "model")
        _degree(scene)
        _matrix(scene, found)
    left, right = scene.places
    with left:
        _curve(scene, found, chance)
    with right:
        title = LOSS_WORDS[own.model]
        picture = pictures.losses(found.run.step, found.learned, found.held, title=title)
        scene.show(picture, f"bend_losses_{own.model}", share=MORE)
        if chance:
            scene.show(pictures.limits(found.run.step, found.limits, record.lr), "bend_limits", share=LESS)
        elif found.degrees:
            scene.show(pictures.degrees(found.degrees, found.degree), "bend_degrees", share=LESS)
    scene.below_legend(lambda: _say(scene, found, chance))
    rows = np.arange(len(found.run.step))
    how: dict[str, Any] = {"quantity": "loss"}
    how["table"] = lambda: _table(record, own, found)
    walk = found.run._replace(value=found.learned)  # the bar tells the mean loss of a point, whichever is descended
    return About(scene.record, walk=walk, rows=rows, judged=False, **how)


def _table(record: Regression, own: Bend, found: Bent) -> NumberTable:
    """Every step: both mean losses, and the curve as a sum of powers, whichever basis it is descended in."""
    columns: dict[str, np.ndarray] = {"step": found.run.step, "loss": found.learned}
    if len(found.held_x):
        columns["loss held out"] = found.held
    x = "standardized x" if record.scale == "standardized" else "x"
    powers = own.coefficients(record, found.run.x).T
    return columns | {f"coefficient of {x}^{j}": each for j, each in enumerate(powers)}


def _degree(scene: Scene) -> None:
    """The dial for the degree."""
    stops = np.arange(1.0, MOST_DEGREE + 1)
    look: dict[str, Any] = {"ends": (1.0, float(MOST_DEGREE)), "color": palette.POSITION}
    words: dict[str, Any] = {"label": "Degree", "readings": {}, "key": scene.key("part", "degree_dial")}
    with st.container(key="needed.degree"):
        dial("degree", stops, scene.own.degree - 1, on_commit=lambda d: scene.put(degree=round(d)), **look, **words)


def _matrix(scene: Scene, found: Bent) -> None:
    """The design matrix: what the coefficients are multiplied with, a row for each point."""
    words = "The design matrix, a row for each point learned from."
    with st.popover("The matrix X", icon=":material/grid_on:", help=words):
        more = len(found.matrix) - SHOWN_ROWS
        note(_of_matrix(scene.own.basis) + (f" The first {SHOWN_ROWS} of {len(found.matrix)} rows." * (more > 0)))
        head = [_column(scene.own.basis, j) for j in range(found.matrix.shape[1])]
        spans = ROUNDING_SPAN * np.abs(found.matrix).max(0)
        shown = found.matrix[:SHOWN_ROWS].tolist()
        rows = [[number(value, 3, span) for value, span in zip(row, spans)] for row in shown]
        lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
        say("\n".join(lines))


def _of_matrix(basis: str) -> str:
    return {
        "powers": "X, a row for each point: the powers of x as they are.",
        "scaled": "X, a row for each point: the powers of u, which is x brought to −1 … 1.",
        "orthogonal": "X, a row for each point: the powers of x, made perpendicular to one another.",
    }[basis]


def _column(basis: str, power: int) -> str:
    if basis == "orthogonal":
        return f"q{chr(0x2080 + power)}"
    letter = "x" if basis == "powers" else "u"
    return "1" if power == 0 else letter if power == 1 else f"{letter}{RAISED_POWERS[power]}"


def _curve(scene: Scene, found: Bent, chance: bool) -> None:
    x, y, held = together(found)
    x, along = (as_measured(scene.record, each) for each in (x, found.grid_x))
    shown = measured_titles(scene.record)
    shown = (shown[0], "yes (1) or no (0)") if chance else shown
    picture = pictures.curve(x, y, held, along, found.grid, found.run, chance=chance, titles=shown)
    scene.show(picture, named(f"bend_{scene.own.model}", scene.record))


def together(part: Parted | Bent) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All points (N,): x, y, and which of them are held out."""
    x, y = np.append(part.x, part.held_x), np.append(part.y, part.held_y)
    return x, y, np.arange(len(x)) >= len(part.x)


def as_measured(record: Regression, x: np.ndarray) -> np.ndarray:
    """These x in the unit that the axis shows, in which a question can be answered: standardized they have none."""
    scaling = record.scaling()
    return x if scaling is None else scaling[0][1] + scaling[1][1] * x


def measured_titles(record: Regression) -> tuple[str, str]:
    """What stands at the axes, in the unit that they show."""
    standardized = record.scaling() is not None
    return titles(dataclasses.replace(record, scale="raw", unit="as_measured") if standardized else record)[0]


def _say(scene: Scene, found: Bent, chance: bool) -> None:
    """At the end: how well it fits, and how well it predicts."""
    with scene.words.container(key="frame.verdict"):
        say(_chance_end(seen_apart(scene.record), scene.own, found) if chance else _end(found))
    said = ""
    if found.degree < scene.own.degree:
        said = f"The points learned from can tell a curve of degree {found.degree} at most: it is drawn. "
    if len(found.held_x):
        said += "Points held out take no part in any step: they show how well a curve predicts what it has not seen. "
    if chance:
        said += _what_is_a_yes(scene.record)
        said += (
            "The loss of yes-or-no answers is convex, without a second valley, but it is no bowl: it bends less where "
        )
        said += "the answers are sure, and bears a larger η there."
    else:
        said += "On the points it learns from the best fit of a higher degree is never worse; on others it may be."
    note(f"{said} {source_of(scene.record)}", scene.words)


def _what_is_a_yes(record: Regression) -> str:
    """What became of answers that are none: see ``answers_of``; nothing of those that are yes or no."""
    y = record.measured().y
    if (answers_of(y) == y).all():
        return ""
    title = measured_titles(record)[1]
    named = "" if title == "y" else f" ({plain(title)})"
    return f"A yes is here a y{named} above the median, {number(float(np.median(y)))}. "


def _end(found: Bent) -> str:
    """The losses at the last step, which degree leaves nothing, and which of those shown predicts best."""
    tried = [fit for fit in found.degrees if fit.degree <= found.degree]
    said = f"**{_losses(found)}** {_nothing_left(tried)}"
    if not len(found.held_x) or len(tried) < 2:
        return said
    best, *alike = best_predicting(tried, found.held_y)
    also = f", and {degrees_said(alike)} as well" if alike else ""
    return (
        f"{said}Of the best fits of degree 1 to {found.degree}, "
        f"that of degree {best.degree} predicts the points held out best{also}."
    )


def _nothing_left(tried: list[DegreeLoss]) -> str:
    """The lowest degree whose best fit goes through all points that it learned from, if one of these does."""
    exact = next((fit for fit in tried if not fit.fitted), None)
    if exact is None:
        return ""
    unseen = " learned from" if exact.held > 0 else ""
    return f"The best fit of degree {exact.degree} goes through every point{unseen}: its loss is 0. "


def degrees_said(fits: Sequence[DegreeLoss]) -> str:
    """Degree 2; degrees 2 and 3."""
    return f"degree{'s' * (len(fits) > 1)} {enumerated(str(fit.degree) for fit in fits)}"


def _chance_end(record: Regression, own: Bend, found: Bent) -> str:
    """Where a yes is as likely as a no, the losses at the last step, and how the largest η has moved."""
    first, last = (number(float(found.limits[k])) for k in (0, -1))
    moved = f"was {first} at the start and is {last} here" if first != last else f"is {first} at the start and here"
    moved = f"The largest η that plain descent bears {moved}."
    if not np.isfinite(found.learned[-1]):
        return f"**{_losses(found)}** {moved}"
    beta = found.run.x[-1]
    if np.abs(own.predicted(record, beta, together(found)[0]) - 0.5).max() <= EVEN_PART:
        return f"**Everywhere among the points a yes is as likely as a no.** {_losses(found)} {moved}"
    places = as_measured(record, own.even_chances(record, beta))
    where = enumerated(number(float(place)) for place in places) if len(places) else ""
    title = measured_titles(record)[0]
    told = f"A yes is as likely as a no at x = {where}{'' if title == 'x' else f' ({plain(title)})'}."
    told = told if where else "Nowhere among the points is a yes as likely as a no."
    return f"**{told}** {_losses(found)} {moved}"


def _losses(found: Bent) -> str:
    if not np.isfinite(found.learned[-1]):
        return "It diverges: there is no curve at the end."
    start = float(found.learned[0])  # of a curve that is 0 everywhere
    learned, held = (PLAIN.seen(float(values[-1]), start, 4) for values in (found.learned, found.held))
    unseen = f", {held} on those held out" if len(found.held_x) else ""
    return f"At the end the mean loss is {learned} on the points learned from{unseen}."
