"""The judge of every gradient in the project: the slope it claims along a direction against differences of the values.

Central differences (f(x + hu) − f(x − hu))/2h along random unit directions u, at eight widths h, each half the one
before, and Richardson's extrapolation of them to h → 0 (Ridders 1982, doi:10.1016/S0141-1195(82)80057-0).  It says how
far it can be trusted, so the verdict needs no tuning: a gradient bent by 0.1 % is rejected, an exact one is not.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from gdengine.core import Objective

DIRECTIONS = 6
HALVINGS = 8


def assert_gradient(objective: Objective, points, rtol: float = 1e-6, *, widest: float = 0.02, seed: int = 0) -> None:
    """Fail unless ∇f·u equals the derivative of f along u, at every point of ``points`` (*B, D), for random u.

    The two may differ by ``rtol`` times ‖∇f‖, and by as much as the differences are uncertain.  That uncertainty may
    nowhere exceed 1e-5 of the steepest gradient met: where nothing can be judged, nothing passes.  The widest
    difference reaches ``widest`` to either side: make that small where f has kinks (ReLU).
    """
    points = np.asarray(points, float)
    u = np.random.default_rng(seed).normal(size=(DIRECTIONS, *points.shape))
    u /= np.linalg.norm(u, axis=-1, keepdims=True)
    value, grad = objective.value_and_grad(points)
    assert np.shape(value) == points.shape[:-1], f"{objective.name}: values of shape {np.shape(value)}"
    assert np.shape(grad) == points.shape, f"{objective.name}: gradients of shape {np.shape(grad)}"
    assert np.isfinite([np.sum(value), np.sum(grad)]).all(), f"{objective.name}: not finite at these points"
    measured, doubt = slope_along(objective, points, u, widest)
    steepness = np.linalg.norm(grad, axis=-1)
    assert (doubt <= 1e-5 * steepness.max()).all(), f"{objective.name}: too rough to be judged, ±{doubt.max():.1e}"
    claimed = (grad * u).sum(-1)
    excess = np.abs(claimed - measured) - doubt - rtol * steepness
    worst = np.unravel_index(np.argmax(excess), excess.shape)
    assert excess[worst] <= 0, (
        f"{objective.name} at {points[worst[1:]]} along {u[worst]}: "
        f"the gradient says {claimed[worst]:.12g}, the values say {measured[worst]:.12g}"
    )


def places(objective: Objective, shape: tuple[int, ...], seed: int = 1) -> np.ndarray:
    """Random points (*shape, D) in the objective's box."""
    low, high = np.array(objective.box, float).T
    return np.random.default_rng(seed).uniform(low, high, (*shape, objective.dim))


def slope_along(f, x, u, widest):
    """The derivative of f at x along u, and its uncertainty: both of the shape of ``f(x + u)``."""
    best, doubt, shorter = np.nan, np.inf, []
    for h in widest * 0.5 ** np.arange(HALVINGS):
        ahead, behind = f(x + h * u), f(x - h * u)
        rounding = 4 * np.finfo(float).eps * np.maximum(np.abs(ahead), np.abs(behind)) / h
        wider, shorter = shorter, [(ahead - behind) / (2 * h)]
        for order, other in enumerate(wider, 1):
            shorter.append(shorter[-1] + (shorter[-1] - other) / (4**order - 1))
            error = rounding + np.maximum(np.abs(shorter[-1] - shorter[-2]), np.abs(shorter[-1] - other))
            best, doubt = np.where(error < doubt, shorter[-1], best), np.minimum(error, doubt)
    return best, doubt


def bent(objective: Objective, by: float = 1e-3, coordinate=slice(None)) -> Objective:
    """A mutant: the same objective with its gradient, or one coordinate of it, too long by a factor 1 + ``by``."""

    def value_and_grad(x):
        value, grad = objective.value_and_grad(x)
        grad = np.array(grad)
        grad[..., coordinate] *= 1 + by
        return value, grad

    return dataclasses.replace(objective, value_and_grad=value_and_grad, components=None)
