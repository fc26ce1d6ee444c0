"""Rate × momentum: the steps every pair takes on a bowl, measured and by theory, and the walk of the pair in force."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import numpy as np
import streamlit as st

from gdengine.analysis.rate_momentum import MOMENTUM_RULES, TOLERANCE, factor, predicted
from gdengine.experiments import MistyMountain
from gdengine.experiments.landscape import OWN_FORMULA
from pages.charts.kit.numbers import counted, number
from pages.charts.mountain.rate_momentum import pairs as chart
from pages.charts.surface.walk import trek
from pages.ui import results
from pages.ui.about import About
from pages.ui.results import family, ground
from pages.ui.scene import MOST, Scene
from pages.ui.terms import note, say
from pages.ui.titles import say_choice
from pages.views.mountain.results import PAIR_STEPS, PIXELS, Pairs, bowl_of, pairs, steps_of_pair

FITTED = (
    "This ground is no bowl, but the valley nearest to the start is nearly one. What you see is the bowl that fits it: "
    "the quadratic with the same curvature at the minimum."
)


def rate_momentum(scene: Scene) -> About | None:
    """The view: the record with a rule that theory knows, and nobody stumbles."""
    record = walked_here(scene.record)
    try:
        found = pairs_of(record)
    except ValueError as error:
        _elsewhere(scene, error)
        return None
    left, middle, right = scene.places
    with left:
        _map(scene, "Measured", record, found, found.measured)
    with middle:
        _map(scene, "Theory", record, found, found.predicted)
    with right:
        runs = family(record)
        st.markdown("**This pair's walk**")
        picture = trek(results.objective(record), runs.run, runs.rows, ground(record, PIXELS))
        scene.show(picture, "walk", on_click=scene.start_here(), share=MOST)
    if record.surface != scene.record.surface:
        note(FITTED, scene.words)
    if left_out := _left_out(scene.record, record):
        note(left_out, scene.words)
    say(_sentence(record, found), scene.words)  # no more than the two maps show from the first
    how: dict[str, Any] = {"quantity": "height", "judged": False, "coordinates": ("x", "y")}
    return About(record, walk=runs.chosen, rows=runs.every, **how)


def walked_here(asked: MistyMountain) -> MistyMountain:
    """The record as far as there is theory: of a rule with momentum; plain descent is one without any, μ = 0.

    On ground that is no quadratic it is that of the bowl that fits its valley.
    """
    rule = asked.optimizer if asked.optimizer in MOMENTUM_RULES else MOMENTUM_RULES[0]
    mass = 0.0 if asked.optimizer == "gd" else asked.mass
    record = dataclasses.replace(asked, optimizer=rule, mass=mass, decay=1.0, noise=0.0)
    formula = bowl_of(record.only("ground"), record.x0, record.y0)
    if formula is None:
        return record
    bowl = dataclasses.replace(record, surface=OWN_FORMULA, formula=formula, shift=0.0, shift_y=0.0, zoom=1.0)
    return cast(MistyMountain, bowl.settled()[0])


def pairs_of(record: MistyMountain) -> Pairs:
    """Every pair, whichever is in force; ValueError on ground of which there is no theory."""
    return pairs(dataclasses.replace(record, lr=1.0, mass=0.0, steps=1))


def _left_out(asked: MistyMountain, walked: MistyMountain) -> str:
    """What of the settings in force has no place in the theory; nothing where all has."""
    said = []
    if asked.optimizer not in ("gd", walked.optimizer):
        said.append(f"{say_choice(walked.optimizer)} walks here, for which there is such a theory.")
    if asked.noise:
        said.append("Nobody stumbles here: the noise is left out.")
    if asked.decay != walked.decay:
        said.append("η does not shrink here.")
    return " ".join(said)


def _map(scene: Scene, title: str, record: MistyMountain, found: Pairs, steps: np.ndarray) -> None:
    st.markdown(f"**{title}** steps")
    here, best = (record.lr, record.mass), (found.best.rate, found.best.mass)
    stable = (found.factor < 1) | np.isfinite(steps)  # theory is that of most starts: a few feel no slope that throws
    how: dict[str, Any] = {"most": PAIR_STEPS, "stable": stable, "here": here, "best": best, "few": _fewest(found)}
    picture = chart(steps, found.rates, found.masses, title=title, **how)
    scene.show(picture, title.lower(), on_click=lambda rate, mass: _take(scene, rate, mass), share=MOST)


def _fewest(found: Pairs) -> float:
    """The fewest steps on either map, which have one scale of colors."""
    return float(max(1.0, min(np.min(found.measured), np.min(found.predicted), PAIR_STEPS)))


def _take(scene: Scene, rate: float, mass: float) -> None:
    """A pair is clicked: pictures know it to seven digits only."""
    scene.put(lr=float(f"{rate:.3g}"), mass=round(mass, 2), optimizer=walked_here(scene.record).optimizer)


def _elsewhere(scene: Scene, error: ValueError) -> None:
    place = scene.places[0]
    place.info(f"{error}, and no bowl fits it near the start.", icon=":material/landscape:")
    how: dict[str, Any] = {"on_click": scene.put, "kwargs": {"surface": "ill_conditioned"}}
    with place.container(key="needed.bowl"):
        st.button("To the ill-conditioned bowl", key=scene.key("bowl"), **how)


def _sentence(record: MistyMountain, found: Pairs) -> str:
    """What the pair in force does, measured and by theory, and what is the best that could be."""
    rate, mass = np.array([record.lr]), np.array([record.mass])
    rho = float(factor(found.bends, rate, mass, record.optimizer)[0, 0])
    steps = steps_of_pair(record)
    name = say_choice(record.optimizer) if record.mass else "gradient descent"
    who = f"At η = {short(record.lr)} and μ = {_share(record.mass)}, {name}"
    there = f"within {short(TOLERANCE)} times its first distance"
    if np.isfinite(steps):
        took = f"takes **{counted(int(steps), 'step')}** until it stays {there}"
    else:
        took = f"is **not {there} after {counted(PAIR_STEPS, 'step')}**"
    foreseen = max(1.0, float(predicted(np.array(rho))))  # where ρ = 0 it is there at once: after a step
    thrown = "most starts never arrive, this one feels no slope that throws it out" * bool(np.isfinite(steps))
    theory = f"about {counted(round(foreseen), 'step')}" if rho < 1 else thrown or "it never arrives"
    best = f"η = {short(found.best.rate)}, μ = {_share(found.best.mass)}, ρ = {_share(found.best.factor)}"
    return (
        f"{who} {took}. By theory, in the long run, a step multiplies that distance by ρ = {_share(rho)}: {theory}. "
        f"The best pair, the diamond: {best}."
    )


def _share(value: float) -> str:
    """A number that is seen from 0 to 1: nothing where it is but rounding."""
    return number(float(f"{value:.3g}"), span=1.0)


def short(value: float) -> str:
    """A number of a pair: to three digits."""
    return number(float(f"{value:.3g}"))
