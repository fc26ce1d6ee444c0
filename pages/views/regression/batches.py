"""Batches: walks that see all points at a step, some, or one, in one picture; against steps, or points looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from gdengine import Trajectory
from gdengine.experiments import Batches, Regression
from gdengine.experiments.batch_walks import rows_seen, walk_word
from gdengine.experiments.scaling import nearly_down
from pages.charts.kit import palette
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import counted, number
from pages.charts.kit.spec import Sign
from pages.charts.regression import batches as pictures
from pages.charts.regression.batches import SAMPLE_AXIS, STEP_AXIS, Walks
from pages.ui import images, results
from pages.ui.controls import switch
from pages.ui.export import Table, stacked, steps
from pages.ui.guessing import Answer, Guess, judged
from pages.ui.page import LESS, MORE, REMAINDER, About, Scene
from pages.ui.terms import note, say
from pages.views.regression.batches_state import choose, colored, walk_title
from pages.views.regression.results import batch_runs, best, close_up
from pages.views.regression.words import named, source_of, titles

MOST_FRAMES = 500  # of a picture against points looked at
BATCH_TRUTHS = (
    "Every batch moves the same two numbers, a and b: no batch has weights of its own. Few points give a slope that is "
    "off by chance, so the walk wanders; over an epoch, in which each point is seen once, the errors cancel. A bowl "
    "has one valley, so noise can only keep a walk from settling; it helps where there are several."
)
NEARLY = "all but a hundredth of the way down behind it"
EVERY_WALK, NO_WALK = "every", "none"  # guesses that are no walk
START_SIGNS = (
    Sign("line", pictures.WALK_COLORS[0], "the line that all start from"),
    Sign("dashes", palette.MINIMUM, "the best line"),
    Sign("ball", pictures.WALK_COLORS[0], "the start"),
    Sign("triangle", palette.MINIMUM, "lowest place"),
)
LAST_SHARE = 0.25  # of a walk, over which its wandering is told


class Shown(NamedTuple):
    """The walks that are shown, by their words."""

    members: Mapping[str, Regression]
    runs: Mapping[str, Trajectory]
    walks: Walks


def batches(scene: Scene) -> About:
    """The view."""
    record, own = scene.record, scene.own
    shown = _shown(record, own)
    points, factor, objective = record.points(), record.shown_as(), results.objective(record)
    with scene.dials:
        choose(scene)
        switch(scene.page, "against")
    shown_axes, axes = titles(record)
    left, right = scene.places
    with left:
        seen = _seen(shown)
        picture = pictures.lines(points.x, points.y, best(record), shown.walks, seen, titles=shown_axes)
        scene.show(picture, named("batch_lines", record))
    with right:
        near = close_up(record, [run.x for run in shown.runs.values()])
        picture = pictures.paths(near.objective, images.address(near.picture), shown.walks, axes)
        scene.show(picture, named("batch_paths", record), on_click=scene.start_here(), share=MORE)
        values = [_as_shown(run, factor).value for run in shown.runs.values()]
        least = factor * float(objective(best(record)))
        against = "steps" if shown.walks.axis == STEP_AXIS else "samples"
        scene.show(pictures.losses(shown.walks, values, least), f"batch_loss_{against}", share=LESS)
    _say(scene, shown, factor, least)
    records = {walk_title(word): member for word, member in shown.members.items()}
    how: dict[str, Any] = {"table": lambda: _numbers(shown.runs, factor)}
    rows = np.arange(len(shown.walks.stamps))
    label = STEP_AXIS if shown.walks.axis == STEP_AXIS else "points"
    return About(record, rows=rows, stamps=shown.walks.stamps, label=label, judged=False, records=records, **how)


def _shown(record: Regression, own: Batches) -> Shown:
    members, runs = own.members(record), batch_runs(record, own)
    names = [walk_title(word) for word in members]
    if own.against == "steps":
        last = max(int(run.step[-1]) for run in runs.values())
        frames = [run.step.astype(int) for run in runs.values()]
        stamps = np.arange(last + 1)
        return Shown(members, runs, Walks(names, [*runs.values()], frames, stamps, STEP_AXIS, colored(members)))
    looked = [seen[run.step] for seen, run in zip(own.samples(record).values(), runs.values())]
    many = [each for word, each in zip(members, looked) if not walk_word(word).once] or looked
    horizon = max(min(int(each[-1]) for each in many), max(int(each[1]) for each in looked))
    unit = -(-horizon // MOST_FRAMES)
    stamps = unit * np.arange(-(-horizon // unit) + 1)
    frames = [-(-each // unit) for each in looked]
    return Shown(members, runs, Walks(names, [*runs.values()], frames, stamps, SAMPLE_AXIS, colored(members)))


def _seen(shown: Shown) -> Columns:
    """The points that each step of the walk with the smallest mini-batch sees: frame and row."""
    sampled = {word: member.mini_batch() for word, member in shown.members.items() if member.mini_batch()}
    if not sampled:
        return pictures.NONE_SEEN
    word = min(sampled, key=lambda word: sampled[word] or 0)
    run, frames = shown.runs[word], shown.walks.frames[[*shown.members].index(word)]
    rows = rows_seen(shown.members[word], run.step[:-1].tolist())
    table = Columns({"i": np.repeat(frames[:-1], [len(each) for each in rows]), "id": np.concatenate(rows)})
    return table.rows(table["i"] < len(shown.walks.stamps))


def _say(scene: Scene, shown: Shown, factor: float, least: float) -> None:
    """What is true of mini-batches, and at the end what became of each walk."""
    with scene.words.container(key="frame.verdict"):
        say(_ends(shown, factor, least))
    note(source_of(scene.record), scene.words)
    note(BATCH_TRUTHS, scene.words)


def _ends(shown: Shown, factor: float, least: float) -> str:
    """Who has settled at the least loss by the last frame, and between which losses the others have been of late."""
    settled, lowest = _settled(shown, factor, least), number(least, 4)
    others = [f"{title} {_between(late)}" for title, late in _late(shown, factor).items() if title not in settled]
    head = f"Settled at the least loss there is, {lowest}: {', '.join(settled)}."
    head = head if settled else f"None has settled at the least loss there is, {lowest}."
    rest = f" Of late{' the others' if settled else ''}: {'; '.join(others)}." if others else ""
    return f"**{head}**{rest}"


def _settled(shown: Shown, factor: float, least: float) -> list[str]:
    """Who is at the least loss by the last frame, and has been there of late: to the digits that are told."""
    lowest = number(least, 4)
    return [title for title, late in _late(shown, factor).items() if late == (lowest, lowest)]


def _late(shown: Shown, factor: float) -> dict[str, tuple[str, str] | None]:
    """Of every walk the least and the largest loss of late, by its title; None where it has diverged."""
    found: dict[str, tuple[str, str] | None] = {}
    for title, run, frames in zip(shown.walks.titles, shown.walks.runs, shown.walks.frames):
        row = min(int(np.searchsorted(frames, len(shown.walks.stamps), "right")), len(frames)) - 1
        late = factor * run.value[row - int(LAST_SHARE * row) : row + 1]
        ended = bool(np.isfinite(late[-1]))
        found[title] = (number(float(late.min()), 4), number(float(late.max()), 4)) if ended else None
    return found


def _between(late: tuple[str, str] | None) -> str:
    if late is None:
        return "diverged"
    low, high = late
    return low if low == high else f"{low} to {high}"


def _as_shown(run: Trajectory, factor: float) -> Trajectory:
    return run._replace(value=factor * run.value)


def _numbers(runs: Mapping[str, Trajectory], factor: float) -> Table:
    """Every step of every walk, one after the other."""
    tables = {walk_title(word): steps(_as_shown(run, factor), ("a", "b"), factor) for word, run in runs.items()}
    return stacked("walk", tables)


class Crowd(NamedTuple):
    """Walks that see more or fewer points at a step, and are shown against steps or points looked at."""

    record: Regression
    own: Batches

    def worth(self) -> bool:
        """Where each of them sees as many, they differ in something else."""
        return len({member.mini_batch() for member in self.own.members(self.record).values()}) > 1

    def in_steps(self) -> bool:
        return self.own.against == "steps"

    def question(self) -> str:
        if self.in_steps():
            return "Guess first: a step sees all the points, some, or one. Which walk comes to rest on the best line?"
        return "Guess first: counted by points looked at, not by steps, which walk is near the best line first?"

    def choices(self) -> dict[str, str]:
        walks = {word: walk_title(word).capitalize() for word in self.own.members(self.record)}
        return walks | ({EVERY_WALK: "All of them"} if self.in_steps() else {}) | {NO_WALK: "None of them"}

    def remark(self, guess: str) -> str:
        right, truth = self._at_rest(guess) if self.in_steps() else self._first_near(guess)
        return judged(right, self.choices()[guess].lower(), truth)

    def _at_rest(self, guess: str) -> tuple[bool, str]:
        """Whether the guess is right, and what is so: of who settles."""
        factor, bowl = self.record.shown_as(), results.objective(self.record)
        shown = _shown(self.record, self.own)
        settled = _settled(shown, factor, factor * float(bowl(best(self.record))))
        if not settled:
            return guess == NO_WALK, "none of them comes to rest there"
        if len(settled) == len(shown.members):
            return guess != NO_WALK, "all of them come to rest there"
        who = "the walk that comes" if len(settled) == 1 else "the walks that come"
        right = guess not in (EVERY_WALK, NO_WALK) and walk_title(guess) in settled
        return right, f"{who} to rest there: {'; '.join(settled)}"

    def _first_near(self, guess: str) -> tuple[bool, str]:
        """Of who has all but a hundredth of the way down behind it after the fewest looks, as far as is drawn."""
        shown, least = _shown(self.record, self.own), float(results.objective(self.record)(best(self.record)))
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


def _start(scene: Scene, answer: Answer) -> None:
    """The points with the line that all walks start from and the best line, and the places of both on the map."""
    record, start = scene.record, results.not_set_out(scene.record).member(0)
    points, (shown_axes, axes) = record.points(), titles(record)
    alone = Walks(["the start"], [start], [np.zeros(1, int)], np.zeros(1, int), STEP_AXIS, [0])
    left, right = scene.places
    with left:
        picture = pictures.lines(points.x, points.y, best(record), alone, pictures.NONE_SEEN, titles=shown_axes)
        scene.show(picture._replace(legend=START_SIGNS), named("guess_lines", record), share=REMAINDER)
    with right:
        near = close_up(record, [start.x])
        picture = pictures.paths(near.objective, images.address(near.picture), alone, axes)
        here = scene.start_here()
        scene.show(picture._replace(legend=START_SIGNS), named("guess_map", record), on_click=here, share=REMAINDER)


WHO_SETTLES = Guess(
    "batches",
    Crowd.question,
    _start,
    choices=Crowd.choices,
    remark=Crowd.remark,
    worth=Crowd.worth,
    columns=(1, 1),
    subject=Crowd,
)
