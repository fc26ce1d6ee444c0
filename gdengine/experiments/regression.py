"""The regression page's record: some points, a loss, and a descent over (intercept, slope)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, ClassVar, final

import numpy as np

from gdengine.core import Array, Trajectory
from gdengine.experiments.descent import Descent, rate_knob, start_on_the_map, steps_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.sampled import batch_knob, mini_batch, no_more_than_there_are
from gdengine.experiments.scripts import rule_code, script, walk_code
from gdengine.regression import DATASETS, LOSSES, Data, LeastSquares, dataset, design, least_squares, standardize

SHOWN_AS = {"mse": 1.0, "sse": 1.0, "half_sse": 2.0}  # the loss shown, in units of the one descended


def made_with(setting: str) -> tuple[str, ...]:
    """The data sets that the setting changes."""
    return tuple(name for name, data in DATASETS.items() if setting in data.knobs)


@final
@dataclasses.dataclass(frozen=True)
class Regression(Descent):
    """A straight line y = b0 + b1·x fitted to points by descent on its loss."""

    page: ClassVar[str] = "regression"
    coordinates: ClassVar[tuple[str, ...]] = ("b0", "b1")
    repairs: ClassVar = (start_on_the_map, no_more_than_there_are)
    idle: ClassVar = {
        "batch": lambda record: True,  # the facts say how many points a step sees
        "seed": lambda record: not record.sampled() and record.data not in made_with("seed"),
    }

    data: str = knob("ten_points", "Points", choices=tuple(DATASETS), help="The points to fit.", group="data")
    scale: str = knob(
        "raw",
        "Scale of x",
        choices=("raw", "standardized"),
        advanced=True,
        help="Standardized: x is shifted and stretched to mean 0 and standard deviation 1, so the bowl is round.",
        group="data",
    )
    b0: float = knob(-8.0, "Start intercept", -2500.0, 2500.0, step=0.1, help="Height of the first guess at x = 0.")
    b1: float = knob(-3.2, "Start slope", -100.0, 100.0, step=0.1, help="Steepness of the first guess.")
    lr: float = rate_knob(0.002)
    steps: int = steps_knob(1000)
    batch: int = batch_knob()
    loss: str = knob(
        "half_sse",
        "Loss descended",
        choices=tuple(LOSSES),
        help="Its gradient differs by a factor only; so does η.",
        group="ground",
    )
    n: int = knob(
        10,
        "Number of points",
        2,
        500,
        step=1,
        advanced=True,
        when=("data", made_with("n")),
        help="How many points.",
        group="data",
    )
    noise: float = knob(
        1.0,
        "Noise",
        0.0,
        10.0,
        step=0.1,
        advanced=True,
        when=("data", made_with("noise")),
        help="Scatter of y.",
        group="data",
    )
    seed: int = knob(
        0,
        "Seed",
        0,
        9999,
        step=1,
        advanced=True,
        help="Of the points and of the order they are seen in.",
        group="data",
    )

    def points(self) -> Data:
        """The points as the line sees them: x (N,), standardized where that is asked for, y (N,), title and source."""
        points = self.measured()
        if self.scale == "raw":
            return points
        return points._replace(x=standardize(design(points.x))[0][:, 1])

    def measured(self) -> Data:
        """The points in the units in which they were measured."""
        return dataset(self.data, n=self.n, noise=self.noise, seed=self.seed)

    def scaling(self) -> tuple[Array, Array] | None:
        """Mean and spread (2,) by which a standardized x was brought to scale; None where it was not."""
        return None if self.scale == "raw" else standardize(design(self.measured().x))[1:]

    def objective(self) -> LeastSquares:
        points = self.points()
        X = design(points.x)
        bowl = least_squares(X, points.y, loss=self.loss, batch=self.mini_batch(), seed=self.seed)
        return dataclasses.replace(bowl, box=_box(bowl.solution, X, points.y))

    def best(self) -> Array:
        """The least-squares line (intercept, slope), in closed form."""
        return self.objective().solution

    def start(self) -> Array:
        return np.array([self.b0, self.b1])

    def every(self) -> int:
        return 1

    def sampled(self) -> bool:
        return self.mini_batch() is not None

    def facts(self) -> dict[str, Any]:
        count, scaling = len(self.measured().x), self.scaling()
        said = {"Points there are": count, "Points a step sees": self.mini_batch() or count}
        if scaling is None:
            return said
        mean, spread = (float(part[1]) for part in scaling)
        return {**said, "Mean of x, taken off": mean, "Spread of x, divided by": spread}

    def shown_as(self) -> float:
        """Where half the squared error is descended, the whole is shown."""
        return SHOWN_AS[self.loss]

    def mini_batch(self) -> int | None:
        """How many points a step sees; None: all of them."""
        return mini_batch(self.batch, len(self.points().x))

    def run(self) -> dict[str, Trajectory]:
        return {self.optimizer: self.walk(self.objective(), self.rule())}

    def ground_code(self) -> list[str]:
        """Lines of a script that make ``objective`` and ``start``."""
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
        """The script; where half the squared error is descended, the squared error itself is printed last."""
        walk = walk_code(self, "path.x[k].tolist()")
        whole = ['print("‖y − Xβ‖² =", 2 * float(path.value[-1]))'] if self.loss == "half_sse" else []
        return script(*self.ground_code(), f"optimizer = {rule_code(self)}", *walk, *whole)


def _box(best: Array, X: Array, y: Array) -> tuple[tuple[float, float], ...]:
    """A window around the best line, from the data alone, its edges round numbers."""
    tall, wide = np.abs(y).max() + 1, np.abs(X[:, 1]).max() + 1e-9
    reach = (2.5 * tall, 8 * tall / wide)
    return tuple((_round(b - r, math.floor), _round(b + r, math.ceil)) for b, r in zip(best, reach))


def _round(value: float, toward: Callable[[float], int]) -> float:
    unit = 10.0 ** math.floor(math.log10(abs(value) + 1e-9)) / 2
    return float(toward(value / unit) * unit)
