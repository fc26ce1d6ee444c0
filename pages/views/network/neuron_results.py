"""One neuron at every moment that can be shown, remembered: at the epochs of a training, or at the stops of its dials.

Axes: M moments, P places along x.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from gdengine import network
from gdengine.core import Array
from gdengine.experiments import OneNeuron, SineMLP
from gdengine.experiments.one_neuron import LARGEST_DIAL
from pages.charts.kit import scales
from pages.charts.kit.moments import thinned
from pages.charts.network.neuron import NUMBERS, NeuronMoments, labeled
from pages.charts.network.output import places
from pages.ui.parts.slider import stops
from pages.ui.results import remember
from pages.views.network.inside_results import looked

STOPS = np.linspace(-LARGEST_DIAL, LARGEST_DIAL, 81)  # of the weight's dial and of the bias'
FARTHEST = 1.05 * LARGEST_DIAL  # x of a neuron with dials, either way: all of a ball is seen at the last input
ACROSS = np.linspace(-FARTHEST, FARTHEST, 505)  # x of such a neuron, as it stands
SUMS_STEP = 1 / 8  # from one z to the next at which an activation is known: of a sine so few that its crests stay
LAST_SUM = np.ceil((LARGEST_DIAL * FARTHEST + LARGEST_DIAL) / SUMS_STEP) * SUMS_STEP
SUMS = np.arange(-LAST_SUM, LAST_SUM + SUMS_STEP, SUMS_STEP)  # every z that dials can make; 0, where some bend, is one
MOST_INPUTS_DRAWN = 4  # inputs
MOST_EPOCHS = 260
LEAST_ENDS = (-1.2, 1.2)  # of the axis of a


class Dials(NamedTuple):
    """The stops of the weight and of the bias, and which of each is in force."""

    w: Array
    home_w: int
    b: Array
    home_b: int

    @property
    def view(self) -> dict[str, float]:
        """What says which moment is shown: first all stops of w, then those of b."""
        return {"home_w": self.home_w, "first_b": len(self.w)}


def dials(own: OneNeuron) -> Dials:
    """The dials of a neuron that is nobody's."""
    return Dials(*stops(STOPS, own.dial_w), *stops(STOPS, own.dial_b))


@remember()
def with_dials(activation: str, own: OneNeuron) -> NeuronMoments:
    """The neuron at every stop of the weight with the bias in force, then the other way round."""
    held = dials(own)
    weights = np.append(held.w, np.full(len(held.b), own.dial_w))[:, None]
    each = network.neuron([own.dial_x], weights, np.append(np.full(len(held.w), own.dial_b), held.b), activation)
    f = network.ACTIVATIONS[activation].f
    ends = scales.padded(np.append(f(own.dial_w * ACROSS + own.dial_b), LEAST_ENDS))
    return _moments(each, ("x",), [0], SUMS, f(SUMS), own.dial_x, ((-FARTHEST, FARTHEST), ends))


class Trained(NamedTuple):
    """A neuron of the network, epoch by epoch."""

    rows: Array  # (M,), the epochs
    moments: NeuronMoments
    activation: str
    sample: int


@remember()
def of_network(record: SineMLP, own: OneNeuron) -> Trained:
    """The neuron that is looked at, for the point nearest to the input asked for."""
    place = own.place(record)
    assert place is not None
    (layer, unit), seen, (x, _) = place, looked(record), record.points()
    chosen = thinned(len(seen.rows), MOST_EPOCHS)
    rows, theta = seen.rows[chosen], seen.theta[chosen]
    sample, across, sizes = own.sample(record), places(x), record.sizes()
    each = own.at(record, theta, sample)
    last = layer == len(sizes) - 2
    if last:
        curves = network.predict(theta, across, sizes, record.activation)[..., 0]
    else:
        curves = network.unit_curves(theta, across, sizes, record.activation)[layer][..., unit]
    weigh = np.abs(each.products).mean(0)
    drawn = np.sort(np.argsort(-weigh, kind="stable")[:MOST_INPUTS_DRAWN]).tolist()
    ends = (float(across[0]), float(across[-1])), scales.padded(np.append(curves, LEAST_ENDS))
    made = _moments(each, labeled(sizes[layer], layer, drawn), drawn, across, curves, float(x[sample]), ends)
    return Trained(rows, made, "identity" if last else record.activation, sample)


def _moments(
    each: network.Neuron,
    labels: tuple[str, ...],
    drawn: list[int],
    across: Array,
    curves: Array,
    x: float,
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> NeuronMoments:
    """Of a neuron at M moments."""
    numbers = {name: getattr(each, name) for name in NUMBERS}
    inputs, weights, products, dweights = (
        part[:, drawn] for part in (each.inputs, each.weights, each.products, each.dweights)
    )
    others = each.products.sum(1) - products.sum(1) if each.inputs.shape[1] > len(drawn) else None
    return NeuronMoments(numbers, inputs, weights, products, dweights, labels, others, across, curves, x, ends)


def own_of(own: OneNeuron) -> OneNeuron:
    """As far as a neuron with dials depends on it."""
    return dataclasses.replace(own, neuron_layer=0, neuron_unit=1)
