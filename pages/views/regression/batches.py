"""Batches: walks that see all points at a step, some, or one, in one picture; against steps, or points looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from gdengine import Trajectory
from gdengine.experiments import Batches, Regression
from gdengine.experiments.batch_walks import rows_seen, walk_word
from pages.charts.kit.columns import Columns
from pages.charts.kit.numbers import ROUNDING_SPAN, number
from pages.charts.regression import batches as pictures
from pages.charts.regression.batches import SAMPLE_AXIS, STEP_AXIS, DrawnWalks
from pages.ui import images, results
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.export import NumberTable, stacked, steps
from pages.ui.scene import LESS, MORE, Scene
from pages.ui.terms import note, say
from pages.views.regression.batches_results import batch_runs, close_up
from pages.views.regression.batches_state import choose, colored, walk_title
from pages.views.regression.results import best
from pages.views.regression.words import named, source_of, titles

MOST_FRAMES = 500  # of a picture against points looked at
BATCH_TRUTHS = (
    "Every batch moves the same two numbers, a and b: no batch has numbers of its own. Few points give a slope that is "
    "off by chance, so the walk wanders; at one and the same line, the errors of a whole epoch, in which each point is "
    "seen once, would cancel. A bowl has one valley, so noise can only keep a walk from settling; it helps where there "
    "are several."
)
LAST_SHARE = 0.25  # of a walk, over which its wandering is told


class Shown(NamedTuple):
    """The walks that are shown, by their words."""

    members: Mapping[str, Regression]
    runs: Mapping[str, Trajectory]
    walks: DrawnWalks


def batches(scene: Scene) -> About:
    """The view."""
    record, own = scene.record, scene.own
    shown = shown_walks(record, own)
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
        picture = pictures.losses(shown.walks, values, least, rounding=_rounding(shown, factor))
        scene.show(picture, f"batch_loss_{against}", share=LESS)
    _say(scene, shown, factor, least)
    records = {walk_title(word): member for word, member in shown.members.items()}
    how: dict[str, Any] = {"table": lambda: _numbers(shown.runs, factor)}
    rows = np.arange(len(shown.walks.stamps))
    label = STEP_AXIS if shown.walks.axis == STEP_AXIS else "points"
    return About(record, rows=rows, stamps=shown.walks.stamps, label=label, judged=False, records=records, **how)


def shown_walks(record: Regression, own: Batches) -> Shown:
    """The walks, frame by frame: against steps, or against points looked at as far as all of them have looked."""
    members, runs = own.members(record), batch_runs(record, own)
    names = [walk_title(word) for word in members]
    if own.against == "steps":
        last = max(int(run.step[-1]) for run in runs.values())
        frames = [run.step.astype(int) for run in runs.values()]
        stamps = np.arange(last + 1)
        return Shown(members, runs, DrawnWalks(names, [*runs.values()], frames, stamps, STEP_AXIS, colored(members)))
    looked = [seen[run.step] for seen, run in zip(own.samples(record).values(), runs.values())]
    many = [each for word, each in zip(members, looked) if not walk_word(word).once] or looked
    horizon = max(min(int(each[-1]) for each in many), max(int(each[1]) for each in looked))
    unit = -(-horizon // MOST_FRAMES)
    stamps = unit * np.arange(-(-horizon // unit) + 1)
    frames = [-(-each // unit) for each in looked]
    return Shown(members, runs, DrawnWalks(names, [*runs.values()], frames, stamps, SAMPLE_AXIS, colored(members)))


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
    settled, lowest = who_settled(shown, factor, least), _read_as(shown, factor, least)
    late = _late(shown, factor).items()
    others = [f"{title} {_between(shown, factor, ends)}" for title, ends in late if title not in settled]
    head = f"Settled at the least loss there is, {lowest}: {', '.join(settled)}."
    head = head if settled else f"None has settled at the least loss there is, {lowest}."
    rest = f" Of late{' the others' if settled else ''}: {'; '.join(others)}." if others else ""
    return f"**{head}**{rest}"


def who_settled(shown: Shown, factor: float, least: float) -> list[str]:
    """Who is at the least loss by the last frame, and has been there of late: to the digits that are told."""
    lowest = _told(shown, factor, least)
    late = {title: ends for title, ends in _late(shown, factor).items() if ends}
    return [title for title, ends in late.items() if {_told(shown, factor, end) for end in ends} == {lowest}]


def _late(shown: Shown, factor: float) -> dict[str, tuple[float, float] | None]:
    """Of every walk the least and the largest loss of late, by its title; None where it has diverged."""
    found: dict[str, tuple[float, float] | None] = {}
    for title, run, frames in zip(shown.walks.titles, shown.walks.runs, shown.walks.frames):
        row = min(int(np.searchsorted(frames, len(shown.walks.stamps), "right")), len(frames)) - 1
        late = factor * run.value[row - int(LAST_SHARE * row) : row + 1]
        ended = bool(np.isfinite(late[-1]))
        found[title] = (float(late.min()), float(late.max())) if ended else None
    return found


def _told(shown: Shown, factor: float, loss: float) -> str:
    """A loss on the scale of that of the start, which all walks have: the rounding that is left of none is nothing."""
    start = factor * float(next(iter(shown.runs.values())).value[0])
    return number(float(loss), 4, max(start, _rounding(shown, factor)))


def _read_as(shown: Shown, factor: float, loss: float) -> str:
    """A loss as it is read: one that is nothing beside that of the start is nearly nothing, if it is more."""
    told = _told(shown, factor, loss)
    return f"nearly {told}" if told == "0" and loss > _rounding(shown, factor) else told


def _rounding(shown: Shown, factor: float) -> float:
    """Beside which a loss is but rounding: it is one of squares, and so that of a distance squared."""
    ground = results.objective(next(iter(shown.members.values())))
    return ROUNDING_SPAN**2 * factor * float(ground(np.zeros(2)))


def _between(shown: Shown, factor: float, late: tuple[float, float] | None) -> str:
    if late is None:
        return "diverged"
    low, high = (_read_as(shown, factor, end) for end in late)
    return low if low == high else f"{low} to {high}"


def _as_shown(run: Trajectory, factor: float) -> Trajectory:
    return run._replace(value=factor * run.value)


def _numbers(runs: Mapping[str, Trajectory], factor: float) -> NumberTable:
    """Every step of every walk, one after the other."""
    tables = {walk_title(word): steps(_as_shown(run, factor), ("a", "b"), factor) for word, run in runs.items()}
    return stacked("walk", tables)
