"""One weight: fit a line by its slope alone, first by hand, then by descent on the loss."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from gdengine import PRESETS, Objective, Trajectory
from gdengine.experiments import SlopeExplorer
from gdengine.landscapes import LANDSCAPES, LINES
from pages.charts.kit import palette
from pages.charts.slope import one_weight as pictures
from pages.ui import results
from pages.ui.about import About
from pages.ui.parts.slider import dial, stops
from pages.ui.results import first_run
from pages.ui.scene import HALF, MOST, Scene

GUESS = "Your first W: drag it, here or in a picture"
MOST_STOPS = 240  # of the dial


class Shared(NamedTuple):
    """What all pictures show."""

    objective: Objective
    tried: np.ndarray  # the weights of the dial
    home: int  # which of them is in force
    walk: Trajectory


def one_weight(scene: Scene) -> About | None:
    """The view; there is a weight only where there is a line."""
    record = scene.record
    if record.curve not in LINES:
        _choose(scene)
        return None
    shared = _shared(record)
    with scene.dials:
        _guess(scene, shared)
    left, right = scene.places
    with left:
        scene.show(pictures.fitted(LINES[record.curve], *shared), "line")
    with right:
        scene.show(pictures.loss(*shared), "loss", share=HALF)
        scene.show(pictures.slope(*shared), "slope", share=HALF)
    how: dict[str, Any] = {"quantity": "loss", "coordinates": ("W",), "letters": "W"}
    return About(record, walk=shared.walk, rows=np.arange(len(shared.walk.step)), **how)


def _shared(record: SlopeExplorer) -> Shared:
    objective, walk = results.objective(record), first_run(record)
    return Shared(objective, *stops(_weights(objective), record.x0), walk)


def _guess(scene: Scene, shared: Shared) -> None:
    """The dial for the learner's own weight, and how good it is."""
    objective, tried = shared.objective, shared.tried
    losses = objective(tried[:, None])
    best = np.full(len(tried), float(objective(objective.minima[0])))
    words: dict[str, Any] = {
        "label": GUESS,
        "readings": {"loss": losses, "lowest": best},
        "key": scene.key("part", "w"),
    }
    look: dict[str, Any] = {"ends": objective.box[0], "color": palette.POSITION}
    dial("w", tried, shared.home, on_commit=lambda w: scene.put(x0=w), **look, **words)


def _weights(objective: Objective) -> np.ndarray:
    """The weights on the dial: round numbers over the map."""
    low, high = objective.box[0]
    step = next(step for step in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0) if (high - low) / step <= MOST_STOPS)
    return np.round(np.arange(round(low / step), round(high / step) + 1) * step, 9)


def _choose(scene: Scene) -> None:
    """Which line?  Each as the first experiment with it has it."""
    records: list[Any] = [preset.record for preset in PRESETS.values()]
    for place, name in zip(scene.places, LINES, strict=True):
        with place.container(key=f"needed.{name}"):
            found = (record for record in records if getattr(record, "curve", "") == name)
            record = next(found, SlopeExplorer(curve=name))
            scene.show(pictures.fitted(LINES[name], *_shared(record)), f"choose_{name}", share=MOST)
            how: dict[str, Any] = {"curve": name, "x0": record.x0, "lr": record.lr}
            words = LANDSCAPES[name].title
            st.button(words, key=scene.key("line", name), on_click=scene.put, kwargs=how, width="stretch")
