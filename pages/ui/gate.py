"""The gate that every run of a page passes: how many threads of the server are at work at once.

**The gate is one wide**, measured under load: ``python -m tests.load --students 30 --every 2.5``, two cores:

| at once | processor time an interaction | median | 95 % | 99 % |
|---|---:|---:|---:|---:|
| as many as there are visitors | 113 ms | 322 ms | 2.3 s | 4.0 s |
| two | 109 ms | 438 ms | 1.9 s | 2.6 s |
| one, to its end | 85 ms | 247 ms | 1.2 s | 1.5 s |
| one, in turns of 50 ms | 84 ms | 201 ms | 0.8 s | 1.8 s |

Only one thread of an interpreter computes at a time; more of them take it from each other all the while, into which a
quarter of the time went.  So that nobody waits for another's long training, who has been inside for a turn **gives
way** to those who wait, wherever work can be interrupted: before something else is worked out, and every few updates of
a training.

Waiting polls, and looks at the session: that is where Streamlit ends a run whose visitor has asked for another since.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

GATE_WIDTH = 1
TURN_SECONDS = 0.05
POLL_SECONDS = 0.1  # how often someone who waits looks whether the visitor has asked for something newer


def newer_request() -> None:
    """Where Streamlit ends this run if the same visitor has asked for another since: any look at the session is."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        _ = "newer" in st.session_state


class Gate:
    """At most ``width`` threads are inside, in the order in which they came, for turns of so many ``seconds``.

    A thread that is inside may go in again.  While it waits for somebody else's work it is ``outside``, so that nobody
    ever waits for one who waits.
    """

    def __init__(self, width: int, seconds: float = TURN_SECONDS) -> None:
        self.width, self.seconds, self.inside = width, seconds, 0
        self._queue: deque[threading.Event] = deque()  # a place for each who waits: set once it is given
        self._lock, self._mine = threading.Lock(), threading.local()

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Inside, once there is a place."""
        before = self._is_inside()
        self._have(True)
        try:
            yield
        finally:
            if not before:
                self._have(False)

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Without a place, and afterwards with one again; but an error is not kept waiting for it."""
        before = self._is_inside()
        self._have(False)
        yield
        self._have(before)

    def give_way(self) -> None:
        """To those who wait, if this thread has had its turn: back once they have had theirs."""
        if self._queue and self._is_inside() and time.monotonic() - self._mine.since > self.seconds:
            with self.outside():
                pass

    def _is_inside(self) -> bool:
        return getattr(self._mine, "inside", False)

    def _have(self, wanted: bool) -> None:
        """Take a place or give it back, if that is not as it is."""
        if wanted == self._is_inside():
            return
        if wanted:
            self._wait()
        else:
            self._leave()
        self._mine.inside, self._mine.since = wanted, time.monotonic()

    def _wait(self) -> None:
        place = threading.Event()
        with self._lock:
            self._queue.append(place)
            self._let_in()
        try:
            while not place.wait(POLL_SECONDS):
                newer_request()
        except BaseException:  # the visitor wants something else by now
            with self._lock:
                if not place.is_set():
                    self._queue.remove(place)
                else:
                    self.inside -= 1
                self._let_in()
            raise

    def _leave(self) -> None:
        with self._lock:
            self.inside -= 1
            self._let_in()

    def _let_in(self) -> None:
        """Whoever has waited longest, as far as there is room."""
        while self._queue and self.inside < self.width:
            self.inside += 1
            self._queue.popleft().set()


GATE = Gate(GATE_WIDTH)
