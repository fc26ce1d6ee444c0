"""What each chart shows now, in words, for those who hear the page: from the arrays that are drawn, beside the charts.

A chart's own ``alt`` is part of its spec and tells no number of a run; these sentences follow the bar, or the dial that
moves the chart.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter
from typing import Any

import numpy as np
import streamlit as st

from pages.charts.kit import palette
from pages.charts.kit.spec import Description
from pages.ui.parts.live_text import live_text
from pages.ui.scene import Scene


def describe(scene: Scene) -> None:
    """Draw the sentences of the charts, unseen; they follow what moves the charts."""
    told = [picture.now for picture in scene.charts if picture.now is not None]
    if not told:
        return
    with st.container(key="frame.described"):
        for frame, group in groupby(sorted(told, key=attrgetter("frame"), reverse=True), attrgetter("frame")):
            _follow(scene, frame, [*group])


def _follow(scene: Scene, frame: str, told: list[Description]) -> None:
    """The sentences of those charts that follow one of the bus's parameters."""
    rows = [min(len(column) for column in (now.steps, *now.numbers.values())) for now in told]
    count = max(rows)
    lines, numbers = together([_as_long(now, many, count) for now, many in zip(told, rows)])
    spans = {f"{name}_{place}": span for place, now in enumerate(told) for name, span in now.spans.items()}
    how: dict[str, Any] = {"colors": palette.ROLES, "spans": spans, "called": "What the pictures show"}
    steps = [int(step) for step in told[rows.index(count)].steps[:count]]
    names = ("described",) if frame == "t" else ("described", frame)
    live_text(lines, numbers, steps=steps, frame=frame, **how, key=scene.key("part", *names))


def _as_long(now: Description, many: int, count: int) -> Description:
    """The description at ``count`` rows: one whose walk ended sooner stays at its last row, and at its own step."""
    if many == count or many == 1:
        return now._replace(numbers={name: values[:many] for name, values in now.numbers.items()})
    own = {"own_step": now.steps, **now.numbers}
    longer = {name: np.pad(np.asarray(v, float)[:many], (0, count - many), mode="edge") for name, v in own.items()}
    return now._replace(template=now.template.replace("{k}", "{own_step}"), numbers=longer)


def together(told: list[Description]) -> tuple[list[str], dict[str, np.ndarray]]:
    """The templates of several charts and their numbers, every name with its chart's place behind it."""
    lines: list[str] = []
    numbers: dict[str, np.ndarray] = {}
    for place, now in enumerate(told):
        names = {name: f"{name}_{place}" for name in now.numbers}
        line = now.template
        for name, mine in names.items():
            line = re.sub(rf"\{{{name}(?=[:}}])", "{" + mine, line)
        lines.append(line)
        numbers |= {names[name]: np.asarray(values, float) for name, values in now.numbers.items()}
    return lines, numbers
