"""``Race``: the misty mountain's view of several rules from the same start, each perhaps at a rate of its own."""

from __future__ import annotations

import dataclasses
import math
from typing import final

from gdengine.activities.race import entries, entry
from gdengine.analysis.sweeps import fair_rate
from gdengine.core import Trajectory
from gdengine.experiments.descent import HIGHEST_RATE, LOWEST_RATE, RULE_SETTINGS
from gdengine.experiments.knobs import Codec, knob
from gdengine.experiments.mountain import MistyMountain
from gdengine.experiments.numbers import write_number
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.scripts import indented, rule_code, script, walk_code


def _check(racers: str) -> None:
    for word in racers.split():
        name, rate = entry(word)
        if rate is not None and not LOWEST_RATE <= rate <= HIGHEST_RATE:
            raise ValueError(
                f"the rate of {name} is a number from {write_number(LOWEST_RATE)} to {write_number(HIGHEST_RATE)}"
            )


@final
@dataclasses.dataclass(frozen=True)
class Race(ViewRecord):
    """Who races."""

    racers: str = knob(
        "gd momentum nesterov adagrad rmsprop adam",
        "Racers",
        codec=Codec(160, check=_check),
        advanced=True,
        help="Who races, each perhaps at a rate of its own: gd_0.1 adam_0.02. sgd is plain descent that stumbles.",
        group="view",
    )

    def entrants(self, mountain: MistyMountain) -> dict[str, MistyMountain]:
        """The record of every racer's own descent; of plain descent alone where nobody is named."""
        rates = entries(self.racers, mountain.lr) or {"gd": mountain.lr}
        return {name: _entrant(mountain, name, rate) for name, rate in rates.items()}

    def used(self, mountain: MistyMountain) -> tuple[str, ...]:
        """The settings of rules that some racer uses."""
        field = self.entrants(mountain).values()
        return tuple(name for name in RULE_SETTINGS if any(racer.matters(name) for racer in field))

    def fair_rates(self, mountain: MistyMountain) -> dict[str, float]:
        """The best rate of a sweep for every racer (``sweeps.fair_rate``); one that always diverges keeps its own."""
        rates = {}
        for name, racer in self.entrants(mountain).items():
            best = fair_rate(racer.objective(), racer.rule, racer.start(), racer.steps)
            rates[name] = racer.lr if math.isnan(best) else best
        return rates

    def runs(self, record: MistyMountain) -> dict[str, Trajectory]:
        return {name: racer.run()[racer.optimizer] for name, racer in self.entrants(record).items()}

    def code(self, record: MistyMountain) -> str:
        """The script: every racer's walk, one after the other."""
        field = self.entrants(record).items()
        racers = [f'    "{name}": ({racer.felt_code()}, {rule_code(racer)}),' for name, racer in field]
        walk = ["print(name)", *walk_code(record)]
        loop = ["for name, (objective, optimizer) in racers.items():", *indented(walk)]
        return script(*record.ground_code(), "racers = {", *racers, "}", *loop)


def _entrant(mountain: MistyMountain, name: str, rate: float) -> MistyMountain:
    """Of all racers only ``sgd`` stumbles."""
    rule, noise = ("gd", mountain.noise) if name == "sgd" else (name, 0.0)
    return dataclasses.replace(mountain, optimizer=rule, lr=rate, noise=noise)
