"""The gate that every run of a page passes: how many threads of the server are at work at once, and in which order.

**The gate is one wide**, measured under load (30 students, a deed every 2.5 s, two cores) when this was decided; how
the server does now stands in README:

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

**Who has worked long waits longer, and has shorter turns**: a place in the queue is that of somebody who came later,
by ``LATER_BY`` times what this run has used so far.  Most runs are short and done in a turn or two, and need not wait
until all the long ones have had theirs.  With the server at three quarters of what it can do the median falls from 216
to 96 ms, the 95th percentile from 0.84 to 0.71 s.  After ``LONG_SECONDS`` of work a run gives way as soon as it can be
interrupted.

**Nor does a long one wait forever**: where there is always somebody new, it would be set back again and again after
each of its short turns.  So it stands no later than ``LATEST_SECONDS`` after it came, and ``THEN_LATER_BY`` times what
it has used: from then on it has half of the server at most, and the others the other.  In a simulation of 1,200 runs as
they are under load the longest wait at three quarters of what the server can do falls from 22 to 17 seconds, at 85 %
from 59 to 18, and the 95th percentile rises by 1 and 10 %.

Waiting polls, and looks at the session: that is where Streamlit ends a run whose visitor has asked for another since.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.delivery import deliver

GATE_WIDTH = 1
TURN_SECONDS = 0.025  # half of the table's, since those who have worked long stand farther back
LONG_SECONDS = 0.08  # of work, after which turns are short
SHORT_TURN_SECONDS = 0.004  # a switch between threads is a small part of it
LATER_BY = 5.0  # seconds that a run is taken to have come later, for each second it has used
LATEST_SECONDS, THEN_LATER_BY = 15.0, 2.0  # after it came, and for each second it has used: the latest place of a run
POLL_SECONDS = 0.1  # how often someone who waits looks whether the visitor has asked for something newer


def newer_request() -> None:
    """Where Streamlit ends this run if the same visitor has asked for another since: any look at the session is."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        _ = "newer" in st.session_state


class _Place(NamedTuple):
    """In the queue: when its thread came, or is taken to have come; its number; and whether it has been let in."""

    since: float
    number: int
    given: threading.Event


class Gate:
    """At most ``width`` threads are inside, for turns of so many ``seconds``, in the order of the queue: see above.

    A thread that is inside may go in again.  While it waits for somebody else's work it is ``outside``, so that nobody
    ever waits for one who waits.
    """

    def __init__(self, width: int, seconds: float = TURN_SECONDS) -> None:
        self.width, self.seconds, self.inside = width, seconds, 0
        self._queue: list[_Place] = []  # a heap: the first place is the next one's
        self._numbers, self._lock, self._mine = count(), threading.Lock(), threading.local()

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """Inside, once there is a place."""
        before = self._is_inside()
        if not before:
            self._mine.used, self._mine.came = 0.0, time.monotonic()  # seconds inside so far, and since when
        self._have(True)
        try:
            yield
        finally:
            if not before:
                self._have(False)

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Without a place, and afterwards with one again; but an error is not kept waiting for it."""
        deliver()  # nothing that has been said waits with this thread
        before = self._is_inside()
        self._have(False)
        yield
        self._have(before)

    def give_way(self) -> None:
        """To those who wait, if this thread has had its turn: back once they have had theirs."""
        if self._queue and self._is_inside() and self._has_had_its_turn():
            with self.outside():
                pass

    def _has_had_its_turn(self) -> bool:
        now = time.monotonic() - self._mine.since
        return now > (SHORT_TURN_SECONDS if self._mine.used + now > LONG_SECONDS else self.seconds)

    def _is_inside(self) -> bool:
        return getattr(self._mine, "inside", False)

    def _have(self, wanted: bool) -> None:
        """Take a place or give it back, if that is not as it is."""
        if wanted == self._is_inside():
            return
        if wanted:
            self._wait()
            self._mine.since = time.monotonic()
        else:
            self._mine.used += time.monotonic() - self._mine.since
            self._leave()
        self._mine.inside = wanted

    def _wait(self) -> None:
        used, came = self._mine.used, self._mine.came
        since = min(time.monotonic() + LATER_BY * used, came + LATEST_SECONDS + THEN_LATER_BY * used)
        place = _Place(since, next(self._numbers), threading.Event())
        with self._lock:
            heapq.heappush(self._queue, place)
            self._let_in()
        try:
            while not place.given.wait(POLL_SECONDS):
                newer_request()
        except BaseException:  # the visitor wants something else by now
            with self._lock:
                if not place.given.is_set():
                    self._queue.remove(place)
                    heapq.heapify(self._queue)
                else:
                    self.inside -= 1
                self._let_in()
            raise

    def _leave(self) -> None:
        with self._lock:
            self.inside -= 1
            self._let_in()

    def _let_in(self) -> None:
        """Whoever is first in the queue, as far as there is room."""
        while self._queue and self.inside < self.width:
            self.inside += 1
            heapq.heappop(self._queue).given.set()


GATE = Gate(GATE_WIDTH)


def pause() -> None:
    """Where work can be interrupted: it ends if its visitor wants something newer by now; others have their turn."""
    newer_request()
    GATE.give_way()
