"""The design matrix X (N, D) of a line, one row [1, x] per point; standardized and back.

Axes: N points, D parameters, *B any leading batch axes of β.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array


def design(x: ArrayLike) -> Array:
    """X = [1, x], (N, 2), for x of shape (N,).  Raises ValueError unless x is a list of at least one finite number."""
    x = np.asarray(x, float)
    if x.ndim != 1:
        raise ValueError(f"x must be a plain list of numbers, one per point, not an array of shape {x.shape}")
    return matrix(np.column_stack([np.ones_like(x), x]))


def standardize(X: ArrayLike) -> tuple[Array, Array, Array]:
    """X (N, D) with every column but the first brought to mean 0 and standard deviation 1 (of N, not N − 1).

    Returns the scaled X, mean (D,) and scale (D,), of which the first entries are 0 and 1: the column of ones is kept.
    Raises ValueError if the first column is not all ones, or another is constant.
    """
    X = matrix(X)
    if not (X[:, 0] == 1).all():
        raise ValueError("the first column of X must be all ones (the intercept): build X with design(x)")
    constant = np.flatnonzero(np.ptp(X[:, 1:], axis=0) == 0) + 1
    if constant.size:
        column = int(constant[0])
        raise ValueError(f"column {column} of X is {X[0, column]:g} at every point: it has no spread to scale by")
    mean, scale = X.mean(axis=0), X.std(axis=0)
    mean[0], scale[0] = 0.0, 1.0
    return (X - mean) / scale, mean, scale


def unstandardize(beta: ArrayLike, mean: ArrayLike, scale: ArrayLike) -> Array:
    """β (*B, D) of the scaled X in original units: slopes βⱼ/sⱼ, intercept β₀ − Σⱼ βⱼmⱼ/sⱼ.

    ``mean`` and ``scale`` (D,) are ``standardize``'s.  ValueError for a β of another number of coordinates.
    """
    mean, scale = np.asarray(mean, float), np.asarray(scale, float)
    original = coefficients(beta, len(mean)) / scale
    original[..., 0] -= original @ mean
    return original


def coefficients(beta: ArrayLike, count: int) -> Array:
    """β (*B, D) as an array of floats; ValueError unless it has as many coordinates as there are columns, D."""
    beta = np.asarray(beta, float)
    if beta.ndim == 0 or beta.shape[-1] != count:
        raise ValueError(f"β needs {count} coordinates, one per column of X, not the shape {beta.shape}")
    return beta


def paired(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """X (N, D) and y (N,) as arrays of moderate numbers; ValueError unless every row has its y."""
    X, y = matrix(X), np.array(y, float)
    if y.shape != X.shape[:1]:
        raise ValueError(f"every point needs one y: X has {len(X)} rows, but y has the shape {y.shape}")
    return X, _moderate("y", y)


def matrix(X: ArrayLike) -> Array:
    """X as a finite array (N, D) with at least a row and a column, or a ValueError."""
    X = np.array(X, float)
    if X.ndim != 2 or 0 in X.shape:
        raise ValueError(
            f"X must have a row for each point (at least one) and a column for each β, not shape {X.shape}"
        )
    return _moderate("X", X)


def _moderate(name: str, values: Array) -> Array:
    if not (np.abs(values) < 1e100).all():  # also false for nan; squares of larger numbers overflow
        raise ValueError(f"every number in {name} must be finite and below 1e100 in size")
    return values
