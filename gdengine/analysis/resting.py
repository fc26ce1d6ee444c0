"""Walks that no longer move, or hardly: at rest, levelled, on level or flat ground; and the place they are judged by.

The predicates take ``Walks`` of M members and give booleans (M); their definitions stand in ``analysis.predicates``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from gdengine.analysis import surroundings as around
from gdengine.analysis.walks import (
    Walks,
    along,
    distance,
    least,
    mean,
    most,
    unit,
)
from gdengine.core import Array, Objective, Outcome, ValueAndGrad
from gdengine.network.mlp import Network
from gdengine.network.units import idle_units

REST_PART = 0.01  # of R: at rest, the tail stays within
LEVEL_PART = 0.01  # of the steepest slope met: level
FLAT_PART = 1 / 3  # of what the box's average slope would make it: how much f varies on the circle on flat ground
STAY_PART, AHEAD_PART = 0.05, 0.1  # of W: the tail on flat ground stays within; it still slopes down so far ahead
STEADY_SLOPE_PART = 0.9  # of the slope: so steep it is ahead, at least, unless it is next to nothing:
SLIGHT_SLOPE_PART = 0.01  # of the box's average slope
UNMOVED_PART = 1e-9  # of 1 + |f|: a walk of which only values are looked at has settled if its tail varies by less
RELIEF_PLACES = {1: 33, 2: 17, 3: 9}  # places along a side of the box at which its relief is measured


class Spot(NamedTuple):
    """The place each member (M) is judged by."""

    x: Array  # p (M, D): the end, of a sampled walk the mean of its tail
    value: Array  # f(p)
    slope: Array  # ‖∇f(p)‖


@np.errstate(over="ignore")  # far out, the square of a slope overflows
def spot(w: Walks) -> Spot:
    """p and what is there."""
    x = mean(w.x, w.tail) if w.sampled else w.at(w.end, w.x)
    value, grad = w.objective.value_and_grad(x)
    return Spot(x, value, np.linalg.norm(grad, axis=-1))


def rests(w: Walks) -> Array:
    """It stopped on level ground, or its tail stays within 1 % of R from its end."""
    away = most(distance(w.x[w.late], w.at(w.end, w.x)), w.tail[w.late])
    return (w.outcome == Outcome.CONVERGED) | (away <= REST_PART * w.reach)


def settled(w: Walks) -> Array:
    """Of a walk of which only values are looked at: it stopped on level ground, or its tail no longer changes."""
    swing = most(w.value, w.tail) - least(w.value, w.tail)
    unmoved = (swing <= UNMOVED_PART * (1 + np.abs(w.at(w.end, w.value)))) & (w.end > 0)
    return (w.outcome == Outcome.CONVERGED) | unmoved


def dead(w: Walks) -> Array:
    """Of a network: all units of some hidden layer are dead: its output is constant, its weights feel no slope."""
    net, theta = w.objective, w.at(w.end, w.x)
    if not isinstance(net, Network) or theta.shape[-1] != net.dim:
        return np.zeros(len(w.end), bool)
    units = idle_units(net, theta)
    return (units.dead == np.array(units.units, int)).any(-1)


def level(w: Walks, p: Spot) -> Array:
    """The slope at p is at most 1 % of the steepest met."""
    return (p.slope <= LEVEL_PART * w.steepest) | (w.outcome == Outcome.CONVERGED)


def on_plateau(w: Walks, p: Spot) -> Array:
    """The tail stays within 5 % of W; the ground around is nearly flat and no trough; it still slopes down ahead."""
    if not w.objective.box:
        return np.zeros(len(w.end), bool)
    found = most(distance(w.x[w.late], w.at(w.end, w.x)), w.tail[w.late]) <= STAY_PART * w.width
    stays = np.flatnonzero(found)
    if len(stays):
        found[stays] = _plateau(w.objective, Spot(*[part[stays] for part in p]), w.width)
    return found


def _plateau(objective: Objective, p: Spot, wide: float) -> Array:
    """Whether there is nearly flat ground and no trough around p, which slopes down ahead: booleans (M)."""
    ring = around.circle(objective, p.x, p.value, wide)
    varies = np.maximum(ring.rise, 0) + np.maximum(ring.drop, 0)
    gentle = varies <= FLAT_PART * 2 * ring.radius * relief(objective) / wide
    down = -unit(objective.grad(p.x))
    value, grad = objective.value_and_grad(p.x + AHEAD_PART * wide * down)
    steep = -along(grad, down)
    ahead = (
        (value < p.value)
        & (steep > 0)
        & ((steep >= STEADY_SLOPE_PART * p.slope) | (p.slope <= SLIGHT_SLOPE_PART * relief(objective) / wide))
    )
    return gentle & (ring.bend <= ring.tilt) & ahead


def relief(objective: Objective) -> float:
    """The highest minus the lowest finite value on a grid over the box."""
    return _relief(objective.value_and_grad, objective.box)


@lru_cache(maxsize=64)  # one run's verdict asks several times, its offers some hundred times
def _relief(value_and_grad: ValueAndGrad, box: tuple[tuple[float, float], ...]) -> float:
    axes = [np.linspace(low, high, RELIEF_PLACES[len(box)]) for low, high in box]
    value, _ = value_and_grad(np.stack(np.meshgrid(*axes, indexing="ij"), -1))
    value = value[np.isfinite(value)]
    return float(np.ptp(value)) if value.size else np.inf
