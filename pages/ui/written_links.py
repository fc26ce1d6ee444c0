"""The links that a page wrote, and which of them its browser may not have heard of yet.

A browser sends the link that it knows along with whatever is touched.  So a request may bring one that the page has
replaced since: that it does is nobody's wish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from pages.ui import permalink, visit
from pages.ui.keys import key
from pages.ui.permalink import MOMENT, VISITOR, Standing

if TYPE_CHECKING:
    from pages.ui.page import Page

LONGEST_STEP = 10  # characters: a step number in a link has fewer
MOST_REPLACED = 64  # links on their way to a browser: none that listens is so far behind


class Exchange(NamedTuple):
    """What a page and its browser told each other of its link: one thing, as a run can be ended after any statement."""

    said: Mapping[str, str] | None  # the link in force
    wrote: Mapping[str, str]  # the one that the page would write for it
    replaced: tuple[Mapping[str, str], ...]  # links that the page replaced; the browser may not have heard of it yet

    def before(self) -> tuple[Mapping[str, str], ...]:
        """The links that may still come along with what is touched once another is told."""
        return self.replaced if self.said is None else (*self.replaced, self.said)[-MOST_REPLACED:]


def exchanged(page: str) -> Exchange:
    """What was told of the link of the page of this name."""
    return st.session_state.get(key(page, "told")) or Exchange(None, {}, ())


def keep(page: str, told: Exchange) -> None:
    """From now on this is what was told."""
    st.session_state[key(page, "told")] = told


def brought(page: Page) -> dict[str, str]:
    """The link that this request brings: what of the address is ours."""
    known = permalink.own_names(page)
    return {name: st.query_params[name] for name in st.query_params if name in known}


def behind(page: Page) -> bool:
    """Whether the link of this request is one from before: the browser has not heard of the last changes."""
    said, told = brought(page), exchanged(page.name)
    return said != told.said and said in told.replaced


def write(page: Page, now: Standing, again: bool) -> None:
    """Bring the address in line: once, because every statement is an entry of the history.

    ``again``: also where it was said before, to a browser that may not have heard of it.
    """
    said, told = permalink.write(page, now) | visit.carried(), exchanged(page.name)
    if again or said != told.wrote:
        keep(page.name, Exchange(said, said, told.before()))
        st.query_params.from_dict(said)  # last: where a run is ended here, the browser is merely late


def left(page: str) -> dict[str, str]:
    """The link that opens a page of this name as it was left, for the menu."""
    return {name: value for name, value in exchanged(page).wrote.items() if name not in VISITOR} | visit.carried()


def moment(page: Page) -> int | None:
    """The step that the link names, as long as nothing has been changed since."""
    asked = (exchanged(page.name).said or {}).get(MOMENT, "")
    return int(asked) if asked.isdecimal() and len(asked) < LONGEST_STEP else None
