"""Who may use which key of the session: everything of a page is prefixed by its page, here and nowhere else.

``slope_explorer.lr`` is the knob ``lr`` of the slope page, ``slope_explorer.chart.curve`` its chart ``curve``.  So two
pages cannot meet in one key.  What belongs to the visit, and survives a change of page, begins with ``visit``.
"""

from __future__ import annotations

VISIT = "visit"  # the prefix of what belongs to the visit and to no page


def key(owner: str, *names: str) -> str:
    """The session key of something that belongs to a page, or to the ``VISIT``."""
    return ".".join((owner, *names))
