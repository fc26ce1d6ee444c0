"""The hike: down the mountain by hand, in fog; then the fog lifts on who found the lowest valley."""

from __future__ import annotations

import numpy as np
import streamlit as st

from gdengine import Objective
from gdengine.activities import hike as engine
from gdengine.activities.hike import Account
from gdengine.experiments import MistyMountain
from gdengine.experiments.mountain import MISTY
from pages.charts.kit.numbers import number as n
from pages.charts.mountain import fog_map as fog
from pages.charts.mountain import hike_result
from pages.charts.mountain import rose as rose
from pages.charts.mountain.hike_map import METRES
from pages.ui.export import takeaway
from pages.ui.parts.compass import compass
from pages.ui.playback import bar
from pages.ui.results import glimpse, ground, runs, show
from pages.ui.titles import say
from pages.views.mountain import hike_state as state


def hike(record: MistyMountain) -> None:
    """The lens: in the fog until it is lifted."""
    (_clear if state.weather(record).lifted else _fog)(record)


def _fog(record):
    objective, own = record.objective(), engine.felt(record.objective(), record.stops())
    seen = [glimpse(record.ground(), x, y) for x, y in own.x.tolist()]
    felt = rose.rose(own.grad[-1], np.fmax.reduce(engine.steepness(own.grad)), metres=METRES)
    over = len(own.x) > engine.MOST
    left, right = st.columns([11, 9])
    with left:
        with state.panel(lifted=False):
            picture = fog.fogbound(objective, own, seen, record.stride)
            show(picture, key="fog_map", on_click=lambda x, y: state.walk(record, lambda here: (x, y)))
        _ways_back(record)
    with right:
        _altimeter(record, own)
        compass(felt, lambda bearing: _stride(record, engine.heading(bearing)), over=over)
        _ways_on(record, own.grad[-1], over)
        _whisper(record, felt, over)
    takeaway(record, own, ("x", "y"))


def _stride(record, way):
    state.walk(record, lambda here: here + 2 * record.stride * way)  # farther than a stride: a whole one is walked


def _metres(units: float) -> str:
    return f"{n(float(f'{METRES * float(units):.3g}'))} m"


def _altimeter(record, own):
    with state.dials():
        st.metric(
            "Altitude",
            _metres(own.value[-1]),
            help=f"f(x, y) = {n(own.value[-1])}. On this map 1 is called {METRES} m, across and up.",
        )
        st.metric("Walked", _metres(engine.length(own.x)))
        st.metric("Steps", len(own.x) - 1, help=f"After {engine.MOST} it gets dark.")
        if state.weather(record).sent:
            st.metric("Par", _par(record), help=f"The steps {_name(record)} needs into a valley, any valley.")


def _ways_back(record):
    fresh = len(record.stops()) == 1
    with st.container(horizontal=True, gap="medium"):
        _button("Undo", "undo", state.undo, record, type="tertiary", disabled=fresh)
        _button("Start again", "restart_alt", state.again, type="tertiary", disabled=fresh)
        if record.surface == MISTY:
            _button("New mountain", "landscape", state.elsewhere, record, type="tertiary")


def _ways_on(record, grad, over):
    down = engine.steepest_descent(grad)
    with state.choices():
        _button("Steepest way down", "south", _stride, record, down, type="primary", disabled=over or not down.any())
    with state.choices():
        if not state.weather(record).sent:
            _button(
                f"Let {_name(record)} walk",
                "directions_walk",
                state.change,
                record,
                help="From the same start, in the same fog.",
                sent=True,
            )
        _button("Lift the fog", "wb_sunny", state.change, record, lifted=True, sent=True)


def _button(words, icon, act, *args, help=None, type="secondary", disabled=False, **asked):
    how = {"help": help, "type": type, "disabled": disabled}
    st.button(words, icon=f":material/{icon}:", on_click=act, args=args, kwargs=asked, **how)


def _whisper(record, felt, over):
    """What there is to say in the fog: nothing that could not be felt, or heard."""
    if over:
        st.caption("It is getting dark. Lift the fog and see where you are.")
    elif felt["level"] and len(record.stops()) > 1:
        st.caption("The ground is level here. A valley? The lowest? Only the fog knows.")
    if state.weather(record).sent:
        st.caption(f"{_first(_name(record))} set out from your start, and is out of sight. {_heard(record)}")


def _heard(record):
    rival = _rival(record)
    if rival.minimum is None:
        return f"After {rival.steps} steps it has not come to rest in a valley."
    return f"After {rival.steps} steps it called: “Level ground!”"


def _name(record):
    return "gradient descent" if record.optimizer == "gd" else say(record.optimizer)


def _first(name):
    """The name as a sentence begins with it."""
    return name[0].upper() + name[1:]


def _run(record):
    return next(iter(runs(record.afoot()).values()))


def _rival(record) -> Account:
    return engine.account(record.objective(), _run(record).x)


def _par(record):
    rival = _rival(record)
    return "—" if rival.minimum is None else str(rival.steps)


def _clear(record):
    objective, own = record.objective(), engine.felt(record.objective(), record.stops())
    walks = {hike_result.HAND: own.x, _name(record): _run(record).x}
    camps = [k for k in range(len(objective.minima)) if engine.is_lowest(objective, k)]
    left, right = st.columns([11, 9])
    with left:
        with state.panel(lifted=True):
            show(hike_result.revealed(objective, ground(record), walks, camps), key="open_map")
        rows = hike_result.frames(walks)
        bar(rows, METRES * own.value[np.minimum(rows, len(own.x) - 1)], quantity="your height in m")
    with right:
        _compare(record, engine.account(objective, own.x), _rival(record))
        show(hike_result.profile(objective, walks), key="profile")
        with st.container(horizontal=True, gap="small"):
            _button("Hike again", "restart_alt", state.again, type="primary")
            if record.surface == MISTY:
                _button("New mountain", "landscape", state.elsewhere, record)
    takeaway(record, own, ("x", "y"))


def _compare(record, hand, rival):
    objective, name = record.objective(), _name(record)
    st.markdown(f"##### {_verdict(objective, hand, rival, name)}")
    st.markdown(_table((hand, rival), name, valleys=bool(objective.minima)))


def _table(walks: tuple[Account, Account], name: str, *, valleys: bool) -> str:
    """The comparison, in Markdown; without the row about ``valleys`` where nobody knows any."""
    rows = {
        "Steps": [str(walk.steps) for walk in walks],
        "Walked": [_metres(walk.length) for walk in walks],
        "Reached": [_metres(walk.height) for walk in walks],
    }
    if valleys:
        rows["Ended in"] = [_place(walk) for walk in walks]
    head = f"| | :orange[**You**] | :blue[**{_first(name)}**] |\n|:--|--:|--:|\n"
    return head + "\n".join(f"| {row} | {' | '.join(cells)} |" for row, cells in rows.items())


def _place(walk: Account) -> str:
    if walk.left:
        return "off the map"
    if walk.minimum is None:
        return "no valley"
    return "the lowest valley" if walk.lowest else "a higher valley"


def _verdict(objective: Objective, hand: Account, rival: Account, name: str) -> str:
    """One sentence or two: who found the lowest valley."""
    if not objective.minima:
        reached = f"You came to {_metres(hand.height)}, {name} to {_metres(rival.height)}"
        return f"Nobody knows the valleys of this ground. {reached}."
    if hand.lowest and rival.lowest:
        return f"You both found the lowest valley. Par was {rival.steps} steps, you needed {hand.steps}."
    if hand.lowest:
        return f"You found base camp! {_first(name)} {_fell_short(objective, rival, 'is')}."
    if rival.lowest:
        return f"{_first(name)} found base camp. You {_fell_short(objective, hand, 'are')}."
    you, other = _fell_short(objective, hand, "are"), _fell_short(objective, rival, "is")
    return f"Nobody found base camp. You {you}, {name} {other}."


def _fell_short(objective: Objective, walk: Account, be: str) -> str:
    above = _metres(walk.height - float(objective(np.array(objective.minima)).min()))
    if walk.left:
        return "left the map"
    return f"{be} {'still on the way' if walk.minimum is None else 'stuck in a valley'}, {above} above it"
