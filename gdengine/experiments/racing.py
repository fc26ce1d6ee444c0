"""``Racing``: what a record of a surface needs for a race: who runs, each at a rate of its own."""

from __future__ import annotations

import abc
import dataclasses
import math
from typing import Self

from gdengine.activities.race import entries
from gdengine.analysis.sweeps import fair_rate
from gdengine.core import Objective, Trajectory
from gdengine.experiments.descent import printing
from gdengine.experiments.knobs import knob
from gdengine.experiments.landscape import Landscape

RACE = "race"  # the view in which there are several runs


@dataclasses.dataclass(frozen=True)
class Racing(Landscape):
    """An experiment in which several rules may walk from the same start."""

    racers: str = knob(
        "gd momentum nesterov adagrad rmsprop adam",
        "Racers",
        high=160,
        advanced=True,
        when=("lens", (RACE,)),
        help="Who races, each perhaps at a rate of its own: gd_0.1 adam_0.02. sgd is plain descent that stumbles.",
    )

    @abc.abstractmethod
    def entrant(self, name: str, rate: float) -> Self:
        """The record of one racer's own descent."""

    @abc.abstractmethod
    def in_step(self) -> Objective:
        """The objective as ``run`` meets it, stumbles and all, for many members at once."""

    @abc.abstractmethod
    def calm(self) -> Self:
        """The record of a walk that does not stumble."""

    def entrants(self) -> dict[str, Self]:
        """The racers; plain descent alone where the knob names nobody."""
        rates = entries(self.racers, self.lr) or {"gd": self.lr}
        return {name: self.entrant(name, rate) for name, rate in rates.items()}

    def fair_rates(self) -> dict[str, float]:
        """The best rate of a sweep for every racer (``race.fair_rate``); one that always diverges keeps its own."""
        rates = {}
        for name, racer in self.entrants().items():
            best = fair_rate(racer.in_step(), racer.rule, self.start(), self.steps)
            rates[name] = racer.lr if math.isnan(best) else best
        return rates

    def races(self) -> bool:
        """Whether the record is that of a race."""
        return getattr(self, "lens", None) == RACE

    def run(self) -> dict[str, Trajectory]:
        """One run; of a race, that of every racer."""
        if not self.races():
            return super().run()
        return {name: racer.run()[racer.optimizer] for name, racer in self.entrants().items()}

    def code(self) -> str:
        if not self.races():
            return super().code()
        field = [
            f'    "{name}": ({racer.seen_code()}, {racer.rule_code()}),' for name, racer in self.entrants().items()
        ]
        walk = ["print(name)", self.walk_code(), *printing('"x =", path.x[k].tolist(), ')]
        loop = ["for name, (objective, optimizer) in racers.items():", *("    " + line for line in walk)]
        return (
            "\n".join(["import gdengine", "", *self.calm().objective_code(), "racers = {", *field, "}", *loop]) + "\n"
        )

    def seen_code(self) -> str:
        """The objective as this racer meets it, as the script writes it."""
        return "objective"
