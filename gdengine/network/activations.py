"""Activations: what a neuron does to its weighted sum z, each with its derivative.

``f(z, out=None)`` is elementwise on numbers and arrays; ``derivative(z, a, out=None)`` is f′(z) given z and a = f(z),
because for half of them a is all one needs.  ``out`` takes the result without a new array; f may write over z,
derivative may not write over z or a.

A new activation: its two functions and a line in ``ACTIVATIONS``, and where it is shown a color
(``pages/charts/kit/palette.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import NamedTuple

import numpy as np

from gdengine.core import Array

LEAK = 0.01  # leaky ReLU's slope on the left
ROOT, CUBE = sqrt(2 / pi), 0.044715  # the constants of GELU's tanh form
GATE_SHUT = 1e4  # of z²: where it is larger GELU's gate is 0 or 1 to the last digit


class Activation(NamedTuple):
    """A name for the code, a title for the menu, the function, its derivative, and its formula in LaTeX."""

    name: str
    title: str
    f: Callable[..., Array]
    derivative: Callable[..., Array]
    formula: str


def _identity(z: Array, out: Array | None = None) -> Array:
    return np.positive(z, out=out)


def _one(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.add(np.multiply(z, 0.0, out=out), 1.0, out=out)


def _relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, 0.0, out=out)


def _relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.sign(a, out=out)  # a ≥ 0, so 0 or 1; the kink counts as flat


def _leaky_relu(z: Array, out: Array | None = None) -> Array:
    return np.maximum(z, np.multiply(z, LEAK), out=out)


def _leaky_relu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.add(np.multiply(np.greater(z, 0.0), 1.0 - LEAK), LEAK, out=out)


def _tanh(z: Array, out: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def _tanh_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.subtract(1.0, np.multiply(a, a, out=out), out=out)


def _sigmoid(z: Array, out: Array | None = None) -> Array:
    """1/(1 + e⁻ᶻ) written as (1 + tanh(z/2))/2: nothing in it can overflow."""
    t = np.tanh(np.multiply(z, 0.5, out=out), out=out)
    return np.multiply(np.add(t, 1.0, out=out), 0.5, out=out)


def _sigmoid_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.multiply(np.subtract(1.0, a, out=out), a, out=out)


def _gelu(z: Array, out: Array | None = None) -> Array:
    """The tanh form of Hendrycks & Gimpel, arXiv:1606.08415; it differs from z·Φ(z) by less than 5e-4."""
    gate = np.tanh(z * (ROOT + ROOT * CUBE * (z * z)))
    return np.multiply(z, 0.5 + 0.5 * gate, out=out)


def _gelu_slope(z: Array, a: Array, out: Array | None = None) -> Array:
    """Of a = z·g with the gate g = (1 + t)/2, t the tanh: t′ = 4 g (1 − g) √(2/π) (1 + 3·0.044715·z²)."""
    g = np.divide(a, z, out=np.full(np.shape(z), 0.5), where=z != 0)  # a tanh costs more
    square = np.minimum(z * z, GATE_SHUT)  # from where on the gate is 0 or 1, and times an infinity no number
    return np.add(g, a * (1.0 - g) * (2 * ROOT + 6 * ROOT * CUBE * square), out=out)


def _sine(z: Array, out: Array | None = None) -> Array:
    return np.sin(z, out=out)


def _cosine(z: Array, a: Array, out: Array | None = None) -> Array:
    return np.cos(z, out=out)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("identity", "identity (no bend)", _identity, _one, r"a = z"),
        Activation("relu", "ReLU", _relu, _relu_slope, r"a = \max(0, z)"),
        Activation("leaky_relu", "leaky ReLU", _leaky_relu, _leaky_relu_slope, r"a = \max(0.01\,z, z)"),
        Activation("tanh", "tanh", _tanh, _tanh_slope, r"a = \tanh z"),
        Activation("sigmoid", "sigmoid", _sigmoid, _sigmoid_slope, r"a = \frac{1}{1 + e^{-z}}"),
        Activation(
            "gelu",
            "GELU",
            _gelu,
            _gelu_slope,
            r"a = \tfrac{z}{2}\left(1 + \tanh\!\left(\sqrt{2/\pi}\,(z + 0.044715\,z^3)\right)\right)",
        ),
        Activation("sine", "sine", _sine, _cosine, r"a = \sin z"),
    )
}
