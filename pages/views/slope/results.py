"""The slope page's results, remembered as in ``pages.ui.results``: where every start ends, five rates side by side."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from gdengine import Trajectory
from gdengine.analysis.basins import fates
from gdengine.analysis.five_rates import Ladder
from gdengine.experiments import FiveRates, SlopeExplorer
from gdengine.loop.effort import afforded
from pages.charts.kit.fates import painted
from pages.charts.slope.curve import CURVE_STEPS
from pages.ui.gate import pause
from pages.ui.results import objective, remember

CURVE_STARTS = 160  # along a curve whose end is looked for
MAP_STARTS, MAP_RATES = 400, 200  # on a map of both, of a formula that is not too long
MAP_EVERY = 5  # steps of a walk of such a map lie between two that are looked at: all of them would take seconds
LOWEST_ROW = 12  # of the rates worth trying, the one such a map begins with


def endings(record: SlopeExplorer, rates: np.ndarray) -> np.ndarray:
    """The fate of every start on the curve (M, n) with the record's rule, at each of the rates (M,)."""
    grid, current = rates[:-1].tolist(), rates[-1:].tolist()
    return np.concatenate([_endings(_rule(record), tuple(rates)) for rates in (grid, current)])


def _rule(record: SlopeExplorer) -> SlopeExplorer:
    """The record without its start, rate and budget: those of a map of starts and rates are its own."""
    plain = type(record)()
    return dataclasses.replace(record, x0=plain.x0, lr=plain.lr, steps=plain.steps, patience=0)


@remember()
def _endings(rule: SlopeExplorer, rates: tuple[float, ...]) -> np.ndarray:
    curve = objective(rule)
    starts = afforded(curve, CURVE_STARTS, sides=1)
    found = fates(curve, rule.rule, rates, n=starts, steps=CURVE_STEPS, watch=pause)
    return found.astype(np.int16)


class Map(NamedTuple):
    """Every start of a curve at every rate."""

    picture: str  # a data URL
    span: tuple[float, float]  # the rates, from its foot to its top
    starts: int
    rates: int


@remember(of=_rule)
def map_of_starts(record: SlopeExplorer) -> Map:
    """Where every start ends, at every rate: another only when the curve or the rule is another."""
    curve = objective(record)
    knob, start = record.knobs()["lr"], record.knobs()["x0"]
    bottom = float(np.clip(np.ravel(curve.minima or record.start())[0], start.low, start.high))
    rates = dataclasses.replace(record, x0=bottom).rates()  # from no start
    low, high = rates[LOWEST_ROW].item(), min(1.5 * rates[-1].item(), knob.high)
    starts, count = (afforded(curve, most, sides=2) for most in (MAP_STARTS, MAP_RATES))
    rates = np.geomspace(low, high, count)
    ends = fates(curve, record.rule, rates, n=starts, steps=CURVE_STEPS, every=MAP_EVERY, watch=pause)
    return Map(painted(ends), (low, high), starts, count)


@remember()
def side_by_side(record: SlopeExplorer) -> tuple[Ladder, Trajectory]:
    """Five rates for the record's curve and start, and plain descent at each: batch axis 5."""
    return FiveRates().walks(record)


@remember()
def five_rates_code(record: SlopeExplorer) -> str:
    """The script of all five: the rates in it are worked out from the curve."""
    return FiveRates().code(record)
