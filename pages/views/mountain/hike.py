"""The hike: down the mountain by hand, in fog; then the fog lifts on who found the lowest valley."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from gdengine import Objective, Trajectory
from gdengine.activities import hike as engine
from gdengine.activities.hike import Account
from gdengine.experiments import MistyMountain
from gdengine.experiments.mountain import MISTY
from pages.charts.kit.numbers import counted
from pages.charts.kit.numbers import number as n
from pages.charts.mountain import fog_map, hike_result, rose
from pages.charts.mountain.hike_map import METRES
from pages.ui import results
from pages.ui.about import About
from pages.ui.export import Table, steps
from pages.ui.parts.compass import compass
from pages.ui.pressed import counted_button
from pages.ui.results import first_run, glimpse, ground
from pages.ui.scene import LESS, MOST, Scene
from pages.ui.terms import note, say
from pages.ui.titles import say_choice
from pages.views.mountain import hike_state as state
from pages.views.mountain.results import stops

HOPS_IN_A_ROW = 3  # strides in a row over the lowest point on their way are hops over a valley
STRIDE_ROUNDING = 1.01  # a link keeps a stop to a few digits
DARK_WORDS = f"It is getting dark after {engine.HIKE_MAX_STEPS} strides, and the ground is not level here."
GENTLE_HELP = (
    "A stride straight down: shorter where there is less slope, and after one that went over the lowest point."
)


def hike(scene: Scene) -> About:
    """The view: in the fog until it is lifted."""
    return (_clear if state.weather(scene).lifted else _fog)(scene)


def _own(scene: Scene) -> Trajectory:
    """The learner's own walk."""
    return engine.felt(scene.objective, stops(scene.own, scene.record))


def _fog(scene: Scene) -> About:
    record, objective, own = scene.record, scene.objective, _own(scene)
    seen = [glimpse(record.only("ground"), x, y) for x, y in own.x.tolist()]
    felt = rose.rose(own.grad[-1], np.fmax.reduce(engine.steepness(own.grad)), metres=METRES)
    over = len(own.x) > engine.HIKE_MAX_STEPS
    left, right = scene.places
    with left:
        with state.panel(lifted=False):
            picture = fog_map.fogbound(objective, own, seen, scene.own.stride)
            scene.show(picture, "fog", on_click=lambda x, y: state.walk(scene, lambda here: (x, y)), share=MOST)
        _ways_back(scene)
    with right:
        _altimeter(scene, own)
        how: dict[str, Any] = {"over": over, "key": scene.key("part", "compass")}
        compass(felt, lambda bearing: _stride(scene, engine.heading(bearing)), **how)
        _ways_on(scene, own.grad[-1], over=over or engine.is_level(own))
        _whisper(scene, own, over)
    return About(record, walk=own, judged=False, table=lambda: _numbers(own))


def _stride(scene: Scene, way: np.ndarray) -> None:
    """Farther than a stride: a whole one is walked."""
    state.walk(scene, lambda here: here + 2 * scene.own.stride * way)


def _metres(units: float) -> str:
    return f"{n(float(f'{METRES * float(units):.3g}'))} m"


def _altimeter(scene: Scene, own: Trajectory) -> None:
    with state.dials():
        st.metric(
            "Altitude",
            _metres(own.value[-1]),
            help=f"f(x, y) = {n(own.value[-1])}. On this map 1 is called {METRES} m, across and up.",
        )
        st.metric("Walked", _metres(engine.length(own.x)))
        st.metric(f"Steps of {engine.HIKE_MAX_STEPS}", len(own.x) - 1)
        if state.weather(scene).sent:
            words = f"The steps {_name(scene.record)} needs until it is on level ground in a valley, any valley."
            st.metric("Par", _par(scene.record), help=words)


def _ways_back(scene: Scene) -> None:
    fresh = len(stops(scene.own, scene.record)) == 1
    with st.container(key="needed.back", horizontal=True, gap="medium"):
        _button(scene, "Undo", ":material/undo:", state.undo, type="tertiary", disabled=fresh)
        _button(scene, "Start again", ":material/restart_alt:", state.again, type="tertiary", disabled=fresh)
        if scene.record.surface == MISTY:
            _button(scene, "New mountain", ":material/landscape:", state.elsewhere, type="tertiary")


def _ways_on(scene: Scene, grad: np.ndarray, over: bool) -> None:
    """The ways to go on; where the hike is ``over``, in the dark or on level ground, the way is up through the fog."""
    down = engine.steepest_descent(grad)
    with state.choices("down"):
        how: dict[str, Any] = {"type": _first_choice(not over), "help": GENTLE_HELP}
        how["disabled"] = bool(over or not down.any())
        _button(scene, "Steepest way down", ":material/south:", state.descend, **how)
    with state.choices("on"):
        if not state.weather(scene).sent:
            words, help = f"Let {_name(scene.record)} walk", "From the same start, in the same fog."
            _button(scene, words, ":material/directions_walk:", lambda scene: state.change(scene, sent=True), help=help)
        lift = partial(state.change, lifted=True, sent=True)
        _button(scene, "Lift the fog", ":material/wb_sunny:", lift, type=_first_choice(over))


def _first_choice(it_is: bool) -> str:
    return "primary" if it_is else "secondary"


def _button(scene: Scene, words: str, icon: str, act: Callable[[Scene], None], **how: Any) -> None:
    counted_button(st, words, scene.key(words), partial(act, scene), icon=icon, **how)


def _whisper(scene: Scene, own: Trajectory, over: bool) -> None:
    """What there is to say in the fog: nothing that could not be felt, or heard."""
    record = scene.record
    if said := _felt(own, scene.own.stride, over):
        note(said)
    if state.weather(scene).sent:
        note(f"{_first(_name(record))} set out from your start, and is out of sight. {_heard(record)}")


def _felt(own: Trajectory, stride: float, over: bool) -> str:
    """What the walk so far feels like at its last stop."""
    if len(own.x) == 1:
        return ""
    if engine.is_level(own):
        return "The ground is level here: this hike is over. A valley? The lowest? Only the fog knows."
    if over:
        return f"{DARK_WORDS} Lift the fog and see where you are."
    hops = engine.stepped_over(own)[-HOPS_IN_A_ROW:]
    if len(hops) == HOPS_IN_A_ROW and hops.all() and _strides_too_far(own, stride):
        heights = " → ".join(_metres(height).removesuffix(" m") for height in own.value[-HOPS_IN_A_ROW - 1 :])
        return f"You hop over the valley: {heights} m. Shorter strides end in it: follow the steepest way down."
    reach = engine.descent_stride(own, stride)
    ahead = _metres(reach)
    if hops[-1]:
        return f"You stepped over the lowest point on your way. The next stride straight down goes {ahead}, no farther."
    if reach >= stride:
        return ""
    if reach < engine.pace(own) * stride:
        return f"It is not steep here: the next stride straight down goes {ahead}, no farther."
    return f"You have stepped over a lowest point before: the next stride straight down still goes {ahead}, no farther."


def _strides_too_far(own: Trajectory, stride: float) -> bool:
    """Whether the last stride was longer than the steepest way down would have gone: else it is on its way to rest."""
    until = own._replace(x=own.x[:-1], grad=own.grad[:-1])
    return bool(np.linalg.norm(own.x[-1] - own.x[-2]) > STRIDE_ROUNDING * engine.descent_stride(until, stride))


def _heard(record: MistyMountain) -> str:
    rival = _rival(record)
    if not rival.level:
        return f"After {counted(rival.steps, 'step')} it has not come to rest in a valley."
    return f"After {counted(rival.steps, 'step')} it called: “Level ground!”"


def _name(record: MistyMountain) -> str:
    return "gradient descent" if record.optimizer == "gd" else say_choice(record.optimizer)


def _first(name: str) -> str:
    """The name as a sentence begins with it."""
    return name[0].upper() + name[1:]


def _rival(record: MistyMountain) -> Account:
    return engine.account(results.objective(record), first_run(record).x)


def _par(record: MistyMountain) -> str:
    rival = _rival(record)
    return str(rival.steps) if rival.level else "—"


def _clear(scene: Scene) -> About:
    record, objective, own = scene.record, scene.objective, _own(scene)
    walks = {hike_result.HAND: own.x, _name(record): first_run(record).x}
    camps = [k for k in range(len(objective.minima)) if engine.is_lowest(objective, k)]
    left, right = scene.places
    with left, state.panel(lifted=True):
        scene.show(hike_result.revealed(objective, ground(record), walks, camps), "open")
    with right:
        _compare(record, engine.account(objective, own.x), _rival(record))
        scene.show(hike_result.profile(objective, walks), "profile", share=LESS)
        with st.container(key="needed.on", horizontal=True, gap="small"):
            _button(scene, "Hike again", ":material/restart_alt:", state.again, type="primary")
            if record.surface == MISTY:
                _button(scene, "New mountain", ":material/landscape:", state.elsewhere)
    rows = hike_result.moments_of(walks)
    heights = METRES * own.value[np.minimum(rows, len(own.x) - 1)]
    how: dict[str, Any] = {"quantity": "your height in m", "judged": False, "table": lambda: _numbers(own)}
    return About(record, rows=rows, heights=heights, **how)


def _numbers(own: Trajectory) -> Table:
    """Every stop of the hiker's, with its height as the page says it, in meters."""
    return steps(own._replace(value=METRES * own.value), ("x", "y"), METRES)


def _compare(record: MistyMountain, hand: Account, rival: Account) -> None:
    objective, name = results.objective(record), _name(record)
    say(f"**{_verdict(objective, hand, rival, name)}**")
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
        return f"You both found the lowest valley. {_par_and_yours(hand, rival, name)}."
    if hand.lowest:
        return f"You found base camp! {_first(name)} {_fell_short(objective, rival, 'is')}."
    if rival.lowest:
        return f"{_first(name)} found base camp. You {_fell_short(objective, hand, 'are')}."
    you, other = _fell_short(objective, hand, "are"), _fell_short(objective, rival, "is")
    return f"Nobody found base camp. You {you}, {name} {other}."


def _par_and_yours(hand: Account, rival: Account, name: str) -> str:
    """The steps until either came to rest in the valley that both have found."""
    if not (rival.level or hand.level):
        return "Neither of you has come to rest there"
    par = f"Par was {counted(rival.steps, 'step')}" if rival.level else f"{_first(name)} has not come to rest there"
    return f"{par}, you " + (f"needed {hand.steps}" if hand.level else "have not come to rest there")


def _fell_short(objective: Objective, walk: Account, be: str) -> str:
    above = _metres(walk.height - float(objective(np.array(objective.minima)).min()))
    if walk.left:
        return "left the map"
    return f"{be} {'still on the way' if walk.minimum is None else 'stuck in a valley'}, {above} above it"
