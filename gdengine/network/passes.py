"""The forward and the backward pass, many networks at a time, in buffers that are allocated once.

Axes: *batch networks, then units, then samples: (*batch, units, n).  Every hidden layer and the inputs carry one more
row, of ones, which multiplies the biases, so that a layer is one matrix product with its block (see ``packing``), and
the gradient of that block, biases included, is one more.  Activations run over the whole buffer, that row too, because
one long contiguous sweep beats a strided one; the ones are then put back.

A pass belongs to the thread that asked for it: ``chunks`` keeps the last few of each thread.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS
from gdengine.network.packing import blocks, count

WORKING_SET = 1 << 21  # bytes of buffers per chunk, about a second-level cache: each operation touches a part of them
PASSES_KEPT = 8  # passes kept per thread: full and last chunk, full and mini-batch, forward and backward


class Forward:
    """From weights to outputs.  The weighted sums of a layer are overwritten by its activations."""

    copies = 1  # of the hidden layers: what decides how many networks fit the cache

    def __init__(self, batch: tuple[int, ...], sizes: Sequence[int], activation: str, n: int) -> None:
        self.multiply: Callable[..., Any] = np.matmul if batch else np.dot  # dot has less overhead
        self.dots: Callable[..., Any] = np.vecdot if batch else np.dot
        self.activation, self.inner = ACTIVATIONS[activation], sizes[1:-1]
        self.theta = np.empty((*batch, count(sizes)))
        self.blocks = blocks(self.theta, sizes)
        self.a_all, self.a = _layers(batch, self.inner, n)
        self.z_all, self.z = self._sums(batch, n)
        self.out = np.empty((*batch, sizes[-1], n))
        self.flat = self.out.reshape(*batch, -1)
        self.steps = [self._step(*layer) for layer in zip(self.blocks, self.z, self.a)]
        self.last = self.blocks[-1].mT

    def _sums(self, batch: tuple[int, ...], n: int) -> tuple[Array, list[Array]]:
        return self.a_all, self.a

    def _step(self, block: Array, z: Array, a: Array) -> tuple[Any, ...]:
        into = z[..., :-1, :]
        if block.ndim == 2:  # a single network: without the ones, the rows are contiguous anyway
            return block.mT, into, into, a[:-1], a, None
        return block.mT, into, z, a, a, a[..., -1, :]

    def forward(self, theta: Array, inputs: Array) -> Array:
        """The outputs (*batch, out, n) for inputs (in + 1, n) whose last row is 1.

        They are a buffer, which the caller may write to and the next call overwrites.
        """
        self.theta[...] = theta
        f, multiply, a = self.activation.f, self.multiply, inputs
        for block, z, sums, activations, a_next, ones in self.steps:
            multiply(block, a, out=z)
            f(sums, out=activations)
            if ones is not None:
                ones.fill(1.0)
            a = a_next
        return multiply(self.last, a, out=self.out)

    def squares(self) -> Any:
        """Σ out² of each network."""
        return self.dots(self.flat, self.flat)


class Backward(Forward):
    """The forward pass again, keeping the weighted sums, and back: from ∂L/∂outputs to ∂L/∂theta."""

    copies = 4

    def __init__(self, batch: tuple[int, ...], sizes: Sequence[int], activation: str, n: int) -> None:
        super().__init__(batch, sizes, activation, n)
        self.gradient = np.empty_like(self.theta)
        self.first, *rest = blocks(self.gradient, sizes)
        self.d_all, d = _layers(batch, self.inner, n)
        deeper = zip(self.blocks[1:], self.a, rest, d, _layers(batch, self.inner, n)[1])
        self.way_back = [self._way(*layer) for layer in deeper][::-1]

    def _sums(self, batch: tuple[int, ...], n: int) -> tuple[Array, list[Array]]:
        return _layers(batch, self.inner, n)

    def _way(self, block: Array, a: Array, gradient: Array, d: Array, incoming: Array) -> tuple[Any, ...]:
        outer = np.multiply if block.ndim > 2 and block.shape[-1] == 1 else self.multiply  # matmul is slow at one term
        return block, a, gradient, outer, incoming, d, d[..., :-1, :], d[..., :-1, :].mT

    def backward(self, inputs: Array) -> Array:
        """∂L/∂theta (*batch, D), where ``out`` has been overwritten with ∂L/∂outputs: a buffer, as before.

        Layer by layer: ∂L/∂block = a·(∂L/∂z)ᵀ, then ∂L/∂a = block·∂L/∂z and ∂L/∂z = f′(z)·∂L/∂a of the layer below.
        """
        multiply, d, d_transposed = self.multiply, self.out, self.out.mT
        self.activation.derivative(self.z_all, self.a_all, out=self.d_all)
        for block, a, gradient, outer, incoming, slope, d_next, d_next_transposed in self.way_back:
            multiply(a, d_transposed, out=gradient)
            outer(block, d, out=incoming)
            slope *= incoming
            d, d_transposed = d_next, d_next_transposed
        multiply(inputs, d_transposed, out=self.first)
        return self.gradient


def _layers(batch: tuple[int, ...], widths: Sequence[int], n: int) -> tuple[Array, list[Array]]:
    """Ones: a flat buffer, and in it one array (*batch, width + 1, n) per hidden layer."""
    shapes = [(*batch, width + 1, n) for width in widths]
    edges = np.cumsum([0] + [int(np.prod(shape)) for shape in shapes])
    flat = np.ones(edges[-1])
    return flat, [flat[a:b].reshape(shape) for (a, b), shape in zip(pairwise(edges), shapes)]


Pass = TypeVar("Pass", bound=Forward)


class _Mine(threading.local):
    """Each thread's own passes: built once per kind and shape, the least recently used forgotten."""

    def __init__(self) -> None:
        self.make: Callable[..., Any] = functools.lru_cache(PASSES_KEPT)(lambda kind, *shape: kind(*shape))


_mine = _Mine()


def single(kind: type[Pass], sizes: Sequence[int], activation: str, n: int) -> Pass:
    """This thread's pass for one network, theta (D,)."""
    return _mine.make(kind, (), sizes, activation, n)


def chunks(
    kind: type[Pass], networks: int, sizes: Sequence[int], activation: str, n: int
) -> Iterator[tuple[slice, Pass]]:
    """Cut a batch of networks into chunks that fit the cache: pairs (slice, the pass to run it in)."""
    rows = kind.copies * (sum(sizes[1:-1]) + len(sizes)) + sizes[-1]
    chunk = max(1, WORKING_SET // (8 * rows * n))
    for start in range(0, networks, chunk):
        size = min(chunk, networks - start)
        yield slice(start, start + size), _mine.make(kind, (size,) if size > 1 else (), sizes, activation, n)
