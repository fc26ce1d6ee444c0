"""``CRITERIA``: what "the best line" may mean: least squares, least absolute distances, least perpendicular squares.

Each has its loss, its landscape over (intercept, slope), and its best line by a way of its own.  Losses are sums over
the points: Σr², Σ|r| and Σr²/(1 + b²), with r = y − a − b·x.  Axes: N points, *B any leading batch axes of lines.
"""

from __future__ import annotations

import abc
import math
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective
from gdengine.regression.design import design
from gdengine.regression.least_absolute import EQUALLY_GOOD, pivoted, sums_from, through_two
from gdengine.regression.least_squares import least_squares, loss_factor, solve
from gdengine.regression.lines import Say, lines, no_slope, points, residuals
from gdengine.regression.sums import sums

SQUARES, ABSOLUTE, PERPENDICULAR = "squares", "absolute", "perpendicular"
MOST_ENUMERATED = 60  # points up to which every line through two of them is tried


class Criterion(abc.ABC):
    """One meaning of "best": title, formula (LaTeX) and a sentence; a loss and the line that has the least of it.

    All methods take the points as x (N,) and y (N,), and raise ValueError unless they are finite and each x has its y.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    said: ClassVar[str]

    @abc.abstractmethod
    def loss(self, x: ArrayLike, y: ArrayLike, intercept: ArrayLike, slope: ArrayLike) -> Array:
        """The sum over the points for lines (*B): (*B)."""

    @abc.abstractmethod
    def best(self, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
        """The best line (intercept, slope); (nan, inf) if it is upright.  ``caveat`` says where there is none."""

    @abc.abstractmethod
    def caveat(self, x: ArrayLike, y: ArrayLike, say: Say = str) -> str:
        """A sentence where the best line is upright or one of several; nothing where it is the one.

        ``say`` writes the number in it.
        """

    @abc.abstractmethod
    def objective(self, x: ArrayLike, y: ArrayLike, loss: str = "sse") -> Objective:
        """The loss over (intercept, slope), times c: 1/N for ``mse``, 1 for ``sse``, ½ for ``half_sse``.

        ValueError for another loss.
        """

    @abc.abstractmethod
    def grid(self, x: ArrayLike, y: ArrayLike, intercepts: ArrayLike, slopes: ArrayLike) -> Array:
        """The loss of every line of a map (S, A), for intercepts (A,) and slopes (S,), whatever N."""


class _OfSums(Criterion):
    """A loss that follows from the six sums of the points."""

    def grid(self, x: ArrayLike, y: ArrayLike, intercepts: ArrayLike, slopes: ArrayLike) -> Array:
        a, b = np.meshgrid(np.asarray(intercepts, float), np.asarray(slopes, float))
        return self.loss(x, y, a, b)


@final
class Squares(_OfSums):
    """Σ(y − a − bx)².  Legendre 1805; Gauss 1809."""

    name = SQUARES
    title = "Squares"
    formula = r"\sum_i (y_i - a - b x_i)^2"
    said = "Each point counts with the square of its upright distance, so a far point pulls hardest."

    def loss(self, x: ArrayLike, y: ArrayLike, intercept: ArrayLike, slope: ArrayLike) -> Array:
        return sums(x, y).sse(*lines(intercept, slope))

    def best(self, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
        intercept, slope = solve(design(x), y).tolist()
        return intercept, slope

    def caveat(self, x: ArrayLike, y: ArrayLike, say: Say = str) -> str:
        return no_slope(points(x, y)[0], say)

    def objective(self, x: ArrayLike, y: ArrayLike, loss: str = "sse") -> Objective:
        return least_squares(design(x), y, loss)


@final
class Absolute(Criterion):
    """Σ|y − a − bx|: least absolute deviations.  Boscovich 1757; Laplace 1789."""

    name = ABSOLUTE
    title = "Absolute distances"
    formula = r"\sum_i \lvert y_i - a - b x_i \rvert"
    said = (
        "Each point counts with its upright distance itself, so one point far above or below cannot pull the line away "
        "from many, unless it lies far to one side as well."
    )

    def loss(self, x: ArrayLike, y: ArrayLike, intercept: ArrayLike, slope: ArrayLike) -> Array:
        x, y = points(x, y)
        a, b = lines(intercept, slope)
        total = np.empty(a.size)
        for part, r in residuals(x, y, a.ravel(), b.ravel()):
            total[part] = np.abs(r).sum(-1)
        return total.reshape(a.shape)[()]

    def best(self, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
        """A line through two of the points has the least loss: each is tried, or found by pivoting where they are many.

        Where all x are equal: the level line at the median.
        """
        x, y = points(x, y)
        if not np.ptp(x):
            return float(np.median(y)), 0.0
        if len(x) > MOST_ENUMERATED:
            return pivoted(x, y)
        a, b = through_two(x, y)
        k = int(np.argmin(self.loss(x, y, a, b)))
        return float(a[k]), float(b[k])

    def caveat(self, x: ArrayLike, y: ArrayLike, say: Say = str) -> str:
        x, y = points(x, y)
        if said := no_slope(x, say):
            return said
        if len(x) > MOST_ENUMERATED:
            return ""
        a, b = through_two(x, y)
        loss = self.loss(x, y, a, b)
        least = loss <= loss.min() + EQUALLY_GOOD * np.abs(y).sum()
        spread = max(np.ptp(a[least]) / (1 + np.abs(a).max()), np.ptp(b[least]) / (1 + np.abs(b).max()))
        return "Several lines are equally good, and so is every line between them." if spread > EQUALLY_GOOD else ""

    def objective(self, x: ArrayLike, y: ArrayLike, loss: str = "sse") -> Objective:
        """Its gradient is (Σ sign r, Σ x·sign r) with r = a + bx − y; at a crease, where some r is 0, that counts 0."""
        x, y = points(x, y)
        factor = loss_factor(loss, len(x))

        def value_and_grad(beta: Array) -> tuple[Array, Array]:
            flat = beta.reshape(-1, 2)
            value, grad = np.empty(len(flat)), np.empty((len(flat), 2))
            for part, r in residuals(x, y, *flat.T):
                sign = -np.sign(r)
                value[part], grad[part] = np.abs(r).sum(-1), np.stack([sign.sum(-1), sign @ x], -1)
            return factor * value.reshape(beta.shape[:-1])[()], factor * grad.reshape(beta.shape)

        return Objective(
            self.name,
            2,
            value_and_grad,
            minima=() if self.caveat(x, y) else (self.best(x, y),),
            source="Boscovich 1757; Laplace 1789",
            title=self.title,
            formula=self.formula,
            gradient=r"\textstyle\sum_i \operatorname{sign}(a + b x_i - y_i)\,(1,\;x_i)",
            lesson="Convex, with a crease for every point: the slope jumps where the line passes it.",
        )

    def grid(self, x: ArrayLike, y: ArrayLike, intercepts: ArrayLike, slopes: ArrayLike) -> Array:
        """For one slope all intercepts at once: Σ|u − a| over the sorted u = y − bx, by their running sums."""
        x, y = points(x, y)
        a = np.asarray(intercepts, float)
        return np.array([sums_from(np.sort(y - b * x), a) for b in np.asarray(slopes, float)])


@final
class Perpendicular(_OfSums):
    """Σ(y − a − bx)²/(1 + b²): total least squares, the principal axis.  Adcock 1878; Pearson 1901."""

    name = PERPENDICULAR
    title = "Perpendicular squares"
    formula = r"\sum_i \frac{(y_i - a - b x_i)^2}{1 + b^2}"
    said = (
        "Each point counts with the square of its shortest distance: neither axis comes first."
        "  It changes with the units of x."
    )

    def loss(self, x: ArrayLike, y: ArrayLike, intercept: ArrayLike, slope: ArrayLike) -> Array:
        a, b = lines(intercept, slope)
        return sums(x, y).sse(a, b) / (1 + b * b)

    def best(self, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
        """Through the middle of the points, along their first principal axis (singular value decomposition)."""
        middle, _, (across, up) = _axes(*points(x, y))
        if across == 0:
            return math.nan, math.inf
        slope = up / across
        return float(middle[1] - slope * middle[0]), float(slope)

    def caveat(self, x: ArrayLike, y: ArrayLike, say: Say = str) -> str:
        middle, spread, (across, _) = _axes(*points(x, y))
        if spread[0] - spread[1] <= EQUALLY_GOOD * spread[0]:
            return "The points spread alike in every direction: every line through their middle is as near to them."
        if across == 0:
            upright = f"The nearest line is upright, x = {say(float(middle[0]))}"
            return f"{upright}: it has no slope, so it is no point of this map."
        return ""

    def objective(self, x: ArrayLike, y: ArrayLike, loss: str = "sse") -> Objective:
        """Not convex: away from the valley the loss levels off as the line is turned upright."""
        known = sums(x, y)
        factor = loss_factor(loss, known.n)

        def components(m: Any, a: Any, b: Any) -> tuple[Any, tuple[Any, Any]]:
            off, q = known.mean_y - a - b * known.mean_x, 1 + b * b
            square = known.n * off * off + known.syy + b * (b * known.sxx - 2 * known.sxy)
            along = -2 * (known.n * off * known.mean_x + known.sxy - b * known.sxx)
            turned = (along - 2 * b * square / q) / q
            return factor * square / q, (-2 * factor * known.n * off / q, factor * turned)

        def value_and_grad(beta: Array) -> tuple[Array, Array]:
            value, partials = components(np, beta[..., 0], beta[..., 1])
            return value, np.stack(partials, -1)

        return Objective(
            self.name,
            2,
            value_and_grad,
            minima=() if self.caveat(x, y) else (self.best(x, y),),
            source="Adcock 1878; Pearson 1901",
            title=self.title,
            formula=self.formula,
            gradient=r"\Bigl(-\tfrac{2}{1+b^2}\textstyle\sum_i r_i,\;\; -\tfrac{2}{1+b^2}\sum_i x_i r_i"
            r" - \tfrac{2b}{(1+b^2)^2}\sum_i r_i^2\Bigr)",
            lesson="One valley, but not convex: it levels off where the line is turned upright.",
            components=components,
        )


CRITERIA: dict[str, Criterion] = {criterion.name: criterion for criterion in (Squares(), Absolute(), Perpendicular())}


def _axes(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """The middle of the points, their singular values, and the direction along which they spread most."""
    known = sums(x, y)
    middle = np.array([known.mean_x, known.mean_y])
    _, spread, along = np.linalg.svd(np.column_stack([x, y]) - middle, full_matrices=len(x) < 2)
    spread = np.append(spread, 0.0)[:2]
    direction = along[0].copy()
    if abs(direction[0]) <= EQUALLY_GOOD * abs(direction[1]) and known.sxx <= EQUALLY_GOOD * known.syy:
        direction[0] = 0.0
    return middle, spread, direction
