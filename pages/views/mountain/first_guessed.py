"""Several rules from one start: which of them is first at the lowest place?  Guessed before any of them walks."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

from gdengine.experiments import MistyMountain, Race
from pages.ui.guessing import Guess, OnGuess, in_a_sentence
from pages.ui.results import objective
from pages.ui.scene import Scene
from pages.ui.terms import say
from pages.ui.titles import say_choice
from pages.views import who_is_first
from pages.views.mountain.descend import map_of_start
from pages.views.mountain.race import LESSONS
from pages.views.mountain.results import finished


class RaceAhead(NamedTuple):
    """A race that has not begun."""

    record: MistyMountain
    race: Race

    def choices(self) -> dict[str, str]:
        """Who may be the first, in the order of the board; or nobody."""
        return {name: say_choice(name) for name in self.race.entrants(self.record)} | {
            who_is_first.NOBODY: "None of them"
        }

    def worth(self) -> bool:
        """Whether there are several, and they set out: felt with errors, level ground has a slope, too."""
        field = self.race.entrants(self.record)
        ground = objective(dataclasses.replace(self.record, noise=0.0))
        sets_out = who_is_first.they_set_out(ground, self.record.start())
        return len(field) > 1 and (sets_out or any(racer.noise for racer in field.values()))

    def remark(self, guess: str) -> str:
        finishes = finished(self.race, self.record)
        return who_is_first.remark(guess, self.choices(), finishes, "the ground", "at the lowest place")


def _start(scene: Scene, answer: OnGuess) -> None:
    """The ground with the start, which a click chooses here, too, and beside it what each of the rules does."""
    map_of_start(scene, scene.start_here())
    with scene.places[1]:
        for name in scene.own.entrants(scene.record):
            say(f"**{say_choice(name)}**: {in_a_sentence(LESSONS[name])}")


WHO_IS_FIRST = Guess(
    "first",
    lambda contest: (
        "Guess first: all start from the dot, each by another rule. Who is first at the lowest place, and stays?"
    ),
    _start,
    choices=RaceAhead.choices,
    remark=RaceAhead.remark,
    worth=RaceAhead.worth,
    columns=(1, 1),
    subject=RaceAhead,
)
