"""Five rates: one walk for each of the regimes that η·f″ decides, side by side."""

import numpy as np
import streamlit as st

from gdengine.analysis.diagnosis import diagnose
from gdengine.analysis.five_rates import PRODUCTS
from gdengine.experiments.descent import HIGHEST, LOWEST
from pages.charts.kit.numbers import number as n
from pages.charts.kit.spec import thinned
from pages.charts.slope.curve import small
from pages.ui.controls import put
from pages.ui.playback import bar
from pages.ui.results import show, side_by_side
from pages.ui.verdict import SHORT

PROMISED = {  # regime -> η·f″ against 1 and 2, and what it does on a parabola
    "crawl": ("η·f″ = **0.1** ≪ 1", "Short steps, one side."),
    "one jump": ("η·f″ = **1**", "There in one step."),
    "oscillate": ("1 < η·f″ = **1.8** < 2", "Over it, but ever nearer."),
    "bounce": ("η·f″ = **2**", "To and fro, for ever."),
    "diverge": ("η·f″ = **2.2** > 2", "Each time farther out."),
}


def regimes(record):
    objective, (five, runs) = record.objective(), side_by_side(record)
    st.markdown(_rule(five))
    rows = thinned(len(runs.step))
    bar(runs.step[rows])
    for m, (place, name) in enumerate(zip(st.columns(len(PRODUCTS)), PRODUCTS)):
        walk = runs._replace(x=runs.x[:, m], value=runs.value[:, m], grad=runs.grad[:, m])
        with place:
            st.markdown(f"**{name.capitalize()}**  \n{PROMISED[name][0]}")
            show(small(objective, walk, rows, height=220), key=f"five_{m}")
            words = PROMISED[name][1] if five.parabola else SHORT[diagnose(runs, objective, member=m).kind]
            by = "Distance" if five.parabola else "By the rule"
            st.caption(f"{words}  \n{by} × **{n(round(1 - PRODUCTS[name], 6))}** a step.  \n{_end(walk)}")
            _button(five.rates[name], m)


def _button(rate, m):
    """Go and look at this rate alone."""
    alone = {"lr": rate, "lens": "descend", "optimizer": "gd"}
    beyond = not LOWEST <= rate <= HIGHEST
    words = f"Take η = {n(rate)}"
    st.button(words, key=f"rate_{m}", on_click=put, kwargs=alone, disabled=beyond, width="stretch")


def _end(walk):
    k = int(np.isfinite(walk.x[:, 0]).sum()) - 1
    step = str(walk.step[k]).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return f"x{step} = {n(walk.x[k, 0])}  \nf = {n(walk.value[k])}"


def _rule(five) -> str:
    where = f"At the {'bottom' if five.at_bottom else 'start'}, x = {n(five.place)}, **f″ = {n(five.curvature)}**."
    rule = "On a parabola every step multiplies the distance to the bottom by **1 − η·f″**."
    return f"{where} {rule}" if five.parabola else f"{where} {rule} This curve is one only near its bottom."
