"""The verdict on the whole run, and the button that mends what can be mended.

Kinds and words are the engine's (``gdengine.analysis.words``); what is offered, the engine has tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from gdengine.analysis.candidates import dear
from gdengine.analysis.diagnosis import Diagnosis
from gdengine.analysis.mends import Mend, arrived, no_mend
from gdengine.analysis.phrases import Style
from gdengine.analysis.words import verdict as verdict_on
from gdengine.experiments.descent import Descent
from gdengine.rules.rule import RULES
from pages.charts.kit.numbers import counted, number
from pages.ui import results
from pages.ui.parts.telling import Judged
from pages.ui.terms import note

if TYPE_CHECKING:
    from pages.ui.about import About
    from pages.ui.scene import Scene


def style_of(about: About) -> Style:
    """How the page writes."""
    quantity = about.quantity if len(about.quantity) == 1 else f"the {about.quantity}"
    slope = f"slope of {about.descended}" if about.quantity == "loss" else "slope"
    curvature = "curvature" if about.shown_as == 1 else f"curvature of {about.descended}"
    return Style(quantity, number, about.label, about.record.every(), _enough(about.record), slope, curvature)


def _enough(record: Descent) -> str:
    """The progress that a walk has to make to go on."""
    if not record.patience:
        return Style.enough
    least = f"by more than {number(record.epsilon)}" if record.epsilon else "at all"
    return f"{least} within {counted(record.patience, 'step')}"


def verdict(found: Diagnosis, style: Style) -> Judged:
    """The verdict on a run, as it is shown."""
    said = verdict_on(found, style)
    return Judged(said.good, said.head.text, " ".join(phrase.text for phrase in (*said.detail, *said.reason)))


def mend(about: About, scene: Scene) -> None:
    """The button of the best mend, or why none helps; of a run that is dear, a button that asks for it first."""
    found = _offered(about.record, scene)
    if found is None:
        return
    for best in found[:1]:
        how: dict[str, Any] = {"icon": ":material/auto_fix_high:", "on_click": scene.put, "kwargs": best.change}
        st.button(f"{best.label}: {best.promise}", key=scene.key("mend"), help=_why(best), **how)
    if not found and (why := no_mend(results.diagnosis(about.record))):
        note(why)


def _why(best: Mend) -> str | None:
    """Why it is this mend; of another rule, what that does."""
    rule = RULES.get(str(best.change.get("optimizer")))
    return best.reason or (f"{rule.title}: {rule.lesson}" if rule else None)


def _offered(record: Descent, scene: Scene) -> Sequence[Mend] | None:
    """What helps; None while nobody has asked."""
    if arrived(results.diagnosis(record)):
        return ()
    if not dear(results.objective(record), record.updates()):
        return results.offers(record)
    key, asked = scene.key("try"), repr(results.seen_apart(record))
    if st.session_state.get(key) == asked:
        return _offers_with_bar(record)
    how: dict[str, Any] = {"icon": ":material/search:", "on_click": _ask, "args": (key, asked)}
    st.button("Try what might help", key=scene.key("asked"), **how)
    return None


def _offers_with_bar(record: Descent) -> Sequence[Mend]:
    """What helps, with a bar that says how far the trying is."""
    bar = st.empty()

    def told(tried: int, of: int) -> None:
        bar.progress(tried / of, f"Trying other settings: {tried} of {of}")

    found = results.offers(record, told=told)
    bar.empty()
    return found


def _ask(key: str, asked: str) -> None:
    st.session_state[key] = asked
