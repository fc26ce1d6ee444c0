"""``Bend``: the regression page's view of curves and of yes-or-no answers, with points held out."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import ClassVar, NamedTuple, final

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, Trajectory
from gdengine.data.batches import held_out
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import Differences, ViewRecord
from gdengine.experiments.regression import Regression
from gdengine.experiments.scripts import half_code, rule_code, script, walk_code
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
from gdengine.regression.degrees import DegreeLoss, degree_losses
from gdengine.regression.polynomial import BASES, MOST_DEGREE, highest_degree

POLYNOMIAL, LOGISTIC = "curve", "logistic"
REAL_PART = 1e-9  # of a root: what is no more imaginary is rounding
MADE_REMEMBERED = 2  # of a hundred thousand points each may weigh 10 MB
MOST_AT_ONCE = 2**22  # numbers in a table of losses, a row for a step and a column for a point


class Parted(NamedTuple):
    """Points learned from and points held out: x and y of each, and the rows they have in the data."""

    x: Array
    y: Array
    held_x: Array
    held_y: Array
    rows: Array
    held_rows: Array


def _differences(own: Bend, record: Regression) -> Differences:
    """Every walk begins with all coefficients 0; that of answers has a loss of its own, of all points."""
    part, answers = own.parted(record), own.model == LOGISTIC
    seen = len(part.x) if answers else own.batch(record) or len(part.x)
    drawn = {record.knobs()["seed"].label: record.seed} if len(part.held_x) else {}
    facts = {"Points learned from": len(part.x), "Points a step sees": seen, **drawn}
    return Differences(("b0", "b1", *(["loss", "batch"] if answers else [])), facts)


@final
@dataclasses.dataclass(frozen=True)
class Bend(ViewRecord):
    """How the line may bend, in which basis, what is held out, and whether the answers are yes or no."""

    differences: ClassVar = (_differences,)
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
        return _made(self, record.only("data")).part

    def possible_degree(self, record: Regression) -> int:
        """The degree, or as much of it as the points learned from can tell: one less than they have different x."""
        return _made(self, record.only("data")).columns.degree

    def columns(self, record: Regression) -> Basis:
        """The basis, made for the points learned from."""
        return _made(self, record.only("data")).columns

    def design(self, record: Regression) -> Array:
        """X (N, D) of the points learned from."""
        return _made(self, record.only("data")).X

    def objective(self, record: Regression) -> Objective:
        """The loss over the D coefficients of the basis, on the points learned from."""
        return _objective(self, dataclasses.replace(record.only("ground", "data"), batch=record.batch))

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

        Of ``curve`` the squared error, of ``logistic`` the negative logarithm of the probability of what happened.
        """
        part, beta = self.parted(record), np.asarray(beta, float)
        seen, unseen = ((part.x, part.y), (part.held_x, part.held_y))
        with np.errstate(all="ignore"):  # a walk that diverges
            return self._mean_loss(record, beta, *seen), self._mean_loss(record, beta, *unseen)

    def limits(self, record: Regression, run: Trajectory) -> Array:
        """2/λmax where the walk stood (K,): the same everywhere for ``curve``, not so for ``logistic``."""
        X = self.design(record)
        if self.model == LOGISTIC:
            return logistic_limit(X, np.nan_to_num(run.x))
        return np.full(len(run.step), rate_limit(X, record.loss))

    def coefficients(self, record: Regression, beta: ArrayLike) -> Array:
        """Coefficients of 1, x, x², … (*B, D), x as the record scales it."""
        return self.columns(record).original(beta)

    def even_chances(self, record: Regression, beta: ArrayLike) -> Array:
        """Where among the points a yes is as likely as a no (M,), by β (D,): x as the record scales it, ascending.

        Of ``logistic``: the zeros of the polynomial whose sign says which of the two is likelier, found in powers of u,
        which is −1 … 1 among the points: in those of an x that is far from 0, as a year, rounding leaves none of them.
        """
        part, columns = self.parted(record), self.columns(record)
        x = np.append(part.x, part.held_x)
        middle, half = (x.max() + x.min()) / 2, (x.max() - x.min()) / 2
        own = Polynomial([(middle - columns.middle) / columns.half, half / columns.half])  # the basis' own u, by u
        roots = Polynomial(columns.mix @ np.asarray(beta, float))(own).roots()
        real = np.sort(roots[np.abs(roots.imag) <= REAL_PART * np.abs(roots)].real)
        return middle + half * real[np.abs(real) <= 1]

    def degrees(self, record: Regression) -> list[DegreeLoss]:
        """The best fit of every degree there can be, in closed form: best fit and best prediction part."""
        part = self.parted(record)
        return degree_losses(part.x, part.y, part.held_x, part.held_y)

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
                f"batch={self.batch(record)}, seed={record.seed})"
            )
        half = [] if self.model == LOGISTIC else half_code(record)
        lines += [f"objective = {made}", *half, f"start = {self.start(record).tolist()}"]
        lines += [f"optimizer = {rule_code(record)}"]
        told = 'print("coefficients:", basis.original(path.x[-1]).tolist())'
        parts = [("learned from", "seen"), ("held out", "held")][: 2 if len(self.parted(record).held_x) else 1]
        losses = [f'print("mean loss, {name}:", {self._mean_loss_code(rows)})' for name, rows in parts]
        return script(*lines, *walk_code(record), *losses, told)

    def _mean_loss_code(self, rows: str) -> str:
        """The mean loss of the points in these rows, as an expression of a script."""
        made = f"basis.rows(X[{rows}, 1])"
        if self.model == LOGISTIC:
            return f"float(gdengine.regression.logistic({made}, y[{rows}])(path.x[-1]))"
        return f"float((({made} @ path.x[-1] - y[{rows}]) ** 2).mean())"

    def batch(self, record: Regression) -> int | None:
        """How many points a step sees; None: all those learned from."""
        size = record.mini_batch()
        return None if size is None else min(size, len(self.parted(record).x))

    def _mean_loss(self, record: Regression, beta: Array, x: Array, y: Array) -> Array:
        if not len(x):
            return np.full(beta.shape[:-1], np.nan)
        X = self.columns(record).rows(x)
        if self.model == LOGISTIC:
            few = np.array_split(beta.reshape(-1, X.shape[1]), max(beta.size * len(x) // MOST_AT_ONCE, 1))
            each = [np.logaddexp(0.0, (1 - 2 * y) * (part @ X.T)).mean(-1) for part in few]
            return np.concatenate(each).reshape(beta.shape[:-1])
        best = solve(X, y)  # ‖y − Xβ‖² = ‖y − Xβ*‖² + ‖R(β − β*)‖²: as dear for many points as for few
        off = (beta - best) @ np.linalg.qr(X).R.T
        return (np.square(y - X @ best).sum() + np.square(off).sum(-1)) / len(y)


class Made(NamedTuple):
    """What the points and the choice of columns alone decide."""

    part: Parted
    columns: Basis
    X: Array  # (N, D) of the points learned from


@lru_cache(MADE_REMEMBERED)
def _made(own: Bend, record: Regression) -> Made:
    x, y = record.points()[:2]
    y = answers_of(y) if own.model == LOGISTIC else y
    rows, held = held_out(len(x), own.held, record.seed)
    part = Parted(x[rows], y[rows], x[held], y[held], rows, held)
    columns = basis(part.x, min(own.degree, highest_degree(part.x)), own.basis)
    made = Made(part, columns, columns.rows(part.x))
    for shared in (*part, made.X):
        shared.setflags(write=False)
    return made


@lru_cache(MADE_REMEMBERED)
def _objective(own: Bend, record: Regression) -> Objective:
    made = _made(own, record.only("data"))
    if own.model == LOGISTIC:
        return logistic(made.X, made.part.y)
    return least_squares(made.X, made.part.y, record.loss, batch=own.batch(record), seed=record.seed)
