"""What is in the weights of a network?  Guessed before they are looked into: of one unit, one point, one plane."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gdengine import network
from gdengine.experiments import Backprop, LossPlane, SineMLP
from pages.charts.kit.numbers import number
from pages.charts.network.output import places
from pages.charts.network.unlearned import a_step, first_units, first_weights
from pages.ui.guessing import Guess, OnGuess, in_a_sentence, judged
from pages.ui.scene import REMAINDER, WHOLE, Scene
from pages.ui.terms import say
from pages.views.network import results
from pages.views.network.backprop_results import flow
from pages.views.network.inside_results import alone, looked, run_of, units
from pages.views.network.landscape_results import landscape
from pages.views.network.words import Bins, bin_words, which_bin

LEAST_WEIGHTS = 10  # of a network, of which two directions are few
HARDLY_TIMES = 1.01  # as high is the loss at most without a unit that is hardly missed
MOSTLY_PART = 2 / 3  # of all epochs
LOWERS, RAISES, BOTH = "lowers", "raises", "both"
MISSED: Bins = {  # how many times as high the loss is without a unit
    "little": (1.25, "At most a quarter higher"),
    "twice": (2.0, "Up to twice as high"),
    "more": (np.inf, "More than twice as high"),
}
HELD: Bins = {  # the part of a training's way that lies in a plane
    "tenth": (0.1, "Less than a tenth"),
    "some": (0.9, "Something between"),
    "most": (np.inf, "More than nine tenths"),
}
HELD_DIGITS = 4  # significant, of that part: as many as beside the plane
LOST_WORDS = "it diverged, and no network is left"


def _alone(record: SineMLP) -> SineMLP:
    """The first network's training, which is all that these views look into."""
    return results.trained(alone(record))


def _lost(record: SineMLP) -> bool:
    return not np.isfinite(run_of(record).value[-1])


# --- one unit ---------------------------------------------------------------------------------------------------------


def _ask_unit(record: SineMLP) -> str:
    count = record.hidden()[-1]
    return f"Guess first: of {count} units the most missed is switched off after training. How high is the loss?"


def _first_units(scene: Scene, answer: OnGuess) -> None:
    """What the units draw with the first weights."""
    record = _alone(scene.record)
    across = places(record.points()[0])
    bands = network.stack(record.start(), across, record.sizes(), record.activation).bands
    with scene.places[0]:
        scene.show(first_units(across, bands), "guess", share=WHOLE)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def _times(record: SineMLP) -> np.ndarray:
    """How many times as high the loss is at the end without each unit of the last hidden layer, (U,)."""
    loss, rise = run_of(record).value[looked(record).rows[-1]], units(record).rise[-1]
    return np.where(rise == 0, 1.0, (loss + rise) / loss)


def _remark_unit(record: SineMLP, guess: str) -> str:
    said = in_a_sentence(MISSED[guess][1])
    if _lost(record):
        return judged(False, said, LOST_WORDS)
    times = _times(record)
    count, layer, most, least = len(times), record.layers, times.argmax(), times.argmin()
    right = which_bin(MISSED, times[most]) == guess
    if times[most] <= 1:
        return judged(right, said, f"none of these {count} is missed: the loss is no higher")
    found = f"without unit {layer}.{most + 1} the loss is {number(times[most])} times as high"
    if hardly := int((times < HARDLY_TIMES).sum()):
        others = (
            f"{hardly} of {count} units {'is' if hardly == 1 else 'are'} hardly missed: less than a hundredth is added."
        )
    else:
        high = number(times[least])
        others = f"Unit {layer}.{least + 1} is missed least: without it the loss is {high} times as high."
    return f"{judged(right, said, found)} {others}"


WHAT_IS_MISSED = Guess(
    "unit",
    _ask_unit,
    _first_units,
    choices=lambda record: bin_words(MISSED),
    remark=_remark_unit,
    worth=lambda record: record.layers > 0 and record.hidden()[-1] > 1,
    subject=lambda record, own: _alone(record),
)


# --- one point --------------------------------------------------------------------------------------------------------


class OnePoint(NamedTuple):
    """A training, and the point that is looked at."""

    record: SineMLP
    point: int  # counted from 0


def _one_point(record: SineMLP, own: Backprop) -> OnePoint:
    return OnePoint(_alone(record), own.index(record))


POINT_WORDS = {LOWERS: "Mostly it falls", RAISES: "Mostly it rises", BOTH: "Now one, now the other"}


def _ask_point(subject: OnePoint) -> str:
    count = subject.record.n
    return f"Guess first: an update sees one point alone. What does the loss of all {count} points mostly do?"


def _seen_and_counted(scene: Scene, answer: OnGuess) -> None:
    """The point that the update would see, and all that the loss counts."""
    record, point = _one_point(scene.record, scene.own)
    every = results.points(record.only("data"))
    pictures = (
        ("one", "**One point**: what the update sees", np.array([point])),
        ("all", f"**All {record.n}**: what the loss counts", np.arange(record.n)),
    )
    for place, (name, words, rows) in zip(scene.places, pictures):
        with place:
            say(words)
            scene.show(a_step(every.x, every.y, rows), f"guess_{name}", share=REMAINDER)


def _remark_point(subject: OnePoint, guess: str) -> str:
    """In how many of the epochs looked at the loss rises, that of all points and that of the one."""
    own, own_after, _, all_, all_after, _ = flow(subject.record, Backprop(sample=subject.point + 1)).losses.T
    counted = np.isfinite(own) & np.isfinite(all_)  # an update after which there is none has raised it
    count, said = int(counted.sum()), in_a_sentence(POINT_WORDS[guess])
    if not count:
        return judged(False, said, LOST_WORDS)
    every = (all_after < all_, ~(all_after <= all_), own_after < own)
    lowers, raises, falls = (int((counted & each).sum()) for each in every)
    stays, enough = count - lowers - raises, MOSTLY_PART * count
    holds = {LOWERS: lowers >= enough, RAISES: raises >= enough, BOTH: max(lowers, raises, stays) < enough}
    told = [f"{what} in {times}" for what, times in (("rises", raises), ("falls", lowers), ("stays", stays)) if times]
    found = f"after that update the loss of all points {', '.join(told)} of the {count} epochs looked at"
    return f"{judged(holds[guess], said, found)} That of the one point falls in {falls}."


WHAT_ONE_POINT_DOES = Guess(
    "point",
    _ask_point,
    _seen_and_counted,
    choices=lambda subject: POINT_WORDS,
    remark=_remark_point,
    columns=(1, 1),
    subject=_one_point,
)


# --- one plane --------------------------------------------------------------------------------------------------------


class OnePlane(NamedTuple):
    """A training, and the plane on which it is looked at."""

    record: SineMLP
    own: LossPlane


def _one_plane(record: SineMLP, own: LossPlane) -> OnePlane:
    return OnePlane(_alone(record), own)


DIRECTIONS_OF = {  # every plane
    "principal": "its two main directions",
    "random": "two random directions",
    "two_weights": "two of them",
}


def _count_of_weights(subject: OnePlane) -> int:
    return network.count(subject.record.sizes())


def _ask_plane(subject: OnePlane) -> str:
    moved, two = _count_of_weights(subject), DIRECTIONS_OF[subject.own.plane]
    return f"Guess first: {moved} weights and biases move. How much of their way lies in {two}?"


def _first_weights(scene: Scene, answer: OnGuess) -> None:
    """Every number that will move."""
    with scene.places[0]:
        scene.show(first_weights(_alone(scene.record).start()), "guess", share=WHOLE)


def _remark_plane(subject: OnePlane, guess: str) -> str:
    made, said = landscape(*subject), in_a_sentence(HELD[guess][1])
    if isinstance(made, str):
        return judged(False, said, "these runs never move, or are lost at once: there is no way")
    held: Any = made.map.gap.explained[0]
    part = f"{number(100 * held, HELD_DIGITS)} % of the way, counted in squares"
    found = f"two of {_count_of_weights(subject)} directions hold {part}"
    return judged(which_bin(HELD, held) == guess, said, found)


WHAT_A_PLANE_HOLDS = Guess(
    "plane",
    _ask_plane,
    _first_weights,
    choices=lambda subject: bin_words(HELD),
    remark=_remark_plane,
    worth=lambda subject: _count_of_weights(subject) >= LEAST_WEIGHTS,
    subject=_one_plane,
)
