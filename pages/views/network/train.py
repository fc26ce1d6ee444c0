"""Train: the network's output after every epoch, and its loss."""

from __future__ import annotations

import streamlit as st

from pages.charts.kit import palette
from pages.charts.kit.against_step import compare
from pages.charts.kit.spec import EPOCHS, thinned
from pages.charts.network.output import learning
from pages.ui.page import About, Scene
from pages.ui.results import runs
from pages.ui.titles import say_choice
from pages.views.network.results import outputs

FIT_PX, FITS_LOSS_PX = 300, 150  # heights of a fit and of the curves of the loss


def train(scene: Scene) -> About:
    """The view."""
    record = scene.record
    trained, (x, y) = runs(record), record.points()
    rows = thinned(record.steps + 1, EPOCHS)
    for place, name in zip(st.columns(len(trained)), trained):
        with place:
            if len(trained) > 1:
                st.markdown(f"**{say_choice(name)}**")
            scene.show(learning(name, x, y, outputs(record, name), height=FIT_PX), f"fit_{name}")
    scene.show(compare(trained, rows, palette.ACTIVATION_COLORS, title="loss (MSE)", height=FITS_LOSS_PX), "loss")
    first = trained[record.activation]
    return About(record, walk=first, rows=rows, stamps=rows, label="epoch", quantity="loss")
