"""What is typed into a dial's number: read in Python by the knob's own reader, so that one reader reads everything.

A part with a number to type into sends the text as ``typed``.  What cannot be read goes back to it, with the sentence
that says why, as ``unread``; the dial stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from gdengine.experiments.numbers import read_number, say_number
from pages.ui.parts import heard

Read = Callable[[str], float]  # ValueError with a sentence for a text that is no setting


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


def take(key: str, told: Any, read: Read, commit: Callable[[float], None]) -> None:
    """What was typed, for a number that ``key`` names, is committed, or kept with the sentence why not.

    ValueError where it is no text at all.
    """
    text = heard.text(told)
    try:
        commit(read(text))
    except ValueError as error:
        st.session_state[_unread(key)] = [text, as_sentence(error)]
    else:
        forget(key)


def forget(key: str) -> None:
    """The number has been set in another way."""
    st.session_state.pop(_unread(key), None)


def unread(key: str) -> list[str] | None:
    """What was typed in vain, and why."""
    return st.session_state.get(_unread(key))


def _unread(key: str) -> str:
    return f"{key}.unread"
