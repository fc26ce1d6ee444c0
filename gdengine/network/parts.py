"""What each unit of a network adds to its output, and what the output is without it.

Axes: *B networks, D parameters, N samples, P places along x, U units of a hidden layer, L layers with weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.backprop import forward_values
from gdengine.network.mlp import Network, predict, table
from gdengine.network.packing import blocks, checked, parameters

ABLATED_NUMBERS = 1 << 16  # outputs of all samples without each unit that are worked out together: half a megabyte


class Stack(NamedTuple):
    """The last hidden layer's units under the fit: Σᵤ bands + bias = fit.

    ``share`` is a unit's part of all the bands' motion along x: the standard deviation of its band over the sum of all;
    0 for every unit where none moves.  ``order`` has the units by falling share.
    """

    bands: Array  # (*B, P, U), a unit's activation × its outgoing weight
    bias: Array  # (*B)
    fit: Array  # (*B, P)
    share: Array  # (*B, U)
    order: Array  # (*B, U)


def stack(theta: ArrayLike, x: ArrayLike, sizes: Sequence[int], activation: str = "tanh", output: int = 0) -> Stack:
    """The parts of one output of the networks theta (*B, D) at x (P,): see ``Stack``.

    ``fit`` is the network's own answer, by the passes that train, and not the sum of the bands.  Raises ValueError
    where theta or x does not fit the sizes, for an unknown activation and for an output that does not exist.
    """
    W, b, _, a, _ = forward_values(theta, table(x, "x"), sizes, activation)
    if output not in range(sizes[-1]):
        raise ValueError(f"output must be one of 0 … {sizes[-1] - 1}, not {output}")
    bands = a[-2] * W[-1][..., None, :, output]
    moves = np.std(bands, axis=-2)
    total = moves.sum(-1, keepdims=True)
    share = np.divide(moves, total, out=np.zeros_like(moves), where=total > 0)
    fit = predict(theta, x, sizes, activation)[..., output]
    return Stack(bands, b[-1][..., output], fit, share, np.argsort(-share, axis=-1, kind="stable"))


def unit_curves(theta: ArrayLike, x: ArrayLike, sizes: Sequence[int], activation: str = "tanh") -> list[Array]:
    """The curve of every unit along x (P,): for each hidden layer its activations (*B, P, U), for theta (*B, D).

    Raises ValueError where theta or x does not fit the sizes, and for an unknown activation.
    """
    return forward_values(theta, table(x, "x"), sizes, activation)[3][1:-1]


def switched_off(theta: ArrayLike, sizes: Sequence[int], layer: int, unit: int) -> Array:
    """theta (*B, D) with one unit of a hidden layer (0 is the first) switched off: its outgoing weights are 0.

    Raises ValueError for a unit that does not exist.
    """
    sizes, hidden = checked(sizes), len(sizes) - 2
    if layer not in range(hidden) or unit not in range(sizes[layer + 1]):
        raise ValueError(f"there is no unit {unit} in the hidden layer {layer} of the sizes {sizes}")
    theta = parameters(theta, sizes).copy()
    blocks(theta, sizes)[layer + 1][..., unit, :] = 0
    return theta


def reweighted(theta: ArrayLike, sizes: Sequence[int], unit: int, weight: float, output: int = 0) -> Array:
    """theta (*B, D) where one unit of the last hidden layer goes into an output ``weight`` times: so tall is its band.

    Raises ValueError for a unit or an output that does not exist.
    """
    sizes = checked(sizes)
    if len(sizes) < 3 or unit not in range(sizes[-2]) or output not in range(sizes[-1]):
        raise ValueError(f"no weight leads from a unit {unit} to an output {output} at the end of the sizes {sizes}")
    theta = parameters(theta, sizes).copy()
    blocks(theta, sizes)[-1][..., unit, output] = weight
    return theta


class Ablation(NamedTuple):
    """Each unit of a hidden layer switched off alone: what the loss becomes, and the first output."""

    loss: Any  # (*B), with all units; of one network a float
    without: Array  # (*B, U), the loss
    rise: Array  # (*B, U), without − loss
    fits: Array  # (*B, U, P)


def ablation(net: Network, theta: ArrayLike, x: ArrayLike, layer: int = -1) -> Ablation:
    """Every unit of one hidden layer of theta (*B, D) switched off in turn: losses on the samples, fits at x (P,).

    Of the last hidden layer a unit's band is taken off the output, which needs one forward pass; of another layer U
    networks answer at once.  Raises ValueError for a layer that does not exist.
    """
    theta, hidden = parameters(theta, net.sizes), len(net.sizes) - 2
    if not -hidden <= layer < hidden:
        raise ValueError(f"a network of the sizes {net.sizes} has the hidden layers 0 … {hidden - 1}, not {layer}")
    layer %= hidden
    losses, fits = _without_bands(theta, net, x) if layer == hidden - 1 else _without(theta, net, x, layer)
    losses = losses.reshape(*theta.shape[:-1], -1)
    loss, without = losses[..., 0], losses[..., 1:]
    fits = fits.reshape(*without.shape, -1)
    return Ablation(loss if theta.ndim > 1 else float(loss), without, without - losses[..., :1], fits)


def _without(theta: Array, net: Network, x: ArrayLike, layer: int) -> tuple[Array, Array]:
    """Losses of networks (*B, D) as they are and without each unit of a layer, (*B, 1 + U), and fits (*B, U, P)."""
    each = [switched_off(theta, net.sizes, layer, unit) for unit in range(net.sizes[layer + 1])]
    losses = net(np.stack([theta, *each], axis=-2))
    return losses, predict(np.stack(each, axis=-2), x, net.sizes, net.activation)[..., 0]


def _without_bands(theta: Array, net: Network, x: ArrayLike) -> tuple[Array, Array]:
    """The same for the last hidden layer: losses (F, 1 + U) and fits (F, U, P) of F networks, a few at a time."""
    rows, units = theta.reshape(-1, theta.shape[-1]), net.sizes[-2]
    several, losses, fits = max(1, ABLATED_NUMBERS // (net.y.size * units)), [], []
    for part in np.split(rows, range(several, len(rows), several)):
        seen, shown = (_less_each(part, inputs, net) for inputs in (net.x, table(x, "x")))
        losses.append(np.mean((seen - net.y) ** 2, axis=(2, 3)))
        fits.append(shown[:, 1:, :, 0])
    return np.concatenate(losses), np.concatenate(fits)


def _less_each(theta: Array, x: Array, net: Network) -> Array:
    """The outputs (F, 1 + U, N, out) at x: as they are, then without each unit of the last hidden layer."""
    W, _, _, a, _ = forward_values(theta, x, net.sizes, net.activation)
    bands = a[-2].mT[..., None] * W[-1][..., :, None, :]
    return a[-1][:, None] - np.concatenate([np.zeros_like(bands[:, :1]), bands], axis=1)


def gradient_sizes(grad: ArrayLike, sizes: Sequence[int]) -> Array:
    """How large the gradient (*B, D) is in each layer, (*B, L): √(mean of (∂L/∂w)² over its weights and biases).

    A mean, so that layers of different widths compare: where it falls from the last layer to the first, the gradient
    vanishes on its way back; where it grows, it explodes.  Raises ValueError where it does not fit the sizes.
    """
    squares = np.square(parameters(grad, checked(sizes)))
    counts = [(ins + 1) * outs for ins, outs in pairwise(sizes)]
    return np.sqrt(np.add.reduceat(squares, np.cumsum([0, *counts[:-1]]), axis=-1) / counts)
