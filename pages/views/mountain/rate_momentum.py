"""Rate × momentum: the steps every pair takes on a bowl, measured and by theory, and the walk of the pair in force."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import numpy as np
import streamlit as st

from gdengine.analysis.rate_momentum import MOMENTUM_RULES, TOLERANCE, factor, predicted
from gdengine.experiments import MistyMountain
from gdengine.experiments.landscape import OWN_FORMULA
from pages.charts.kit import palette
from pages.charts.kit.numbers import counted, number
from pages.charts.kit.spec import Description
from pages.charts.mountain.rate_momentum import PAIR_TOLD, THIS_PAIR
from pages.charts.mountain.rate_momentum import pairs as chart
from pages.charts.surface.walk import trek
from pages.ui import results
from pages.ui.guessing import Answer, Guess
from pages.ui.page import MOST, About, Scene
from pages.ui.results import family, ground
from pages.ui.terms import note, say
from pages.ui.titles import say_choice
from pages.views.mountain.results import PAIR_STEPS, PIXELS, Pairs, bowl_of, pairs, steps_of_pair

SOME_PLACES = ((0.3, 0.0), (0.85, 0.0), (0.3, 0.85), (0.85, 0.85))  # of the plane: parts of its width and height
FITTED = (
    "This ground is no bowl, but the valley nearest to the start is nearly one. What you see is the bowl that fits it: "
    "the quadratic with the same curvature at the minimum."
)


def rate_momentum(scene: Scene) -> About | None:
    """The view: the record with a rule that theory knows, and nobody stumbles."""
    record = walked_here(scene.record)
    try:
        found = _plane(record)
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


def _plane(record: MistyMountain) -> Pairs:
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


def _empty_plane(scene: Scene, answer: Answer) -> None:
    """The plane of pairs, without a number of steps in it."""
    record = walked_here(scene.record)
    found = _plane(record)
    nothing, here = np.full(found.measured.shape, np.nan), (record.lr, record.mass)
    how: dict[str, Any] = {
        "title": "Measured",
        "most": PAIR_STEPS,
        "stable": nothing == 0,
        "here": here,
        "best": here,
        "few": 1.0,
    }
    picture = chart(nothing, found.rates, found.masses, **how)
    data = picture.data | {"cells": picture.data["cells"].rows(slice(0))}
    frame = {"view": {"stroke": palette.CURVE, "strokeOpacity": 1, "strokeWidth": 1}}  # Streamlit's own is 0 wide
    plane = picture.spec | {"config": picture.spec["config"] | frame}
    with scene.places[0]:
        pair = {name: np.array([value]) for name, value in zip("xy", here)}
        told = Description(PAIR_TOLD, np.array([0]), pair)  # and nothing of the best one
        picture = picture._replace(spec=plane, data=data, legend=(THIS_PAIR,), now=told)
        scene.show(picture, "guess", on_click=lambda rate, mass: answer(_pair(rate, mass)), share=MOST)


def _remark(record: MistyMountain, guess: str) -> str:
    """The steps that the pair pointed at takes, beside those of the fastest on the map."""
    rate, mass = map(float, guess.split())
    record = walked_here(record)
    found = _plane(record)
    taken = steps_of_pair(dataclasses.replace(record, lr=rate, mass=mass))
    yours = f"takes {counted(int(taken), 'step')}" if np.isfinite(taken) else f"is not there in {PAIR_STEPS} steps"
    fewest = float(np.min(found.measured))
    said = f"The fastest on this map needs {counted(int(fewest), 'step')}" if np.isfinite(fewest) else "No pair here is"
    return f"Your pair, η = {_short(rate)} and μ = {_short(mass)}, {yours}. **{said}.**"


def _some_pairs(record: MistyMountain) -> dict[str, str]:
    """A few places of the plane, one in each of its regions, for who has no mouse."""
    found = _plane(walked_here(record))
    few = [(_at(found.rates, across), _at(found.masses, up)) for across, up in SOME_PLACES]
    return {_pair(rate, mass): f"η = {_short(rate)}, μ = {_short(mass)}" for rate, mass in few}


def _at(grid: np.ndarray, part: float) -> float:
    return float(grid[round(part * (len(grid) - 1))])


def _pair(rate: float, mass: float) -> str:
    return f"{rate:.3g} {mass:.2f}"


def _theory(record: MistyMountain) -> bool:
    try:
        return bool(_plane(walked_here(record)))
    except ValueError:
        return False


WHICH_PAIR = Guess(
    "pair",
    lambda record: (
        "Guess first: which learning rate, with how much momentum, needs the fewest steps? Choose on the map, or below."
    ),
    _empty_plane,
    choices=_some_pairs,
    remark=_remark,
    worth=_theory,
)


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
    who = f"At η = {_short(record.lr)} and μ = {_share(record.mass)}, {name}"
    there = f"within {_short(TOLERANCE)} times its first distance"
    if np.isfinite(steps):
        took = f"takes **{counted(int(steps), 'step')}** until it stays {there}"
    else:
        took = f"is **not there within {counted(PAIR_STEPS, 'step')}**: there is {there}"
    foreseen = max(1.0, float(predicted(np.array(rho))))  # where ρ = 0 it is there at once: after a step
    thrown = "most starts never arrive, this one feels no slope that throws it out" * bool(np.isfinite(steps))
    theory = f"about {counted(round(foreseen), 'step')}" if rho < 1 else thrown or "it never arrives"
    best = f"η = {_short(found.best.rate)}, μ = {_share(found.best.mass)}, ρ = {_share(found.best.factor)}"
    return (
        f"{who} {took}. By theory a step multiplies that distance by ρ = {_share(rho)}: {theory}. "
        f"The best pair, the diamond: {best}."
    )


def _share(value: float) -> str:
    """A number that is seen from 0 to 1: nothing where it is but rounding."""
    return number(float(f"{value:.3g}"), span=1.0)


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"))
