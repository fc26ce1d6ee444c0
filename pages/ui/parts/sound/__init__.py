"""What is heard of a walk while it is played: the part is the switch for who has no key, and the bar plays.

A tone a frame, as high as the walk stands, on the side where it stands in the picture; rough where it has risen, silent
where it has diverged, and where it arrives a chord (``tune.js``).  It is off until a visit asks for it (``voice.js``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pages.ui.parts import mount
from pages.ui.parts.tables import listed, table

_sound = mount("sound")
PLACES = 20  # on either side that a place is told apart by ear


class Tune(NamedTuple):
    """What has to be known of a walk to hear it, besides its heights."""

    low: float | None = None  # the lowest height there is known to be, if any is
    across: ArrayLike | None = None  # (K,) where every frame stands in the picture, from 0, left, to 1; none: ahead
    arrives: bool = False  # whether the end is heard to be an arrival

    def told(self) -> dict[str, Any]:
        """As it travels."""
        sides = [] if self.across is None else np.rint(PLACES * (2 * np.clip(self.across, 0, 1) - 1))
        low = None if self.low is None else listed(self.low)[0][0]
        return {"low": low, "places": table(sides) if len(sides) else [], "arrives": self.arrives}


SILENT = Tune()


def sound_switch(*, key: str = "sound") -> None:
    """Draw the switch."""
    _sound(key=key)
