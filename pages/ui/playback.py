"""What moves: the bar under a page's pictures, the live rate above them, and the start that a click chooses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from gdengine import Trajectory
from gdengine.analysis.curvature import sharpness
from gdengine.analysis.measures import depths, for_good
from gdengine.analysis.mends import arrived
from gdengine.core import Array
from gdengine.experiments.descent import Descent
from pages.charts.kit import palette
from pages.ui import results, visit, written_links
from pages.ui.parts.bar import player
from pages.ui.parts.rates import rate_strip
from pages.ui.parts.sound import SILENT, Tune
from pages.ui.results import Family
from pages.ui.told import regimes_of

if TYPE_CHECKING:
    from pages.ui.about import About
    from pages.ui.scene import Scene

SLOW_STEPS = 8  # are played at one a second, before the bar gathers speed
REST_SHARE = 0.005  # of the way a walk goes at most: what moves less than that is seen to rest
POINTED_PART = 1e-4  # of the map: a place pointed at is rounded to a fraction of a pixel, to read well in a link


def bar(about: About, scene: Scene) -> None:
    """The bar, opened at the step the link names, else at the first."""
    walk, rows, steps, heights = about.walk, about.frames, about.stamps, about.heights
    if walk is not None:
        steps = walk.step[rows] if steps is None else steps[: len(rows)]
        heights = walk.value[rows] if heights is None else heights
    steps = rows if steps is None else steps
    how: dict[str, Any] = {"label": about.label, "quantity": about.quantity, "key": scene.key("part", "bar")}
    how |= {"start": frame_of(steps, written_links.moment(scene.page)), "slow_start": SLOW_STEPS}
    rest = None if walk is None else rests_from((walk.x if len(walk.x) else walk.value[:, None])[rows])
    how["tune"] = SILENT if walk is None else _tune(about, walk)
    player(steps, heights, rest=rest, beyond=int(about.rows[-1]), **how, **_walked(about.record, scene))


@np.errstate(over="ignore")  # who leaves, leaves far
def _tune(about: About, walk: Trajectory) -> Tune:
    """What is heard of a walk besides its heights: what is not judged may walk on other ground than the record's."""
    positive = 0.0 if about.quantity == "loss" else None
    if not about.judged:
        return Tune(positive)
    ground, arrives = results.objective(about.record), arrived(results.diagnosis(about.record))
    low = about.shown_as * float(depths(ground).min()) if ground.minima else positive
    across = None
    if ground.box:
        left, right = ground.box[0]
        across = (walk.x[about.frames, 0] - left) / (right - left)
    return Tune(low, across, arrives and "verdict" not in visit.hidden())


def _walked(record: Descent, scene: Scene) -> dict[str, Any]:
    """What is walked, however fast: the bar begins anew where it changes, and rolls if a click chose the start."""
    start = tuple(getattr(record, name) for name in getattr(record, "coordinates", ()))
    run = (scene.standing.preset.id, scene.standing.view, record.only("ground", "data"), start)
    return {"run": repr(run), "rolls": bool(start) and st.session_state.get(scene.key("clicked")) == start}


def frame_of(steps: Any, moment: int | None) -> int:
    """The frame of a step, the nearest one recorded; the first where none is named."""
    return 0 if moment is None else int(np.abs(np.asarray(steps) - moment).argmin())


def rests_from(x: Array) -> int:
    """The first row of a walk x (K, D) from which on it is seen to move no more: within half a percent of its reach.

    A walk that runs away rests where its numbers end.
    """
    whole = np.isfinite(x).all(-1)
    if not whole.all():
        return int(whole.argmin())
    away = np.linalg.norm(x - x[-1], axis=-1)
    return int(for_good(away <= REST_SHARE * away.max(), np.arange(len(x))))


def start_here(scene: Scene) -> Callable[..., None]:
    """What a click on a picture does: the walk starts there, and the ball rolls."""
    names, box = scene.record.coordinates, scene.objective.box

    def placed(*place: float) -> None:
        chosen: dict[str, Any] = {name: pointed_at(value, ends) for name, value, ends in zip(names, place, box)}
        scene.put(**chosen)
        st.session_state[scene.key("clicked")] = tuple(chosen.values())

    return placed


def pointed_at(value: float, ends: tuple[float, float]) -> float:
    """A place on the map between these ends, as exactly as it can be pointed at."""
    low, high = ends
    return round(min(max(value, low), high), -math.floor(math.log10(POINTED_PART * (high - low))))


def live_rate(about: About, runs: Family, scene: Scene) -> None:
    """The strip of learning rates: drag it, and every chart of the family shows another of its runs at once."""
    record, knob = about.record, scene.page.knobs()["lr"]
    measured = [regime.name.lower().replace("_", " ") for regime in regimes_of(record)]
    rate_strip(
        runs.rates[:-1],
        record.lr,
        measured,
        colors=palette.REGIMES,
        marks=_marks(record, runs, about.descended),
        label=knob.label,
        read=knob.read,
        key=scene.key("part", "rates"),
        on_commit=lambda rate: scene.put(lr=rate),
    )


def _marks(record: Descent, runs: Family, ground: str) -> list[tuple[float, str, str]]:
    """What theory says of descent near a minimum of curvature L: at η = 1/L the valley is crossed, at 2/L lost.

    It knows the slopes of the whole ``ground`` and a rate that stays: of a step that sees some of the points or errs,
    and of a rate that changes on the way, it says nothing.
    """
    objective = results.objective(record)
    if record.optimizer != "gd" or record.sampled() or record.plan()[0] or not objective.minima:
        return []
    last = runs.chosen.x[int(runs.chosen.last)] if runs.chosen.last < len(runs.chosen.x) else runs.chosen.x[-1]
    nearest = min(objective.minima, key=lambda minimum: sum((a - b) ** 2 for a, b in zip(minimum, last)))
    curvature = sharpness(objective, nearest, default=math.inf)
    if math.isinf(curvature):  # at a corner, or on a bottom as flat as that of x⁴, theory says nothing
        return []
    along = "" if objective.dim == 1 else " along its steepest side"
    return [
        (
            1 / curvature,
            "over",
            f"beyond 1/L steps near the bottom go over it{along} (L: how much {ground} bends there)",
        ),
        (2 / curvature, "out", f"beyond 2/L steps near the bottom land farther out{along} than they began"),
    ]
