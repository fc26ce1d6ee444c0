"""Logistic regression: answers of 0 or 1, and the probability of a 1 as a function of x.

f(β) = −(1/N) Σ yᵢ log pᵢ + (1 − yᵢ) log(1 − pᵢ) with p = σ(Xβ), the mean negative log-likelihood.  It is convex, but no
bowl: its Hessian Xᵀ diag(p(1 − p)) X/N differs from place to place, and with it the largest rate that is stable.
Axes: N points, D parameters, *B any leading batch axes of β.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective
from gdengine.regression.design import coefficients, matrix, paired

LOGISTIC_STEPS, LOGISTIC_HALVINGS = 100, 30  # of Newton's method, and of one of its steps
LOGISTIC_SLACK = 1e-12  # by which rounding may raise the loss at the minimum
LOGISTIC_TOLERANCE = 1e-12  # of the gradient, in units of the mean size of a row
LOGISTIC_FADED = 1e-9  # an eigenvalue of the Hessian below this is none


@dataclasses.dataclass(frozen=True)
class Logistic(Objective):
    """The objective ``logistic`` makes, with its minimum as Newton's method found it."""

    solution: Array | None = dataclasses.field(kw_only=True, compare=False, repr=False)  # β* (D,); None: there is none


def logistic(X: ArrayLike, y: ArrayLike) -> Logistic:
    """The mean negative log-likelihood over β (*B, D), for X (N, D) and answers y (N,) of 0 or 1.  Cox 1958.

    f = (1/N) Σ log(1 + e^(−s·z)) with z = Xβ and s = ±1; ∇f = Xᵀ(σ(z) − y)/N.  No number overflows, however sure the
    model is.  Where some line tells the two answers apart without an error there is no minimum: the loss falls forever
    as β grows, and ``minima`` is empty.  Raises ValueError for other answers, and for shapes that do not match.
    """
    X, y = answers(X, y)
    sign, count = 2 * y - 1, len(y)

    def value_and_grad(beta: Array) -> tuple[Array, Array]:
        z = beta @ X.T
        return np.logaddexp(0.0, -sign * z).sum(-1) / count, (sigmoid(z) - y) @ X / count

    best = logistic_best(X, y)
    return Logistic(
        name="logistic",
        dim=X.shape[1],
        value_and_grad=value_and_grad,
        minima=() if best is None else (tuple(best.tolist()),),
        source="Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x",
        title="Logistic loss",
        formula=r"\tfrac{1}{N}\textstyle\sum_i \log\bigl(1 + e^{-s_i x_i^\top\beta}\bigr)",
        gradient=r"X^\top(\sigma(X\beta) - y)/N",
        lesson="Convex, but no bowl: how sharply it bends differs from place to place.",
        solution=best,
    )


def probability(X: ArrayLike, beta: ArrayLike) -> Array:
    """σ(Xβ) (*B, N): how probable a 1 is at each row of X (N, D), for β (*B, D); ValueError for shapes that differ."""
    X = matrix(X)
    return sigmoid(coefficients(beta, X.shape[1]) @ X.T)


def logistic_hessian(X: ArrayLike, beta: ArrayLike) -> Array:
    """Xᵀ diag(p(1 − p)) X/N (*B, D, D), at β (*B, D)."""
    X = matrix(X)
    p = probability(X, beta)
    return np.einsum("...n,ni,nj->...ij", p * (1 - p), X, X) / len(X)


def logistic_limit(X: ArrayLike, beta: ArrayLike) -> Array:
    """2/λmax of the Hessian at β (*B, D): (*B).  A longer rate overshoots more and more as long as it stays near there.

    inf where every answer is so sure that nothing bends any more.  ValueError for shapes that differ.
    """
    largest = np.linalg.eigvalsh(logistic_hessian(X, beta))[..., -1]
    with np.errstate(divide="ignore"):
        return 2 / np.maximum(largest, 0.0)


def logistic_best(X: ArrayLike, y: ArrayLike) -> Array | None:
    """β* (D,) by Newton's method with halved steps; None where there is no minimum, or no single one.

    At the minimum no direction may separate the answers: were all margins s·z > 0, growing β would go on to pay.
    """
    X, y = answers(X, y)
    if np.linalg.matrix_rank(X) < X.shape[1]:
        return None
    size = np.sqrt(np.square(X).mean(0))
    scaled, beta, sign = X / size, np.zeros(X.shape[1]), 2 * y - 1
    loss = np.log(2.0)
    for _ in range(LOGISTIC_STEPS):
        z = scaled @ beta
        if (sign * z > 0).all():
            return None
        p = sigmoid(z)
        slope = (p - y) @ scaled / len(y)
        if np.abs(slope).max() <= LOGISTIC_TOLERANCE:
            return beta / size if _bends(scaled, p) else None
        beta, loss = _newton(scaled, sign, beta, slope, p, loss)
    return None


def _newton(X: Array, sign: Array, beta: Array, slope: Array, p: Array, loss: float) -> tuple[Array, float]:
    """One step of Newton's method, halved until the loss is no higher."""
    delta = np.linalg.lstsq(_hessian(X, p), slope)[0]
    for halved in range(LOGISTIC_HALVINGS):
        to = beta - delta / 2**halved
        value = np.logaddexp(0.0, -sign * (X @ to)).mean()
        if value <= loss + LOGISTIC_SLACK:
            return to, float(value)
    return beta, loss


def _bends(X: Array, p: Array) -> bool:
    """Whether the Hessian is safely positive: towards a minimum at infinity it fades."""
    return bool(np.linalg.eigvalsh(_hessian(X, p))[0] > LOGISTIC_FADED)


def _hessian(X: Array, p: Array) -> Array:
    """Xᵀ diag(p(1 − p)) X/N (D, D), at one β with the probabilities p (N,)."""
    return (X * (p * (1 - p))[:, None]).T @ X / len(X)


def answers_of(y: ArrayLike) -> Array:
    """y (N,) as answers of 0 and 1: as they are where they are such, else whether they are above their median.

    Raises ValueError unless y is a list of at least one finite number.
    """
    y = np.asarray(y, float)
    if y.ndim != 1 or not y.size or not np.isfinite(y).all():
        raise ValueError("y must be a list of finite numbers, at least one")
    return y if np.isin(y, (0.0, 1.0)).all() else (y > np.median(y)).astype(float)


def answers(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """X (N, D) and y (N,), all of them 0 or 1; ValueError otherwise."""
    X, y = paired(X, y)
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("every answer y must be 0 or 1")
    return X, y


def sigmoid(z: Array) -> Array:
    """1/(1 + e⁻ᶻ), without overflow on either side."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1 + small)
