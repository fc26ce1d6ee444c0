"""The sine page's record: noisy points of a sine, a network's shape, and how it is trained."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from gdengine import network
from gdengine.core import Array, Objective, Trajectory
from gdengine.experiments.descent import decay_knob, printing, rate_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.sampled import Sampled

ACTIVATIONS = tuple(network.ACTIVATIONS)
MOST_UPDATES = 40_000  # of a training: about two seconds


@dataclasses.dataclass(frozen=True)
class SineMLP(Sampled):
    """A multilayer perceptron (MLP) that learns y = sin(πx/2) from noisy points."""

    page: ClassVar[str] = "sine_mlp"

    activation: str = knob("tanh", "Activation", choices=ACTIVATIONS, help="What bends the line in every unit.")
    versus: str = knob(
        "none", "Compare with", choices=("none", *ACTIVATIONS), help="A second network: same data, same first weights."
    )
    lr: float = rate_knob(0.075)
    decay: float = decay_knob(0.998)
    steps: int = knob(250, "Epochs", 1, 500, step=1, help="How often the network sees every point.")
    width: int = knob(20, "Units per layer", 1, 32, step=1, help="How many units a hidden layer has.")
    layers: int = knob(2, "Hidden layers", 0, 3, step=1, help="How many layers lie between input and output.")
    seed: int = knob(0, "Seed", 0, 9999, step=1, help="Of the data, of the first weights and of the batches.")
    scheme: str = knob(
        "xavier_uniform", "First weights", choices=tuple(network.SCHEMES), advanced=True, help="How they are drawn."
    )
    n: int = knob(128, "Points", 4, 256, step=1, advanced=True, help="How many points there are to learn from.")
    noise: float = knob(0.3, "Noise", 0.0, 2.0, step=0.05, advanced=True, help="Scatter of the points around the sine.")

    def points(self) -> tuple[Array, Array]:
        """The training data: x (N,) sorted, y (N,)."""
        return network.sine_data(n=self.n, noise=self.noise, seed=self.seed)

    def hidden(self) -> tuple[int, ...]:
        """Units in every hidden layer."""
        return (self.width,) * self.layers

    def sizes(self) -> tuple[int, ...]:
        """Units in every layer, input and output included."""
        return (1, *self.hidden(), 1)

    def objective(self, activation: str = "") -> Objective:
        x, y = self.points()
        bend = activation or self.activation
        return network.mlp(x, y, self.hidden(), bend, batch=self.mini_batch(), seed=self.seed)

    def start(self) -> Array:
        return network.init(self.sizes(), seed=self.seed, scheme=self.scheme)

    def every(self) -> int:
        """One epoch is recorded at a time."""
        return -(-self.n // (self.mini_batch() or self.n))

    def activations(self) -> tuple[str, ...]:
        """The networks that are trained: one, or two side by side."""
        return tuple(dict.fromkeys(a for a in (self.activation, self.versus) if a != "none"))

    def run(self) -> dict[str, Trajectory]:
        return {a: self.walk(self.objective(a), self.rule()) for a in self.activations()}

    def settled(self) -> tuple[Self, list[str]]:
        """No more points a step than there are, and no more updates than one cares to wait for."""
        record, said = super().settled()
        most = MOST_UPDATES // record.every()
        if record.steps > most:
            said.append(
                f"steps = {self.steps} epochs of {record.every()} updates each take too long: {most} are trained."
            )
            record = dataclasses.replace(record, steps=most)
        return record, said

    def objective_code(self) -> list[str]:
        return [
            f"x, y = gdengine.network.sine_data(n={self.n}, noise={self.noise!r}, seed={self.seed})",
            f'start = gdengine.network.init({self.sizes()}, seed={self.seed}, scheme="{self.scheme}")',
            f"optimizer = {self.rule_code()}",
        ]

    def code(self) -> str:
        arguments = f"x, y, hidden={self.hidden()}, activation=activation, batch={self.mini_batch()}, seed={self.seed}"
        training = [
            "print(activation)",
            f"objective = gdengine.network.mlp({arguments})",
            self.walk_code(),
            *printing(""),
        ]
        loop = [f"for activation in {self.activations()}:", *("    " + line for line in training)]
        return "\n".join(["import gdengine", "", *self.objective_code(), *loop]) + "\n"
