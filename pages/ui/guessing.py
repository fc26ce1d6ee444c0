"""Guess first: what intuition errs about is asked before it is shown.

Until then it is neither on the page, nor in its data, nor in its link: a view that asks is not drawn, its ``veiled``
picture is.  A guess is asked for where one learns, once for every experiment; one click shows the view without any.
How good it was is told at the end of the walk.  A link that names a step shows it, and the Lab asks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from gdengine.experiments.descent import Descent
from pages.charts.kit import palette
from pages.charts.kit.spec import Sign
from pages.ui import address
from pages.ui.keys import key
from pages.ui.results import seen_apart
from pages.ui.terms import say

if TYPE_CHECKING:
    from pages.ui.page import Page, Scene, View
    from pages.ui.permalink import Standing

GUESS_SIGNS = (
    Sign("ball", palette.POSITION, "the start"),
    Sign("triangle", palette.MINIMUM, "the bottom of a valley"),
)  # of a picture on which a valley is guessed
UPHILL = Sign("arrow", palette.GRADIENT, "the slope: straight uphill")  # on a map
TANGENT = Sign("line", palette.GRADIENT, "the slope at the start")  # on a curve
Answer = Callable[[str], None]  # what a veiled picture does with the learner's guess
SHOWN = ""  # the guess of who did not want to guess


@dataclass(frozen=True)
class Guess:
    """What a view asks before it is shown, and what is drawn meanwhile."""

    about: str  # what is asked: two views that ask about the same ask once
    question: Callable[[Any], str]  # of a record
    veiled: Callable[[Scene, Answer], None]  # the view's pictures without what is asked; a click on one may answer
    choices: Callable[[Any], Mapping[str, str]]  # of a record: the guesses and their words; none: only the picture asks
    remark: Callable[[Any, str], str]  # of a record and the guess: how good it was
    worth: Callable[[Any], bool] = lambda record: True  # whether there is anything to guess
    columns: tuple[int, ...] = (1,)  # how the veiled pictures share the width


class Guessed(NamedTuple):
    """A guess, and the run it was about."""

    run: str
    guess: str


def asked(page: Page, view: View, standing: Standing, record: Descent) -> Guess | None:
    """What is to be guessed before the view is shown; None where it is shown at once."""
    guess = view.guess
    if guess is None or standing.in_lab or address.moment(page) is not None or not guess.worth(record):
        return None
    return None if _slot(standing, guess) in _made(page) else guess


def ask(guess: Guess, scene: Scene, place: Any) -> None:
    """Draw the veiled view, and in the ``place`` of the bar what can be answered."""

    def answer(said: str) -> None:
        made = Guessed(repr(seen_apart(scene.record)), said)
        st.session_state[_name(scene.page)] = _made(scene.page) | {_slot(scene.standing, guess): made}

    guess.veiled(scene, answer)
    with place.container(key="frame.guess", horizontal=True, vertical_alignment="center", gap="small"):
        for name, words in guess.choices(scene.record).items():
            st.button(words, key=scene.key("guess", name), on_click=answer, args=(name,))
        show: dict[str, Any] = {"type": "tertiary", "icon": ":material/visibility:"}
        st.button("Just show me", key=scene.key("guess", "show"), on_click=answer, args=(SHOWN,), **show)


def remark(scene: Scene) -> None:
    """How good the guess was, if there was one about this very run: seen when the bar stands at the end."""
    guess = scene.view.guess
    made = guess and _made(scene.page).get(_slot(scene.standing, guess))
    if guess and made and made.guess != SHOWN and made.run == repr(seen_apart(scene.record)):
        with scene.words.container(key="frame.guessed"):
            say(guess.remark(scene.record, made.guess))


def _made(page: Page) -> dict[str, Guessed]:
    return st.session_state.get(_name(page), {})


def _name(page: Page) -> str:
    return key(page.name, "answers")


def _slot(standing: Standing, guess: Guess) -> str:
    return f"{standing.preset.id} {guess.about}"
