"""Hiking by hand: what a hiker in the fog feels, where a stride leads, and how two walks compare.

A walk is its stops x (K, 2), the start first.  Directions are bearings as on a compass, in degrees clockwise from
north: u(φ) = (sin φ, cos φ), x pointing east and y north.  Lengths are those of the map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.measures import reached
from gdengine.analysis.resting import LEVEL_PART
from gdengine.core import Array, Objective, Outcome, Trajectory

ROSE = tuple(range(360))  # the bearings of a compass rose
HIKE_MAX_STEPS = 40  # steps until it gets dark
STOP_DECIMALS = 3  # decimals of a stop that is written down
STRIDE_FOR_SLOPE = 1.0  # how long the steepest way down is followed at most, for a slope of 1
SHORTENED, LENGTHENED = 0.5, 1.2  # the pace after a stride over the lowest point on its way, and after any other
LEVEL_SLOPE = 0.1  # about 6°: what is steeper is not level, however steep it was before
SHORTEST_STRIDE = 1e-3  # what can still be written down
STOP_SEPARATOR = "_"  # numbers of a written walk: a character that a link leaves as it is


class Account(NamedTuple):
    """What a walk amounts to, up to the stop at which it came to rest, or the whole of it."""

    steps: int
    length: float  # of the way walked
    height: float  # f at that stop
    minimum: int | None  # the index of the known minimum it ended at
    level: bool  # whether it came to rest there
    lowest: bool  # whether no known minimum is lower than that one
    left: bool  # whether it ended off the map
    flat: bool  # whether the ground is level at that stop, in a valley or not


def heading(bearing: ArrayLike) -> Array:
    """The direction u = (sin φ, cos φ), (*B, 2), of bearings φ (*B) in degrees: 0 is north, 90 east."""
    angle = np.radians(np.asarray(bearing, float))
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1)


def bearing(direction: ArrayLike) -> Array:
    """The bearing (*B), from 0 to below 360 degrees, of directions (*B, 2) of any length; nan for none at all."""
    east, north = np.moveaxis(np.asarray(direction, float), -1, 0)
    angle = np.degrees(np.arctan2(east, north)) % 360 % 360  # twice: −1e−20 % 360 is 360
    return np.where((east == 0) & (north == 0), np.nan, angle)


def steepness(grad: ArrayLike) -> Array:
    """‖∇f‖ (*B), the slope of the steepest way, for ∇f (*B, 2)."""
    return np.hypot(*np.moveaxis(np.asarray(grad, float), -1, 0))


def slopes(grad: ArrayLike, bearings: ArrayLike = ROSE) -> Array:
    """The slope ∇f·u felt toward each of the bearings (A,), for ∇f (*B, 2): (*B, A), rise per unit of way."""
    return np.asarray(grad, float) @ heading(bearings).T


def steepest_descent(grad: ArrayLike) -> Array:
    """−∇f/‖∇f‖ (2,), the direction in which the ground falls most; (0, 0) where it is level or unknown."""
    slope = np.asarray(grad, float)
    size = steepness(slope)
    return -slope / size if 0 < size < math.inf else np.zeros(2)


def felt(objective: Objective, stops: ArrayLike) -> Trajectory:
    """A walk by hand as it is recorded: heights f (K,) and slopes ∇f (K, 2) as the hiker feels them at stops (K, 2).

    Where the objective is ``noisy`` the slope at stop k is misjudged as a rule would misjudge it at step k.
    ValueError for no stop, and for stops that are no places of the objective.
    """
    x = np.asarray(stops, float)
    if x.ndim != 2 or not len(x) or x.shape[1] != objective.dim:
        raise ValueError(f"a walk is a list of stops of {objective.dim} coordinates each, not the shape {x.shape}")
    looks = [objective.noisy(k) if objective.noisy else objective.value_and_grad for k in range(len(x))]
    with np.errstate(all="ignore"):  # a learner's own formula may have no value here
        value, grad = (np.array(part, float) for part in zip(*[look(at) for look, at in zip(looks, x)]))
    last = len(x) - 1
    return Trajectory(np.arange(len(x)), x, value, grad, np.array(Outcome.RUNNING), np.array(last))


def stride_to(x: ArrayLike, target: ArrayLike, stride: float, box: Sequence[tuple[float, float]]) -> Array:
    """Where a walk from x (2,) straight toward ``target`` (2,) ends: there, or after one stride, or at the map's edge.

    Raises ValueError unless the stride is a positive number.
    """
    if not (0 < stride < math.inf):
        raise ValueError(f"a stride is a positive number, not {stride!r}")
    here = np.asarray(x, float)
    way = np.asarray(target, float) - here
    length = math.hypot(*way)
    if not (0 < length < math.inf):
        return here
    room = [((high if d > 0 else low) - a) / d for a, d, (low, high) in zip(here.tolist(), way.tolist(), box) if d]
    return here + max(min(1.0, stride / length, *room), 0.0) * way


def stepped_over(walk: Trajectory) -> Array:
    """Whether each stride went over the lowest point on its way: downhill where it began, uphill where it ended, (K,).

    ``walk``: stops as they were ``felt`` (K, 2); the start is no stride.
    """
    stride = np.diff(walk.x, axis=0)
    began, ended = (np.vecdot(grad, stride) for grad in (walk.grad[:-1], walk.grad[1:]))
    return np.append(False, (began < 0) & (ended > 0))


def pace(walk: Trajectory) -> float:
    """The part of a stride that is walked after the last stop of a walk (K, 2), however steep it is there.

    Half as much after a stride that went over the lowest point on its way, then more again little by little.
    """
    part = 1.0
    for over in stepped_over(walk)[1:].tolist():
        part = part * SHORTENED if over else min(1.0, part * LENGTHENED)
    return part


def descent_stride(walk: Trajectory, stride: float) -> float:
    """How far to follow the steepest way down from the last stop of a walk (K, 2): no farther than ``stride``.

    At the walk's ``pace``, and the less slope the shorter: so that it comes to rest where the ground is level, whatever
    it bends like.
    """
    gentle = STRIDE_FOR_SLOPE * float(steepness(walk.grad[-1]))
    return max(min(pace(walk) * stride, gentle), min(SHORTEST_STRIDE, stride))


def is_level(walk: Trajectory) -> bool:
    """Whether the ground is level at the last stop of a walk (K, 2).

    As the judge of every verdict has it, beside the steepest slope met, and to the feet: below ``LEVEL_SLOPE``.
    """
    return bool(_level(steepness(walk.grad))[-1])


def _level(slope: Array) -> Array:
    """Whether the ground is level at each stop of a walk (K,), by the slopes met so far (K,)."""
    return slope <= np.minimum(LEVEL_PART * np.fmax.accumulate(slope), LEVEL_SLOPE)


def length(x: ArrayLike) -> float:
    """How long the way from stop to stop is: Σ‖xₖ₊₁ − xₖ‖ for x (K, 2)."""
    return float(np.linalg.norm(np.diff(x, axis=0), axis=-1).sum())


def arrival(objective: Objective, x: ArrayLike) -> int | None:
    """The first stop from which on the walk x (K, 2) stays on level ground at the known minimum it ends at.

    None if it ends at none, or where the ground still slopes: level is what it is to the hiker (``is_level``).
    """
    at, slope = reached(objective, x), steepness(objective.grad(np.asarray(x, float)))
    rests = (at >= 0) & (at == at[-1]) & _level(slope)
    restless = np.flatnonzero(~rests)
    first = int(restless[-1]) + 1 if restless.size else 0
    return first if first < len(rests) else None


def account(objective: Objective, x: ArrayLike) -> Account:
    """What the walk x (K, 2) amounts to, up to its arrival; without one, the whole of it."""
    stops = np.asarray(x, float)
    stops = stops[np.isfinite(stops).all(-1)]  # a walk that diverged ends where its numbers did
    with np.errstate(all="ignore"):
        there = arrival(objective, stops)
        way = stops if there is None else stops[: there + 1]
        at, height = int(reached(objective, way[-1])), float(objective(way[-1]))
        flat = bool(_level(steepness(objective.grad(way)))[-1])
    lowest, left = at >= 0 and is_lowest(objective, at), not on_map(way[-1], objective.box)
    return Account(len(way) - 1, length(way), height, at if at >= 0 else None, there is not None, lowest, left, flat)


def on_map(x: ArrayLike, box: ArrayLike) -> Array:
    """Whether places (*B, 2) are inside the box: booleans (*B), nan being nowhere."""
    low, high = np.transpose(box)
    return ((low <= np.asarray(x)) & (np.asarray(x) <= high)).all(-1)


def is_lowest(objective: Objective, minimum: int) -> bool:
    """Whether the known minimum of this index is as low as any, to a billionth."""
    depth = objective(np.array(objective.minima, float))
    return bool(depth[minimum] - depth.min() <= 1e-9 * (1 + abs(depth.min())))


def write(stops: ArrayLike) -> str:
    """Stops (K, 2) as compact text, "-2.6_2.7_-2.2_2.3", to a thousandth."""
    rounded = np.round(np.ravel(stops), STOP_DECIMALS) + 0.0  # no −0
    return STOP_SEPARATOR.join(np.format_float_positional(number, trim="-") for number in rounded)


def read(text: str) -> Array:
    """The stops (K, 2) that ``write`` wrote.  Raises ValueError for any other text."""
    try:
        numbers = np.array([float(number) for number in text.split(STOP_SEPARATOR)] if text else [])
    except ValueError:
        numbers = np.array([np.nan])
    if numbers.size % 2 or not np.isfinite(numbers).all():
        raise ValueError(f"“{text[:40]}” is no walk: expected x and y of every stop, as in -2.6_2.7_-2.2_2.3")
    return numbers.reshape(-1, 2)
