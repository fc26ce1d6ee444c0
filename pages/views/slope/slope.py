"""Slope: a point to drag along the curve, its tangent and a secant, and what can be said with the slope."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine import Objective
from gdengine.activities.secant import STEPS, Scan, change, places, scan
from gdengine.analysis.both_sides import has_no_slope, jumps
from gdengine.experiments.landscape import OWN_FORMULA
from gdengine.landscapes import LINES
from pages.charts.kit import palette
from pages.charts.kit.numbers import number as n
from pages.charts.slope import scanned, secant_error, tangent
from pages.ui import terms, visit
from pages.ui.about import About
from pages.ui.parts.live_text import live_text
from pages.ui.parts.slider import dial, stops
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import note

EXPECTED = (
    "Gray dashes: the error to be expected. From the bend of the curve it is h·|f″| / 2, with f″, the slope of f′; "
    "from rounding ε·(|f| + |x·f′| / 2) / h, where ε = 2.2·10⁻¹⁶ is how far the next number after 1 is for a computer."
)
OF_POINTS = "A line of the weight x is fitted to the points $(u_i, v_i)$: ∑ goes over all of them."
MOST_CORNERS = 4  # that are named
GROWTH = (0.1, 0.01)  # of x, for the sentences
SENTENCES = [
    "If x grows by {dx0}, f changes by about {about0:gradient}, in fact by {truly0}",
    "If it grows by {dx1}, by about {about1:gradient}, in fact by {truly1}",
    "Step, with the learning rate η: x − η·f′(x) = {x:position} − {rate}·{slope:gradient} = {landing:step}",
]


def slope(scene: Scene) -> About:
    """The view.  All of it follows the two dials in the browser; letting go of one puts its number into the link."""
    record, objective = scene.record, scene.objective
    if record.curve != OWN_FORMULA:  # who typed it sees it written out already
        formula, slope = objective.formula, rf"\frac{{df}}{{dx}} = {objective.gradient}"
        scene.words.markdown(rf"$f(x) = {formula}$ &emsp; $f'(x) = {slope}$")  # a line ends between them: see site.css
    if not visit.presenting():
        note(EXPECTED, scene.words)
    (x, here), (h, aside) = stops(places(objective), record.x0), stops(STEPS, scene.own.h)
    seen = scan(objective, x, h)
    with scene.dials:
        _dial_x(scene, seen, here)
        _dial_h(scene, seen, here, aside)
    left, right = scene.places
    with left:
        scene.show(tangent.curve(objective, seen, record.lr), "tangent")
    with right:
        scene.show(tangent.derivative(seen), "derivative", share=REMAINDER)
        scene.show(secant_error.errors(seen, here), "error", share=REMAINDER)
        how: dict[str, Any] = {
            "colors": palette.ROLES,
            "frame": "p",
            "member": None,
            "key": scene.key("part", "sentences"),
            "terms": terms.left(SENTENCES),
        }
        live_text(SENTENCES, _numbers(objective, seen, record.lr), **how)
        _take_the_step(scene, seen, here)
        _corners(objective, x)
        if record.curve in LINES and not visit.presenting():
            note(OF_POINTS)
    numbers = {"x": x, "f": seen.value, "slope": seen.slope, f"secant h={h[aside]}": seen.secant[aside]}
    return About(record, judged=False, table=lambda: numbers)


def _dial_x(scene: Scene, seen: Scan, here: int) -> None:
    words: dict[str, Any] = {
        "label": "Drag x, here or in the pictures",
        "readings": {"f is": seen.value, "slope": seen.slope},
    }
    look: dict[str, Any] = {"ends": scanned.across(seen.x), "color": palette.POSITION}
    dial("p", seen.x, here, **words, **look, key=scene.key("part", "p"), on_commit=lambda x: scene.put(x0=x))


def _dial_h(scene: Scene, seen: Scan, here: int, aside: int) -> None:
    readings = {"the secant's slope is": seen.secant[:, here], "off by": seen.error[:, here]}
    words: dict[str, Any] = {
        "label": "Drag h, the small step in x",
        "readings": readings,
        "key": scene.key("part", "h"),
    }
    look: dict[str, Any] = {
        "ends": scanned.across(seen.h, log=True),
        "color": palette.SECANT,
    }
    dial("h", seen.h, aside, **words, **look, log=True, on_commit=lambda h: scene.put(h=h))


def _numbers(objective: Objective, seen: Scan, rate: float) -> dict[str, Any]:
    """What the sentences name, one number for every place."""
    truly = change(objective, seen.x, GROWTH)
    sentences = [{f"dx{k}": dx, f"about{k}": seen.slope * dx, f"truly{k}": truly[k]} for k, dx in enumerate(GROWTH)]
    step = {"x": seen.x, "slope": seen.slope, "rate": rate, "landing": seen.x - rate * seen.slope}
    return {**sentences[0], **sentences[1], **step}


def _corners(objective: Objective, x: np.ndarray) -> None:
    """Where the curve has a corner, or jumps, there is no slope to be shown."""
    places, (low, high) = x[:, None], objective.box[0]
    asked = (objective, places, np.ones_like(places), high - low)
    with np.errstate(all="ignore"):  # a learner's own formula may have no value there
        torn = jumps(*asked)
        corners, gaps = x[has_no_slope(*asked) & ~torn], x[torn]
    chosen = "The number and the tangent drawn there are a choice."
    if 0 < len(corners) <= MOST_CORNERS:
        there = "there is a corner" if len(corners) == 1 else "there are corners"
        note(f"At x = {_listed(corners)} {there}, and no slope: it jumps. {chosen}")
    if 0 < len(gaps) <= MOST_CORNERS:
        note(f"At x = {_listed(gaps)} the curve jumps, and has no slope. {chosen}")


def _listed(places: np.ndarray) -> str:
    return ", ".join(n(float(place)) for place in places)


def _take_the_step(scene: Scene, seen: Scan, here: int) -> None:
    """Descent by hand: the next point is where this step leads, as long as that is on the curve's map."""
    landing = float(seen.x[here] - scene.record.lr * seen.slope[here])
    inside = seen.x.min() <= landing <= seen.x.max()
    how: dict[str, Any] = {
        "icon": ":material/redo:",
        "on_click": scene.put,
        "kwargs": {"x0": landing},
        "disabled": not inside,
    }
    with st.container(key="needed.step"):
        st.button("Take this step", key=scene.key("take"), **how)
