"""The network page: a small neural network learns a sine, epoch by epoch."""

from gdengine.experiments import SineMLP
from pages.ui.page import Page, View
from pages.views.network.train import train

NETWORK_PAGE = Page(
    "sine_mlp",
    SineMLP,
    {
        "train": View(
            "Train",
            "Nobody tells the network what a sine is. Press play: it bends its line toward the points, epoch by epoch.",
            train,
            by_hand=(),
            columns=(2, 1),
            told=3,
        ),
    },
)
