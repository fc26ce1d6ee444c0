"""A hike when the fog has lifted: both walks on the whole map, and who found the lowest valley."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine import Objective
from gdengine.activities import hike as engine
from gdengine.activities.hike import Account
from gdengine.experiments import MistyMountain
from gdengine.experiments.mountain import MISTY
from pages.charts.kit.numbers import counted
from pages.charts.mountain import hike_result
from pages.charts.mountain.hike_map import METRES
from pages.ui import results
from pages.ui.about import About
from pages.ui.results import first_run, ground
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import say
from pages.views.mountain import hike_state as state
from pages.views.mountain.hike_walks import capital, in_metres, own_walk, rival_of, rule_name, stops_table


def in_the_clear(scene: Scene) -> About:
    """The whole map, the profile of both walks, and how they compare."""
    record, objective, own = scene.record, scene.objective, own_walk(scene)
    rival = rival_of(record)
    walks = {hike_result.HAND: own.x, rule_name(record): first_run(record).x[: rival.steps + 1]}  # then it rests
    camps = [k for k in range(len(objective.minima)) if engine.is_lowest(objective, k)]
    left, right = scene.places
    with left, state.panel(lifted=True):
        scene.show(hike_result.revealed(objective, ground(record), walks, camps), "open")
    with right:
        _compare(record, engine.account(objective, own.x), rival)
        scene.show(hike_result.profile(objective, walks), "profile", share=REMAINDER)
        with st.container(key="needed.on", horizontal=True, gap="small"):
            state.button(scene, "Hike again", ":material/restart_alt:", state.again, type="primary")
            if record.surface == MISTY:
                state.button(scene, "New mountain", ":material/landscape:", state.elsewhere)
    rows = hike_result.moments_of(walks)
    heights = METRES * own.value[np.minimum(rows, len(own.x) - 1)]
    how: dict[str, Any] = {"quantity": "your height in m:", "judged": False, "table": lambda: stops_table(own)}
    return About(record, rows=rows, heights=heights, **how)


def _compare(record: MistyMountain, hand: Account, rival: Account) -> None:
    objective, name = results.objective(record), rule_name(record)
    say(f"**{_verdict(objective, hand, rival, name)}**")
    st.markdown(_table((hand, rival), name, valleys=bool(objective.minima)))


def _table(walks: tuple[Account, Account], name: str, *, valleys: bool) -> str:
    """The comparison, in Markdown; without the row about ``valleys`` where nobody knows any."""
    rows = {
        "Steps": [str(walk.steps) for walk in walks],
        "Walked": [in_metres(walk.length) for walk in walks],
        "Reached": [in_metres(walk.height) for walk in walks],
    }
    if valleys:
        rows["Ended in"] = [_place(walk) for walk in walks]
    head = f"| | :orange[**You**] | :blue[**{capital(name)}**] |\n|:--|--:|--:|\n"
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
        reached = f"You came to {in_metres(hand.height)}, {name} to {in_metres(rival.height)}"
        return f"Nobody knows the valleys of this ground. {reached}."
    if hand.lowest and rival.lowest:
        return f"You both found the lowest valley. {_steps_of_both(hand, rival, name)}."
    if hand.lowest:
        return f"You found base camp! {capital(name)} {_fell_short(objective, rival, 'is')}."
    if rival.lowest:
        return f"{capital(name)} found base camp. You {_fell_short(objective, hand, 'are')}."
    you, other = _fell_short(objective, hand, "are"), _fell_short(objective, rival, "is")
    return f"Nobody found base camp. You {you}, {name} {other}."


def _steps_of_both(hand: Account, rival: Account, name: str) -> str:
    """The steps until either came to rest in the valley that both have found."""
    if not (rival.level or hand.level):
        return "Neither of you has come to rest there"
    took = f"needed {counted(rival.steps, 'step')}" if rival.level else "has not come to rest there"
    yours = f"needed {hand.steps}" if hand.level else "have not come to rest there"
    return f"{capital(name)} {took}, you {yours}"


def _fell_short(objective: Objective, walk: Account, be: str) -> str:
    above = in_metres(walk.height - float(objective(np.array(objective.minima)).min()))
    if walk.left:
        return "left the map"
    if walk.minimum is not None:
        return f"{be} {'stuck ' * walk.level}in a valley, {above} above it"  # who still stands on a slope may walk on
    return f"{be} {'on level ground' if walk.flat else 'still on the way'}, {above} above it"
