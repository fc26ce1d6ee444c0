"""By hand: the learner lays the line, the answer is told on demand, and then descent races the hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.regression import ABSOLUTE, CRITERIA, SQUARES, r_squared, r_squared_said
from pages.charts.kit import palette
from pages.charts.kit.numbers import counted, number
from pages.charts.regression import by_hand as pictures
from pages.charts.regression.hand_residuals import hand_residuals
from pages.ui import visit
from pages.ui.about import About
from pages.ui.controls import switch
from pages.ui.parts.points import ENDS, PLACE, POINTS, Bars, Planes, in_hand
from pages.ui.scene import MOST, REMAINDER, Scene
from pages.ui.terms import note
from pages.views.regression.by_hand_results import Laid, criterion_loss, hand_map, laid, race
from pages.views.regression.own_points import choose_points, editing, few_points
from pages.views.regression.results import known_sums
from pages.views.regression.words import named, source_of, titles

MOST_SENT = 2000  # points that travel, for the criterion that needs each of them
BAR_COLORS = {"yours": pictures.LAID_COLOR, "best": palette.MINIMUM, "walk": palette.POSITION}
ROOM = 4.0  # how many times the loss of the level line the longest bar stands for, at most
MAP = "map"
TOO_MANY = (
    f" There are more than {counted(MOST_SENT, 'point')}: while you hold the line your bar has no number. "
    "It has one when you let go."
)
OVER_POINTS = {"mse": "mean", "sse": "sum", "half_sse": "sum"}  # the loss that is shown: twice a half
SHARE_DECIMALS = 12  # of R²: what is left behind them is rounding
SHORTEST = 1e-12  # of what the longest bar stands for: all points may lie on a level line


def by_hand(scene: Scene) -> About:
    """The view.  What is to be guessed is neither drawn nor sent before the learner asks for it."""
    record, hand = scene.record, scene.own
    run, known = race(record, hand) if hand.guessed else None, laid(record, hand)
    if scene.standing.in_lab or not hand.guessed:  # with the race to play there is enough to hold
        with scene.dials:
            choose_points(scene)
    left, right = scene.places
    with left:
        _points(scene, run, known)
        switch(scene.page, "criterion")
    with right:
        if run is not None and hand.hand_beside == MAP:
            _map(scene, run)
        else:
            _residuals(scene, run, known)
        _bars(scene, run, known)
        _criterion(scene, known)
        _explained(scene, known)
    how: dict[str, Any] = {"quantity": "loss", "shown_as": record.shown_as(), "coordinates": ("a", "b")}
    if run is None:
        until: dict[str, Any] = {"judged": False, "plays": False, "unplayed": lambda: _tell_button(scene)}
        return About(record, table=lambda: _table(scene), **until)
    return About(
        record,
        walk=run._replace(value=record.shown_as() * run.value),
        rows=np.arange(len(run.step)),
        judged=hand.criterion == SQUARES,  # the judge knows the record's own loss
        **how,
    )


def _tell_button(scene: Scene) -> None:
    """Ask for the answer; what was changed has its own way back."""
    how: dict[str, Any] = {"icon": ":material/flag:", "type": "primary", "kwargs": {"guessed": True}}
    st.button("This is my line", key=scene.key("tell"), on_click=scene.put, **how)


def _points(scene: Scene, run: Trajectory | None, known: Laid) -> None:
    record, hand, points = scene.record, scene.own, scene.record.points()
    best = None if run is None else known.best_line
    asked: dict[str, Any] = {"titles": titles(record)[0], "draggable": few_points(scene)}
    picture = pictures.by_hand(points.x, points.y, hand.criterion, hand.hand(), best, run, **asked)
    told = "told" if run is not None else "hidden"
    scene.show(picture, named(f"hand_{hand.criterion}_{told}", record), share=MOST)


def _map(scene: Scene, run: Trajectory) -> None:
    record, hand = scene.record, scene.own
    loss, drawn = criterion_loss(record, hand.criterion), hand_map(record, hand.criterion)
    picture = pictures.loss_map(loss, drawn, hand.hand(), run, titles(record)[1])
    scene.show(picture, named("hand_map", record), share=REMAINDER)


def _residuals(scene: Scene, run: Trajectory | None, known: Laid) -> None:
    """What the line leaves of every point.  Before the guess nothing in it says where the best line is."""
    record, points = scene.record, scene.record.points()
    best, rows, told = (None, 1, "hidden") if run is None else (known.best_line, len(run.step), "told")
    asked: dict[str, Any] = {"title": titles(record)[0][0], "rows": rows, "draggable": few_points(scene)}
    picture = hand_residuals(points.x, points.y, scene.own.hand(), best, **asked)
    scene.show(picture, named(f"hand_residuals_{told}", record), share=REMAINDER)


def _bars(scene: Scene, run: Trajectory | None, known: Laid) -> None:
    """Three bars on one scale, and what can be held."""
    record, hand, points = scene.record, scene.own, scene.record.points()
    walk = [] if run is None else [v if np.isfinite(v) else None for v in (record.shown_as() * run.value).tolist()]
    told = run is not None and bool(np.isfinite(known.best))
    steps = [] if run is None else run.step.tolist()
    sizes = (known.factor, max(known.level * ROOM, SHORTEST), known.yours, known.best if told else None)
    bars = Bars(hand.criterion, *sizes, walk, steps, known.passed, led="bar" not in visit.hidden())
    box = scene.objective.box if run is not None else ((0.0, 1.0), (0.0, 1.0))
    planes = Planes(pictures.span(points.x), pictures.rise(points.y), *box)
    few = points.x.size <= MOST_SENT
    left, right, grips = float(points.x.min()), float(points.x.max()), pictures.ends_of_line(points.x)
    edits = editing(scene)
    in_hand(
        known_sums(record),
        np.column_stack([points.x, points.y]) if few else np.empty((0, 2)),
        hand.hand().tolist(),
        planes,
        holds=(ENDS, *([PLACE] if run is not None else []), *([POINTS] if edits else [])),
        at=(left, right) if left < right else grips,
        grips=grips,
        bars=bars,
        colors=BAR_COLORS,
        on_line=lambda a, b: scene.put(hand_intercept=a, hand_slope=b),
        **edits,
        key=scene.key("part", "hand"),
    )


def _criterion(scene: Scene, known: Laid) -> None:
    """What the criterion means, and what the bars of its losses are."""
    record, hand = scene.record, scene.own
    caveat = known.caveat if hand.guessed else ""
    many = TOO_MANY if hand.criterion == ABSOLUTE and len(record.points().x) > MOST_SENT else ""
    of_bars = f"A bar is as long as the root of its loss, the {OVER_POINTS[record.loss]} over the points.{many}"
    with st.container(key="desk.criterion"):
        note(f"{CRITERIA[hand.criterion].said} {caveat} {of_bars} {source_of(record)}")


def _explained(scene: Scene, known: Laid) -> None:
    """R² of your line, and of the two others once they may be told."""
    y, x, hand = scene.record.points().y, scene.record.points().x, scene.own
    lines = {"your line": hand.hand()} | ({"the best": known.best_line} if hand.guessed else {})
    said = []
    for name, (a, b) in lines.items():
        if np.isfinite([a, b]).all():
            share = round(float(r_squared(y, a + b * x)), SHARE_DECIMALS)
            meaning = f" ({r_squared_said(share)})" if share <= 0 else ""  # a positive one says it itself
            said.append(f"{name} {number(share)}{meaning}")
    if np.ptp(y):
        note(f"R², by what part a line leaves less scatter than the mean of y does: {', '.join(said)}.")


def _table(scene: Scene) -> dict[str, Any]:
    """The numbers to take away while the answer is hidden: the points, and the line as it lies."""
    points, line = scene.record.points(), scene.own.hand()
    return {"x": points.x, "y": points.y, "your line": line[0] + line[1] * points.x}
