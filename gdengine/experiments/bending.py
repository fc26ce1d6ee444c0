"""``Bend``: the regression page's view of curves and of yes-or-no answers, with points held out."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple, final

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, Trajectory
from gdengine.data.batches import held_out
from gdengine.experiments.knobs import ViewRecord, knob
from gdengine.experiments.regression import Regression
from gdengine.experiments.scripts import rule_code, script, walk_code
from gdengine.loop.descend import descend
from gdengine.regression import (
    Basis,
    answers_of,
    basis,
    least_squares,
    logistic,
    logistic_limit,
    probability,
    rate_limit,
    solve,
)
from gdengine.regression.polynomial import BASES, MOST_DEGREE

POLYNOMIAL, LOGISTIC = "curve", "logistic"


class Parted(NamedTuple):
    """Points learned from and points held out: x and y of each, and the rows they have in the data."""

    x: Array
    y: Array
    held_x: Array
    held_y: Array
    rows: Array
    held_rows: Array


class DegreeLoss(NamedTuple):
    """The best fit of a degree: its mean squared error on the points learned from, and on those held out."""

    degree: int
    fitted: float
    held: float  # nan where none is held out


@final
@dataclasses.dataclass(frozen=True)
class Bend(ViewRecord):
    """How the line may bend, in which basis, what is held out, and whether the answers are yes or no."""

    degree: int = knob(
        1, "Degree", 1, MOST_DEGREE, step=1, help="The highest power of x: 1 is a straight line.", group="view"
    )
    basis: str = knob(
        "orthogonal",
        "Columns of X",
        choices=BASES,
        advanced=True,
        help="Powers of x as they are, of x brought to −1 … 1, or made perpendicular, so that the bowl is round.",
        group="view",
    )
    held: float = knob(
        0.3,
        "Held out",
        0.0,
        0.8,
        step=0.1,
        help="The share of the points that no step sees, to see how well what is unseen is predicted.",
        group="view",
    )
    model: str = knob(
        POLYNOMIAL,
        "Model",
        choices=(POLYNOMIAL, LOGISTIC),
        help="A curve through the points, or the probability of a yes (a y of 1, or one above the median).",
        group="view",
    )

    def parted(self, record: Regression) -> Parted:
        """The points, as the record scales x: those learned from and those held out; for ``logistic`` y is 0 or 1."""
        x, y = record.points()[:2]
        y = answers_of(y) if self.model == LOGISTIC else y
        rows, held = held_out(len(x), self.held, record.seed)
        return Parted(x[rows], y[rows], x[held], y[held], rows, held)

    def possible_degree(self, record: Regression) -> int:
        """The degree, or as much of it as the points learned from can tell: one less than they have different x."""
        return min(self.degree, max(len(np.unique(self.parted(record).x)) - 1, 0))

    def columns(self, record: Regression) -> Basis:
        """The basis, made for the points learned from."""
        return basis(self.parted(record).x, self.possible_degree(record), self.basis)

    def design(self, record: Regression) -> Array:
        """X (N, D) of the points learned from."""
        return self.columns(record).rows(self.parted(record).x)

    def objective(self, record: Regression) -> Objective:
        """The loss over the D coefficients of the basis, on the points learned from."""
        X, y = self.design(record), self.parted(record).y
        if self.model == LOGISTIC:
            return logistic(X, y)
        return least_squares(X, y, record.loss, batch=self._batch(record), seed=record.seed)

    def start(self, record: Regression) -> Array:
        """All coefficients 0: (D,)."""
        return np.zeros(self.possible_degree(record) + 1)

    def runs(self, record: Regression) -> dict[str, Trajectory]:
        how = (self.start(record), record.updates())
        return {self.model: descend(self.objective(record), record.rule(), *how, **record.options())}

    def predicted(self, record: Regression, beta: ArrayLike, x: ArrayLike) -> Array:
        """The curve (*B, M) at x (M,), or the probability of a yes, for coefficients β (*B, D) of the basis."""
        X = self.columns(record).rows(x)
        return probability(X, beta) if self.model == LOGISTIC else np.asarray(beta, float) @ X.T

    def losses(self, record: Regression, beta: ArrayLike) -> tuple[Array, Array]:
        """The mean loss of a point (*B) on those learned from, and on those held out: nan where there are none.

        Of ``line`` the squared error, of ``logistic`` the negative logarithm of the probability given to what happened.
        """
        part, beta = self.parted(record), np.asarray(beta, float)
        return self._mean_loss(record, beta, part.x, part.y), self._mean_loss(record, beta, part.held_x, part.held_y)

    def limits(self, record: Regression, run: Trajectory) -> Array:
        """2/λmax where the walk stood (K,): the same everywhere for a line, not so for ``logistic``."""
        X = self.design(record)
        if self.model == LOGISTIC:
            return logistic_limit(X, np.nan_to_num(run.x))
        return np.full(len(run.step), rate_limit(X, record.loss))

    def coefficients(self, record: Regression, beta: ArrayLike) -> Array:
        """Coefficients of 1, x, x², … (*B, D), x as the record scales it."""
        return self.columns(record).original(beta)

    def degrees(self, record: Regression) -> list[DegreeLoss]:
        """The best fit of every degree there can be, in closed form: best fit and best prediction part."""
        part = self.parted(record)
        found = []
        for degree in range(1, min(MOST_DEGREE, len(np.unique(part.x)) - 1) + 1):
            made = basis(part.x, degree, "orthogonal")
            best = solve(made.rows(part.x), part.y)
            both = ((part.x, part.y), (part.held_x, part.held_y))
            errors = [np.square(made.rows(x) @ best - y).mean() if len(x) else np.nan for x, y in both]
            found.append(DegreeLoss(degree, *map(float, errors)))
        return found

    def code(self, record: Regression) -> str:
        """The script: the walk, and the loss on both parts of the points."""
        degree = self.possible_degree(record)
        y = "points.y"
        lines = [
            *record.design_code(),
            f"seen, held = gdengine.regression.held_out(len({y}), {self.held!r}, {record.seed})",
            f'basis = gdengine.regression.basis(X[seen, 1], {degree}, "{self.basis}")',
        ]
        if self.model == LOGISTIC:
            lines += [f"y = gdengine.regression.answers_of({y})"]
            made = "gdengine.regression.logistic(basis.rows(X[seen, 1]), y[seen])"
        else:
            lines += [f"y = {y}"]
            made = (
                f'gdengine.regression.least_squares(basis.rows(X[seen, 1]), y[seen], "{record.loss}", '
                f"batch={self._batch(record)}, seed={record.seed})"
            )
        lines += [f"objective = {made}", f"start = {self.start(record).tolist()}", f"optimizer = {rule_code(record)}"]
        told = 'print("coefficients:", basis.original(path.x[-1]).tolist())'
        return script(*lines, *walk_code(record, "path.x[k].tolist()"), told)

    def _batch(self, record: Regression) -> int | None:
        size = record.mini_batch()
        return None if size is None else min(size, len(self.parted(record).x))

    def _mean_loss(self, record: Regression, beta: Array, x: Array, y: Array) -> Array:
        if not len(x):
            return np.full(beta.shape[:-1], np.nan)
        z = beta @ self.columns(record).rows(x).T
        with np.errstate(all="ignore"):  # a walk that diverges
            each = np.logaddexp(0.0, (1 - 2 * y) * z) if self.model == LOGISTIC else np.square(z - y)
            return each.mean(-1)
