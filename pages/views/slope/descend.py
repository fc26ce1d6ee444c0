"""Descend: the walk on the curve, step by tangent step, and what becomes of its height and place."""

import numpy as np
import streamlit as st

from gdengine.analysis.measures import halved
from pages.charts.kit.against_step import progress
from pages.charts.slope.curve import descent, lowest
from pages.charts.slope.staircase import heights
from pages.ui.export import takeaway
from pages.ui.legend import legend, valleys
from pages.ui.playback import family_bar, live_rate, start_here
from pages.ui.results import endings, family, show
from pages.ui.verdict import verdict
from pages.ui.worked_step import explain
from pages.views.slope.predict_state import guess, guesses, known, tell

TALL = 310


def descend(record):
    objective, runs = record.objective(), family(record)
    above, (left, right) = st.container(), st.columns([3, 2])
    with right.container(horizontal=True, gap="medium"):
        predicting = st.toggle("Predict each step", key="predict", bind="query-params")
        log = st.toggle("Log scale", key="log", bind="query-params", disabled=predicting)
    if predicting:
        _predict(record, runs, left, right)
    else:
        with above:
            live_rate(record, runs)
        _watch(record, runs, left, right, log)
    with left:
        legend("Starts end", valleys(objective))
    if not predicting:
        _tell(record, runs)
    takeaway(record, runs.chosen, ("x",))


def _watch(record, runs, left, right, log):
    objective = record.objective()
    with left:
        picture = descent(objective, runs.run, runs.rows, endings(record, runs.rates), height=TALL)
        show(picture, key="curve_chart", on_click=start_here(record))
    with right:
        _value(objective, runs, log)
        show(progress(runs.run, runs.rows, title="x", what="x", ends=objective.box[0], height=TALL // 2), key="x_chart")


def _value(objective, runs, log):
    """The height per step; on a logarithmic scale that above the lowest place, which alone is positive."""
    low = lowest(objective)
    look = {"steps": False, "half": halved(runs.run, low), "height": TALL // 2 - 20}
    if not log:
        return show(progress(runs.run, runs.rows, title="f(x)", ends=heights(objective), **look), key="value_chart")
    run = runs.run._replace(value=runs.run.value - low)
    show(progress(run, runs.rows, title="f(x) − min f" if low else "f(x)", log=True, **look), key="log_chart")


def _predict(record, runs, left, right):
    """The walk so far: what comes next is not on the page until it has been guessed."""
    objective, made = record.objective(), guesses(record)
    seen = known(runs.run, len(made))
    with left:
        latest, rows = made[-1] if made else np.nan, np.arange(len(seen.step))
        picture = descent(objective, seen, rows, endings(record, runs.rates), guess=latest, height=TALL)
        show(picture, key="predict_chart", on_click=guess(record))
    with right:
        tell(record, runs.chosen)
        if made:
            explain(record.rule(), runs.chosen, np.array([len(made) - 1]))


def _tell(record, runs):
    family_bar(runs, quantity="f(x)")
    verdict(record, quantity="f")
    explain(record.rule(), runs.chosen, runs.rows)
