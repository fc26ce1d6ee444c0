"""What the widgets of a page hold: what the visitor's request brings counts, and nothing that anybody held before.

Streamlit forgets what a widget held once a run goes by without it, and so does the browser.  When it comes back, what
was written to its key in between may be all that is known of it, or what was written before it was ever drawn; and the
browser is told of neither.  So a key is written at one moment only, right before its widget is drawn, where the visitor
does not have it (``offer``); and it is not read at all.

A visitor may act before they have heard what the page told a widget, by a button for example: then the request brings
what the widget held before that, and what was told counts.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.keys import key

ABSENT = object()  # is held where the visitor has no such widget, or has not heard what it was told
HEARD_SECONDS = 0.5  # after which a browser has heard what it was told, unless its link is one from before


class Telling(NamedTuple):
    """What a page told a widget, and whether the visitor can have heard it."""

    value: Any  # ABSENT as long as the widget has not been drawn since
    before: tuple[Any, ...]  # what the widget may still hold in the browser
    at: float  # time.monotonic()


class Widgets:
    """The widgets of a page in one request.  ``behind``: the link that came with it is one from before."""

    def __init__(self, page: str, behind: bool) -> None:
        self._page, self._behind = page, behind
        self._tellings: dict[str, Telling] = st.session_state.setdefault(key(page, "tellings"), {})

    def held(self, name: str) -> Any:
        """What a widget holds, as the visitor's request says."""
        brought, telling = _brought(key(self._page, name)), self._tellings.get(name)
        if telling is None:
            return brought
        if telling.value is ABSENT:
            return ABSENT
        soon = self._behind or time.monotonic() - telling.at < HEARD_SECONDS
        return ABSENT if soon and brought in telling.before else brought

    def offer(self, name: str, value: Any) -> None:
        """A widget is about to be drawn: unless the visitor has it already, it is told to hold this."""
        if self.held(name) is not ABSENT:
            self._tellings.pop(name, None)
            return
        before = tuple(each for each in self._before(name) if each != value)
        st.session_state[key(self._page, name)] = value
        self._tellings[name] = Telling(value, before, time.monotonic())

    def set_anew(self, names: Iterable[str]) -> None:
        """What these hold counts no longer: they are told what to hold when they are next drawn."""
        for name in names:
            self._tellings[name] = Telling(ABSENT, self._before(name), 0.0)

    def _before(self, name: str) -> tuple[Any, ...]:
        """What a widget may hold in the browser until it has heard of another: what it brings, or was told since.

        Requests come in their order, so what was before what is brought now is not brought again.
        """
        telling, brought = self._tellings.get(name), _brought(key(self._page, name))
        known = [each for each in (*telling.before, telling.value) if each is not ABSENT] if telling else []
        if brought is ABSENT:
            return tuple(known)
        return tuple(known[known.index(brought) :]) if brought in known else (brought,)


def _brought(mine: str) -> Any:
    """What the request says that the widget of this key holds; nothing public tells that from what is remembered."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:  # outside of a visit, all that a session holds is what somebody gave it
        return st.session_state.get(mine, ABSENT)
    state = run.session_state._state
    name = state.get_widget_id_from_key(mine)
    try:
        return ABSENT if name is None else state._new_widget_state[name]
    except KeyError:
        return ABSENT
