"""What a learner can take away from a page: the script behind it, its numbers, and every setting in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import streamlit as st

from gdengine import Trajectory
from gdengine.experiments.descent import Descent
from pages.ui.parts import mount
from pages.ui.titles import plain, say

_export = mount("export_svg")


def takeaway(record: Descent, run: Trajectory, names: tuple[str, ...] = ()) -> None:
    """A row of quiet buttons under the pictures; ``run`` is the one on screen (K, D).

    ``names`` are the coordinates' names, as many as go into the table of numbers: all, or none of a network's hundreds.
    """
    offer(record, lambda: steps(run, names))


def offer(record: Descent, table: Callable[[], Mapping[str, np.ndarray]]) -> None:
    """The same under other pictures; ``table`` makes the columns of their numbers."""
    with st.container(horizontal=True, gap="small"):
        with st.popover("Copy as Python", icon=":material/code:", type="tertiary"):
            st.caption("This script, run where `gdengine` is, prints the numbers of this page.")
            st.code(record.code(), language="python")
        st.download_button(
            "Download CSV",
            lambda: pd.DataFrame(table()).to_csv(index=False),
            file_name=f"{record.page}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
        )
        _export(key="export", data={"name": record.page}, width=124)
        with st.popover("Nothing hidden", icon=":material/list:", type="tertiary"):
            st.caption("Every setting in force, those without a knob too. Nothing is scaled, clipped or smoothed.")
            st.table(in_force(record))


def steps(run: Trajectory, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Every recorded step: step, coordinates, value, gradient."""
    table = {"step": run.step} | {name: run.x[:, i] for i, name in enumerate(names)} | {"value": run.value}
    return table | {f"gradient_{name}": run.grad[:, i] for i, name in enumerate(names)}


def in_force(record: Descent) -> pd.DataFrame:
    """Setting → value, as text: the knobs that matter here, then the rule's settings without a knob."""
    knobs = {spec.label: getattr(record, name) for name, (_, spec) in record.knobs().items() if record.matters(name)}
    others = {f"{name} (fixed)": value for name, value in record.rule().settings.items() if name not in ("lr", "mass")}
    rows = {
        label: plain(say(value)) if isinstance(value, str) else f"{value:g}"
        for label, value in {**knobs, **others}.items()
    }
    return pd.DataFrame({"value": rows})
