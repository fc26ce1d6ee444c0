"""The update rules, as pairs of pure functions that read like the formula in the paper.

Conventions, tested: ``update`` returns the delta to add to x.  Momentum is the heavy ball v ← μv + g, x ← x − ηv;
Nesterov keeps the same variables.  ε stands outside the root.  Moments and AdaGrad's accumulator start at 0.  With
μ = 0 both momentum rules are gradient descent.  A rule is elementwise: it runs unchanged on a float and on an array
(*B, D).  ``lr`` is a number, an array (*B, 1) or a schedule step -> rate; every other setting a number or an array
(*B, 1).  Every factory raises ValueError for a setting outside the range in which its formula means something.

A new rule: its state (a named tuple of the formula's letters), a factory, a line in ``OPTIMIZERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Optimizer


class Nothing(NamedTuple):
    """Gradient descent remembers nothing."""


def gd(lr=0.1) -> Optimizer:
    """Gradient descent: x ← x − η·g.  Cauchy, 1847."""
    rate = _schedule(lr)

    def update(g, state, step):
        return -rate(step) * g, state

    return _rule(gd, Nothing, update, lr=lr)


class Velocity(NamedTuple):
    v: Any


def momentum(lr=0.1, mass=0.9) -> Optimizer:
    """Heavy ball: v ← μv + g, x ← x − ηv.  Polyak 1964, doi:10.1016/0041-5553(64)90137-5 (η outside the velocity)."""
    rate = _schedule(lr)

    def update(g, state, step):
        (v,) = state
        v = mass * v + g
        return -rate(step) * v, (v,)

    return _rule(momentum, Velocity, update, lr=lr, mass=mass)


def nesterov(lr=0.1, mass=0.9) -> Optimizer:
    """Nesterov's momentum: v ← μv + g, x ← x − η(g + μv).

    The form of Sutskever et al. 2013 (proceedings.mlr.press/v28/sutskever13) written at the look-ahead point, so that
    the gradient is taken where x is.
    """
    rate = _schedule(lr)

    def update(g, state, step):
        (v,) = state
        v = mass * v + g
        return -rate(step) * (g + mass * v), (v,)

    return _rule(nesterov, Velocity, update, lr=lr, mass=mass)


class SumOfSquares(NamedTuple):
    s: Any


def adagrad(lr=0.1, eps=1e-8) -> Optimizer:
    """AdaGrad: s ← s + g², x ← x − η·g/(√s + ε).  Duchi et al. 2011, jmlr.org/papers/v12/duchi11a (s starts at 0)."""
    rate = _schedule(lr)

    def update(g, state, step):
        (s,) = state
        s = s + g * g
        return -rate(step) * g / (s**0.5 + eps), (s,)

    return _rule(adagrad, SumOfSquares, update, lr=lr, eps=eps)


def rmsprop(lr=0.1, rho=0.9, eps=1e-8) -> Optimizer:
    """RMSProp: s ← ρs + (1 − ρ)g², x ← x − η·g/(√s + ε).  Hinton's lecture 6e, 2012 (no centering, no momentum)."""
    rate = _schedule(lr)

    def update(g, state, step):
        (s,) = state
        s = rho * s + (1 - rho) * (g * g)
        return -rate(step) * g / (s**0.5 + eps), (s,)

    return _rule(rmsprop, SumOfSquares, update, lr=lr, rho=rho, eps=eps)


class Moments(NamedTuple):
    m: Any
    v: Any


def adam(lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8) -> Optimizer:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η·m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Algorithm 1 of Kingma & Ba, arXiv:1412.6980, with t = step + 1: the first step has length η in every coordinate
    whose gradient is large against ε.
    """
    rate, a1, a2 = _schedule(lr), 1 - beta1, 1 - beta2

    def update(g, state, step):
        m, v = state
        m = beta1 * m + a1 * g
        v = beta2 * v + a2 * (g * g)
        t = step + 1
        length = rate(step) / (1 - beta1**t)  # η·m̂ = length·m: one array operation fewer
        return -length * m / ((v / (1 - beta2**t)) ** 0.5 + eps), (m, v)

    return _rule(adam, Moments, update, lr=lr, beta1=beta1, beta2=beta2, eps=eps)


OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {
    "gd": gd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}


def batch_of(optimizer: Optimizer) -> tuple[int, ...]:
    """The batch axes *B of the rule's array settings.  ValueError unless each is a number or an array (*B, 1)."""
    shapes = {name: np.shape(value) for name, value in _at_start(optimizer).items()}
    for name, shape in shapes.items():
        if shape and shape[-1] != 1:
            raise ValueError(f"{name} must be a number or an array of shape (*B, 1), not of shape {shape}")
    return np.broadcast_shapes(*[shape[:-1] for shape in shapes.values() if shape])


def members(optimizer: Optimizer, who, batch: tuple[int, ...]) -> Optimizer:
    """The same rule for the members ``who`` of a flattened ``batch``: every array setting becomes (n,).

    Where ``who`` is a single index, the settings become plain numbers.
    """
    if optimizer.factory is None or all(isinstance(value, int | float) for value in _at_start(optimizer).values()):
        return optimizer

    def pick(setting):
        if callable(setting):
            return lambda step: pick(setting(step))
        rows = np.broadcast_to(setting, (*batch, 1)).reshape(-1)[who]
        return rows if np.ndim(rows) else rows.item()

    return optimizer.factory(**{name: pick(value) for name, value in optimizer.settings.items()})


def _at_start(optimizer) -> dict[str, Any]:
    return {name: value(0) if callable(value) else value for name, value in optimizer.settings.items()}


def _schedule(lr) -> Callable[[int], Any]:
    return lr if callable(lr) else lambda step: lr


def _rule(factory, letters, update, **settings) -> Optimizer:
    """The rule, its settings checked.  ``update`` takes and gives plain tuples, the public one names their ``letters``.

    Naming costs half as much as the formula itself on a float, so the loop walks with the plain one:
    ``inspect.unwrap(optimizer.update)``.
    """
    for name, value in settings.items():
        _check(name, value)

    @wraps(update)
    def named(g, state, step):
        delta, state = update(g, state, step)
        return delta, letters(*state)

    def init(x0):
        return letters(*[0.0 * x0 for _ in letters._fields])

    return Optimizer(init, named, factory.__name__, settings, factory)


def _check(name, value):
    values = np.ravel(value(0) if callable(value) else value)
    low, high = {"lr": (0, np.inf), "mass": (0, np.inf), "eps": (1e-300, np.inf)}.get(name, (0, 1))
    wrong = values[~((values >= low) & (values < high))]
    if wrong.size:
        raise ValueError(f"{name} must be a number from {low} to below {high}, not {wrong[0]}")
