"""Six sums that say all there is to say of points and a line: N, two means, and Sxx, Sxy, Syy about them.

With d = ȳ − a − b·x̄, of the line y = a + b·x:

    ‖y − a − b·x‖² = N·d² + Syy − 2b·Sxy + b²·Sxx
    ∂/∂a = −2N·d        ∂/∂b = −2(N·d·x̄ + Sxy − b·Sxx)

So a line's loss, its gradient and the best line cost the same for ten points and for a hundred thousand, and a browser
that holds these six numbers can follow a hand.  About the means nothing large is squared and taken off again.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.regression.design import design, paired
from gdengine.regression.least_squares import loss_factor


class Sums(NamedTuple):
    """N, x̄, ȳ and Sxx = Σ(x − x̄)², Sxy = Σ(x − x̄)(y − ȳ), Syy = Σ(y − ȳ)², of N points."""

    n: int
    mean_x: float
    mean_y: float
    sxx: float
    sxy: float
    syy: float

    def sse(self, intercept: Any, slope: Any) -> Any:
        """‖y − a − b·x‖² (*B), for lines a, b (*B)."""
        off = self.mean_y - intercept - slope * self.mean_x
        return self.n * off * off + np.maximum(self.syy + slope * (slope * self.sxx - 2 * self.sxy), 0.0)

    def loss(self, intercept: Any, slope: Any, loss: str = "mse") -> Any:
        """c·‖y − a − b·x‖² (*B), in the convention ``loss``; ValueError for one that there is not."""
        return loss_factor(loss, self.n) * self.sse(intercept, slope)

    def gradient(self, intercept: Any, slope: Any, loss: str = "mse") -> tuple[Any, Any]:
        """The partial derivatives of ``loss`` along a and b, (*B) each."""
        off = self.n * (self.mean_y - intercept - slope * self.mean_x)
        c = -2 * loss_factor(loss, self.n)
        return c * off, c * (off * self.mean_x + self.sxy - slope * self.sxx)

    def best(self) -> tuple[float, float]:
        """The least-squares line (intercept, slope); where all x are equal the shortest of all that fit as well."""
        if self.sxx == 0:
            share = self.mean_y / (1 + self.mean_x**2)
            return share, share * self.mean_x
        slope = self.sxy / self.sxx
        return self.mean_y - slope * self.mean_x, slope

    def r_squared(self, intercept: Any, slope: Any) -> Any:
        """R² = 1 − ‖y − a − b·x‖²/Syy (*B): below 0 for a line worse than y = ȳ; nan where all y are equal."""
        return 1 - self.sse(intercept, slope) / self.syy if self.syy else np.full(np.shape(intercept), math.nan)[()]

    def moved(self, old: tuple[float, float], new: tuple[float, float]) -> Sums:
        """The sums after the point ``old`` has moved to ``new``: X′² − X² − ΔX²/N, with X and X′ from the old mean."""
        (x, y), (to_x, to_y) = old, new
        dx, dy = to_x - x, to_y - y
        x, y, to_x, to_y = x - self.mean_x, y - self.mean_y, to_x - self.mean_x, to_y - self.mean_y
        return Sums(
            self.n,
            self.mean_x + dx / self.n,
            self.mean_y + dy / self.n,
            max(self.sxx + to_x * to_x - x * x - dx * dx / self.n, 0.0),
            self.sxy + to_x * to_y - x * y - dx * dy / self.n,
            max(self.syy + to_y * to_y - y * y - dy * dy / self.n, 0.0),
        )


def sums(x: ArrayLike, y: ArrayLike) -> Sums:
    """The sums of the points x (N,), y (N,).  ValueError unless each x is a finite number and has its y."""
    X, y = paired(design(x), y)
    mean_x, dx = _about_the_mean(X[:, 1])
    mean_y, dy = _about_the_mean(y)
    return Sums(len(y), mean_x, mean_y, float(dx @ dx), float(dx @ dy), float(dy @ dy))


def _about_the_mean(values: Array) -> tuple[float, Array]:
    """The mean, and the distances from it: exactly 0 where all are equal."""
    aside = values - values[0]
    mean = float(aside.mean())
    return float(values[0]) + mean, aside - mean
