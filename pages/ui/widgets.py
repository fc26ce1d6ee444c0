"""What the widgets of a page hold: what the visitor's request brings counts, and nothing that anybody held before.

Streamlit forgets what a widget held once a run goes by without it, and so does the browser.  When it comes back, what
was written to its key in between may be all that is known of it, or what was written before it was ever drawn; and the
browser is told of neither.  So a key is written at one moment only, right before its widget is drawn, where the visitor
does not have it (``offer``); and it is not read at all.

A visitor may act before they have heard what the page told a widget, by a button for example: then the request brings
what the widget held before that, and what was told counts.  Or they turn that very widget meanwhile: then that counts,
and the widget is told so once more, since it will yet hear what it was told before.  For the same reason a widget that
holds it already is told nothing.

Or they act before they have heard that it went: the Lab closed and opened by a double click.  Then the request still
brings what it held, but the browser is about to hear that it is gone and to forget that.  So a widget that the page did
not draw when it was last drawn is told what to hold, whatever the request brings.

What went, the browser forgets at the end of a run, and where it hears of that end late, it does so with the beginning
of the next already taken up: along with it goes each widget whose old place is taken and whose new one has not come.
So what stands elsewhere than in a run of a moment ago is told, too.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.keys import key

ABSENT = object()  # is held where the visitor has no such widget, or has not heard what it was told
MOST_BEFORE = 64  # values on their way to a widget: no browser that listens is so far behind
HEARD_SECONDS = 0.5  # after which a browser has heard what it was told, unless its link is one from before
HEARD_BACK_SECONDS = 1.5  # after Back, where the link is the browser's own and so tells nothing of what it has heard


class Sent(NamedTuple):
    """What a page told a widget, and whether the visitor can have heard it."""

    value: Any  # ABSENT as long as the widget has not been drawn since
    before: tuple[Any, ...]  # what the widget may still hold in the browser
    patience: float  # seconds until a browser has heard it
    until: float = 0.0  # time.monotonic() by then


class Drawn(NamedTuple):
    """The widgets of a page, by name, that a browser has once it has heard all, and those that this run draws."""

    before: frozenset[str]
    now: list[str]
    unheard: tuple[list[str], ...]  # by the last runs, of whose end the browser may not have heard

    def moves(self) -> bool:
        """Whether what was drawn last stands elsewhere than in one of those, or after what does."""
        return any(one != other for drawn in self.unheard for one, other in zip(drawn, self.now, strict=False))


class Widgets:
    """The widgets of a page in one request.  ``behind``: the link that came with it is one from before."""

    def __init__(self, page: str, behind: bool) -> None:
        self._page, self._behind = page, behind
        self._sent: dict[str, Sent] = st.session_state.setdefault(key(page, "sent"), {})

    @property
    def _drawn(self) -> Drawn | None:
        drawn: Drawn | None = st.session_state.get(key(self._page, "drawn"))
        return drawn

    def begin(self, *, anew: bool, whole: bool, rested: float = 0.0) -> None:
        """A run begins.  ``anew``: another page was drawn last; ``whole``: the last run came to its end, at ``rested``.

        Of a run that was ended early, all stays in the browser that was there, and what it drew comes.
        """
        before: frozenset[str] = frozenset()
        unheard: tuple[list[str], ...] = ()
        last = None if anew else self._drawn
        if last and whole:
            before = frozenset(last.now)
            unheard = (last.now,) if self._behind or time.monotonic() < rested + HEARD_SECONDS else ()
        elif last:
            before = last.before.union(last.now)
            unheard = (*last.unheard, last.now) if last.unheard else ()
        st.session_state[key(self._page, "drawn")] = Drawn(before, [], unheard)

    def held(self, name: str) -> Any:
        """What a widget holds, as the visitor's request says."""
        brought, sent = _brought(key(self._page, name)), self._sent.get(name)
        if sent is None:
            return brought
        if sent.value is ABSENT:
            return ABSENT
        return ABSENT if self._unheard(sent) and brought in sent.before else brought

    def has_heard(self, name: str) -> bool:
        """Whether the visitor surely holds, or has held, what was told last: they had it before it was told."""
        sent = self._sent.get(name)
        return sent is not None and sent.value is not ABSENT and not sent.before

    def offer(self, name: str, value: Any) -> None:
        """A widget is about to be drawn: unless the visitor has it already, it is told to hold this."""
        held, sent, drawn = self.held(name), self._sent.get(name), self._drawn
        forgotten = drawn is not None and name not in drawn.before
        if drawn:
            drawn.now.append(name)
        moved = drawn is not None and drawn.moves()
        if held is ABSENT or forgotten:
            if forgotten or moved or not self._holds_alone(name, value):
                self._tell(name, value, self._before(name))
                return
        elif moved:
            self._tell(name, held, (ABSENT,))
            return
        elif sent and sent.before and self._unheard(sent) and held != sent.value:
            self._tell(name, held, (sent.value,))
            return
        self._sent[name] = Sent(value if held is ABSENT else held, (), HEARD_SECONDS)  # Back will not bring it

    def set_anew(self, names: Iterable[str], patience: float = HEARD_SECONDS) -> None:
        """What these hold counts no longer: they are told what to hold when they are next drawn.

        ``patience``: seconds until a browser has heard of that.
        """
        for name in names:
            self._sent[name] = Sent(ABSENT, self._before(name), patience)

    def _tell(self, name: str, value: Any, before: tuple[Any, ...]) -> None:
        before = tuple(each for each in before if each != value)
        patience = self._sent[name].patience if name in self._sent else HEARD_SECONDS
        st.session_state[key(self._page, name)] = value
        self._sent[name] = Sent(value, before, patience, time.monotonic() + patience)

    def _unheard(self, sent: Sent) -> bool:
        """Whether the visitor may not have heard it yet."""
        return self._behind or time.monotonic() < sent.until

    def _holds_alone(self, name: str, value: Any) -> bool:
        """Whether the widget holds this in the visitor's browser, and nothing else is on its way there."""
        brought = _brought(key(self._page, name))
        return brought is not ABSENT and {value, brought, *self._before(name)} == {value}

    def _before(self, name: str) -> tuple[Any, ...]:
        """What a widget may hold in the browser until it has heard of another: what it brings, or was told since.

        Requests come in their order, so what was before what is brought now is not brought again.
        """
        sent, brought = self._sent.get(name), _brought(key(self._page, name))
        known = [each for each in (*sent.before, sent.value) if each is not ABSENT] if sent else []
        known = known[-MOST_BEFORE:]
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
