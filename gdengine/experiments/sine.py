"""The sine page's record: noisy points of a curve, a network's shape, and how it is trained."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any, ClassVar, final

from gdengine import network
from gdengine.core import Array, Objective, Trajectory
from gdengine.data.batches import steps_an_epoch
from gdengine.experiments.descent import Descent, Plan, decay_knob, decaying, rate_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import OWN_FORMULA, formula_knob, typed_curve
from gdengine.experiments.sampled import batch_knob, mini_batch, no_more_than_there_are
from gdengine.experiments.scripts import indented, rule_code, script
from gdengine.experiments.trainable import as_many_weights, soon_enough, with_values
from gdengine.experiments.training_script import data_code, start_code, training_code
from gdengine.experiments.weights import read_weights, weights_knob, write_weights

ACTIVATION_NAMES = tuple(network.ACTIVATIONS)
STAIRS = 4  # equal parts of a training, after each of which a staircase halves the rate
WARM_PART = 10  # a warm-up lasts so small a part of the training


def planned(record: SineMLP) -> Plan:
    """A schedule that spans the whole training."""
    updates = record.updates()
    if record.schedule == "cosine":
        return "cosine", {"steps": updates}
    if record.schedule == "step":
        return "step", {"drop": 0.5, "every": -(-updates // STAIRS)}
    if record.schedule == "warmup":
        return "warmup", {"steps": -(-updates // WARM_PART)}
    return "", {}


def of_decay(record: SineMLP) -> Plan:
    """The decay, where the schedule is that."""
    return decaying(record) if record.schedule == "exponential" else ("", {})


@final
@dataclasses.dataclass(frozen=True)
class SineMLP(Descent):
    """A multilayer perceptron (MLP) that learns a curve, by default y = sin(πx/2), from noisy points."""

    page: ClassVar[str] = "sine_mlp"

    repairs: ClassVar = (with_values, no_more_than_there_are, soon_enough, as_many_weights)
    idle: ClassVar = {
        "batch": lambda record: True,  # the facts say how many points a step sees
        "width": lambda record: record.layers == 0,
        "versus": lambda record: record.versus in ("none", record.activation),
        "scheme": lambda record: record.typed(),
        "weights": lambda record: not record.typed(),
    }
    plans: ClassVar = (planned, of_decay)

    activation: str = knob(
        "tanh", "Activation", choices=ACTIVATION_NAMES, help="What bends the line in every unit.", group="ground"
    )
    versus: str = knob(
        "none",
        "Compare with",
        choices=("none", *ACTIVATION_NAMES),
        help="A second network: same data, same first weights.",
        group="ground",
    )
    lr: float = rate_knob(0.075)
    decay: float = decay_knob(0.998, when=("schedule", ("exponential",)))
    schedule: str = knob(
        "exponential",
        "Schedule",
        choices=("exponential", "cosine", "step", "warmup"),
        advanced=True,
        help="How η changes: by its decay at every step, along a cosine to 0, in four stairs, or rising at first.",
    )
    steps: int = knob(250, "Epochs", 1, 2000, step=1, help="How often the network sees every point.")
    batch: int = batch_knob()
    width: int = knob(20, "Units per layer", 1, 64, step=1, help="How many units a hidden layer has.", group="ground")
    layers: int = knob(
        2, "Hidden layers", 0, 3, step=1, help="How many layers lie between input and output.", group="ground"
    )
    width2: int = knob(
        0,
        "Units in layer 2",
        0,
        64,
        step=1,
        advanced=True,
        when=("layers", (2, 3)),
        help="How many units the second hidden layer has; 0: as many as the first.",
        group="ground",
    )
    width3: int = knob(
        0,
        "Units in layer 3",
        0,
        64,
        step=1,
        advanced=True,
        when=("layers", (3,)),
        help="How many units the third hidden layer has; 0: as many as the first.",
        group="ground",
    )
    seed: int = knob(
        0, "Seed", 0, 9999, step=1, help="Of the data, of the first weights and of the batches.", group="data"
    )
    scheme: str = knob(
        "xavier_uniform", "First weights", choices=tuple(network.SCHEMES), advanced=True, help="How they are drawn."
    )
    weights: str = weights_knob()
    target: str = knob(
        "sine",
        "Curve to learn",
        choices=(*network.TARGETS, OWN_FORMULA),
        advanced=True,
        help="What the points are taken from.",
        group="data",
    )
    formula: str = formula_knob(1, "x^3/4 - x", "f(x) =", "target", "Your own curve to learn.", "data")
    n: int = knob(
        128, "Points", 4, 512, step=1, advanced=True, help="How many points there are to learn from.", group="data"
    )
    noise: float = knob(
        0.3, "Noise", 0.0, 2.0, step=0.05, advanced=True, help="Scatter of the points around the curve.", group="data"
    )
    reach: float = knob(
        0.0,
        "Range of x",
        0.0,
        10.0,
        step=0.5,
        advanced=True,
        help="The points lie evenly between minus and plus this; 0: as a bell curve has them, most near 0.",
        group="data",
    )
    held: int = knob(
        64,
        "Points held out",
        0,
        512,
        step=1,
        advanced=True,
        help="Points that are never learned from: how wrong the network is there tells what it knows of the curve.",
        group="data",
    )

    def drawn(self) -> network.Samples:
        """All points: x (N,) sorted and y (N,) to learn from, and those held out; nobody can write to them.

        ValueError where a typed curve has hardly any value.
        """
        typed = self.formula if self.target == OWN_FORMULA else ""
        return _drawn(self.target, typed, self.n, self.noise, self.seed, self.reach, self.held)

    def curve(self) -> Callable[[Any], Any]:
        """The curve without noise: x (N,) → (N,).  A typed one is nan or infinite where it has no value."""
        return _curve(self.target, self.formula)

    def points(self) -> tuple[Array, Array]:
        """The training data: x (N,) sorted, y (N,)."""
        x, y, _, _ = self.drawn()
        return x, y

    def held_out(self) -> tuple[Array, Array]:
        """The points that are never learned from: x (M,) sorted, y (M,)."""
        _, _, x, y = self.drawn()
        return x, y

    def hidden(self) -> tuple[int, ...]:
        """Units in every hidden layer."""
        return (self.width, self.width2 or self.width, self.width3 or self.width)[: self.layers]

    def sizes(self) -> tuple[int, ...]:
        """Units in every layer, input and output included."""
        return (1, *self.hidden(), 1)

    def mini_batch(self) -> int | None:
        """How many points a step sees; None: all of them."""
        return mini_batch(self.batch, self.n)

    def objective(self, activation: str = "") -> Objective:
        x, y = self.points()
        bend = activation or self.activation
        return network.mlp(x, y, self.hidden(), bend, batch=self.mini_batch(), seed=self.seed)

    def typed(self) -> bool:
        """Whether the first weights are typed ones."""
        return len(read_weights(self.weights)) == network.count(self.sizes())

    def start(self) -> Array:
        """The first weights (D,): those typed, where they are as many as the network has, else drawn."""
        if self.typed():
            return read_weights(self.weights)
        return network.init(self.sizes(), seed=self.seed, scheme=self.scheme)

    def begun_at(self, theta: Array) -> SineMLP:
        """This record with the weights (D,) as its first ones, as if typed; as it is where a link cannot carry them."""
        return dataclasses.replace(self, weights=write_weights(theta) or self.weights)

    def every(self) -> int:
        """One epoch is recorded at a time."""
        return steps_an_epoch(self.n, self.mini_batch() or self.n)

    def sampled(self) -> bool:
        return self.mini_batch() is not None

    def facts(self) -> dict[str, Any]:
        knobs, later = self.knobs(), zip(("width2", "width3"), self.hidden()[1:])
        units = {knobs[name].label: count for name, count in later}  # where a knob says 0: as many as in layer 1
        return {**units, "Points a step sees": self.mini_batch() or self.n, "Steps in an epoch": self.every()}

    def shown_as(self) -> float:
        return 1.0

    def activations(self) -> tuple[str, ...]:
        """The networks that are trained: one, or two side by side."""
        return tuple(dict.fromkeys(a for a in (self.activation, self.versus) if a != "none"))

    def run(self) -> dict[str, Trajectory]:
        return {a: self.walk(self.objective(a), self.rule()) for a in self.activations()}

    def code(self) -> str:
        return script(
            *data_code(self),
            start_code(self),
            f"optimizer = {rule_code(self)}",
            f"for activation in {self.activations()}:",
            *indented(training_code(self, "activation")),
        )


def _curve(target: str, formula: str) -> Callable[[Any], Any]:
    return typed_curve(formula) if target == OWN_FORMULA else network.TARGETS[target].f


@functools.lru_cache(64)  # a view asks for the same points again and again
def _drawn(target: str, formula: str, *how: Any) -> network.Samples:
    drawn = network.samples(_curve(target, formula), *how)
    for part in drawn:
        part.setflags(write=False)
    return drawn
