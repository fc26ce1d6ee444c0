"""Results, remembered: objectives, runs, families of runs, their diagnosis; and how charts reach the page.

The key is the flat record, cut down to what the result depends on; ``memory`` keeps the results, for everyone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from operator import methodcaller
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import streamlit as st

from gdengine import Objective, Outcome, Trajectory, network
from gdengine.analysis.candidates import seen, tried
from gdengine.analysis.diagnosis import Diagnosis, diagnoses
from gdengine.analysis.mends import Mend, OnProgress, Trying, mends, untold
from gdengine.analysis.predicates import Judgement, judge
from gdengine.analysis.rate_grid import look_at
from gdengine.core import joined
from gdengine.experiments import RATES, SineMLP
from gdengine.experiments.descent import Descent
from pages.charts.kit.clicks import PLACED
from pages.charts.kit.moments import thinned
from pages.charts.kit.spec import Picture
from pages.charts.surface.relief import relief
from pages.ui import images
from pages.ui.memory import remember
from pages.ui.parts.heard import cautious, mapping, number, row
from pages.ui.touched import drawn, touched
from pages.ui.training import training

__all__ = [
    "Family", "diagnosis", "family", "first_run", "grid", "ground", "ground_picture", "moved_in_sight",
    "not_set_out", "objective", "remember", "runs", "seen_apart", "settled", "show", "whatever_rate",
]  # fmt: skip

D = TypeVar("D", bound=Descent)
SAMPLING = ("batch", "noise", "seed")  # settings of a walk that its objective knows too: what a step sees


def seen_apart(record: D) -> D:
    """The record as far as its run depends on it, however it is looked at."""
    return record.only("ground", "data", "walk")


@lru_cache(maxsize=512)
def _descended(record: Descent) -> Descent:
    """The record as far as its objective depends on it."""
    sampled = {name: getattr(record, name) for name in SAMPLING if name in record.knobs()}
    return dataclasses.replace(record.only("ground", "data"), **sampled)


@remember(of=_descended)
def objective(record: Descent) -> Objective:
    """What the record descends: asked for once, whatever the rule, the start and the view."""
    return record.objective()


@remember()
def settled(record: Descent) -> tuple[Descent, tuple[str, ...]]:
    """The record made consistent, and a sentence for every knob that had to move."""
    whole, said = record.settled()
    return whole, tuple(said)


def moved_in_sight(record: Descent, idle: Collection[str]) -> tuple[str, ...]:
    """The sentences of ``settled``, but for those about knobs without effect where they are read."""
    whole, said = settled(record)
    unseen = {name: getattr(whole, name) for name in record.knobs() if name in idle}
    return settled(dataclasses.replace(record, **unseen))[1] if said and unseen else said


@remember(of=seen_apart)
def runs(record: Descent) -> Mapping[str, Trajectory]:
    """The runs of the record, by name; of a network without its weights and gradients."""
    if isinstance(objective(record), network.Network):
        return training(cast(SineMLP, record)).runs
    return record.run()


def first_run(record: Descent) -> Trajectory:
    """The first of them: what the page is about."""
    return next(iter(runs(record).values()))


@remember(of=seen_apart)
def diagnosis(record: Descent) -> Diagnosis:
    """What became of the record's first run, and why."""
    if isinstance(objective(record), network.Network):
        return training(cast(SineMLP, record)).diagnosis
    run = first_run(record)
    return diagnoses(run, objective(record), record.rule(), judgement(record))[0]


@remember(of=seen_apart)
def judgement(record: Descent) -> Judgement:
    """What is true of the record's first run."""
    return judge(first_run(record), objective(record))


class Family(NamedTuple):
    """One experiment at many learning rates: those worth trying, and the one in force."""

    rates: np.ndarray  # (M,)
    run: Trajectory  # batch axis M
    rows: np.ndarray  # the recorded rows of which every member is shown
    home: int  # the member in force

    @property
    def every(self) -> np.ndarray:
        """All recorded rows (K,), at each of which the member in force can be shown."""
        return np.arange(len(self.run.step))

    @property
    def chosen(self) -> Trajectory:
        """The run of the member in force, without the batch axis."""
        return self.run.member(self.home)

    def times(self, factor: float) -> Family:
        """The same runs with every value multiplied: for a page that shows another multiple of the loss it descends."""
        return self._replace(run=self.run._replace(value=self.run.value * factor))


def family(record: Descent) -> Family:
    """The record's run, and the same at every rate of its grid: no new descent of those while only the rate changes.

    The rate in force is the last member, wherever it lies.
    """
    rates, others = grid(whatever_rate(record))
    alone = first_run(record)
    run = joined([others, _member(alone)])
    return Family(np.append(rates, record.lr), run, thinned(len(run.step)), len(rates))


@lru_cache(maxsize=512)
def whatever_rate(record: D) -> D:
    """The record as far as its runs at other rates depend on it."""
    return dataclasses.replace(seen_apart(record), lr=type(record)().lr)


@remember()
def grid(record: Descent) -> tuple[np.ndarray, Trajectory]:
    """The rates worth trying, and the record's run at each."""
    rates = record.rates()
    return rates, record.family(rates)


def not_set_out(record: Descent) -> Trajectory:
    """The start of the record's run and nothing after it, for who is to guess the rest: a family, all alike."""
    run = first_run(record)
    step, x, value, grad = (part[:1] for part in run[:4])
    start = Trajectory(step, x, value, grad, np.full_like(run.outcome, Outcome.RUNNING), np.zeros_like(run.last))
    return joined([_member(start)] * (RATES + 1))


def _member(run: Trajectory) -> Trajectory:
    """A run as a family of one."""
    x, value, grad = (part[:, None] for part in run[1:4])
    return Trajectory(run.step, x, value, grad, run.outcome[None], run.last[None])


@remember(of=seen_apart, apart=("told",))
def offers(record: Descent, *, told: OnProgress = untold) -> Sequence[Mend]:
    """What makes the record end better, tried by the engine; where that is not known yet, ``told`` how far it is."""
    if isinstance(objective(record), network.Network):  # of whose run no page holds the weights
        return mends(record, told)
    run = first_run(record)
    return mends(record, told, seen(run, objective(record), diagnosis(record)), Trying(_tried, _at_rates))


# Another rate in force leaves most of what is tried as it was.
_tried = remember()(tried)
_at_rates = remember()(look_at)


def ground(record: Descent, pixels: int = 840, rows: int | None = None) -> str:
    """The address of the picture of the surface that is descended: another only when the surface is another."""
    return images.address(ground_picture(record, pixels, rows))


@remember(of=methodcaller("only", "ground", "data"))
def ground_picture(record: Descent, pixels: int, rows: int | None = None) -> bytes:
    """The picture itself, for who puts it into another."""
    return relief(objective(record), pixels, rows)


def show(picture: Picture, key: str, on_click: Callable[[float, float], None] | None = None) -> None:
    """A chart on the page.  The key keeps its view alive: a rerun swaps the data in place.

    ``on_click`` is called with the x and y that were clicked, before the script runs again, where knobs may still be
    set (``Scene.put``); the picture's spec must be ``clicks.clickable``.
    """

    @cautious
    def clicked() -> None:
        places = mapping(mapping(st.session_state[key])["selection"])[PLACED]
        if places and on_click:
            place = mapping(row(places, mapping)[0])
            on_click(number(place["x"]), number(place["y"]))

    how: dict[str, Any] = {"on_select": touched(key, clicked), "selection_mode": PLACED} if on_click else {}
    st.altair_chart(picture, key=key, alt=picture.alt, theme="streamlit", height="stretch", **how)
    if on_click:
        drawn(key)
