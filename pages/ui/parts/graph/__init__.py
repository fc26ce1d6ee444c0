"""The graph of operations, drawn with a number at every node: forward, backward, update, played in the browser.

It follows the frame ``t`` of the page's bus.  A node is looked at by a click or the arrow keys; its chain rule and the
derivative measured beside it are told below.  All numbers are the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pages.ui.parts import mount
from pages.ui.parts.heard import number, text

_graph = mount("graph")
GRAPH_READERS = {"node": text, "phase": text, "sample": number}  # what the part tells, and how it is read


def graph(model: bytes, *, on_change: Callable[[str, Any], None], key: str) -> None:
    """Draw the graph that ``pages.charts.network.graph.model`` has packed.

    ``on_change(name, value)`` is told the ``node`` that is looked at, the ``phase`` that is shown and the ``sample``
    that is asked for, before the script runs again, where knobs may still be set.
    """

    def heard(name: str) -> Callable[[Any], None]:
        return lambda value: on_change(name, GRAPH_READERS[name](value))

    _graph(key=key, data=model, hears={name: heard(name) for name in GRAPH_READERS})
