"""``FiveRates``: the slope explorer's view of plain descent at five rates side by side."""

from __future__ import annotations

import dataclasses
from typing import final

from gdengine.analysis.five_rates import Ladder, ladder
from gdengine.core import Trajectory
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.scripts import indented, script, walk_code
from gdengine.experiments.slope import SlopeExplorer


@final
@dataclasses.dataclass(frozen=True)
class FiveRates(ViewRecord):
    """Nothing to be set: the rates are those that the curvature below the start asks for."""

    def ladder(self, record: SlopeExplorer) -> Ladder:
        """The rates for the record's curve and start."""
        return ladder(record.objective(), record.x0)

    def alone(self, record: SlopeExplorer, rate: float) -> SlopeExplorer:
        """The record of plain descent at this rate.  ValueError for one that no record may have: see ``fits``."""
        return dataclasses.replace(record, optimizer="gd", decay=1.0, lr=rate)

    def fits(self, rate: float) -> bool:
        """Whether a record may have this rate: a steep curve asks for smaller ones, a flat one for larger."""
        return SlopeExplorer.knobs()["lr"].fits(rate)

    def walks(self, record: SlopeExplorer) -> tuple[Ladder, Trajectory]:
        """The rates, and plain descent at each of them: batch axis 5."""
        five = self.ladder(record)
        return five, self.alone(record, record.lr).family(list(five.rates.values()))

    def runs(self, record: SlopeExplorer) -> dict[str, Trajectory]:
        five, walks = self.walks(record)
        return {name: walks.member(m) for m, name in enumerate(five.rates)}

    def code(self, record: SlopeExplorer) -> str:
        """The script: the walk at each of the rates, one after the other."""
        rates = [f'    "{name}": {rate!r},' for name, rate in self.ladder(record).rates.items()]
        walk = ['optimizer = gdengine.OPTIMIZERS["gd"](lr=rate)', "print(name)"]
        walk += walk_code(self.alone(record, record.lr))
        loop = ["for name, rate in rates.items():", *indented(walk)]
        return script(*record.ground_code(), "rates = {", *rates, "}", *loop)
