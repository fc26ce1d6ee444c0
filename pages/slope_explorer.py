"""Slope explorer: one curve, its slope, and the walk that follows it down."""

import streamlit as st

from pages.charts.curve import descent
from pages.charts.progress import progress
from pages.ui.controls import Lens, ask
from pages.ui.frame import enter
from pages.ui.results import family, show
from pages.ui.stage import family_bar, live_rate
from pages.ui.steps import explain
from pages.ui.takeaway import takeaway
from pages.ui.verdict import verdict


def descend(record):
    objective, runs = record.objective(), family(record)
    live_rate(record, runs)
    left, right = st.columns([3, 2])
    with left:
        show(descent(objective, runs.run, runs.rows), key="curve_chart")
    with right:
        show(progress(runs.run, runs.rows, title="f(x)"), key="value_chart")
    family_bar(runs, quantity="f(x)")
    verdict(record, quantity="f")
    explain(record.rule(), runs.chosen, runs.rows)
    takeaway(record, runs.chosen, ("x",))


LENSES = {
    "descend": Lens(
        "Descend",
        "The ball feels only the slope under it. Press play: where does it go, and why does it slow down?",
        descend,
        ("curve", "lr"),
    )
}

enter()
record, lens = ask("slope_explorer", LENSES)
lens.draw(record)
