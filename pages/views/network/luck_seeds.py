"""Luck of the seed: one network trained with many, how far apart they end, and the way to each training."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine.analysis.numbers import whole
from gdengine.experiments import Luck, SineMLP
from gdengine.experiments.luck import SeedRun
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network.output import places
from pages.charts.network.seeds import cell_at, multiples, small_places, spread
from pages.ui.about import About
from pages.ui.controls import choose_one
from pages.ui.scene import Scene
from pages.ui.terms import note, say
from pages.ui.titles import enumerated
from pages.views.network import results
from pages.views.network.words import drawn_weights

FIRST_EPOCH_FRAMES, MOST_EPOCH_FRAMES = 8, 56  # of a bar under many trainings


def seeds_tried(scene: Scene, record: SineMLP, own: Luck) -> About:
    """One network with many seeds."""
    tried = results.seed_runs(record, own)
    across = small_places(places(record.points()[0]))
    epochs = epoch_frames(record.steps)
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
    how: dict[str, Any] = {"records": records, "table": lambda: results.every_epoch("seed", runs)}
    how |= {"judged": False, "label": "epoch", "quantity": "loss"}
    return About(record, rows=rows, stamps=epochs, **how)


def epoch_frames(last: int) -> np.ndarray:
    """The epochs that are frames of the bar: the first ones each, when most happens, then some, evenly."""
    evenly = np.linspace(0, last, min(MOST_EPOCH_FRAMES, last + 1)).round().astype(int)
    return np.unique(np.concatenate([np.arange(min(FIRST_EPOCH_FRAMES, last + 1)), evenly]))


def _say_seeds(scene: Scene, tried: list[SeedRun]) -> None:
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
        below = int((ends <= middle).sum())
        below_said = f"{below} of {len(tried)} end{'s' * (below == 1)} at {number(middle)} or below. "
        said += "" if lost else below_said
        say(said + f"Only {_what_differs(scene.record)} differ: one training says little about a setting.")
        with st.container(horizontal=True, gap="small"):
            for one, word in ((best, "best"), (worst, "worst")):
                how: dict[str, Any] = {"on_click": scene.put, "kwargs": {"view": "train", "seed": one.record.seed}}
                st.button(f"Open the {word}: seed {one.record.seed}", key=scene.key("open", word), **how)
    say_afforded(scene, len(tried))
    open_one(scene, sorted(one.record.seed for one in tried))
    note("Choose a small picture to open its training, too.", scene.words)


def _what_differs(record: SineMLP) -> str:
    """What is another with another seed."""
    parts = ["the data", *["first weights"] * drawn_weights(record), *["batches"] * (record.mini_batch() is not None)]
    return enumerated(parts)


def say_afforded(scene: Scene, count: int) -> None:
    """Why there are fewer seeds than asked for, if there are."""
    if count < scene.own.seeds:
        each = whole(scene.record.updates())
        note(f"{count} of the {scene.own.seeds} seeds: {each} updates each, and more take too long.", scene.words)


def open_one(scene: Scene, seeds: list[int], **more: Any) -> None:
    """What a click on a picture does, for who has no mouse: a list from which a seed's training is opened."""

    def chosen(which: int) -> None:
        if which:
            scene.put(view="train", seed=seeds[which - 1], **more)

    names = ["of a seed …", *(f"seed {seed}" for seed in seeds)]
    with scene.words.container(key="desk.open"), st.container(key="at-the-end.open"):
        choose_one("Open a training", names, 0, scene.key("open"), chosen)
