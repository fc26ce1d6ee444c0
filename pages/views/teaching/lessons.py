"""Three lessons of the ten stations: how many minutes of each are a station's, and what to ask before it is played."""

from __future__ import annotations

from typing import NamedTuple

LESSON_MINUTES = (10, 45, 90)  # minutes


class Part(NamedTuple):
    """A station in a lesson."""

    ask: str  # before anything is played
    minutes: tuple[int, int, int]  # of the lessons of these LESSON_MINUTES; 0: that one does without


PLAN: dict[str, Part] = {  # by the station's experiment
    "A1": Part("Two places are equally high, one on either side of the bottom. Are they equally steep?", (0, 5, 6)),
    "A4": Part("Will the next step be longer than this one, as long, or shorter?", (3, 6, 8)),
    "A5b": Part("Each step leaps over the bottom. Does it arrive, swing forever, or fly off?", (3, 8, 10)),
    "A5s": Part("Five paces, one start: which is there first, and which never?", (0, 0, 7)),
    "A8": Part("Two valleys, one ball: in which of them will it end, and could it reach the other?", (4, 8, 10)),
    "B1": Part("In fog you feel only the ground at your feet. Which way, how far, and when are you down?", (0, 10, 14)),
    "B6": Part("Two starts are neighbors. Can they end in different valleys?", (0, 0, 9)),
    "C3": Part("Each point of the map is a line. Which is set right first: its slope, or its height at 0?", (0, 0, 10)),
    "B4m": Part("A ball keeps some of its speed. Does that help it, or does it only overshoot?", (0, 0, 7)),
    "D1": Part("What does the network draw before it has learned anything? Where will it fit last?", (0, 8, 9)),
}
