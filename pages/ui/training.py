"""A network's training, remembered: what it says in every epoch, and a way back to its weights.

Axes: K epochs recorded, D weights, N points, P places along x where its curve is drawn.  The widest network's run of
500 epochs is 18 MB of weights and gradients; remembered, it is 1.2 MB.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from gdengine import Trajectory, network
from gdengine.analysis.diagnosis import Diagnosis, diagnose
from gdengine.experiments import SineMLP
from gdengine.loop.recording import Recording, recorded
from pages.charts.network.output import places
from pages.ui.memory import remember


class Training(NamedTuple):
    """Every network of a record, by its activation, and what became of the first.

    Of every epoch a recording has seen ``curve`` (K, P) and ``fitted`` (K, N), the outputs in single precision, as they
    are drawn, and ``slope`` (K,), the length of the gradient.
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
    recording, found = _diagnosed(first)
    return Training({first.activation: recording, **{each.activation: _train(each) for each in others}}, found)


def _train(record: SineMLP, also: Callable[[Trajectory], dict[str, np.ndarray]] = lambda stretch: {}) -> Recording:
    fit, across = record.objective(), places(record.points()[0])
    assert isinstance(fit, network.Network)
    asked = np.concatenate([across, fit.x[:, 0]])

    def observed(stretch: Trajectory) -> dict[str, np.ndarray]:
        with np.errstate(over="ignore"):
            said = network.predict(stretch.x, asked, fit.sizes, fit.activation)[..., 0].astype(np.float32)
        curve, fitted = said[:, : len(across)], said[:, len(across) :]
        return {"curve": curve, "fitted": fitted, "slope": np.linalg.norm(stretch.grad, axis=-1)} | also(stretch)

    return recorded(fit, record.rule(), record.start(), record.updates(), observe=observed, **record.options())


def _diagnosed(record: SineMLP) -> tuple[Recording, Diagnosis]:
    """One network's training and what became of it, for which alone its weights and gradients are at hand once."""
    recording = _train(record, lambda stretch: {"x": stretch.x, "grad": stretch.grad})
    seen = dict(recording.seen)
    whole = recording.run._replace(x=seen.pop("x"), grad=seen.pop("grad"))
    return recording._replace(seen=seen), diagnose(whole, record.objective(), record.rule())


@remember()
def stretch(record: SineMLP, activation: str, number: int) -> Trajectory:
    """A part of the training with everything: weights and gradients of its epochs."""
    alone = dataclasses.replace(record, activation=activation, versus="none")
    return training(record).recordings[activation].replayed(alone.objective(), alone.rule(), number)
