"""The server's own life: what is loaded before the first visitor comes, and when garbage is collected.

Streamlit collects all garbage after every run of a page (``runner.postScriptGC``, off in ``.streamlit/config.toml``):
half of the server's time under load went there.  Instead, what is loaded at the start is **frozen**, so that no
collection looks at it again (125,000 objects, 150 ms a collection); Python collects the young by itself, as ever, but
in larger portions; and the old, which it leaves alone for long, are collected **when nobody is at work**, looked for
every few seconds, or after a busy minute at the latest.  A collection takes a hundred milliseconds in which nobody is
answered: in a class, whose pauses are many, there is one in a while.  What is free is given back to the system at every
look, which takes one: the working memory of a map of all starts is forty megabytes, and soon asked for again.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import streamlit as st
from streamlit import net_util, runtime

import pages.ui.results  # noqa: F401  # so that what all pages need is loaded, and frozen, before the first visit
from pages.ui.warm_up import WarmUp
from pages.ui.watching import WATCH

LOOK_SECONDS = 3.0  # between two looks whether anybody is at work
SHORTEST_SECONDS, LONGEST_SECONDS = 20.0, 60.0  # from one collection to the next: in a pause, and while somebody is
OPEN_FILES = "/dev/fd"
INTERNET = (socket.AF_INET, socket.AF_INET6)
PORTIONS = (10_000, 20, 20)  # objects made before the youngest are collected, and of those collections before the next


class Rest:
    """Who is at work, how often somebody has been, and when garbage was last collected."""

    def __init__(self) -> None:
        self.at_work, self.runs, self.collected = 0, 0, time.monotonic()
        self.worked = False  # since the last collection
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """The run of a page."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, by: int) -> None:
        with self._lock:
            self.at_work += by
            self.runs += by > 0
            self.worked = True

    def collect(self) -> bool:
        """Collect if there has been work, and that is not done already; whether it was done now."""
        ago = time.monotonic() - self.collected
        if not self.worked or ago < (LONGEST_SECONDS if self.at_work else SHORTEST_SECONDS):
            return False
        self.worked = bool(self.at_work)
        gc.collect()
        self.collected = time.monotonic()
        return True


def release_free_memory() -> None:
    """What the allocator holds and nobody uses goes back to the system, where it can be asked to: glibc's."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


REST = Rest()


def close_expired() -> bool:
    """Close the visits that nobody can come back to any more (``disconnectedSessionTTL``); whether there were any.

    Streamlit does so only when the next visitor leaves, and once a whole class has left there is none for long.
    """
    if not runtime.exists():
        return False
    with contextlib.suppress(AttributeError):  # nothing public leads there; elsewhere they stay until Streamlit's turn
        stored: Any = runtime.get_instance()._session_mgr
        return bool(stored._session_storage._cache.expire())
    return False


def listen_without_delay() -> None:
    """Let every connection that will be accepted send what it is given (TCP_NODELAY).

    asyncio sees to that where a socket says that it is TCP; the one that Streamlit listens at leaves it to the default.
    Of two small messages, and a page is eighty, the second then waits until the browser has acknowledged the first,
    which it may put off for 40 ms.  What is accepted inherits it from the socket listened at.
    """
    with contextlib.suppress(OSError):  # there is no list of open files: then all is as Streamlit has it
        for name in os.listdir(OPEN_FILES):
            with contextlib.suppress(OSError), contextlib.closing(_socket(int(name))) as held:
                if held.family in INTERNET and held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    held.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _socket(number: int) -> socket.socket:
    """A socket of this process by the number of its file.  OSError for any other file, and for none."""
    copy = os.dup(number)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def keep_address_unasked() -> None:
    """From now on nobody on the internet is asked by which address this server is seen there.

    Streamlit asks a stranger's service whenever a page of another site sends a request, to see whether that address is
    its own.  It does so in the loop that serves everybody, and where a school's network drops such a question it waits
    two seconds for the answer, every time.
    """
    net_util.get_external_ip = lambda: None


@contextlib.asynccontextmanager
async def lifespan(app: st.App, *, warm_up: WarmUp) -> AsyncIterator[None]:
    """Freeze what is loaded; while the server runs, collect garbage in its pauses, and count beside Streamlit.

    What is asked to be drawn beforehand is drawn meanwhile.
    """
    if runtime.exists():
        runtime.get_instance().stats_mgr.register_provider(WATCH)
    listen_without_delay()
    gc.collect()
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(*PORTIONS)
    tasks = [asyncio.create_task(_keep_clean()), asyncio.create_task(warm_up.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        gc.set_threshold(*before)
        gc.unfreeze()


async def _keep_clean() -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if close_expired():
            REST.worked = True
        if REST.worked:  # what was free a moment ago costs a millisecond to give back; a collection costs a hundred
            REST.collect()
            release_free_memory()
