"""For teachers: before the lesson, three lessons, what students believe, and what is exact.  Read in five minutes."""

from __future__ import annotations

import streamlit as st

from gdengine import PRESETS
from pages.ui.site import MENU, begin_plain, link
from pages.ui.stations import LESSON_MINUTES, STATIONS, stations_of
from pages.ui.terms import note, say, with_terms
from pages.views.teaching.beliefs import BELIEFS, settled
from pages.views.teaching.exactness import DIGITS, EXACTNESS, HEADS
from pages.views.teaching.lessons import ASK
from pages.views.teaching.links import choose_link

TEACHERS_LEAD = (
    "A projector, a class, ten minutes to prepare: what to show, what to ask before, and what is true of it."
)
BEFORE_THE_LESSON = (
    "**Project.** Key P presents: pictures and words are large, knobs are gone. Ask first, play then; V tells how it "
    "ended. Until then a dial shows only the first step. N leads to the next station, ? shows every key.",
    "**Let the class open one link.** Nothing is installed, nobody has an account. The address of a page holds every "
    "setting: a copy of yours opens as yours. Copy it before you press P; *Take away* has the one to this very step.",
    "**What is kept.** What has been set is in the address. A student's browser keeps which stations were visited, "
    "whether letters are keys, whether the numbers of a step are unfolded and, for the visit, whether walks are heard; "
    "besides cookies that say nobody's name. The server keeps results for a while, never whose they are, and soon "
    "forgets a visit that ended.",
)


def lessons() -> None:
    """The ten stations, with the minutes that each has in the three lessons."""
    st.header("Three lessons", anchor=False)
    some, most = ", ".join(map(str, LESSON_MINUTES[:-1])), LESSON_MINUTES[-1]
    note(f"Of {some} and {most} minutes. Ask, let the class decide, then play. The links present; key P leaves that.")
    with st.container(key="teaching.begin", horizontal=True, vertical_alignment="center"):
        note("Begin one here, and key N leads along it:")
        for length in map(str, LESSON_MINUTES):
            first = stations_of(length)[0].preset
            page = PRESETS[first].page
            with st.container(key=f"teaching.begin.{length}", width="content"):
                how = {"icon": ":material/present_to_all:", "preset": first, "present": "1", "lesson": length}
                link(page, f"{length} minutes", **how)
    with st.container(key="grid.lessons"):
        st.html(_minutes([f"{length} min" for length in LESSON_MINUTES]))
        for number, station in enumerate(STATIONS, 1):
            link(PRESETS[station.preset].page, f"{number} · {station.title}", preset=station.preset, present="1")
            say(ASK[station.preset])
            st.html(_minutes([f"{own} of {all_}" if own else "" for own, all_ in zip(station.minutes, LESSON_MINUTES)]))


def _minutes(cells: list[str]) -> str:
    return f'<p class="minutes">{"".join(f"<span>{cell}</span>" for cell in cells)}</p>'


def beliefs() -> None:
    """What students believe, each with the experiment that confronts it; what settles it is folded away."""
    st.header("What students believe", anchor=False)
    note("With each, who has met it. Ask, let the experiment answer, then unfold the numbers.")
    with st.container(key="grid.beliefs"):
        for name, belief in BELIEFS.items():
            with st.container(key=f"teaching.belief.{name}"):
                say(f"**“{belief.said}”**  \n<small>{belief.source}</small>")
                say(belief.ask)
                page = PRESETS[belief.preset].page
                link(page, PRESETS[belief.preset].title, icon=":material/science:", **belief.link)
                with st.container(key=f"teaching.settled.{name}"):
                    st.html(f"<details><summary>What settles it</summary>{with_terms(settled(name))}</details>")


def exactness() -> None:
    """What is exact, page by page."""
    st.header("What is exact, what is sampled, and where a picture lies", anchor=False)
    note(DIGITS)
    with st.container(key="grid.exactness"):
        for page, told in EXACTNESS.items():
            with st.container(key=f"teaching.exact.{page}"):
                st.subheader(MENU[page][0], anchor=False)
                for head, words in zip(HEADS, told):
                    say(f"**{head}.** {words}")


begin_plain("teaching")
with st.container(key="frame.question"):
    say(TEACHERS_LEAD)
with st.container(key="grid.before"):
    for words in BEFORE_THE_LESSON:
        say(words)
choose_link()
lessons()
beliefs()
exactness()
