"""Polynomials: the design matrix of powers, bases in which descent has a chance, and back to plain coefficients.

Axes: N points, D = degree + 1 parameters, *B any leading batch axes of β.  The powers of x are all but parallel, so
their bowl is a ravine that descent never gets through: for ten points from 0 to 9 and degree 5 its condition number is
6·10¹⁰.  Powers of (x − middle)/half, which lie between −1 and 1, are better; columns made perpendicular are best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, whole_number
from gdengine.regression.design import design

MOST_DEGREE = 9
BASES = ("powers", "scaled", "orthogonal")
SAME_X_PART = 1e-9  # of the width of all x: two that are closer are the same to a polynomial, as rounding makes them


def polynomial(x: ArrayLike, degree: int) -> Array:
    """X = [1, x, x², …] (N, degree + 1), for x of shape (N,).  ValueError unless 0 ≤ degree ≤ 9 and x is finite."""
    column = design(x)[:, 1]
    return column[:, None] ** np.arange(_checked(degree) + 1)


def _checked(degree: int) -> int:
    return whole_number("the degree", degree, 0, MOST_DEGREE)


class Basis(NamedTuple):
    """The functions whose sum a polynomial is fitted as: powers of u = (x − middle)/half, mixed by ``mix`` (D, D)."""

    degree: int
    middle: float
    half: float
    mix: Array  # upper triangular: column j is the j-th function, in powers of u

    def rows(self, x: ArrayLike) -> Array:
        """The design matrix (N, D) at x (N,), at those the basis was made for or at others."""
        u = (np.asarray(x, float) - self.middle) / self.half
        return polynomial(u, self.degree) @ self.mix

    def original(self, beta: ArrayLike) -> Array:
        """Coefficients of 1, x, x², … (*B, D) for those of the basis."""
        return np.asarray(beta, float) @ (self._powers_of_x() @ self.mix).T

    def _powers_of_x(self) -> Array:
        """Column j: the powers of x in ((x − middle)/half)ʲ."""
        back = np.zeros((self.degree + 1, self.degree + 1))
        back[0, 0] = 1.0
        for j in range(1, self.degree + 1):
            back[1:, j] = back[:-1, j - 1]
            back[:, j] -= self.middle * back[:, j - 1]
            back[:, j] /= self.half
        return back


def basis(x: ArrayLike, degree: int, kind: str = "scaled") -> Basis:
    """A basis of the polynomials up to ``degree`` for points at x (N,).

    ``powers``: 1, x, x², … · ``scaled``: powers of u = (x − middle)/half, with −1 ≤ u ≤ 1 at every point ·
    ``orthogonal``: the same made perpendicular and of mean square 1 over the points, so that the bowl of the mean
    squared error is round (by QR; it needs degree + 1 different x).  Raises ValueError for a kind there is not, where
    the points do not suffice, and as ``polynomial``.
    """
    x, degree = design(x)[:, 1], _checked(degree)
    if kind not in BASES:
        raise ValueError(f"a basis is one of {', '.join(BASES)}, not {kind!r}")
    low, high = float(x.min()), float(x.max())
    plain = kind == "powers" or low == high
    made = Basis(degree, *((0.0, 1.0) if plain else (_middle(low, high), (high - low) / 2)), np.eye(degree + 1))
    if kind != "orthogonal":
        return made
    if count_distinct(x) <= degree:
        raise ValueError(f"a polynomial of degree {degree} needs {degree + 1} different x, not {count_distinct(x)}")
    root = np.linalg.qr(made.rows(x)).R
    root *= np.sign(np.diag(root))[:, None]
    return made._replace(mix=np.linalg.solve(root, np.eye(degree + 1)) * np.sqrt(len(x)))


def count_distinct(x: ArrayLike) -> int:
    """How many of the x (N,) a polynomial can tell apart."""
    ordered = np.sort(np.asarray(x, float))
    if not len(ordered):
        return 0
    halves = ordered / 2  # the width of all x may be more than any number
    return 1 + int((np.diff(halves) > SAME_X_PART * (halves[-1] - halves[0])).sum())


def highest_degree(x: ArrayLike) -> int:
    """The highest degree that points at x (N,) can tell: one less than they have different x, and at most 9."""
    return min(max(count_distinct(x) - 1, 0), MOST_DEGREE)


def _middle(low: float, high: float) -> float:
    return low + (high - low) / 2
