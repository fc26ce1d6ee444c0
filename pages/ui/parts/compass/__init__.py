"""The compass: the slope felt all around, and eight ways to walk, by mouse, finger or arrow keys.

Two arrow keys together mean the way between them.  Pointing at the rose tells the slope that way; a click walks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pages.ui.parts import mount
from pages.ui.parts.heard import Hears, number

_compass = mount("compass")
NOTHING = "You feel no slope here."


def compass(
    rose: Mapping[str, Any], on_walk: Callable[[float], None], *, over: bool = False, key: str = "compass"
) -> None:
    """Draw the ``rose`` of ``pages.charts.mountain.rose``; ``on_walk`` hears the bearing of every stride asked for.

    It is called before the script runs again, where knobs may still be set.  ``over``: nobody walks any more.
    """

    hears: Hears = {"walk": lambda bearing: on_walk(number(bearing))}
    _compass(key=key, data={**rose, "over": over, "nothing": NOTHING}, hears=hears)
