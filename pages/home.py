"""The front page: the path of ten stations, and below it every experiment."""

from __future__ import annotations

import streamlit as st

from gdengine import PRESETS
from gdengine.experiments.presets import lessons_of
from pages.ui import address
from pages.ui.keys import key
from pages.ui.site import PAGES, enter, head, link, menu
from pages.ui.stations import STATIONS, go
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
                st.caption(station.sentence)


def experiments() -> None:
    """Every experiment, in the order of the lessons, by title."""
    st.subheader("Every experiment", anchor=False)
    wanted = st.text_input("Search", key=key("home", "search"), placeholder="momentum, valley, diverges …").lower()
    pages = [name for name in PAGES if name != "home"]
    for place, page in zip(st.columns(len(pages)), pages):
        with place:
            st.markdown(f"**{PAGES[page][0]}**")
            for lesson, names in lessons_of(page).items():
                found = [name for name in names if wanted in f"{lesson} {PRESETS[name].title}".lower()]
                if found:
                    st.caption(lesson)
                for name in found:
                    link(page, PRESETS[name].title, icon=":material/science:", preset=name)


enter()
address.leave("home")
menu("home")
head("home")
st.caption("How does a machine learn? It feels which way is down, and takes a step. Press play.")
record = PRESETS["B6"].record
runs = family(record)
words, picture = st.columns([2, 3])
with words:
    st.markdown(
        "Nobody tells a learning machine where the answer is. It only knows how wrong it is *here*, and which small "
        "change makes that a little better: the **slope**. Follow the slope downhill, step by step, and you arrive in "
        "a valley. "
        "That is **gradient descent**, and it is how everything from a straight line to a neural network learns.\n\n"
        "Four places to see it. Nothing here can be broken: turn every knob as far as it goes."
    )
    link("slope_explorer", "Start with a single slope", icon=":material/play_arrow:")
with picture:
    picture = trail(results.objective(record), runs.run, runs.rows, ground(record), clickable=False, height=HERO_PX)
    with st.container(key="half.home.hero", height=HERO_PX, border=False):
        show(picture, key=key("home", "chart", "hero"))
    steps, heights = runs.chosen.step, runs.chosen.value
    player(steps, heights, quantity="height", key=key("home", "part", "bar"))
for place, (page, (sentence, experiments)) in zip(st.columns(len(TOUR)), TOUR.items()):
    with place.container(border=True, height="stretch"):
        link(page)
        st.caption(sentence)
        for name in experiments:
            link(page, PRESETS[name].title, icon=":material/science:", preset=name)
