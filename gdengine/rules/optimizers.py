"""The update rules, as pairs of pure functions that read like the formula in the paper, each with its own words.

Conventions, tested: ``update`` returns the delta to add to x.  Momentum is the heavy ball v ← μv + g, x ← x − ηv;
Nesterov keeps the same variables.  ε stands outside the root.  Moments and AdaGrad's accumulator start at 0.  With
μ = 0 both momentum rules are gradient descent.  A rule is elementwise: it runs unchanged on a float and on an array
(*B, D).  ``lr`` is a number, an array (*B, 1) or a schedule step -> rate; every other setting a number or an array
(*B, 1).  Every factory raises ValueError for a setting outside the range in which its formula means something.

A new rule: its state (a named tuple of the formula's letters) and a factory under ``@rule``, which holds its words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Optimizer
from gdengine.rules.rule import (
    OPTIMIZERS,
    PLAIN_LENGTH,
    RULES,
    SPEED,
    batch_of,
    bound,
    by_rate,
    members,
    optimizer,
    rule,
    schedule,
)

__all__ = [
    "OPTIMIZERS", "RULES", "adagrad", "adam", "batch_of", "bound", "gd", "members", "momentum", "nesterov", "rmsprop",
]  # fmt: skip


class Nothing(NamedTuple):
    """Gradient descent remembers nothing."""


@rule(
    "Gradient descent",
    formula=r"x_{k+1}=x_k-\eta\,g_k",
    lesson="Every step goes straight downhill and is η times the slope.",
    lines=("c_{k+1} = c_k − η·g = {c:position} − {rate}·{g:gradient} = {next:position}",),
    length=PLAIN_LENGTH,
    bound=lambda: 2.0,
)
def gd(lr: Any = 0.1) -> Optimizer:
    """Gradient descent: x ← x − η·g.  Cauchy, 1847."""

    def update(g: Any, state: tuple, rate: Any) -> tuple[Any, tuple]:
        return -rate * g, state

    return optimizer(gd, Nothing, update, by_rate(lr), lr=lr)


class Velocity(NamedTuple):
    """What momentum remembers of a coordinate."""

    v: Any


VELOCITY_LINE = "v_{k+1} = μ·v_k + g = {mass}·{v_before} + {g:gradient} = {v:step}"
VELOCITY_SYMBOLS = {
    "v": "The velocity: a part of the one before, and the slope.",
    "μ": "The part of the velocity that stays from step to step: the momentum.",
}


@rule(
    "Momentum",
    formula=r"v_{k+1}=\mu v_k+g_k,\quad x_{k+1}=x_k-\eta\,v_{k+1}",
    lesson="A heavy ball: it keeps a part of its velocity, so it gathers speed and rolls on over bumps.",
    lines=(VELOCITY_LINE, "c_{k+1} = c_k − η·v_{k+1} = {c:position} − {rate}·{v:step} = {next:position}"),
    symbols=VELOCITY_SYMBOLS,
    bound=lambda mass: 2 * (1 + mass) if mass < 1 else None,
    carrier=SPEED,
    ranges={"mass": (0, np.inf)},
)
def momentum(lr: Any = 0.1, mass: Any = 0.9) -> Optimizer:
    """Heavy ball: v ← μv + g, x ← x − ηv.  Polyak 1964, doi:10.1016/0041-5553(64)90137-5 (η outside the velocity)."""

    def update(g: Any, state: tuple, rate: Any) -> tuple[Any, tuple]:
        (v,) = state
        v = mass * v + g
        return -rate * v, (v,)

    return optimizer(momentum, Velocity, update, by_rate(lr), lr=lr, mass=mass)


@rule(
    "Nesterov",
    formula=r"v_{k+1}=\mu v_k+g_k,\quad x_{k+1}=x_k-\eta\,(g_k+\mu v_{k+1})",
    lesson="A heavy ball that looks ahead to where its velocity is taking it, and so brakes earlier.",
    lines=(
        VELOCITY_LINE,
        "c_{k+1} = c_k − η·(g + μ·v_{k+1}) = {c:position} − {rate}·({g:gradient} + {mass}·{v:step}) = {next:position}",
    ),
    symbols=VELOCITY_SYMBOLS,
    bound=lambda mass: 2 * (1 + mass) / (1 + 2 * mass) if mass < 1 else None,
    carrier=SPEED,
)
def nesterov(lr: Any = 0.1, mass: Any = 0.9) -> Optimizer:
    """Nesterov's momentum: v ← μv + g, x ← x − η(g + μv).

    The form of Sutskever et al. 2013 (proceedings.mlr.press/v28/sutskever13) written at the look-ahead point, so that
    the gradient is taken where x is.
    """

    def update(g: Any, state: tuple, rate: Any) -> tuple[Any, tuple]:
        (v,) = state
        v = mass * v + g
        return -rate * (g + mass * v), (v,)

    return optimizer(nesterov, Velocity, update, by_rate(lr), lr=lr, mass=mass)


class SumOfSquares(NamedTuple):
    """What AdaGrad sums up of a coordinate's slopes squared, and RMSProp averages."""

    s: Any


SCALED_LINE = (
    "c_{k+1} = c_k − η·g / (√s_{k+1} + ε) = {c:position} − {rate}·{g:gradient} / {root_s:step} = {next:position}"
)
NEVER_BY_ZERO = {"ε": "A tiny number: with it nothing is ever divided by 0."}
RECENT_SQUARES = "A mean of the squares of the slopes so far: the last ones count most."


@rule(
    "AdaGrad",
    formula=r"s_{k+1}=s_k+g_k^2,\quad x_{k+1}=x_k-\frac{\eta\,g_k}{\sqrt{s_{k+1}}+\varepsilon}",
    lesson="In each direction it divides by all the slope it has met so far: long steps first, shorter ones later.",
    lines=("s_{k+1} = s_k + g² = {s_before} + {g:gradient}² = {s:step}", SCALED_LINE),
    symbols={"s": "The squares of all slopes so far, added up."} | NEVER_BY_ZERO,
    parts=lambda s, eps, **_: {"root_s": np.sqrt(s) + eps},
    own_length=True,
    ranges={"eps": (1e-300, np.inf)},
)
def adagrad(lr: Any = 0.1, eps: Any = 1e-8) -> Optimizer:
    """AdaGrad: s ← s + g², x ← x − η·g/(√s + ε).  Duchi et al. 2011, jmlr.org/papers/v12/duchi11a (s starts at 0)."""

    def update(g: Any, state: tuple, rate: Any) -> tuple[Any, tuple]:
        (s,) = state
        s = s + g * g
        return -rate * g / (s**0.5 + eps), (s,)

    return optimizer(adagrad, SumOfSquares, update, by_rate(lr), lr=lr, eps=eps)


@rule(
    "RMSProp",
    formula=r"s_{k+1}=\rho s_k+(1-\rho)g_k^2,\quad x_{k+1}=x_k-\frac{\eta\,g_k}{\sqrt{s_{k+1}}+\varepsilon}",
    lesson="In each direction it divides by the size of the last few slopes: steps of about η, longer ones at first.",
    lines=(
        "s_{k+1} = ρ·s_k + (1 − ρ)·g² = {rho}·{s_before} + {rest}·{g:gradient}² = {s:step}",
        SCALED_LINE,
    ),
    symbols={"s": RECENT_SQUARES, "ρ": "The part of s that stays from step to step."} | NEVER_BY_ZERO,
    parts=lambda s, rho, eps, **_: {"root_s": np.sqrt(s) + eps, "rest": 1 - rho},
    own_length=True,
    ranges={"rho": (0, 1)},
)
def rmsprop(lr: Any = 0.1, rho: Any = 0.9, eps: Any = 1e-8) -> Optimizer:
    """RMSProp: s ← ρs + (1 − ρ)g², x ← x − η·g/(√s + ε).  Hinton's lecture 6e, 2012 (no centering, no momentum)."""

    def update(g: Any, state: tuple, rate: Any) -> tuple[Any, tuple]:
        (s,) = state
        s = rho * s + (1 - rho) * (g * g)
        return -rate * g / (s**0.5 + eps), (s,)

    return optimizer(rmsprop, SumOfSquares, update, by_rate(lr), lr=lr, rho=rho, eps=eps)


class Moments(NamedTuple):
    """Adam's running means of a coordinate's slope and of its square."""

    m: Any
    v: Any


def _unbiased(m: Any, v: Any, t: Any, beta1: float, beta2: float, eps: float, **_: Any) -> dict[str, Any]:
    """Adam's means, corrected for having started at 0."""
    v_hat = v / (1 - beta2**t)
    hats = {"m_hat": m / (1 - beta1**t), "v_hat": v_hat, "root_v": np.sqrt(v_hat) + eps}
    return hats | {"rest1": 1 - beta1, "rest2": 1 - beta2}


@rule(
    "Adam",
    formula=(
        r"m_{k+1}=\beta_1m_k+(1-\beta_1)g_k,\quad v_{k+1}=\beta_2v_k+(1-\beta_2)g_k^2,\quad "
        r"x_{k+1}=x_k-\frac{\eta\,\hat m}{\sqrt{\hat v}+\varepsilon}"
    ),
    lesson="Momentum and RMSProp together: it rolls on, and its first steps are about η long, steep or flat.",
    lines=(
        "m_{k+1} = β₁·m_k + (1 − β₁)·g = {beta1}·{m_before} + {rest1}·{g:gradient} = {m:step}",
        "v_{k+1} = β₂·v_k + (1 − β₂)·g² = {beta2}·{v_before} + {rest2}·{g:gradient}² = {v:step}",
        "m̂ = m_{k+1} / (1 − β₁^{k+1}) = {m_hat:step},  v̂ = v_{k+1} / (1 − β₂^{k+1}) = {v_hat:step}",
        "c_{k+1} = c_k − η·m̂ / (√v̂ + ε) = {c:position} − {rate}·{m_hat:step} / {root_v:step} = {next:position}",
    ),
    symbols={
        "m": "A mean of the slopes so far: the last ones count most.",
        "v": RECENT_SQUARES,
        "β": "The part that stays from step to step: β₁ that of m, β₂ that of v.",
        "m̂": "m without its start at 0: the fewer steps, the more it is enlarged.",
        "v̂": "v without its start at 0: the fewer steps, the more it is enlarged.",
    }
    | NEVER_BY_ZERO,
    parts=_unbiased,
    own_length=True,
    carrier="its memory of earlier slopes",
    ranges={"beta1": (0, 1), "beta2": (0, 1)},
)
def adam(lr: Any = 0.1, beta1: Any = 0.9, beta2: Any = 0.999, eps: Any = 1e-8) -> Optimizer:
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← x − η·m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    Algorithm 1 of Kingma & Ba, arXiv:1412.6980, with t = step + 1: the first step has length η in every coordinate
    whose gradient is large against ε.
    """
    rate, a1, a2 = schedule(lr), 1 - beta1, 1 - beta2

    def numbers(step: int) -> tuple[Any, Any]:
        t = step + 1
        root = (1 - beta2**t) ** 0.5
        return rate(step) * root / (1 - beta1**t), eps * root

    def update(g: Any, state: tuple, length: Any, floor: Any) -> tuple[Any, tuple]:
        m, v = state
        m = beta1 * m + a1 * g
        v = beta2 * v + a2 * (g * g)
        return -length * m / (v**0.5 + floor), (m, v)  # η·m̂/(√v̂ + ε), by √(1 − β₂ᵗ): no division for m̂ and v̂

    return optimizer(adam, Moments, update, numbers, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
