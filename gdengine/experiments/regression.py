"""The regression page's record: some points, a loss, and a descent over (intercept, slope)."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar

import numpy as np

from gdengine.core import Array, Objective
from gdengine.experiments.descent import Descent
from gdengine.knobs import Experiment, knob
from gdengine.regression import DATASETS, LOSSES, Data, dataset, design, least_squares, solve

RANDOM = tuple(name for name, data in DATASETS.items() if "seed" in data.knobs)


@dataclasses.dataclass(frozen=True)
class Regression(Descent):
    """A straight line y = b0 + b1·x fitted to points by descent on its loss."""

    page: ClassVar[str] = "regression"
    landscape: ClassVar[tuple[str, ...]] = ("data", "loss", "n", "noise", "seed")

    data: str = knob("ten_points", "Points", choices=tuple(DATASETS), help="The points to fit.")
    b0: float = knob(-8.0, "Start intercept", -100.0, 100.0, step=0.1, help="Height of the first guess at x = 0.")
    b1: float = knob(-3.2, "Start slope", -100.0, 100.0, step=0.1, help="Steepness of the first guess.")
    lr: float = knob(0.002, "Learning rate η", 1e-6, 100.0, help="How long a step is for a slope of 1.")
    steps: int = knob(1000, "Steps", 1, 2000, step=1, help="How many updates to make.")
    loss: str = knob(
        "half_sse", "Loss descended", choices=tuple(LOSSES), help="Its gradient differs by a factor only; so does η."
    )
    batch: int = knob(
        0, "Points per step", 0, 500, step=1, advanced=True, help="0: all of them; 1: one at a time (stochastic)."
    )
    n: int = knob(
        10, "Number of points", 2, 500, step=1, advanced=True, when=("data", (*RANDOM, "sine")), help="How many points."
    )
    noise: float = knob(1.0, "Noise", 0.0, 10.0, step=0.1, advanced=True, when=("data", RANDOM), help="Scatter of y.")
    seed: int = knob(0, "Seed", 0, 9999, step=1, advanced=True, help="Of the points and of the order they are seen in.")

    def points(self) -> Data:
        """The points (N,), (N,) with their title and source."""
        return dataset(self.data, n=self.n, noise=self.noise, seed=self.seed)

    def objective(self) -> Objective:
        points = self.points()
        X = design(points.x)
        batch = self.batch if 0 < self.batch < len(points.x) else None
        bowl = least_squares(X, points.y, loss=self.loss, batch=batch, seed=self.seed)
        return dataclasses.replace(bowl, box=_box(X, points.y))

    def best(self) -> Array:
        """The least-squares line (intercept, slope), in closed form."""
        points = self.points()
        return solve(design(points.x), points.y)

    def start(self) -> Array:
        return np.array([self.b0, self.b1])

    def settled(self) -> tuple[Experiment, list[str]]:
        """No more points a step than there are."""
        count = len(self.points().x)
        if self.batch <= count:
            return self, []
        said = f"batch = {self.batch} is more than the {count} points: all of them are used in every step."
        return dataclasses.replace(self, batch=0), [said]

    def objective_code(self) -> list[str]:
        batch = self.batch or None
        return [
            f'points = gdengine.regression.dataset("{self.data}", n={self.n}, noise={self.noise!r}, seed={self.seed})',
            "X = gdengine.regression.design(points.x)",
            "objective = gdengine.regression.least_squares(",
            f'    X, points.y, loss="{self.loss}", batch={batch}, seed={self.seed}',
            ")",
            f"start = {self.start().tolist()}",
        ]


def _box(X, y) -> tuple[tuple[float, float], ...]:
    """A window around the best line, from the data alone, its edges round numbers."""
    tall, wide = np.abs(y).max() + 1, np.abs(X[:, 1]).max() + 1e-9
    reach = (2.5 * tall, 8 * tall / wide)
    return tuple((_round(b - r, math.floor), _round(b + r, math.ceil)) for b, r in zip(solve(X, y), reach))


def _round(value, toward):
    unit = 10.0 ** math.floor(math.log10(abs(value) + 1e-9)) / 2
    return float(toward(value / unit) * unit)
