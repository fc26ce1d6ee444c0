"""``Hike``: the misty mountain's view in which the learner walks, with a trail short enough for a link."""

from __future__ import annotations

import dataclasses
import re
import zlib
from typing import final

import numpy as np

from gdengine.activities import hike
from gdengine.core import Array, Trajectory
from gdengine.experiments.knobs import Codec, knob
from gdengine.experiments.mountain import MistyMountain
from gdengine.experiments.records import ViewRecord

WINDOW = ("shift", "shift_y", "zoom")  # the knobs of the window of a learner's own formula
TRAIL_PATTERN = re.compile(f"[0-9a-z]{{4}}{hike.STOP_SEPARATOR}.")
HIKE_SCRIPT = (
    "stops = [",
    "]",
    "for stop in stops:",
    "    slope = float((objective.grad(stop) ** 2).sum() ** 0.5)",
    '    print("stop", stop, "height", float(objective(stop)), "slope", slope)',
)
LONGEST_TRAIL = 4 + 2 * hike.HIKE_MAX_STEPS * len("_-99.999")  # characters: a mark, and x and y of every stop


def _check(trail: str) -> None:
    """A trail is nothing yet, or a mark and some stops."""
    if trail and not TRAIL_PATTERN.match(trail):
        raise ValueError(f"“{trail[:40]}” is no walk that was written here")
    stops = hike.read(trail.partition(hike.STOP_SEPARATOR)[2])
    if len(stops) > hike.HIKE_MAX_STEPS:
        raise ValueError(f"it is a trail of at most {hike.HIKE_MAX_STEPS} steps")


@final
@dataclasses.dataclass(frozen=True)
class Hike(ViewRecord):
    """How far a step of the hiker's goes, and where the hiker has stood."""

    stride: float = knob(
        0.5, "Stride", 0.01, 10.0, step=0.1, help="How far one step of yours goes on the map, at most.", group="view"
    )
    trail: str = knob(
        "",
        "Your trail",
        codec=Codec(LONGEST_TRAIL, check=_check),
        advanced=True,
        help="The stops of your walk by hand: x and y of each.",
        group="view",
    )

    def stops(self, mountain: MistyMountain) -> Array:
        """Where the hiker has stood (K, 2), the start first.

        A trail of another ground or start does not count, nor one that leaves the map.
        """
        mark, _, written = self.trail.partition(hike.STOP_SEPARATOR)
        stops = hike.read(written if mark in _marks(mountain) else "")
        if not hike.on_map(stops, mountain.objective().box).all():
            stops = hike.read("")
        return np.vstack([mountain.start(), stops])

    def hiked(self, mountain: MistyMountain, stops: Array) -> str:
        """The trail of a hiker who has stood at these stops (K, 2), the start first."""
        return hike.STOP_SEPARATOR.join([self.mark(mountain), hike.write(stops[1:])]) if len(stops) > 1 else ""

    def mark(self, mountain: MistyMountain) -> str:
        """Four characters that tell a hike on this ground from this start from any other."""
        return _marks(mountain)[0]

    def runs(self, record: MistyMountain) -> dict[str, Trajectory]:
        return record.run()

    def code(self, record: MistyMountain) -> str:
        """The script: the rule's own walk, then how high and how steep it is where the hiker has stood."""
        stops = [f"    {stop}," for stop in self.stops(record).tolist()]
        return record.code() + "\n".join([*HIKE_SCRIPT[:1], *stops, *HIKE_SCRIPT[1:]]) + "\n"


def _marks(mountain: MistyMountain) -> tuple[str, str]:
    """The mark of a hike on this ground, its formula as a link writes it, and that of older links: as it was typed."""
    knobs = mountain.knobs()
    plain = type(mountain)()
    moved = [name for name in WINDOW if getattr(mountain, name) != getattr(plain, name)]  # older marks know of none
    ground = [name for name in knobs if knobs[name].group == "ground" and mountain.matters(name)]
    names = [name for name in ground if name not in WINDOW or name in moved]
    typed = [(name, getattr(mountain, name)) for name in names]
    linked = [(name, knobs[name].write(value) if knobs[name].codec else value) for name, value in typed]
    start = mountain.start().tolist()
    return _mark((linked, start)), _mark((typed, start))


def _mark(what: object) -> str:
    return np.base_repr(zlib.crc32(repr(what).encode()) % 36**4, 36).lower().zfill(4)
