"""The slope of a curve measured as a learner measures it: through two points, ever closer together.

The secant through x and x + h has the slope (f(x + h) − f(x)) / h; as h → 0 it turns into the tangent, whose slope is
f′(x).  In floating point it does so only for a while.  Two errors compete:

- truncation: the curve leaves its tangent, which costs about h·|f″(x)|/2 and shrinks with h;
- rounding: f(x + h), f(x) and x + h are each right to one part in 1/ε, ε = 2⁻⁵² ≈ 2.2·10⁻¹⁶, so the difference is off
  by about ε·(|f(x)| + |x·f′(x)|/2), about ε·|f|; dividing by h blows that up as h shrinks.

Their sum is least where they are equal, at h ≈ √ε times a scale of the curve: near 10⁻⁸, where half of the digits are
right.  Below h ≈ ε·|x|/2 nothing is left: x + h is x again, and the slope 0.  Source: Nocedal & Wright 2006, Numerical
Optimization, §8.1, doi:10.1007/978-0-387-40065-5.

Axes: K places x, M steps aside h.  Curves only: objectives of one dimension.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import HESSIAN_NUDGE, Array, Objective, hessian

__all__ = ["Scan", "change", "places", "scan", "secants"]

# 46 steps aside worth trying: 1, 0.5, 0.2, 0.1, … down to 1e-15
STEPS = np.array([float(f"{digit}e{power}") for power in range(0, -16, -1) for digit in (5, 2, 1)][2:])

EPSILON = float(np.finfo(float).eps)
NICE_DIGITS = (1, 1.25, 2, 2.5, 4, 5, 8, 10)  # that divide a power of ten


class Scan(NamedTuple):
    """The slopes of a curve at K places, and what M secants at each of them make of it."""

    x: Array  # (K,)
    h: Array  # (M,)
    value: Array  # (K,): f(x)
    slope: Array  # (K,): f′(x), exact
    secant: Array  # (M, K): (f(x + h) − f(x)) / h
    truncation: Array  # (K,): |f″(x)|/2, the error for every unit of h; nan at a corner
    rounding: Array  # (K,): ε·(|f(x)| + |x·f′(x)|/2), the error of the difference

    @property
    def error(self) -> Array:
        """(M, K): how far the secants' slopes are off, |(f(x + h) − f(x)) / h − f′(x)|."""
        with np.errstate(invalid="ignore", over="ignore"):  # where neither is a number
            return np.abs(self.secant - self.slope)


def scan(objective: Objective, x: ArrayLike, h: ArrayLike) -> Scan:
    """The slopes at x (K,), exact and measured with every step aside of h (M,).

    Where the curve has no value the numbers are nan or infinite.  Raises ValueError as ``change`` does.
    """
    at, aside = _numbers("x", x), _numbers("h", h)
    measured = secants(objective, at, aside)
    with np.errstate(all="ignore"):
        value, slope = _along(objective, at)
        rounding = EPSILON * (np.abs(value) + np.abs(at * slope) / 2)
        return Scan(at, aside, value, slope, measured, np.abs(_curvature(objective, at)) / 2, rounding)


def secants(objective: Objective, x: ArrayLike, h: ArrayLike) -> Array:
    """(f(x + h) − f(x)) / h in float64, exactly as a learner would type it: (M, K) for x (K,) and h (M,).

    Raises ValueError as ``change`` does.
    """
    with np.errstate(all="ignore"):
        return change(objective, x, h) / np.asarray(h, float)[:, None]


def change(objective: Objective, x: ArrayLike, h: ArrayLike) -> Array:
    """How much f truly changes when x grows by h, f(x + h) − f(x): (M, K) for x (K,) and h (M,).  About f′(x)·h.

    ValueError unless the objective is a curve, x and h are lists of finite numbers, and no h is 0.
    """
    at, aside = _numbers("x", x), _numbers("h", h)[:, None]
    if objective.dim != 1:
        raise ValueError(f"a secant needs a curve f(x), but {objective.name!r} has {objective.dim} variables")
    if not aside.all():
        raise ValueError("h = 0 gives 0/0: a secant needs two different points")
    with np.errstate(all="ignore"):  # a learner's own formula may have no value there
        return _along(objective, at + aside)[0] - _along(objective, at)[0]


def places(objective: Objective, most: int = 400) -> Array:
    """Where to look at a curve, in order: short decimals evenly over its box, its ends and its known minima.

    About ``most`` of them, and not less than 60 % of that; short, so that they read well in a link.  ValueError for an
    objective that is not a curve with a box, and for fewer than one place.
    """
    if objective.dim != 1 or len(objective.box) != 1 or not most >= 1:
        raise ValueError(f"one place or more is looked for, on a curve with a box: not {most} on {objective.name!r}")
    low, high = objective.box[0]
    step = _nice((high - low) / most)
    inside = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    known = [low, high, *(minimum[0] for minimum in objective.minima)]
    return np.unique(np.append(inside.round(9), known))


def _along(objective: Objective, x: Array) -> tuple[Array, Array]:
    """f and f′ at x of any shape."""
    value, grad = objective.value_and_grad(x[..., None])
    return value, grad[..., 0]


def _curvature(objective: Objective, x: Array) -> Array:
    """f″(x) by central differences of the exact slope; nan at a corner, where it depends on how close one looks."""
    near, wide = (hessian(objective, x[:, None], reach)[:, 0, 0] for reach in (HESSIAN_NUDGE, 2 * HESSIAN_NUDGE))
    return np.where(np.abs(near - wide) <= 0.1 * np.abs(near), near, np.nan)


def _nice(step: float) -> float:
    """The next number from ``step`` on that divides a power of ten."""
    unit = 10.0 ** np.floor(np.log10(step))
    return unit * next(nice for nice in NICE_DIGITS if nice * unit >= step * (1 - 1e-9))


def _numbers(name: str, values: ArrayLike) -> Array:
    array = np.asarray(values, float)
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be a list of finite numbers, not {values!r}")
    return array
