"""What flows through the graph of a network for one point, remembered, at every epoch looked at.

Axes: F epochs looked at, M nodes of the graph, E edges, D weights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine import network
from gdengine.core import Array
from gdengine.experiments import Backprop, SineMLP
from pages.charts.kit.moments import thinned
from pages.ui.progress import Progress
from pages.ui.results import remember
from pages.views.network.inside_results import alone, looked
from pages.views.network.results import recording

GRAPH_NUMBERS = 12_000  # nodes of all graphs that are worked out and measured: about a second
FEWEST_GRAPHS = 24


class Flow(NamedTuple):
    """The graph at every epoch looked at, every derivative measured beside it, and what an update does."""

    graph: network.Graph | None  # of the first epoch, for what does not change; None: too many nodes to be drawn
    rows: Array  # (F,) the epochs
    value: Array  # (F, M)
    grad: Array  # (F, M)
    measured: Array  # (F, M)
    digits: Array  # (F, M), of the derivative that agree with the measured one
    kinked: Array  # (F, M), where a nudge crosses a kink
    local: Array  # (F, E)
    step: Array  # (F, D), what the rule's update for this point adds
    after: Array  # (F, D), the weights after it
    losses: Array  # (F, 6): of this point now, after its own update, after the batch's; of all points the same


def flow(record: SineMLP, own: Backprop) -> Flow:
    """The graph of the record's first network for the point, whatever node or phase is looked at."""
    return _flow(record, own.index(record))


@remember()
@np.errstate(over="ignore", invalid="ignore")  # of a training that diverged
def _flow(record: SineMLP, index: int) -> Flow:
    own, seen = Backprop(sample=index + 1), looked(record)
    first = own.graph(record, seen.theta[0])
    most = len(seen.rows) if first is None else max(GRAPH_NUMBERS // len(first.nodes), FEWEST_GRAPHS)
    chosen = thinned(len(seen.rows), most)
    rows, thetas = seen.rows[chosen], seen.theta[chosen]
    one, every = own.updates(record, thetas, rows.tolist(), _memories(record, rows))
    losses = np.stack([*one.one, every.one[1], *one.all, every.all[1]], axis=-1)
    graphs = own.graph(record, thetas)
    if first is None or graphs is None:
        none = np.empty((len(rows), 0))
        return Flow(None, rows, none, none, none, none, none, none, one.step, one.theta, losses)
    check = network.measured(graphs)
    told = (graphs.value, graphs.grad, check.slope, check.digits, check.kinked, graphs.local)
    return Flow(first, rows, *told, one.step, one.theta, losses)


def _memories(record: SineMLP, rows: Array) -> list[tuple[Array, ...]]:
    """What the rule of the record's first network remembers at the epochs (F,), each array (D,)."""
    one = alone(record)
    rule, nothing = one.rule(), one.rule().init(one.start())  # of a training that was lost before its first update
    if not nothing:  # it never remembers anything
        return [nothing] * len(rows)
    trained = recording(one, one.activation)
    with Progress(record.updates(), "Looking at what the rule remembers") as progress:
        stands = trained.standing(one.objective(), rule, rows.tolist(), progress.at)
    return [tuple(part[:, 0] for part in stand.states) if len(stand.who) else nothing for stand in stands]
