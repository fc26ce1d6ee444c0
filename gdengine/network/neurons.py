"""One artificial neuron with all its numbers, forward and backward, and what its activation is like.

Axes: *B networks, I inputs of the neuron, Z places where an activation is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS, Activation
from gdengine.network.backprop import Anatomy
from gdengine.network.packing import choose
from gdengine.network.units import RAMP, SATURATED_PART, fades

HALVINGS_OF_AN_EDGE = 50  # of a grid's gap: as near as doubles come
# of the largest slope: what is as steep as it, and a peak that is found by thirds
SAME_STEEPNESS, SAME_PEAK = 1 - 1e-12, 1 - 1e-9
Interval = tuple[float, float]
Number = Any  # a float, or an array of them
Holds = Callable[[Array], Array]  # of a steepness, whatever its shape


class Neuron(NamedTuple):
    """z = Σ inputs·weights + bias, a = f(z); and back from ``incoming`` = ∂loss/∂a.

    ``slope`` is f′(z); dz = slope·incoming, dweights = dz·inputs, dbias = dz, dinputs = dz·weights.
    """

    inputs: Array  # (*B, I)
    weights: Array  # (*B, I)
    bias: Number  # (*B), and so are all that follow but products, dweights and dinputs: one neuron's are floats
    products: Array  # (*B, I)
    z: Number
    a: Number
    slope: Number
    incoming: Number
    dz: Number
    dweights: Array  # (*B, I)
    dbias: Number
    dinputs: Array  # (*B, I)


def neuron(
    inputs: ArrayLike, weights: ArrayLike, bias: ArrayLike, activation: str = "tanh", incoming: float = 1.0
) -> Neuron:
    """The numbers through a neuron with these inputs (I,), weights (*B, I) and bias (*B): see ``Neuron``.

    Raises ValueError unless there is a weight for each input, and for an unknown activation.
    """
    x, w = (np.atleast_1d(np.asarray(numbers, float)) for numbers in (inputs, weights))
    if x.ndim != 1 or x.shape != w.shape[-1:]:
        raise ValueError(f"a neuron has one weight for each input, not {w.shape[-1]} for {x.size}")
    act = choose(ACTIVATIONS, activation, "activation")
    z = np.asarray(np.vecdot(x, w) + bias)
    a = np.asarray(act.f(z))
    slope, back = np.asarray(act.derivative(z, a)), np.full(z.shape, float(incoming))
    dz = slope * back
    numbers = (np.broadcast_to(np.asarray(bias, float), z.shape), z, a, slope, back, dz)
    return _with(np.broadcast_to(x, w.shape), w, numbers, dz[..., None] * x)


def _with(x: Array, w: Array, numbers: Iterable[Array], dweights: Array) -> Neuron:
    """A neuron of inputs and weights (*B, I) with its bias, z, a, slope, incoming and dz (*B); one has floats."""
    bias, z, a, slope, incoming, dz = (part if part.ndim else float(part) for part in map(np.asarray, numbers))
    return Neuron(x, w, bias, x * w, z, a, slope, incoming, dz, dweights, dz, np.expand_dims(dz, -1) * w)


def neuron_at(node: Anatomy, layer: int, unit: int) -> Neuron:
    """The neuron of that layer (0 … L − 1, the last is the output) in the ``anatomy`` of networks (*B) on a sample.

    Raises ValueError for a neuron that does not exist.
    """
    if layer not in range(len(node.z)) or unit not in range(node.z[layer].shape[-1]):
        raise ValueError(f"there is no neuron {unit} in layer {layer}")
    x, w = node.a[layer], node.W[layer][..., unit]
    parts = (node.b[layer], node.z[layer], node.a[layer + 1], node.slope[layer], node.da[layer + 1], node.dz[layer])
    return _with(x, w, (part[..., unit] for part in parts), node.dW[layer][..., unit])


class ActivationShape(NamedTuple):
    """What an activation is like.  Intervals that reach the end of what was looked at go on to infinity."""

    z: Array  # (Z,)
    a: Array  # (Z,), f(z)
    slope: Array  # (Z,), f′(z)
    steepest: float  # the largest |f′|
    steepest_at: tuple[Interval, ...]  # where that is: points, or all of an interval
    saturated: tuple[Interval, ...]  # where |f′| is at most 1 % of that and goes to 0, out to infinity
    dead: tuple[Interval, ...]  # those of them where f′ is exactly 0


def activation_shape(activation: str) -> ActivationShape:
    """What the activation is like over z = −8 … 8, found by looking at its numbers.

    The edges of the intervals are found by halving.  Raises ValueError for an unknown activation.
    """
    act = choose(ACTIVATIONS, activation, "activation")
    slope = _steepness(act, RAMP)
    steepest = float(slope.max())

    def steep(s: Array) -> Array:
        return s >= SAME_STEEPNESS * steepest

    if steep(slope).sum() > 2:
        top = tuple(_intervals(act, steep))
    else:
        peaks = np.array([_peak(act, *RAMP[[k - 1, k + 1]]) for k in _tops(slope)])
        heights = _steepness(act, peaks)
        steepest = float(heights.max())
        top = tuple((peak, peak) for peak in peaks[heights >= SAME_PEAK * steepest].tolist())
    low = [part for part in _intervals(act, lambda s: s <= SATURATED_PART * steepest) if _vanishes(act, part, steepest)]
    a = act.f(RAMP)
    dead = [part for part in _intervals(act, lambda s: s == 0) if part in low]
    return ActivationShape(RAMP, a, act.derivative(RAMP, a), steepest, top, tuple(low), tuple(dead))


def _tops(slope: Array) -> Array:
    """Where on the ramp |f′| is larger than at both neighbors."""
    return np.flatnonzero((slope[1:-1] >= slope[:-2]) & (slope[1:-1] > slope[2:])) + 1


def _steepness(act: Activation, z: Array) -> Array:
    return np.abs(act.derivative(z, act.f(z)))


def _vanishes(act: Activation, part: Interval, steepest: float) -> bool:
    """Whether |f′| goes to 0 along an interval that reaches to infinity; that of a leaky ReLU stays as it is."""
    sides = fades(act, steepest)[np.isinf(part)]
    return bool(len(sides)) and bool(sides.all())


def _intervals(act: Activation, holds: Holds) -> list[Interval]:
    """The intervals of z in which ``holds`` is true of |f′|."""
    true = holds(_steepness(act, RAMP))
    edges = np.flatnonzero(true[1:] != true[:-1])
    places = [_edge(act, holds, float(RAMP[i]), float(RAMP[i + 1])) for i in edges]
    starts = [*([-np.inf] if true[0] else []), *places, *([np.inf] if true[-1] else [])]
    return list(zip(starts[::2], starts[1::2]))


def _edge(act: Activation, holds: Holds, low: float, high: float) -> float:
    """Where ``holds`` changes between two places."""
    at_low = bool(holds(_steepness(act, np.array(low))))
    for _ in range(HALVINGS_OF_AN_EDGE):
        middle = (low + high) / 2
        if bool(holds(_steepness(act, np.array(middle)))) == at_low:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 12) + 0.0


def _peak(act: Activation, low: float, high: float) -> float:
    """Where |f′| is largest between two places, by thirds."""
    for _ in range(2 * HALVINGS_OF_AN_EDGE):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (a, high) if _steepness(act, np.array(a)) < _steepness(act, np.array(b)) else (low, b)
    return round(float(low + high) / 2, 7) + 0.0  # a maximum is no sharper than the root of a double's precision
