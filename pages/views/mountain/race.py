"""Race: several rules from one start, on one map, with the order of their arrival."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from gdengine import Objective, Trajectory
from gdengine.activities.race import RACERS, Finish, written
from gdengine.analysis.arriving import NEAR_HEIGHT
from gdengine.analysis.sweeps import goal
from gdengine.analysis.words import race as race_words
from gdengine.experiments import MistyMountain, Race
from gdengine.experiments.numbers import write_number
from gdengine.rules.rule import RULES
from pages.charts.kit import palette
from pages.charts.kit.numbers import number
from pages.charts.mountain.race import racing
from pages.charts.mountain.race_heights import falling, without_goal
from pages.ui import permalink, results
from pages.ui.about import About
from pages.ui.export import NumberTable, stacked, steps
from pages.ui.parts.scoreboard import Row, board
from pages.ui.results import diagnosis, ground, runs
from pages.ui.scene import REMAINDER, Scene
from pages.ui.terms import say
from pages.ui.titles import enumerated, say_choice
from pages.views.mountain.results import PIXELS, fair_rates, finished
from pages.views.who_is_first import lowest

LESSONS = {name: RULES[name].lesson for name in RACERS if name in RULES}
LESSONS["sgd"] = "Gradient descent that feels the slope with an error at every step: it stumbles downhill."
FAIR_HELP = (
    "Every rule is tried at the same 121 rates from 0.00001 to 10. Its best one arrives in the fewest steps, and so do "
    "the rates beside it: a lucky hit does not count. Where none arrives it is the one that ends lowest."
)


def race(scene: Scene) -> About:
    """The view."""
    record, contest = scene.record, scene.own
    objective, field = results.objective(dataclasses.replace(record, noise=0.0)), contest.entrants(record)
    finishes = finished(contest, record)
    order = {finish.name: field[finish.name] for finish in finishes}  # of arrival
    walks = {name: runs(racer)[racer.optimizer] for name, racer in order.items()}
    rows = np.arange(record.steps + 1)
    titles = {name: say_choice(name) for name in walks}
    left, right = scene.places
    with left:
        picture = racing(objective, walks, titles, ground(record, PIXELS))
        scene.show(picture, "field", on_click=scene.start_here())
    with right:
        _table(scene, field, walks, finishes, rows)
        _heights(scene, objective, walks, titles, finishes)
    how: dict[str, Any] = {"judged": False, "table": lambda: _numbers(walks)}
    how["records"] = {titles[name]: racer for name, racer in field.items()}
    return About(record, rows=rows, **how)


def _table(
    scene: Scene, field: dict[str, MistyMountain], walks: dict[str, Trajectory], finishes: Sequence[Finish], rows: Any
) -> None:
    """Who arrives first, the board, and the button that tunes every rate."""
    with st.container(key="at.the.end.race"):
        say(_sentence(finishes))
    with scene.dials:
        how: dict[str, Any] = {
            "icon": ":material/balance:",
            "help": FAIR_HELP,
            "key": scene.key("tune"),
        }
        st.button("Tune each fairly", on_click=_tune, args=(scene,), **how)
    runners = [
        _row(field[finish.name], finish, _place(finish, finishes), walks[finish.name].value[rows].tolist())
        for finish in finishes
    ]
    runners.sort(key=lambda row: RACERS.index(row.name))  # the order of arrival is told as they arrive
    record = scene.record
    resting = [
        Row(name, say_choice(name), palette.RACER_COLORS[name], write_number(record.lr), line=LESSONS[name])
        for name in RACERS
        if name not in field
    ]
    knob = record.knobs()["lr"]
    ends: dict[str, Any] = {"low": knob.low, "high": knob.high, "key": scene.key("part", "board")}
    board([*runners, *resting], rows, on_entry=lambda *entry: _enter(scene, *entry), **ends)


def _sentence(finishes: Sequence[Finish]) -> str:
    arrived = [finish for finish in finishes if finish.arrived is not None]
    if not arrived:
        return _nobody(finishes)
    others = f" {len(arrived)} of {len(finishes)} {'arrives' if len(arrived) == 1 else 'arrive'}."
    winners = enumerated(say_choice(finish.name) for finish in arrived if finish.arrived == arrived[0].arrived)
    return f"**{winners} first,** at step {arrived[0].arrived}.{others if len(arrived) < len(finishes) else ''}"


def _nobody(finishes: Sequence[Finish]) -> str:
    """Of a race in which nobody arrives: who is gone, and who of the others ends lowest."""
    if not math.isfinite(finishes[0].height):
        return "**Nobody arrives:** where they start there is no height."
    gone = [say_choice(finish.name) for finish in finishes if finish.gone]
    if len(gone) == len(finishes):
        return f"**Nobody arrives.** {'All are' if len(gone) > 1 else f'{gone[0]} is'} gone."
    named = [say_choice(name) for name in lowest(finishes)]
    low = f"{enumerated(named)} end{'s' * (len(named) == 1)} lowest" if named else "All end as high"
    if gone:
        lead = f"{enumerated(gone)} {'is' if len(gone) == 1 else 'are'} gone; "
        low = lead + (f"of the others {low}" if named else "all others end as high")
    return f"**Nobody arrives.** {low}, at {number(finishes[0].height)}."


def _place(finish: Finish, finishes: Sequence[Finish]) -> int:
    """1 of the first to arrive: one more than were there before, so that those who arrive together share a place."""
    before = [other for other in finishes if other.arrived is not None]
    return 1 + sum(finish.arrived is None or other.arrived < finish.arrived for other in before)  # type: ignore[operator]


def _row(racer: MistyMountain, finish: Finish, place: int, heights: list[float]) -> Row:
    return Row(
        name=finish.name,
        title=say_choice(finish.name),
        line=LESSONS[finish.name],
        color=palette.RACER_COLORS[finish.name],
        rate=write_number(racer.lr),
        runs=True,
        place=place,
        arrived=finish.arrived,
        why=race_words(diagnosis(racer)) if finish.arrived is None else "",
        length=number(float(f"{finish.length:.3g}")),
        heights=heights,
    )


def _heights(
    scene: Scene,
    objective: Objective,
    walks: dict[str, Trajectory],
    titles: dict[str, str],
    finishes: Sequence[Finish],
) -> None:
    """How the heights fall: above the goal, if there is one: a minimum that is known, or that somebody came to."""
    if not objective.minima and all(finish.arrived is None for finish in finishes):
        return scene.show(without_goal(objective, walks, titles), "heights_alone", share=REMAINDER)
    low = goal(objective, *walks.values())
    whole = float(next(iter(walks.values())).value[0]) - low
    return scene.show(falling(walks, titles, low, NEAR_HEIGHT * whole), "heights", share=REMAINDER)


def _numbers(walks: dict[str, Trajectory]) -> NumberTable:
    """Every step of every racer, one after the other."""
    return stacked("racer", {name: steps(run, ("x", "y")) for name, run in walks.items()})


def _enter(scene: Scene, name: str, rate: float, runs: bool) -> None:
    """A racer enters, leaves or changes its rate; the last one stays."""
    field = {who: racer.lr for who, racer in scene.own.entrants(scene.record).items()}
    rates = {who: lr for who, lr in field.items() if who != name} | ({name: rate} if runs else {})
    stumbles = _stumbling(scene, enters=runs) if name == "sgd" else {}
    if rates:
        scene.put(racers=_said(scene, {who: rates[who] for who in RACERS if who in rates}), **stumbles)


def _stumbling(scene: Scene, *, enters: bool) -> dict[str, Any]:
    """Whoever stumbles brings the noise along, unless there is some already, and takes it away again."""
    now, alone = scene.record.noise, permalink.at_preset(scene.page, scene.standing.preset).values["noise"]
    if enters:
        return {} if now else {"noise": scene.record.stumble()}
    return {"noise": alone} if now == scene.record.stumble() else {}


def _said(scene: Scene, rates: dict[str, float]) -> str:
    """The racers and their rates, as a link says them: in the experiment's own words where they are its own."""
    own = permalink.at_preset(scene.page, scene.standing.preset).values["racers"]
    theirs = {who: racer.lr for who, racer in Race(racers=own).entrants(scene.record).items()}
    return own if theirs == rates else written(rates)


def _tune(scene: Scene) -> None:
    scene.put(racers=written(fair_rates(scene.own, scene.record)))
