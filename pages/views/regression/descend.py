"""Descend: the points with the line of every step, and the walk on the map of its loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import streamlit as st

from gdengine.analysis.phrases import PLAIN
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import Record
from gdengine.regression import design
from pages.charts.kit.against_step import progress
from pages.charts.kit.spec import Picture
from pages.charts.regression.betas import betas
from pages.charts.regression.line_fit import fitting, rise, rounding_spans, span
from pages.charts.regression.pulls import pulls
from pages.charts.regression.residuals import residuals
from pages.charts.surface.surface_map import FOUND_SHARE
from pages.charts.surface.trail import trail
from pages.ui import results, visit
from pages.ui.about import About, Lines
from pages.ui.controls import switch
from pages.ui.parts.points import PLACE, POINTS, Planes, in_hand
from pages.ui.parts.terrain3d import terrain3d
from pages.ui.results import Family, family, seen_apart
from pages.ui.scene import LESS, REMAINDER, Scene
from pages.ui.titles import plain
from pages.views.regression.closed_form import closed_form
from pages.views.regression.own_points import editing, few_points
from pages.views.regression.results import best, bowl_model, known_sums, loss_picture, stopped
from pages.views.regression.words import (
    line_now,
    loss_note,
    named,
    scaled_by,
    seen_points,
    share_explained,
    source_of,
    titles,
)

FLAT_MAP, LOSS_BOWL, PULLS, FORMULA = "map", "bowl_3d", "pulls", "closed_form"
LOG, LINEAR, BETAS, LEFT_OF_POINTS = "log_loss", "loss", "betas", "residuals"
MOST_PULLS = 60  # points whose shares are drawn: more arrows are one brush stroke


@final
@dataclass(frozen=True)
class PointsView(Record):
    """What is seen beside the points."""

    beside: str = knob(
        FLAT_MAP,
        "The loss as",
        choices=(FLAT_MAP, LOSS_BOWL, PULLS, FORMULA),
        group="view",
        help="A map from above; a bowl in three dimensions that turns under your hand; every point's share of the "
        "step; or the formula that gives the best line at once.",
    )
    below: str = knob(
        LOG,
        "Below it",
        choices=(LOG, LINEAR, BETAS, LEFT_OF_POINTS),
        group="view",
        help="The loss against the step, on powers of ten or evenly; intercept a and slope b against the step; or what "
        "the line of the step leaves of every point.",
    )


def descend(scene: Scene) -> About:
    """The view."""
    record = scene.record
    objective, points, factor = results.objective(record), record.points(), record.shown_as()
    runs = family(record).times(factor)
    shown_axes, axes = titles(record)
    left, right = scene.places
    with left:
        asked: dict[str, Any] = {"reach": _reach(scene), "titles": shown_axes}
        asked["draggable"] = few_points(scene)
        lines = (points.x, points.y, best(record), runs.run, runs.rows)
        scene.show_later(lambda: fitting(*lines, **asked), named("line", record))
    with right:
        with st.container(key="desk.beside", horizontal=True, gap="small"):
            switch(scene.page, "beside")
            switch(scene.page, "below")
        _above(scene, runs, axes)
        _below(scene, runs, shown_axes[0])
        scene.waiting.append(lambda: _hold(scene, left))
    how: dict[str, Any] = {"quantity": "loss", "shown_as": factor, "coordinates": ("a", "b"), "letters": "ab"}
    how |= {
        "note": f"{loss_note(record)}{scaled_by(record)}  {source_of(record)}",
        "step": seen_points(record, runs.chosen),
        "afterwards": _stops(scene, float(runs.chosen.value[0])) if "verdict" not in visit.hidden() else "",
    }
    line, share = line_now(record, runs.chosen, best(record)), share_explained(objective, points.y, runs.chosen)
    how["place"] = Lines((*line.templates, *share.templates), dict(line.numbers) | dict(share.numbers))
    return About(record, walk=runs.chosen, rows=runs.every, family=runs, **how)


def _stops(scene: Scene, start: float) -> str:
    """The step that either rule for stopping chose, and why; the loss beside that of the ``start``."""
    by = {"budget": "By a number of steps", "progress": "By progress"}
    said = [
        f"{by[rule.rule]}: step {rule.step}, loss {PLAIN.seen(rule.loss, start, 4)}. {plain(rule.why)}"
        for rule in stopped(seen_apart(scene.record))
    ]
    return "When to stop? " + "  \n".join(said)


def _reach(scene: Scene) -> float:
    """A walk this near to the best line has found it."""
    return FOUND_SHARE * min(high - low for low, high in scene.objective.box)


def _hold(scene: Scene, place: Any) -> None:
    """What can be held: the start, on the map, and the points, as many as a link carries."""
    points, box = scene.record.points(), scene.objective.box
    edits = editing(scene)
    with place:
        in_hand(
            known_sums(scene.record),
            np.column_stack([points.x, points.y]) if edits else np.empty((0, 2)),
            scene.record.start().tolist(),
            Planes(span(points.x), rise(points.y), *box),
            holds=(PLACE, POINTS) if edits else (PLACE,),
            colors={},
            on_line=scene.start_here(),
            **edits,
            key=scene.key("part", "held"),  # draws no bars: it lies in a corner of the picture, see site.css
        )


def _above(scene: Scene, runs: Family, axes: tuple[str, str]) -> None:
    """The map of the loss, the same as a bowl, the shares of the step, or the closed form."""
    record, points = scene.record, scene.record.points()
    if scene.own.beside == LOSS_BOWL:
        with scene.panel("terrain", REMAINDER):
            return terrain3d(bowl_model(record), key=scene.key("part", "terrain3d"))
    if scene.own.beside == FORMULA:
        return closed_form(record)  # as high as its words are: they are read, not looked at
    if scene.own.beside == PULLS and len(points.x) > MOST_PULLS:
        with scene.panel("no_pulls", REMAINDER):
            said = f"There are {len(points.x)} points. Their shares are drawn for up to {MOST_PULLS}."
            st.info(said, icon=":material/call_split:")
        return None
    if scene.own.beside == PULLS:
        whole = record.optimizer == "gd" and not record.sampled() and record.decay == 1
        picture = pulls(points.x, points.y, record.loss, runs.run, runs.rows, runs.rates, step=whole)
        return scene.show(picture, "pulls", share=REMAINDER)
    walk = (results.objective(record), runs.run, runs.rows)
    place: dict[str, Any] = {"on_click": scene.start_here(), "share": REMAINDER, "first": True}
    return scene.show_later(lambda: trail(*walk, loss_picture(record), axes=axes), named("bowl", record), **place)


def _below(scene: Scene, runs: Family, x_title: str) -> None:
    """The loss against the step, the coefficients against it, or what is left of every point."""
    record, points = scene.record, scene.record.points()
    left = (points.x, points.y, best(record), runs.run, runs.rows)
    spans = rounding_spans(design(points.x), points.y).tolist()
    pictures: dict[str, tuple[str, Callable[[], Picture]]] = {
        BETAS: ("betas", lambda: betas(runs.run, runs.rows, best(record), reach=_reach(scene), spans=spans)),
        LEFT_OF_POINTS: (named("residuals", record), lambda: residuals(*left, title=x_title)),
        LOG: ("loss", lambda: progress(runs.run, runs.rows, title="loss", log=True)),
        LINEAR: ("loss_linear", lambda: progress(runs.run, runs.rows, title="loss", log=False)),
    }
    name, build = pictures[scene.own.below]
    scene.show_later(build, name, share=LESS)
