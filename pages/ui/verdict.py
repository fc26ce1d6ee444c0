"""The sentence on the whole run, and beside it a button that mends what can be mended.

Kinds and words are the engine's (``gdengine.analysis.words``); what is offered, the engine has tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.mends import Mend
from gdengine.analysis.walks import FEW_DIMENSIONS
from gdengine.analysis.words import Style, Verdict
from gdengine.analysis.words import verdict as told
from gdengine.experiments.descent import Descent
from pages.charts.kit.numbers import number
from pages.ui.results import diagnosis, objective, offers

if TYPE_CHECKING:
    from pages.ui.page import About, Scene

ICONS = {
    True: ":green[:material/check_circle:]",
    False: ":orange[:material/warning:]",
    None: ":gray[:material/info:]",
}


def verdict(about: About, scene: Scene) -> None:
    """Draw the sentence, and beside it the button that mends what can be mended."""
    quantity = about.quantity if len(about.quantity) == 1 else f"the {about.quantity}"
    style = Style(quantity, number, about.label, about.record.every())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(sentence(diagnosis(about.record).shown_as(about.shown_as), style), width="stretch")
        for mend in _offered(about.record, scene)[:1]:
            how: dict[str, Any] = {"icon": ":material/auto_fix_high:", "on_click": scene.put, "kwargs": mend.change}
            st.button(f"{mend.label}: {mend.promise}", key=scene.key("mend"), help=mend.reason or None, **how)


def sentence(found: Diagnosis, style: Style) -> str:
    """The verdict in Markdown, its head in bold."""
    said: Verdict = told(found, style)
    rest = (phrase.text for phrase in (*said.detail, *said.reason))
    return " ".join([ICONS[said.good], f"**{said.head.text}**", *rest])


def _offered(record: Descent, scene: Scene) -> list[Mend]:
    """The mends; of a run that is dear, once they have been asked for."""
    if objective(record).dim <= FEW_DIMENSIONS:
        return offers(record)
    key = scene.key("try")
    if st.session_state.get(key) == repr(record):
        return offers(record)
    how: dict[str, Any] = {"icon": ":material/search:", "on_click": _ask, "args": (key, repr(record))}
    st.button("Try what might help", key=scene.key("asked"), **how)
    return []


def _ask(key: str, record: str) -> None:
    st.session_state[key] = record
