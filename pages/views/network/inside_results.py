"""What is looked at of a network's training from inside, remembered as in ``pages.ui.results``.

Axes: F epochs looked at, D weights, P places along x, U units of the last hidden layer.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from gdengine import Trajectory, network
from gdengine.analysis.walks import ends
from gdengine.core import Array
from gdengine.experiments import Inside, SineMLP
from pages.charts.kit.moments import thinned
from pages.charts.network.output import places
from pages.ui.progress import Progress
from pages.ui.results import objective, remember
from pages.ui.training import training

SENT_NUMBERS = 125_000  # weights of all epochs that travel: of a 1–20–20–1 network 251 epochs' fit
FEWEST_EPOCHS = 48  # that travel of a large network


class Snapshots(NamedTuple):
    """The epochs (F,) at which a network is looked into, and its weights (F, D) there."""

    rows: Array
    theta: Array

    @property
    def thinned(self) -> bool:
        """Whether an epoch was left out."""
        return len(self.rows) <= int(self.rows[-1])


def net(record: SineMLP) -> network.Network:
    """What the record's first network descends."""
    fit = objective(record)
    assert isinstance(fit, network.Network)
    return fit


def alone(record: SineMLP) -> SineMLP:
    """The record without a second network beside the first."""
    return dataclasses.replace(record, versus="none")


def run_of(record: SineMLP) -> Trajectory:
    """The training of the record's first network."""
    return training(record).runs[record.activation]


@remember()
def looked(record: SineMLP) -> Snapshots:
    """The first network's weights at all of its finite epochs, or at as many as ``SENT_NUMBERS`` allow.

    The training is walked again, a stretch after the other, of which only the rows shown stay.
    """
    run, size = run_of(record), network.count(record.sizes())
    last = int(ends(run)[0])
    rows = thinned(last + 1, max(SENT_NUMBERS // size, FEWEST_EPOCHS))
    recording, kept = training(record).recordings[record.activation], []
    one = dataclasses.replace(record, versus="none")
    with Progress(record.updates(), "Looking inside") as progress:
        for number, first in enumerate(recording.rows[:-1]):
            mine = rows[(rows >= first) & (rows < recording.rows[number + 1])]
            if len(mine):
                walked = recording.replayed(one.objective(), one.rule(), number, progress.at)
                kept.append(walked.x[mine - first])
    return Snapshots(rows, np.concatenate(kept))


class UnitFacts(NamedTuple):
    """What is told of the hidden units in every epoch looked at: F epochs, U units of the last hidden layer."""

    across: Array  # (P,)
    share: Array  # (F, U), of the fit's motion
    rise: Array  # (F, U), of the loss without the unit
    idle: list[Array]  # of every hidden layer (F, units): 0 at work, 1 dead, 2 saturated, 3 a copy of another one


@remember()
def units(record: SineMLP) -> UnitFacts:
    """The units of the record's first network."""
    theta, fit, across = looked(record).theta, net(record), places(record.points()[0])
    if not record.layers:
        nothing = np.empty((len(theta), 0))
        return UnitFacts(across, nothing, nothing, [])
    share = network.stack(theta, across, fit.sizes, fit.activation).share
    rise = network.ablation(fit, theta, across[:1]).rise
    dead, saturated, alike = network.idle_masks(fit, theta)
    idle = [np.select([a, b, c], [1, 2, 3], 0).astype(np.uint8) for a, b, c in zip(dead, saturated, alike)]
    return UnitFacts(across, share, rise, idle)


@remember()
def loss_without(record: SineMLP, inside: Inside) -> Array:
    """The loss (F,) at the epochs looked at with some units switched off."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(net(record)(inside.without(record, looked(record).theta)))
