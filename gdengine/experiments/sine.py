"""The sine page's record: noisy points of a sine, a network's shape, and how it is trained."""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar, final

from gdengine import network
from gdengine.core import Array, Objective, Trajectory
from gdengine.experiments.descent import Descent, decay_knob, rate_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.sampled import batch_knob, mini_batch, no_more_than_there_are
from gdengine.experiments.scripts import indented, rule_code, script, walk_code

ACTIVATION_NAMES = tuple(network.ACTIVATIONS)
MOST_UPDATES = 40_000  # of a training: about two seconds


def soon_enough(record: SineMLP) -> tuple[SineMLP, list[str]]:
    """No more updates than one cares to wait for."""
    most = MOST_UPDATES // record.every()
    if record.steps <= most:
        return record, []
    said = f"{record.steps} epochs of {record.every()} updates each take too long: {most} are trained."
    return dataclasses.replace(record, steps=most), [said]


@final
@dataclasses.dataclass(frozen=True)
class SineMLP(Descent):
    """A multilayer perceptron (MLP) that learns y = sin(πx/2) from noisy points."""

    page: ClassVar[str] = "sine_mlp"

    repairs: ClassVar = (no_more_than_there_are, soon_enough)
    idle: ClassVar = {
        "batch": lambda record: True,  # the facts say how many points a step sees
        "width": lambda record: record.layers == 0,
        "versus": lambda record: record.versus in ("none", record.activation),
    }

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
    decay: float = decay_knob(0.998)
    steps: int = knob(250, "Epochs", 1, 500, step=1, help="How often the network sees every point.")
    batch: int = batch_knob()
    width: int = knob(20, "Units per layer", 1, 32, step=1, help="How many units a hidden layer has.", group="ground")
    layers: int = knob(
        2, "Hidden layers", 0, 3, step=1, help="How many layers lie between input and output.", group="ground"
    )
    seed: int = knob(
        0, "Seed", 0, 9999, step=1, help="Of the data, of the first weights and of the batches.", group="data"
    )
    scheme: str = knob(
        "xavier_uniform", "First weights", choices=tuple(network.SCHEMES), advanced=True, help="How they are drawn."
    )
    n: int = knob(
        128, "Points", 4, 256, step=1, advanced=True, help="How many points there are to learn from.", group="data"
    )
    noise: float = knob(
        0.3, "Noise", 0.0, 2.0, step=0.05, advanced=True, help="Scatter of the points around the sine.", group="data"
    )

    def points(self) -> tuple[Array, Array]:
        """The training data: x (N,) sorted, y (N,)."""
        return network.sine_data(n=self.n, noise=self.noise, seed=self.seed)

    def hidden(self) -> tuple[int, ...]:
        """Units in every hidden layer."""
        return (self.width,) * self.layers

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

    def start(self) -> Array:
        return network.init(self.sizes(), seed=self.seed, scheme=self.scheme)

    def every(self) -> int:
        """One epoch is recorded at a time."""
        return -(-self.n // (self.mini_batch() or self.n))

    def sampled(self) -> bool:
        return self.mini_batch() is not None

    def facts(self) -> dict[str, Any]:
        return {"Points a step sees": self.mini_batch() or self.n, "Steps in an epoch": self.every()}

    def shown_as(self) -> float:
        return 1.0

    def activations(self) -> tuple[str, ...]:
        """The networks that are trained: one, or two side by side."""
        return tuple(dict.fromkeys(a for a in (self.activation, self.versus) if a != "none"))

    def run(self) -> dict[str, Trajectory]:
        return {a: self.walk(self.objective(a), self.rule()) for a in self.activations()}

    def code(self) -> str:
        arguments = f"x, y, hidden={self.hidden()}, activation=activation, batch={self.mini_batch()}, seed={self.seed}"
        training = ["print(activation)", f"objective = gdengine.network.mlp({arguments})", *walk_code(self)]
        return script(
            f"x, y = gdengine.network.sine_data(n={self.n}, noise={self.noise!r}, seed={self.seed})",
            f'start = gdengine.network.init({self.sizes()}, seed={self.seed}, scheme="{self.scheme}")',
            f"optimizer = {rule_code(self)}",
            f"for activation in {self.activations()}:",
            *indented(training),
        )
