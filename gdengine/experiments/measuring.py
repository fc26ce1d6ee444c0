"""``Secant``: the slope explorer's view of one slope, measured between x₀ and x₀ + h."""

from __future__ import annotations

import dataclasses
from typing import final

from gdengine.core import Trajectory
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.scripts import script
from gdengine.experiments.slope import SlopeExplorer

MEASURING_SCRIPT = """\
slope = float(objective.grad(start)[0])
print("f =", float(objective(start)), "slope =", slope, "next x =", start[0] - {lr!r} * slope)
for h in sorted({{1.0, 0.1, 0.01, 1e-6, 1e-12, 1e-15, {h!r}}}, reverse=True):
    print("h =", h, "f changes by", gdengine.secant.change(objective, start, [h]).item(), "about", slope * h, end=" ")
    print("secant =", gdengine.secant.secants(objective, start, [h]).item())"""


@final
@dataclasses.dataclass(frozen=True)
class Secant(ViewRecord):
    """How far aside the second point lies through which the slope is measured."""

    h: float = knob(
        1.0,
        "Step aside h",
        1e-16,
        10.0,
        advanced=True,
        help="The slope is measured between x₀ and x₀ + h.",
        group="view",
    )

    def runs(self, record: SlopeExplorer) -> dict[str, Trajectory]:
        return record.run()

    def code(self, record: SlopeExplorer) -> str:
        """The script: the slope at the start, and its secants for ever smaller steps."""
        return script(*record.ground_code(), *MEASURING_SCRIPT.format(h=self.h, lr=record.lr).splitlines())
