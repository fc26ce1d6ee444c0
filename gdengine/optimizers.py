"""The update rules, as pairs of pure functions that read like the formula in the paper.

Conventions, tested: ``update`` returns the delta to add to x.  Momentum is the heavy ball v ← μv + g, x ← x − ηv; Nesterov
keeps the same variables.  ε stands outside the root.  Moments and AdaGrad's accumulator start at 0.  With μ = 0 both
momentum rules are gradient descent.  A rule is elementwise: it runs unchanged on a float and on an array (*B, D).
``lr`` is a number, an array (*B, 1) or a schedule step -> rate; every other setting a number or an array (*B, 1).

A new rule: its state (a named tuple of the formula's letters), a factory, a line in ``OPTIMIZERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Optimizer


def gd(lr=0.1) -> Optimizer:
    """Gradient descent: x ← x − η·g.  Cauchy, 1847."""
    rate = _schedule(lr)

    def update(g, state, step):
        return -rate(step) * g, state

    return Optimizer(lambda x0: (), update, "gd", {"lr": lr}, gd)


class Velocity(NamedTuple):
    v: Any


def momentum(lr=0.1, mass=0.9) -> Optimizer:
    """Heavy ball: v ← μv + g, x ← x − ηv.  Polyak 1964, doi:10.1016/0041-5553(64)90137-5 (η outside the velocity)."""
    rate = _schedule(lr)

    def update(g, state, step):
        v = mass * state.v + g
        return -rate(step) * v, Velocity(v)

    return Optimizer(lambda x0: Velocity(0.0 * x0), update, "momentum", {"lr": lr, "mass": mass}, momentum)


def nesterov(lr=0.1, mass=0.9) -> Optimizer:
    """Nesterov's momentum: v ← μv + g, x ← x − η(g + μv).

    The form of Sutskever et al. 2013 (proceedings.mlr.press/v28/sutskever13) written at the look-ahead point, so that the
    gradient is taken where x is.
    """
    rate = _schedule(lr)

    def update(g, state, step):
        v = mass * state.v + g
        return -rate(step) * (g + mass * v), Velocity(v)

    return Optimizer(lambda x0: Velocity(0.0 * x0), update, "nesterov", {"lr": lr, "mass": mass}, nesterov)


class SumOfSquares(NamedTuple):
    s: Any


def adagrad(lr=0.1, eps=1e-8) -> Optimizer:
    """AdaGrad: s ← s + g², x ← x − η·g/(√s + ε).  Duchi et al. 2011, jmlr.org/papers/v12/duchi11a (s starts at 0)."""
    rate = _schedule(lr)

    def update(g, state, step):
        s = state.s + g * g
        return -rate(step) * g / (s**0.5 + eps), SumOfSquares(s)

    return Optimizer(lambda x0: SumOfSquares(0.0 * x0), update, "adagrad", {"lr": lr, "eps": eps}, adagrad)


def rmsprop(lr=0.1, decay=0.9, eps=1e-8) -> Optimizer:
    """RMSProp: s ← ρs + (1 − ρ)g², x ← x − η·g/(√s + ε).  Hinton's lecture 6e, 2012 (no centring, no momentum)."""
    rate = _schedule(lr)

    def update(g, state, step):
        s = decay * state.s + (1 - decay) * g * g
        return -rate(step) * g / (s**0.5 + eps), SumOfSquares(s)

    return Optimizer(
        lambda x0: SumOfSquares(0.0 * x0), update, "rmsprop", {"lr": lr, "decay": decay, "eps": eps}, rmsprop
    )


class Moments(NamedTuple):
    m: Any
    v: Any


def adam(lr=0.1, b1=0.9, b2=0.999, eps=1e-8) -> Optimizer:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η·m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Algorithm 1 of Kingma & Ba, arXiv:1412.6980, with t = step + 1: the first step has length η in every coordinate
    whose gradient is large against ε.
    """
    rate = _schedule(lr)

    def update(g, state, step):
        m = b1 * state.m + (1 - b1) * g
        v = b2 * state.v + (1 - b2) * g * g
        t = step + 1
        corrected = rate(step) / (1 - b1**t)  # η·m̂ = (η/(1 − β₁ᵗ))·m: one array operation fewer
        return -corrected * m / ((v / (1 - b2**t)) ** 0.5 + eps), Moments(m, v)

    settings = {"lr": lr, "b1": b1, "b2": b2, "eps": eps}
    return Optimizer(lambda x0: Moments(0.0 * x0, 0.0 * x0), update, "adam", settings, adam)


OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "gd": gd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}


def batch_of(optimizer: Optimizer) -> tuple[int, ...]:
    """The batch axes *B of the rule's array settings."""
    values = [value(0) if callable(value) else value for value in optimizer.settings.values()]
    return np.broadcast_shapes(*[np.shape(value)[:-1] for value in values])


def members(optimizer: Optimizer, who, batch: tuple[int, ...], flat=False) -> Optimizer:
    """The same rule for the members ``who`` of a flattened ``batch``.

    Array settings come out as (n, 1), or (n,) where ``flat``, or as a plain number where ``who`` is an integer.
    """
    if not batch_of(optimizer) and all(np.ndim(value) == 0 for value in optimizer.settings.values()):
        return optimizer

    def pick(setting):
        if callable(setting):
            return lambda step: pick(setting(step))
        if np.ndim(setting) == 0:
            return setting
        rows = np.broadcast_to(setting, (*batch, 1)).reshape(-1)[who]
        return rows.item() if isinstance(who, int) else rows if flat else rows[:, None]

    return optimizer.factory(**{name: pick(value) for name, value in optimizer.settings.items()})


def _schedule(lr) -> Callable[[int], Any]:
    return lr if callable(lr) else lambda step: lr
