"""A small neural network: what it computes, how wrong it is, the gradient, and pictures of all three.

>>> x, y = sine_data()
>>> fit = mlp(x, y, hidden=(20, 20), activation="tanh")
>>> start = init(fit.sizes, seed=0)
>>> loss, slope = fit.value_and_grad(start)
>>> outputs = fit.predict(start)  # (128, 1)

Axes, everywhere: *B any leading batch axes of networks, D parameters in one flat vector (``packing``), N samples.
"""

from gdengine.network.activations import ACTIVATIONS, Activation
from gdengine.network.backprop import Anatomy, anatomy, contributions
from gdengine.network.loss_plane import Plane, Slice, loss_plane, principal_directions, random_directions
from gdengine.network.mlp import Network, mlp, predict, sine_data, sizes
from gdengine.network.packing import SCHEMES, init, unpack
from gdengine.network.recorder import Recorder

__all__ = [
    "ACTIVATIONS", "SCHEMES", "Activation", "Anatomy", "Network", "Plane", "Recorder", "Slice",
    "anatomy", "contributions", "init", "loss_plane", "mlp", "predict", "principal_directions", "random_directions",
    "sine_data", "sizes", "unpack",
]  # fmt: skip
