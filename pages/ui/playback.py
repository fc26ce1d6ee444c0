"""What moves: the bar under a page's pictures, the live rate above them, and the start that a click chooses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gdengine.analysis.curvature import sharpness
from gdengine.experiments.descent import Descent
from pages.charts.kit import palette
from pages.ui import address, results
from pages.ui.parts.bar import player
from pages.ui.parts.rates import rate_strip
from pages.ui.results import Family
from pages.ui.told import regimes_of

if TYPE_CHECKING:
    from pages.ui.page import About, Scene

POINTED = 1e-4  # of the map: a place that was pointed at is rounded to a fraction of a pixel, to read well in a link


def bar(about: About, scene: Scene) -> None:
    """The bar, opened at the step the link names, else at the last."""
    walk, rows, steps, heights = about.walk, about.frames, about.stamps, about.heights
    if walk is not None:
        steps = walk.step[rows] if steps is None else steps[: len(rows)]
        heights = walk.value[rows] if heights is None else heights
    steps = rows if steps is None else steps
    how: dict[str, Any] = {"label": about.label, "quantity": about.quantity, "key": scene.key("part", "bar")}
    how["beyond"] = int(about.rows[-1])
    player(steps, heights, start=frame_of(steps, address.moment(scene.page)), **how)


def frame_of(steps: Any, moment: int | None) -> int | None:
    """The frame of a step, the nearest one recorded; None without one."""
    return None if moment is None else int(np.abs(np.asarray(steps) - moment).argmin())


def start_here(record: Descent, put: Callable[..., None]) -> Callable[..., None]:
    """What a click on a picture does: the walk starts there."""
    box = results.objective(record).box

    def placed(*place: float) -> None:
        put(**{name: pointed_at(value, ends) for name, value, ends in zip(record.coordinates, place, box)})

    return placed


def pointed_at(value: float, ends: tuple[float, float]) -> float:
    """A place on the map between these ends, as exactly as it can be pointed at."""
    low, high = ends
    return round(min(max(value, low), high), -math.floor(math.log10(POINTED * (high - low))))


def live_rate(about: About, runs: Family, scene: Scene) -> None:
    """The strip of learning rates: drag it, and every chart of the family shows another of its runs at once."""
    record = about.record
    measured = [regime.name.lower() for regime in regimes_of(record)]
    rate_strip(
        runs.values[:-1],
        record.lr,
        measured,
        colors=palette.REGIMES,
        marks=_marks(record, runs),
        label="Drag",
        key=scene.key("part", "rates"),
        on_commit=lambda rate: scene.put(lr=rate),
    )


def _marks(record: Descent, runs: Family) -> list[tuple[float, str]]:
    """What theory says of descent near a minimum of curvature L: at η = 1/L the valley is crossed, at 2/L lost."""
    objective = results.objective(record)
    if record.optimizer != "gd" or not objective.minima:
        return []
    last = runs.chosen.x[int(runs.chosen.last)] if runs.chosen.last < len(runs.chosen.x) else runs.chosen.x[-1]
    nearest = min(objective.minima, key=lambda minimum: sum((a - b) ** 2 for a, b in zip(minimum, last)))
    curvature = sharpness(objective, nearest, default=math.inf)
    return [(1 / curvature, "1/L"), (2 / curvature, "2/L")]
