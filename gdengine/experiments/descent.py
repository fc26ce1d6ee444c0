"""``Descent``: what every experiment has: a rule with its settings, a budget of steps, and when to stop."""

from __future__ import annotations

import abc
import dataclasses
import inspect
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from gdengine.analysis.curvature import sharpness
from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.experiments.knobs import knob
from gdengine.experiments.numbers import say_number
from gdengine.experiments.records import Experiment
from gdengine.loop.descend import descend
from gdengine.rules import schedules
from gdengine.rules.optimizers import OPTIMIZERS
from gdengine.rules.rule import RULES

RATES = 41  # members of a family of runs
LOWEST_RATE, HIGHEST_RATE = 1e-6, 100.0  # learning rates there are
MOST_PATIENCE = 1000  # steps without progress
LOWEST_DECAY = 0.9  # of the rate, a step: after a hundred steps less than a 30,000th is left
Plan = tuple[str, dict[str, Any]]  # a schedule of ``gdengine.schedules``, and its settings besides the rate; or "", {}
RULE_SETTINGS = ("mass", "rho", "beta1", "beta2", "eps")  # the knobs of which a rule uses some, by its own names


def rate_knob(default: float, lowest: float = LOWEST_RATE) -> Any:
    """The knob for the learning rate."""
    return knob(
        default, "Learning rate η", lowest, HIGHEST_RATE, help="In plain descent: how long a step is for a slope of 1."
    )


def decay_knob(default: float, **rest: Any) -> Any:
    """The knob for the decay of the learning rate."""
    said = "The learning rate is multiplied by this before every step: 1 keeps it constant."
    return knob(default, "Rate decay", LOWEST_DECAY, 1.0, step=0.001, advanced=True, help=said, **rest)


def steps_knob(default: int) -> Any:
    """The knob for the budget."""
    return knob(default, "Steps", 1, 2000, step=1, help="How many updates to make.")


def users(setting: str) -> tuple[str, ...]:
    """The rules that have this setting."""
    return tuple(name for name, factory in OPTIMIZERS.items() if setting in inspect.signature(factory).parameters)


def setting_knob(name: str, default: float, label: str, low: float, high: float, **rest: Any) -> Any:
    """The knob for one of ``RULE_SETTINGS``; it matters for the rules that use it."""
    return knob(default, label, low, high, when=("optimizer", users(name)), **rest)


def decaying(record: Any) -> Plan:
    """The rate decays at every step, unless it stays as it is."""
    return ("exponential", {"decay": record.decay}) if record.decay < 1 else ("", {})


@dataclasses.dataclass(frozen=True)
class Descent(Experiment):
    """An experiment that walks downhill from one start with one rule."""

    coordinates: ClassVar[tuple[str, ...]] = ()  # the fields that hold the start, where it has fields

    idle: ClassVar[Mapping[str, Callable[[Any], bool]]] = {}  # knob → whether several others leave it without effect
    plans: ClassVar[tuple[Callable[[Any], Plan], ...]] = (decaying,)  # of a record: how its rate may change

    optimizer: str = knob("gd", "Rule", choices=tuple(OPTIMIZERS), help="How a slope becomes a step.")
    lr: float = rate_knob(0.1)
    mass: float = setting_knob(
        "mass",
        0.9,
        "Momentum μ",
        0.0,
        0.999,
        step=0.01,
        help="How much of the last velocity is kept: 0 is plain gradient descent.",
    )
    rho: float = setting_knob(
        "rho",
        0.9,
        "Memory ρ",
        0.0,
        0.9999,
        step=0.01,
        advanced=True,
        help="How much of the mean of the squared slopes is kept at every step: 0 looks at the last slope only.",
    )
    beta1: float = setting_knob(
        "beta1",
        0.9,
        "Memory of slopes β₁",
        0.0,
        0.999,
        step=0.01,
        advanced=True,
        help="How much of the mean of the slopes is kept at every step: 0 looks at the last slope only.",
    )
    beta2: float = setting_knob(
        "beta2",
        0.999,
        "Memory of squared slopes β₂",
        0.0,
        0.99999,
        step=0.001,
        advanced=True,
        help="How much of the mean of the squared slopes is kept at every step.",
    )
    eps: float = setting_knob(
        "eps",
        1e-8,
        "Smallest divisor ε",
        1e-16,
        1.0,
        advanced=True,
        help="Added to what the step is divided by, so that a slope near 0 does not make a huge step.",
    )
    steps: int = steps_knob(50)
    decay: float = decay_knob(1.0)
    patience: int = knob(
        0,
        "Patience",
        0,
        MOST_PATIENCE,
        step=1,
        advanced=True,
        help="The walk stops after so many steps in a row without progress; 0: it never gives up.",
    )
    epsilon: float = knob(
        0.0,
        "Progress needed",
        0.0,
        100.0,
        step=0.001,
        advanced=True,
        when=("patience", range(1, MOST_PATIENCE + 1)),
        help="A step is progress if it brings the value shown more than this below the lowest before.",
    )

    @abc.abstractmethod
    def every(self) -> int:
        """How many updates lie between two recorded steps."""

    @abc.abstractmethod
    def sampled(self) -> bool:
        """Whether a step sees only a part of the points, or feels slopes with errors."""

    @abc.abstractmethod
    def facts(self) -> dict[str, Any]:
        """What follows from the settings and is in force, too: label → value."""

    @abc.abstractmethod
    def shown_as(self) -> float:
        """The value that is shown, in units of the one descended."""

    def rule(self, lr: Any = None) -> Optimizer:
        """The optimizer in force; ``lr`` may be an array (M, 1), to try M rates at once."""
        rate = self.lr if lr is None else lr
        name, settings = self.plan()
        if name:
            rate = getattr(schedules, name)(rate, **settings)
        return OPTIMIZERS[self.optimizer](rate, **self.settings())

    def plan(self) -> Plan:
        """How the rate changes over the steps: the first of ``plans`` that names a schedule."""
        return next((plan for plan in (ask(self) for ask in self.plans) if plan[0]), ("", {}))

    def settings(self) -> dict[str, float]:
        """The rule's settings besides the rate."""
        return {name: getattr(self, name) for name in RULE_SETTINGS if self.matters(name)}

    def updates(self) -> int:
        return self.steps * self.every()

    def options(self) -> dict[str, Any]:
        asked = {"every": self.every(), "patience": self.patience, "epsilon": self.epsilon / self.shown_as()}
        known = inspect.signature(descend).parameters
        return {name: value for name, value in asked.items() if value != known[name].default}

    def walk(self, objective: Objective, rule: Optimizer) -> Trajectory:
        """One run of ``rule`` on ``objective``, with this record's start and budget."""
        return descend(objective, rule, self.start(), self.updates(), **self.options())

    def rates(self) -> Array:
        """Learning rates worth trying (M,), log-spaced over a factor of 200 or 1000, whatever rate is in force.

        Rules that divide by the size of the slope take steps of about η: the grid spans a thousandth of the map to the
        whole of it.  For the others the curvature L at the start and at the minima sets the scale: up to 4/L.  Three
        digits each, so that they read well in a link.
        """
        objective = self.objective()
        if RULES[self.optimizer].own_length:
            longest, span = max((high - low for low, high in objective.box), default=1.0), 1000
        else:
            places = [self.start(), *objective.minima]
            longest, span = 4 / max(sharpness(objective, place) for place in places), 200
        lowest = self.knobs()["lr"].low
        longest = min(max(longest, span * lowest), HIGHEST_RATE)  # the grid has to fit between the knob's ends
        return np.array([float(f"{rate:.3g}") for rate in np.geomspace(longest / span, longest, RATES)])

    def family(self, rates: Any) -> Trajectory:
        return self.walk(self.objective(), self.rule(np.asarray(rates)[:, None]))


def start_on_the_map(record: Any) -> tuple[Any, list[str]]:
    """The start moved to the edge of the map if it lies outside; of a record with ``coordinates``."""
    moved, said = {}, []
    for name, (low, high) in zip(record.coordinates, record.objective().box):
        value, spec = getattr(record, name), record.knobs()[name]
        nearest = min(max(value, low), high)
        if nearest != value and spec.low <= nearest <= spec.high:
            moved[name] = nearest
            told = (float(f"{each:.9g}") for each in (value, low, high, nearest))  # without what is but rounding
            was, least, most, now = map(say_number, told)
            said.append(f"{spec.label} = {was} is off this map ({least} to {most}): moved to {now}.")
    return dataclasses.replace(record, **moved), said
