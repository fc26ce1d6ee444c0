"""Buttons of which every press counts, however many come before the server answers: see ``pages.ui.parts.buttons``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.ui import keys
from pages.ui.parts.buttons import buttons

COUNTED = keys.key(
    keys.VISIT, "counted"
)  # in the session, while a page is drawn: what the presses of its buttons do, by key


def begin() -> None:
    """A page begins: it has no such button yet."""
    st.session_state[COUNTED] = {}


def counted_button(place: Any, words: str, key: str, press: Callable[[], object], **how: Any) -> None:
    """A button at a place; ``press`` is called for every press, before the script runs again.

    It has to ask how things stand then: the page may show less than has been pressed.  Where the part is not there, the
    button is one of Streamlit's.
    """
    st.session_state[COUNTED][key] = press
    place.button(words, key=key, on_click=press, **how)


def count(key: str) -> None:
    """Let the presses of all that were drawn count."""
    buttons(st.session_state.pop(COUNTED, {}), key=key)
