"""What a learner can take away from a page: the script behind it, its numbers, and every setting in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from gdengine import Trajectory
from gdengine.experiments.knobs import Experiment
from pages.ui.parts import mount
from pages.ui.titles import plain, say_choice

if TYPE_CHECKING:
    from pages.ui.page import About, Scene

Table = Mapping[str, np.ndarray]  # the columns of a table of numbers
_export = mount("export_svg")


def export(about: About, scene: Scene) -> None:
    """A row of quiet buttons under the pictures: the script, the numbers, the pictures, every setting in force."""
    record, table = about.record, about.table or (lambda: steps(about.walk, about.coordinates))
    with st.container(horizontal=True, gap="small"):
        with st.popover("Copy as Python", icon=":material/code:", type="tertiary"):
            st.caption("This script, run where `gdengine` is, prints the numbers of this page.")
            st.code((about.script or record.code)(), language="python")
        st.download_button(
            "Download CSV",
            lambda: pd.DataFrame(table()).to_csv(index=False),
            file_name=f"{record.page}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key=scene.key("csv"),
        )
        _export(key=scene.key("part", "export"), data={"name": record.page}, width=124)
        with st.popover("Nothing hidden", icon=":material/list:", type="tertiary"):
            st.caption("Every setting in force, those without a knob too. Nothing is scaled, clipped or smoothed.")
            st.table(in_force(record))


def steps(run: Trajectory, names: tuple[str, ...]) -> Table:
    """Every recorded step: step, coordinates, value, gradient."""
    table = {"step": run.step} | {name: run.x[:, i] for i, name in enumerate(names)} | {"value": run.value}
    return table | {f"gradient_{name}": run.grad[:, i] for i, name in enumerate(names)}


def in_force(record: Experiment) -> pd.DataFrame:
    """Setting → value, as text: the knobs that matter here, then the rule's settings without a knob."""
    knobs = {spec.label: getattr(record, name) for name, (_, spec) in record.knobs().items() if record.matters(name)}
    others = {f"{name} (fixed)": value for name, value in record.rule().settings.items() if name not in ("lr", "mass")}
    rows = {
        label: plain(say_choice(value)) if isinstance(value, str) else f"{value:g}"
        for label, value in {**knobs, **others}.items()
    }
    return pd.DataFrame({"value": rows})
