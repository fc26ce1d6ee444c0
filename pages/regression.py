"""Linear regression: a line, its loss as a landscape, and the descent that fits it."""

import streamlit as st

from pages.charts.kit.against_step import progress
from pages.charts.regression.line_fit import fitting
from pages.charts.surface.trail import trail
from pages.ui.controls import Lens, ask
from pages.ui.export import takeaway
from pages.ui.playback import family_bar, live_rate
from pages.ui.results import family, ground, show
from pages.ui.site import enter
from pages.ui.verdict import verdict
from pages.ui.worked_step import explain


def descend(record):
    objective, points, factor = record.objective(), record.points(), SHOWN[record.loss]
    runs = family(record).times(factor)
    live_rate(record, runs)
    left, right = st.columns(2)
    with left:
        show(fitting(points.x, points.y, record.best(), runs.run, runs.rows, height=260), key="line")
    with right:
        axes = ("intercept a", "slope b")
        show(trail(objective, runs.run, runs.rows, ground(record), axes=axes, height=260), key="bowl")
    family_bar(runs, quantity="loss")
    left, right = st.columns(2)
    with left:
        show(progress(runs.run, runs.rows, title="loss", log=True, height=140), key="loss")
    with right:
        verdict(record, quantity="The loss", factor=factor)
        explain(record.rule(), runs.chosen, runs.rows, names="ab")
        st.caption(LOSS[record.loss])
    takeaway(record, runs.chosen, ("a", "b"))


SHOWN = {"mse": 1, "sse": 1, "half_sse": 2}  # the loss on screen, in units of the one descended
LOSS = {
    "mse": "Loss: the mean of the squared blue distances, ‖y − Xβ‖²/N with β = (a, b).  "
    "Its gradient is g = 2Xᵀ(Xβ − y)/N.",
    "sse": "Loss: the sum of the squared blue distances, ‖y − Xβ‖² with β = (a, b).  Its gradient is g = 2Xᵀ(Xβ − y).",
    "half_sse": "Loss: the sum of the squared blue distances, ‖y − Xβ‖² with β = (a, b).  "
    "The step follows the gradient of *half* of it, g = Xᵀ(Xβ − y).",
}

LENSES = {
    "descend": Lens(
        "Descend",
        "Every point of the map is a line. Press play: the walk on the map turns the line on the left.",
        descend,
        ("data", "lr"),
    )
}

enter()
record, lens = ask("regression", LENSES)
lens.draw(record)
