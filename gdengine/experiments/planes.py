"""``LossPlane``: the network page's view of the loss on a plane through the space of its weights."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple, final

import numpy as np

from gdengine import network
from gdengine.analysis.training import sketched
from gdengine.core import Array, Trajectory
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.scripts import keywords
from gdengine.experiments.sine import SineMLP
from gdengine.experiments.training_script import looked_into
from gdengine.loop.recording import Watch

MAP_POINTS = 51  # of a side
MARGIN_PART = 0.25  # of the run's reach: what is shown around it


class LossMap(NamedTuple):
    """A plane, the exact loss on it, and the runs as it shows them."""

    center: Array  # (D,)
    u: Array  # (D,)
    v: Array  # (D,)
    surface: network.Slice
    gap: network.Gap  # coordinates (S, K, 2), the plane's loss and the true one (S, K)


@final
@dataclasses.dataclass(frozen=True)
class LossPlane(ViewRecord):
    """Which plane is looked at, and how many runs with first weights of their own are on it."""

    plane: str = knob(
        "principal",
        "Plane",
        choices=("principal", "random", "two_weights"),
        help="Through the end of the run: where most of its way lies, two random directions, or two weights alone.",
        group="view",
    )
    across: int = knob(
        1,
        "Weight across",
        1,
        9999,
        step=1,
        when=("plane", ("two_weights",)),
        help="Its number in the list.",
        group="view",
    )
    up: int = knob(
        2, "Weight up", 1, 9999, step=1, when=("plane", ("two_weights",)), help="Its number in the list.", group="view"
    )
    plane_seed: int = knob(
        0,
        "Seed of the plane",
        0,
        9999,
        step=1,
        advanced=True,
        when=("plane", ("random",)),
        help="Of the two random directions.",
        group="view",
    )
    runs_shown: int = knob(
        1, "Runs shown", 1, 8, step=1, help="The same points, learned from other first weights as well.", group="view"
    )
    widened: float = knob(
        1.0,
        "Window widened",
        0.1,
        20.0,
        step=0.5,
        advanced=True,
        help="How much is shown around the runs.",
        group="view",
    )

    def weights(self, dim: int) -> tuple[int, int]:
        """The two weights, counted from 0, nearest to those asked for; never twice the same."""
        i, j = min(self.across, dim) - 1, min(self.up, dim) - 1
        return (i, j) if i != j else (i, i - 1 if i else 1)

    def directions(self, record: SineMLP, runs: Array) -> tuple[Array, Array, Array]:
        """Center (D,), the end of the first of the runs (S, K, D), and two directions (D,)."""
        first = runs[0][np.isfinite(runs[0]).all(-1)]
        center = first[-1]
        if self.plane == "two_weights":
            return center, *network.weight_directions(center.size, *self.weights(center.size))
        if self.plane == "random":
            return center, *network.random_directions(center, record.sizes(), self.plane_seed)
        plane = network.common_plane(runs, center)
        return center, plane.u, plane.v

    def starts(self, record: SineMLP) -> Array:
        """The first weights of all runs (S, D): the record's own, then those of the seeds after its own."""
        drawn = [
            network.init(record.sizes(), seed=record.seed + more, scheme=record.scheme)
            for more in range(1, self.runs_shown)
        ]
        return np.stack([record.start(), *drawn])

    def walked(self, record: SineMLP, watch: Watch | None = None) -> Trajectory:
        """All runs at once, x (K, S, D): the record's points and rule, from ``starts``; rows as ``sketched`` keeps."""
        starts, updates = self.starts(record), record.updates()
        return sketched(record.objective(), record.rule(), starts, updates, watch, **record.options())

    def drawn(self, record: SineMLP, walked: Trajectory) -> LossMap:
        """The plane through the runs that were ``walked``, with the exact loss at ``MAP_POINTS`` a side around them.

        Raises ValueError for a principal plane of runs that never move.
        """
        net, runs = record.objective(), np.moveaxis(walked.x, 1, 0)
        center, u, v = self.directions(record, runs)
        gap = network.honesty_gap(net, center, u, v, runs)
        return LossMap(center, u, v, network.loss_plane(net, center, u, v, self._window(gap), MAP_POINTS), gap)

    def _window(self, gap: network.Gap) -> list[tuple[float, float]]:
        """The reach of the runs on the plane, and a margin; a step of 1 to each side where they do not move."""
        sides = []
        for numbers in np.moveaxis(gap.coordinates, -1, 0):
            low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
            half = self.widened * ((high - low) * (0.5 + MARGIN_PART) or 1.0)
            sides.append(((low + high) / 2 - half, (low + high) / 2 + half))
        return sides

    def runs(self, record: SineMLP) -> dict[str, Trajectory]:
        walked = self.walked(record)
        return {f"seed {record.seed + i}": walked.member(i) for i in range(self.runs_shown)}

    def code(self, record: SineMLP) -> str:
        """The script: the training of the record itself, the plane, and how far that is from the truth."""
        made: dict[str, Any] = {
            "principal": "_, u, v, *_ = gdengine.network.common_plane(runs, theta)",
            "random": f"u, v = gdengine.network.random_directions(theta, sizes, seed={self.plane_seed})",
            "two_weights": "u, v = gdengine.network.weight_directions(objective.dim, {}, {})".format(
                *self.weights(network.count(record.sizes()))
            ),
        }
        return looked_into(
            record,
            *self._runs_code(record),
            made[self.plane],
            "gap = gdengine.network.honesty_gap(objective, theta, u, v, path.x)",
            'print("part of the way that lies in the plane", float(gap.explained))',
            'print("the plane shows", gap.shown[0], "where the loss was", gap.true[0])',
        )

    def _runs_code(self, record: SineMLP) -> list[str]:
        """Lines that make ``runs``, the ways of all runs shown, where the plane is made for them."""
        if self.plane != "principal":
            return []
        first = f'gdengine.network.init(sizes, seed=seed, scheme="{record.scheme}")'
        others = f"range({record.seed + 1}, {record.seed + self.runs_shown})"
        again = f"gdengine.descend(objective, optimizer, {first}, {record.updates()}{keywords(record.options())}).x"
        return [f"runs = [path.x, *({again} for seed in {others})]"]
