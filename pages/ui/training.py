"""A network's training, remembered: what it says in every epoch, and a way back to its weights.

The widest network's run of 2,000 epochs is 270 MB of weights and gradients; remembered, it is 3 MB, or 8 with
the most points.
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
from pages.ui.memory import remember
from pages.ui.progress import Progress


class Trained(NamedTuple):
    """Every network of a record, by its activation, and what became of it.

    Of every epoch a recording has seen what ``gdengine.analysis.training`` says; ``note`` is what is to be said about
    what was left out.
    """

    recordings: Mapping[str, Recording]
    diagnoses: Mapping[str, Diagnosis]
    note: str

    @property
    def diagnosis(self) -> Diagnosis:
        """What became of the first network."""
        return next(iter(self.diagnoses.values()))

    @property
    def runs(self) -> dict[str, Trajectory]:
        """Losses and outcomes, without weights and gradients."""
        return {name: recording.run for name, recording in self.recordings.items()}


@remember()
def training(record: SineMLP) -> Trained:
    """All of the record's networks, trained once, whatever is looked at."""
    each = [dataclasses.replace(record, activation=name, versus="none") for name in record.activations()]
    recordings, found, note = {}, {}, ""
    words = "Training the network" if len(each) == 1 else "Training both networks"
    with Progress(record.updates() * len(each), words) as progress:
        for one in each:
            made = _train(one, progress)
            found[one.activation] = diagnose(made.sketch, one.objective(), one.rule())
            recordings[one.activation], note = made.recording, note or made.note
            del made  # its sketch with all weights and gradients
    return Trained(recordings, found, note)


def _train(record: SineMLP, progress: Progress) -> engine.Training:
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
        progress.at,
        **record.options(),
    )
