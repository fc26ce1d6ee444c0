"""What whoever hosts the app may look at: whether it is ready, and numbers in Streamlit's own list of them.

``/_stcore/health`` says that the server lives; ``/ready`` that a page can be drawn: it takes one step of descent, the
same every time, through the memory that pages use; where everything is drawn beforehand, once that is done.
``/_stcore/metrics`` (OpenMetrics) tells, beside Streamlit's
numbers, how long runs of pages take and what the memory of results holds.  A proxy keeps the last two to itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
from streamlit.runtime.stats import GaugeStat, HistogramStat, Stat

from gdengine.experiments import SlopeExplorer
from pages.ui import results
from pages.ui.asgi import Message, Receive, Send
from pages.ui.memory import MEMORY
from pages.ui.warm_up import WarmUp

RUN_SECONDS, CACHE_BYTES, CACHE_ENTRIES = "downhill_run_seconds", "downhill_cache_bytes", "downhill_cache_entries"
BOUNDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, math.inf)  # seconds
READY_SECONDS = 5.0  # within which the step has to be taken
LOGGER = logging.getLogger(__name__)


class StatsProvider:
    """A provider of numbers for Streamlit's list: the seconds of runs by page, and what the memory weighs."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def running(self, page: str) -> Iterator[None]:
        """The run of a page, be it to its end or until the visitor asks for something newer."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.note(page, time.perf_counter() - start)

    def note(self, page: str, seconds: float) -> None:
        """A run took so long."""
        with self._lock:
            self._counts.setdefault(page, [0] * len(BOUNDS))[bisect_left(BOUNDS, seconds)] += 1
            self._sums[page] = self._sums.get(page, 0.0) + seconds

    @property
    def stats_families(self) -> Sequence[str]:
        """What Streamlit's list may ask for."""
        return (RUN_SECONDS, CACHE_BYTES, CACHE_ENTRIES)

    def get_stats(self, family_names: Sequence[str] | None = None) -> dict[str, list[Stat]]:
        """The numbers of these families; of all where none is named."""
        memory = {
            CACHE_BYTES: GaugeStat(CACHE_BYTES, MEMORY.weight, unit="bytes", help="What remembered results weigh."),
            CACHE_ENTRIES: GaugeStat(CACHE_ENTRIES, len(MEMORY), help="How many results are remembered."),
        }
        every: dict[str, list[Stat]] = {RUN_SECONDS: self._runs(), **{name: [stat] for name, stat in memory.items()}}
        return {name: stats for name, stats in every.items() if family_names is None or name in family_names}

    def _runs(self) -> list[Stat]:
        with self._lock:
            return [self._histogram(page, counts) for page, counts in sorted(self._counts.items())]

    def _histogram(self, page: str, counts: list[int]) -> Stat:
        upto = np.cumsum(counts).tolist()
        buckets, about = tuple(zip(BOUNDS, upto)), "How long a run of a page took."
        return HistogramStat(RUN_SECONDS, buckets, self._sums[page], upto[-1], {"page": page}, "seconds", about)


WATCH = StatsProvider()
WHOLLY_READY = b"ready"
CACHED_STEP = SlopeExplorer(steps=1)


def takes_a_step() -> bool:
    """Whether one step of descent, from the memory or taken now, is what its rule says: x − η·f′(x)."""
    (run,) = results.runs(CACHED_STEP).values()
    return bool(np.allclose(run.x[1], run.x[0] - CACHED_STEP.lr * run.grad[0]))


class Ready:
    """The ASGI application at ``/ready``: 200 where it is warmed up and a step is taken in time, else 503.

    It says whether it goes on warming up in its pauses.
    """

    def __init__(self, warm_up: WarmUp) -> None:
        self.warm_up = warm_up

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        ready = self.warm_up.done and await self._takes_a_step()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-cache")]
        await send({"type": "http.response.start", "status": 200 if ready else 503, "headers": headers})
        said = (WHOLLY_READY if self.warm_up.whole else b"ready, and warming up") if ready else b"not ready"
        await send({"type": "http.response.body", "body": said})

    @staticmethod
    async def _takes_a_step() -> bool:
        try:
            return await asyncio.wait_for(asyncio.to_thread(takes_a_step), READY_SECONDS)
        except Exception:
            LOGGER.exception("no step of descent can be taken")
            return False
