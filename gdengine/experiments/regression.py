"""The regression page's record: some points, a loss, and a descent over (intercept, slope)."""

from __future__ import annotations

import dataclasses
import math
from typing import ClassVar

import numpy as np

from gdengine.core import Array, Objective
from gdengine.experiments.descent import rate_knob, steps_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.sampled import Sampled
from gdengine.regression import DATASETS, LOSSES, Data, dataset, design, least_squares, solve, standardize


def made_with(setting: str) -> tuple[str, ...]:
    """The data sets that the setting changes."""
    return tuple(name for name, data in DATASETS.items() if setting in data.knobs)


@dataclasses.dataclass(frozen=True)
class Regression(Sampled):
    """A straight line y = b0 + b1·x fitted to points by descent on its loss."""

    page: ClassVar[str] = "regression"
    coordinates: ClassVar[tuple[str, ...]] = ("b0", "b1")
    landscape: ClassVar[tuple[str, ...]] = ("data", "scale", "loss", "n", "noise", "seed")

    data: str = knob("ten_points", "Points", choices=tuple(DATASETS), help="The points to fit.")
    scale: str = knob(
        "raw",
        "Scale of x",
        choices=("raw", "standardized"),
        advanced=True,
        help="Standardized: x is shifted and stretched to mean 0 and standard deviation 1, so the bowl is round.",
    )
    b0: float = knob(-8.0, "Start intercept", -2500.0, 2500.0, step=0.1, help="Height of the first guess at x = 0.")
    b1: float = knob(-3.2, "Start slope", -100.0, 100.0, step=0.1, help="Steepness of the first guess.")
    lr: float = rate_knob(0.002)
    steps: int = steps_knob(1000)
    loss: str = knob(
        "half_sse", "Loss descended", choices=tuple(LOSSES), help="Its gradient differs by a factor only; so does η."
    )
    n: int = knob(
        10, "Number of points", 2, 500, step=1, advanced=True, when=("data", made_with("n")), help="How many points."
    )
    noise: float = knob(
        1.0, "Noise", 0.0, 10.0, step=0.1, advanced=True, when=("data", made_with("noise")), help="Scatter of y."
    )
    seed: int = knob(0, "Seed", 0, 9999, step=1, advanced=True, help="Of the points and of the order they are seen in.")

    def points(self) -> Data:
        """The points as the line sees them: x (N,), standardized where that is asked for, y (N,), title and source."""
        points = dataset(self.data, n=self.n, noise=self.noise, seed=self.seed)
        if self.scale == "raw":
            return points
        return points._replace(x=standardize(design(points.x))[0][:, 1])

    def objective(self) -> Objective:
        points = self.points()
        X = design(points.x)
        bowl = least_squares(X, points.y, loss=self.loss, batch=self.mini_batch(), seed=self.seed)
        return dataclasses.replace(bowl, box=_box(X, points.y))

    def best(self) -> Array:
        """The least-squares line (intercept, slope), in closed form."""
        points = self.points()
        return solve(design(points.x), points.y)

    def objective_code(self) -> list[str]:
        scaled = ["X, mean, scale = gdengine.regression.standardize(X)"] if self.scale == "standardized" else []
        return [
            f'points = gdengine.regression.dataset("{self.data}", n={self.n}, noise={self.noise!r}, seed={self.seed})',
            "X = gdengine.regression.design(points.x)",
            *scaled,
            "objective = gdengine.regression.least_squares(",
            f'    X, points.y, loss="{self.loss}", batch={self.mini_batch()}, seed={self.seed}',
            ")",
            *(["# f is half of ‖y − Xβ‖², so that its gradient is Xᵀ(Xβ − y)"] if self.loss == "half_sse" else []),
            f"start = {self.start().tolist()}",
        ]

    def code(self) -> str:
        """As every script; where half the squared error is descended, the squared error itself is printed last."""
        whole = 'print("‖y − Xβ‖² =", 2 * float(path.value[-1]))\n' if self.loss == "half_sse" else ""
        return super().code() + whole


def _box(X, y) -> tuple[tuple[float, float], ...]:
    """A window around the best line, from the data alone, its edges round numbers."""
    tall, wide = np.abs(y).max() + 1, np.abs(X[:, 1]).max() + 1e-9
    reach = (2.5 * tall, 8 * tall / wide)
    return tuple((_round(b - r, math.floor), _round(b + r, math.ceil)) for b, r in zip(solve(X, y), reach))


def _round(value, toward):
    unit = 10.0 ** math.floor(math.log10(abs(value) + 1e-9)) / 2
    return float(toward(value / unit) * unit)
