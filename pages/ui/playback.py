"""What stands around a page's pictures: the live rate above them, the bar and the verdict below."""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st

from gdengine.analysis.curvature import sharpness
from gdengine.analysis.measures import Regime, regimes
from gdengine.experiments.descent import Descent
from pages.charts.kit import palette
from pages.ui.controls import put
from pages.ui.parts.bar import player
from pages.ui.parts.rates import rate_strip
from pages.ui.results import Family

POINTED = 1e-4  # of the map: a place that was pointed at is rounded to a fraction of a pixel, to read well in a link
MOMENT = "step"  # the query parameter of a link to one exact step


def bar(steps, values=None, *, label="step", quantity="f") -> None:
    """The bar, opened at the step the link names, else at the last."""
    player(steps, values, label=label, quantity=quantity, start=_moment(steps))


def _moment(steps) -> int | None:
    """The frame of the step in the link, the nearest one recorded; None without one."""
    asked = st.query_params.get(MOMENT, "")
    if not asked.isdecimal() or len(asked) > 9:
        return None
    return min(range(len(steps)), key=lambda i: abs(int(steps[i]) - int(asked)))


def start_here(record: Descent) -> Callable[..., None]:
    """What a click on a picture does: the walk starts there."""
    box = record.objective().box

    def placed(*place: float) -> None:
        put(**{name: pointed_at(value, ends) for name, value, ends in zip(record.coordinates, place, box)})

    return placed


def pointed_at(value: float, ends: tuple[float, float]) -> float:
    """A place on the map between these ends, as exactly as it can be pointed at."""
    low, high = ends
    return round(min(max(value, low), high), -math.floor(math.log10(POINTED * (high - low))))


def family_bar(runs: Family, *, quantity: str) -> None:
    """The bar of a page whose runs are a family."""
    bar(runs.run.step[runs.rows], runs.chosen.value[runs.rows], quantity=quantity)


def live_rate(record: Descent, runs: Family) -> None:
    """The strip of learning rates: drag it, and every chart of the family shows another of its runs at once."""
    measured = [Regime(regime).name.lower() for regime in regimes(runs.run)]
    rate_strip(
        runs.rates[:-1],
        record.lr,
        measured,
        colors=palette.REGIMES,
        marks=_marks(record, runs),
        label="Drag",
        on_commit=lambda rate: put(lr=rate),
    )


def _marks(record, runs) -> list[tuple[float, str]]:
    """What theory says of descent near a minimum of curvature L: at η = 1/L the valley is crossed, at 2/L lost."""
    objective = record.objective()
    if record.optimizer != "gd" or not objective.minima:
        return []
    last = runs.chosen.x[int(runs.chosen.last)] if runs.chosen.last < len(runs.chosen.x) else runs.chosen.x[-1]
    nearest = min(objective.minima, key=lambda minimum: sum((a - b) ** 2 for a, b in zip(minimum, last)))
    curvature = sharpness(objective, nearest, default=math.inf)
    return [(1 / curvature, "1/L"), (2 / curvature, "2/L")]
