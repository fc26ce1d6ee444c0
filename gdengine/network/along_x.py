"""The function of one number that a network is: its slope, its kinks, and what it says beyond its data.

Axes: *B networks, D parameters, P places along x, M kinks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS
from gdengine.network.backprop import forward_values
from gdengine.network.mlp import predict, table
from gdengine.network.packing import checked, choose, parameters, unpack

BESIDE_KINK = 1e-9  # of z = 0: how far aside an activation's slope is asked
BEYOND_WIDTHS = (10_000, 20_000)  # of the data, beyond them: where a curve has become what it is forever
FLAT_SLOPE_PART = 0.01  # of the curve's own mean steepness over its data: a slope of less is flat
NO_SLOPE_PART = 1e-6  # and of less than this part there is none
STRAIGHT_SLOPE_PART = 1e-9  # of a slope: two that differ by less are those of one straight line


def output_slope(theta: ArrayLike, x: ArrayLike, sizes: Sequence[int], activation: str = "tanh") -> tuple[Array, Array]:
    """What the networks theta (*B, D) say at x (P,), and its derivative by x: both (*B, P, out).

    Forward, layer by layer, by the chain rule: a′ = f′(z)·(a′W), from a′ = 1; at a kink the slope of its left side.
    Raises ValueError for a network of several inputs.
    """
    W, _, _, a, slope = forward_values(theta, _one_input(x, sizes), sizes, activation)
    rate = np.ones_like(a[0])
    for weights, local in zip(W, slope):
        rate = local * (rate @ weights)
    return a[-1], rate


class Kinks(NamedTuple):
    """Where the slope of a network's curve jumps, by rising x.

    ``bend`` is by how much the slope of the first output is larger on the right.  Those of the first hidden layer are
    at −b/w; ``layer`` > 0 are found where a unit's weighted sum changes its sign, within a window.
    """

    x: Array  # (M,)
    layer: Array  # (M,), hidden layers counted from 0
    unit: Array  # (M,)
    bend: Array  # (M,)


def slope_jump(activation: str) -> float:
    """By how much an activation's derivative jumps at z = 0: 1 of ReLU, 0 of a smooth one."""
    act = choose(ACTIVATIONS, activation, "activation")
    z = np.array([-BESIDE_KINK, BESIDE_KINK])
    before, after = act.derivative(z, act.f(z))
    jump = float(after - before)
    return jump if abs(jump) > np.sqrt(BESIDE_KINK) else 0.0


def kinks(
    theta: ArrayLike, sizes: Sequence[int], activation: str = "relu", window: tuple[float, float] | None = None
) -> Kinks:
    """The kinks of the network theta (D,) of one input: see ``Kinks``; none of a smooth activation.

    With one hidden layer those of all units with w ≠ 0, wherever on x they are, if no ``window`` (low, high) is given.
    With more layers a window is needed: a unit's weighted sum is a straight line between the kinks of the layers before
    it, so that a change of its sign there has one place.  Raises ValueError for several inputs or a missing window.
    """
    sizes = checked(sizes)
    theta, hidden = parameters(theta, sizes), len(sizes) - 2
    _one_input([0.0], sizes)
    if window is None and hidden > 1:
        raise ValueError("with several hidden layers, kinks are looked for in a window (low, high)")
    if not hidden or not slope_jump(activation):
        nothing = np.empty(0)
        return Kinks(nothing, nothing.astype(int), nothing.astype(int), nothing)
    found = [_first_layer(theta, sizes, window)]
    for layer in range(1, hidden):
        known = np.concatenate([window or (), *(part[0] for part in found)])
        found.append(_changed_sign(theta, sizes, activation, layer, np.unique(known)))
    x, layers, units = (np.concatenate(parts) for parts in zip(*found))
    order = np.argsort(x, kind="stable")
    x, layers, units = x[order], layers[order], units[order]
    return Kinks(x, layers, units, _bends(theta, sizes, activation, x, units, window))


def _first_layer(theta: Array, sizes: Sequence[int], window: tuple[float, float] | None) -> tuple[Array, Array, Array]:
    w, b = unpack(theta, sizes)[0]
    units = np.flatnonzero(w[0])
    x = -b[units] / w[0, units]
    low, high = window or (-np.inf, np.inf)
    inside = np.isfinite(x) & (low <= x) & (x <= high)
    return x[inside], np.zeros(inside.sum(), int), units[inside]


def _changed_sign(
    theta: Array, sizes: Sequence[int], activation: str, layer: int, places: Array
) -> tuple[Array, Array, Array]:
    """Where the weighted sums of a hidden layer change sign between neighboring places, straight lines as they are."""
    z = forward_values(theta, places[:, None], sizes, activation)[2][layer]
    piece, unit = np.nonzero((z[:-1] > 0) != (z[1:] > 0))
    before, after = z[piece, unit], z[piece + 1, unit]
    x = places[piece] + (places[piece + 1] - places[piece]) * (before / (before - after))
    return x, np.full(len(x), layer), unit


def _bends(
    theta: Array, sizes: Sequence[int], activation: str, x: Array, units: Array, window: tuple[float, float] | None
) -> Array:
    """How the slope of the first output changes at each kink: from the middle of the piece before to that behind."""
    if len(sizes) == 3:
        (w, _), (v, _) = unpack(theta, sizes)
        return np.abs(w[0, units]) * slope_jump(activation) * v[units, 0]
    places = np.unique(x)
    if window is None or not len(places):
        return np.empty(0)
    ends = np.concatenate([window[:1], places, window[1:]])  # nothing is known of kinks outside
    middles = (ends[1:] + ends[:-1]) / 2
    slopes = output_slope(theta, middles, sizes, activation)[1][:, 0]
    return np.diff(slopes)[np.searchsorted(places, x)]


def moved_kink(theta: ArrayLike, sizes: Sequence[int], unit: int, x: float) -> Array:
    """theta (D,) with the bias of one unit of the first hidden layer such that its kink is at x: b = −w·x.

    Raises ValueError for a unit that does not exist, or that has no kink because its weight is 0.
    """
    sizes = checked(sizes)
    _one_input([x], sizes)
    theta = parameters(theta, sizes).copy()
    if len(sizes) < 3 or unit not in range(sizes[1]):
        raise ValueError(f"there is no unit {unit} in the first hidden layer of the sizes {sizes}")
    weights, bias = unpack(theta, sizes)[0]
    if not weights[0, unit]:
        raise ValueError(f"the weight of unit {unit} is 0: it has no kink")
    bias[unit] = -weights[0, unit] * x
    return theta


class Beyond(NamedTuple):
    """What a network says where it has seen nothing: as far beyond its data as those are wide, and very far out."""

    x: float  # one width of the data beyond them
    says: float  # the first output there
    slope: float
    manner: str  # very far out: "flat", "straight" or "curved"
    far_slope: float
    steepness: float  # of the curve over its data, on average: what is nothing beside that is no slope


def beyond(
    theta: ArrayLike, low: float, high: float, sizes: Sequence[int], activation: str = "tanh"
) -> tuple[Beyond, Beyond]:
    """What the network theta (D,) of one input says to the left of its data, low … high, and to the right.

    ``manner`` is judged 10,000 and 20,000 widths of the data away, by the curve's ``steepness``, its range over the
    data ÷ their width; of a constant curve the range is a height's last digit.  **Straight**: the slope is the same at
    both, and more than a millionth of that; **flat**: at both it is at most 1 % of it; else **curved**.  A tanh network
    ends flat, one of ReLUs straight, or flat where none of its units is at work, both by what their units are far out,
    whatever they have learned.  Raises ValueError unless low < high, for more than one input, a theta that does not
    fit, and an unknown activation.
    """
    if not low < high:
        raise ValueError(f"the data go from a low to a higher x, not from {low} to {high}")
    width = high - low
    heights = predict(theta, np.linspace(low, high, 101), sizes, activation)[:, 0]
    steepness = float(max(np.ptp(heights), np.spacing(np.abs(heights).max()))) / width
    sides = []
    for edge, out in ((low, -width), (high, width)):
        places = [edge + widths * out for widths in (1, *BEYOND_WIDTHS)]
        says, slopes = (part[:, 0].tolist() for part in output_slope(theta, places, sizes, activation))
        _, near, far = slopes
        flat = max(abs(near), abs(far)) <= FLAT_SLOPE_PART * steepness
        alike = abs(far - near) <= STRAIGHT_SLOPE_PART * abs(near)
        straight = alike and abs(far) > NO_SLOPE_PART * steepness
        manner = "straight" if straight else "flat" if flat else "curved"
        sides.append(Beyond(edge + out, says[0], slopes[0], manner, far, steepness))
    return sides[0], sides[1]


def _one_input(x: ArrayLike, sizes: Sequence[int]) -> Array:
    """x (P,) as a table, if the network has one input."""
    if sizes[0] != 1:
        raise ValueError(f"a curve along x belongs to a network of one input, not {sizes[0]}")
    return table(x, "x")
