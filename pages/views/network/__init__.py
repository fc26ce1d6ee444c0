"""The network page: a small neural network learns a sine, epoch by epoch."""

from gdengine.experiments import Luck, Pins, SineMLP
from pages.ui.page import Page, View
from pages.views.network.luck import luck
from pages.views.network.train import train

NETWORK_PAGE = Page(
    "sine_mlp",
    SineMLP,
    {
        "train": View(
            "Train",
            "Nobody tells the network what a sine is. Press play: it bends its line toward the points, epoch by epoch.",
            train,
            by_hand=("activation", "versus"),
            columns=(2, 1),
            told=2,
            own=Pins,
            inside=("activation", "versus", "pinned"),
        ),
        "luck": View(
            "Luck",
            "The same network, other dice. How much of what you see is luck?",
            luck,
            by_hand=("activation",),
            columns=(2, 1),
            idle=("versus",),
            told=2,
            own=Luck,
            inside=("trial", "activation", "rival", "counted"),
        ),
    },
)
