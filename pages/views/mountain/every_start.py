"""Every start: the map in the colors of the valleys that its starts end in, at the rule and rate in force."""

from __future__ import annotations

import streamlit as st

from gdengine.analysis.measures import NONE, reached
from gdengine.experiments import MistyMountain
from pages.charts.kit.against_step import progress
from pages.charts.kit.numbers import number as n
from pages.charts.mountain.basins import basins, shares
from pages.ui.export import takeaway
from pages.ui.playback import family_bar, live_rate, start_here
from pages.ui.results import family, ground, show
from pages.views.mountain.results import PIXELS, colored, ends


def starts(record: MistyMountain) -> None:
    """The lens."""
    calm = record.afoot().calm()
    objective, runs, where = calm.objective(), family(calm), ends(calm)
    live_rate(record, runs)
    left, right = st.columns([1, 1])
    with left:
        picture = basins(objective, runs.run, runs.rows, ground(record, PIXELS), colored(calm), height=400)
        show(picture, key="basins", on_click=start_here(record))
        family_bar(runs, quantity="height")
    with right:
        st.markdown(_sentence(objective, runs.chosen))
        show(shares(objective, where), key="shares")
        if record.noise:
            st.caption("Nobody stumbles here: the noise is left out.")
        show(progress(runs.run, runs.rows, title="height f(x, y)", height=170), key="start_height")
    takeaway(record, runs.chosen, ("x", "y"))


def _sentence(objective, run) -> str:
    index = int(reached(objective, run.x[-1]))
    if index == NONE:
        return f"After {run.step[-1]} steps the walk from this start is at no minimum."
    x, y = objective.minima[index]
    return f"This start ends at the minimum **({n(float(f'{x:.3g}'))}, {n(float(f'{y:.3g}'))})**. Of all starts:"
