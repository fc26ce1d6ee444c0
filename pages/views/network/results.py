"""The network page's results, remembered as in ``pages.ui.results``: what it says in every frame, and its weights."""

from __future__ import annotations

import numpy as np

from gdengine.experiments import SineMLP
from pages.ui.training import stretch, training


def outputs(record: SineMLP, activation: str) -> np.ndarray:
    """What the network says along x (K, P) in every epoch of its training."""
    return training(record).recordings[activation].seen["curve"]


def weights(record: SineMLP, activation: str, epoch: int) -> np.ndarray:
    """The weights (D,) of the network at a recorded epoch: its training is walked again from the checkpoint before."""
    recording = training(record).recordings[activation]
    number = recording.stretch(epoch)
    return stretch(record, activation, number).x[epoch - recording.rows[number]]
