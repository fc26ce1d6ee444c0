"""Predict the next step: the learner points at where the next dot will land, before it is shown.

What has been guessed is remembered while the experiment stays the same; another experiment begins anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.experiments.descent import Descent
from gdengine.rules.rule import schedule
from pages.charts.kit.numbers import number as n
from pages.ui import results
from pages.ui.parts.typed import as_sentence, within
from pages.ui.playback import pointed_at
from pages.ui.pressed import counted_button
from pages.ui.scene import Scene
from pages.ui.terms import note, say

GUESSES = "guesses"  # in the session: (the experiment, the x guessed for every step so far; nan where it was shown)
OVER, NO_STEP = "The walk is over.", "There is no step from this start."
FIELD_PX = 240  # wide: the words above it on one line
CLOSE_PART = 0.02  # a guess no farther off than this part of the map is a hit


def guesses(scene: Scene) -> list[float]:
    """The x that the learner has guessed for steps 1, 2, … of this experiment, nan for a step that was only shown."""
    asked, made = st.session_state.get(scene.key(GUESSES), (scene.record, []))
    return made if asked == scene.record else []


def guess(scene: Scene) -> Callable[[float, float], None]:
    """What a click does: it is the guess for the next step."""
    return lambda x, _: _guessed(scene, x)


def _guessed(scene: Scene, x: float) -> None:
    """One step more; none beyond the last."""
    made = guesses(scene)
    if len(made) + 1 < np.isfinite(results.first_run(scene.record).x[:, 0]).sum():
        _remember(scene, [*made, x if math.isnan(x) else pointed_at(x, scene.objective.box[0])])


def _remember(scene: Scene, made: list[float]) -> None:
    st.session_state[scene.key(GUESSES)] = (scene.record, made)


def known(run: Trajectory, steps: int) -> Trajectory:
    """The first so many steps of a recorded run, or of a family of them."""
    first = slice(0, steps + 1)
    return run._replace(step=run.step[first], x=run.x[first], value=run.value[first], grad=run.grad[first])


def tell(scene: Scene, run: Trajectory) -> None:
    """What the learner is to do, and how good the last guess was; ``run`` is the walk (K, 1) that is predicted."""
    record, made, x = scene.record, guesses(scene), run.x[:, 0]
    k, over = len(made), len(made) + 1 >= np.isfinite(x).sum()
    hit = CLOSE_PART * float(np.ptp(results.objective(record).box))
    if made:
        _compare(made[-1], x[k - 1], x[k], f"Step {k} landed at x = **{n(x[k])}**", hit)
    say((OVER if made else NO_STEP) if over else _question(record, run, k))
    _score(made, x, hit)
    if not over:
        _field(scene)
    with st.container(horizontal=True, gap="small"):
        counted_button(
            st, "Just show it", scene.key("Just show it"), partial(_guessed, scene, math.nan), disabled=bool(over)
        )
        counted_button(st, "Start over", scene.key("Start over"), partial(_remember, scene, []), disabled=not made)


def _field(scene: Scene) -> None:
    """Where a guess is typed, for who has no pointer or knows a number; what is none stays, with the reason."""
    key = scene.key("typed")
    how: dict[str, Any] = {"key": key, "on_change": _take, "args": (scene, key), "width": FIELD_PX}
    text = st.text_input("Choose it on the curve, or type x", **how)
    try:
        _read(scene, text)
    except ValueError as error:
        note(f":material/error: {as_sentence(error)}")


def _take(scene: Scene, key: str) -> None:
    try:
        x = _read(scene, st.session_state[key])
    except ValueError:
        return
    if x is not None:
        _guessed(scene, x)
        st.session_state[key] = ""


def _read(scene: Scene, text: str) -> float | None:
    """The x that was typed; ValueError with a sentence where it is none on the map."""
    return within(*scene.objective.box[0])(text) if text.strip() else None


def _question(record: Descent, run: Trajectory, k: int) -> str:
    rate = schedule(record.rule().settings["lr"])(k)  # the one in force: it may decay
    here = f"You are at x = **{n(run.x[k, 0])}**. The slope there is **{n(run.grad[k, 0])}**, and η = **{n(rate)}**."
    return f"{here}  \nShow where step {k + 1} will land."


def _compare(guessed: float, before: float, landed: float, words: str, hit: float) -> None:
    """The guess for the last step beside the truth."""
    off, step = abs(guessed - landed), landed - before
    if math.isnan(guessed):
        st.info(f"{words}.", icon=":material/visibility:")
    elif off <= hit:
        st.success(f"{words}; you said {n(guessed)}: only {n(off)} off.", icon=":material/target:")
    else:
        how = (
            "the other way"
            if (guessed - before) * step < 0
            else "too far"
            if abs(guessed - before) > abs(step)
            else "too short"
        )
        st.warning(f"{words}; you said {n(guessed)}: {n(off)} off, {how}.", icon=":material/near_me:")


def _score(made: list[float], x: np.ndarray, hit: float) -> None:
    off = np.abs(np.array(made) - x[1 : len(made) + 1])
    tried = int(np.isfinite(off).sum())
    if tried:
        note(f"{int((off <= hit).sum())} of {tried} guesses no farther off than {n(hit)}, 2 % of the map.")
