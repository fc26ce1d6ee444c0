"""Units that do no work: dead, saturated, or copies of one another, found and counted over a network's own samples.

Axes: *B networks, D parameters.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS, Activation
from gdengine.network.mlp import Network
from gdengine.network.packing import parameters, unpack

SATURATED_PART = 0.01  # of an activation's largest slope: a unit with less at every sample is saturated
FAR, VANISHING_PART = 1e3, 1e-6  # so far out, a slope of so small a part of the largest has gone to 0
ALIKE_PART = 1e-9  # of the largest weight of two units: those that differ by no more are copies
CONSTANT_PART = 1e-6  # of the spread of the targets: an output that varies by less is constant
RAMP = np.linspace(-8.0, 8.0, 321)  # where an activation's largest slope is looked for


class Units(NamedTuple):
    """Hidden units of networks (*B), layer by layer (*B, L); and whether the output is the same for every input."""

    units: tuple[int, ...]  # units in each of the L hidden layers
    dead: Array  # output 0 and slope 0 at every sample
    saturated: Array  # not dead, and at every sample nearly no slope, which goes to 0 farther out
    alike: Array  # with the weights of another unit of the same layer, those coming in and those going out
    constant: Array  # (*B)


class Masks(NamedTuple):
    """Which hidden units do no work: for each hidden layer a mask (*B, units), of ``Units``' three kinds."""

    dead: list[Array]
    saturated: list[Array]
    alike: list[Array]


def idle_masks(net: Network, theta: ArrayLike) -> Masks:
    """Which hidden units of theta (*B, D) do no work on the network's samples: see ``Units``.

    Raises ValueError for a theta that does not fit the network.
    """
    return _looked_at(net, parameters(theta, net.sizes))[0]


def idle_units(net: Network, theta: Array) -> Units:
    """What the hidden units of theta (*B, D) come to on the network's samples."""
    masks, output = _looked_at(net, theta)
    constant = np.ptp(output, axis=-2).max(-1) <= CONSTANT_PART * np.ptp(net.y)
    none = np.zeros((*theta.shape[:-1], 0), int)
    dead, saturated, alike = (np.stack([m.sum(-1) for m in part], -1) if part else none for part in masks)
    return Units(net.sizes[1:-1], dead, saturated, alike, constant)


def _looked_at(net: Network, theta: Array) -> tuple[Masks, Array]:
    """The masks, and the outputs (*B, N, out)."""
    act = ACTIVATIONS[net.activation]
    steepest = float(np.abs(act.derivative(RAMP, act.f(RAMP))).max())
    left, right = fades(act, steepest)
    layers = unpack(theta, net.sizes)
    a, masks = net.x, Masks([], [], [])
    for (weights, bias), (outgoing, _) in pairwise(layers):
        z = a @ weights + bias[..., None, :]
        a = act.f(z)
        slope = np.abs(act.derivative(z, a))
        off = ((slope == 0) & (a == 0)).all(-2)
        masks.dead.append(off)
        flat = (slope <= SATURATED_PART * steepest) & np.where(z < 0, left, right)
        masks.saturated.append(flat.all(-2) & ~off)
        own = [weights, bias[..., None, :], np.swapaxes(outgoing, -1, -2)]
        masks.alike.append(_copies(np.concatenate(own, axis=-2)))
    weights, bias = layers[-1]
    return masks, a @ weights + bias[..., None, :]


def fades(act: Activation, steepest: float) -> Array:
    """Whether |f′|, which is ``steepest`` at most, goes to 0 far to the left and far to the right: (2,).

    That of a leaky ReLU does not: small as it is on the left, it stays so, and what comes back still grows with it.
    """
    z = np.array([-FAR, FAR])
    return np.abs(act.derivative(z, act.f(z))) <= VANISHING_PART * steepest  # type: ignore[no-any-return]


def _copies(own: Array) -> Array:
    """Which columns of (*B, in + 1 + out, units) equal another one."""
    apart = np.zeros((*own.shape[:-2], own.shape[-1], own.shape[-1]))
    for weights in np.moveaxis(own, -2, 0):  # one after the other: all at once are 100 MB of a large network
        np.fmax(apart, np.abs(weights[..., :, None] - weights[..., None, :]), out=apart)
    size = np.abs(own).max(-2)  # of each unit: beside a third that a training has blown up all others look alike
    same = apart <= ALIKE_PART * np.maximum(size[..., :, None], size[..., None, :])
    return same.sum(-1) > 1
