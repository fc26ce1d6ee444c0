"""The state of a hike: the trail, which is a knob and so in the link, and whether the fog has been lifted.

Steps are taken in callbacks, before the script runs again, where knobs may still be set.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from gdengine.activities import hike
from gdengine.experiments import Hike
from pages.ui.pressed import counted_button
from pages.ui.scene import Scene

WEATHER = "weather"  # in the session: the hike it belongs to, and what has been asked for


class Weather(NamedTuple):
    """What has been asked for on one hike."""

    hike: str  # its mark
    sent: bool = False  # the rule is on its way
    lifted: bool = False  # the fog


def weather(scene: Scene) -> Weather:
    """The weather of this hike; on another mountain, or from another start, the fog is down again."""
    kept, mark = st.session_state.get(scene.key(WEATHER)), scene.own.mark(scene.record)
    return kept if kept and kept.hike == mark else Weather(mark)


def walk(scene: Scene, target: Callable[[np.ndarray], Any]) -> None:
    """One stride toward ``target(here)``, or less far if that is nearer."""
    now = _now(scene)
    _stride(scene, now, target(now.stops(scene.record)[-1]), now.stride)


def descend(scene: Scene) -> None:
    """One stride along the steepest way down, shorter where there is less slope."""
    now = _now(scene)
    walked = hike.felt(scene.objective, now.stops(scene.record))
    length = hike.descent_stride(walked, now.stride)
    way = hike.steepest_descent(walked.grad[-1])
    _stride(scene, now, walked.x[-1] + 2 * length * way, length)


def _stride(scene: Scene, now: Hike, target: np.ndarray, length: float) -> None:
    """Toward the target, no farther than ``length``; nowhere if that is no step, or after dark."""
    stops = now.stops(scene.record)
    there = hike.stride_to(stops[-1], target, length, scene.objective.box)
    if len(stops) <= hike.HIKE_MAX_STEPS and hike.write([there]) != hike.write(stops[-1:]):
        scene.put(trail=now.hiked(scene.record, np.vstack([stops, there])))


def undo(scene: Scene) -> None:
    """Back to the stop before."""
    now = _now(scene)
    scene.put(trail=now.hiked(scene.record, now.stops(scene.record)[:-1]))


def again(scene: Scene) -> None:
    """Back to the start, in the fog."""
    st.session_state.pop(scene.key(WEATHER), None)
    scene.put(trail="")


def change(scene: Scene, **asked: Any) -> None:
    """Ask for gradient descent (``sent``) or for clear weather (``lifted``)."""
    st.session_state[scene.key(WEATHER)] = weather(scene)._replace(**asked)


def elsewhere(scene: Scene) -> None:
    """To the next mountain."""
    again(scene)
    scene.put(mountain=(scene.record.mountain + 1) % 10_000)


def _now(scene: Scene) -> Hike:
    """The hike with the trail as it is now: of two quick steps the second starts where the first has ended."""
    return dataclasses.replace(scene.own, trail=scene.in_force("trail"))


@contextmanager
def panel(lifted: bool) -> Iterator[None]:
    """Where the map stands: in drifting fog, or in fog that is just lifting."""
    st.html(FOG_STYLE)
    with st.container(key="fog_lifting" if lifted else "fog"):
        yield


@contextmanager
def dials() -> Iterator[None]:
    """Where the instruments stand in a row."""
    with st.container(key="dials", horizontal=True, gap="medium"):
        yield


@contextmanager
def choices(name: str) -> Iterator[None]:
    """Where the buttons stand that lead on."""
    with st.container(key=f"needed.{name}", horizontal=True, horizontal_alignment="center", gap="small"):
        yield


def button(scene: Scene, words: str, icon: str, act: Callable[[Scene], None], **how: Any) -> None:
    """A button by which a hiker acts."""
    counted_button(st, words, scene.key(words), partial(act, scene), icon=icon, **how)


def _billows(seed: int, frequency: float, thickness: str, colors: tuple[str, str]) -> str:
    """A tile of fog, drawn by the browser itself: noise, denser here and thinner there, that repeats without a seam.

    It is in its color already, by day and by night: a mask over a colored box looks the same, but where that drifts,
    Firefox draws it anew for every frame, and shows six a second.
    """
    light, dark = (color.replace("#", "%23") for color in colors)
    return (
        "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='600' height='600'%3E"
        f"%3Cstyle%3EfeFlood {{ flood-color: {light} }} "
        f"@media (prefers-color-scheme: dark) {{ feFlood {{ flood-color: {dark} }} }}%3C/style%3E"
        "%3Cfilter id='f' x='0' y='0' width='100%25' height='100%25' color-interpolation-filters='sRGB'%3E"
        "%3CfeTurbulence type='fractalNoise' "
        f"baseFrequency='{frequency}' numOctaves='4' seed='{seed}' stitchTiles='stitch'/%3E"
        f"%3CfeColorMatrix values='0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  {thickness}' result='billows'/%3E"
        "%3CfeFlood/%3E%3CfeComposite operator='in' in2='billows'/%3E%3C/filter%3E"
        "%3Crect width='600' height='600' filter='url(%23f)'/%3E%3C/svg%3E\")"
    )


DEEP = _billows(3, 0.006, "1.5 0 0 0 -.42", ("#9fb0c2", "#1b222c"))
HIGH = _billows(8, 0.009, "0 1.7 0 0 -.62", ("#f5f8fb", "#6c7c91"))
DRIFT = Path(__file__).with_name("fog.css").read_text("utf-8")
FOG_STYLE = f"<style>:root {{ --fog-deep: {DEEP}; --fog-high: {HIGH} }}\n{DRIFT}</style>"
