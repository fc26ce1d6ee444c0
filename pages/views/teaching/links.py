"""A link to an experiment that lacks parts of its page: chosen in boxes, shown to be copied."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from gdengine import PRESETS
from pages.ui.keys import key
from pages.ui.page import PARTS
from pages.ui.permalink import HIDE, PRESENT, PRESET
from pages.ui.site import MENU
from pages.ui.terms import note

BOX_COLUMNS = 3  # of boxes


def choose_link() -> None:
    """The experiment, the parts to leave out, and the link; nothing else on the page follows."""
    with st.expander("Make a link that leaves parts of the page out", icon=":material/link:"):
        chosen = st.selectbox("Experiment", PRESETS, format_func=_title, key=key("teaching", "experiment"))
        note("Leave out:")
        columns = st.columns(BOX_COLUMNS)
        hidden = []
        for k, (name, words) in enumerate(PARTS.items()):
            box = columns[k * BOX_COLUMNS // len(PARTS)]
            if box.checkbox(f"{words[0].upper()}{words[1:]}", key=key("teaching", "part", name)):
                hidden.append(name)
        presenting = st.checkbox("Open it as for a projector", key=key("teaching", "presenting"))
        base = (st.context.url or "").rstrip("/").removesuffix("teaching").rstrip("/")
        asked = {PRESET: chosen} | ({HIDE: ",".join(hidden)} if hidden else {}) | ({PRESENT: "1"} if presenting else {})
        link = f"{base}/{PRESETS[chosen].page}?{urlencode(asked, safe=',')}"
        st.code(link, language=None, wrap_lines=True)


def _title(name: str) -> str:
    preset = PRESETS[name]
    return f"{MENU[preset.page][0]}: {preset.title}"
