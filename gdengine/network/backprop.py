"""One sample's way through a network and back, every number kept: the chain rule to look at.

Written layer by layer as in a textbook, and independent of the fast passes that train (the tests compare them).
Axes: *B networks, D parameters, L layers, N samples; lists run from the inputs to the outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS
from gdengine.network.mlp import table
from gdengine.network.packing import checked, choose, unpack


class Anatomy(NamedTuple):
    """Values forward, derivatives of the loss backward.  For layer l of L, counted from 0:

    z[l] = a[l]·W[l] + b[l], a[l + 1] = f(z[l]), and a[0] is x.  ``slope[l]`` is f′(z[l]), the local derivative.  Then
    dz[l] = slope[l]·da[l + 1], dW[l] = a[l] ⊗ dz[l], db[l] = dz[l], da[l] = W[l]·dz[l], from da[L] = ∂loss/∂output.
    """

    loss: Array  # (*B)
    W: list[Array]  # L × (*B, in, out)
    b: list[Array]  # L × (*B, out)
    z: list[Array]  # L × (*B, out)
    a: list[Array]  # (L + 1) × (*B, units)
    slope: list[Array]  # L × (*B, out)
    da: list[Array]  # (L + 1) × (*B, units), ∂loss/∂a
    dz: list[Array]  # L × (*B, out)
    dW: list[Array]  # L × (*B, in, out)
    db: list[Array]  # L × (*B, out)


def anatomy(
    theta: ArrayLike, x_sample: ArrayLike, y_sample: ArrayLike, sizes: Sequence[int], activation: str = "tanh"
) -> Anatomy:
    """Every node of theta (*B, D) on one sample x (in,), y (out,): loss = Σ (output − y)²/out, values and derivatives.

    Raises ValueError where theta or the sample does not fit the sizes, and for an unknown activation.
    """
    sizes = checked(sizes)
    x, y = table(np.atleast_2d(x_sample), "x_sample"), table(np.atleast_2d(y_sample), "y_sample")
    if len(x) != 1 or y.shape != (1, sizes[-1]):
        raise ValueError(f"one sample has {sizes[0]} input(s) and {sizes[-1]} target(s), not {x.size} and {y.size}")
    W, b, *values = forward_values(theta, x, sizes, activation)
    z, a, slope = ([node[..., 0, :] for node in nodes] for nodes in values)
    error = a[-1] - y[0]
    da, dz = [2 * error / error.shape[-1]], []
    for weights, local in zip(W[::-1], slope[::-1]):
        dz.append(local * da[-1])
        da.append((weights @ dz[-1][..., :, None])[..., 0])
    da, dz = da[::-1], dz[::-1]
    dW = [source[..., :, None] * d[..., None, :] for source, d in zip(a, dz)]
    return Anatomy(np.mean(error * error, -1), W, b, z, a, slope, da, dz, dW, list(dz))


def forward_values(
    theta: ArrayLike, x: Array, sizes: Sequence[int], activation: str
) -> tuple[list[Array], list[Array], list[Array], list[Array], list[Array]]:
    """Lists, layer by layer: W, b, and for x (N, in) the values z, a (x is the first), f′(z), each (*B, N, units).

    Raises ValueError where theta (*B, D) or x does not fit the sizes, and for an unknown activation.
    """
    sizes = checked(sizes)
    if x.shape[1] != sizes[0]:
        raise ValueError(f"this network has {sizes[0]} input(s), and x has {x.shape[1]} column(s)")
    W, b = (list(parts) for parts in zip(*unpack(theta, sizes)))
    hidden = choose(ACTIVATIONS, activation, "activation")
    z, a, slope = [], [np.broadcast_to(x, (*b[0].shape[:-1], *x.shape))], []
    for weights, bias, act in zip(W, b, [hidden] * (len(W) - 1) + [ACTIVATIONS["identity"]]):
        z.append(a[-1] @ weights + bias[..., None, :])
        a.append(act.f(z[-1]))
        slope.append(act.derivative(z[-1], a[-1]))
    return W, b, z, a, slope
