"""Luck: what chance does to a training: other seeds, two activations over many seeds, and what a step sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.analysis.numbers import counted as how_many
from gdengine.analysis.numbers import whole
from gdengine.experiments import Luck, SineMLP
from gdengine.experiments.luck import BatchRun, Contest, Tried
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network.batches import AXIS_TITLES, EPOCHS, SIZE_COLORS, UPDATES, batch_fits, batch_losses, counted
from pages.charts.network.contest import AGAIN, Sides, duels, score, tally
from pages.charts.network.output import places
from pages.charts.network.seeds import cell_at, multiples, small_places, spread
from pages.ui.about import About
from pages.ui.controls import choose_one, switch, widget
from pages.ui.export import Table, stacked
from pages.ui.parts.live_text import live_text
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import note, say
from pages.ui.titles import say_choice
from pages.views.network import results
from pages.views.network.words import drawn_weights, sized

FIRST_EPOCH_FRAMES, MOST_EPOCH_FRAMES = 8, 56  # of a bar under many trainings


def luck(scene: Scene) -> About:
    """The view."""
    with scene.dials:
        switch(scene.page, "trial")
    return TRIALS[scene.own.trial](scene, results.trained(replace(scene.record, versus="none")), scene.own)


def _seeds(scene: Scene, record: SineMLP, own: Luck) -> About:
    """One network with many seeds."""
    tried = results.tried(record, own)
    across = small_places(places(record.points()[0]))
    epochs = _frames(record.steps)
    color = palette.ACTIVATION_COLORS[record.activation]
    order = sorted(range(len(tried)), key=lambda rank: tried[rank].record.seed)  # of the cells: the rank of each
    seeds = [tried[rank].record.seed for rank in order]

    def clicked(x: float, y: float) -> None:
        cell = cell_at(x, y, order)
        if cell is not None:
            scene.put(view="train", seed=seeds[cell])

    left, right = scene.places
    with left:
        scene.show(multiples(tried, across, epochs, record.seed, color), f"seeds_{record.activation}", on_click=clicked)
    with right:
        scene.show(spread(tried, epochs, record.seed, color), f"spread_{record.activation}")
    _say_seeds(scene, tried)
    rows = np.arange(len(epochs))
    records = {f"seed {one.record.seed}": one.record for one in tried}
    runs = {str(one.record.seed): one.run for one in tried}
    how: dict[str, Any] = {"records": records, "table": lambda: _numbers("seed", runs)}
    how |= {"judged": False, "label": "epoch", "quantity": "loss"}
    return About(record, rows=rows, stamps=epochs, **how)


def _frames(last: int) -> np.ndarray:
    """The epochs that are frames of the bar: the first ones each, when most happens, then some, evenly."""
    evenly = np.linspace(0, last, min(MOST_EPOCH_FRAMES, last + 1)).round().astype(int)
    return np.unique(np.concatenate([np.arange(min(FIRST_EPOCH_FRAMES, last + 1)), evenly]))


def _say_seeds(scene: Scene, tried: list[Tried]) -> None:
    best, worst = tried[0], tried[-1]
    ends = np.array([one.loss for one in tried])
    lost = int(np.isinf(ends).sum())
    with scene.words.container(key="frame.verdict"):
        if lost == len(tried):
            say(f"**All {lost} seeds diverge.**" if lost > 1 else "**It diverges.**")
            return
        said = f"**Seed {best.record.seed} ends lowest, with loss {number(best.loss)}; "
        said += f"seed {worst.record.seed} highest, with {number(worst.loss)}.** " if not lost else ""
        said += f"{lost} of {len(tried)} {'diverges' if lost == 1 else 'diverge'}.** " if lost else ""
        middle = float(np.median(ends))
        below = f"{int((ends <= middle).sum())} of {len(tried)} end at {number(middle)} or below. "
        said += "" if lost else below
        say(said + f"Only {_what_differs(scene.record)} differ: one training says little about a setting.")
        with st.container(horizontal=True, gap="small"):
            for one, word in ((best, "best"), (worst, "worst")):
                how: dict[str, Any] = {"on_click": scene.put, "kwargs": {"view": "train", "seed": one.record.seed}}
                st.button(f"Open the {word}: seed {one.record.seed}", key=scene.key("open", word), **how)
    _say_afforded(scene, len(tried))
    _open_one(scene, sorted(one.record.seed for one in tried))
    note("Choose a small picture to open its training, too.", scene.words)


def _what_differs(record: SineMLP) -> str:
    """What is another with another seed."""
    parts = ["the data", *["first weights"] * drawn_weights(record), *["batches"] * (record.mini_batch() is not None)]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _say_afforded(scene: Scene, count: int) -> None:
    """Why there are fewer seeds than asked for, if there are."""
    if count < scene.own.seeds:
        each = whole(scene.record.updates())
        note(f"{count} of the {scene.own.seeds} seeds: {each} updates each, and more take too long.", scene.words)


def _open_one(scene: Scene, seeds: list[int], **more: Any) -> None:
    """What a click on a picture does, for who has no mouse: a list from which a seed's training is opened."""

    def chosen(which: int) -> None:
        if which:
            scene.put(view="train", seed=seeds[which - 1], **more)

    names = ["of a seed …", *(f"seed {seed}" for seed in seeds)]
    with scene.words.container(key="desk.open"), st.container(key="at-the-end.open"):
        choose_one("Open a training", names, 0, scene.key("open"), chosen)


def _activations(scene: Scene, record: SineMLP, own: Luck) -> About:
    """Two activations over the same seeds."""
    with scene.dials:
        for name in ("activation", "rival"):
            widget(st, scene.page, name, scene.standing)
    found = results.contest(record, own)
    names = [say_choice(name) for name in found.names]
    if found.names[0] == found.names[1]:
        names[1] = AGAIN.format(names[1])
    one, other = zip(names, (palette.ACTIVATION_COLORS[name] for name in found.names))
    sides: Sides = (one, other)
    seeds = found.seeds

    def clicked(x: float, y: float) -> None:
        turn = round(y)
        if 1 <= turn <= len(seeds):
            scene.put(view="train", seed=seeds[turn - 1], versus=own.rival)

    left, right = scene.places
    with left:
        scene.show(duels(found, sides), "duels", on_click=clicked)
    with right:
        scene.show(tally(found, sides), "tally", share=REMAINDER)
        _score_now(scene, found, names)
    _say_contest(scene, found, names)
    rows = np.arange(len(found.seeds) + 1)
    records = {name: replace(record, activation=which) for name, which in zip(names, found.names)}
    how: dict[str, Any] = {"records": records, "table": lambda: _contest_table(found)}
    how |= {"judged": False, "label": "seeds tried", "quantity": "loss"}
    return About(record, rows=rows, stamps=rows, **how)


def _score_now(scene: Scene, found: Contest, names: list[str]) -> None:
    """How many seeds each has won, of those tried so far."""
    won = score(found)
    line = f"After {{k}} seeds: {names[0]} ended lower in {{a}}, {names[1]} in {{b}}."
    live_text([line], {"a": won[:, 0], "b": won[:, 1]}, key=scene.key("part", "score"))


def _say_contest(scene: Scene, found: Contest, names: list[str]) -> None:
    won, count = score(found), len(found.seeds)
    first = int(won[1].argmax()) if won[1].any() else None
    a, b = found.wins
    with scene.words.container(key="frame.verdict"):
        if not np.isfinite(found.loss).any():
            said = "**Neither: both diverge with every seed.**"
        elif a == b:
            said = f"**Neither: {a} of {count} seeds each.**"
        else:
            ahead = int(b > a)
            said = f"**{names[ahead]} ends with the lower loss in {max(a, b)} of {count} seeds.**"
            if first is not None and first != ahead:
                said += " The very first seed said the opposite."
            if min(a, b):
                said += f" In {min(a, b)} others {names[1 - ahead]} does: one seed proves nothing."
        say(said + " This holds for these settings only: same data, first weights and rate for both.")
    _say_afforded(scene, len(found.seeds))
    _open_one(scene, list(found.seeds), versus=scene.own.rival)
    note("Choose a row to open the two trainings of that seed, too.", scene.words)


def _contest_table(found: Contest) -> Table:
    names = [*found.names[:1], found.names[1] if found.names[0] != found.names[1] else f"{found.names[1]}_again"]
    return {"seed": np.array(found.seeds), **{f"loss_{name}": found.loss[:, k] for k, name in enumerate(names)}}


def _batches(scene: Scene, record: SineMLP, own: Luck) -> About:
    """All points a step, a few, and one."""
    with scene.dials:
        switch(scene.page, "counted")
    runs = results.batch_runs(record)
    titles = [sized(run.size, record.n) for run in runs]
    seen = counted(runs, own.counted)
    left, right = scene.places
    with left:
        scene.show(batch_losses(runs, titles, own.counted), f"batches_{own.counted}")
    with right:
        seen_points = results.points(record.only("data"))
        across = small_places(places(seen_points.x))
        fits = batch_fits(seen_points, across, runs, titles, own.counted)
        scene.show(fits, "batch_fits", share=REMAINDER)
        _counts_now(scene, runs, titles, seen.rows(), own.counted)
    _say_batches(scene, record, runs, titles)
    rows = np.arange(len(seen.stamps))
    records = {title: replace(record, batch=run.size, steps=len(run.epoch) - 1) for title, run in zip(titles, runs)}
    named = {title: run.run for title, run in zip(titles, runs)}
    how: dict[str, Any] = {"records": records, "table": lambda: _numbers("batch", named)}
    how |= {"judged": False, "quantity": "loss"}
    return About(record, rows=rows, stamps=seen.stamps, label=AXIS_TITLES[own.counted], **how)


def _counts_now(scene: Scene, runs: list[BatchRun], titles: list[str], rows: list[Any], axis: str) -> None:
    """What each has done at the frame shown, and its loss."""
    lines: list[str] = []
    numbers: dict[str, np.ndarray] = {}
    for k, (run, title, at) in enumerate(zip(runs, titles, rows)):
        numbers |= {f"loss{k}": run.run.value[at], f"update{k}": run.update[at]}
        line = f"{{update{k}}} updates, loss {{loss{k}}}"
        if axis != EPOCHS:  # which the bar counts
            numbers[f"epoch{k}"] = run.epoch[at]
            line = f"epoch {{epoch{k}}}, {line}"
        lines.append(f"{{'{title}':net{k}}}: {line}")
    colors = {f"net{k}": palette.words(color) for k, color in enumerate(SIZE_COLORS)}
    live_text(lines, numbers, colors=colors, key=scene.key("part", "counts"))


def _say_batches(scene: Scene, record: SineMLP, runs: list[BatchRun], titles: list[str]) -> None:
    epochs = len(runs[0].epoch) - 1
    with scene.words.container(key="frame.verdict"):
        told = "; ".join(map(_batch_ended, titles, runs))
        say(f"{_lowest(runs, titles, scene.own.counted)}{told[:1].upper()}{told[1:]}.")
    why = "In an epoch each sees every point once; taking fewer at a time means more updates."
    note(why, scene.words)
    if epochs < record.steps:
        fewer = f"{how_many(epochs, 'epoch')} instead of {record.steps}"
        note(f"{fewer}: with one point a step each has {record.n} updates.", scene.words)


def _lowest(runs: list[BatchRun], titles: list[str], axis: str) -> str:
    """Who is lowest once all have done as much as the picture counts: so many epochs, or updates."""
    done = min(int(run.update[-1]) for run in runs) if axis == UPDATES else len(runs[0].epoch) - 1
    last = [int(np.searchsorted(run.update, done, "right")) - 1 if axis == UPDATES else -1 for run in runs]
    losses = [float(run.run.value[row]) for run, row in zip(runs, last)]
    finite = [k for k, loss in enumerate(losses) if np.isfinite(loss)]
    if not finite:
        return ""
    lowest = min(finite, key=lambda k: losses[k])
    at = f" ({number(losses[lowest])})" if axis == UPDATES else ""
    return f"**Lowest after {how_many(done, 'update' if axis == UPDATES else 'epoch')}: {titles[lowest]}{at}.** "


def _batch_ended(title: str, run: BatchRun) -> str:
    end, updates = float(run.run.value[-1]), how_many(int(run.update[-1]), "update")
    if not np.isfinite(end):
        return f"{title} diverged"
    return f"{title} ends with {number(end)} after {updates}"


def _numbers(column: str, runs: Mapping[str, Trajectory]) -> Table:
    """Every epoch of every training, one after the other."""
    tables = {name: {"epoch": np.arange(len(run.value)), "loss": run.value} for name, run in runs.items()}
    return stacked(column, tables)


TRIALS: dict[str, Callable[[Scene, SineMLP, Luck], About]] = {
    "seeds": _seeds,
    "activations": _activations,
    "batches": _batches,
}
