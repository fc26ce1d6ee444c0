"""The network page's results, remembered as in ``pages.ui.results``: what it says in every frame, and its weights."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from gdengine import Trajectory, network
from gdengine.analysis.overfitting import Turn, turned_up
from gdengine.core import Array
from gdengine.experiments import Luck, SineMLP
from gdengine.experiments.luck import BatchRun, Contest, SeedRun
from gdengine.loop.recording import Recording
from pages.charts.kit import scales
from pages.charts.network.output import CURVE_POINTS, Far, LearnedAndHeld, places, within
from pages.charts.network.seeds import small_places
from pages.charts.network.unlearned import FAR_SHARE
from pages.ui.export import NumberTable, stacked
from pages.ui.memory import remember
from pages.ui.progress import Progress
from pages.ui.results import seen_apart
from pages.ui.training import training

PLACES_FAR_OUT = 401  # where it is looked how a network goes on beyond its points


def recording(record: SineMLP, activation: str) -> Recording:
    """What is left of the training of one of the record's networks."""
    return training(trained(record)).recordings[activation]


def trained(record: SineMLP) -> SineMLP:
    """The record as far as its trainings depend on it."""
    return seen_apart(record)


def outputs(record: SineMLP, activation: str) -> np.ndarray:
    """What the network says along x (K, P) in every epoch of its training."""
    return training(record).recordings[activation].seen["curve"]


def held_loss(recording: Recording) -> Array:
    """The loss on the points held out (K,); no rows where there are none."""
    return recording.seen.get("held", np.empty(0))


def turn(recording: Recording) -> Turn | None:
    """Where the loss on the points held out turned up."""
    held = held_loss(recording)
    return turned_up(recording.run.value, held) if len(held) else None


@remember()
def points(record: SineMLP) -> LearnedAndHeld:
    """The points to learn from and those held out."""
    return LearnedAndHeld(*record.drawn())


@remember()
def beyond(record: SineMLP, activation: str) -> tuple[network.Beyond, network.Beyond] | None:
    """What the network says beyond its points at the end of its training; None if it has no weights any more."""
    theta, x = recording(record, activation).last_points(), points(record.only("data")).x
    if not np.isfinite(theta).all():
        return None
    return network.beyond(theta, float(x.min()), float(x.max()), record.sizes(), activation)


class FarOut(NamedTuple):
    """Places along x, over the points and a width of them to either side, and the curve there."""

    x: Array
    curve: Array
    beyond: Array  # which of the places lie beyond the points

    @property
    def known(self) -> bool:
        """Whether the curve has a value wherever there are no points."""
        return bool(np.isfinite(self.curve[self.beyond]).all())


def far_out(record: SineMLP) -> FarOut:
    """Where it is looked how a network goes on beyond its points."""
    x = points(record.only("data")).x
    across = np.linspace(*scales.padded(x, FAR_SHARE), PLACES_FAR_OUT)
    with np.errstate(all="ignore"):
        return FarOut(across, np.asarray(record.curve()(across), float), ~within(x, across))


class Miss(NamedTuple):
    """By how much a network misses the curve between its first and its last point and ``low`` and ``high``."""

    most: float
    low: float
    high: float
    range: float  # of the curve, from low to high


@remember()
def missed(record: SineMLP, activation: str) -> Miss | None:
    """That of a width of the points to either side; None if the network has no weights any more, and where the curve
    has no value there.
    """
    theta, far = recording(record, activation).last_points(), far_out(record)
    if not np.isfinite(theta).all() or not far.known:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        says = network.predict(theta, far.x[far.beyond], record.sizes(), activation)[:, 0]
        off = np.abs(says - far.curve[far.beyond])
    return Miss(float(off.max()), far.x[0], far.x[-1], float(np.ptp(far.curve[np.isfinite(far.curve)])))


@remember()
def afar(record: SineMLP, activation: str) -> Far | None:
    """What the network says at the end beyond its picture, as far out as that was guessed; None as for ``missed``."""
    theta, far = recording(record, activation).last_points(), far_out(record)
    if not np.isfinite(theta).all() or not far.known:
        return None
    near, sizes = places(points(record.only("data")).x)[[0, -1]], record.sizes()
    x = np.linspace((far.x[0], near[1]), (near[0], far.x[-1]), CURVE_POINTS).T
    with np.errstate(over="ignore", invalid="ignore"):
        says, slopes = (part[:, 0] for part in network.output_slope(theta, x.ravel(), sizes, activation))
        return Far(x, says.reshape(x.shape), np.asarray(record.curve()(x), float), slopes[[0, -1]])


# --- luck: each of these trains many networks, told as it goes --------------------------------------------------------


def seed_runs(record: SineMLP, own: Luck) -> list[SeedRun]:
    """The training of every seed, by rising loss."""
    return _seed_runs(trained(dataclasses.replace(record, versus="none")), Luck(seeds=own.seeds))


@remember()
def _seed_runs(record: SineMLP, own: Luck) -> list[SeedRun]:
    count = own.affordable(record)
    with Progress(record.updates() * count, f"Training {count} networks") as progress:
        return own.seed_runs(record, small_places(places(record.points()[0])), progress.at)


def contest(record: SineMLP, own: Luck) -> Contest:
    """Two activations over the same seeds."""
    asked = Luck(trial="activations", seeds=own.seeds, rival=own.rival)
    return _contest(trained(dataclasses.replace(record, versus="none")), asked)


@remember()
def _contest(record: SineMLP, own: Luck) -> Contest:
    count = 2 * own.affordable(record)
    with Progress(record.updates() * count, f"Training {count} networks") as progress:
        return own.contest(record, progress.at)


def batch_runs(record: SineMLP) -> list[BatchRun]:
    """All points a step, a few, and one."""
    return _batch_runs(trained(dataclasses.replace(record, versus="none")))


@remember()
def _batch_runs(record: SineMLP) -> list[BatchRun]:
    with Progress(record.steps * record.n, "Training three networks") as progress:
        return Luck(trial="batches").batches(record, small_places(places(record.points()[0])), progress.at)


def every_epoch(column: str, runs: Mapping[str, Trajectory]) -> NumberTable:
    """Every epoch of every training, one after the other."""
    tables = {name: {"epoch": np.arange(len(run.value)), "loss": run.value} for name, run in runs.items()}
    return stacked(column, tables)
