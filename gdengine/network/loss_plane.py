"""The loss surface of a network, seen on a plane through the space of its weights.

A plane is a center (D,) and two directions u, v (D,); its points are center + α·u + β·v.  Axes: D parameters, K
recorded steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, whole_number
from gdengine.network.packing import blocks, checked, parameters

PARALLEL_PART = 1e-9  # of a direction: what must stick out of the other one


class Slice(NamedTuple):
    """alphas (n,), betas (n,) and loss (n, n): ``loss[i, j]`` is the loss at center + alphas[j]·u + betas[i]·v."""

    alphas: Array
    betas: Array
    loss: Array


class Plane(NamedTuple):
    """center (D,); orthonormal u, v (D,); explained (2,): their shares of the motion; coordinates (K, 2) of the run."""

    center: Array
    u: Array
    v: Array
    explained: Array
    coordinates: Array


def loss_plane(
    objective: Objective, center: ArrayLike, u: ArrayLike, v: ArrayLike, span: ArrayLike, n: int = 51
) -> Slice:
    """The exact loss at n × n points of the plane center + α·u + β·v, (D,) each.

    α and β run over ±span, or over span = ((α₀, α₁), (β₀, β₁)).

    Raises ValueError for vectors of the wrong length or not finite, an empty span, and fewer than 2 points a side.
    """
    center, u, v = (_vector(p, objective.dim, name) for p, name in ((center, "the center"), (u, "u"), (v, "v")))
    n = whole_number("the number of points a side", n, 2)
    alphas, betas = (np.linspace(low, high, n) for low, high in _reach(span))
    row, loss = center + alphas[:, None] * u, np.empty((n, n))
    points = np.empty_like(row)
    for line, beta in zip(loss, betas):
        line[:] = objective(np.add(row, beta * v, out=points))
    return Slice(alphas, betas, loss)


def random_directions(theta: ArrayLike, sizes: Sequence[int], seed: int = 0) -> tuple[Array, Array]:
    """Two random directions (D,), each as large in every unit as theta (D,) is: filter-normalized, Li et al. 2018.

    N(0, 1) numbers d; then for every unit j of every layer, d_j ← d_j·‖θ_j‖/‖d_j‖, where θ_j are the unit's incoming
    weights *and* its bias: one filter (with one input, the bias is half of a unit).  The two directions are not made
    orthogonal, nor are the paper's.  arXiv:1712.09913, section 4.  Raises ValueError where theta does not fit the
    sizes.
    """
    sizes = checked(sizes)
    theta = parameters(_vector(theta, np.size(theta), "theta"), sizes)
    u, v = directions = np.random.default_rng(whole_number("the seed", seed, 0)).standard_normal((2, theta.size))
    for d, filters in zip(blocks(directions, sizes), blocks(theta, sizes)):
        d *= np.linalg.norm(filters, axis=0) / np.linalg.norm(d, axis=-2, keepdims=True)
    return u, v


def principal_directions(history: ArrayLike, center: ArrayLike | None = None) -> Plane:
    """The plane through ``center`` (D,), by default the last point, that holds most of a run's (K, D) motion.

    u and v are the first two right singular vectors of the offsets from the center (not from their mean, so that the
    center lies on the plane), signed so that the run goes farthest on the positive sides.  ``explained`` is σ²/Σσ².
    Rows that are not finite, after a divergence, are left out and have nan coordinates.  Li et al. 2018,
    arXiv:1712.09913, section 7. Raises ValueError for fewer than two finite points, or a run that never moves away
    from the center.
    """
    history = np.asarray(history, float)
    if history.ndim != 2 or history.shape[1] < 2:
        raise ValueError(f"a run is a table of steps and at least 2 weights, not the shape {history.shape}")
    finite = history[np.isfinite(history).all(axis=1)]
    if len(finite) < 2:
        raise ValueError("a plane through a run needs at least two of its points to be finite")
    center = _vector(finite[-1] if center is None else center, history.shape[1], "the center")
    directions, explained = _principal(finite - center)
    reached = (finite - center) @ directions
    u, v = directions = directions.T * np.where(reached.max(0) < -reached.min(0), -1, 1)[:, None]
    return Plane(center, u, v, explained, (history - center) @ directions.T)


def common_plane(runs: ArrayLike, center: ArrayLike | None = None) -> Plane:
    """The principal plane of several runs (S, K, D) together: ``principal_directions`` of all their points.

    ``center`` (D,) is by default the last point of the first run; ``coordinates`` are (S, K, 2).  Networks that start
    apart differ in which unit does what, so that one plane holds little of their motion: ``explained`` says how much.
    Raises ValueError as ``principal_directions``.
    """
    runs = np.asarray(runs, float)
    if runs.ndim != 3:
        raise ValueError(f"several runs are a table of seeds, steps and weights, not the shape {runs.shape}")
    if center is None:
        sound = runs[0][np.isfinite(runs[0]).all(-1)]
        center = sound[-1] if len(sound) else None
    plane = principal_directions(runs.reshape(-1, runs.shape[-1]), center)
    return plane._replace(coordinates=plane.coordinates.reshape(*runs.shape[:2], 2))


def weight_directions(dim: int, i: int, j: int) -> tuple[Array, Array]:
    """The directions (D,) of two weights: along them all others stay as they are.

    Raises ValueError unless i and j are two different ones of 0 … D − 1.
    """
    if i == j or not {i, j} <= {*range(dim)}:
        raise ValueError(f"two different weights of 0 … {dim - 1} make a plane, not {i} and {j}")
    u, v = np.zeros((2, dim))
    u[i] = v[j] = 1.0
    return u, v


class Gap(NamedTuple):
    """How honest a plane is about runs (…, D): the loss where they are, and where the plane shows them."""

    coordinates: Array  # (…, 2): the nearest point of the plane is center + α·u + β·v
    shown: Array  # (…), the loss at that point
    true: Array  # (…), the loss where the run is
    gap: Array  # (…), shown − true: 0 where the plane holds the point
    explained: Array  # (…) without the steps: the part of each run's Σ‖point − center‖² that lies in the plane


def honesty_gap(objective: Objective, center: ArrayLike, u: ArrayLike, v: ArrayLike, runs: ArrayLike) -> Gap:
    """Runs (…, K, D) projected onto the plane center + α·u + β·v, the plane's loss beside the true one: see ``Gap``.

    u and v may be of any length and at any angle but 0.  Points that are not finite have nan.  Raises ValueError for
    vectors of the wrong length, or of one direction.
    """
    center, u, v = (_vector(p, objective.dim, name) for p, name in ((center, "the center"), (u, "u"), (v, "v")))
    axes = np.stack([u, v], axis=1)
    lengths = np.linalg.norm(axes, axis=0)
    q, r = np.linalg.qr(axes / np.where(lengths > 0, lengths, 1.0))
    if not np.abs(np.diag(r)).min() > PARALLEL_PART:
        raise ValueError("u and v have one direction, or one of them is 0: they make no plane")
    runs = np.asarray(runs, float)
    with np.errstate(all="ignore"):  # of a run that diverged
        offsets = runs - center
        coordinates = offsets @ q @ np.linalg.inv(r).T / lengths
        shown, true = objective(center + coordinates @ axes.T), objective(runs)
        squares = (offsets**2).sum(-1)
        inside = ((offsets @ q) ** 2).sum(-1)
        held, total = (np.where(np.isfinite(squares), part, 0.0).sum(-1) for part in (inside, squares))
        return Gap(coordinates, shown, true, shown - true, np.where(total > 0, held / total, 1.0))


def _principal(offsets: Array) -> tuple[Array, Array]:
    """Two orthonormal columns (D, 2) and their shares of Σ‖offset‖², by the smaller of the two Gram matrices."""
    wide = offsets.shape[0] < offsets.shape[1]
    squares, vectors = np.linalg.eigh(offsets @ offsets.T if wide else offsets.T @ offsets)
    if not squares.sum() > 0:
        raise ValueError("this run never moves away from the center, so there is no plane through it")
    top = vectors[:, :-3:-1]
    directions, _ = np.linalg.qr(offsets.T @ top if wide else top)
    return directions, np.maximum(squares[:-3:-1], 0) / squares.sum()


def _vector(numbers: ArrayLike, dim: int, name: str) -> Array:
    numbers = np.asarray(numbers, float)
    if numbers.shape != (dim,) or not np.isfinite(numbers).all():
        raise ValueError(f"{name} must be {dim} finite numbers, not {numbers.size} of the shape {numbers.shape}")
    return numbers


def _reach(span: ArrayLike) -> Array:
    sides = np.broadcast_to(np.asarray([-np.asarray(span), span] if np.ndim(span) == 0 else span, float), (2, 2))
    for low, high in sides:
        if not (np.isfinite([low, high]).all() and low < high):
            raise ValueError(f"a span must be a number above 0 or two pairs (low, high), not {span!r}")
    return sides
