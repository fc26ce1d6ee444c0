"""The bumbling hiker: an objective whose gradient is felt with random errors.

Gradient noise is what mini-batches bring about; here it is added on purpose, in a strength one can choose.
"""

from __future__ import annotations

import dataclasses
import math
from functools import lru_cache

import numpy as np

from gdengine.core import Array, Objective, ValueAndGrad, is_number, whole_number

STEPS_KEPT = 4096  # whose errors are remembered: making the generator takes longer than the rest of the step


def with_noise(objective: Objective, sigma: float, seed: int = 0, *, alike: bool = False) -> Objective:
    """The objective seen with gradient noise: at step k the rule is given ∇f(x) + σ·z, every coordinate of z ~ N(0, 1).

    The values stay the objective's own.  ``noisy(step)`` is a pure function of the seed and the step, so step 731
    replays alone.  For x (*B, D) with N members, z is ``default_rng([seed, step]).standard_normal((N, D))``: member j
    gets row j, so its walk is the same among j + 1 hikers as among ten thousand.  ``alike`` gives every member the row
    of the first: many rates then meet the same errors, and nothing but the rate makes a difference.  An objective that
    is sampled already (mini-batches) keeps its own sampled values, too, and gets the noise on top.

    Raises ValueError unless σ is a finite number of at least 0 and the seed a whole number of at least 0.
    """
    if not (is_number(sigma) and 0 <= sigma < math.inf):
        raise ValueError(f"sigma, the size of the noise, must be a finite number of at least 0, not {sigma}")
    seed = whole_number("seed", seed, 0)

    def noisy(step: int) -> ValueAndGrad:
        seen = objective.noisy(step) if objective.noisy else objective.value_and_grad

        def value_and_grad(x: Array) -> tuple[Array, Array]:
            value, grad = seen(x)
            z = _first(seed, step, x.shape[-1]) if alike else _drawn(seed, step, x.shape)
            return value, grad + sigma * z

        return value_and_grad

    return dataclasses.replace(objective, noisy=noisy)


def _drawn(seed: int, step: int, shape: tuple[int, ...]) -> Array:
    """The errors z of a step, of this shape."""
    return np.random.default_rng([seed, step]).standard_normal(shape)


@lru_cache(maxsize=STEPS_KEPT)
def _first(seed: int, step: int, dim: int) -> Array:
    """The errors of the first member (D,), kept: every rate, rule and budget that is tried meets the same."""
    z = _drawn(seed, step, (dim,))
    z.setflags(write=False)
    return z
