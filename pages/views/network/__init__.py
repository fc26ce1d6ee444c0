"""The network page: a small neural network learns a sine, epoch by epoch."""

from gdengine.experiments import Backprop, Inside, LossPlane, Luck, OneNeuron, Pins, SineMLP
from gdengine.experiments.backprop import is_drawn
from pages.ui.page import Page, View
from pages.views.network.backprop import TOO_LARGE, backprop
from pages.views.network.beyond_guessed import HOW_IT_GOES_ON
from pages.views.network.inside import inside
from pages.views.network.landscape import loss_landscape
from pages.views.network.luck import luck
from pages.views.network.luck_guessed import CHANCES_GUESSED
from pages.views.network.neuron import neuron
from pages.views.network.steepness_guessed import HOW_STEEP_THEN
from pages.views.network.train import train
from pages.views.network.weights_guessed import WHAT_A_PLANE_HOLDS, WHAT_IS_MISSED, WHAT_ONE_POINT_DOES
from pages.views.network.words import bends

ASKED_OF_TRIALS = {  # what is asked, by what is tried
    "activations": "Two kinds of unit, the same seeds. Press play: which fits better, and in how many of them?",
    "batches": "One network, fed all points, some, or one at a time. Press play: who learns fastest, and counted how?",
}
NOTHING_BENDS = "Nothing in this network bends. Press play: epoch by epoch its straight line turns to the points."
NO_UNITS = "Without a hidden layer there are no units: one weight and one bias are all. What can they draw?"

NETWORK_PAGE = Page(
    "sine_mlp",
    SineMLP,
    {
        "train": View(
            "Train",
            "Nobody tells the network which curve this is. Press play: epoch by epoch it bends its line to the points.",
            train,
            asked_instead=lambda record, own: "" if bends(record) else NOTHING_BENDS,
            by_hand=("activation", "versus"),
            columns=(2, 1),
            told=3.5,
            ending=3.5,
            own=Pins,
            inside=("activation", "versus", "pinned"),
            guesses=(HOW_IT_GOES_ON,),
        ),
        "inside": View(
            "Inside",
            "Where is the curve in these weights? Each unit of the last layer adds one band. Switch one off: is it "
            "missed?",
            inside,
            asked_instead=lambda record, own: "" if record.layers else NO_UNITS,
            by_hand=("off", "weights"),
            columns=(3, 1),
            idle=("versus",),
            told=3.25,
            own=Inside,
            inside=("weights",),
            guesses=(WHAT_IS_MISSED,),
        ),
        "neuron": View(
            "One neuron",
            "What can a single neuron do? Drag its input, then try one of your own: where does its slope vanish?",
            neuron,
            by_hand=(*OneNeuron.knobs(), "activation"),
            columns=(1, 1),
            idle=("versus",),
            told=2.5,
            ending=2.75,
            own=OneNeuron,
            inside=(*OneNeuron.knobs(), "activation"),
            guesses=(HOW_STEEP_THEN,),
            presented=3.375,
        ),
        "backprop": View(
            "Back-propagation",
            "How does one wrong answer tell every weight which way to move? Play all three, then choose a number.",
            backprop,
            by_hand=("sample", "phase", "node"),
            asked_instead=lambda record, own: "" if is_drawn(record) else TOO_LARGE,
            columns=(3, 1),
            idle=("versus",),
            told=3.25,
            own=Backprop,
            inside=("sample", "phase", "node"),
            guesses=(WHAT_ONE_POINT_DOES,),
        ),
        "landscape": View(
            "Landscape",
            "Around where training ends, is a network's loss a bowl? And how much does any such picture leave out?",
            loss_landscape,
            by_hand=tuple(LossPlane.knobs()),
            columns=(3, 2),
            idle=("versus",),
            own=LossPlane,
            inside=("plane",),
            guesses=(WHAT_A_PLANE_HOLDS,),
            presented=3.75,
        ),
        "luck": View(
            "Luck",
            "The same network, other seeds. How much of what you see is luck?",
            luck,
            asked_instead=lambda record, own: ASKED_OF_TRIALS.get(own.trial, ""),
            by_hand=("activation",),
            columns=(2, 1),
            first=0.55,
            idle=("versus",),
            told=1.75,
            ending=1,
            own=Luck,
            inside=("trial", "activation", "rival", "counted"),
            guesses=CHANCES_GUESSED,
            presented=0,
        ),
    },
)
