"""A network that learns a curve: what bends it, how large, how many points a step, how much is luck."""

from __future__ import annotations

from typing import Any

from gdengine.experiments.backprop import Backprop
from gdengine.experiments.inside import Inside
from gdengine.experiments.lessons import Lesson
from gdengine.experiments.luck import Luck
from gdengine.experiments.one_neuron import OneNeuron
from gdengine.experiments.planes import LossPlane
from gdengine.experiments.sine import SineMLP

_sine = Lesson(SineMLP, "A network learns a curve", "train")
_sine(
    "D1",
    "A network learns a sine",
    expect="unfinished crawling",
    ask="Nobody tells the network what a sine is. Press play: it bends its line toward the points, epoch by epoch.",
)
_sine("D8", "A slice through a network's loss", "landscape", LossPlane(), "unfinished crawling")

_sine = Lesson(SineMLP, "What bends the line", "train")
_sine(
    "D6",
    "Units without a bend",
    expect="level",
    ask="None of these units bends anything. Press play: what can forty of them draw together?",
    activation="identity",
)
_sine(
    "D1r",
    "ReLU instead of tanh",
    expect="unfinished crawling",
    ask="Each ReLU unit has one kink. Press play: what curve can be made of straight pieces?",
    activation="relu",
)
_sine(
    "D2",
    "ReLU against tanh",
    expect="unfinished crawling",
    ask="The same points, two kinds of unit. Press play: which fits better here? Would it with another seed?",
    activation="relu",
    versus="tanh",
)
_sine(
    "D2s",
    "Does tanh fit better? Ask 20 seeds",
    "luck",
    Luck(trial="activations", seeds=20, rival="tanh"),
    expect="unfinished crawling",
    ask="With one seed, one of them fits better. Press play: what do twenty seeds say?",
    activation="relu",
)

_sine = Lesson(SineMLP, "How large a network?", "train")
_sine(
    "D3h",
    "One neuron, with dials",
    "neuron",
    OneNeuron(),
    expect="unfinished crawling",
    ask="Drag the weight, then the bias: what does each of them do to the curve, and where does its slope vanish?",
)
_sine("D3", "One neuron, trained", "neuron", OneNeuron(neuron_layer=1), "unfinished crawling", width=1, layers=1)
_sine("D4", "Forward and back through three neurons", "backprop", Backprop(), "unfinished crawling", width=3, layers=1)
_sine(
    "D5", "Two layers of eight, every weight drawn", expect="unfinished crawling", view="inside", own=Inside(), width=8
)

_sine = Lesson(SineMLP, "A few points at a time", "train")
_few: dict[str, Any] = {"lr": 0.02, "decay": 1.0, "steps": 60}
_sine(
    "D7",
    "One point at a time (stochastic)",
    expect="unfinished hovering",
    ask="Each step sees a single point. Press play: what does that do to the curve, and to the loss?",
    **_few,
    batch=1,
)
_sine(
    "D7a",
    "All points in every step",
    expect="unfinished budget",
    ask="Each step sees all the points, so an epoch is one step. Press play: how much does an epoch bring?",
    **_few,
)
_sine(
    "D7b",
    "Mini-batches of 16",
    expect="unfinished budget",
    ask="Each step sees 16 points, so an epoch is eight steps. Press play: does the loss still fall with every epoch?",
    **_few,
    batch=16,
)
_sine(
    "D7m",
    "All points, with momentum",
    expect="unfinished budget",
    ask="Each step keeps part of the one before, like a ball its speed. Press play: does the loss only ever fall?",
    **_few,
    optimizer="momentum",
)
_sine(
    "D7s",
    "All points, 16 or one: in one picture",
    "luck",
    Luck(trial="batches"),
    expect="unfinished budget",
    ask="One network, fed all points, 16 or one at a time: who learns fastest by epochs, and who by updates?",
    **_few,
)

_sine = Lesson(SineMLP, "Is it luck?", "luck")
_sine("D1s", "16 seeds of one network", own=Luck(), expect="unfinished crawling")
