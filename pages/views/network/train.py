"""Train: what the network says after every epoch, over its points and beyond them, and how wrong it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.phrases import Style
from gdengine.analysis.words import verdict as verdict_on
from gdengine.experiments import Pins, SineMLP
from gdengine.loop.recording import Recording
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.network.losses import Learner, losses
from pages.charts.network.output import Far, far_heights, learning, places
from pages.ui import guessing, visit
from pages.ui.about import About
from pages.ui.controls import widget
from pages.ui.export import NumberTable, stacked
from pages.ui.parts.live_text import live_text
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import left, note, say
from pages.ui.training import Trained, training
from pages.views.network import results
from pages.views.network.words import called, different, ended, loss_note, outside, overfitted

SEEDS_THAT_SETTLE = 20  # over which two networks are compared in one click


def train(scene: Scene) -> About:
    """The view."""
    record, own = results.trained(scene.record), scene.own
    with scene.dials:  # before the training, so that moving one can end it
        for name in ("activation", "versus"):
            widget(st, scene.page, name, scene.standing)
    made = training(record)
    pins = {letter: (pin, results.recording(pin, pin.activation)) for letter, pin in own.records().items()}
    left, right = scene.places
    far = {name: results.afar(record, name) for name in made.recordings} if _was_guessed(scene) else {}
    for place, name in zip(left.columns(len(made.recordings)), made.recordings):
        with place:
            _fit(scene, record, name, made.recordings[name], pins, far)
    with right:
        scene.show(losses(_learners(record, made, pins)), "loss", share=REMAINDER)
        _numbers_now(scene, record, made.recordings)
    with scene.words.container(key="frame.verdict"):
        _say(scene, record, made, pins)
    first = made.runs[record.activation]
    rows = np.arange(record.steps + 1)
    records = {called(record, name): dataclasses.replace(record, activation=name, versus="none") for name in made.runs}
    records |= {f"pinned {letter}": pin for letter, (pin, _) in pins.items()}
    how: dict[str, Any] = {"records": records if len(records) > 1 else None, "table": lambda: _table(made.recordings)}
    how["note"] = loss_note(record)
    return About(record, walk=first, rows=rows, stamps=rows, label="epoch", quantity="loss", **how)


Pinned = Mapping[str, tuple[SineMLP, Recording]]  # by letter


def _was_guessed(scene: Scene) -> bool:
    """Whether it is told at the end how well it was guessed how the networks go on: then that is to be seen, too."""
    return guessing.answered(scene.page, scene.view, scene.standing, scene.record, scene.own) is not None


def _fit(
    scene: Scene, record: SineMLP, name: str, recording: Recording, pins: Pinned, far: Mapping[str, Far | None]
) -> None:
    """The picture of one network, with what the pinned ones said in the end of the same points, and how far they go."""
    points = results.points(record.only("data"))
    across = places(points.x)
    same = {letter: made.seen["curve"][-1] for letter, (pin, made) in pins.items() if _same_places(pin, across)}
    how = (points, record.curve(), recording.seen["curve"], recording.seen["edges"], same)
    ends = far_heights(points.every_y, filter(None, far.values()))
    picture = learning(called(record, name), palette.ACTIVATION_COLORS[name], *how, far.get(name), ends)
    scene.show(picture, f"fit_{name}")


def _same_places(pin: SineMLP, across: np.ndarray) -> bool:
    return np.array_equal(places(results.points(pin.only("data")).x), across)


def _learners(record: SineMLP, made: Trained, pins: Pinned) -> list[Learner]:
    """All trainings whose losses are drawn: the page's own, then the pinned ones."""
    own = [
        Learner(
            called(record, name), palette.ACTIVATION_COLORS[name], one.run, results.held_loss(one), results.turn(one)
        )
        for name, one in made.recordings.items()
    ]
    return own + [
        Learner(f"pinned {letter}", palette.PINNED, one.run, results.held_loss(one))
        for letter, (_, one) in pins.items()
    ]


def _numbers_now(scene: Scene, record: SineMLP, recordings: Mapping[str, Recording]) -> None:
    """Every network's numbers at the epoch shown."""
    lines: list[str] = []
    numbers: dict[str, np.ndarray] = {}
    for k, (name, one) in enumerate(recordings.items()):
        numbers[f"loss{k}"] = _to_its_end(one.run.value)
        line = f"{{'{called(record, name)}':net{k}}}: loss {{loss{k}}}"
        if len(held := results.held_loss(one)):
            numbers[f"held{k}"] = _to_its_end(held)
            line += f", held out {{held{k}}}"
        lines.append(line)
    colors = {f"net{k}": palette.words(palette.ACTIVATION_COLORS[name]) for k, name in enumerate(recordings)}
    live_text(lines, numbers, colors=colors, terms=left(lines), key=scene.key("part", "counts"))


def _to_its_end(losses: np.ndarray) -> np.ndarray:
    """The losses (K,), the last number of which stays where a training has diverged: others go on."""
    known = np.where(np.isfinite(losses), np.arange(len(losses)), 0)
    return np.asarray(losses[np.maximum.accumulate(known)])


def _say(scene: Scene, record: SineMLP, made: Trained, pins: Pinned) -> None:
    """At the end: what became of each network, what each says beyond its points, and what can be done with it.

    A projector repeats no number that stands beside its pictures.
    """
    several, brief = len(made.recordings) > 1, visit.presenting()
    each = [(called(record, name), one) for name, one in made.recordings.items()]
    told = [] if brief else [ended(title, one.run, results.held_loss(one)) for title, one in each]
    told += [overfitted(title, turn) for title, one in each if (turn := results.turn(one))]
    sound = [name for name, one in made.recordings.items() if np.isfinite(one.run.value[-1])]
    sides = {called(record, name): results.beyond(record, name) for name in sound}
    told.append(outside({title: found for title, found in sides.items() if found}, numbers=not brief))
    told += [_second(called(record, name), found, record) for name, found in [*made.diagnoses.items()][1:]]
    for letter, (pin, one) in pins.items():
        told.append(ended(f"Pinned {letter} ({different(pin, record)})", one.run, results.held_loss(one)))
    if several:
        told.append("One seed proves nothing.")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="frame.ended"):
            say(" ".join(filter(None, told)))
        _buttons(scene, record, several)
    if made.note:
        note(made.note)


def _second(title: str, found: Diagnosis, record: SineMLP) -> str:
    """What is wrong with a network that is not the first, whose verdict is told at length."""
    said = verdict_on(found, Style("the loss", number, "epoch", record.every()))
    wrong = [said.head.text] if said.good is False else []
    idle = [phrase.text for phrase in said.reason if "units" in phrase.claims]
    return f"{title}: {' '.join(wrong + idle)}" if wrong or idle else ""


def _buttons(scene: Scene, record: SineMLP, several: bool) -> None:
    own: Pins = scene.own
    if several:
        asked = {"trial": "activations", "seeds": SEEDS_THAT_SETTLE, "rival": record.versus}
        how: dict[str, Any] = {"icon": ":material/casino:", "on_click": scene.put, "kwargs": {"view": "luck", **asked}}
        st.button(f"Which fits better? Try {SEEDS_THAT_SETTLE} seeds", key=scene.key("settle"), **how)
    if own.room(record):
        how = {"icon": ":material/keep:", "on_click": scene.put, "kwargs": {"pinned": own.pinning(record).pinned}}
        st.button("Pin this training", key=scene.key("pin"), help="It stays drawn, to be compared.", **how)
    if own.pinned:
        how = {"icon": ":material/keep_off:", "on_click": scene.put, "kwargs": {"pinned": ""}}
        st.button("Unpin", key=scene.key("unpin"), **how)


def _table(recordings: Mapping[str, Recording]) -> NumberTable:
    """Every epoch of every network, one after the other."""
    tables = {}
    for name, one in recordings.items():
        count, held = len(one.run.value), results.held_loss(one)
        columns = {"epoch": np.arange(count), "loss": one.run.value}
        columns["held_out_loss"] = held if len(held) else np.full(count, np.nan)
        columns |= {"gradient": one.seen["slope"], "slope_below": one.seen["edges"][:, 0]}
        tables[name] = columns | {"slope_above": one.seen["edges"][:, 1]}
    return stacked("network", tables)
