"""Linear least squares: the objective over β (all points or mini-batches), its closed form and rate limit.

Axes: N points, D parameters (a line has D = 2: intercept, then slope), *B any leading batch axes of β.  X is (N, D),
one row per point, with a 1 in its first column (``design``); y is (N,), β is (*B, D).

The three losses are one bowl at three scales: c·‖y − Xβ‖² with gradient 2c·Xᵀ(Xβ − y) and Hessian 2c·XᵀX, where c is
1/N (``mse``), 1 (``sse``) or 1/2 (``half_sse``).  A rate belongs to its loss.  The update β ← β − η(XᵀXβ − Xᵀy), often
printed beside the loss ‖y − Xβ‖², follows the gradient of *half* that loss: descend ``half_sse``, display ``sse``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, ValueAndGrad, whole_number
from gdengine.data.batches import order, place, steps_an_epoch
from gdengine.regression.design import coefficients, matrix, paired


class Loss(NamedTuple):
    """A convention for the squared error c·‖y − Xβ‖²: they differ in c, and so in the rates that they bear."""

    title: str
    factor: Callable[[int], float]  # N -> c of c·‖y − Xβ‖²
    formula: str  # LaTeX
    gradient: str  # LaTeX


LOSSES: dict[str, Loss] = {
    "mse": Loss("Mean squared error", lambda n: 1 / n, r"\lVert y - X\beta\rVert^2 / N", r"2X^\top(X\beta - y) / N"),
    "sse": Loss("Squared error", lambda n: 1.0, r"\lVert y - X\beta\rVert^2", r"2X^\top(X\beta - y)"),
    "half_sse": Loss(
        "Half the squared error", lambda n: 0.5, r"\tfrac{1}{2}\lVert y - X\beta\rVert^2", r"X^\top(X\beta - y)"
    ),
}


EXACT_DIGITS = 12  # significant, of coefficients that were meant
LEFT_BY_ROUNDING = 4 * float(np.finfo(float).eps)  # of what went into a number


@dataclasses.dataclass(frozen=True)
class LeastSquares(Objective):
    """The objective ``least_squares`` makes, with the closed form that was solved for it, once."""

    solution: Array = dataclasses.field(kw_only=True, compare=False, repr=False)  # β* (D,), see ``solve``


def least_squares(
    X: ArrayLike, y: ArrayLike, loss: str = "mse", batch: int | None = None, seed: int = 0
) -> LeastSquares:
    """The least-squares loss over β (*B, D), for X (N, D) and y (N,).  Legendre 1805; Gauss 1809.

    ``mse``: ‖y − Xβ‖²/N, gradient factor 2/N: (2/N)·Xᵀ(Xβ − y).
    ``sse``: ‖y − Xβ‖², gradient factor 2: 2·Xᵀ(Xβ − y).
    ``half_sse``: ½‖y − Xβ‖², gradient factor 1: Xᵀ(Xβ − y).

    ``batch=k`` adds ``noisy``, which sees k points a step (1: single-sample descent): the rows ``sampled`` names.  Each
    epoch shuffles the points and cuts them into M = ⌈N/k⌉ mini-batches, the last one short where k does not divide N;
    each contributes M times its own terms of the full loss.  So every point counts once an epoch, and the mean of an
    epoch's gradients at one β is the full gradient, for every k.  (Where k divides N, ``mse`` takes the mean over the
    mini-batch.)  All members of *B see the same points.  k = N is the full data: ``noisy`` is None.

    Raises ValueError for an unknown loss, shapes that do not match, data that are not finite, and k outside 1 … N.
    """
    X, y = paired(X, y)
    factor, points = loss_factor(loss, len(y)), _condensed(X, y)
    best, residual = _solved(X, y, points)
    value_and_grad, components = _bowl(points.root, factor, best, float(factor * (residual @ residual)))
    return LeastSquares(
        name=f"least_squares_{loss}",
        dim=X.shape[1],
        value_and_grad=value_and_grad,
        noisy=None if batch is None else _noisy(X, y, factor, batch, seed),
        minima=(tuple(best.tolist()),) if math.isfinite(points.condition()) else (),  # a flat valley has no single one
        source="Legendre 1805; Gauss 1809",
        title=LOSSES[loss].title,
        formula=LOSSES[loss].formula,
        gradient=LOSSES[loss].gradient,
        lesson="A convex bowl: one minimum, the closed form's, from every start.",
        components=components,
        solution=best,
    )


class _Points(NamedTuple):
    """What least squares asks of N points, from one look at them: ‖y − Xβ‖² = ‖Rβ − q‖² + r² for every β.

    [X y] = Q·[R q; 0 r] with orthonormal Q, so RᵀR = XᵀX, and R has X's singular values.
    """

    root: Array  # R (D, D)
    image: Array  # q (D,)
    rounding: float  # what is 0 beside the largest singular value

    def solution(self) -> Array:
        """β* (D,), the shortest one where many fit equally well."""
        return np.linalg.lstsq(self.root, self.image, rcond=self.rounding)[0]

    def condition(self) -> float:
        """λmax/λmin of XᵀX; inf where columns depend on each other."""
        singular = np.linalg.svd(self.root, compute_uv=False)
        return math.inf if singular[-1] <= singular[0] * self.rounding else float(singular[0] / singular[-1]) ** 2


def _condensed(X: Array, y: Array) -> _Points:
    count, dim = X.shape
    table = np.zeros((max(count, dim + 1), dim + 1))  # with rows of zeros where there are too few, which change nothing
    table[:count, :dim], table[:count, dim] = X, y
    whole: Array = np.linalg.qr(table, mode="r")  # type: ignore[assignment]  # in this mode it is R alone
    rounding = max(count, dim) * np.finfo(float).eps
    return _Points(whole[:dim, :dim], whole[:dim, dim], rounding)


def _solved(X: Array, y: Array, points: _Points) -> tuple[Array, Array]:
    """β* (D,), and what it leaves of the points (N,): r has fewer digits where they are far off.

    Points on a line, as far as their digits tell, leave nothing, and what β* has beyond its first digits is rounding.
    """
    best = points.solution()
    short = np.array([float(f"{value:.{EXACT_DIGITS}g}") for value in best])
    short[np.abs(X).max(0) * np.abs(short) <= LEFT_BY_ROUNDING * np.abs(y).max()] = 0.0  # as the slope of a level line
    residual = y - X @ short
    if (np.abs(residual) <= LEFT_BY_ROUNDING * (np.abs(y) + np.abs(X) @ np.abs(short))).all():
        return short, np.zeros(len(y))
    return best, y - X @ best


def _bowl(root: Array, factor: float, best: Array, least: float) -> tuple[ValueAndGrad, Callable[..., Any] | None]:
    """f(β) = f(β*) + c·‖z‖² and ∇f = 2c·Rᵀz with z = R(β − β*): O(D²) a step, whatever N.

    Through R rather than XᵀX itself nothing is squared or cancels: near the minimum f never falls below f(β*).
    """
    slope = 2 * factor * root.T

    def value_and_grad(beta: Array) -> tuple[Array, Array]:
        z = root @ (beta.reshape(-1, len(best)) - best).T  # coordinates first: each contiguous
        value = least + factor * (z * z).sum(0)
        return value.reshape(beta.shape[:-1])[()], (slope @ z).T.reshape(beta.shape)

    return value_and_grad, _coordinates(least, factor, best, root) if root.shape == (2, 2) else None


def _coordinates(least: float, factor: float, best: Array, root: Array) -> Callable[..., Any]:
    """The same formula for D = 2 on separate coordinates, R being upper triangular."""
    (p, q), ((r, s), (_, t)) = best.tolist(), root.tolist()

    def components(m: Any, a: Any, b: Any) -> tuple[Any, tuple[Any, Any]]:
        z, w = r * (a - p) + s * (b - q), t * (b - q)
        return least + factor * (z * z + w * w), (2 * factor * r * z, 2 * factor * (s * z + t * w))

    return components


def _noisy(X: Array, y: Array, factor: float, batch: int, seed: int) -> Callable[[int], ValueAndGrad] | None:
    count = len(y)
    batch, seed = whole_number("batch", batch, 1, count), whole_number("seed", seed, 0)
    if batch == count:
        return None
    scale = factor * steps_an_epoch(count, batch)

    def noisy(step: int) -> ValueAndGrad:
        epoch, part = place(step, count, batch)
        rows = order(count, seed, epoch)[part]
        X_seen, y_seen = X[rows], y[rows]

        def value_and_grad(beta: Array) -> tuple[Array, Array]:
            residual = beta @ X_seen.T - y_seen
            return scale * np.vecdot(residual, residual), 2 * scale * (residual @ X_seen)

        return value_and_grad

    return noisy


def solve(X: ArrayLike, y: ArrayLike) -> Array:
    """The closed form β* (D,) of XᵀXβ = Xᵀy, the shortest one where many fit equally well (dependent columns).

    By the singular values of R, which are those of X = QR: forming XᵀX would square its condition number.  Raises
    ValueError as ``least_squares``.
    """
    X, y = paired(X, y)
    return _solved(X, y, _condensed(X, y))[0]


def rate_limit(X: ArrayLike, loss: str = "mse") -> float:
    """The rate above which gradient descent diverges: 2/λmax of the loss's Hessian 2c·XᵀX; inf if X is all zeros.

    Along an eigenvector each step multiplies the distance to β* by 1 − ηλ: below −1 it grows.  Mini-batches may need a
    smaller rate.  Raises ValueError for an unknown loss and for an X that is not a finite (N, D) array.
    """
    X = matrix(X)
    curvature = 2 * loss_factor(loss, len(X)) * float(np.linalg.norm(X, 2)) ** 2
    return 2 / curvature if curvature else math.inf


def condition(X: ArrayLike) -> float:
    """λmax/λmin of XᵀX for X (N, D): the square of X's own condition number; inf where columns depend on each other.

    How much steeper the bowl is across than along: gradient descent needs a number of steps in proportion to it.
    Raises ValueError for an X that is not a finite (N, D) array.
    """
    X = matrix(X)
    return _condensed(X, np.zeros(len(X))).condition()


def gradient_shares(X: ArrayLike, y: ArrayLike, beta: ArrayLike, loss: str = "mse") -> Array:
    """Each point's share 2c·xᵢ(xᵢᵀβ − yᵢ) of the gradient, (*B, N, D) for β (*B, D): they sum to the gradient over N.

    Raises ValueError as ``least_squares``, and for a β that has not D coordinates.
    """
    X, y = paired(X, y)
    beta = coefficients(beta, X.shape[1])
    return 2 * loss_factor(loss, len(y)) * (beta @ X.T - y)[..., None] * X


def loss_factor(loss: str, count: int) -> float:
    """The c of c·‖y − Xβ‖² for so many points; ValueError for an unknown loss."""
    if loss not in LOSSES:
        raise ValueError(f"there is no loss {loss!r}: choose one of {', '.join(LOSSES)}")
    return LOSSES[loss].factor(count)
