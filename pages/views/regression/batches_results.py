"""The walks by all points, some, or one a step, and where on the map they go, remembered as in ``pages.ui.results``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from gdengine import Objective, Trajectory
from gdengine.experiments import Batches, Regression
from pages.charts.surface.relief import relief
from pages.ui.results import first_run, objective, remember
from pages.views.regression.results import WIDE_MAP_PIXELS, best

CLOSE_UP_MARGIN, CLOSE_UP_LEAST = 0.3, 0.02  # around what a close-up shows: of its reach, of the whole map at least


def batch_runs(record: Regression, own: Batches) -> Mapping[str, Trajectory]:
    """Every walk, by its word."""
    return {word: first_run(member) for word, member in own.members(record).items()}


class CloseUp(NamedTuple):
    """A part of the map."""

    objective: Objective
    picture: bytes


def close_up(record: Regression, walks: Sequence[np.ndarray]) -> CloseUp:
    """The map of the loss where these walks (K, 2) go, as far as that is on the whole map."""
    whole, places = objective(record), np.vstack([*walks, best(record)])
    box = []
    for axis, (low, high) in enumerate(whole.box):
        inside = np.clip(places[np.isfinite(places[:, axis]), axis], low, high)
        room = max(CLOSE_UP_MARGIN * float(np.ptp(inside)), CLOSE_UP_LEAST * (high - low))
        ends = float(inside.min()) - room, float(inside.max()) + room
        box.append((float(f"{max(ends[0], low):.3g}"), float(f"{min(ends[1], high):.3g}")))
    return _close_up(record.only("ground", "data"), tuple(box))


@remember()
def _close_up(record: Regression, box: tuple[tuple[float, float], ...]) -> CloseUp:
    near = dataclasses.replace(objective(record), box=box)
    return CloseUp(near, relief(near, *WIDE_MAP_PIXELS))
