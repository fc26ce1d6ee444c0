"""The derivatives of a graph of operations once more, measured: each node is nudged, and the loss looked at.

Axes: M nodes.
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


class Measured(NamedTuple):
    """The derivatives of a graph once more, measured: each node is nudged, and the loss looked at.

    ``slope`` is (8(L₊ − L₋) − (L₊₊ − L₋₋))/12h, of nudges by ±h and ±2h; ``digits`` how many digits of ∂loss/∂value
    agree with it: −log₁₀(|difference|/max(|value|, a thousandth of the largest at any node)), at most 15.  Where a
    nudge takes a weighted sum across an activation's kink there is no one slope to measure: ``kinks`` names those sums.
    """

    slope: Array  # (M,)
    digits: Array  # (M,)
    nudge: Array  # (M,), h
    kinks: tuple[tuple[str, ...], ...]  # (M,): the names of the sums that cross a kink when the node is nudged


def measured(made: Graph) -> Measured:
    """Every derivative of a graph (``graph``) by nudging its node: see ``Measured``."""
    nodes, act = made.nodes, ACTIVATIONS[made.activation]
    kinked = bool(slope_jump(made.activation))
    h = (KINKED_NUDGE if kinked else SMOOTH_NUDGE) * np.maximum(1.0, np.abs(made.value))
    given = np.where([bool(node.parents) for node in nodes], 0.0, made.value)[:, None]
    sums = [place for place, node in enumerate(nodes) if kinked and node.kind == "activation" for place in node.parents]
    slopes, crossed = [], []
    for first in range(0, len(nodes), NODES_AT_ONCE):
        chosen = np.arange(first, min(first + NODES_AT_ONCE, len(nodes)))
        nudge = np.zeros((len(nodes), len(chosen), len(NUDGES)))
        nudge[chosen, np.arange(len(chosen))] = h[chosen, None] * NUDGES
        value = worked_out(nodes, given, act, nudge.reshape(len(nodes), -1)).reshape(nudge.shape)
        slopes.append((value[-1] - made.value[-1]) @ NUDGE_PARTS / h[chosen])
        over = ((value[sums] > 0) != (made.value[sums] > 0)[:, None, None]).any(-1)
        crossed += [tuple(nodes[sums[i]].name for i in np.flatnonzero(column)) for column in over.T]
    slope = np.concatenate(slopes)
    return Measured(slope, agreeing_digits(made.grad, slope), h, tuple(crossed))


def agreeing_digits(value: Array, other: Array) -> Array:
    """How many digits of derivatives (M,) agree with others (M,): see ``Measured``."""
    unit = np.maximum(np.abs(value), SMALLEST_PART * np.abs(value).max())
    with np.errstate(divide="ignore"):
        digits = -np.log10(np.abs(value - other) / unit)
    return np.clip(digits, 0.0, MOST_DIGITS)
