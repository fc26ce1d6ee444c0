"""The mountain: a surface in three dimensions that turns under the mouse, in the browser.

A second view of the map, never the only one.  It draws the surface, its isolines and its paths up to the frame ``t`` of
the page's bus, of a family the member ``r`` (see ``pages.ui.browser``); no message goes to the server.  Drag, or the
arrow keys, turn it; + and −, or Ctrl with the wheel, bring it closer; Home puts it back.
"""

from __future__ import annotations

import streamlit as st

from pages.ui.browser import HERE


def _read(*names: str) -> str:
    return "\n".join((HERE / name).read_text("utf-8") for name in names)


_mountain = st.components.v2.component(
    "downhill_mountain",
    html=_read("mountain.html"),
    css=_read("look.css", "mountain.css"),
    js=_read("bus.js", "block.js", "mountain.js"),
)


def mountain(model: bytes, *, key: str = "mountain") -> None:
    """Draw the mountain that ``pages.charts.heights.model`` has packed."""
    _mountain(key=key, data=model)
