"""What a visitor did to something of a page is done once.

Streamlit calls what is to be called (``on_change``, ``on_select``) for all that a request brings and the session does
not hold: also for what the last run went without, where the browser has not heard of that, as after the Lab was closed
and opened by a double click.  What was done to it long before would be done again, over all that was set since.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec

import streamlit as st

from pages.ui.keys import VISIT, key

P = ParamSpec("P")
KNOWN = key(VISIT, "touched")  # in the session: key → what was held there when it was last drawn, or called for
MOST_KNOWN = 100  # keys: more than a page has, and the page before


def touched(mine: str, act: Callable[P, object]) -> Callable[P, None]:
    """What is called for the key ``mine``, whose element is ``drawn``: it acts where something else is held there."""

    def called(*args: P.args, **kwargs: P.kwargs) -> None:
        if _looks(mine) != st.session_state.get(KNOWN, {}).get(mine):
            drawn(mine)
            act(*args, **kwargs)

    return called


def drawn(mine: str) -> None:
    """The element of this key has been drawn: what it holds now nobody has to be told of."""
    known = {name: looks for name, looks in st.session_state.get(KNOWN, {}).items() if name != mine}
    st.session_state[KNOWN] = dict([*known.items(), (mine, _looks(mine))][-MOST_KNOWN:])


def _looks(mine: str) -> Any:
    """Of what a key holds, be it a long text or a file, as much as tells it from another."""
    return hash(repr(st.session_state.get(mine)))
