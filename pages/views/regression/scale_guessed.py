"""The same points as measured and standardized: which walk needs fewer steps?  Guessed before either is shown."""

from __future__ import annotations

import dataclasses
import math
from typing import NamedTuple

from gdengine.experiments import Regression, Scale
from gdengine.experiments.scaling import ONE_FEATURE, SIDES
from pages.charts.kit.numbers import counted
from pages.charts.regression.scatter import scatter
from pages.ui.guessing import Guess, OnGuess, judged
from pages.ui.results import seen_apart
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import say
from pages.views.regression.scale import SIDE_TITLES
from pages.views.regression.scale_results import scale_side
from pages.views.regression.words import named, titles

BOTH = "both"  # the guess that neither is sooner there


class TwoScales(NamedTuple):
    """The same points at two scales."""

    record: Regression
    own: Scale

    def worth(self) -> bool:
        """Of several features no picture shows no more than the points; at the best line there is no way."""
        if self.own.features != ONE_FEATURE or not self.record.spread():
            return False
        side = self.own.side(self.record, SIDES[0])
        return bool((side.start != side.objective.solution).any())

    def choices(self) -> dict[str, str]:
        return SIDE_TITLES | {BOTH: "Both the same"}

    def remark(self, guess: str) -> str:
        took, aside = self._took(self.record), ""
        most = dataclasses.replace(self.record, steps=int(self.record.knobs()["steps"].high))
        if min(took.values()) == math.inf:  # with as many steps as there may be it is decided, perhaps
            aside = f"; neither is there within the {counted(self.record.steps, 'step')} here"
            took = self._took(most)
        said, fewest = self.choices()[guess].lower(), min(took.values())
        if fewest == math.inf:
            return f"**Neither is there**, nor would it be after {counted(most.steps, 'step')}."
        if took["raw"] == took["standardized"]:
            return judged(guess == BOTH, said, f"both need {counted(int(fewest), 'step')}{aside}")
        first = min(took, key=lambda name: took[name])
        return judged(guess == first, said, f"the walk that needs fewer: {SIDE_TITLES[first].lower()}{aside}")

    def _took(self, record: Regression) -> dict[str, float]:
        """How many steps each side needs."""
        sides = {name: scale_side(seen_apart(record), self.own, name) for name in SIDE_TITLES}
        return {name: math.inf if side.needed is None else side.needed for name, side in sides.items()}


def _twice(scene: Scene, answer: OnGuess) -> None:
    """The points at both scales, where only the numbers along the axis differ."""
    for place, (name, title) in zip(scene.places, SIDE_TITLES.items()):
        record = dataclasses.replace(scene.record, scale=name)
        points = record.points()
        with place:
            say(f"**{title}**")
            scene.show(
                scatter(points.x, points.y, titles=titles(record)[0]), named("guess_scale", record), share=REMAINDER
            )


WHICH_SCALE = Guess(
    "scale",
    lambda units: "Guess first: the same points twice; only the numbers along x differ. Which walk needs fewer steps?",
    _twice,
    choices=TwoScales.choices,
    remark=TwoScales.remark,
    worth=TwoScales.worth,
    columns=(1, 1),
    subject=TwoScales,
)
