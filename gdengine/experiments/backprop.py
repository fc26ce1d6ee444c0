"""``Backprop``: the network page's view of one point's way through the graph of operations and back."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import final

import numpy as np

from gdengine import network
from gdengine.core import Array, Trajectory
from gdengine.experiments.knobs import Codec, knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.training_script import looked_into

NODE_PATTERN = re.compile(r"loss|[a-z]\d+(?:_\d+){0,2}")  # of a graph's node: w1_2_3, z1_2, x1
LONGEST_NODE = 12  # characters
MOST_GRAPH_NODES = 300  # that can be told apart when they are drawn


def _check(name: str) -> None:
    if name and not NODE_PATTERN.fullmatch(name):
        raise ValueError(f"it is a node of a graph, such as w1_2_3 or loss, and “{name}” is none")


def is_drawn(record: SineMLP) -> bool:
    """Whether the graph of the record's network has so few nodes that they can be told apart."""
    sizes = record.sizes()
    return 2 * network.count(sizes) + 2 * sum(sizes) <= MOST_GRAPH_NODES  # every weight has a product beside it


@final
@dataclasses.dataclass(frozen=True)
class Backprop(ViewRecord):
    """Which point goes through the network, and what is looked at."""

    sample: int = knob(
        1,
        "Point",
        1,
        512,
        step=1,
        help="Which of the points goes through the network; the leftmost is 1.",
        group="view",
    )
    phase: str = knob(
        "forward",
        "Phase",
        choices=("forward", "backward", "update"),
        help="Numbers flow forward, sensitivities flow back, the weights move.",
        group="view",
    )
    node: str = knob(
        "",
        "Node",
        codec=Codec(LONGEST_NODE, check=_check),
        advanced=True,
        help="The number that is looked at, such as w1_1_2, z2_1 or loss.",
        group="view",
    )

    def index(self, record: SineMLP) -> int:
        """The point counted from 0: the last where there are not so many."""
        return min(self.sample, record.n) - 1

    def graph(self, record: SineMLP, theta: Array) -> network.Graph | None:
        """The graph of networks with the weights (*B, D); None where it has too many nodes to be drawn."""
        sizes, (x, y) = record.sizes(), record.points()
        if not is_drawn(record):
            return None
        sample = self.index(record)
        return network.graph(theta, x[[sample]], y[[sample]], sizes, record.activation)

    def chosen(self, made: network.Graph) -> int:
        """The place of the node that is looked at: the loss where there is none of that name."""
        names = [node.name for node in made.nodes]
        return names.index(self.node) if self.node in names else len(names) - 1

    def updates(
        self, record: SineMLP, theta: Array, epochs: Sequence[int], states: Sequence[tuple] = ()
    ) -> network.Updates:
        """The rule's own step for this point, and the one for all, at the first update of epochs with weights (F, D).

        ``states`` is what the rule remembers of the updates before (``Recording.standing``), arrays (D,) for each
        epoch; none: nothing yet.  Both steps start from the same memory, so that of all points is the one the training
        takes next.
        """
        rule, net = record.rule(), record.objective()
        assert isinstance(net, network.Network)
        remembered = states or [rule.init(one) for one in theta]

        def moved(grads: Array) -> Array:
            each = zip(grads, remembered, epochs, strict=True)
            return np.stack([rule.update(grad, state, epoch * record.every())[0] for grad, state, epoch in each])

        return network.updates(net, theta, self.index(record), moved)

    def runs(self, record: SineMLP) -> dict[str, Trajectory]:
        return record.run()

    def code(self, record: SineMLP) -> str:
        """The script: every node at the end of the training, its derivative, and the same measured by a nudge."""
        i = self.index(record)
        return looked_into(
            record,
            f"graph = gdengine.network.graph(theta, x[[{i}]], y[[{i}]], sizes, activation)",
            "measured = gdengine.network.measured(graph)",
            "for node, *numbers in zip(graph.nodes, graph.value, graph.grad, measured.slope):",
            "    print(node.name, *map(float, numbers))",
        )
