"""An experiment's record, asked for: presets, widgets and the link are one thing.

Every knob's widget is bound to the query parameter of its name, and its default is the chosen preset's value, so
``?preset=C4`` is the whole of C4 and ``?preset=C4&lr=0.005`` is C4 with another rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import streamlit as st

from gdengine.experiments.knobs import Experiment, Knob
from gdengine.experiments.presets import PRESETS, TITLES, presets_of
from pages.ui.formula_box import ask_formula
from pages.ui.site import head
from pages.ui.titles import plain, say

ARRIVED = "arrived"  # session key: the page whose link has been read
GOOD = "good"  # session key: page -> the last record whose formula made sense


class Lens(NamedTuple):
    """One way to look at a page's experiment: only the chosen one is computed."""

    title: str
    sentence: str  # what to do and what to look at
    draw: Callable[[Experiment], None]
    main: tuple[str, ...] = ("lr",)  # the knobs that stand above the pictures, the others being in the sidebar
    without: tuple[
        str, ...
    ] = ()  # the choices that are not asked for: without effect here, or drawn by the lens (``switch``)


def ask(page: str, lenses: Mapping[str, Lens]) -> tuple[Experiment, Lens]:
    """The record that the learner's knobs describe, and the lens to look at it through.

    With more than one lens the record's own knob ``lens`` chooses, in one row under the title.
    """
    link = {name: st.query_params[name] for name in st.query_params}
    base = PRESETS[_asked("preset", presets_of(page), presets_of(page)[0])]
    lens = lenses[_choose_lens(head(page), lenses, base)]
    st.caption(lens.sentence)
    row = st.container(horizontal=True, vertical_alignment="bottom")
    _choose_preset(row, page)
    _explain(page, link, base)
    settings = {name: _widget(row, name, base) for name in lens.main}
    if "formula" in base.knobs() and _matters(base, "formula"):
        knob = base.knobs()["formula"][1]
        settings["formula"] = ask_formula(base.formula, knob.label, knob.help, dim=len(base.coordinates))
    elsewhere = (*lens.main, *lens.without, "lens", "formula")
    settings |= _sidebar(base, [name for name in base.knobs() if name not in elsewhere])
    settings |= {name: _asked(name, base.knobs()[name][1].choices, getattr(base, name)) for name in lens.without}
    record, complaints = type(base).read({**vars(base), **settings, **_lens_setting(base)}, base)
    _say(complaints)
    return _settled(page, record), lens


def put(**values) -> None:
    """Set knobs from a callback: a button that mends, a click on a map, a slider that was let go."""
    for name, value in values.items():
        st.session_state[name] = float(value) if isinstance(value, int) else value  # as the number boxes hold them


def switch(record: Experiment, name: str) -> str:
    """A choice in a small row of its own, where the lens wants it (the knob being in ``Lens.without``)."""
    base = PRESETS[_asked("preset", presets_of(record.page), presets_of(record.page)[0])]
    return _segments(st, name, record.knobs()[name][1].choices, getattr(base, name), say, record.knobs()[name][1].label)


def _asked(name, options, default):
    """What a menu stands at before it is drawn: what was chosen on this page, else what the link says."""
    said = st.session_state.get(name, st.query_params.get(name))
    return next((option for option in options if str(option) == str(said)), default)


def _choose_lens(row, lenses, base) -> str:
    names = list(lenses)
    if len(names) == 1:
        return names[0]
    return _segments(row, "lens", names, base.lens, lambda name: lenses[name].title, "View")


def _segments(place, name, options, default, say, label) -> str:
    value = place.segmented_control(
        label,
        options,
        format_func=say,
        default=_asked(name, options, default),
        key=name,
        required=True,
        label_visibility="collapsed",
    )
    _link(name, value, default)
    return value


def _lens_setting(base):
    return {"lens": st.session_state["lens"]} if "lens" in st.session_state and hasattr(base, "lens") else {}


def _choose_preset(row, page) -> None:
    names = presets_of(page)
    _choice(
        row,
        "preset",
        names,
        names[0],
        say=lambda name: f"{name} · {TITLES[name]}",
        label="Experiment",
        help="Each sets the controls; change any of them afterwards.",
        on_change=_apply,
        width=290,
    )


def _apply() -> None:
    put(**vars(PRESETS[st.session_state["preset"]]))


def _sidebar(base, names) -> dict:
    """The widgets of the knobs that matter as things stand; the advanced ones folded away."""
    knobs = {name: base.knobs()[name][1] for name in names if _matters(base, name)}
    settings = {name: _widget(st.sidebar, name, base) for name, knob in knobs.items() if not knob.advanced}
    advanced = [name for name, knob in knobs.items() if knob.advanced]
    if advanced:
        more = st.sidebar.expander("More", icon=":material/tune:")
        settings |= {name: _widget(more, name, base) for name in advanced}
    return settings


def _matters(base, name) -> bool:
    """Whether the knob has any effect as the others stand now."""
    when = base.knobs()[name][1].when
    if when is None:
        return True
    field, values = when
    return _asked(field, base.knobs()[field][1].choices, getattr(base, field)) in values


def _settled(page, record) -> Experiment:
    """The record made consistent, with a sentence for every knob that had to move.

    With a formula that is none, the last one that made sense stays in force: why is said below its box.
    """
    kept = st.session_state.setdefault(GOOD, {})
    try:
        record, said = record.settled()
    except ValueError:
        return kept.get(page, type(record)())
    kept[page] = record
    _say(said)
    return record


def _say(sentences) -> None:
    for sentence in sentences:
        st.caption(f":material/info: {plain(sentence)}")


def _explain(page, link, base) -> None:
    """On arrival by link: a small notice for everything in it that could not be read."""
    if st.session_state.get(ARRIVED) == page:
        return
    st.session_state[ARRIVED] = page
    _, complaints = type(base).read(link, base)
    if link.get("preset", presets_of(page)[0]) not in presets_of(page):
        complaints.insert(0, f"There is no experiment “{link['preset'][:40]}” here: this is {presets_of(page)[0]}.")
    for sentence in complaints:
        st.toast(plain(sentence), icon=":material/link_off:", duration="long")


def _widget(place, name, base):
    kind, knob = base.knobs()[name]
    value = getattr(base, name)
    common = {"label": knob.label, "help": knob.help or None}
    if knob.choices:
        return _choice(place, name, knob.choices, value, say=say, **common)
    common |= {"key": name, "bind": "query-params"}
    if kind is str:
        return place.text_input(value=value, **common)
    return _number(place, knob, value, common)


def _number(place, knob: Knob, value, common):
    """A number box.  It holds floats, for whole numbers too: Streamlit cannot make a whole number of ?steps=1e999."""
    step = knob.step or max(float(f"{value / 10:.0e}"), 1e-6)
    ends = {"min_value": float(knob.low), "max_value": float(knob.high), "step": float(step)}
    return place.number_input(value=float(value), format="%g", **ends, **common)


def _choice(place, name, options, default, say, **rest):
    """A menu bound to the link by the option's own name.

    A select box's own binding would write the *words* into the link, and a link must outlive a change of words.
    """
    index = options.index(_asked(name, options, default))
    value = place.selectbox(options=options, index=index, format_func=say, key=name, **rest)
    _link(name, value, default)
    return value


def _link(name, value, default) -> None:
    """Write a choice into the link; the default needs no mention."""
    if value != default:
        st.query_params[name] = str(value)
    elif name in st.query_params:
        del st.query_params[name]
