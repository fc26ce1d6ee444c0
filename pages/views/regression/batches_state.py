"""Which walks the view of batches draws: chosen by buttons, kept in the link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from gdengine.experiments.batch_walks import FULL, MOST_WALKS, ONLINE, possible_word, walk_word
from pages.charts.kit.numbers import number
from pages.ui.scene import Scene
from pages.ui.touched import drawn, touched

# numbers of colors: all, a few and one have those that they have on the network page
OWN_COLORS = {FULL: 0, "8": 1, "1": 2, "32": 3, "1_0.99": 4, ONLINE: 4, "64": 5}
OFFERED_WALKS = (FULL, "64", "32", "8", "1", "1_0.99", ONLINE)  # that one click adds


def walk_title(word: str) -> str:
    """What a walk is called."""
    asked = walk_word(word)
    if asked.once:
        return "one by one, each once"
    size = "all points" if not asked.size else "one a step" if asked.size == 1 else f"{asked.size} a step"
    return size if asked.decay is None else f"{size}, η × {number(asked.decay)} each time"


def _short(word: str) -> str:
    """The same on a button: no two words may look alike, as the browser knows them by their looks."""
    asked = walk_word(word)
    size = "each once" if asked.once else "all" if not asked.size else str(asked.size)
    return size if asked.decay is None else f"{size}, η × {number(asked.decay)}"


def colored(words: Iterable[str]) -> list[int]:
    """The number of each walk's color: its own, whoever else is drawn, unless one before it has that already."""
    given: list[int] = []
    for word in words:
        free = [number for number in range(MOST_WALKS) if number not in given]
        own = OWN_COLORS.get(word, free[-1])
        given.append(own if own in free else free[-1])
    return given


def choose(scene: Scene) -> None:
    """Which walks are drawn."""
    now = [*scene.own.members(scene.record)]
    possible = dict.fromkeys(possible_word(word, scene.record) for word in OFFERED_WALKS)
    offered = [*possible, *[word for word in now if word not in possible]]
    key = scene.key("walks_chosen", *now)  # another widget once they are others: it shows what is drawn

    def chosen() -> None:
        words = st.session_state[key]
        scene.put(walks=" ".join(word for word in offered if word in words[-MOST_WALKS:]) or FULL)

    how: dict[str, Any] = {"selection_mode": "multi", "default": now, "format_func": _short, "key": key}
    st.pills("Points that a step sees", offered, on_change=touched(key, chosen), width="content", wrap=True, **how)
    drawn(key)
