"""Linear regression: a line, its loss as a landscape, and the descent that fits it."""

import streamlit as st

from pages.charts.line import fitting
from pages.charts.progress import progress
from pages.charts.trail import trail
from pages.ui.controls import Lens, ask
from pages.ui.frame import enter
from pages.ui.results import family, ground, show
from pages.ui.stage import family_bar, live_rate
from pages.ui.steps import explain
from pages.ui.takeaway import takeaway


def descend(record):
    objective, runs, points = record.objective(), family(record), record.points()
    live_rate(record, runs)
    left, right = st.columns(2)
    with left:
        show(fitting(points.x, points.y, record.best(), runs.run, runs.rows, height=290), key="line")
    with right:
        axes = ("intercept b₀", "slope b₁")
        show(trail(objective, runs.run, runs.rows, ground(record), axes=axes, height=290), key="bowl")
    family_bar(runs, quantity="loss")
    left, right = st.columns(2)
    with left:
        show(progress(runs.run, runs.rows, title="loss", log=True, height=150), key="loss")
    with right:
        explain(record.rule(), runs.chosen, runs.rows)
    takeaway(record, runs.chosen, ("b0", "b1"))


LENSES = {
    "descend": Lens(
        "Descend",
        "Every point of the map is a line. Press play: the walk on the map turns the line on the left.",
        descend,
        ("data", "lr"),
    )
}

enter("regression")
record, lens = ask("regression", LENSES)
lens.draw(record)
