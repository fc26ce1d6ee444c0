"""The front page: the path of ten stations, and below it every experiment."""

from __future__ import annotations

import streamlit as st

from gdengine import EXPERIMENTS, PRESETS
from gdengine.experiments.presets import lessons_of
from pages.ui.keys import key
from pages.ui.site import MENU, begin_plain, link
from pages.ui.stations import STATIONS, go
from pages.ui.terms import note, say
from pages.views.home import thumbnail

LEAD = (
    "How does a machine learn? It feels which way is down, and takes a step. Ten stations lead from the slope of a "
    "curve to a network that learns. Nothing here can be broken."
)


def path() -> None:
    """The ten stations, each with its picture, its sentence and the way in."""
    with st.container(key="home.path"):
        for number, station in enumerate(STATIONS, 1):
            with st.container(key=f"home.station.{number}", border=True):
                st.html(f'<img src="{thumbnail(station.preset)}" alt="" class="thumbnail">')
                go(station, f"{number} · {station.title}", filled=number == 1)
                note(station.sentence)


def experiments() -> None:
    """Every experiment, in the order of the lessons, by title."""
    st.header("Every experiment", anchor=False)
    wanted = st.text_input("Search", key=key("home", "search"), placeholder="momentum, valley, diverges …")
    found = {page: lessons_of(page, wanted) for page in EXPERIMENTS}
    if not any(found.values()):
        note("No experiment is called so. Try a word of its title.")
    for place, page in zip(st.columns(len(found)), found):
        with place:
            if found[page]:
                st.subheader(MENU[page][0], anchor=False)
            for lesson, names in found[page].items():
                st.caption(lesson)
                for name in names:
                    link(page, PRESETS[name].title, icon=":material/science:", preset=name)


begin_plain("home", [station.preset for station in STATIONS])
with st.container(key="frame.question"):
    say(LEAD)
path()
link("teaching", "For teachers: three lessons, and what students believe")
experiments()
