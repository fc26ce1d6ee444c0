"""Luck in what a step sees: all points, a few, or one, trained beside each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gdengine.analysis.numbers import counted as how_many
from gdengine.experiments import Luck, SineMLP
from gdengine.experiments.luck import BatchRun
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network.batches import AXIS_TITLES, EPOCHS, SIZE_COLORS, UPDATES, batch_fits, batch_losses, counted
from pages.charts.network.output import places
from pages.charts.network.seeds import small_places
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.parts.live_text import live_text
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import left, note, say
from pages.views.network import results
from pages.views.network.words import sized


def batches(scene: Scene, record: SineMLP, own: Luck) -> About:
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
    how: dict[str, Any] = {"records": records, "table": lambda: results.every_epoch("batch", named)}
    how |= {"judged": False, "quantity": "loss"}
    return About(record, rows=rows, stamps=seen.stamps, label=AXIS_TITLES[own.counted], **how)


def _counts_now(scene: Scene, runs: list[BatchRun], titles: list[str], rows: list[Any], axis: str) -> None:
    """What each has done at the frame shown, and its loss."""
    lines: list[str] = []
    numbers: dict[str, np.ndarray] = {}
    for k, (run, title, at) in enumerate(zip(runs, titles, rows)):
        numbers |= {f"loss{k}": run.run.value[at], f"update{k}": run.update[at]}
        line = f"update {{update{k}}}, loss {{loss{k}}}"
        if axis != EPOCHS:  # which the bar counts
            numbers[f"epoch{k}"] = run.epoch[at]
            line = f"epoch {{epoch{k}}}, {line}"
        lines.append(f"{{'{title}':net{k}}}: {line}")
    colors = {f"net{k}": palette.words(color) for k, color in enumerate(SIZE_COLORS)}
    live_text(lines, numbers, colors=colors, terms=left(lines), key=scene.key("part", "counts"))


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
