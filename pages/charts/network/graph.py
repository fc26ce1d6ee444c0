"""The graph of operations of a small network, packed for the part that draws it (``ui.parts.graph``).

Axes: F epochs shown, M nodes, E edges, D weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from gdengine import network
from gdengine.core import Array
from gdengine.rules.rule import RULES
from pages.charts.kit import palette, spec
from pages.charts.kit.headed import headed
from pages.charts.kit.numbers import RAISED

LOWERED = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
KINDS = {
    "input": "the input",
    "weight": "a weight",
    "bias": "a bias",
    "target": "what should come out",
    "product": "a weight times what comes in",
    "sum": "the sum of what comes in, and the bias",
    "activation": "the activation of a sum",
    "error": "how far the output is off",
    "square": "the loss, which is the error squared",
    "mean": "the loss, which is the mean of the squares",
}
NODE_TOLD = "Epoch {k}: {at} is {value}; the derivative of the loss by it is {grad}, measured by a nudge {measured}."
ARRAYS = ("value", "grad", "measured", "digits", "kinked", "local", "step", "after", "losses")


def sign(node: network.Node) -> str:
    """How a node is called on screen: w⁽¹⁾₁₂, z⁽²⁾₁, x, L."""
    letter, *places = node.name.replace("_", " ").split()
    if node.kind in ("square", "mean") and node.name == "loss":
        return "L"
    if node.kind in ("input", "target", "error") or letter[0] == "s":
        return {"input": "x", "target": "t", "error": "e"}.get(node.kind, "e²")
    layer = "".join(RAISED[digit] for digit in letter[1:])
    between = "," if len("".join(places)) > 2 else ""
    return f"{letter[0]}⁽{layer}⁾{between.join(map(_lowered, places))}"


def _lowered(digits: str) -> str:
    return "".join(LOWERED[digit] for digit in digits)


@np.errstate(over="ignore")  # of a training that runs away: what is too large for single precision is infinite
def model(
    made: network.Graph, arrays: Mapping[str, Array], chosen: int, phase: str, sample: tuple[int, int], rule: str
) -> bytes:
    """The graph with its numbers at F epochs, as ``ui.parts.graph`` takes it.

    ``arrays``: the ``ARRAYS`` of ``Flow`` · ``chosen``: the place of the node looked at · ``sample``: its number,
    counted from 1, and how many there are · ``rule``: the name of what makes the updates.  A header
    (``kit.headed``), then each of the arrays, frame by frame, as little-endian float32.
    """
    nodes = [
        {"name": node.name, "sign": sign(node), "kind": node.kind, "what": KINDS[node.kind], "layer": node.layer,
         "unit": node.unit, "parents": list(node.parents), "parameter": node.parameter}
        for node in made.nodes
    ]  # fmt: skip
    header: dict[str, Any] = {
        "nodes": nodes,
        "edges": np.stack([made.parent, made.child], axis=1).tolist(),
        "frames": len(arrays["value"]),
        "chosen": chosen,
        "phase": phase,
        "sample": list(sample),
        "widths": {name: arrays[name].shape[1] for name in ARRAYS},
        "colors": {"value": palette.POSITION, "grad": palette.GRADIENT, "step": palette.STEP},
        "rule": "" if rule == "gd" else RULES[rule].title,
        "bend": network.ACTIVATIONS[made.activation].title,
    }
    packed = np.concatenate([np.asarray(arrays[name], float).ravel() for name in ARRAYS]).astype("<f4")
    return headed(json.dumps(header).encode(), packed.tobytes())


def told(made: network.Graph, arrays: Mapping[str, Array], chosen: int, epochs: Array) -> spec.Description:
    """What the drawing shows of the node looked at, in words."""
    numbers = {name: np.asarray(arrays[name])[:, chosen] for name in ("value", "grad", "measured")}
    return spec.Description(NODE_TOLD.replace("{at}", sign(made.nodes[chosen])), epochs, numbers)


GRAPH_SIGNS = (
    spec.Sign("dot", palette.POSITION, "value, forward"),
    spec.Sign("dot", palette.GRADIENT, "∂loss/∂value, how fast the loss grows with it, backward"),
    spec.Sign("dot", palette.STEP, "what the update adds"),
)
UPDATE_COLORS = (  # what is compared, and its color
    ("now", palette.CURVE),
    ("after this point's update", palette.POSITION),
    ("after the update for all", palette.STEP),
)
