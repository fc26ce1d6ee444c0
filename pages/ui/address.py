"""A page's whole state is its address, and no page's state ever reaches another.

What a page stands at and how a link says it is ``permalink``'s affair.  The link is written once a change, so Back
undoes one change.  Four things can have happened when a page runs:

* its link is another than the one it last wrote: a card, the menu, Back or a typed address.  The link is right.
* it is opened without a link: it is as it was left.  Opened for the first time, it stands at its first preset.
* it runs again: its widgets are right.  So they are where a touch brings a link along that this page has replaced:
  the browser had not heard of the new one yet.
* the network was lost and is there again: what was touched counts.  But link and widgets may be those from before the
  last change, of which the browser has not heard: that change stands, unless Back was pressed.

Nothing is bound to the link by Streamlit (``bind=``): a bound value would outlive its page under the same name.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from gdengine.experiments.knobs import Knob
from gdengine.experiments.presets import Preset
from pages.ui import permalink, visit, written_links
from pages.ui.keys import VISIT, key
from pages.ui.parts import typed
from pages.ui.permalink import PRESET, VIEW, Standing
from pages.ui.widgets import ABSENT, HEARD_BACK_SECONDS, HEARD_SECONDS, Widgets
from pages.ui.written_links import Exchange

if TYPE_CHECKING:
    from pages.ui.page import Page

AT_WORK = key(VISIT, "at_work")  # session flag: the last run that began has not come to its end
RESTED = key(VISIT, "rested")  # time.monotonic() at which a run last came to its end


def arrive(page: Page) -> tuple[Standing, list[str]]:
    """Where the page stands in this run, and a sentence for everything in its link that could not be read.

    Widgets that were touched have told the session before the script runs, so all is known before any is drawn.
    """
    state, said, told = st.session_state, written_links.brought(page), written_links.exchanged(page.name)
    state[key(page.name, "behind")] = written_links.behind(page)
    now = standing(page)
    came = state.get(key(VISIT, "page")) != page.name
    _widgets(page).begin(anew=came, whole=not state.get(AT_WORK, False), rested=state.get(RESTED, 0.0))
    complaints: list[str] = []
    returned = visit.returned()
    unheard = not came and returned and not visit.went_back() and said in (told.said, *told.replaced)
    if unheard:
        _stand(page, _after_return(page, said, now), page.knobs())
        now = standing(page)
    stays = _late(page, said, now) or unheard
    linked = not came and not stays and said != told.said
    # a link on this page to this page: Streamlit leaves the address as it was
    followed = linked and not visit.went_back()
    if (said and came) or linked:
        opened, complaints = permalink.read(page, said)
        _enter(page, opened, said, permalink.write(page, opened), told.before() if followed else ())
        now = standing(page)
    elif came:
        _enter(page, kept(page), said, {})
        now = standing(page)
    if came:
        complaints += permalink.misspelt(page, st.query_params)
    state[key(VISIT, "page")] = page.name
    state[key(page.name, "kept")] = now
    late = stays and not came and said != told.said
    # a run that was ended early may have told its own link, of which the browser hears once it is elsewhere
    overtaken = (came or linked) and state.get(AT_WORK, False)
    state[AT_WORK] = True
    written_links.write(page, now, again=followed or late or overtaken)
    return now, complaints


def rest() -> None:
    """The run has come to its end."""
    st.session_state.update({AT_WORK: False, RESTED: time.monotonic()})


def _late(page: Page, said: Mapping[str, str], now: Standing) -> bool:
    """Whether the link is merely one that was in force before: it came along with a touch, or a menu was opened.

    Back brings such a link, too; but it touches nothing, and says that it is Back.
    """
    told = written_links.exchanged(page.name)
    touched = st.session_state.pop(key(page.name, "put"), False) or now != kept(page)
    if said == told.said:
        told = told._replace(replaced=())
        written_links.keep(page.name, told)
    return said in told.replaced and (touched or not visit.went_back())


def _after_return(page: Page, said: Mapping[str, str], touched: Standing) -> Standing:
    """What a page stands at whose visit lost the network: what was touched counts, also of what was not heard of.

    A browser has not heard of a change where a widget still says what the link before says, unless it was that widget
    which had changed it: then it was put back.
    """
    now, replaced, widgets = kept(page), written_links.exchanged(page.name).replaced, _widgets(page)
    before, _ = permalink.read(page, replaced[-1] if replaced and said not in replaced else said)
    moved = {name for name, value in touched.values.items() if value != before.values[name] or widgets.has_heard(name)}
    view = touched.view if touched.view != before.view or widgets.has_heard(VIEW) else now.view
    return dataclasses.replace(now.replace({name: touched.values[name] for name in moved}), view=view)


def leave(elsewhere: str) -> None:
    """A page without knobs is open: whichever comes next is arrived at, by who is shown it as this link says."""
    visit.take(st.query_params.to_dict(), st.session_state.get(key(VISIT, "page")) == elsewhere)
    visit.end_lesson()  # such a page is no station of it
    st.session_state[key(VISIT, "page")] = elsewhere


def kept(page: Page) -> Standing:
    """What the page was left at."""
    return st.session_state.get(key(page.name, "kept")) or permalink.first(page)


def put(
    page: Page,
    values: Mapping[str, Any],
    *,
    preset: Preset | None = None,
    view: str | None = None,
    in_lab: bool | None = None,
) -> None:
    """Set knobs from a callback, before the script runs again; a number is brought into its knob's own range.

    What has been typed meanwhile into other boxes stays, be it a setting or not.
    """
    before = standing(page)
    now = permalink.at_preset(page, preset) if preset else before
    knobs = page.knobs()
    now = now.replace({name: _possible(knobs[name], value) for name, value in values.items()})
    floor = before.in_lab if in_lab is None else in_lab
    _stand(page, dataclasses.replace(now, view=view or now.view, in_lab=floor), knobs if preset else values)
    st.session_state[key(page.name, "put")] = True


def _possible(knob: Knob, value: Any) -> Any:
    """A value that a knob can be set to: a number brought into its range.  ValueError for a choice that is none."""
    return knob.nearest(value) if knob.is_number else knob.accept(value)


def _enter(
    page: Page,
    now: Standing,
    said: Mapping[str, str],
    wrote: Mapping[str, str],
    replaced: tuple[Mapping[str, str], ...] = (),
) -> None:
    visit.take(said, st.session_state.get(key(VISIT, "page")) == page.name)
    _stand(page, now, page.knobs())
    written_links.keep(page.name, Exchange(dict(said), {**wrote, **visit.carried()} if said else {}, replaced))


def _stand(page: Page, now: Standing, names: Iterable[str]) -> None:
    """Make the widgets say it, those of the knobs of these names, as soon as they are drawn."""
    st.session_state[key(page.name, "kept")] = now
    names = frozenset(names)
    if names >= page.knobs().keys():
        typed.forget_all()
    _widgets(page).set_anew((PRESET, VIEW, *names), HEARD_BACK_SECONDS if visit.went_back() else HEARD_SECONDS)


def offer(page: Page, name: str) -> None:
    """The widget of a knob, of the experiments or of the views is about to be drawn: it shows what is in force."""
    # the link has been written since this request came
    Widgets(page.name, st.session_state.get(key(page.name, "behind"), False)).offer(name, _in_force(page, name))


def _in_force(page: Page, name: str) -> Any:
    """What a widget holds that says what was kept."""
    now = kept(page)
    if name in (PRESET, VIEW):
        return now.preset.id if name == PRESET else now.view
    knob, value = page.knobs()[name], now.values[name]
    return knob.write(value) if knob.is_number else value  # what its widget holds: a number is text


def standing(page: Page) -> Standing:
    """What was kept, and what the widgets say now; what they say in vain leaves a knob where it was.

    For callbacks, which may be called before the page has been drawn with what others have set.
    """
    now, widgets = kept(page), _widgets(page)
    values = dict(now.values)
    for name, knob in page.knobs().items():
        held = widgets.held(name)
        if held is not ABSENT:
            with contextlib.suppress(ValueError):
                values[name] = knob.accept(held)
    view = widgets.held(VIEW)
    return dataclasses.replace(now, view=view if view in page.views else now.view, values=values)


def set_by_hand(page: Page, name: str) -> Any:
    """What a widget was set to, for what it calls; None where nobody set it.

    So it is where the visitor has not heard yet what it was told; and where it holds what is in force: of a widget that
    went, and is brought by a browser that has not heard of that, Streamlit thinks that it has changed.
    """
    held = _widgets(page).held(name)
    return None if held is ABSENT or held == _in_force(page, name) else held


def _widgets(page: Page) -> Widgets:
    """The widgets of the page, as this request brings them."""
    return Widgets(page.name, written_links.behind(page))
