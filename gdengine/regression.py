"""Linear least squares: data sets, the objective over β (all points or mini-batches), its closed form and rate limit.

Axes: N points, D parameters (a line has D = 2: intercept, then slope), *B any leading batch axes of β.  X is (N, D),
one row per point, with a 1 in its first column (``design``); y is (N,), β is (*B, D).

The three losses are one bowl at three scales: c·‖y − Xβ‖² with gradient 2c·Xᵀ(Xβ − y) and Hessian 2c·XᵀX, where c is
1/N (``mse``), 1 (``sse``) or 1/2 (``half_sse``).  A rate belongs to its loss.  The update β ← β − η(XᵀXβ − Xᵀy), often
printed beside the loss ‖y − Xβ‖², follows the gradient of *half* that loss: descend ``half_sse``, display ``sse``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Objective, ValueAndGrad


class Data(NamedTuple):
    x: Array  # (N,)
    y: Array  # (N,)
    title: str
    source: str


class Dataset(NamedTuple):
    """How to make a ``Data``: ``make`` takes the settings named in ``knobs``, and no others change the points."""

    title: str
    source: str
    make: Callable[..., tuple[Array, Array]]
    knobs: tuple[str, ...] = ()


def _noisy_line(n, noise, seed):
    x = np.arange(float(n))
    return x, x + noise * np.random.default_rng(seed).standard_normal(n)


def _outlier(n, noise, seed):
    x, y = _noisy_line(n, noise, seed)
    y[-1] = 0.0
    return x, y


def _years(n, noise, seed):
    x, y = _noisy_line(n, noise, seed)
    return 2000.0 + x, y


def _sine(n):
    x = np.arange(float(n))
    return x, np.sin(x)


def _fixed(x, y):
    return lambda: (np.array(x, float), np.array(y, float))


_TEN_X = (
    *(-1.6595599059485195, 4.4064898688431615, -9.997712503653101, -3.9533485473632046, -7.064882183657739),
    *(-8.153228104624045, -6.274795772446582, -3.0887854591390447, -2.0646505153866013, 0.7763346800671389),
)
_TEN_Y = (
    *(1.9150318112422202, 2.4420380335264777, -3.6798171557694523, -1.2260446491590125, -1.0703331547838952),
    *(-5.1367547618096765, -2.459815090236799, -0.928447084237938, 1.1014441846421368, 0.2882760727195386),
)
_ANSCOMBE = "Anscombe 1973, doi:10.1080/00031305.1973.10478966; the least-squares line of all four is y = 3.00 + 0.500x"
_ANSCOMBE_X = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
_ANSCOMBE_1 = (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
_ANSCOMBE_2 = (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74)
_ANSCOMBE_3 = (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73)
_ANSCOMBE_4 = (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89)
_EIGHTS = (8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8)
_NOISY = ("n", "noise", "seed")

DATASETS: dict[str, Dataset] = {
    "noisy_line": Dataset("A noisy line", "x = 0 … n − 1, y = x + noise·N(0, 1)", _noisy_line, _NOISY),
    "ten_points": Dataset("Ten points", "y = 1 + x/2 + N(0, 1) of RandomState(1)", _fixed(_TEN_X, _TEN_Y)),
    "line": Dataset("An exact line", "x = −1 … 4, y = 2x − 1", _fixed(range(-1, 5), range(-3, 8, 2))),
    "sine": Dataset("A sine", "x = 0 … n − 1, y = sin x", _sine, ("n",)),
    "outlier": Dataset("An outlier", "a noisy line whose last reading was lost and entered as 0", _outlier, _NOISY),
    "years": Dataset("Years", "a noisy line whose x counts from the year 2000: standardize it", _years, _NOISY),
    "anscombe_1": Dataset("Anscombe I: a line", _ANSCOMBE, _fixed(_ANSCOMBE_X, _ANSCOMBE_1)),
    "anscombe_2": Dataset("Anscombe II: a curve", _ANSCOMBE, _fixed(_ANSCOMBE_X, _ANSCOMBE_2)),
    "anscombe_3": Dataset("Anscombe III: an outlier", _ANSCOMBE, _fixed(_ANSCOMBE_X, _ANSCOMBE_3)),
    "anscombe_4": Dataset("Anscombe IV: one point decides", _ANSCOMBE, _fixed(_EIGHTS, _ANSCOMBE_4)),
}


def dataset(name: str, n: int = 10, noise: float = 1.0, seed: int = 0) -> Data:
    """The points of ``DATASETS[name]``: x (N,), y (N,).

    ``n`` points, ``noise`` the standard deviation of the errors, ``seed`` of ``default_rng``; a set uses those its
    ``knobs`` name.  Raises ValueError for an unknown name, n < 2, seed < 0, and a noise that is negative or not finite.
    """
    if name not in DATASETS:
        raise ValueError(f"there is no data set {name!r}: choose one of {', '.join(DATASETS)}")
    if not (noise >= 0 and math.isfinite(noise)):
        raise ValueError(f"noise is a standard deviation: it must be a finite number of at least 0, not {noise}")
    given = {"n": _whole("n", n, 2), "noise": noise, "seed": _whole("seed", seed, 0)}
    title, source, make, knobs = DATASETS[name]
    return Data(*make(**{knob: given[knob] for knob in knobs}), title, source)


class Loss(NamedTuple):
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


def design(x) -> Array:
    """X = [1, x], (N, 2), for x of shape (N,).  Raises ValueError unless x is a list of at least one finite number."""
    x = np.asarray(x, float)
    if x.ndim != 1:
        raise ValueError(f"x must be a plain list of numbers, one per point, not an array of shape {x.shape}")
    return _matrix(np.column_stack([np.ones_like(x), x]))


def least_squares(X, y, loss: str = "mse", batch: int | None = None, seed: int = 0) -> Objective:
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
    X, y = _points(X, y)
    factor, best = _factor(loss, len(y)), solve(X, y)
    value_and_grad, components = _bowl(X, y, factor, best)
    return Objective(
        name=f"least_squares_{loss}",
        dim=X.shape[1],
        value_and_grad=value_and_grad,
        noisy=None if batch is None else _noisy(X, y, factor, batch, seed),
        minima=(tuple(best.tolist()),) if math.isfinite(condition(X)) else (),  # a flat valley has no single minimum
        source="Legendre 1805; Gauss 1809",
        title=LOSSES[loss].title,
        formula=LOSSES[loss].formula,
        gradient=LOSSES[loss].gradient,
        lesson="A convex bowl: one minimum, the closed form's, from every start.",
        components=components,
    )


def _bowl(X, y, factor, best) -> tuple[ValueAndGrad, Callable | None]:
    """f(β) = f(β*) + c·‖z‖² and ∇f = 2c·Rᵀz with z = R(β − β*), where X = QR, so RᵀR = XᵀX: O(D²) a step, whatever N.

    Through R rather than XᵀX itself nothing is squared or cancels: near the minimum f never falls below f(β*).
    """
    residual, root = y - X @ best, np.linalg.qr(X).R
    least = float(factor * (residual @ residual))
    slope = 2 * factor * root.T

    def value_and_grad(beta):
        z = root @ (beta.reshape(-1, len(best)) - best).T  # coordinates first: each contiguous
        value = least + factor * (z * z).sum(0)
        return value.reshape(beta.shape[:-1])[()], (slope @ z).T.reshape(beta.shape)

    return value_and_grad, _coordinates(least, factor, best, root) if root.shape == (2, 2) else None


def _coordinates(least, factor, best, root) -> Callable:
    """The same formula for D = 2 on separate coordinates, R being upper triangular."""
    (p, q), ((r, s), (_, t)) = best.tolist(), root.tolist()

    def components(m, a, b):
        z, w = r * (a - p) + s * (b - q), t * (b - q)
        return least + factor * (z * z + w * w), (2 * factor * r * z, 2 * factor * (s * z + t * w))

    return components


def _noisy(X, y, factor, batch, seed) -> Callable[[int], ValueAndGrad] | None:
    count = len(y)
    batch, seed = _whole("batch", batch, 1, count), _whole("seed", seed, 0)
    if batch == count:
        return None
    scale = factor * math.ceil(count / batch)

    def noisy(step):
        rows = sampled(step, count, batch, seed)
        X_seen, y_seen = X[rows], y[rows]

        def value_and_grad(beta):
            residual = beta @ X_seen.T - y_seen
            return scale * np.vecdot(residual, residual), 2 * scale * (residual @ X_seen)

        return value_and_grad

    return noisy


def sampled(step: int, count: int, batch: int, seed: int = 0) -> Array:
    """The rows, out of ``count``, of the mini-batch seen at ``step``: a pure function, so step 731 replays alone.

    Epoch e = ⌊step/M⌋, M = ⌈count/batch⌉, deals out a permutation of ``default_rng([seed, e])``, ``batch`` rows a step.
    """
    epoch, place = divmod(step, math.ceil(count / batch))
    return _order(count, seed, epoch)[place * batch : (place + 1) * batch]


@lru_cache(maxsize=8)
def _order(count, seed, epoch):
    order = np.random.default_rng([seed, epoch]).permutation(count)
    order.setflags(write=False)  # it is shared by every step of the epoch
    return order


def solve(X, y) -> Array:
    """The closed form β* (D,) of XᵀXβ = Xᵀy, the shortest one where many fit equally well (dependent columns).

    By singular values of X (LAPACK gelsd): forming XᵀX would square its condition number.  Raises ValueError as
    ``least_squares``.
    """
    X, y = _points(X, y)
    return np.linalg.lstsq(X, y)[0]


def rate_limit(X, loss: str = "mse") -> float:
    """The rate above which gradient descent diverges: 2/λmax of the loss's Hessian 2c·XᵀX; inf if X is all zeros.

    Along an eigenvector each step multiplies the distance to β* by 1 − ηλ: below −1 it grows.  Mini-batches may need a
    smaller rate.  Raises ValueError for an unknown loss and for an X that is not a finite (N, D) array.
    """
    X = _matrix(X)
    curvature = 2 * _factor(loss, len(X)) * float(np.linalg.norm(X, 2)) ** 2
    return 2 / curvature if curvature else math.inf


def condition(X) -> float:
    """λmax/λmin of XᵀX (the square of X's own condition number); inf where columns depend on each other.

    How much steeper the bowl is across than along: gradient descent needs a number of steps in proportion to it.
    """
    X = _matrix(X)
    singular = np.linalg.svd(X, compute_uv=False)
    if len(X) < X.shape[1] or singular[-1] <= singular[0] * max(X.shape) * np.finfo(float).eps:
        return math.inf
    return float(singular[0] / singular[-1]) ** 2


def standardize(X) -> tuple[Array, Array, Array]:
    """X (N, D) with every column but the first brought to mean 0 and standard deviation 1 (of N, not N − 1).

    Returns the scaled X, mean (D,) and scale (D,), of which the first entries are 0 and 1: the column of ones is kept.
    Raises ValueError if the first column is not all ones, or another is constant.
    """
    X = _matrix(X)
    if not (X[:, 0] == 1).all():
        raise ValueError("the first column of X must be all ones (the intercept): build X with design(x)")
    constant = np.flatnonzero(np.ptp(X[:, 1:], axis=0) == 0) + 1
    if constant.size:
        column = int(constant[0])
        raise ValueError(f"column {column} of X is {X[0, column]:g} at every point: it has no spread to scale by")
    mean, scale = X.mean(axis=0), X.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0
    return (X - mean) / scale, mean, scale


def unstandardize(beta, mean, scale) -> Array:
    """β (*B, D) of the scaled X in original units: slopes βⱼ/sⱼ, intercept β₀ − Σⱼ βⱼmⱼ/sⱼ."""
    beta = np.asarray(beta, float) / scale
    beta[..., 0] -= beta @ mean
    return beta


def gradient_shares(X, y, beta, loss: str = "mse") -> Array:
    """Each point's share 2c·xᵢ(xᵢᵀβ − yᵢ) of the gradient, (*B, N, D) for β (*B, D): they sum to the gradient over N.

    Raises ValueError as ``least_squares``, and for a β that has not D coordinates.
    """
    X, y = _points(X, y)
    beta = np.asarray(beta, float)
    if beta.ndim == 0 or beta.shape[-1] != X.shape[1]:
        raise ValueError(f"β needs {X.shape[1]} coordinates, one per column of X, not the shape {beta.shape}")
    return 2 * _factor(loss, len(y)) * (beta @ X.T - y)[..., None] * X


def _factor(loss, count) -> float:
    if loss not in LOSSES:
        raise ValueError(f"there is no loss {loss!r}: choose one of {', '.join(LOSSES)}")
    return LOSSES[loss].factor(count)


def _points(X, y) -> tuple[Array, Array]:
    X, y = _matrix(X), np.array(y, float)
    if y.shape != X.shape[:1]:
        raise ValueError(f"every point needs one y: X has {len(X)} rows, but y has the shape {y.shape}")
    return X, _moderate("y", y)


def _matrix(X) -> Array:
    X = np.array(X, float)
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(
            f"X must have a row for each point (at least one) and a column for each β, not shape {X.shape}"
        )
    return _moderate("X", X)


def _moderate(name, values) -> Array:
    if not (np.abs(values) < 1e100).all():  # also false for nan; squares of larger numbers overflow
        raise ValueError(f"every number in {name} must be finite and below 1e100 in size")
    return values


def _whole(name, value, low, high=math.inf) -> int:
    if not isinstance(value, int | np.integer) or not low <= value <= high:
        limits = f"at least {low}" if high == math.inf else f"{low} to {high} (the number of points)"
        raise ValueError(f"{name} must be a whole number, {limits}, not {value!r}")
    return int(value)
