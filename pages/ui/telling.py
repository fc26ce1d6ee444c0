"""The sentence of the step shown and, in the same place at the end, the verdict, with what mends a run that needs it.

Kinds and words are the engine's (``gdengine.analysis.step_words``); the part in the browser chooses among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import streamlit as st

from gdengine.analysis.phrases import Style
from gdengine.analysis.step_words import Walker, sentences, walker
from gdengine.experiments.descent import Descent
from gdengine.rules.optimizers import members
from pages.ui import results
from pages.ui.parts.telling import Judged, MemberLines, member_lines, telling
from pages.ui.results import remember, seen_apart, whatever_rate
from pages.ui.terms import left
from pages.ui.told import Told, told_alone, told_family
from pages.ui.verdict import mend, style_of, verdict

if TYPE_CHECKING:
    from pages.ui.about import About
    from pages.ui.scene import Scene


def tell(about: About, scene: Scene, *, judged: bool = True) -> None:
    """Draw the sentence of the step; if ``judged``, at the end the verdict, and beside it the button that mends."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _sentence(about, scene, judged)
        if judged:
            with st.container(key="frame.mend", width="content"):
                mend(about, scene)


def _sentence(about: About, scene: Scene, judged: bool) -> None:
    page = Writing(style_of(about), about.shown_as)
    others = _family(about.record, page) if about.family else Narration()
    home = _alone(about.record, page, len(others.templates))
    verdicts = [*others.verdicts, *home.verdicts] if judged else []
    places = {"frames": about.frames, "rows": about.family.rows if about.family else ()}
    templates = [*others.templates, *home.templates]
    terms = left([*templates, *(f"{judged.head} {judged.rest}" for judged in verdicts)])
    how: dict[str, Any] = {**places, "terms": terms, "key": scene.key("part", "telling")}
    telling(templates, home.lines[0], others.lines, verdicts, **how)


class Writing(NamedTuple):
    """How a page writes, and the value on its screen in units of the one descended."""

    style: Style
    shown_as: float


class Narration(NamedTuple):
    """What is told of some members of a family, as it travels."""

    templates: tuple[str, ...] = ()
    lines: tuple[MemberLines, ...] = ()
    verdicts: tuple[Judged, ...] = ()


@remember(of=whatever_rate)
def _family(record: Descent, page: Writing) -> Narration:
    return narration(record, told_family(record), page)


@remember(of=seen_apart)
def _alone(record: Descent, page: Writing, first: int) -> Narration:
    return narration(record, told_alone(record), page, first)


@np.errstate(over="ignore")
def narration(record: Descent, told: Told, page: Writing, first: int = 0) -> Narration:
    """All sentences and verdicts of these members; the ``first`` of its templates is called so among all of a page."""
    run = told.run._replace(value=told.run.value * page.shown_as)
    said = sentences(told.telling, run, _walkers(record, page.style, told))
    rows = [member_lines(*each, said.templates, first) for each in zip(said.which.T, (said.change * page.shown_as).T)]
    verdicts = [verdict(found.shown_as(page.shown_as), page.style) for found in told.found]
    return Narration(said.templates, tuple(rows), tuple(verdicts))


def _walkers(record: Descent, style: Style, told: Told) -> list[Walker]:
    """Who walks, one for each member."""
    objective, count = results.objective(record), len(told.rates)
    rule, points = record.rule(told.rates[:, None]), "batch" in record.knobs()
    return [walker(objective, members(rule, m, (count,)), style, points=points) for m in range(count)]
