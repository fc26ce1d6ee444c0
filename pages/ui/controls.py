"""A page's knobs as widgets: what stands at what is the address's affair (``pages.ui.address``), how it looks is here.

Numbers, formulas and points are typed into boxes of their own: ``number_box``, ``formula_box``, ``points_box``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from gdengine.experiments.descent import Descent
from gdengine.experiments.knobs import Knob
from gdengine.experiments.presets import PRESETS, presets_of
from pages.charts.kit.numbers import number
from pages.ui import address, permalink
from pages.ui.formula_box import ask_formula
from pages.ui.keys import key
from pages.ui.number_box import ask_number
from pages.ui.points_box import ask_points
from pages.ui.results import settled
from pages.ui.titles import plain, say_choice
from pages.ui.touched import drawn, touched

if TYPE_CHECKING:
    from pages.ui.page import Page, View
    from pages.ui.permalink import Standing

MENU_PX = 180  # wide, of a menu among the dials
CHANGED_DIGITS = 4  # significant, of a number that was changed


def choose_view(row: Any, page: Page) -> None:
    """The row of views; a page with one view has none."""
    if len(page.views) > 1:
        address.offer(page, permalink.VIEW)
        row.segmented_control(
            "View",
            list(page.views),
            format_func=lambda name: page.views[name].title,
            key=key(page.name, permalink.VIEW),
            required=True,
            label_visibility="collapsed",
            wrap=True,
        )


def choose_preset(place: Any, page: Page) -> None:
    """The menu of experiments, by their titles, in the order of the lessons."""
    address.offer(page, permalink.PRESET)
    place.selectbox(
        "Experiment",
        presets_of(page.name),
        format_func=lambda name: PRESETS[name].title,
        key=key(page.name, permalink.PRESET),
        on_change=_apply,
        args=(page,),
        width=300,
    )


def choose_floor(page: Page, now: Standing) -> None:
    """The way to the Lab, and back."""
    words, icon = ("Close the Lab", ":material/close:") if now.in_lab else ("Lab", ":material/tune:")
    how: dict[str, Any] = {
        "on_click": address.put,
        "args": (page, {}),
        "kwargs": {"in_lab": not now.in_lab},
        "icon": icon,
    }
    st.button(words, key=key(page.name, "floor"), help="Every knob there is.", **how)


def lab(page: Page, view: View, now: Standing) -> None:
    """Every knob that has an effect, in groups; the advanced ones folded away."""
    record, own = settled(cast(Descent, now.record(page.record)))[0], view.own and now.record(view.own).settled()[0]
    elsewhere = view.without_effect(record, own).union(view.inside)
    names = [name for name in _offered(page, view) if name not in elsewhere]
    names = [name for name in names if _matters(page, view, now, name)]
    for name in names:
        if name == "formula":
            ask_formula(page, now)
        elif name == "xy":
            ask_points(page, now)
        elif not page.knobs()[name].advanced:
            widget(st, page, name, now)
    advanced = [name for name in names if page.knobs()[name].advanced]
    if advanced:
        with st.expander("More", icon=":material/tune:"):
            for name in advanced:
                widget(st, page, name, now)


def widget(place: Any, page: Page, name: str, now: Standing, *, bare: bool = False) -> None:
    """The widget of one knob; what is wrong with what was typed is said below it.  ``bare``: without help, − and +."""
    address.offer(page, name)
    knob = page.knobs()[name]
    how: dict[str, Any] = {"label": knob.label, "help": (not bare and knob.help) or None, "key": key(page.name, name)}
    if knob.kind is bool:
        place.toggle(**how)
    elif knob.choices:
        place.selectbox(options=knob.choices, format_func=say_choice, **how, **_suiting(page, name))
    elif knob.codec:
        place.text_input(**how)
    else:
        ask_number(place, page, name, now, how, bare=bare)


def _suiting(page: Page, name: str) -> dict[str, Any]:
    """What a menu is told to do once a choice is made, where other settings go with it."""
    return {"on_change": _suit, "args": (page, name)} if name in page.suits else {}


def _suit(page: Page, name: str) -> None:
    """After a choice: what goes with it is set, too; the list of what was changed says so."""
    if address.set_by_hand(page, name) is not None:
        now = address.standing(page)
        address.put(page, {name: now.values[name]} | dict(page.suits[name](now)))


def menu(page: Page, name: str) -> None:
    """A choice in a menu of its own, where the view wants it (the knob being in ``View.inside``)."""
    address.offer(page, name)
    knob = page.knobs()[name]
    how: dict[str, Any] = {"format_func": say_choice, "key": key(page.name, name), "width": MENU_PX}
    st.selectbox(knob.label, knob.choices, **how, **_suiting(page, name))


def switch(page: Page, name: str) -> None:
    """A choice in a small row of its own, where the view wants it (the knob being in ``View.inside``)."""
    address.offer(page, name)
    knob = page.knobs()[name]
    st.segmented_control(
        knob.label,
        knob.choices,
        format_func=say_choice,
        key=key(page.name, name),
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )


def choose_one(label: str, names: Sequence[str], now: int, key: str, on_choose: Callable[[int], None]) -> None:
    """A menu of things that no single knob says; ``now`` is in force, ``on_choose`` is told the place of another."""
    st.session_state[key] = now
    chosen = touched(key, lambda: on_choose(int(st.session_state[key])))
    how: dict[str, Any] = {"format_func": lambda place: names[place], "key": key, "width": 240}
    st.selectbox(label, range(len(names)), on_change=chosen, **how)
    drawn(key)


def say_unread(sentences: Iterable[str]) -> None:
    """What of a link could not be read pops up, once."""
    for sentence in sentences:
        st.toast(plain(sentence), icon=":material/link_off:", duration="long")


def say_plainly(sentences: Iterable[str]) -> None:
    """Quiet notices, in which a stranger's text is but text."""
    for sentence in sentences:
        st.caption(f":material/info: {plain(sentence)}")


def _apply(page: Page) -> None:
    """After a choice of an experiment: where none was made, what was changed stays."""
    chosen = address.set_by_hand(page, permalink.PRESET)
    if chosen in presets_of(page.name):
        address.put(page, {}, preset=PRESETS[chosen])


def changes(page: Page, now: Standing) -> None:
    """What was changed from the experiment, and one click back."""
    changed = permalink.effective_changes(page, now)
    if not changed:
        return
    knobs = page.knobs()
    words = [f"{knobs[name].label}: {_said(knobs[name], then)} → {_said(knobs[name], value)}"
             for name, (then, value) in changed.items() if not knobs[name].codec]  # fmt: skip
    words += [knobs[name].label.removesuffix(" =") for name in changed if knobs[name].codec]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="frame.changes"):
        said = plain("Changed · " + " · ".join(words))
        st.caption(said)
        st.button(
            "Back to the experiment",
            key=key(page.name, "back"),
            icon=":material/undo:",
            type="tertiary",
            help=said,
            on_click=address.put,
            args=(page, {}),
            kwargs={"preset": now.preset, "view": now.view},
        )


def _said(knob: Knob, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if knob.choices or not isinstance(value, int | float):
        return say_choice(value) if knob.choices else knob.write(value)
    return number(value, CHANGED_DIGITS)


def _offered(page: Page, view: View) -> list[str]:
    """The knobs of the page's record and of this view's own."""
    return [name for record in (page.record, view.own) if record for name in record.knobs()]


def _matters(page: Page, view: View, now: Standing, name: str) -> bool:
    """Whether the knob has any effect as the others stand now."""
    return name in view.busy or page.knobs()[name].matters(now.values)
