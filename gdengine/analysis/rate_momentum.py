"""Rate × momentum on a quadratic bowl: how many steps each pair takes, measured, and what theory says.

Axes: (M, R), masses by rates.  On f = ½(x − x*)ᵀH(x − x*) a rule with momentum treats every eigenvector of H on its
own: along one with eigenvalue λ, position and velocity are multiplied at each step by a 2×2 matrix, whose eigenvalues z
solve

    heavy ball:  z² − (1 + μ − ηλ)·z + μ = 0
    Nesterov:    z² − (1 + μ)(1 − ηλ)·z + μ(1 − ηλ) = 0

(both in the variables of ``gdengine.rules.optimizers``).  The largest |z| over all eigenvalues is the factor ρ by which
the distance shrinks per step in the long run, so a shrinking by ``tol`` takes about ln tol / ln ρ steps; μ = 0 is
gradient descent, with ρ = max |1 − ηλ|.  Source: Polyak 1964, doi:10.1016/0041-5553(64)90137-5; Goh 2017,
doi:10.23915/distill.00006; Lessard, Recht & Packard 2016, doi:10.1137/15M1009597.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.curvature import hessian
from gdengine.analysis.measures import for_good
from gdengine.core import Array, Objective
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import OPTIMIZERS

MOMENTUM_RULES = ("momentum", "nesterov")
STEPS_AT_ONCE = 32  # whose distances are taken together: all of them weigh more than the walk
TOLERANCE = 1e-4  # the part of the distance to the minimum that may be left
FITTED_SHARE = 0.01  # of the map: so far from its minimum a valley is compared with a bowl
HESSIAN_TOLERANCE = 1e-5  # so far may the Hessians of a quadratic be apart, relative to the largest entry


class Best(NamedTuple):
    """The pair that converges fastest by the theory."""

    rate: float
    mass: float
    factor: float  # ρ there


def curvatures(objective: Objective) -> Array:
    """The eigenvalues (D,) of the Hessian of a quadratic bowl, smallest first.

    Raises ValueError unless the Hessian is the same at five places of the box, and every eigenvalue positive.
    """
    low, high = np.array(objective.box).T
    places = low + np.random.default_rng(0).uniform(size=(5, objective.dim)) * (high - low)
    found = np.array([hessian(objective, place) for place in places])
    middle = found.mean(0)
    if not np.isfinite(found).all() or (np.abs(found - middle) > HESSIAN_TOLERANCE * np.abs(middle).max()).any():
        raise ValueError(f"{objective.title} is no quadratic: its curvature is not the same everywhere")
    values = np.linalg.eigvalsh(middle)
    if values[0] <= 0:
        raise ValueError(f"{objective.title} is no bowl: it does not bend up in every direction")
    return values


def fitted_bowl(objective: Objective, minimum: ArrayLike) -> Array:
    """The symmetric matrix A (2, 2) of the bowl f ≈ f* + (x − x*)ᵀA(x − x*) that fits the valley at a ``minimum`` (2,).

    ValueError where none does: a hundredth of the map away f must rise as the bowl says, to within a factor of two.
    """
    place = np.asarray(minimum, float)
    half = hessian(objective, place) / 2
    values, ways = np.linalg.eigh(half)
    aside = FITTED_SHARE * float(np.ptp(objective.box, axis=1).min())
    with np.errstate(all="ignore"):
        around = place + aside * np.stack([ways.T, -ways.T])  # (2, 2, 2): to either side along either way
        bends = (objective(around) - objective(place)).mean(0) / aside**2
    if not (values > 0).all() or not ((bends > values / 2) & (bends < values * 2)).all():
        raise ValueError(f"no bowl fits the valley of {objective.title} at {place.tolist()}")
    return half


def factor(values: Sequence[float] | Array, rates: Array, masses: Array, rule: str = "momentum") -> Array:
    """ρ (M, R): by how much the distance to the minimum shrinks per step; from 1 on it does not shrink.

    ``values`` (D,) are the curvatures, ``rates`` (R,), ``masses`` (M,).  Raises ValueError for another rule.
    """
    _check(rule)
    mass, product = np.asarray(masses, float)[:, None, None], np.multiply.outer(rates, values)  # (R, D)
    trace, determinant = 1 + mass - product, mass + 0 * product
    if rule == "nesterov":
        trace, determinant = (1 + mass) * (1 - product), mass * (1 - product)
    with np.errstate(over="ignore"):  # ground so steep that the distance grows beyond all numbers
        spread = np.sqrt((trace * trace / 4 - determinant).astype(complex))
    return np.maximum(np.abs(trace / 2 + spread), np.abs(trace / 2 - spread)).max(-1)


def predicted(factors: Array) -> Array:
    """ln tol / ln ρ: the steps in which the distance shrinks to ``TOLERANCE`` of what it was, inf where ρ ≥ 1."""
    with np.errstate(divide="ignore"):
        return np.where(factors < 1, math.log(TOLERANCE) / np.log(np.minimum(factors, 1)), np.inf)


def measured(
    objective: Objective,
    x0: ArrayLike,
    rates: Array,
    masses: Array,
    steps: int,
    *,
    rule: str = "momentum",
    tol: float = TOLERANCE,
) -> Array:
    """The steps that each pair took from ``x0`` (D,), all in one ``descend``: floats (M, R).

    A pair is there at the first step from which on it is no farther from the minimum than ``tol`` times the distance
    at the start; inf for one that is not there within the budget.  Raises ValueError for another rule, and for an
    objective whose minimum is not known.
    """
    _check(rule)
    if not objective.minima:
        raise ValueError(f"to measure how far it is to the minimum of {objective.name!r}, one has to know where it is")
    optimizer = OPTIMIZERS[rule](np.asarray(rates, float)[:, None], mass=np.asarray(masses, float)[:, None, None])
    run = descend(objective, optimizer, x0, steps)
    near = np.empty(run.x.shape[:-1], bool)
    with np.errstate(over="ignore"):
        enough = tol * np.linalg.norm(run.x[0] - objective.minima[0], axis=-1)
        for first in range(0, len(near), STEPS_AT_ONCE):
            part = slice(first, first + STEPS_AT_ONCE)
            near[part] = np.linalg.norm(run.x[part] - objective.minima[0], axis=-1) <= enough  # nan is not near
    return for_good(near, run.step)


def best(values: Sequence[float] | Array, rule: str = "momentum") -> Best:
    """The best pair for curvatures between the smallest, m, and the largest, L; κ = L/m.

    Heavy ball: η = 4/(√L + √m)², μ = ((√κ − 1)/(√κ + 1))², ρ = √μ (Polyak 1964).  Nesterov: η = 4/(3L + m),
    μ = (√(3κ + 1) − 2)/(√(3κ + 1) + 2), ρ = 1 − 2/√(3κ + 1) (Lessard et al. 2016, proposition 1).
    """
    _check(rule)
    small, large = math.sqrt(min(values)), math.sqrt(max(values))
    if rule == "nesterov":
        root = math.sqrt(3 * (large / small) ** 2 + 1)
        return Best(4 / (3 * large**2 + small**2), (root - 2) / (root + 2), 1 - 2 / root)
    ratio = (large - small) / (large + small)
    return Best(4 / (large + small) ** 2, ratio**2, ratio)


def _check(rule: str) -> None:
    if rule not in MOMENTUM_RULES:
        raise ValueError(f"the rule must be one with momentum, {' or '.join(MOMENTUM_RULES)}, not {rule!r}")
