"""``Hiking``: what a record of a surface needs for a walk by hand: a stride, and a trail short enough for a link."""

from __future__ import annotations

import dataclasses
import zlib
from typing import Self

import numpy as np

from gdengine.activities import hike
from gdengine.core import Array
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import Landscape

BY_HAND = ("lens", ("hike",))  # where these knobs matter


@dataclasses.dataclass(frozen=True)
class Hiking(Landscape):
    """An experiment that can be walked by hand, too."""

    stride: float = knob(
        0.5, "Stride", 0.01, 10.0, step=0.1, when=BY_HAND, help="How far one step of yours goes on the map, at most."
    )
    trail: str = knob(
        "", "Your trail", high=580, advanced=True, when=BY_HAND, help="The stops of your walk by hand: x and y of each."
    )

    def settled(self) -> tuple[Self, list[str]]:
        """As ever; a trail that is none is left out."""
        settled, said = super().settled()
        try:
            settled.stops()
        except ValueError as error:
            return dataclasses.replace(settled, trail=""), [*said, f"Your trail was left out: {error}."]
        return settled, said

    def stops(self) -> Array:
        """Where the hiker has stood (K, 2), the start first.  A trail of another ground or start does not count.

        Raises ValueError for a trail that is not at most ``hike.MOST`` steps on this map.
        """
        mark, _, written = self.trail.partition(hike.BETWEEN)
        stops = hike.read(written) if mark == self.mark() else hike.read("")
        if len(stops) > hike.MOST or not hike.on_map(stops, self.objective().box).all():
            raise ValueError(f"it can be at most {hike.MOST} steps on this map")
        return np.vstack([self.start(), stops])

    def hiked(self, stops) -> str:
        """The trail of a hiker who has stood at these stops (K, 2), the start first."""
        return hike.BETWEEN.join([self.mark(), hike.write(stops[1:])]) if len(stops) > 1 else ""

    def afoot(self) -> Self:
        """The record as far as the rule's own walk depends on it, whatever the hiker does."""
        fresh = vars(type(self)())
        return type(self)(**vars(self) | {name: fresh[name] for name in ("stride", "trail", "lens")})

    def mark(self) -> str:
        """Four characters that tell a hike on this ground from this start from any other."""
        ground = [(name, getattr(self, name)) for name in self.landscape if self.matters(name)]
        code = zlib.crc32(repr((ground, self.start().tolist())).encode())
        return np.base_repr(code % 36**4, 36).lower().zfill(4)
