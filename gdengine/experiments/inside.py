"""``Inside``: the network page's view of the units, some of them switched off."""

from __future__ import annotations

import dataclasses
import re
from typing import final

from gdengine import network
from gdengine.core import Array, Trajectory
from gdengine.experiments.knobs import Codec, knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.training_script import looked_into

MOST_OFF = 24  # units that are switched off at once
UNIT_PATTERN = re.compile(r"([1-3])\.([1-9]\d?)")  # layer and unit, counted from 1
UNITS_SEPARATOR = "_"
LONGEST_UNITS = 5 * MOST_OFF  # characters: a layer, a point, two digits and a separator


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[_\s]+", text) if word]


def _check(text: str) -> None:
    for word in _words(text):
        if not UNIT_PATTERN.fullmatch(word):
            raise ValueError(f"it is a list of units such as 1.3, the third of layer 1, and “{word[:20]}” is none")


def _linked(text: str) -> str:
    return UNITS_SEPARATOR.join(dict.fromkeys(_words(text)))


@final
@dataclasses.dataclass(frozen=True)
class Inside(ViewRecord):
    """Which units are switched off."""

    off: str = knob(
        "",
        "Units switched off",
        codec=Codec(LONGEST_UNITS, check=_check, code=_linked),
        advanced=True,
        help="Layer and unit, counted from 1: 2.5 2.7. The network answers without them.",
        group="view",
    )

    def units(self, record: SineMLP) -> list[tuple[int, int]]:
        """The units (layer, unit) that are off, counted from 0; those that the network does not have do not count."""
        asked = [tuple(int(number) - 1 for number in word.split(".")) for word in _words(self.off)]
        hidden = record.hidden()
        return [(layer, unit) for layer, unit in dict.fromkeys(asked) if layer < len(hidden) and unit < hidden[layer]]

    def switched(self, record: SineMLP, layer: int, unit: int) -> Inside:
        """With one unit, counted from 0, switched off if it was on, and on if it was off."""
        units = self.units(record)
        units = [other for other in units if other != (layer, unit)] + [(layer, unit)] * ((layer, unit) not in units)
        return Inside(UNITS_SEPARATOR.join(f"{one + 1}.{other + 1}" for one, other in sorted(units[-MOST_OFF:])))

    def without(self, record: SineMLP, theta: Array) -> Array:
        """The weights (*B, D) with these units switched off."""
        for layer, unit in self.units(record):
            theta = network.switched_off(theta, record.sizes(), layer, unit)
        return theta

    def runs(self, record: SineMLP) -> dict[str, Trajectory]:
        return record.run()

    def code(self, record: SineMLP, across: Array | None = None) -> str:
        """The script: the training, and what each unit of the last hidden layer is worth at its end.

        ``across`` (P,): the places, evenly apart, along which a unit's share of the fit's motion is taken; at the
        points where there are none.
        """
        off = [
            f"theta = gdengine.network.switched_off(theta, sizes, {layer}, {unit})"
            for layer, unit in self.units(record)
        ]
        places = ["across = x"]
        if across is not None:
            low, high = across[[0, -1]].tolist()
            places = ["import numpy as np", f"across = np.linspace({low!r}, {high!r}, {len(across)})"]
        told = [
            *places,
            "parts = gdengine.network.stack(theta, across, sizes, activation)",
            'print("shares", parts.share.round(3).tolist())',
            "worth = gdengine.network.ablation(objective, theta, x)",
            'print("loss", worth.loss, "and its rise without each unit", worth.rise.tolist())',
        ]
        return looked_into(record, *off, *(told if record.layers else ['print("loss", float(objective(theta)))']))
