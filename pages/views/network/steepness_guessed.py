"""A weight twice as large: how steep is a unit's curve then?  Guessed of the neuron with dials before they are seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine import network
from gdengine.experiments import OneNeuron, SineMLP
from gdengine.experiments.one_neuron import LARGEST_DIAL
from pages.charts.kit.numbers import number
from pages.charts.network.unlearned import one_unit
from pages.ui.guessing import Guess, OnGuess, in_a_sentence, judged
from pages.ui.scene import WHOLE, Scene
from pages.views.network.neuron_results import ACROSS, own_of
from pages.views.network.words import Bins, bin_words, which_bin

WEIGHT_TIMES = 2  # as large the weight is to be
STEEPNESS: Bins = {  # how many times as steep the curve is then
    "less": (0.99, "Less steep"),
    "same": (1.01, "As steep"),
    "more": (np.inf, "Steeper"),
}


class OneUnit(NamedTuple):
    """A neuron with dials, and its activation; ``own`` may be one of the network's, of which nothing is asked."""

    activation: str
    own: OneNeuron

    def at(self, times: float) -> tuple[network.Neuron, float]:
        """The neuron with its weight so many times as large, and the slope of its curve along x."""
        own = self.own
        one = network.neuron([own.dial_x], [times * own.dial_w], own.dial_b, self.activation)
        return one, float(one.dinputs[0])  # of an error of 1


def _subject(record: SineMLP, own: OneNeuron) -> OneUnit:
    return OneUnit(record.activation, own if own.neuron_layer else own_of(own))


def _can_be_turned(subject: OneUnit) -> bool:
    """Whether there is a slope, and a dial that reaches the weight that is asked about."""
    own = subject.own
    return not own.neuron_layer and WEIGHT_TIMES * abs(own.dial_w) <= LARGEST_DIAL and bool(subject.at(1)[1])


def _veiled(scene: Scene, answer: OnGuess) -> None:
    """The curve as it is, the input that is looked at, and how steep it is there."""
    subject = _subject(scene.record, scene.own)
    one, slope = subject.at(1)
    says = network.ACTIVATIONS[subject.activation].f(subject.own.dial_w * ACROSS + subject.own.dial_b)
    with scene.places[0]:
        scene.show(one_unit(ACROSS, says, subject.own.dial_x, one.a, slope), "guess", share=WHOLE)


def _remark(subject: OneUnit, guess: str) -> str:
    (now, was), (then, slope) = subject.at(1), subject.at(WEIGHT_TIMES)
    right = which_bin(STEEPNESS, abs(slope / was))
    words = {name: in_a_sentence(said) for name, said in bin_words(STEEPNESS).items()}
    found = f"it is {words[right]}: {number(slope)}, and was {number(was)}"
    there = f"Twice the weight takes z from {number(now.z)} to {number(then.z)}, and f′ there"
    before, after = number(now.slope), number(then.slope)
    bends = f"stays {before}" if before == after else f"from {before} to {after}"
    return f"{judged(right == guess, words[guess], found)} {there} {bends}."


HOW_STEEP_THEN = Guess(
    "steepness",
    lambda subject: "Guess first: the weight of this unit becomes twice as large. How steep is its curve at the dot?",
    _veiled,
    choices=lambda subject: bin_words(STEEPNESS),
    remark=_remark,
    worth=_can_be_turned,
    subject=_subject,
)
