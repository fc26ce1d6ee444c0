"""Which learning rate needs the fewest steps, with how much momentum?  Guessed on a plane without a number in it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from gdengine.experiments import MistyMountain
from pages.charts.kit import palette
from pages.charts.kit.numbers import counted
from pages.charts.kit.spec import Description
from pages.charts.mountain.rate_momentum import PAIR_TOLD, THIS_PAIR
from pages.charts.mountain.rate_momentum import pairs as chart
from pages.ui.guessing import Guess, OnGuess, unasked
from pages.ui.scene import MOST, Scene
from pages.views.mountain.rate_momentum import pairs_of, short, walked_here
from pages.views.mountain.results import PAIR_STEPS, steps_of_pair

EMPTY_WORDS = "A map of learning rate by momentum, on which nothing is drawn yet but the pair in force."
SOME_PLACES = ((0.3, 0.0), (0.85, 0.0), (0.3, 0.85), (0.85, 0.85))  # of the plane: parts of its width and height


def _empty_plane(scene: Scene, answer: OnGuess) -> None:
    """The plane of pairs, without a number of steps in it."""
    record = walked_here(scene.record)
    found = pairs_of(record)
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
        picture = unasked(picture._replace(spec=plane, data=data, now=told), EMPTY_WORDS, (THIS_PAIR,))
        scene.show(picture, "guess", on_click=lambda rate, mass: answer(_pair(rate, mass)), share=MOST)


def _remark(record: MistyMountain, guess: str) -> str:
    """The steps that the pair pointed at takes, beside those of the fastest drawn: others lie between those."""
    rate, mass = map(float, guess.split())
    record = walked_here(record)
    found = pairs_of(record)
    taken = steps_of_pair(dataclasses.replace(record, lr=rate, mass=mass))
    yours = f"takes {counted(int(taken), 'step')}" if np.isfinite(taken) else f"is not there in {PAIR_STEPS} steps"
    fewest = float(np.min(found.measured))
    if taken > fewest:
        said = f"The fastest of those drawn on the map needs {counted(int(fewest), 'step')}"
    else:
        said = "None of those drawn on the map is faster" if np.isfinite(taken) else "No pair here is"
    return f"Your pair, η = {short(rate)} and μ = {short(mass)}, {yours}. **{said}.**"


def _some_pairs(record: MistyMountain) -> dict[str, str]:
    """A few places of the plane, one in each of its regions, for who has no mouse."""
    found = pairs_of(walked_here(record))
    few = [(_at(found.rates, across), _at(found.masses, up)) for across, up in SOME_PLACES]
    return {_pair(rate, mass): f"η = {short(rate)}, μ = {short(mass)}" for rate, mass in few}


def _at(grid: np.ndarray, part: float) -> float:
    return float(grid[round(part * (len(grid) - 1))])


def _pair(rate: float, mass: float) -> str:
    return f"{rate:.3g} {mass:.2f}"


def _question(record: MistyMountain) -> str:
    """On a bowl only how much more it bends one way than the other decides."""
    low, high = sorted(pairs_of(walked_here(record)).bends.tolist())
    times = short(high / low)
    bent = "a round bowl" if times == "1" else f"a bowl bent {times} times more one way"
    return f"Guess first: {bent}: which learning rate η with which momentum μ is fastest? Choose on the map, or below."


def _theory(record: MistyMountain) -> bool:
    try:
        return bool(pairs_of(walked_here(record)))
    except ValueError:
        return False


WHICH_PAIR = Guess(
    "pair",
    _question,
    _empty_plane,
    choices=_some_pairs,
    remark=_remark,
    worth=_theory,
)
