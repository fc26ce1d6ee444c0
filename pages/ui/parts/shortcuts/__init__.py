"""The keys of a page, and the sheet that tells of them: ``?`` opens it, ``P`` presents, ``V`` tells, ``N`` goes on.

``S`` lets the walk be heard, which the bar plays.

The part has no face but the sheet, and is mounted once a page.  It also says on the bus how much larger all is that is
read, as ``scale``, which the charts follow; and ``quiet``, which is 1 while presenting until the verdict is asked for.
And it asks for the page once the line to the server is there again after it was lost: see ``line.js``.

The browser, and nobody else, remembers which stations of the path were visited, and home marks them: ``stations.js``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pages.ui.parts import mount

_shortcuts = mount("shortcuts")


class Visit(NamedTuple):
    """What the browser is to know of the visit."""

    presenting: bool
    name: str  # one of another name has been told nothing
    returns: int  # how often the line was there again, as ``on_return`` has been called
    on_return: Callable[[], None]


def shortcuts(
    *,
    visit: Visit,
    about: str = "",
    station: str = "",
    path: Sequence[str] = (),
    key: str = "shortcuts",
    on_present: Callable[[], None],
) -> None:
    """Listen to the keys; ``on_present`` is called, before the script runs again, where P was pressed.

    ``about``: what stands on the page; where something else comes to stand there, nothing of that has been told.
    ``station``: which one this is, if it is one · ``path``: all of them, where they are marked.
    """
    told = {"about": about, "station": station, "path": list(path)}
    data = told | {"presenting": visit.presenting, "visit": visit.name, "returns": visit.returns}
    _shortcuts(key=key, data=data, hears={"present": lambda _: on_present()}, on_returned_change=visit.on_return)
