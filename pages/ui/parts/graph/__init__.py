"""The graph of operations, drawn with a number at every node: forward, backward, update, played in the browser.

It follows the frame ``t`` of the page's bus.  A node is looked at by a click or the arrow keys; its chain rule and the
derivative measured beside it are told below.  All numbers are the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.ui.parts import mount
from pages.ui.parts.heard import cautious, number, text

_graph = mount("graph")
TOLD = {"node": text, "phase": text, "sample": number}  # what the part tells, and how it is read


def graph(model: bytes, *, on_change: Callable[[str, Any], None], key: str) -> None:
    """Draw the graph that ``pages.charts.network.graph.model`` has packed.

    ``on_change(name, value)`` is told the ``node`` that is looked at, the ``phase`` that is shown and the ``sample``
    that is asked for, before the script runs again, where knobs may still be set.
    """

    def heard(name: str) -> Callable[[], None]:
        return cautious(lambda: on_change(name, TOLD[name](st.session_state[key][name])))

    hears: dict[str, Any] = {f"on_{name}_change": heard(name) for name in TOLD}
    _graph(key=key, data=model, **hears)
