"""``Descent``: what every experiment has, a rule with its settings, a start and a budget of steps."""

from __future__ import annotations

import dataclasses
import inspect
from typing import ClassVar

import numpy as np

from gdengine import schedules
from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.curvature import sharpness
from gdengine.descend import descend
from gdengine.knobs import Experiment, knob
from gdengine.optimizers import OPTIMIZERS

RULES = tuple(OPTIMIZERS)
RATES = 41  # members of a family of runs


@dataclasses.dataclass(frozen=True)
class Descent(Experiment):
    """An experiment that walks downhill from one start with one rule."""

    landscape: ClassVar[tuple[str, ...]] = ()  # the fields that decide what is descended

    optimizer: str = knob("gd", "Rule", choices=RULES, help="How a slope becomes a step.")
    lr: float = knob(0.1, "Learning rate η", 1e-6, 100.0, help="How long a step is for a slope of 1.")
    mass: float = knob(
        0.9,
        "Momentum μ",
        0.0,
        0.999,
        step=0.01,
        when=("optimizer", ("momentum", "nesterov")),
        help="How much of the last velocity is kept: 0 is plain gradient descent.",
    )
    steps: int = knob(50, "Steps", 1, 2000, step=1, help="How many updates to make.")
    decay: float = knob(
        1.0,
        "Rate decay",
        0.9,
        1.0,
        step=0.001,
        advanced=True,
        help="The learning rate is multiplied by this before every step: 1 keeps it constant.",
    )

    def start(self) -> Array:
        """Where the walk begins, (D,)."""
        raise TypeError(f"{type(self).__name__} must say where it starts")

    def ground(self) -> Descent:
        """The record with every knob at its default that does not change the landscape itself."""
        default = type(self)()
        return dataclasses.replace(default, **{name: getattr(self, name) for name in self.landscape})

    def rule(self, lr=None) -> Optimizer:
        """The optimizer in force; ``lr`` may be an array (M, 1), to try M rates at once."""
        rate = self.lr if lr is None else lr
        return OPTIMIZERS[self.optimizer](self._scheduled(rate), **self.settings())

    def _scheduled(self, rate):
        return schedules.exponential(rate, self.decay) if self.decay < 1 else rate

    def settings(self) -> dict[str, float]:
        """The rule's settings besides the rate that this record has a knob for."""
        accepted = inspect.signature(OPTIMIZERS[self.optimizer]).parameters
        return {"mass": self.mass} if "mass" in accepted else {}

    def every(self) -> int:
        """How many updates lie between two recorded steps."""
        return 1

    def updates(self) -> int:
        """How many updates the whole run takes."""
        return self.steps

    def walk(self, objective: Objective, rule: Optimizer) -> Trajectory:
        """One run of ``rule`` on ``objective``, with this record's start and budget."""
        return descend(objective, rule, self.start(), self.updates(), every=self.every())

    def run(self) -> dict[str, Trajectory]:
        return {self.optimizer: self.walk(self.objective(), self.rule())}

    def rates(self) -> Array:
        """Learning rates worth trying (M,), log-spaced, whatever rate is in force.

        Rules that divide by the size of the slope take steps of about η: the grid spans a thousandth of the map to the
        whole of it.  For the others the curvature L at the start and at the minima sets the scale: up to 4/L.
        """
        objective = self.objective()
        if "eps" in inspect.signature(OPTIMIZERS[self.optimizer]).parameters:
            reach = max((high - low for low, high in objective.box), default=1.0)
            return np.geomspace(reach / 1000, reach, RATES)
        places = np.array([self.start(), *objective.minima])
        sharpest = max(float(sharpness(objective, place)) for place in places)
        return np.geomspace(0.02 / sharpest, 4 / sharpest, RATES)

    def family(self, rates) -> Trajectory:
        """The same run for every rate of ``rates`` (M,), in one descent: batch axis M."""
        return self.walk(self.objective(), self.rule(np.asarray(rates)[:, None]))

    def rule_code(self) -> str:
        """The optimizer, as the script writes it."""
        rate = f"gdengine.schedules.exponential({self.lr!r}, {self.decay!r})" if self.decay < 1 else repr(self.lr)
        rest = "".join(f", {name}={value!r}" for name, value in self.settings().items())
        return f'gdengine.OPTIMIZERS["{self.optimizer}"](lr={rate}{rest})'

    def objective_code(self) -> list[str]:
        """Lines of the script that define ``objective`` and ``start``."""
        raise TypeError(f"{type(self).__name__} must say how its objective is written")

    def code(self) -> str:
        every = f", every={self.every()}" if self.every() > 1 else ""
        lines = [
            "import gdengine",
            "",
            *self.objective_code(),
            f"optimizer = {self.rule_code()}",
            f"path = gdengine.descend(objective, optimizer, start, {self.updates()}{every})",
            *PRINTED,
        ]
        return "\n".join(lines) + "\n"


PRINTED = (
    "for k in sorted({0, 1, 2, 3, len(path.step) - 1} & set(range(len(path.step)))):",
    '    print("step", path.step[k], "x =", path.x[k].tolist(), "f =", float(path.value[k]))',
    'print(gdengine.Outcome(path.outcome).name, "at step", path.last)',
)
