"""Points held out: curves of which degree predict them best?  Guessed before any curve is drawn."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from gdengine.experiments import Bend, Regression
from gdengine.experiments.bending import POLYNOMIAL
from gdengine.regression.degrees import best_predicting
from pages.charts.kit.numbers import number
from pages.charts.regression.scatter import scatter
from pages.ui.guessing import Guess, OnGuess, judged
from pages.ui.scene import Scene
from pages.views.regression.bend import as_measured, degrees_said, measured_titles, together
from pages.views.regression.bend_results import degree_losses, most_degree
from pages.views.regression.words import named

DEGREE_BANDS = 3  # of degrees, one of which is guessed: of single degrees several may predict nearly as well


class Unseen(NamedTuple):
    """Points held out, which curves of every degree are to predict, whichever degree is in force."""

    record: Regression
    own: Bend

    def most(self) -> int:
        """The highest degree; 0 where nothing is a curve, or no points are held out."""
        return most_degree(self.record, self.own.held) if self.own.model == POLYNOMIAL else 0

    def question(self) -> str:
        return (
            f"Guess first: curves of degree 1 to {self.most()} learn from the dots. "
            "Which degree comes nearest to the rings?"
        )

    def bands(self) -> list[tuple[int, int]]:
        """The first and the last degree of each."""
        parts = np.array_split(np.arange(1, self.most() + 1), DEGREE_BANDS)
        return [(int(part[0]), int(part[-1])) for part in parts if len(part)]

    def choices(self) -> dict[str, str]:
        return {f"{low}-{high}": f"{low} to {high}" if high > low else str(low) for low, high in self.bands()}

    def remark(self, guess: str) -> str:
        found = degree_losses(self.record, self.own.held)
        alike, highest = best_predicting(found, self.own.parted(self.record).held_y), found[-1]
        best = alike[0]
        low, high = map(int, guess.split("-"))
        truth = f"the points held out are predicted best by degree {best.degree}, with a mean squared error of "
        truth += number(best.held, 4)
        if also := alike[1:]:
            truth += f", and by {degrees_said(also)} as well"
        if highest not in alike:
            truth += f"; degree {highest.degree}, which fits the others best, has {number(highest.held, 4)}"
        right = any(low <= fit.degree <= high for fit in alike)
        return judged(right, f"degree {self.choices()[guess]}", truth)


def _unfitted(scene: Scene, answer: OnGuess) -> None:
    """The points learned from and those held out, and no curve."""
    x, y, held = together(scene.own.parted(scene.record))
    picture = scatter(as_measured(scene.record, x), y, held, titles=measured_titles(scene.record))
    with scene.places[0]:
        scene.show(picture, named("guess_bend", scene.record))


WHICH_DEGREE = Guess(
    "degree",
    Unseen.question,
    _unfitted,
    choices=Unseen.choices,
    remark=Unseen.remark,
    worth=lambda unseen: unseen.most() > 1,
    subject=lambda record, own: Unseen(record, dataclasses.replace(own, degree=1)),
)
