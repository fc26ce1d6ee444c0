"""``Descent``: what every experiment has: a rule with its settings, a start, a budget of steps, and when to stop."""

from __future__ import annotations

import abc
import dataclasses
import inspect
from typing import Any, ClassVar, Self

import numpy as np

from gdengine.analysis.curvature import sharpness
from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.experiments.knobs import Experiment, knob
from gdengine.loop.descend import descend
from gdengine.rules import schedules
from gdengine.rules.optimizers import OPTIMIZERS

RATES = 41  # members of a family of runs
LOWEST, HIGHEST = 1e-6, 100.0  # learning rates there are


def rate_knob(default: float) -> Any:
    """The knob for the learning rate."""
    return knob(default, "Learning rate η", LOWEST, HIGHEST, help="How long a step is for a slope of 1.")


def decay_knob(default: float) -> Any:
    """The knob for the decay of the learning rate."""
    said = "The learning rate is multiplied by this before every step: 1 keeps it constant."
    return knob(default, "Rate decay", 0.9, 1.0, step=0.001, advanced=True, help=said)


def steps_knob(default: int) -> Any:
    """The knob for the budget."""
    return knob(default, "Steps", 1, 2000, step=1, help="How many updates to make.")


@dataclasses.dataclass(frozen=True)
class Descent(Experiment):
    """An experiment that walks downhill from one start with one rule."""

    coordinates: ClassVar[tuple[str, ...]] = ()  # the fields that hold the start
    landscape: ClassVar[tuple[str, ...]] = ()  # the fields that decide what is descended

    optimizer: str = knob("gd", "Rule", choices=tuple(OPTIMIZERS), help="How a slope becomes a step.")
    lr: float = rate_knob(0.1)
    mass: float = knob(
        0.9,
        "Momentum μ",
        0.0,
        0.999,
        step=0.01,
        when=("optimizer", ("momentum", "nesterov")),
        help="How much of the last velocity is kept: 0 is plain gradient descent.",
    )
    steps: int = steps_knob(50)
    decay: float = decay_knob(1.0)
    patience: int = knob(
        0,
        "Patience",
        0,
        1000,
        step=1,
        advanced=True,
        help="The walk stops after so many steps in a row without progress; 0: it never gives up.",
    )
    epsilon: float = knob(
        0.0,
        "Progress ε",
        0.0,
        100.0,
        step=0.001,
        advanced=True,
        help="A step is progress if it lowers the value by more than this.  It matters only with some patience.",
    )

    @abc.abstractmethod
    def objective_code(self) -> list[str]:
        """Lines of the script that define ``objective`` and ``start``."""

    def start(self) -> Array:
        """Where the walk begins, (D,)."""
        return np.array([getattr(self, name) for name in self.coordinates])

    def settled(self) -> tuple[Self, list[str]]:
        """The start moved to the edge of the map if it lies outside."""
        moved, said = {}, []
        for name, (low, high) in zip(self.coordinates, self.objective().box):
            value, spec = getattr(self, name), self.knobs()[name][1]
            nearest = min(max(value, low), high)
            if nearest != value and spec.low <= nearest <= spec.high:
                moved[name] = nearest
                said.append(f"{name} = {value:g} is off this map ({low:g} to {high:g}): moved to {nearest:g}.")
        return dataclasses.replace(self, **moved), said

    def ground(self) -> Self:
        """The record with every knob at its default that does not change the landscape itself."""
        return type(self)(**{name: getattr(self, name) for name in self.landscape})

    def rule(self, lr=None) -> Optimizer:
        """The optimizer in force; ``lr`` may be an array (M, 1), to try M rates at once."""
        rate = self.lr if lr is None else lr
        if self.decay < 1:
            rate = schedules.exponential(rate, self.decay)
        return OPTIMIZERS[self.optimizer](rate, **self.settings())

    def settings(self) -> dict[str, float]:
        """The rule's settings besides the rate that this record has a knob for."""
        return {"mass": self.mass} if "mass" in self._accepted() else {}

    def _accepted(self):
        return inspect.signature(OPTIMIZERS[self.optimizer]).parameters

    def every(self) -> int:
        """How many updates lie between two recorded steps."""
        return 1

    def updates(self) -> int:
        """How many updates the whole run takes."""
        return self.steps * self.every()

    def options(self) -> dict[str, Any]:
        """What ``descend`` is told besides objective, rule, start and budget, where that is not its default."""
        asked = {"every": self.every(), "patience": self.patience, "epsilon": self.epsilon}
        known = inspect.signature(descend).parameters
        return {name: value for name, value in asked.items() if value != known[name].default}

    def walk(self, objective: Objective, rule: Optimizer) -> Trajectory:
        """One run of ``rule`` on ``objective``, with this record's start and budget."""
        return descend(objective, rule, self.start(), self.updates(), **self.options())

    def run(self) -> dict[str, Trajectory]:
        return {self.optimizer: self.walk(self.objective(), self.rule())}

    def rates(self) -> Array:
        """Learning rates worth trying (M,), log-spaced over a factor of 200 or 1000, whatever rate is in force.

        Rules that divide by the size of the slope take steps of about η: the grid spans a thousandth of the map to the
        whole of it.  For the others the curvature L at the start and at the minima sets the scale: up to 4/L.  Three
        digits each, so that they read well in a link.
        """
        objective = self.objective()
        if "eps" in self._accepted():
            longest, span = max((high - low for low, high in objective.box), default=1.0), 1000
        else:
            places = [self.start(), *objective.minima]
            longest, span = 4 / max(sharpness(objective, place) for place in places), 200
        longest = min(max(longest, span * LOWEST), HIGHEST)  # the grid has to fit between the knob's ends
        return np.array([float(f"{rate:.3g}") for rate in np.geomspace(longest / span, longest, RATES)])

    def family(self, rates) -> Trajectory:
        """The same run for every rate of ``rates`` (M,), in one descent: batch axis M."""
        return self.walk(self.objective(), self.rule(np.asarray(rates)[:, None]))

    def code(self) -> str:
        lines = ["import gdengine", "", *self.objective_code(), f"optimizer = {self.rule_code()}"]
        return "\n".join([*lines, self.walk_code(), *printing('"x =", path.x[k].tolist(), ')]) + "\n"

    def rule_code(self) -> str:
        """The optimizer, as the script writes it."""
        rate = f"gdengine.schedules.exponential({self.lr!r}, {self.decay!r})" if self.decay < 1 else repr(self.lr)
        return f'gdengine.OPTIMIZERS["{self.optimizer}"](lr={rate}{_keywords(self.settings())})'

    def walk_code(self) -> str:
        """The line of the script that makes the run ``path``."""
        return f"path = gdengine.descend(objective, optimizer, start, {self.updates()}{_keywords(self.options())})"


def _keywords(values) -> str:
    return "".join(f", {name}={value!r}" for name, value in values.items())


def printing(point: str) -> list[str]:
    """Lines of a script that print the first steps of ``path`` and the last, ``point`` included, and how it ended."""
    return [
        "for k in sorted({*range(len(path.step))[:4], len(path.step) - 1}):",
        f'    print("step", path.step[k], {point}"f =", float(path.value[k]))',
        'print(gdengine.Outcome(path.outcome).name, "at step", path.last)',
    ]
