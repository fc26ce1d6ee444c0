"""The sine page's record: noisy points of a sine, a network's shape, and how it is trained."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from gdengine import network
from gdengine.core import Array, Objective, Trajectory
from gdengine.experiments.descent import PRINTED, Descent
from gdengine.knobs import Experiment, knob

ACTIVATIONS = tuple(network.ACTIVATIONS)


@dataclasses.dataclass(frozen=True)
class SineMLP(Descent):
    """A multilayer perceptron (MLP) that learns y = sin(πx/2) from noisy points."""

    page: ClassVar[str] = "sine_mlp"

    activation: str = knob("tanh", "Activation", choices=ACTIVATIONS, help="What bends the line in every unit.")
    versus: str = knob(
        "none", "Compare with", choices=("none", *ACTIVATIONS), help="A second network: same data, same first weights."
    )
    lr: float = knob(0.075, "Learning rate η", 1e-6, 100.0, help="How long a step is for a slope of 1.")
    decay: float = knob(
        0.998,
        "Rate decay",
        0.9,
        1.0,
        step=0.001,
        advanced=True,
        help="The learning rate is multiplied by this before every update: 1 keeps it constant.",
    )
    steps: int = knob(250, "Epochs", 1, 500, step=1, help="How often the network sees every point.")
    width: int = knob(20, "Units per layer", 1, 64, step=1, help="How many units a hidden layer has.")
    layers: int = knob(2, "Hidden layers", 0, 4, step=1, help="How many layers lie between input and output.")
    seed: int = knob(0, "Seed", 0, 9999, step=1, help="Of the data, of the first weights and of the batches.")
    scheme: str = knob(
        "xavier_uniform", "First weights", choices=tuple(network.SCHEMES), advanced=True, help="How they are drawn."
    )
    n: int = knob(128, "Points", 4, 512, step=1, advanced=True, help="How many points there are to learn from.")
    noise: float = knob(0.3, "Noise", 0.0, 2.0, step=0.05, advanced=True, help="Scatter of the points around the sine.")
    batch: int = knob(
        0, "Points per step", 0, 512, step=1, advanced=True, help="0: all of them; 1: one at a time (stochastic)."
    )

    def points(self):
        """The training data: x (N,) sorted, y (N,)."""
        return network.sine_data(n=self.n, noise=self.noise, seed=self.seed)

    def hidden(self) -> tuple[int, ...]:
        return (self.width,) * self.layers

    def sizes(self) -> tuple[int, ...]:
        """Units in every layer, input and output included."""
        return (1, *self.hidden(), 1)

    def objective(self, activation: str = "") -> Objective:
        x, y = self.points()
        batch = self.batch if 0 < self.batch < self.n else None
        return network.mlp(x, y, self.hidden(), activation or self.activation, batch=batch, seed=self.seed)

    def start(self) -> Array:
        return network.init(self.sizes(), seed=self.seed, scheme=self.scheme)

    def every(self) -> int:
        return -(-self.n // self.batch) if 0 < self.batch < self.n else 1

    def updates(self) -> int:
        return self.steps * self.every()

    def activations(self) -> tuple[str, ...]:
        """The networks that are trained: one, or two side by side."""
        return tuple(dict.fromkeys(a for a in (self.activation, self.versus) if a != "none"))

    def run(self) -> dict[str, Trajectory]:
        return {a: self.walk(self.objective(a), self.rule()) for a in self.activations()}

    def settled(self) -> tuple[Experiment, list[str]]:
        """No more points a step than there are."""
        if self.batch <= self.n:
            return self, []
        said = f"batch = {self.batch} is more than the {self.n} points: all of them are used in every step."
        return dataclasses.replace(self, batch=0), [said]

    def code(self) -> str:
        batch = self.batch if 0 < self.batch < self.n else None
        every = f", every={self.every()}" if self.every() > 1 else ""
        run = (
            "objective = gdengine.network.mlp("
            f"x, y, hidden={self.hidden()}, activation=activation, batch={batch}, seed={self.seed})",
            f"path = gdengine.descend(objective, {self.rule_code()}, start, {self.updates()}{every})",
            "print(activation)",
            *(line.replace('"x =", path.x[k].tolist(), ', "") for line in PRINTED),
        )
        lines = [
            "import gdengine",
            "",
            f"x, y = gdengine.network.sine_data(n={self.n}, noise={self.noise!r}, seed={self.seed})",
            f"start = gdengine.network.init({self.sizes()}, seed={self.seed}, scheme={self.scheme!r})",
            f"for activation in {self.activations()}:",
            *("    " + line for line in run),
        ]
        return "\n".join(lines) + "\n"
