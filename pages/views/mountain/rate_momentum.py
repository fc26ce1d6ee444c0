"""Rate × momentum: the steps every pair takes on a bowl, measured and by theory, and the walk of the pair in force."""

from __future__ import annotations

import dataclasses

import numpy as np
import streamlit as st

from gdengine.analysis.rate_momentum import RULES, TOLERANCE, factor, measured, predicted
from gdengine.experiments import MistyMountain
from pages.charts.kit.numbers import number
from pages.charts.mountain.rate_momentum import pairs as chart
from pages.charts.surface.walk import trek
from pages.ui.controls import put
from pages.ui.export import takeaway
from pages.ui.playback import family_bar, start_here
from pages.ui.results import family, ground, show
from pages.ui.titles import say
from pages.views.mountain.results import MOST, PIXELS, Pairs, pairs


def momentum(record: MistyMountain) -> None:
    """The lens."""
    rule = record.optimizer if record.optimizer in RULES else RULES[0]
    record = dataclasses.replace(record.afoot().calm(), optimizer=rule, decay=1.0)
    try:
        found = pairs(dataclasses.replace(record, lr=1.0, mass=0.0, steps=1))
    except ValueError as error:
        return _elsewhere(error)
    left, middle, right = st.columns(3)
    with left:
        _map("Measured", record, found, found.measured)
    with middle:
        _map("Theory", record, found, found.predicted)
    with right:
        runs = _walk(record)
    st.markdown(_sentence(record, found))
    takeaway(record, runs.chosen, ("x", "y"))


def _map(title: str, record: MistyMountain, found: Pairs, steps) -> None:
    st.markdown(f"**{title}** steps")
    here, best = (record.lr, record.mass), (found.best.rate, found.best.mass)
    stable = found.factor < 1
    picture = chart(steps, found.rates, found.masses, title=title, most=MOST, stable=stable, here=here, best=best)
    show(picture, key=f"pairs_{title.lower()}", on_click=_take)


def _walk(record):
    runs = family(record)
    st.markdown("**This pair's walk**")
    picture = trek(record.objective(), runs.run, runs.rows, ground(record, PIXELS), height=340)
    show(picture, key="pair_map", on_click=start_here(record))
    family_bar(runs, quantity="height")
    return runs


def _take(rate: float, mass: float) -> None:
    """A pair is clicked: pictures know it to seven digits only."""
    put(lr=float(f"{rate:.3g}"), mass=round(mass, 2))


def _elsewhere(error: ValueError) -> None:
    st.info(f"{error}. Theory has numbers for quadratic bowls only.", icon=":material/landscape:")
    st.button("To the ill-conditioned bowl", on_click=put, kwargs={"surface": "ill_conditioned"})


def _sentence(record: MistyMountain, found: Pairs) -> str:
    """What the pair in force does, measured and by theory, and what is the best that could be."""
    rate, mass = np.array([record.lr]), np.array([record.mass])
    rho = float(factor(found.bends, rate, mass, record.optimizer)[0, 0])
    steps = measured(record.objective(), record.start(), rate, mass, MOST, rule=record.optimizer)[0, 0]
    took = f"{steps:.0f} steps" if np.isfinite(steps) else f"more than {MOST} steps"
    theory = f"about {predicted(np.array(rho)):.0f} steps" if rho < 1 else "it never arrives"
    return (
        f"At η = {_short(record.lr)} and μ = {_short(record.mass)}, {say(record.optimizer)} takes **{took}** until it "
        f"stays within {_short(TOLERANCE)} of its first distance. By theory a step multiplies that distance by "
        f"ρ = {_short(rho)}: {theory}. The best pair, the diamond: η = {_short(found.best.rate)}, "
        f"μ = {_short(found.best.mass)}, ρ = {_short(found.best.factor)}."
    )


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))
