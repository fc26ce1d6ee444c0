"""What is typed into a dial's number: read in Python by the knob's own reader, so that one reader reads everything.

A part with a number to type into sends the text as ``typed``.  What cannot be read goes back to it, with the sentence
that says why, as ``unread``; the dial stays where it is.  That is said until the number is another, however it was
set, or the page stands anew: at an experiment that was chosen, or at a link.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from gdengine.experiments.numbers import read_number, say_number
from pages.ui.keys import VISIT
from pages.ui.keys import key as session_key
from pages.ui.parts import heard

Read = Callable[[str], float]  # ValueError with a sentence for a text that is no setting
UNREAD = session_key(VISIT, "unread")  # in the session: what was typed in vain, by the key of its number


class Unread(NamedTuple):
    """What was typed in vain, why, and what the number was meanwhile."""

    text: str
    reason: str
    beside: float | str


def within(low: float, high: float) -> Read:
    """A reader of numbers from ``low`` to ``high``."""

    def read(text: str) -> float:
        number = read_number(text)
        if not low <= number <= high:
            raise ValueError(f"it is a number from {say_number(low)} to {say_number(high)}")
        return number

    return read


def as_sentence(error: ValueError) -> str:
    """Why a text is no setting, as a sentence of its own."""
    words = str(error)
    return f"{words[0].upper()}{words[1:]}."


def take(key: str, told: Any, read: Read, commit: Callable[[float], None], beside: float | str) -> None:
    """What was typed, for a number that ``key`` names and that is at ``beside``, is committed, or kept with why not.

    ValueError where it is no text at all.
    """
    text = heard.text(told)
    try:
        commit(read(text))
    except ValueError as error:
        st.session_state[UNREAD] = _unread() | {key: Unread(text, as_sentence(error), beside)}
    else:
        forget(key)


def forget(key: str) -> None:
    """The number has been set in another way."""
    st.session_state[UNREAD] = {name: kept for name, kept in _unread().items() if name != key}


def forget_all() -> None:
    """All that can be typed has been set anew."""
    st.session_state.pop(UNREAD, None)


def unread(key: str, now: float | str) -> list[str] | None:
    """What was typed in vain, and why; nothing where the number is another ``now``."""
    kept = _unread().get(key)
    if kept and kept.beside != now:
        forget(key)
        return None
    return [kept.text, kept.reason] if kept else None


def _unread() -> dict[str, Unread]:
    return st.session_state.get(UNREAD, {})
