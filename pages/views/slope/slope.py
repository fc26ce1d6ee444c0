"""Slope: a point to drag along the curve, its tangent and a secant, and what can be said with the slope."""

from __future__ import annotations

import streamlit as st

from gdengine.activities.secant import STEPS, Scan, change, places, scan
from gdengine.experiments import SlopeExplorer
from gdengine.experiments.landscape import TYPED
from pages.charts.kit import palette
from pages.charts.slope import tangent
from pages.ui.controls import put
from pages.ui.export import offer
from pages.ui.parts.live_text import autopsy
from pages.ui.parts.slider import dial, stops
from pages.ui.results import show

GROWTH = (0.1, 0.01)  # of x, for the sentences
SENTENCES = [
    "If x grows by {dx0}, f changes by about {about0:gradient}, truly by {truly0}",
    "If it grows by {dx1}, by about {about1:gradient}, truly by {truly1}",
    "Step: x − η·f′(x) = {x:position} − {rate}·{slope:gradient} = {landing:step}",
]
WHY = (
    "Shrink h: the curve bends away less and less, the error falls. Then f(x + h) and f(x) agree in nearly all of "
    "their 16 digits, and their difference is rounding noise."
)


def slope(record: SlopeExplorer) -> None:
    """The lens.  All of it follows the two dials in the browser; letting go of one puts its number into the link."""
    objective = record.objective()
    if record.curve != TYPED:  # who typed it sees it written out already
        st.caption(rf"$f(x) = {objective.formula}\qquad f'(x) = {objective.gradient}$")
    (x, here), (h, aside) = stops(places(objective), record.x0), stops(STEPS, record.h)
    seen = scan(objective, x, h)
    left, right = st.columns(2)
    with left:
        _dial_x(seen, here)
        show(tangent.curve(objective, seen, record.lr), key="tangent")
        show(tangent.derivative(seen), key="derivative")
    with right:
        _dial_h(seen, here, aside)
        show(tangent.errors(seen), key="error")
        st.caption(WHY)
        autopsy(SENTENCES, _numbers(objective, seen, record.lr), colors=palette.ROLES, frame="p", member=None)
        _take_the_step(record, seen, here)
    offer(record, lambda: {"x": x, "f": seen.value, "slope": seen.slope} | {f"secant h={h[aside]}": seen.secant[aside]})


def _dial_x(seen: Scan, here: int) -> None:
    words = {"label": "Drag x, here or in the pictures", "readings": {"f is": seen.value, "slope": seen.slope}}
    look = {"ends": tangent.across(seen.x), "color": palette.POSITION, "margins": tangent.MARGINS}
    dial("p", seen.x, here, **words, **look, on_commit=lambda x: put(x0=x))


def _dial_h(seen: Scan, here: int, aside: int) -> None:
    readings = {"the secant's slope is": seen.secant[:, here], "off by": seen.error[:, here]}
    words = {"label": "Drag h, the step aside", "readings": readings}
    look = {"ends": tangent.across(seen.h, log=True), "color": palette.SECANT, "margins": tangent.MARGINS}
    dial("h", seen.h, aside, **words, **look, log=True, on_commit=lambda h: put(h=h))


def _numbers(objective, seen: Scan, rate: float) -> dict:
    """What the sentences name, one number for every place."""
    truly = change(objective, seen.x, GROWTH)
    sentences = [{f"dx{k}": dx, f"about{k}": seen.slope * dx, f"truly{k}": truly[k]} for k, dx in enumerate(GROWTH)]
    step = {"x": seen.x, "slope": seen.slope, "rate": rate, "landing": seen.x - rate * seen.slope}
    return {**sentences[0], **sentences[1], **step}


def _take_the_step(record, seen: Scan, here: int) -> None:
    """Descent by hand: the next point is where this step leads, as long as that is on the curve's map."""
    landing = float(seen.x[here] - record.lr * seen.slope[here])
    inside = seen.x.min() <= landing <= seen.x.max()
    st.button("Take this step", icon=":material/redo:", on_click=put, kwargs={"x0": landing}, disabled=not inside)
