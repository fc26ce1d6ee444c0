"""A small neural network: what it computes, how wrong it is, the gradient, and pictures of all three.

>>> x, y = sine_data()
>>> fit = mlp(x, y, hidden=(20, 20), activation="tanh")
>>> start = init(fit.sizes, seed=0)
>>> loss, slope = fit.value_and_grad(start)
>>> slope.shape, fit.predict(start).shape
((481,), (128, 1))

Axes, everywhere: *B any leading batch axes of networks, D parameters in one flat vector (``packing``), N samples.
"""

from gdengine.data.targets import TARGETS, Samples, Target, samples, sine_data
from gdengine.network.activations import ACTIVATIONS, Activation
from gdengine.network.along_x import Beyond, Kinks, beyond, kinks, moved_kink, output_slope
from gdengine.network.backprop import Anatomy, anatomy
from gdengine.network.building_blocks import MSE, Activate, Linear, ReLU
from gdengine.network.loss_plane import (
    Gap,
    Plane,
    Slice,
    common_plane,
    honesty_gap,
    loss_plane,
    principal_directions,
    random_directions,
    weight_directions,
)
from gdengine.network.mlp import Network, mlp, predict, sizes
from gdengine.network.neurons import ActivationShape, Neuron, activation_shape, neuron, neuron_at
from gdengine.network.nudges import Measured, measured
from gdengine.network.one_or_all import Update, Updates, updates
from gdengine.network.operations import Graph, Node, graph
from gdengine.network.packing import SCHEMES, count, init, names, unpack
from gdengine.network.parts import (
    Ablation,
    Stack,
    ablation,
    gradient_sizes,
    reweighted,
    stack,
    switched_off,
    unit_curves,
)
from gdengine.network.recorder import Recorder
from gdengine.network.units import Masks, idle_masks

__all__ = [
    "ACTIVATIONS", "MSE", "SCHEMES", "TARGETS", "Ablation", "Activate", "Activation", "ActivationShape", "Anatomy",
    "Beyond", "Gap", "Graph", "Kinks", "Linear", "Masks", "Measured", "Network", "Neuron", "Node", "Plane", "ReLU",
    "Recorder", "Samples", "Slice", "Stack", "Target", "Update", "Updates",
    "ablation", "activation_shape", "anatomy", "beyond", "common_plane", "count", "gradient_sizes", "graph",
    "honesty_gap", "idle_masks", "init", "kinks", "loss_plane", "measured", "mlp", "moved_kink", "names", "neuron",
    "neuron_at", "output_slope", "predict", "principal_directions", "random_directions", "reweighted", "samples",
    "sine_data", "sizes", "stack", "switched_off", "unit_curves", "unpack", "updates", "weight_directions",
]  # fmt: skip
