"""The mountain: a surface in three dimensions that turns under the mouse, in the browser.

A second view of the map, never the only one.  It draws the surface, its isolines and its paths up to the frame ``t`` of
the page's bus, of a family the member ``r`` (see ``pages.ui.parts``); no message goes to the server.  Drag, or the
arrow keys, turn it; + and −, or Ctrl with the wheel, bring it closer; Home puts it back.
"""

from __future__ import annotations

from pages.ui.parts import mount

_terrain3d = mount("terrain3d")


def terrain3d(model: bytes, *, key: str = "mountain") -> None:
    """Draw the mountain that ``pages.charts.surface.terrain3d.model`` has packed."""
    _terrain3d(key=key, data=model)
