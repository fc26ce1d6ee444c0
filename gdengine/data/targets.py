"""Curves for a network to learn, and noisy points of them: ``TARGETS`` by name, ``samples`` for the points.

To add a curve: its function and a line in ``TARGETS``.  Axes: N points to learn from, M points held out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from gdengine.core import Array, is_number, whole_number

HELD_OUT_STREAM = 1  # of the generator of the points held out, so that they never move those to learn from
REDRAWS = 100  # how often places are drawn anew where a curve has no value


class Target(NamedTuple):
    """A curve: ``f`` takes numbers and arrays; ``formula`` is its LaTeX."""

    name: str
    title: str
    f: Callable[[Any], Any]
    formula: str


class Samples(NamedTuple):
    """Noisy points of a curve: to learn from, sorted by x, and held out, sorted as well."""

    x: Array  # (N,)
    y: Array  # (N,)
    held_x: Array  # (M,)
    held_y: Array  # (M,)


def _sine(x: Any) -> Any:
    return np.sin(np.pi * x / 2)


def _square(x: Any) -> Any:
    """1 on the first half of each period of 4, which begins at 0, and −1 on the second: there the sine is below 0."""
    return np.where(np.mod(x, 4.0) < 2.0, 1.0, -1.0)


def _step(x: Any) -> Any:
    return np.where(np.greater(x, 0.0), 1.0, 0.0)


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("sine", "Sine", _sine, r"\sin\frac{\pi x}{2}"),
        Target("square_wave", "Square wave", _square, r"\operatorname{sign}\,\sin\frac{\pi x}{2}"),
        Target("absolute", "|x|", np.abs, r"|x|"),
        Target("stair", "Step", _step, r"[x > 0]"),
    )
}


def samples(
    f: Callable[[Any], Any], n: int = 128, noise: float = 0.3, seed: int = 0, reach: float = 0.0, held: int = 0
) -> Samples:
    """``n`` noisy points of the curve f to learn from, and ``held`` more to judge by: y = f(x) + noise·N(0, 1).

    x is sorted: N(0, 1) where ``reach`` is 0, else uniform in ±reach.  The points to learn from are one stream of
    ``default_rng(seed)``, first all x, then all errors; those held out are one of ``default_rng([seed, 1])``.  Where f
    has no finite value, places are drawn anew, from the same stream.  Raises ValueError for fewer than one point, a
    number below 0 or not finite, and an f with hardly a value there.
    """
    n, held, seed = whole_number("n", n, 1), whole_number("held", held, 0), whole_number("seed", seed, 0)
    for name, value in (("noise", noise), ("reach", reach)):
        if not (is_number(value) and 0 <= value < math.inf):
            raise ValueError(f"{name} must be a finite number of at least 0, not {value}")
    x, y = _drawn(f, n, noise, reach, np.random.default_rng(seed))
    return Samples(x, y, *_drawn(f, held, noise, reach, np.random.default_rng([seed, HELD_OUT_STREAM])))


def sine_data(n: int = 128, noise: float = 0.3, seed: int = 0) -> tuple[Array, Array]:
    """x (n,) sorted and y (n,): ``samples`` of the sine, y = sin(πx/2) + noise·N(0, 1).  ValueError as there."""
    x, y, _, _ = samples(TARGETS["sine"].f, n, noise, seed)
    return x, y


def _drawn(
    f: Callable[[Any], Any], count: int, noise: float, reach: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    def places(missing: int) -> Array:
        return rng.uniform(-reach, reach, missing) if reach else rng.standard_normal(missing)

    x = places(count)
    for _ in range(REDRAWS):
        with np.errstate(all="ignore"):
            lost = ~np.isfinite(f(x))
        if not lost.any():
            break
        x[lost] = places(int(lost.sum()))
    else:
        raise ValueError("this curve has no finite value at most of the places where its points would be")
    x = np.sort(x)
    return x, f(x) + noise * rng.standard_normal(count)
