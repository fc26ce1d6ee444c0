"""The graph of operations of a small network for one sample: a number at every node, and the chain rule on every edge.

Every weight, product, sum and activation is a node of its own.  The graph is a list in an order in which whatever a
node needs stands before it, written anew and node by node, so that it checks the passes that train.

Axes: *B networks, M nodes, E edges, D parameters; C copies of the graph that are worked out together.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.activations import ACTIVATIONS, Activation
from gdengine.network.mlp import table
from gdengine.network.packing import checked, choose, parameters


class Node(NamedTuple):
    """A number of the network: ``kind`` says what it is.

    input, weight, bias and target are given; product, sum, activation, error, square and mean are worked out.
    ``parents`` are the places of what it is worked out from, ``layer`` counts layers with weights from 0 (the input
    belongs to the first, the loss to the last), ``unit`` the neurons in it; ``parameter`` is the place of a weight or
    bias in theta, −1 of anything else.
    """

    name: str
    tex: str
    kind: str
    layer: int
    unit: int
    parents: tuple[int, ...] = ()
    parameter: int = -1


class Graph(NamedTuple):
    """Nodes with their values and ∂loss/∂value, and edges, each with its part of the chain rule.

    On the edge from a node to one that is worked out of it: ``local`` = ∂child/∂parent, ``incoming`` = ∂loss/∂child,
    ``outgoing`` = local × incoming.  A node's ``grad`` is the sum of ``outgoing`` over the edges that leave it; the
    loss, the last node, has 1.
    """

    nodes: tuple[Node, ...]
    value: Array  # (*B, M)
    grad: Array  # (*B, M)
    parent: Array  # (E,), places of nodes
    child: Array  # (E,)
    local: Array  # (*B, E)
    incoming: Array  # (*B, E)
    outgoing: Array  # (*B, E)
    activation: str

    def place(self, name: str) -> int:
        """Where the node of that name stands; KeyError if there is none."""
        for place, node in enumerate(self.nodes):
            if node.name == name:
                return place
        raise KeyError(name)

    def parameters(self) -> Array:
        """The places of the weights and biases (D,), in the order of theta."""
        places = [(node.parameter, place) for place, node in enumerate(self.nodes) if node.parameter >= 0]
        return np.array([place for _, place in sorted(places)], int)


def graph(
    theta: ArrayLike, x_sample: ArrayLike, y_sample: ArrayLike, sizes: Sequence[int], activation: str = "tanh"
) -> Graph:
    """The graph of the networks theta (*B, D) for one sample x (in,), y (out,): loss = Σ (output − y)²/out.

    Raises ValueError where theta or the sample does not fit the sizes, and for an unknown activation.
    """
    sizes, act = checked(sizes), choose(ACTIVATIONS, activation, "activation")
    theta = parameters(theta, sizes)
    x, y = table(np.atleast_2d(x_sample), "x_sample"), table(np.atleast_2d(y_sample), "y_sample")
    if x.shape != (1, sizes[0]) or y.shape != (1, sizes[-1]):
        raise ValueError(f"one sample has {sizes[0]} input(s) and {sizes[-1]} target(s), not {x.size} and {y.size}")
    nodes = _nodes(sizes)
    value = worked_out(nodes, _given(nodes, theta.reshape(-1, theta.shape[-1]), x[0], y[0]), act)
    parent, child = np.array([(parent, child) for child, node in enumerate(nodes) for parent in node.parents]).T
    each = [part for node in nodes for part in _locals(node, [value[place] for place in node.parents], act)]
    local, grad = np.stack([np.broadcast_to(part, value.shape[1:]) for part in each]), np.zeros_like(value)
    grad[-1] = 1.0
    for p, c, derivative in zip(parent[::-1].tolist(), child[::-1].tolist(), local[::-1]):
        grad[p] += derivative * grad[c]  # whatever a node leads to stands behind it, so it is complete
    value, grad, local = (part.T.reshape(*theta.shape[:-1], len(part)) for part in (value, grad, local))
    incoming = grad[..., child]
    return Graph(nodes, value, grad, parent, child, local, incoming, local * incoming, activation)


class _Builder:
    """A list of nodes that grows, and how they are called."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def add(self, name: str, tex: str, kind: str, layer: int, unit: int, *parents: int, parameter: int = -1) -> int:
        self.nodes.append(Node(name, tex, kind, layer, unit, parents, parameter))
        return len(self.nodes) - 1


@functools.lru_cache(64)
def _nodes(sizes: tuple[int, ...]) -> tuple[Node, ...]:
    make, last = _Builder(), len(sizes) - 2
    a = [make.add(f"x{i}", f"x_{{{i}}}", "input", 0, i - 1) for i in range(1, sizes[0] + 1)]
    at = 0
    for layer, (ins, outs) in enumerate(pairwise(sizes)):
        units = [_neuron(make, layer, unit, a, at, outs) for unit in range(outs)]
        a = units if layer == last else [_activated(make, layer, unit, z) for unit, z in enumerate(units)]
        at += (ins + 1) * outs
    squares = []
    for unit, output in enumerate(a):
        target = make.add(f"t{unit + 1}", f"t_{{{unit + 1}}}", "target", last, unit)
        error = make.add(f"e{unit + 1}", f"e_{{{unit + 1}}}", "error", last, unit, output, target)
        only = len(a) == 1
        name, tex = ("loss", "L") if only else (f"s{unit + 1}", f"e_{{{unit + 1}}}^2")
        squares.append(make.add(name, tex, "square", last, unit, error))
    if len(squares) > 1:
        make.add("loss", "L", "mean", last, 0, *squares)
    return tuple(make.nodes)


def _neuron(make: _Builder, layer: int, unit: int, inputs: list[int], at: int, outs: int) -> int:
    """The weights, products, bias and sum of one neuron, whose block of theta begins ``at`` (see ``packing``)."""
    l, j, products = layer + 1, unit + 1, []
    for i, source in enumerate(inputs, 1):
        tag, tex = f"{l}_{i}_{j}", f"^{{({l})}}_{{{i}{j}}}" if max(i, j) < 10 else f"^{{({l})}}_{{{i},{j}}}"
        weight = make.add(f"w{tag}", f"w{tex}", "weight", layer, unit, parameter=at + (i - 1) * outs + unit)
        products.append(make.add(f"p{tag}", f"p{tex}", "product", layer, unit, weight, source))
    tag, tex = f"{l}_{j}", f"^{{({l})}}_{{{j}}}"
    bias = make.add(f"b{tag}", f"b{tex}", "bias", layer, unit, parameter=at + len(inputs) * outs + unit)
    return make.add(f"z{tag}", f"z{tex}", "sum", layer, unit, *products, bias)


def _activated(make: _Builder, layer: int, unit: int, z: int) -> int:
    tag, tex = f"{layer + 1}_{unit + 1}", f"^{{({layer + 1})}}_{{{unit + 1}}}"
    return make.add(f"a{tag}", f"a{tex}", "activation", layer, unit, z)


def _given(nodes: Sequence[Node], theta: Array, x: Array, y: Array) -> Array:
    """The values (M, C) of what is given to networks (C, D); 0 of what is worked out."""
    known, given = {"input": x, "target": y}, np.zeros((len(nodes), len(theta)))
    for place, node in enumerate(nodes):
        if node.parameter >= 0:
            given[place] = theta[:, node.parameter]
        elif node.kind in known:
            given[place] = known[node.kind][node.unit]
    return given


def worked_out(nodes: Sequence[Node], given: Array, act: Activation, nudge: Array | None = None) -> Array:
    """The values (M, C) of all nodes, from those given (M, 1) or (M, C), ``nudge`` (M, C) added to each on the way."""
    value = np.array(np.broadcast_to(given, given.shape if nudge is None else nudge.shape))
    for place, node in enumerate(nodes):
        if node.parents:
            value[place] = _operation(node, [value[parent] for parent in node.parents], act)
        if nudge is not None:
            value[place] += nudge[place]
    return value


def _operation(node: Node, parts: list[Array], act: Activation) -> Array:
    match node.kind:
        case "product":
            return parts[0] * parts[1]
        case "sum":
            return sum(parts[1:], parts[0])
        case "activation":
            return act.f(parts[0])
        case "error":
            return parts[0] - parts[1]
        case "square":
            return parts[0] * parts[0]
        case _:
            return sum(parts[1:], parts[0]) / len(parts)


def _locals(node: Node, parts: list[Array], act: Activation) -> list[Any]:
    """∂node/∂parent for each of its parents, whose values are ``parts``: numbers or (C,)."""
    match node.kind:
        case "product":
            return [parts[1], parts[0]]
        case "sum":
            return [1.0] * len(parts)
        case "activation":
            return [act.derivative(parts[0], act.f(parts[0]))]
        case "error":
            return [1.0, -1.0]
        case "square":
            return [2 * parts[0]]
        case "mean":
            return [1 / len(parts)] * len(parts)
        case _:
            return []
