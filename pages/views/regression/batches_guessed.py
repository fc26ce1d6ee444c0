"""Walks that see all points at a step, some, or one: which comes to rest, or is near first?  Guessed at their start."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gdengine.experiments import Batches, Regression
from gdengine.experiments.scaling import nearly_down
from pages.charts.kit import palette
from pages.charts.kit.numbers import counted
from pages.charts.kit.spec import Sign
from pages.charts.regression import batches as pictures
from pages.charts.regression.batches import STEP_AXIS, DrawnWalks
from pages.ui import images, results
from pages.ui.guessing import Guess, OnGuess, judged, unasked
from pages.ui.scene import REMAINDER, Scene
from pages.views.regression.batches import shown_walks, who_settled
from pages.views.regression.batches_results import close_up
from pages.views.regression.batches_state import walk_title
from pages.views.regression.results import best
from pages.views.regression.words import named, titles

NEARLY = "all but a hundredth of the way down behind it"
EVERY_WALK, NO_WALK = "every", "none"  # guesses that are no walk
START_SIGNS = (
    Sign("line", pictures.WALK_COLORS[0], "the line that all start from"),
    Sign("dashes", palette.MINIMUM, "the best line"),
    Sign("ball", pictures.WALK_COLORS[0], "the start"),
    Sign("triangle", palette.MINIMUM, "lowest place"),
)


class SampledWalks(NamedTuple):
    """Walks that see more or fewer points at a step, and are shown against steps or points looked at."""

    record: Regression
    own: Batches

    def worth(self) -> bool:
        """Where each of them sees as many, they differ in something else; from the best line none gets there first."""
        sizes = {member.mini_batch() for member in self.own.members(self.record).values()}
        return len(sizes) > 1 and (self.in_steps() or bool((self.record.start() != best(self.record)).any()))

    def in_steps(self) -> bool:
        return self.own.against == "steps"

    def question(self) -> str:
        if self.in_steps():
            return f"Guess first: a step sees {self._seen()}. Which walk comes to rest on the best line?"
        return "Guess first: counted by points looked at, not by steps, which walk is near the best line first?"

    def _seen(self) -> str:
        """How many points the steps of the walks see: all the points, some, or one."""
        sizes = {member.mini_batch() or math.inf for member in self.own.members(self.record).values()}
        words = {
            "all the points": math.inf in sizes,
            "some": any(1 < size < math.inf for size in sizes),
            "one": 1 in sizes,
        }
        *first, last = (word for word, there in words.items() if there)
        return f"{', '.join(first)}{',' * (len(first) > 1)} or {last}" if first else last

    def choices(self) -> dict[str, str]:
        walks = {word: walk_title(word).capitalize() for word in self.own.members(self.record)}
        return walks | ({EVERY_WALK: "All of them"} if self.in_steps() else {}) | {NO_WALK: "None of them"}

    def remark(self, guess: str) -> str:
        right, truth = self._at_rest(guess) if self.in_steps() else self._first_near(guess)
        return judged(right, self.choices()[guess].lower(), truth)

    def _at_rest(self, guess: str) -> tuple[bool, str]:
        """Whether the guess is right, and what is so: of who settles."""
        factor, bowl = self.record.shown_as(), results.objective(self.record)
        shown = shown_walks(self.record, self.own)
        settled = who_settled(shown, factor, factor * float(bowl(best(self.record))))
        if not settled:
            return guess == NO_WALK, "none of them comes to rest there"
        if len(settled) == len(shown.members):
            return guess != NO_WALK, "all of them come to rest there"
        who = "the walk that comes" if len(settled) == 1 else "the walks that come"
        right = guess not in (EVERY_WALK, NO_WALK) and walk_title(guess) in settled
        return right, f"{who} to rest there: {'; '.join(settled)}"

    def _first_near(self, guess: str) -> tuple[bool, str]:
        """Of who has all but a hundredth of the way down behind it after the fewest looks, as far as is drawn."""
        shown, least = shown_walks(self.record, self.own), float(results.objective(self.record)(best(self.record)))
        rows = {word: nearly_down(run.value, least) for word, run in shown.runs.items()}
        looked = self.own.samples(self.record)
        looks = {word: int(looked[word][shown.runs[word].step[row]]) for word, row in rows.items() if row is not None}
        fewest = min(looks.values(), default=math.inf)
        drawn = int(shown.walks.stamps[-1])
        if fewest > drawn:
            return guess == NO_WALK, f"none of them has {NEARLY} after {counted(drawn, 'look')}"
        first = [word for word, count in looks.items() if count == fewest]
        named = "; ".join(map(walk_title, first))
        return guess in first, f"the first to have {NEARLY}, after {counted(int(fewest), 'look')}: {named}"


def _start(scene: Scene, answer: OnGuess) -> None:
    """The points with the line that all walks start from and the best line, and the places of both on the map."""
    record, start = scene.record, results.not_set_out(scene.record).member(0)
    points, (shown_axes, axes) = record.points(), titles(record)
    alone = DrawnWalks(["the start"], [start], [np.zeros(1, int)], np.zeros(1, int), STEP_AXIS, [0])
    left, right = scene.places
    with left:
        picture = pictures.lines(points.x, points.y, best(record), alone, pictures.NONE_SEEN, titles=shown_axes)
        veiled = unasked(picture, "The points, the line that all walks start from, and the best line.", START_SIGNS)
        scene.show(veiled, named("guess_lines", record), share=REMAINDER)
    with right:
        near = close_up(record, [start.x])
        picture = pictures.paths(near.objective, images.address(near.picture), alone, axes)
        here = scene.start_here()
        veiled = unasked(picture, "Map of the loss over all lines, with the start and the best line.", START_SIGNS)
        scene.show(veiled, named("guess_map", record), on_click=here, share=REMAINDER)


WHO_SETTLES = Guess(
    "batches",
    SampledWalks.question,
    _start,
    choices=SampledWalks.choices,
    remark=SampledWalks.remark,
    worth=SampledWalks.worth,
    columns=(1, 1),
    subject=SampledWalks,
)
