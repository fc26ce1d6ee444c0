"""``Scale``: the regression page's view of the same data twice, as they are and standardized."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import ClassVar, final

import numpy as np

from gdengine.core import Array, Trajectory
from gdengine.data.features import FEATURES, Features, features
from gdengine.experiments.chosen_points import MADE_BY
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import Differences, ViewRecord
from gdengine.experiments.regression import LARGEST_START, UNITS, Regression
from gdengine.experiments.scripts import half_code, indented, rule_code, script, walk_code, whole_code
from gdengine.loop.descend import descend
from gdengine.regression import (
    LeastSquares,
    condition,
    design,
    least_squares,
    rate_limit,
    solve,
    standardize,
    unstandardize,
)

ONE_FEATURE = "x"
SIDES = ("raw", "standardized")
PROBLEMS_REMEMBERED = 4  # both sides of two; of a hundred thousand points each weighs 2.4 MB
SAME_PART = 1e-14  # of two coefficients: what differs by no more is the same
ARRIVED_SHARE = 0.01  # of the way down the loss that may be left


@dataclasses.dataclass(frozen=True, eq=False)
class Problem:
    """What of a side its N points with D parameters alone decide."""

    X: Array  # (N, D)
    y: Array  # (N,)
    mean: Array  # (D,) and
    spread: Array  # (D,): unstandardize(β, mean, spread) is in measured units
    objective: LeastSquares
    limit: float  # of the rate
    condition: float


@final
@dataclasses.dataclass(frozen=True, eq=False)
class Side(Problem):
    """The problem on one scale, and the walk on it."""

    record: Regression  # the rate in force; of one feature also its scale, points and, if it can say it, start
    start: Array  # (D,)

    def walk(self) -> Trajectory:
        """The descent: x (K, D)."""
        return descend(self.objective, self.record.rule(), self.start, self.record.updates(), **self.record.options())

    def original(self, beta: Array) -> Array:
        """Coefficients (*B, D) in measured units, for β (*B, D) of this side."""
        return unstandardize(beta, self.mean, self.spread)

    def steps_needed(self, run: Trajectory) -> int | None:
        """The first step with all but a hundredth of the way down behind it; None if there is none.

        The way down is from the loss at the start to the least there is.
        """
        row = nearly_down(run.value, float(self.objective(self.objective.solution)))
        return None if row is None else int(run.step[row])


def _differences(own: Scale, record: Regression) -> Differences:
    """Several features are no points of the page's, and both walks on them begin with all coefficients 0."""
    several = own.several(record)
    if several is None:
        return Differences((), {})
    count = len(several.y)
    facts = {record.knobs()["seed"].label: record.seed, "Points there are": count, "Points a step sees": count}
    return Differences(("b0", "b1", "data", "xy", *(set(MADE_BY) - {"seed"})), facts)


@final
@dataclasses.dataclass(frozen=True)
class Scale(ViewRecord):
    """Which features, and how long the steps are on each side, in units of what that side can bear."""

    differences: ClassVar = (_differences,)
    features: str = knob(
        ONE_FEATURE,
        "Features",
        choices=(ONE_FEATURE, *FEATURES),
        help="The page's points, or several features at once.",
        group="view",
    )
    share: float = knob(
        0.5,
        "η as a share of its limit",
        0.01,
        1.1,
        step=0.05,
        help="Each side walks at this share of its own limit 2/λmax: above 1 plain descent diverges.",
        group="view",
    )

    def several(self, record: Regression) -> Features | None:
        """The features with their names and units, in measured units; None where it is the page's one x."""
        return None if self.features == ONE_FEATURE else features(self.features, seed=record.seed)

    def closed_form(self, record: Regression) -> Array:
        """β* (D,) in measured units."""
        several = self.several(record)
        points = record.measured()
        return solve(design(points.x), points.y) if several is None else solve(several.design(), several.y)

    def sides(self, record: Regression) -> dict[str, Side]:
        """Both sides by name.  Both start at the same line and are told the same rule and budget."""
        return {name: self.side(record, name) for name in SIDES}

    def side(self, record: Regression, name: str) -> Side:
        """The problem ``raw`` or ``standardized``; raw, the first feature is counted in the record's unit."""
        problem = _problem(self.features, name, record.only("ground", "data"))
        rate = record.knobs()["lr"].nearest(self.share * problem.limit)
        walked = dataclasses.replace(record, scale=name, lr=rate, batch=0)
        start = np.zeros(problem.objective.dim)
        if self.features == ONE_FEATURE:
            start = _start_or_best(walked.scaled(record.original(record.start())), problem.objective.solution)
            sayable = np.clip(start, -LARGEST_START, LARGEST_START)  # where x lies far from 0 a start may be beyond
            walked = dataclasses.replace(walked, b0=float(sayable[0]), b1=float(sayable[1]))
        return Side(**vars(problem), record=walked, start=start)

    def runs(self, record: Regression) -> dict[str, Trajectory]:
        return {name: side.walk() for name, side in self.sides(record).items()}

    def code(self, record: Regression) -> str:
        """The script: both walks, and the coefficients in measured units beside the closed form."""
        several = self.several(record)
        made = [f'data = gdengine.regression.features("{self.features}", seed={record.seed})',
                "measured, y = data.design(), data.y"]  # fmt: skip
        if several is None:
            made = dataclasses.replace(record, scale="raw", unit="as_measured").design_code()[:-1]
            made += ["measured, y = gdengine.regression.design(points.x), points.y"]
        sides = self.sides(record)
        raw = sides["raw"]
        lines = ["sides = {"]
        for name, side in sides.items():
            lines += [f'    "{name}": ({rule_code(side.record)}, {side.start.tolist()}),']
        each = [
            "X, mean, spread = gdengine.regression.standardize(measured)",
            'if name == "raw":',
            f"    mean, spread = {raw.mean.tolist()}, {raw.spread.tolist()}",
            "    X = measured / spread",
            f'objective = gdengine.regression.least_squares(X, y, "{record.loss}")',
            *half_code(record),
            "print(name)",
            *walk_code(record),
            *whole_code(record),
            'print("coefficients:", gdengine.regression.unstandardize(path.x[-1], mean, spread).tolist())',
        ]
        loop = ["}", "for name, (optimizer, start) in sides.items():", *indented(each)]
        return script(*made, *lines, *loop, 'print("closed form:", gdengine.regression.solve(measured, y).tolist())')


def _start_or_best(start: Array, best: Array) -> Array:
    """The start (D,), or the best line where they differ by rounding only: each has been brought to this scale."""
    apart = np.abs(start - best) <= SAME_PART * (np.abs(start) + np.abs(best))
    return best if apart.all() else start


def nearly_down(values: Array, least: float) -> int | None:
    """The first row of a walk (K,) with all but a hundredth of the way down to ``least`` behind it, if there is one."""
    there = np.flatnonzero(values - least <= ARRIVED_SHARE * (values[0] - least))
    return int(there[0]) if len(there) else None


@lru_cache(PROBLEMS_REMEMBERED)
def _problem(features: str, name: str, record: Regression) -> Problem:
    X, y = _numbers(record, Scale(features).several(record))
    mean, spread = np.zeros(X.shape[1]), np.ones(X.shape[1])
    if name == "standardized":
        X, mean, spread = standardize(X)
    else:
        spread[1] = 1 / UNITS[record.unit]
        X = X / spread
    for shared in (X, y, mean, spread):
        shared.setflags(write=False)
    return Problem(X, y, mean, spread, least_squares(X, y, record.loss), rate_limit(X, record.loss), condition(X))


def _numbers(record: Regression, several: Features | None) -> tuple[Array, Array]:
    """X (N, D) and y (N,) as measured."""
    if several is not None:
        return several.design(), several.y
    points = record.measured()
    return design(points.x), points.y
