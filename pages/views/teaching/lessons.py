"""What to ask a class at each of the ten stations, before it is played."""

from __future__ import annotations

ASK: dict[str, str] = {  # by the station's experiment
    "A1": "Two places are equally high, one on either side of the bottom. Are they equally steep?",
    "A4": "Will the next step be longer than this one, as long, or shorter?",
    "A5b": "Each step leaps over the bottom. Does it arrive, swing forever, or fly off?",
    "A5s": "Five paces, one start: which is there first, and which never?",
    "A8": "Two valleys, one ball: in which of them will it end, and could it reach the other?",
    "B1": "In fog you feel only the ground at your feet. Which way, how far, and when are you down?",
    "B6": "Two starts are neighbors. Can they end in different valleys?",
    "C3": "Each point of the map is a line. Which is set right first: its slope, or its height at 0?",
    "B4m": "A ball keeps some of its speed. Does that help it, or does it only overshoot?",
    "D1": "What does the network draw before it has learned anything? Where will it fit last?",
}
