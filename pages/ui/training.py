"""A network's training, remembered: what it says in every epoch, and a way back to its weights.

Axes: K epochs recorded, D weights, N points, P places along x where its curve is drawn.  The widest network's run of
2,000 epochs is 270 MB of weights and gradients; remembered, it is about 20 MB.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import NamedTuple

from gdengine import Trajectory, network
from gdengine.analysis import training as engine
from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.experiments import SineMLP
from gdengine.loop.recording import Recording
from pages.charts.network.output import places
from pages.ui.gate import newer_request
from pages.ui.memory import remember


class Training(NamedTuple):
    """Every network of a record, by its activation, and what became of the first.

    Of every epoch a recording has seen what ``gdengine.analysis.training`` says.
    """

    recordings: Mapping[str, Recording]
    diagnosis: Diagnosis

    @property
    def runs(self) -> dict[str, Trajectory]:
        """Losses and outcomes, without weights and gradients."""
        return {name: recording.run for name, recording in self.recordings.items()}


@remember()
def training(record: SineMLP) -> Training:
    """All of the record's networks, trained once, whatever is looked at."""
    first, *others = (dataclasses.replace(record, activation=name, versus="none") for name in record.activations())
    made = _train(first)
    found = diagnose(made.sketch, first.objective(), first.rule())
    recording = made.recording
    del made  # its sketch with all weights and gradients
    return Training(
        {first.activation: recording, **{each.activation: _train(each).recording for each in others}}, found
    )


def _train(record: SineMLP) -> engine.Training:
    """One network's training, which ends where its visitor asks for something else."""
    fit, across = record.objective(), places(record.points()[0])
    assert isinstance(fit, network.Network)
    return engine.train(
        fit,
        record.rule(),
        record.start(),
        record.updates(),
        across,
        record.held_out(),
        lambda step: newer_request(),
        **record.options(),
    )


@remember()
def stretch(record: SineMLP, activation: str, number: int) -> Trajectory:
    """A part of the training with everything: weights and gradients of its epochs."""
    alone = dataclasses.replace(record, activation=activation, versus="none")
    return training(record).recordings[activation].replayed(alone.objective(), alone.rule(), number)
