"""Who is first at the bottom, and stays?  Guessed of several walks from one start before they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gdengine.activities.race import Finish
from gdengine.core import Array, Objective
from pages.ui.guessing import judged
from pages.ui.titles import enumerated

NOBODY = "nobody"  # the guess that none of them arrives


def they_set_out(ground: Objective, start: Array) -> bool:
    """Whether there is a slope at the start (D,): else nobody walks, or all are there from the first."""
    value, slope = ground.value_and_grad(start)
    return bool(np.isfinite(value) and np.isfinite(slope).all() and slope.any())


def remark(guess: str, words: Mapping[str, str], finishes: Sequence[Finish], ground: str, place: str) -> str:
    """How good a guess was.

    ``words``: what every guess is called · ``finishes``: the walks in the order of their arrival · ``place``: where.
    """
    first = finishes[0]
    if not np.isfinite(first.height):
        return judged(
            guess == NOBODY, words[guess], f"none of them gets anywhere: where they start, {ground} has no value"
        )
    if first.arrived is None:
        return judged(guess == NOBODY, words[guess], f"none is {place} and stays; {_least(words, finishes)}")
    winners = [finish.name for finish in finishes if finish.arrived == first.arrived]
    named = enumerated(words[name] for name in winners)
    truth = f"the first {place} is {named}" if len(winners) == 1 else f"the first {place} are {named}, at the same step"
    return judged(guess in winners, words[guess], truth)


def _least(words: Mapping[str, str], finishes: Sequence[Finish]) -> str:
    if all(finish.gone for finish in finishes):
        return "all are gone"
    low = [words[name] for name in lowest(finishes)]
    return f"lowest end{'s' * (len(low) == 1)} {enumerated(low)}" if low else "all end as high"


def lowest(finishes: Sequence[Finish]) -> list[str]:
    """Who ends lowest of those of whom none has arrived and who are not gone; nobody where several all end as high."""
    here = [finish for finish in finishes if not finish.gone]
    names = [finish.name for finish in here if finish.height == here[0].height]
    return [] if len(names) == len(here) > 1 else names
