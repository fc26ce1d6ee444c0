"""The derivatives of a graph of operations once more, measured: each node is nudged, and the loss looked at.

Axes: *B networks, M nodes, S weighted sums; C graphs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS
from gdengine.network.along_x import slope_jump
from gdengine.network.operations import Graph, worked_out

# in units of a node's value or of 1, whichever is larger: with kinks, a short one
SMOOTH_NUDGE, KINKED_NUDGE = 1e-3, 1e-5
NUDGES = np.array([1.0, -1.0, 2.0, -2.0])
NUDGE_PARTS = np.array([8.0, -8.0, -1.0, 1.0]) / 12  # of f′ = (8(f₊ − f₋) − (f₊₊ − f₋₋))/12h, its error h⁴·f⁗′/30
MOST_DIGITS = 15.0
SMALLEST_PART = 1e-3  # of the largest derivative: a smaller one is judged by its difference in units of this
NODES_AT_ONCE = 64  # that are nudged in one pass
COPIES_AT_ONCE = 4096  # of a graph that are worked out together: more leave the processor's nearest memory


class Measured(NamedTuple):
    """The derivatives of a graph once more, measured: each node is nudged, and the loss looked at.

    ``slope`` is (8(L₊ − L₋) − (L₊₊ − L₋₋))/12h, of nudges by ±h and ±2h; ``digits`` how many digits of ∂loss/∂value
    agree with it: −log₁₀(|difference|/max(|value|, a thousandth of the largest at any node)), at most 15.  Where a
    nudge takes a weighted sum across an activation's kink there is no one slope to measure: ``crossed`` says which.
    """

    slope: Array  # (*B, M)
    digits: Array  # (*B, M)
    nudge: Array  # (*B, M), h
    crossed: Array  # (*B, M, S): whether a sum crosses a kink when the node is nudged
    sums: tuple[str, ...]  # (S,), what those that may are called

    @property
    def kinked(self) -> Array:
        """Whether there is no one slope at a node (*B, M)."""
        return np.asarray(self.crossed.any(-1))

    @property
    def kinks(self) -> tuple[tuple[str, ...], ...]:
        """Of one graph, for each node (M,): the names of the sums that cross a kink when it is nudged."""
        return tuple(tuple(name for name, over in zip(self.sums, row) if over) for row in self.crossed.tolist())


def measured(made: Graph) -> Measured:
    """Every derivative of graphs (``graph``) by nudging its node: see ``Measured``."""
    nodes, count = made.nodes, len(made.nodes)
    kinked = bool(slope_jump(made.activation))
    sums = [place for node in nodes if kinked and node.kind == "activation" for place in node.parents]
    base = made.value.reshape(-1, count).T
    h = (KINKED_NUDGE if kinked else SMOOTH_NUDGE) * np.maximum(1.0, np.abs(base))
    slope, crossed = np.empty_like(h), np.zeros((len(sums), *h.shape), bool)
    several = max(1, COPIES_AT_ONCE // (min(count, NODES_AT_ONCE) * len(NUDGES)))
    for graphs in _slices(h.shape[1], several):
        for chosen in _slices(count, NODES_AT_ONCE):
            value = _nudged(made, base[:, graphs], h[:, graphs], chosen)
            slope[chosen, graphs] = ((value[-1] - base[-1, graphs, None]) * NUDGE_PARTS).sum(-1) / h[chosen, graphs]
            crossed[:, chosen, graphs] = ((value[sums] > 0) != (base[sums, None, graphs, None] > 0)).any(-1)
    slope, h, crossed = (np.moveaxis(part, -1, 0) for part in (slope, h, crossed))
    slope, h = slope.reshape(made.value.shape), h.reshape(made.value.shape)
    crossed = crossed.swapaxes(-1, -2).reshape(*made.value.shape, len(sums))
    return Measured(slope, agreeing_digits(made.grad, slope), h, crossed, tuple(nodes[place].name for place in sums))


def _slices(count: int, size: int) -> list[slice]:
    return [slice(first, min(first + size, count)) for first in range(0, count, size)]


def _nudged(made: Graph, base: Array, h: Array, chosen: slice) -> Array:
    """The values (M, nodes chosen, C, nudges) of graphs with values (M, C), each of some nodes nudged in turn."""
    places = np.arange(chosen.start, chosen.stop)
    nudge = np.zeros((len(base), len(places), base.shape[1], len(NUDGES)))
    nudge[places, places - chosen.start] = h[chosen, :, None] * NUDGES
    is_given = np.array([not node.parents for node in made.nodes])
    given = np.where(is_given[:, None], base, 0.0)[:, None, :, None]
    flat = np.broadcast_to(given, nudge.shape).reshape(len(base), -1)
    act = ACTIVATIONS[made.activation]
    return worked_out(made.nodes, flat, act, nudge.reshape(len(base), -1)).reshape(nudge.shape)


def agreeing_digits(value: Array, other: Array) -> Array:
    """How many digits of derivatives (*B, M) agree with others (*B, M): see ``Measured``."""
    unit = np.maximum(np.abs(value), SMALLEST_PART * np.abs(value).max(-1, keepdims=True))
    with np.errstate(divide="ignore"):
        digits = -np.log10(np.abs(value - other) / unit)
    return np.clip(digits, 0.0, MOST_DIGITS)
