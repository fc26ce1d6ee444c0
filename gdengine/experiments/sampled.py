"""What the records with data share: a step may see all of the points, or only a few."""

from __future__ import annotations

import dataclasses
from typing import Any

from gdengine.experiments.knobs import knob

MOST_A_STEP = 512  # points: all that a network may learn from


def batch_knob() -> Any:
    """The knob for the number of points that a step sees."""
    said = "0: all of them; 1: one at a time (stochastic)."
    return knob(0, "Points per step", 0, MOST_A_STEP, step=1, advanced=True, help=said)


def mini_batch(batch: int, count: int) -> int | None:
    """How many of ``count`` points a step sees; None: all of them."""
    return batch if 0 < batch < count else None


def no_more_than_there_are(record: Any) -> tuple[Any, list[str]]:
    """No more points a step than there are; of a record with ``batch`` and ``points``."""
    count = len(record.points()[0])
    if record.batch <= count:
        return record, []
    said = f"{record.batch} points per step are more than the {count} there are: every step sees all of them."
    return dataclasses.replace(record, batch=0), [said]
