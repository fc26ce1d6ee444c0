"""``Recorder``: the outputs after every epoch, from the training's own forward passes."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.mlp import Network, value_and_grad
from gdengine.network.packing import parameters


class Recorder:
    """Trains like the network it is given and remembers the outputs: to animate them costs no second forward pass.

    >>> from gdengine import OPTIMIZERS, descend, network
    >>> recorder = network.Recorder(network.mlp(*network.sine_data()))
    >>> start = network.init(recorder.objective.sizes)
    >>> run = descend(recorder.objective, OPTIMIZERS["gd"](lr=0.075), start, 250)
    >>> recorder.predict(run.x).shape  # (251, N, out)
    (251, 128, 1)

    One recorder belongs to one run, in one thread.  It holds N·out + 1 numbers for every exact evaluation.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._prints: list[Array] = []
        self._outputs: list[Array] = []
        self._key = np.random.default_rng(0).integers(-(2**62), 2**62, network.dim) * 2 + 1
        task = network.task._replace(note=self._note)
        self.objective = dataclasses.replace(network, value_and_grad=functools.partial(value_and_grad, task))

    def _note(self, theta: Array, outputs: Array) -> None:
        self._prints.append(self._print(theta))
        self._outputs.append(outputs.copy())

    def _print(self, theta: Array) -> Array:
        """64-bit fingerprints of the exact weights, one a network: bits read as integers · random odd ones, mod 2⁶⁴."""
        return theta.reshape(-1, self.network.dim).view(np.int64) @ self._key

    def predict(self, theta: ArrayLike) -> Array:
        """The outputs (*B, N, out) of theta (*B, D): remembered if these are the weights met, in order, or computed."""
        theta = parameters(theta, self.network.sizes)
        prints = self._print(theta)
        if not self._prints or not np.array_equal(np.concatenate(self._prints)[: prints.size], prints):
            return self.network.predict(theta)
        n, out = self.network.y.shape
        known = np.concatenate([part.reshape(-1, out, n) for part in self._outputs])
        return known[: prints.size].reshape(*theta.shape[:-1], out, n).mT
