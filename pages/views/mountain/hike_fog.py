"""A hike in fog: the ground near its stops, the compass and the ways on, and what there is to say of what is felt."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.activities import hike as engine
from gdengine.experiments import MistyMountain
from gdengine.experiments.mountain import MISTY
from pages.charts.kit.numbers import counted
from pages.charts.kit.numbers import number as n
from pages.charts.mountain import fog_map, rose
from pages.charts.mountain.hike_map import METRES
from pages.ui.about import About
from pages.ui.parts.compass import compass
from pages.ui.scene import MOST, Scene
from pages.ui.terms import note
from pages.views.mountain import hike_state as state
from pages.views.mountain.hike_walks import capital, in_metres, own_walk, rival_of, rule_name, stops_table
from pages.views.mountain.results import glimpse, stops

HOPS_IN_A_ROW = 3  # strides in a row over the lowest point on their way are hops over a valley
STRIDE_ROUNDING = 10.0**-engine.STOP_DECIMALS  # of the map: a link keeps a stop to a few decimals
DARK_WORDS = f"It is getting dark after {engine.HIKE_MAX_STEPS} strides, and the ground is not level here."
GENTLE_HELP = (
    "A stride straight down: shorter where there is less slope, and after one that went over the lowest point."
)


def in_fog(scene: Scene) -> About:
    """The map of what is near, the compass, the buttons, and a whisper."""
    record, objective, own = scene.record, scene.objective, own_walk(scene)
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
    return About(record, walk=own, judged=False, table=lambda: stops_table(own))


def _stride(scene: Scene, way: np.ndarray) -> None:
    """Farther than a stride: a whole one is walked."""
    state.walk(scene, lambda here: here + 2 * scene.own.stride * way)


def _altimeter(scene: Scene, own: Trajectory) -> None:
    with state.dials():
        st.metric(
            "Altitude",
            in_metres(own.value[-1]),
            help=f"f(x, y) = {n(own.value[-1])}. On this map 1 is called {METRES} m, across and up.",
        )
        st.metric("Walked", in_metres(engine.length(own.x)))
        st.metric("Steps", f"{len(own.x) - 1} of {engine.HIKE_MAX_STEPS}")
        if state.weather(scene).sent:
            words = f"The steps {rule_name(scene.record)} needs until it is on level ground in a valley, any valley."
            st.metric("Par", _par(scene.record), help=words)


def _par(record: MistyMountain) -> str:
    rival = rival_of(record)
    return str(rival.steps) if rival.level else "—"


def _ways_back(scene: Scene) -> None:
    fresh = len(stops(scene.own, scene.record)) == 1
    with st.container(key="needed.back", horizontal=True, gap="medium"):
        state.button(scene, "Undo", ":material/undo:", state.undo, type="tertiary", disabled=fresh)
        state.button(scene, "Start again", ":material/restart_alt:", state.again, type="tertiary", disabled=fresh)
        if scene.record.surface == MISTY:
            state.button(scene, "New mountain", ":material/landscape:", state.elsewhere, type="tertiary")


def _ways_on(scene: Scene, grad: np.ndarray, over: bool) -> None:
    """The ways to go on; where the hike is ``over``, in the dark or on level ground, the way is up through the fog."""
    down = engine.steepest_descent(grad)
    with state.choices("down"):
        how: dict[str, Any] = {"type": _first_choice(not over), "help": GENTLE_HELP}
        how["disabled"] = bool(over or not down.any())
        state.button(scene, "Steepest way down", ":material/south:", state.descend, **how)
    with state.choices("on"):
        if not state.weather(scene).sent:
            words, sent = f"Let {rule_name(scene.record)} walk", partial(state.change, sent=True)
            state.button(scene, words, ":material/directions_walk:", sent, help="From the same start, in the same fog.")
        lift = partial(state.change, lifted=True, sent=True)
        state.button(scene, "Lift the fog", ":material/wb_sunny:", lift, type=_first_choice(over))


def _first_choice(it_is: bool) -> str:
    return "primary" if it_is else "secondary"


def _whisper(scene: Scene, own: Trajectory, over: bool) -> None:
    """What there is to say in the fog: nothing that could not be felt, or heard."""
    record = scene.record
    if said := _felt(own, scene.own.stride, over):
        note(said)
    if state.weather(scene).sent:
        note(f"{capital(rule_name(record))} set out from your start, and is out of sight. {_heard(record)}")


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
        heights = " → ".join(in_metres(height).removesuffix(" m") for height in own.value[-HOPS_IN_A_ROW - 1 :])
        return f"You hop over the valley: {heights} m. Shorter strides end in it: follow the steepest way down."
    reach = engine.descent_stride(own, stride)
    ahead = in_metres(reach)
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
    return bool(np.linalg.norm(own.x[-1] - own.x[-2]) > engine.descent_stride(until, stride) + STRIDE_ROUNDING)


def _heard(record: MistyMountain) -> str:
    rival = rival_of(record)
    if not rival.level:
        return f"After {counted(rival.steps, 'step')} it has not come to rest in a valley."
    return f"After {counted(rival.steps, 'step')} it called: “Level ground!”"
