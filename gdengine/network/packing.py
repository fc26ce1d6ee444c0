"""All weights and biases of a network as one flat vector, and where a run may start.

A network of sizes (n₀, n₁, …, n_L) has layers l = 1 … L, each with weights W (in, out) and biases b (out).  They are
packed layer by layer as blocks of in + 1 rows of ``out`` numbers: the rows of W, then b as one more row.  A block is
thus the matrix that multiplies the inputs with a 1 appended.  Axes: *B any leading batch axes, D = Σ (in + 1)·out
parameters.

A new initializer: its function (rng, fan_in, fan_out, shape) and a line in ``SCHEMES``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, whole_number

MOST_PARAMETERS = 200_000  # more than this is not a teaching network


def xavier_uniform(rng: np.random.Generator, fan_in: int, fan_out: int, shape: tuple[int, ...]) -> Array:
    """Uniform in ±√(6/(in + out)): equation 16 of Glorot & Bengio 2010, proceedings.mlr.press/v9/glorot10a."""
    reach = sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-reach, reach, shape)


def xavier_normal(rng: np.random.Generator, fan_in: int, fan_out: int, shape: tuple[int, ...]) -> Array:
    """Normal with the same variance, 2/(in + out)."""
    return rng.normal(0, sqrt(2 / (fan_in + fan_out)), shape)


def he_uniform(rng: np.random.Generator, fan_in: int, fan_out: int, shape: tuple[int, ...]) -> Array:
    """Uniform in ±√(6/in), made for ReLU: He et al. 2015, arXiv:1502.01852."""
    reach = sqrt(6 / fan_in)
    return rng.uniform(-reach, reach, shape)


def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int, shape: tuple[int, ...]) -> Array:
    """Normal with the same variance, 2/in."""
    return rng.normal(0, sqrt(2 / fan_in), shape)


def zeros(rng: np.random.Generator, fan_in: int, fan_out: int, shape: tuple[int, ...]) -> Array:
    """Everything 0: all units of a layer stay equal forever, which is why one starts at random."""
    return np.zeros(shape)


SCHEMES: dict[str, Callable] = {
    scheme.__name__: scheme for scheme in (xavier_uniform, xavier_normal, he_uniform, he_normal, zeros)
}


def init(sizes: Sequence[int], seed: int = 0, scheme: str = "xavier_uniform") -> Array:
    """A random start (D,) for a network of these sizes, drawn layer by layer from ``default_rng(seed)``.

    Biases are drawn like the weights of their layer (the papers set them to 0: with one input, that would put the kink
    of every ReLU at x = 0).  Raises ValueError for impossible sizes, an unknown scheme or a seed below 0.
    """
    sizes = checked(sizes)
    draw, rng = choose(SCHEMES, scheme, "initializer"), np.random.default_rng(whole_number("the seed", seed, 0))
    return np.concatenate([draw(rng, i, o, (i + 1) * o) for i, o in pairwise(sizes)])


def unpack(theta: ArrayLike, sizes: Sequence[int]) -> list[tuple[Array, Array]]:
    """The layers [(W (*B, in, out), b (*B, out)), …] of theta (*B, D).

    They are views where theta is an array of floats, so writing to them writes to theta.  Raises ValueError where
    theta does not fit the sizes.
    """
    weights = blocks(parameters(theta, checked(sizes)), sizes)
    return [(block[..., :-1, :], block[..., -1, :]) for block in weights]


def blocks(theta: Array, sizes: Sequence[int]) -> list[Array]:
    """The blocks (*B, in + 1, out) of theta (*B, D), as views: W with b as its last row."""
    shapes = [(i + 1, o) for i, o in pairwise(sizes)]
    edges = np.cumsum([0] + [rows * columns for rows, columns in shapes])
    return [theta[..., a:b].reshape(*theta.shape[:-1], *shape) for (a, b), shape in zip(pairwise(edges), shapes)]


def names(sizes: Sequence[int]) -> list[str]:
    """What the parameters (D,) are called, in order: w2_3_1 leads from unit 3 to unit 1 of layer 2, b2_1 is its bias.

    Layers with weights, and the units in them, are counted from 1.  Raises ValueError for impossible sizes.
    """
    called = []
    for l, (i, o) in enumerate(pairwise(checked(sizes)), 1):
        called += [f"w{l}_{source}_{unit}" for source in range(1, i + 1) for unit in range(1, o + 1)]
        called += [f"b{l}_{unit}" for unit in range(1, o + 1)]
    return called


def count(sizes: Sequence[int]) -> int:
    """D = Σ (in + 1)·out, the number of weights and biases."""
    return _count(tuple(sizes))


@functools.lru_cache(64)  # every step of a walk asks
def _count(sizes: tuple[int, ...]) -> int:
    return sum((i + 1) * o for i, o in pairwise(sizes))


def checked(sizes: Sequence[int]) -> tuple[int, ...]:
    """The sizes as a tuple of whole numbers, or a ValueError that says what is wrong with them."""
    sizes = tuple(whole_number("the width of a layer", width, 1) for width in sizes)
    if len(sizes) < 2:
        raise ValueError(f"a network needs at least its inputs and its outputs, not the sizes {sizes}")
    if count(sizes) > MOST_PARAMETERS:
        raise ValueError(f"{count(sizes):,} weights are more than {MOST_PARAMETERS:,}: choose fewer or narrower layers")
    return sizes


def parameters(theta: ArrayLike, sizes: Sequence[int]) -> Array:
    """theta as an array of floats (*B, D), or a ValueError if it does not belong to a network of these sizes."""
    theta = np.asarray(theta, float)
    if theta.ndim == 0 or theta.shape[-1] != count(sizes):
        name = "–".join(map(str, sizes))
        raise ValueError(f"a {name} network has {count(sizes)} weights and biases, not the shape {theta.shape}")
    return theta


def choose(registry: Mapping[str, Any], name: str, what: str) -> Any:
    """The entry of that name, or a ValueError that lists the names there are."""
    if name not in registry:
        raise ValueError(f"there is no {what} called {name!r}; choose one of {', '.join(registry)}")
    return registry[name]
