"""One weight: fit a line by its slope alone, first by hand, then by descent on the loss."""

import numpy as np
import streamlit as st

from gdengine import PRESETS
from gdengine.landscapes import LANDSCAPES, LINES
from pages.charts.kit import palette
from pages.charts.kit.spec import thinned
from pages.charts.slope import one_weight as pictures
from pages.ui.controls import put
from pages.ui.export import takeaway
from pages.ui.parts.slider import dial, stops
from pages.ui.playback import bar
from pages.ui.results import runs, show
from pages.ui.verdict import verdict
from pages.ui.worked_step import explain

GUESS = "Your guess first: drag W, here or on the right"
MOST = 240  # stops of the dial


def weight(record):
    if record.curve not in LINES:
        return _choose()
    shared = objective, tried, home, walk, rows = _shared(record)
    _guess(objective, tried, home)
    left, right = st.columns(2)
    with left:
        show(pictures.fitted(LINES[record.curve], *shared), key="weight_line")
    with right:
        show(pictures.loss(*shared), key="weight_loss")
        show(pictures.slope(*shared), key="weight_slope")
    bar(walk.step[rows], walk.value[rows], quantity="loss")
    verdict(record, quantity="The loss")
    explain(record.rule(), walk, rows, names="W")
    takeaway(record, walk, ("W",))


def _shared(record):
    """What all pictures show: the loss, the weights of the dial and which is in force, the walk and its frames."""
    objective, walk = record.objective(), next(iter(runs(record).values()))
    return objective, *stops(_weights(objective), record.x0), walk, thinned(len(walk.step))


def _guess(objective, tried, home):
    """The dial for the learner's own weight, and how good it is."""
    losses = objective(tried[:, None])
    best = np.full(len(tried), float(objective(objective.minima[0])))
    words = {"label": GUESS, "readings": {"loss": losses, "lowest": best}}
    dial("w", tried, home, ends=objective.box[0], color=palette.POSITION, on_commit=lambda w: put(x0=w), **words)


def _weights(objective):
    """The weights on the dial: round numbers over the map."""
    low, high = objective.box[0]
    step = next(step for step in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0) if (high - low) / step <= MOST)
    return np.round(np.arange(round(low / step), round(high / step) + 1) * step, 9)


def _choose():
    """There is a weight only where there is a line: each as the first experiment with it has it."""
    st.info("This view is about the weight of a line. Which points shall it fit?", icon=":material/show_chart:")
    for place, name in zip(st.columns(len(LINES)), LINES):
        with place:
            record = next(preset for preset in PRESETS.values() if getattr(preset, "curve", "") == name)
            show(pictures.fitted(LINES[name], *_shared(record)), key=f"choose_{name}")
            how = {"curve": name, "x0": record.x0, "lr": record.lr}
            st.button(LANDSCAPES[name].title, key=f"line_{name}", on_click=put, kwargs=how, width="stretch")
