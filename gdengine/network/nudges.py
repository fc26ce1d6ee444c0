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
PLAIN_PARTS = np.array([1.0, -1.0, 0.0, 0.0]) / 2  # of f′ = (f₊ − f₋)/2h, its error h²·f‴/6
# Where both differ by more than so large a part of a derivative, the nudge may be too long for how the loss bends
# there, or too short for the digits that the loss has: others are tried.
DOUBT_PART = 1e-6
OTHER_NUDGES = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e2, 1e4)  # in units of the first
MOST_DIGITS = 15.0
SMALLEST_PART = 1e-3  # of the largest derivative: a smaller one is judged by its difference in units of this
COPIES_AT_ONCE = 4096  # of a graph that are worked out together: more leave the processor's nearest memory


class Measured(NamedTuple):
    """The derivatives of a graph once more, measured: each node is nudged, and the loss looked at.

    ``slope`` is (8(L₊ − L₋) − (L₊₊ − L₋₋))/12h, of nudges by ±h and ±2h; ``digits`` how many digits of ∂loss/∂value
    agree with it: −log₁₀(|difference|/max(|value|, a thousandth of the largest at any node)), at most 15.  Where a
    nudge takes a weighted sum across an activation's kink there is no one slope to measure: ``crossed`` says which.

    No one length of a nudge suits every node: that of the input of a steep sine has to be short, where a loss is 10²⁰
    it has to be long.  Of those tried it is the one at which the formula and a plainer one, (L₊ − L₋)/2h, agree best;
    what ∂loss/∂value is has no part in that.
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


class _Estimate(NamedTuple):
    """What was measured at places of graphs: P of them, each with a nudge of its own."""

    slope: Array  # (P,)
    doubt: Array  # (P,), by how much the plainer formula differs, and what a loss's last digit is worth
    crossed: Array  # (S, P)


def measured(made: Graph) -> Measured:
    """Every derivative of graphs (``graph``) by nudging its node: see ``Measured``."""
    nodes, kinked = made.nodes, bool(slope_jump(made.activation))
    sums = [place for node in nodes if kinked and node.kind == "activation" for place in node.parents]
    base = made.value.reshape(-1, len(nodes)).T
    place, graph = np.indices(base.shape).reshape(2, -1)
    first = (KINKED_NUDGE if kinked else SMOOTH_NUDGE) * np.maximum(1.0, np.abs(base)).ravel()
    h, found = first.copy(), _estimated(made, base, sums, place, graph, first)
    for length in OTHER_NUDGES:
        again = _in_doubt(found, base.shape)
        other = _estimated(made, base, sums, place[again], graph[again], length * first[again])
        better = (other.doubt < found.doubt[again]) & ~other.crossed.any(0)
        taken = again[better]
        h[taken] = length * first[taken]
        found.slope[taken], found.doubt[taken] = other.slope[better], other.doubt[better]
    slope, h = (part.reshape(base.shape).T.reshape(made.value.shape) for part in (found.slope, h))
    crossed = found.crossed.reshape(len(sums), *base.shape).T.reshape(*made.value.shape, len(sums))
    return Measured(slope, agreeing_digits(made.grad, slope), h, crossed, tuple(nodes[place].name for place in sums))


def _in_doubt(found: _Estimate, shape: tuple[int, ...]) -> Array:
    """Which of all places of graphs (M, C) may have been measured badly: not those with no one slope to measure."""
    size = np.abs(found.slope).reshape(shape)
    unit = np.maximum(size, SMALLEST_PART * size.max(0)).ravel()
    return np.flatnonzero((found.doubt > DOUBT_PART * unit) & ~found.crossed.any(0))


def _estimated(made: Graph, base: Array, sums: list[int], place: Array, graph: Array, h: Array) -> _Estimate:
    """The slope at places (P,) of graphs (P,) of those with values (M, C), each nudged by its h (P,)."""
    slope, doubt, crossed = np.empty_like(h), np.empty_like(h), np.zeros((len(sums), len(h)), bool)
    size = max(1, COPIES_AT_ONCE // len(NUDGES))
    for at in range(0, len(h), size):
        now = slice(at, at + size)
        before, by = base[:, graph[now]], h[now]
        value = _nudged(made, before, place[now], by)
        risen = value[-1] - before[-1, :, None]
        slope[now] = (risen * NUDGE_PARTS).sum(-1) / by
        rounded = np.spacing(np.abs(value[-1]).max(-1))
        doubt[now] = np.abs(slope[now] - (risen * PLAIN_PARTS).sum(-1) / by) + rounded / by
        crossed[:, now] = ((value[sums] > 0) != (before[sums, :, None] > 0)).any(-1)
    return _Estimate(slope, doubt, crossed)


def _nudged(made: Graph, before: Array, place: Array, h: Array) -> Array:
    """The values (M, P, nudges) of graphs with values (M, P), each nudged at its place (P,)."""
    nudge = np.zeros((*before.shape, len(NUDGES)))
    nudge[place, np.arange(len(place))] = h[:, None] * NUDGES
    is_given = np.array([not node.parents for node in made.nodes])
    given = np.where(is_given[:, None], before, 0.0)[:, :, None]
    flat = np.broadcast_to(given, nudge.shape).reshape(len(before), -1)
    act = ACTIVATIONS[made.activation]
    return worked_out(made.nodes, flat, act, nudge.reshape(len(before), -1)).reshape(nudge.shape)


def agreeing_digits(value: Array, other: Array) -> Array:
    """How many digits of derivatives (*B, M) agree with others (*B, M): see ``Measured``."""
    unit = np.maximum(np.abs(value), SMALLEST_PART * np.abs(value).max(-1, keepdims=True))
    with np.errstate(divide="ignore"):
        digits = -np.log10(np.abs(value - other) / unit)
    return np.clip(digits, 0.0, MOST_DIGITS)
