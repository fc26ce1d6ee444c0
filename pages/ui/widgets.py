"""Which widgets of a page are before the visitor: what they hold counts, and nothing that others held before.

Streamlit forgets what a widget held once a run goes by without it, and the browser forgets it as well.  When the widget
comes back, what was written to its key in between may be all that is known of it, or what was written before it was
ever drawn; and the browser is told of neither.  So a key is written at one moment only, right before its widget is
drawn, if the visitor is to be told (``offer``); and it is read only of a widget that was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.ui.keys import key


def begin(page: str) -> None:
    """A run of the page begins: it has drawn nothing yet."""
    st.session_state[key(page, "drawn")] = set()


def finish(page: str) -> None:
    """The page has been drawn to its end: the browser keeps those widgets, and no others.

    Of a run that was ended before, the browser may have lost what it was told, and kept all that it had.
    """
    st.session_state[key(page, "there")] = dict.fromkeys(st.session_state[key(page, "drawn")], True)


def is_there(page: str, name: str) -> bool:
    """Whether the visitor has this widget of the page, so that what it holds is theirs."""
    return name in _there(page) and key(page, name) in st.session_state


def offer(page: str, name: str, value: Any) -> None:
    """A widget is about to be drawn: unless the visitor has it already, it is told to hold this."""
    there = _there(page)
    mine = key(page, name)
    if not is_there(page, name):
        st.session_state[mine] = value
    elif not there[name]:
        st.session_state[mine] = st.session_state[mine]  # said once more
    there.setdefault(name, False)
    st.session_state[key(page, "drawn")].add(name)


def set_anew(page: str, names: Iterable[str]) -> None:
    """What these widgets hold counts no longer: they are told what to hold when they are next drawn."""
    for name in names:
        _there(page).pop(name, None)


def _there(page: str) -> dict[str, bool]:
    """Name of a widget that the browser has → whether it was drawn by a run that came to its end."""
    there: dict[str, bool] = st.session_state.setdefault(key(page, "there"), {})
    return there
