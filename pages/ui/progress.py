"""How far dear work is: a bar that is seen only while somebody waits for it, and moving any knob ends the work.

What is worked out passes ``Progress.at`` every few updates: there Streamlit lets the visitor's newer request in,
and others have their turn.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from typing import Any

from pages.ui.gate import pause

PATIENCE_SECONDS = 0.6  # of a wait before it is told: a bar that flashes would only disturb
NEXT_SECONDS = 0.2  # from one telling to the next
_place: ContextVar[Any] = ContextVar("progress_place", default=None)  # of this run of a page


def show_in(place: Any) -> None:
    """The place, an ``st.empty()``, for whatever this run of a page has to wait for."""
    _place.set(place)


class Progress:
    """Work of ``updates`` steps in all, called by what it is: used in ``with``, it leaves nothing behind.

    One training after another may report: a step lower than the last is another training's.
    """

    def __init__(self, updates: int, words: str) -> None:
        self.updates, self.words = max(updates, 1), words
        self._before = self._step = 0
        self._told = time.monotonic() + PATIENCE_SECONDS - NEXT_SECONDS
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._shown and error[0] is None:
            _place.get().empty()

    @property
    def share(self) -> float:
        """How much of the work is done, 0 … 1."""
        return min((self._before + self._step) / self.updates, 1.0)

    def at(self, step: int) -> None:
        """That step is reached; ends the work if its visitor has asked for something else, and lets others pass."""
        pause()
        if step < self._step:
            self._before += self._step
        self._step = step
        if _place.get() is not None and time.monotonic() - self._told >= NEXT_SECONDS:
            self._told, self._shown = time.monotonic(), True
            _place.get().progress(self.share, f"{self.words}: {self.share:.0%}. Moving any knob ends it.")
