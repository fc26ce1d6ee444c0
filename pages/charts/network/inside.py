"""A network from inside, packed for the drawing in the browser (``ui.parts.diagram``)

Axes: F epochs shown, D weights, N points, P places along x, U units of the last hidden layer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from gdengine import network
from gdengine.core import Array
from gdengine.network.along_x import slope_jump
from pages.charts.kit import palette, scales, spec
from pages.charts.kit.headed import headed
from pages.charts.network.against_epoch import series

ABOVE_COLOR, BELOW_COLOR = palette.POSITION, palette.GRADIENT  # weights above and below 0
BANDS = (*palette.BASINS, palette.STEP, palette.SECANT)  # the colors of units, by turns
FIT_COLOR, WHOLE_COLOR = palette.FULL_INK, palette.CURVE  # what is now, and what would be with every unit: fit and loss
LAYER_COLORS = ("#8c5b2a", "#087f59", "#9816d9", "#5b638c")  # of the layers with weights, from the first
WITHOUT_UNITS, EVERY_UNIT = "with units off", "with every unit"
LEVELS = 65535  # that a weight is told apart in, of its range over the run
KNEE_STEP = 0.015  # of z, from one value of the activation that is sent to the next
LEAST_REACH, MOST_REACH = 8.0, 300.0  # of z, as far as the activation is sent; beyond it goes on straight
UNITS_TOLD = "Epoch {k}: the loss is {loss}; the largest part of the fit, {share} %, is that of unit {unit}."
ALONE = "Epoch {k}: the loss is {loss}."


@np.errstate(over="ignore", invalid="ignore")  # of a training that runs away
def model(
    theta: Array,
    layers: Sequence[int],
    activation: str,
    points: tuple[Array, Array],
    across: Array,
    told: dict[str, Array],
    idle: Sequence[Array],
    *,
    off: Sequence[tuple[int, int]],
    holds: bool,
    weighs: bool,
) -> bytes:
    """The network at F epochs, theta (F, D), as ``ui.parts.diagram`` takes it.

    ``points``: x (N,), y (N,) · ``across`` (P,): where its curves are drawn · ``told``: ``share`` and ``rise`` (F, U),
    ``loss`` and ``without`` (F,), the loss without the units that are off · ``idle``: what ails the units of each
    hidden layer, (F, units) · ``off``: the units switched off · ``holds``: whether a kink can be dragged · ``weighs``:
    whether a band can.

    A header (``kit.headed``), then little-endian: float64 what is ``told`` of losses: ``loss``, ``without``, ``rise``;
    float32 lowest weight and range (D,), the activation; uint16 ``share`` in 65,535ths; the weights as 65,535ths of
    their range, ``_curvatures`` (D, F) of them, all high bytes before all low ones; bytes idle (F, units of all hidden
    layers).
    """
    low, range_ = theta.min(0), np.ptp(theta, axis=0)
    levels = np.rint((theta - low) / np.where(range_ > 0, range_, 1) * LEVELS).astype("<u2")
    z = _reach(theta, across, layers, activation)
    x, y = points
    header = {
        "sizes": list(layers),
        "frames": len(theta),
        "across": across.tolist(),
        "reach": z[-1],
        "knots": len(z),
        "points": [x.tolist(), y.tolist()],
        "y": list(scales.padded(np.append(y, _heights(theta, across, layers, activation)), 0.04)),
        "off": [list(unit) for unit in off],
        "holds": holds,
        "weighs": weighs,
        "kinked": bool(slope_jump(activation)),
        "colors": {"more": ABOVE_COLOR, "less": BELOW_COLOR, "points": palette.CURVE, "whole": WHOLE_COLOR},
        "bands": list(BANDS),
    }
    f = network.ACTIVATIONS[activation].f(z.copy())
    packed = [
        *(told[name].astype("<f8") for name in ("loss", "without", "rise")),
        np.concatenate([low, range_, f]).astype("<f4"),
        np.rint(told["share"] * LEVELS).astype("<u2"),
        _curvatures(levels),
        np.concatenate([np.empty((len(theta), 0)), *idle], axis=1).astype(np.uint8),
    ]
    return headed(json.dumps(header).encode(), *(part.tobytes() for part in packed))


def _curvatures(levels: Array) -> Array:
    """Second differences in time of levels (F, D), modulo 65,536: high bytes (D, F), then low ones, (2, D, F).

    A weight that moves smoothly bends little, so that most of these are near 0 and take little room on the wire: the
    weights of 250 epochs a fifth of what they are themselves.
    """
    bends = np.diff(levels.astype(int), n=2, axis=0, prepend=np.zeros((2, levels.shape[1]), int)).astype(np.uint16).T
    return np.stack([bends >> 8, bends & 255]).astype(np.uint8)


def _heights(theta: Array, across: Array, layers: Sequence[int], activation: str) -> Array:
    """The lowest and the highest place of a band in any epoch (2,)."""
    parts = network.stack(theta, across, layers, activation)
    ordered = np.take_along_axis(parts.bands, parts.order[:, None, :], axis=-1)
    sums = parts.bias[:, None, None] + np.cumsum(ordered, axis=-1)
    return np.array([min(sums.min(), parts.bias.min()), max(sums.max(), parts.bias.max())])


def _reach(theta: Array, across: Array, layers: Sequence[int], activation: str) -> Array:
    """The z (Z,) at which the activation is sent: as far as the units' sums go at the places drawn, and half more."""
    a, most = across[:, None], LEAST_REACH
    for weights, bias in network.unpack(theta, layers)[:-1]:
        z = a @ weights + bias[..., None, :]
        most = max(most, float(np.abs(z).max()))
        a = network.ACTIVATIONS[activation].f(z)
    count = int(np.ceil(min(1.5 * most, MOST_REACH) / KNEE_STEP))
    return np.arange(-count, count + 1) * KNEE_STEP


def told(epochs: Array, loss: Array, share: Array) -> spec.Description:
    """What the drawing shows in every epoch (F,), in words."""
    if not share.shape[1]:
        return spec.Description(ALONE, epochs, {"loss": loss})
    largest = {"share": 100 * share.max(1), "unit": share.argmax(1) + 1.0}
    return spec.Description(UNITS_TOLD, epochs, {"loss": loss, **largest})


def signs(kinked: bool, off: bool) -> tuple[spec.Sign, ...]:
    """The legend of the drawing; ``off``: whether a unit is."""
    fit = (spec.Sign("line", FIT_COLOR, WITHOUT_UNITS), spec.Sign("dashes", WHOLE_COLOR, EVERY_UNIT))
    kinks = (spec.Sign("triangle", palette.CURVE, "where a unit bends"),) if kinked else ()
    return (
        spec.Sign("line", ABOVE_COLOR, "weight above 0"),
        spec.Sign("line", BELOW_COLOR, "weight below 0"),
        spec.Sign("bar", palette.CURVE, "bias, in the same colors"),
        spec.Sign("dot", palette.CURVE, "points to learn from"),
        *(fit if off else (spec.Sign("line", FIT_COLOR, "sum of the bands: the fit"),)),
        *kinks,
    )


def layers(count: int) -> list[tuple[str, str]]:
    """The layers with weights, by color and by their names in the drawing."""
    names = [*(f"layer {layer + 1}" for layer in range(count - 1)), "output"]
    return list(zip(names, LAYER_COLORS))


def losses(epochs: Array, loss: Array, without: Array | None) -> spec.Picture:
    """The loss (F,) at every epoch looked at; with what it is without the units that are off (F,), both of them."""
    title = "loss (mean squared error)"
    if without is None:
        return series(title, epochs, loss[:, None], [("loss", FIT_COLOR)])
    named = [(EVERY_UNIT, WHOLE_COLOR), (WITHOUT_UNITS, FIT_COLOR)]
    return series(title, epochs, np.column_stack([loss, without]), named, dashed=EVERY_UNIT)
