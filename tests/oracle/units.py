"""What each hidden unit of a network is on its samples, one number at a time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from gdengine.core import Array
from gdengine.network.mlp import Network

SHAPES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "identity": (lambda z: z, lambda z: 1.0),
    "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
    "leaky_relu": (lambda z: max(z, 0.01 * z), lambda z: 1.0 if z > 0 else 0.01),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (lambda z: (1 + math.tanh(z / 2)) / 2, lambda z: (1 - math.tanh(z / 2) ** 2) / 4),
    "gelu": (lambda z: z * gate(z), lambda z: gate(z) + z * (gate(z + 1e-6) - gate(z - 1e-6)) / 2e-6),
    "sine": (math.sin, math.cos),
}


def gate(z: float) -> float:
    return (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2


def units(net: Network, theta: Array) -> list[list[str]]:
    """What each hidden unit of each layer is on the network's samples: "dead", "saturated" or "alive"."""
    f, slope_of = SHAPES[net.activation]
    steepest = max(abs(slope_of(z / 20)) for z in range(-160, 161))
    numbers, layers = iter(theta.tolist()), []
    samples = [list(map(float, row)) for row in net.x]
    for fan_in, fan_out in itertools.pairwise(net.sizes[:-1]):
        weights = [[next(numbers) for _ in range(fan_out)] for _ in range(fan_in + 1)]
        sums = [
            [math.fsum(v * row[j] for v, row in zip([*inputs, 1.0], weights)) for j in range(fan_out)]
            for inputs in samples
        ]
        layers.append([unit([row[j] for row in sums], f, slope_of, steepest) for j in range(fan_out)])
        samples = [[f(z) for z in row] for row in sums]
    return layers


def unit(sums: list[float], f: Callable[[float], float], slope_of: Callable[[float], float], steepest: float) -> str:
    if all(f(z) == 0 and slope_of(z) == 0 for z in sums):
        return "dead"
    return "saturated" if all(abs(slope_of(z)) <= 0.01 * steepest for z in sums) else "alive"
