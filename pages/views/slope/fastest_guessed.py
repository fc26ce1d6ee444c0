"""Five learning rates from one start: which gets to the bottom first?  Guessed before any of them walks."""

from __future__ import annotations

import streamlit as st

from gdengine.activities.race import standings
from gdengine.analysis.five_rates import PRODUCTS
from gdengine.experiments import SlopeExplorer
from pages.charts.kit.numbers import number
from pages.charts.slope.curve import small
from pages.ui.guessing import GUESS_SIGNS, TANGENT, Guess, OnGuess, on_the_ground, unasked
from pages.ui.results import not_set_out, objective
from pages.ui.scene import REMAINDER, Scene
from pages.views import who_is_first
from pages.views.slope.results import side_by_side


def _choices(record: SlopeExplorer) -> dict[str, str]:
    rates = side_by_side(record)[0].rates
    return {name: f"η = {number(rate)}" for name, rate in rates.items()} | {who_is_first.NOBODY: "None of them"}


def _remark(record: SlopeExplorer, guess: str) -> str:
    five, runs = side_by_side(record)
    walks = {name: runs.member(m) for m, name in enumerate(five.rates)}
    finishes = standings(objective(record), walks)
    return who_is_first.remark(guess, _choices(record), finishes, "the curve", "at the bottom")


def _not_set_out(scene: Scene, answer: OnGuess) -> None:
    """Five times the start, under its learning rate."""
    curve = small(scene.objective, not_set_out(scene.record).member(0))
    veiled = unasked(curve, on_the_ground(scene.objective), (*GUESS_SIGNS, TANGENT))
    for m, (place, words) in enumerate(zip(scene.places, _choices(scene.record).values())):
        with place:
            st.markdown(f"**{words}**")
            scene.show(veiled, f"guess_{m}", share=REMAINDER)


WHICH_IS_FASTEST = Guess(
    "fastest",
    lambda record: "Guess first: five balls, one start, five rates. Which gets to the bottom first, and stays?",
    _not_set_out,
    choices=_choices,
    remark=_remark,
    worth=lambda record: who_is_first.they_set_out(objective(record), record.start()),
    columns=(1,) * len(PRODUCTS),
)
