"""Guess first: what intuition errs about is asked before it is shown.

Until then it is neither on the page, nor in its data, nor in its link: a view that asks is not drawn, its ``veiled``
picture is.  A guess is asked for where one learns, once for every experiment; one click shows the view without any.
How good it was is told at the end of the walk, or at once where nothing plays.  A link that names a step shows it, and
the Lab asks nothing.

A guess stands beside the views that ask it, in a file of its own: ``pages/views/…/…_guessed.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from gdengine import Objective
from gdengine.experiments.descent import Descent
from gdengine.experiments.presets import Preset
from pages.charts.kit import palette
from pages.charts.kit.spec import Picture, Sign
from pages.ui import written_links
from pages.ui.keys import key
from pages.ui.results import seen_apart
from pages.ui.terms import say

if TYPE_CHECKING:
    from pages.ui.page import Page, View
    from pages.ui.permalink import Standing
    from pages.ui.scene import Scene

GUESS_SIGNS = (
    Sign("ball", palette.POSITION, "the start"),
    Sign("triangle", palette.MINIMUM, "the bottom of a valley"),
)  # of a picture on which a valley is guessed
UPHILL = Sign("arrow", palette.GRADIENT, "the slope: straight uphill")  # on a map
TANGENT = Sign("line", palette.GRADIENT, "the slope at the start")  # on a curve
OnGuess = Callable[[str], None]  # what a veiled picture does with the learner's guess
SHOWN = ""  # the guess of who did not want to guess


def whole_record(record: Any, own: Any) -> Any:
    """What most guesses are about: the page's record, whatever the view's own settings."""
    return record


@dataclass(frozen=True)
class Guess:
    """What a view asks before it is shown, and what is drawn meanwhile."""

    about: str  # what is asked: two views that ask about the same ask once
    question: Callable[[Any], str]  # of its subject
    veiled: Callable[[Scene, OnGuess], None]  # the view's pictures without what is asked; a click on one may answer
    choices: Callable[[Any], Mapping[str, str]]  # of its subject: the guesses and their words
    remark: Callable[[Any, str], str]  # of its subject and the guess: how good it was
    worth: Callable[[Any], bool] = lambda subject: True  # whether there is anything to guess, which is soon known
    columns: tuple[int, ...] = (1,)  # how the veiled pictures share the width
    subject: Callable[[Any, Any], Any] = whole_record  # of the page's record and the view's own: what it is about
    asks: Callable[[Preset], bool] = lambda preset: True  # in an experiment, whatever is turned there


class Guessed(NamedTuple):
    """A guess, and the run it was about."""

    run: str
    guess: str


def asked(page: Page, view: View, standing: Standing, record: Descent, own: Any) -> Guess | None:
    """What is to be guessed before the view is shown; None where it is shown at once."""
    if standing.in_lab or written_links.moment(page) is not None:
        return None
    made = _made(page)
    for guess in view.guesses:
        if guess.asks(standing.preset) and guess.worth(guess.subject(record, own)):
            return None if _slot(standing, guess) in made else guess
    return None


def ask(guess: Guess, scene: Scene, place: Any) -> None:
    """Draw the veiled view, and in the ``place`` of the bar what can be answered."""

    def answer(said: str) -> None:
        made = Guessed(_run(guess, scene.record, scene.own), said)
        st.session_state[_name(scene.page)] = _made(scene.page) | {_slot(scene.standing, guess): made}

    guess.veiled(scene, answer)
    with place.container(key="frame.guess", horizontal=True, vertical_alignment="center", gap="xsmall"):
        for name, words in guess.choices(guess.subject(scene.record, scene.own)).items():
            st.button(words, key=scene.key("guess", name), on_click=answer, args=(name,))
        show: dict[str, Any] = {"type": "tertiary", "icon": ":material/visibility:"}
        st.button("Just show me", key=scene.key("guess", "show"), on_click=answer, args=(SHOWN,), **show)


def unasked(picture: Picture, words: str, legend: Sequence[Sign]) -> Picture:
    """A picture of a view without what is asked: the view's own words and signs would tell of what is not there yet."""
    return picture._replace(alt=words, legend=tuple(legend))


def on_the_ground(objective: Objective) -> str:
    """The words of a picture of nothing but a curve or surface, its valleys, and who has not set out."""
    seen = "The curve" if objective.dim == 1 else "Map of"
    return f"{seen} {objective.title or objective.name}, with the start; triangles are the known minima."


def in_a_sentence(words: str) -> str:
    """What begins with a capital, as a button does, within a sentence: a name that comes later stays as it is."""
    return words[:1].lower() + words[1:]


def judged(right: bool, said: str, truth: str) -> str:
    """What is so, and what was said if it was something else: words of a remark."""
    return f"**Well guessed:** {truth}." if right else f"You said: {said}. **{truth[0].upper()}{truth[1:]}.**"


def answered(page: Page, view: View, standing: Standing, record: Descent, own: Any) -> tuple[Guess, str] | None:
    """The guess that was made about this very run, and what was guessed; None if there is none."""
    made = _made(page)
    for guess in view.guesses:
        given = made.get(_slot(standing, guess))
        if given and given.guess != SHOWN and given.run == _run(guess, record, own):
            return guess, given.guess
    return None


def remark(scene: Scene, place: Callable[[], Any]) -> bool:
    """How good the guess was, if there was one about this very run, in a ``place`` that is made for it; whether so."""
    given = answered(scene.page, scene.view, scene.standing, scene.record, scene.own)
    if given is None:
        return False
    guess, said = given
    with place():
        say(guess.remark(guess.subject(scene.record, scene.own), said))
    return True


def _run(guess: Guess, record: Descent, own: Any) -> str:
    return repr(guess.subject(seen_apart(record), own))


def _made(page: Page) -> dict[str, Guessed]:
    return st.session_state.get(_name(page), {})


def _name(page: Page) -> str:
    return key(page.name, "answers")


def _slot(standing: Standing, guess: Guess) -> str:
    return f"{standing.preset.id} {guess.about}"
