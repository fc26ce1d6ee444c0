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
    if abs(z) > 40:  # far beyond where it is 0 or 1 to every digit, and before z³ overflows
        return float(z > 0)
    return (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2


def layers_of(net: Network, theta: Array) -> list[list[list[float]]]:
    """For each hidden layer the rows of its weights, one an input, and last the row of its biases."""
    numbers = iter(theta.tolist())
    sizes = itertools.pairwise(net.sizes[:-1])
    return [[[next(numbers) for _ in range(fan_out)] for _ in range(fan_in + 1)] for fan_in, fan_out in sizes]


def units(net: Network, theta: Array) -> list[list[str]]:
    """What each hidden unit of each layer is on the network's samples: "dead", "saturated" or "alive"."""
    f, slope_of = SHAPES[net.activation]
    steepest = max(abs(slope_of(z / 20)) for z in range(-160, 161))
    samples, told = [list(map(float, row)) for row in net.x], []
    for weights in layers_of(net, theta):
        columns = list(zip(*weights))
        sums = [[math.fsum(v * w for v, w in zip([*inputs, 1.0], column)) for column in columns] for inputs in samples]
        told.append([unit([row[j] for row in sums], f, slope_of, steepest) for j in range(len(columns))])
        samples = [[f(z) for z in row] for row in sums]
    return told


def unit(sums: list[float], f: Callable[[float], float], slope_of: Callable[[float], float], steepest: float) -> str:
    if all(f(z) == 0 and slope_of(z) == 0 for z in sums):
        return "dead"
    return "saturated" if all(abs(slope_of(z)) <= 0.01 * steepest for z in sums) else "alive"
