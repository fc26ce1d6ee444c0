"""The regression page's record: some points, a loss, and a descent over (intercept, slope)."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import Any, ClassVar, final

import numpy as np

from gdengine.core import Array, Trajectory
from gdengine.experiments.chosen_points import (
    MADE_BY,
    OWN_POINTS,
    chosen_points,
    made_line_knob,
    made_with,
    own_points_knob,
    points_code,
    points_that_are_here,
)
from gdengine.experiments.descent import Descent, rate_knob, start_on_the_map, steps_knob
from gdengine.experiments.knobs import knob
from gdengine.experiments.sampled import batch_knob, mini_batch, no_more_than_there_are
from gdengine.experiments.scripts import half_code, rule_code, script, walk_code, whole_code
from gdengine.regression import (
    DATASETS,
    LOSSES,
    Data,
    LeastSquares,
    design,
    least_squares,
    rate_limit,
    standardize,
    unstandardize,
)
from gdengine.regression.window import window

SHOWN_AS = {"mse": 1.0, "sse": 1.0, "half_sse": 2.0}  # the loss shown, in units of the one descended
UNITS = {"as_measured": 1.0, "sixtieths": 60.0, "thousandths": 1000.0, "thousands": 0.001}  # x is so many of them
LOWEST_LINE_RATE = 1e-13  # what squares of years and of thousands need
LARGEST_START = 1e9
BOWLS_REMEMBERED = 8
NO_SPREAD = "Every x is the same, so there is no spread to standardize by."


def some_spread(record: Any) -> tuple[Any, list[str]]:
    """Where all x are equal there is nothing to standardize by."""
    if record.scale == "raw" or record.spread():
        return record, []
    return dataclasses.replace(record, scale="raw"), [NO_SPREAD]


@final
@dataclasses.dataclass(frozen=True)
class Regression(Descent):
    """A straight line y = b0 + b1·x fitted to points by descent on its loss."""

    page: ClassVar[str] = "regression"
    coordinates: ClassVar[tuple[str, ...]] = ("b0", "b1")
    repairs: ClassVar = (points_that_are_here, some_spread, start_on_the_map, no_more_than_there_are)
    idle: ClassVar = {
        "batch": lambda record: True,  # the facts say how many points a step sees
        "seed": lambda record: not record.sampled() and record.data not in made_with("seed"),
    }

    data: str = knob("ten_points", "Points", choices=(*DATASETS, OWN_POINTS), help="The points to fit.", group="data")
    xy: str = own_points_knob("0_0~1_1~2_2~3_3~4_14")
    unit: str = knob(
        "as_measured",
        "x counted in",
        choices=tuple(UNITS),
        advanced=True,
        help="Hours in sixtieths are minutes; kilometers in thousandths are meters.  The line stays the same.",
        group="data",
    )
    scale: str = knob(
        "raw",
        "Scale of x",
        choices=("raw", "standardized"),
        advanced=True,
        help="Standardized: x shifted and scaled to mean 0 and standard deviation 1, so the bowl of a line is round.",
        group="data",
    )
    b0: float = knob(
        -8.0, "Start intercept", -LARGEST_START, LARGEST_START, step=0.1, help="Height of the first guess at x = 0."
    )
    b1: float = knob(-3.2, "Start slope", -LARGEST_START, LARGEST_START, step=0.1, help="Steepness of the first guess.")
    lr: float = rate_knob(0.002, LOWEST_LINE_RATE)
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
    slope: float = made_line_knob("slope", 1.0, "Slope of the line made", -100.0, 100.0, step=0.1)
    intercept: float = made_line_knob("intercept", 0.0, "Intercept of the line made", -1000.0, 1000.0, step=0.5)
    outliers: int = made_line_knob("outliers", 0, "Outliers", 0, 20, step=1)
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
        """The points as the line sees them: x (N,) in the unit asked for or standardized, y (N,), and what is known."""
        points = self.measured()
        if self.scale == "standardized":
            return points._replace(x=standardize(design(points.x))[0][:, 1])
        return points if self.unit == "as_measured" else points._replace(x=points.x * UNITS[self.unit])

    def measured(self) -> Data:
        """The points in the units in which they were measured."""
        return chosen_points(self.data, self.xy, {name: getattr(self, name) for name in MADE_BY})

    def spread(self) -> float:
        """The standard deviation of x as measured; 0 where all x are equal."""
        x = self.measured().x
        return float(x.std()) if np.ptp(x) else 0.0

    def scaling(self) -> tuple[Array, Array] | None:
        """Mean and spread (2,) by which a standardized x was brought to scale; None where it was not.

        Of x as measured: a mean and a spread do not depend on the unit.
        """
        return None if self.scale == "raw" else standardize(design(self.measured().x))[1:]

    def original(self, beta: Any) -> Array:
        """Coefficients (*B, 2) of a line in measured units, for β (*B, 2) of a walk, whatever its scale and unit."""
        if scaling := self.scaling():
            return unstandardize(beta, *scaling)
        return np.asarray(beta, float) * (1.0, UNITS[self.unit])

    def scaled(self, line: Any) -> Array:
        """The opposite of ``original``: β (*B, 2) of the walk's scale for lines (*B, 2) in measured units."""
        line = np.asarray(line, float)
        if scaling := self.scaling():
            mean, spread = (part[1] for part in scaling)
            return np.stack([line[..., 0] + line[..., 1] * mean, line[..., 1] * spread], -1)
        return line / (1.0, UNITS[self.unit])

    def limit(self) -> float:
        """2/λmax of the loss descended: the rate above which plain descent on all points diverges."""
        return rate_limit(design(self.points().x), self.loss)

    def objective(self) -> LeastSquares:
        return _bowl(dataclasses.replace(self.only("ground", "data"), batch=self.batch))

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

    def design_code(self) -> list[str]:
        """Lines of a script that make ``points`` and ``X``."""
        scaled = ["X, mean, scale = gdengine.regression.standardize(X)"] if self.scale == "standardized" else []
        times = "" if self.unit == "as_measured" or scaled else f" * {UNITS[self.unit]!r}"
        return [
            *points_code(self),
            f"X = gdengine.regression.design(points.x{times})",
            *scaled,
        ]

    def ground_code(self) -> list[str]:
        """Lines of a script that make ``objective`` and ``start``."""
        return [
            *self.design_code(),
            "objective = gdengine.regression.least_squares(",
            f'    X, points.y, loss="{self.loss}", batch={self.mini_batch()}, seed={self.seed}',
            ")",
            *half_code(self),
            f"start = {self.start().tolist()}",
        ]

    def code(self) -> str:
        """The script; where half the squared error is descended, the squared error itself is printed last."""
        return script(*self.ground_code(), f"optimizer = {rule_code(self)}", *walk_code(self), *whole_code(self))


@lru_cache(BOWLS_REMEMBERED)  # a mend tries a dozen walks over one loss, whose points may be a hundred thousand
def _bowl(record: Regression) -> LeastSquares:
    """The loss over a record's points, and where it is shown."""
    points = record.points()
    X = design(points.x)
    bowl = least_squares(X, points.y, loss=record.loss, batch=record.mini_batch(), seed=record.seed)
    bowl.solution.setflags(write=False)  # it belongs to all who ask
    return dataclasses.replace(bowl, box=window(bowl.solution, X, points.y))
