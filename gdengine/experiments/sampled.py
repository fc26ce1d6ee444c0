"""``Sampled``: a descent on the error at some points, of which a step may see all or only a few."""

from __future__ import annotations

import abc
import dataclasses
from typing import Any, Self

from gdengine.experiments.descent import Descent
from gdengine.experiments.knobs import knob


@dataclasses.dataclass(frozen=True)
class Sampled(Descent):
    """An experiment with data."""

    batch: int = knob(
        0, "Points per step", 0, 500, step=1, advanced=True, help="0: all of them; 1: one at a time (stochastic)."
    )

    @abc.abstractmethod
    def points(self) -> Any:
        """The data: a tuple that begins with x (N,) and y (N,)."""

    def mini_batch(self) -> int | None:
        """How many points a step sees; None: all of them."""
        return self.batch if 0 < self.batch < len(self.points()[0]) else None

    def settled(self) -> tuple[Self, list[str]]:
        """The start on the map, and no more points a step than there are."""
        record, said = super().settled()
        count = len(self.points()[0])
        if self.batch > count:
            record = dataclasses.replace(record, batch=0)
            said.append(f"batch = {self.batch} is more than the {count} points there are: every step sees all of them.")
        return record, said
