"""The plane through a training, remembered: the exact loss on it, and its picture.

Axes: F epochs shown, S runs, D weights.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from gdengine import Objective, Trajectory, network
from gdengine.analysis.curvature import spectrum
from gdengine.core import Array
from gdengine.experiments import LossPlane, SineMLP
from gdengine.experiments.planes import LossMap
from gdengine.network.between import between
from pages.charts.kit.moments import thinned
from pages.charts.network import landscape as charts
from pages.charts.surface import terrain3d
from pages.charts.surface.relief import relief
from pages.ui.progress import Progress
from pages.ui.results import remember

MOST_PLACES = 3_000  # of all runs together that are sent
PLANE_PIXELS = 560


class Landscape(NamedTuple):
    """A plane with its runs, as it is drawn."""

    map: LossMap
    surface: Objective  # the loss on the plane, between the points it was worked out at too
    epochs: Array  # (F,)
    chosen: Array  # (F,), the rows of the runs that are shown
    picture: bytes

    @property
    def places(self) -> Array:
        """Where the runs are on the plane (F, S, 2)."""
        return np.moveaxis(self.map.gap.coordinates, 0, 1)[self.chosen]

    def loss(self, which: str) -> Array:
        """The first run's loss (F,), ``true`` or ``shown``."""
        return np.asarray(getattr(self.map.gap, which))[0, self.chosen]


@remember()
def landscape(record: SineMLP, own: LossPlane) -> Landscape | str:
    """The plane of the record's first network; a sentence where there is none."""
    try:
        walked = _walked(record, dataclasses.replace(LossPlane(), runs_shown=own.runs_shown))
        with np.errstate(over="ignore", invalid="ignore"):
            drawn = own.drawn(record, walked)
        surface = between(drawn.surface)
    except (ValueError, IndexError):  # of runs that never move, or are lost at once
        return "These runs never move, or are lost at once: there is no plane through them."
    count = len(walked.step)
    chosen = thinned(count, max(MOST_PLACES // own.runs_shown, 90))
    sound = np.isfinite(drawn.gap.true[0, chosen])
    chosen = chosen[: int(sound.argmin()) if not sound.all() else len(chosen)]
    return Landscape(drawn, surface, walked.step[chosen] // record.every(), chosen, relief(surface, PLANE_PIXELS))


@remember()
def _walked(record: SineMLP, own: LossPlane) -> Trajectory:
    """All runs, whatever plane they are looked at on."""
    with Progress(record.updates(), "Walking to the plane") as progress:
        return own.walked(record, progress.at)


@remember()
def bends(record: SineMLP, own: LossPlane) -> tuple[float, float]:
    """The least and the largest curvature, in any direction, where the first run ends; nan where there is none."""
    made = landscape(record, own)
    assert isinstance(made, Landscape)
    least, largest = spectrum(record.objective(), made.map.center)[[0, -1]]
    return float(least), float(largest)


@remember()
def mountain(record: SineMLP, own: LossPlane) -> bytes:
    """The plane's loss in three dimensions, with the runs on it."""
    made = landscape(record, own)
    assert isinstance(made, Landscape)
    words = "The loss on the plane as a mountain, with the runs on it. Arrow keys turn it, plus brings it closer."
    paths = [terrain3d.Path(charts.color(run), made.places[:, run]) for run in range(made.places.shape[1])]
    return terrain3d.model(made.surface, paths, words, axes=charts.AXES[own.plane])


def named(record: SineMLP, own: LossPlane) -> tuple[str, str]:
    """The two weights of a plane of two weights, as they are called."""
    names = network.names(record.sizes())
    i, j = own.weights(len(names))
    return names[i], names[j]
