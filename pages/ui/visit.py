"""What belongs to the visit and to no page: what is hidden, which lesson it gives, whether it presents, its line."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.keys import VISIT, key
from pages.ui.parts.shortcuts import Visit
from pages.ui.permalink import HIDE, LESSON, PRESENT, VISITOR

CARRIED = key(VISIT, "carried")  # in the session: link parameters by name, all in one, for a run asks often
RETURNS = key(VISIT, "returns")  # how often the network was lost and there again, as the browser says
CONNECTION = "Sec-WebSocket-Key"  # the header that is another one for every connection


def carried() -> dict[str, str]:
    """The link parameters that this visit carries from page to page: those that say something."""
    return dict(st.session_state.get(CARRIED, ()))


def take(said: Mapping[str, str], here: bool) -> None:
    """What a link says of the visit.  ``here``: of one to the page that was open it says all."""
    known = {} if here else carried()
    st.session_state[CARRIED] = {name: value for name in VISITOR if (value := said.get(name, known.get(name, "")))}


def _say(name: str, value: str) -> None:
    take({name: value}, here=False)


def hidden() -> frozenset[str]:
    """The parts of every view that this visit does without."""
    return frozenset(carried().get(HIDE, "").split(","))


def lesson() -> str:
    """The lesson that this visit gives, as its link says it; nothing where it gives none."""
    return carried().get(LESSON, "")


def end_lesson() -> None:
    """This visit gives none."""
    _say(LESSON, "")


def presenting() -> bool:
    """Whether this visit is shown on a projector."""
    return carried().get(PRESENT, "") not in ("", "0")


def present() -> None:
    """Begin to present, or leave it, from a callback."""
    _say(PRESENT, "" if presenting() else "1")


def present_elsewhere() -> None:
    """As ``present``, on a page without knobs: its link has nothing else to say."""
    present()
    st.query_params.from_dict(carried())


def went_back() -> bool:
    """Whether the browser went back or forth in its history."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def returned() -> bool:
    """Whether the visit has lost the network since this was last asked, and perhaps what the last run had to say.

    To be asked once a run: Streamlit reads all headers for who asks for one.
    """
    name, now = key(VISIT, "connection"), st.context.headers.get(CONNECTION)
    before, st.session_state[name] = st.session_state.get(name, now), now
    return bool(before != now)


def for_browser() -> Visit:
    """What a browser is to know of this visit, which it may lose and come back to, or find another in its place."""
    name: str = st.session_state.setdefault(key(VISIT, "name"), secrets.token_hex(4))
    return Visit(presenting(), name, st.session_state.get(RETURNS, 0), _come_back)


def _come_back() -> None:
    st.session_state[RETURNS] = st.session_state.get(RETURNS, 0) + 1
