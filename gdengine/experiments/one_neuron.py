"""``OneNeuron``: the network page's view of a single neuron, one of the network's or one with dials."""

from __future__ import annotations

import dataclasses
from typing import final

import numpy as np

from gdengine import network
from gdengine.core import Array, Trajectory
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.training_script import looked_into

LARGEST_DIAL = 10.0  # of a weight, a bias and an input


@final
@dataclasses.dataclass(frozen=True)
class OneNeuron(ViewRecord):
    """Which neuron is looked at, and the numbers on the dials of one that is nobody's."""

    neuron_layer: int = knob(
        0,
        "Neuron in layer",
        0,
        4,
        step=1,
        help="A neuron of the network, the last layer being its output; 0: one of your own, with dials.",
        group="view",
    )
    neuron_unit: int = knob(1, "Which one", 1, 64, step=1, help="Neurons of a layer are counted from 1.", group="view")
    dial_x: float = knob(
        1.0, "Input x", -LARGEST_DIAL, LARGEST_DIAL, step=0.1, help="What comes into the neuron.", group="view"
    )
    dial_w: float = knob(
        1.0, "Weight w", -LARGEST_DIAL, LARGEST_DIAL, step=0.1, help="By what the input is multiplied.", group="view"
    )
    dial_b: float = knob(
        0.0, "Bias b", -LARGEST_DIAL, LARGEST_DIAL, step=0.1, help="What is added to that.", group="view"
    )

    def place(self, record: SineMLP) -> tuple[int, int] | None:
        """Layer and unit, counted from 0, of the neuron that is looked at: the nearest there is; None: with dials."""
        if not self.neuron_layer:
            return None
        layer = min(self.neuron_layer, len(record.sizes()) - 1)
        return layer - 1, min(self.neuron_unit, record.sizes()[layer]) - 1

    def sample(self, record: SineMLP) -> int:
        """The point that is looked at: the one nearest to the input asked for."""
        return int(np.abs(record.points()[0] - self.dial_x).argmin())

    def at(self, record: SineMLP, theta: Array, sample: int) -> network.Neuron:
        """The neuron's numbers, forward and backward: at one of the points, of networks with the weights (*B, D).

        With dials ∂loss/∂a is 1, so that what goes back is the neuron's own slope.
        """
        place = self.place(record)
        if place is None:
            return network.neuron([self.dial_x], [self.dial_w], self.dial_b, record.activation)
        x, y = record.points()
        node = network.anatomy(theta, x[[sample]], y[[sample]], record.sizes(), record.activation)
        return network.neuron_at(node, *place)

    def runs(self, record: SineMLP) -> dict[str, Trajectory]:
        return record.run()

    def code(self, record: SineMLP) -> str:
        """The script: of a neuron with dials its numbers, else the training, and the neuron at the point looked at."""
        place = self.place(record)
        if place is None:
            dials = f"[{self.dial_x!r}], [{self.dial_w!r}], {self.dial_b!r}"
            return f'import gdengine\n\nprint(gdengine.network.neuron({dials}, "{record.activation}"))\n'
        i = self.sample(record)
        return looked_into(
            record,
            f"node = gdengine.network.anatomy(theta, x[[{i}]], y[[{i}]], sizes, activation)",
            f"print(gdengine.network.neuron_at(node, {place[0]}, {place[1]}))",
        )
