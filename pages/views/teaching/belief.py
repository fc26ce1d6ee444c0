"""What a student's belief is here: words, an experiment that confronts it, and what settles it, worked out there.

They are entered in ``beliefs``, by the decorator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gdengine import PRESETS
from pages.ui import permalink
from pages.ui.memory import remember
from pages.ui.permalink import Standing
from pages.views.registry import PAGES


class Belief(NamedTuple):
    """A belief, who found it, the experiment that confronts it, and what settles it."""

    said: str  # in a student's words
    source: str
    preset: str
    ask: str
    settle: Callable[[Any, Any], str]  # of the records that the link opens: the page's and the view's own
    view: str
    settings: Mapping[str, Any]

    @property
    def standing(self) -> Standing:
        """What the page stands at that the link opens."""
        preset = PRESETS[self.preset]
        return permalink.opening(PAGES[preset.page], preset, self.view, self.settings)

    @property
    def link(self) -> dict[str, str]:
        """The query that opens it."""
        now = self.standing
        return {permalink.PRESET: self.preset} | permalink.write(PAGES[now.preset.page], now)


BELIEFS: dict[str, Belief] = {}


def belief(said: str, source: str, preset: str, view: str = "", **settings: Any) -> Callable[..., Any]:
    """Enter a belief: the decorated function tells what settles it, its docstring is what to ask."""

    def enter(settle: Callable[[Any, Any], str]) -> Callable[[Any, Any], str]:
        BELIEFS[settle.__name__] = Belief(said, source, preset, settle.__doc__ or "", settle, view, settings)
        return settle

    return enter


@remember()
def settled(name: str) -> str:
    """What settles a belief, in words, by the experiment that its link opens."""
    asked = BELIEFS[name]
    now = asked.standing
    page, own = PAGES[now.preset.page], PAGES[now.preset.page].views[now.view].own
    return asked.settle(now.record(page.record), now.record(own) if own else None)
