"""The ten stations: one path through the pages, from a slope to a network, with *next* on every page.

A station is an experiment at a place of its own in the lesson.  A visit that gives one of three lessons (``lesson=10``
in its link) is led along the stations that this lesson has.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from gdengine import PRESETS
from gdengine.experiments.presets import presets_of
from pages.ui import visit
from pages.ui.keys import key
from pages.ui.permalink import Standing
from pages.ui.site import page_link

LESSON_MINUTES = (10, 45, 90)  # minutes


class Station(NamedTuple):
    """One step of the path."""

    title: str
    sentence: str  # what is found out there
    preset: str  # the experiment that is opened
    minutes: tuple[int, int, int]  # of the lessons of these LESSON_MINUTES; 0: that one does without


STATIONS = (
    Station("Slope", "How steep is a curve at one point? Drag it and see.", "A1", (0, 5, 6)),
    Station("Step", "Turn a slope into a step downhill, again and again.", "A4", (3, 6, 8)),
    Station("Pace", "How long should a step be? Find the longest that still arrives.", "A5b", (3, 8, 10)),
    Station("Five paces", "Crawl, jump, swing, bounce, fly off: five paces side by side.", "A5s", (0, 0, 7)),
    Station("Two valleys", "One ball, two valleys: in which of them does downhill end?", "A8", (4, 8, 10)),
    Station("Fog", "Find the valley on a mountain when you only feel the ground at your feet.", "B1", (0, 10, 14)),
    Station("Every start", "Color each start by the valley it ends in.", "B6", (0, 0, 9)),
    Station("A line", "Every point of a map is a line: walk down to the best one.", "C3", (0, 0, 10)),
    Station("Momentum", "A ball that keeps some of its speed: what stops a walker but not the ball?", "B4m", (0, 0, 7)),
    Station("A network", "The same step trains a small neural network.", "D1", (0, 8, 9)),
)


def station_of(preset: str) -> int | None:
    """The index of the station that this experiment is or belongs to; None on a page without any.

    It belongs to one of its own lesson, else to the last that its page's menu has before it, else to the page's first.
    """
    menu = presets_of(PRESETS[preset].page)
    place = {i: menu.index(station.preset) for i, station in enumerate(STATIONS) if station.preset in menu}
    there = sorted(place, key=lambda i: place[i])
    lesson = [i for i in there if PRESETS[STATIONS[i].preset].lesson == PRESETS[preset].lesson]
    if not (near := lesson or there):
        return None
    before = [i for i in near if place[i] <= menu.index(preset)]
    return (before or near[:1])[-1]


def at_station(standing: Standing) -> str:
    """The name of the station that a page stands at: its experiment, looked at as that is; nothing anywhere else."""
    preset = standing.preset
    at = standing.view == preset.view and preset.id in [station.preset for station in STATIONS]
    return preset.id if at else ""


def stations_of(lesson: str, after: int = -1) -> list[Station]:
    """The stations that a lesson of so many minutes has, ``after`` the one of this index; of no such lesson: all."""
    lengths = [*map(str, LESSON_MINUTES)]
    k = lengths.index(lesson) if lesson in lengths else None
    return [station for station in STATIONS[after + 1 :] if k is None or station.minutes[k]]


def go(station: Station, words: str, *, filled: bool = False) -> None:
    """A link to a station; the one to begin with is filled."""
    page = PRESETS[station.preset].page
    asked = {"preset": station.preset, **visit.carried()}
    with st.container(key=key("frame", "filled" if filled else "go", station.preset), width="stretch"):
        page_link(page, label=words, query_params=asked, width="stretch")


def onward(preset: str) -> None:
    """The link to the next station of the path, or of the lesson that is given; after the last, back to the path."""
    here = station_of(preset)
    then = None if here is None else next(iter(stations_of(visit.lesson(), after=here)), None)
    if then is None:
        page_link("home", label="All stations", icon=":material/route:", query_params=visit.carried())
        return
    target = PRESETS[then.preset].page
    with st.container(key=key("frame", "next"), width="content"):
        page_link(
            target,
            label=f"Next: {then.title}",
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params={"preset": then.preset, **visit.carried()},
        )
