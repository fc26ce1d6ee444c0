"""MLP sine fit: a small neural network learns a sine, epoch by epoch."""

import streamlit as st

from pages.charts.kit import palette
from pages.charts.kit.against_step import compare
from pages.charts.kit.spec import EPOCHS, thinned
from pages.charts.network.output import learning
from pages.ui.controls import Lens, ask
from pages.ui.export import takeaway
from pages.ui.playback import bar
from pages.ui.results import outputs, runs, show
from pages.ui.site import enter
from pages.ui.titles import say
from pages.ui.verdict import verdict


def train(record):
    trained, (x, y) = runs(record), record.points()
    rows = thinned(record.steps + 1, EPOCHS)
    for place, name in zip(st.columns(len(trained)), trained):
        with place:
            if len(trained) > 1:
                st.markdown(f"**{say(name)}**")
            show(learning(name, x, y, outputs(record, name), height=300), key=f"fit_{name}")
    first = trained[record.activation]
    bar(rows, first.value[rows], label="epoch", quantity="loss")
    verdict(record, quantity="The loss")
    show(compare(trained, rows, palette.ACTIVATIONS, title="loss (MSE)", height=150), key="loss")
    takeaway(record, first)


LENSES = {
    "train": Lens(
        "Train",
        "Nobody tells the network what a sine is. Press play: it bends its line toward the points, epoch by epoch.",
        train,
        ("activation", "versus", "lr"),
    )
}

enter()
record, lens = ask("sine_mlp", LENSES)
lens.draw(record)
