"""A first step that leaps over the bottom: does such a walk arrive?  Guessed before any of it is shown."""

from __future__ import annotations

import dataclasses

import numpy as np

from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.endings import Ended
from gdengine.analysis.predicates import ARRIVED, GONE
from gdengine.experiments import SlopeExplorer
from gdengine.experiments.presets import Preset
from pages.charts.kit.numbers import counted
from pages.ui.guessing import Guess, in_a_sentence, judged
from pages.ui.results import diagnosis, objective
from pages.views.slope.descend import before_the_walk

ARRIVES, SWINGS, FLIES = "arrives", "swings", "flies"
STRANDED = {Ended.FLAT: "flat", Ended.LEVEL: "level"}  # where a walk may end that does none of these
LEAP_WORDS = {ARRIVES: "It arrives", SWINGS: "It swings forever", FLIES: "It flies off"}


def _leaps(record: SlopeExplorer) -> bool:
    """Whether the first plain step leads over the bottom of the only valley there is."""
    ground = objective(record)
    if record.optimizer != "gd" or record.sampled() or len(ground.minima) != 1:
        return False
    (bottom,), start = ground.minima[0], np.array([record.x0])
    landed = start - record.lr * record.decay * ground.grad(start)
    return bool(((start - bottom) * (landed - bottom) < 0).all())


def _of_its_own(preset: Preset) -> bool:
    return preset.view == "descend" and isinstance(preset.record, SlopeExplorer) and _leaps(preset.record)


def _becomes(found: Diagnosis) -> str:
    """Which of the guesses is right of this walk; nothing where it is still undecided at its end."""
    if found.ended in GONE:
        return FLIES
    if found.ended in ARRIVED or (found.ended == Ended.CORNER and not found.period):
        return ARRIVES
    return SWINGS if found.period else ""


def _remark(record: SlopeExplorer, guess: str) -> str:
    """What becomes of the walk; where its own steps do not decide, what would with as many as there may be."""
    found, said = diagnosis(record), in_a_sentence(LEAP_WORDS[guess])
    most = int(record.knobs()["steps"].high)
    longer = found if _becomes(found) else diagnosis(dataclasses.replace(record, steps=most))
    truth = _becomes(longer)
    nowhere = f"After {counted(most, 'step')} it would still not have come to rest"
    if longer.ended in STRANDED:
        nowhere = f"It ends on {STRANDED[longer.ended]} ground, not at the bottom"
    words = in_a_sentence(LEAP_WORDS.get(truth, nowhere))
    if truth == ARRIVES:
        words += f", nearly there after {counted(longer.arrival or 0, 'step')}"
    if longer is not found and not {found.ended, longer.ended} <= {*STRANDED}:
        shows = "do" if found.step > 1 else "does"
        words += f"; the {counted(found.step, 'step')} here {shows} not show it"
    return judged(guess == truth, said, words)


DOES_IT_ARRIVE = Guess(
    "leap",
    lambda record: "Guess first: the first step leaps over the bottom, and so may the next. Does the walk arrive?",
    before_the_walk,
    choices=lambda record: LEAP_WORDS,
    remark=_remark,
    worth=_leaps,
    asks=_of_its_own,
)
