"""Predict the next step: the learner points at where the next dot will land, before it is shown.

What has been guessed is remembered while the experiment stays the same; another experiment begins anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.experiments.knobs import Experiment
from pages.charts.kit.numbers import number as n
from pages.ui.playback import pointed_at

GUESSES = "guesses"  # session key: (the experiment, the x guessed for every step so far; nan where it was only shown)
CLOSE = 0.02  # a guess no farther off than this part of the map is a hit


def guesses(record: Experiment) -> list[float]:
    """The x that the learner has guessed for steps 1, 2, … of this experiment, nan for a step that was only shown."""
    asked, made = st.session_state.get(GUESSES, (record, []))
    return made if asked == record else []


def guess(record: Experiment) -> Callable[[float, float], None]:
    """What a click does: it is the guess for the next step."""
    objective = record.objective()
    return lambda x, _: _remember(record, [*guesses(record), pointed_at(x, objective.box[0])])


def _remember(record, made):
    st.session_state[GUESSES] = (record, made)


def known(run: Trajectory, steps: int) -> Trajectory:
    """The first so many steps of a recorded run, or of a family of them."""
    first = slice(0, steps + 1)
    return run._replace(step=run.step[first], x=run.x[first], value=run.value[first], grad=run.grad[first])


def tell(record: Experiment, run: Trajectory) -> None:
    """What the learner is to do, and how good the last guess was; ``run`` is the walk (K, 1) that is predicted."""
    made, x = guesses(record), run.x[:, 0]
    k, over = len(made), len(made) + 1 >= np.isfinite(x).sum()
    hit = CLOSE * float(np.ptp(record.objective().box))
    if made:
        _compare(made[-1], x[k - 1], x[k], f"Step {k} landed at x = **{n(x[k])}**", hit)
    st.markdown("The walk is over." if over else _question(record, run, k))
    _score(made, x, hit)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Just show it", key="shown", on_click=_remember, args=(record, [*made, math.nan]), disabled=bool(over)
        )
        st.button("Start over", key="anew", on_click=_remember, args=(record, []), disabled=not made)


def _question(record, run, k) -> str:
    here = (
        f"You are at x = **{n(run.x[k, 0])}**. The slope there is **{n(run.grad[k, 0])}**, and η = **{n(record.lr)}**."
    )
    return f"{here}  \nClick where step {k + 1} will land."


def _compare(guessed, before, landed, words, hit) -> None:
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


def _score(made, x, hit) -> None:
    off = np.abs(np.array(made) - x[1 : len(made) + 1])
    tried = int(np.isfinite(off).sum())
    if tried:
        st.caption(f"{int((off <= hit).sum())} of {tried} guesses no farther off than {n(hit)}, 2 % of the map.")
