"""The keys of a page, and the sheet that tells of them: ``?`` opens it, ``P`` presents, ``V`` tells, ``N`` goes on.

``S`` lets the walk be heard, which the bar plays.

The part has no face but the sheet, and is mounted once a page.  It also says on the bus how much larger all is that is
read, as ``scale``, which the charts follow; and ``quiet``, which is 1 while presenting until the verdict is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from pages.ui.parts import mount

_shortcuts = mount("shortcuts")


def shortcuts(*, presenting: bool, key: str = "shortcuts", on_present: Callable[[], None]) -> None:
    """Listen to the keys; ``on_present`` is called, before the script runs again, where P was pressed."""
    _shortcuts(key=key, data={"presenting": presenting}, hears={"present": lambda _: on_present()})
