"""The sentence of the step shown and, in the same place at the end, the verdict, with what mends a run that needs it.

Kinds and words are the engine's (``gdengine.analysis.step_words``); the part in the browser chooses among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gdengine.analysis.step_words import Sentences, Walker, sentences, walker
from gdengine.analysis.words import Style
from gdengine.experiments.knobs import Experiment
from gdengine.rules.optimizers import members
from pages.ui import results
from pages.ui.parts.telling import Lines, telling
from pages.ui.told import Told, told_alone, told_family
from pages.ui.verdict import mend, style_of, verdict

if TYPE_CHECKING:
    from pages.ui.page import About, Scene


def tell(about: About, scene: Scene, *, judged: bool = True) -> None:
    """Draw the sentence of the step; if ``judged``, at the end the verdict, and beside it the button that mends."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _sentence(about, scene, judged)
        if judged:
            with st.container(key="frame.mend", width="content"):
                mend(about, scene)


def _sentence(about: About, scene: Scene, judged: bool) -> None:
    style, alone = style_of(about), told_alone(about.record)
    family = told_family(about.record) if about.family else None
    templates, lines = lines_of(about, style, alone, family)
    found = [*(family.found if family else ()), *alone.found] if judged else []
    verdicts = [verdict(each.shown_as(about.shown_as), style) for each in found]
    *others, home = lines
    places = {"frames": about.rows, "rows": about.family.rows if about.family else ()}
    telling(templates, home, others, verdicts, **places, key=scene.key("part", "telling"))


def lines_of(about: About, style: Style, alone: Told, family: Told | None) -> tuple[list[str], list[Lines]]:
    """All templates, and what is told of each member of the family, the one in force last."""
    told = [each for each in (family, alone) if each]
    said = [_sentences(about, style, each) for each in told]
    first = len(said[0].templates)
    templates = [template for each in said for template in each.templates]
    lines = [
        Lines(which + (first if each is not said[0] else 0), change * about.shown_as)
        for each in said
        for which, change in zip(each.which.T, each.change.T)
    ]
    return templates, lines


def _sentences(about: About, style: Style, told: Told) -> Sentences:
    shown = told.run._replace(value=told.run.value * about.shown_as)
    return sentences(told.telling, shown, _walkers(about.record, style, told))


def _walkers(record: Experiment, style: Style, told: Told) -> list[Walker]:
    """Who walks, one for each member."""
    objective, count = results.objective(record), len(told.rates)
    rule, points = record.rule(told.rates[:, None]), "batch" in record.knobs()
    return [walker(objective, members(rule, m, (count,)), style, points=points) for m in range(count)]
