"""The gate that work passes: how many threads of the server work things out at once.

Waiting polls, and looks at the session: that is where Streamlit ends a run whose visitor has asked for another since.

**The gate is two wide**, measured with ``python -m tests.benchmark_gate``: twelve visitors, two cores, a mixture of
curves, surfaces, maps of starts and networks such as a class asks for (done in a second, 95th percentile of the waits):

| width 1 | width 2 | width 4 | no gate |
|---:|---:|---:|---:|
| 131/s, 295 ms | 142/s, 219 ms | 110/s, 262 ms | 118/s, 333 ms |

One leaves a core idle while NumPy multiplies, and everyone waits for the one long training; more than there are cores
only take the interpreter from each other.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

GATE_WIDTH = 2
POLL_SECONDS = 0.02  # how often someone who waits looks whether the visitor has asked for something newer


def newer_request() -> None:
    """Where Streamlit ends this run if the same visitor has asked for another since: any look at the session is."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        _ = "newer" in st.session_state


class Gate:
    """At most ``width`` threads are inside, in the order in which they came.

    A thread that is inside may go in again.  While it waits for somebody else's work it is ``outside``, so that nobody
    ever waits for one who waits.
    """

    def __init__(self, width: int) -> None:
        self.width, self.inside = width, 0
        self._queue: deque[object] = deque()
        self._change, self._mine = threading.Condition(), threading.local()

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

    def _is_inside(self) -> bool:
        return getattr(self._mine, "inside", False)

    def _have(self, wanted: bool) -> None:
        """Take a place or give it back, if that is not as it is."""
        if wanted == self._is_inside():
            return
        if wanted:
            self._wait()
        else:
            with self._change:
                self.inside -= 1
                self._change.notify_all()
        self._mine.inside = wanted

    def _wait(self) -> None:
        ticket = object()
        with self._change:
            self._queue.append(ticket)
        try:
            while not self._let_in(ticket):
                newer_request()
        except BaseException:  # the visitor wants something else by now
            with self._change:
                self._queue.remove(ticket)
                self._change.notify_all()
            raise

    def _let_in(self, ticket: object) -> bool:
        with self._change:
            if not self._next(ticket):
                self._change.wait(POLL_SECONDS)
            if not self._next(ticket):
                return False
            self._queue.popleft()
            self.inside += 1
            self._change.notify_all()
            return True

    def _next(self, ticket: object) -> bool:
        return self.inside < self.width and self._queue[0] is ticket


GATE = Gate(GATE_WIDTH)
