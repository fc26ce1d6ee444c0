"""The blocks a network is built of, each with its way forward and its way back: for a notebook, and to look at.

>>> first, last = Linear([[0.5, -1.0]], [0.0, 1.0]), Linear([[2.0], [1.0]], [0.5])
>>> z = first.forward([[1.5]])
>>> a = ReLU.forward(z)
>>> y = last.forward(a)
>>> da, dW, db = last.backward(a, MSE.backward(y, [[1.0]]))
>>> dz = ReLU.backward(z, da)

What comes in on the way back is the derivative of the loss by what went out.  The network that trains (``passes``)
shares nothing with them but the activations.  Axes: N samples; a block has ``in`` inputs and ``out`` outputs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS
from gdengine.network.mlp import table
from gdengine.network.packing import choose


class LinearSlopes(NamedTuple):
    """The derivatives of the loss by what a linear block was given."""

    dx: Array  # (N, in)
    dW: Array  # (in, out)
    db: Array  # (out,)


class Linear:
    """y = xW + b; dx = dy·Wᵀ, dW = xᵀ·dy, db = Σ dy over the samples.

    W (in, out) and b (out,); ValueError where they do not fit each other or what they are given.
    """

    forward_formula = r"y = xW + b"
    backward_formula = (
        r"\partial x = \partial y\,W^\top,\quad \partial W = x^\top \partial y,\quad \partial b = \sum_n \partial y_n"
    )

    def __init__(self, W: ArrayLike, b: ArrayLike) -> None:
        self.W, self.b = table(W, "W"), np.atleast_1d(np.asarray(b, float))
        if self.b.shape != self.W.shape[1:]:
            raise ValueError(f"b needs as many numbers as W has columns, not {self.b.size} for {self.W.shape[1]}")

    def forward(self, x: ArrayLike) -> Array:
        """y (N, out) of x (N, in)."""
        return _fits(x, len(self.W), "x") @ self.W + self.b

    def backward(self, x: ArrayLike, dy: ArrayLike) -> LinearSlopes:
        """dx (N, in), dW (in, out), db (out,) of the x that went in and of dy (N, out)."""
        x, dy = _fits(x, len(self.W), "x"), _fits(dy, len(self.b), "dy")
        return LinearSlopes(dy @ self.W.T, x.T @ dy, dy.sum(0))


class Activate:
    """y = f(x), each number by itself; dx = f′(x)·dy: of ReLU, dy where x > 0 and 0 elsewhere."""

    backward_formula = r"\partial x = f'(x)\,\partial y"

    def __init__(self, activation: str) -> None:
        self.activation = choose(ACTIVATIONS, activation, "activation")
        self.forward_formula = self.activation.formula

    def forward(self, x: ArrayLike) -> Array:
        """y (N, out) of x (N, out)."""
        return self.activation.f(np.asarray(x, float))

    def backward(self, x: ArrayLike, dy: ArrayLike) -> Array:
        """dx (N, out) of the x that went in and of dy (N, out)."""
        x = np.asarray(x, float)
        return self.activation.derivative(x, self.activation.f(x)) * np.asarray(dy, float)


class MeanSquaredError:
    """loss = Σ (y − t)²/M over all M = N·out numbers; dy = 2(y − t)/M."""

    forward_formula = r"L = \frac{1}{M} \sum (y - t)^2"
    backward_formula = r"\partial y = \frac{2}{M} (y - t)"

    def forward(self, y: ArrayLike, t: ArrayLike) -> float:
        """The loss of the outputs y (N, out) beside the targets t (N, out)."""
        return float(np.mean(_difference(y, t) ** 2))

    def backward(self, y: ArrayLike, t: ArrayLike) -> Array:
        """dy (N, out)."""
        error = _difference(y, t)
        return 2 * error / error.size


ReLU = Activate("relu")
MSE = MeanSquaredError()


def _fits(numbers: ArrayLike, columns: int, name: str) -> Array:
    numbers = table(numbers, name)
    if numbers.shape[1] != columns:
        raise ValueError(f"{name} has {numbers.shape[1]} column(s), and this block needs {columns}")
    return numbers


def _difference(y: ArrayLike, t: ArrayLike) -> Array:
    y, t = table(y, "y"), table(t, "t")
    if y.shape != t.shape:
        raise ValueError(f"there is one target for each output, not the shapes {y.shape} and {t.shape}")
    return y - t
