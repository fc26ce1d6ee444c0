"""Misty mountain: a surface from above, and the walk that follows its slope down."""

import streamlit as st

from pages.charts.progress import progress
from pages.charts.trail import trail
from pages.ui.controls import Lens, ask
from pages.ui.frame import enter
from pages.ui.results import family, ground, show
from pages.ui.stage import family_bar, live_rate
from pages.ui.steps import explain
from pages.ui.takeaway import takeaway


def descend(record):
    objective, runs = record.objective(), family(record)
    live_rate(record, runs)
    left, right = st.columns([3, 2])
    with left:
        show(trail(objective, runs.run, runs.rows, ground(record), height=400), key="map")
        family_bar(runs, quantity="height")
    with right:
        show(progress(runs.run, runs.rows, title="height f(x, y)"), key="height")
        explain(record.rule(), runs.chosen, runs.rows)
    takeaway(record, runs.chosen, ("x", "y"))


LENSES = {
    "descend": Lens(
        "Descend",
        "You cannot see the valley, only feel the slope at your feet. Press play and watch where it leads.",
        descend,
        ("surface", "lr"),
    )
}

enter("misty_mountain")
record, lens = ask("misty_mountain", LENSES)
lens.draw(record)
