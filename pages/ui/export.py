"""What a learner can take away from a page: the script behind it, its numbers, and every setting in force."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from gdengine import Trajectory
from gdengine.analysis.walks import walked
from gdengine.experiments.in_force import in_view, together
from gdengine.experiments.numbers import write_number
from gdengine.experiments.records import Record, ViewRecord
from pages.ui.parts import mount
from pages.ui.parts.sound import sound_switch
from pages.ui.parts.step_link import step_link
from pages.ui.titles import plain, say_choice

if TYPE_CHECKING:
    from pages.ui.about import About
    from pages.ui.scene import Scene

NumberTable = Mapping[str, np.ndarray]  # the columns of a table of numbers
_export = mount("export_svg")


def export(about: About, scene: Scene) -> None:
    """One menu of all that can be taken away: link, pictures, numbers, script, and every setting in force.

    What the server has to write for it is written once it is open: most visitors of a page never look.
    """
    menu = st.popover(
        "Take away", icon=":material/ios_share:", type="tertiary", key=scene.key("take_away"), on_change="rerun"
    )
    # as high from the start as it will be: where it opens is chosen by that
    with menu, st.container(key="frame.taken", gap="small"):
        step_link(key=scene.key("part", "link"))
        if about.sounds:
            sound_switch(key=scene.key("part", "sound"))
        _export(key=scene.key("part", "export"), data={"name": scene.standing.preset.id})
        if menu.open:
            _written_out(about, scene)


def _written_out(about: About, scene: Scene) -> None:
    """The numbers, the script and the settings."""
    table = about.table or partial(_walked, about)
    st.download_button(
        "Numbers as CSV",
        lambda: pd.DataFrame(table()).to_csv(index=False),
        file_name=f"{scene.standing.preset.id}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=scene.key("csv"),
    )
    with st.expander("The script, in Python", icon=":material/code:"):
        st.caption(
            "`pip install .` in a copy of this project gives `gdengine`; then it walks by itself, "
            "and prints where it stands."
        )
        st.code(_script(about, scene), language="python")
    with st.expander("Every setting in force", icon=":material/list:"):
        st.caption("All that this run depends on, whether there is a knob for it or not.")
        st.table(settings(about, scene.own))


def _script(about: About, scene: Scene) -> str:
    """The script of what is shown: the view's own where it has one, else the record's."""
    if about.script:
        return about.script()
    return scene.own.code(about.record) if isinstance(scene.own, ViewRecord) else about.record.code()


def _walked(about: About) -> NumberTable:
    """The table of the walk in force; nothing where a view has none."""
    return steps(about.walk, about.coordinates, about.shown_as) if about.walk is not None else {}


def steps(run: Trajectory, names: tuple[str, ...], shown_as: float = 1.0) -> NumberTable:
    """Every recorded step that was taken: step, coordinates, value, gradient.

    ``shown_as``: in which units of what was descended the values are; where it is not 1, the columns of the gradient
    say of which part of the value they are.
    """
    run = walked(run)
    table = {"step": run.step} | {name: run.x[:, i] for i, name in enumerate(names)} | {"value": run.value}
    of = "" if shown_as == 1 else f"of_{1 / shown_as:g}_value_"
    return table | {f"gradient_{of}{name}": run.grad[:, i] for i, name in enumerate(names)}


def stacked(column: str, tables: Mapping[str, NumberTable]) -> NumberTable:
    """Tables one after the other, whose name the first column, called ``column``, has beside each of their rows."""
    several = list(tables.values())
    rows = [len(next(iter(table.values()))) for table in several]
    whole = {name: np.concatenate([table[name] for table in several]) for name in several[0]}
    return {column: np.repeat(list(tables), rows)} | whole


def settings(about: About, own: Record | None) -> pd.DataFrame:
    """Setting → value, as text, of all runs that are shown: see ``gdengine.experiments.in_force``."""
    records = about.records or {"": about.record}
    values = in_view(own, about.record, records) if isinstance(own, ViewRecord) else together(records)
    return pd.DataFrame({"value": {plain(label): _written(value) for label, value in values.items()}})


def _written(value: Any) -> str:
    """A setting exactly, not rounded."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(say_choice(value) or "none") if isinstance(value, str) else plain(write_number(value))
