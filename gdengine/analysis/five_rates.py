"""Five rates that behave differently, for any curve: what η·f″ against 1 and 2 decides.

Near a minimum a curve is a parabola of curvature f″, and there gradient descent multiplies the distance to the
minimum by 1 − η·f″ at every step: a little less than 1 crawls, 0 is there in one jump, a negative factor swings to the
other side, −1 bounces forever, and beyond −1 each swing is wider than the last.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine.analysis.curvature import hessian, sharpness
from gdengine.core import Array, Objective
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import gd

PRODUCTS = {"crawl": 0.1, "one jump": 1.0, "oscillate": 1.8, "bounce": 2.0, "diverge": 2.2}  # η·f″
BOTTOM_SEARCH_PRODUCT, BOTTOM_SEARCH_STEPS = 0.2, 2000  # η·f″ and steps of the walk that looks for the bottom


class Ladder(NamedTuple):
    """Five rates, and the place whose curvature they are made for."""

    rates: dict[str, float]  # by the names of PRODUCTS, to six digits as a knob would show them
    curvature: float  # f″ there: below 0 on a hill, where the rates are those for a valley as sharp
    place: float  # the minimum below the start, or the start itself where none is known or it is flat
    at_bottom: bool  # whether it is the minimum
    known: bool  # whether one is known, be it flat
    parabola: bool  # whether the curvature is the same all over the map, and above 0
    bends: bool  # whether there is a curvature: at a corner and on straight ground the rates are those of f″ = 1


def ladder(objective: Objective, start: float) -> Ladder:
    """The rates η = product / f″ for a walk on a curve from this start; ValueError if the objective is not a curve."""
    if objective.dim != 1:
        raise ValueError(f"the five rates are those of a curve, and {objective.name!r} has {objective.dim} variables")
    low = bottom(objective, start)
    place = float(start) if low is None or not _has_curvature(objective, low) else low
    sharp = float(f"{sharpness(objective, [place]):.9g}")  # the noise of the differences is in the tenth digit
    rates = {name: float(f"{product / sharp:.6g}") for name, product in PRODUCTS.items()}
    hill = _has_curvature(objective, place, -1)
    bends = hill or _has_curvature(objective, place)
    parabola = bends and not hill and _is_parabola(objective)
    return Ladder(rates, -sharp if hill else sharp, place, place == low, low is not None, parabola, bends)


def bottom(objective: Objective, start: float) -> float | None:
    """The known minimum of a curve that a careful walk from the start goes to; None if none is known."""
    if not objective.minima:
        return None
    along = np.concatenate([[start], np.ravel(objective.minima), _along(objective, 41)])
    steepest = max(sharpness(objective, [x]) for x in along)
    run = descend(
        objective, gd(BOTTOM_SEARCH_PRODUCT / steepest), [float(start)], BOTTOM_SEARCH_STEPS, history=False, tol=1e-9
    )
    return float(min(np.ravel(objective.minima), key=lambda minimum: abs(minimum - run.x[-1, 0])))


def _is_parabola(objective: Objective) -> bool:
    """Whether the slope is a straight line."""
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        slope = objective.grad(_along(objective, 9)[:, None])[:, 0]
        return bool(np.isfinite(slope).all() and np.abs(np.diff(slope, 2)).max() <= 1e-9 * np.abs(slope).max())


def _along(objective: Objective, n: int) -> Array:
    low, high = objective.box[0]
    return np.linspace(low, high, n)


def _has_curvature(objective: Objective, x: float, sign: int = 1) -> bool:
    """Whether the curve has a curvature of that sign there: not at a corner, and not where it is flat."""
    return bool(np.isclose(hessian(objective, [x])[0, 0], sign * sharpness(objective, [x]), rtol=1e-6))
