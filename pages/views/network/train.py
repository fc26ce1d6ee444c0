"""Train: the network's output after every epoch, and its loss."""

from __future__ import annotations

import numpy as np

from pages.charts.kit import palette
from pages.charts.kit.against_step import compare
from pages.charts.network.output import learning
from pages.ui.page import About, Scene
from pages.ui.results import runs
from pages.views.network.results import outputs
from pages.views.network.words import loss_note


def train(scene: Scene) -> About:
    """The view."""
    record = scene.record
    trained, (x, y) = runs(record), record.points()
    rows = np.arange(record.steps + 1)
    left, right = scene.places
    for place, name in zip(left.columns(len(trained)), trained):
        with place:
            scene.show(learning(name, x, y, outputs(record, name)), f"fit_{name}")
    with right:
        scene.show(compare(trained, palette.ACTIVATION_COLORS, title="loss (MSE)", unit="epoch"), "loss")
    first = trained[record.activation]
    note = loss_note(record)
    return About(record, walk=first, rows=rows, stamps=rows, label="epoch", quantity="loss", note=note)
