"""Every start: which valley each start ends in, at every learning rate."""

import streamlit as st

from pages.charts.slope.curve import descent
from pages.charts.slope.start_rate_map import starts
from pages.ui.controls import put
from pages.ui.export import takeaway
from pages.ui.legend import legend, valleys
from pages.ui.playback import family_bar, live_rate, pointed_at, start_here
from pages.ui.results import Map, endings, family, map_of_starts, show
from pages.ui.verdict import verdict


def every_start(record):
    objective, runs = record.objective(), family(record)
    live_rate(record, runs)
    with st.spinner("Walking from every start …"):
        ground = map_of_starts(record)
    left, right = st.columns([5, 2])
    with left:
        upper = descent(objective, runs.run, runs.rows, endings(record, runs.rates), height=180)
        show(upper, key="starts_curve", on_click=start_here(record))
        lower = starts(objective, ground.picture, ground.span, runs.rates, runs.run, runs.rows, height=290)
        show(lower, key="starts_map", on_click=_set(objective))
    with right:
        legend("", valleys(objective))
        st.caption(_words(record, ground))
        verdict(record, quantity="f")
    family_bar(runs, quantity="f(x)")
    takeaway(record, runs.chosen, ("x",))


def _set(objective):
    """What a click on the map does: that start, at that rate."""
    return lambda x, rate: put(x0=pointed_at(x, objective.box[0]), lr=float(f"{rate:.4g}"))


def _words(record, ground: Map) -> str:
    low, high = ground.span
    off = "" if low <= record.lr <= high else f" η = {record.lr:g} lies beyond this map."
    return (
        "Each place is a walk, from the start below it at the rate beside it; its color is where that ends. Click one "
        "to see it. At small rates every start rolls into its own valley; at large ones steps leap over ridges, and "
        f"the borders fray without end: a *fractal*.{off}"
    )
