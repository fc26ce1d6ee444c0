"""``ByHand``: the regression page's view in which the learner lays the line, and descent races the hand."""

from __future__ import annotations

import dataclasses
from typing import final

import numpy as np

from gdengine.analysis.numbers import number
from gdengine.core import Array, Objective, Trajectory
from gdengine.experiments.knobs import knob
from gdengine.experiments.records import ViewRecord
from gdengine.experiments.regression import LARGEST_START, Regression
from gdengine.experiments.scripts import rule_code, script, walk_code
from gdengine.regression import CRITERIA, SQUARES

PLACE_DIGITS = 9  # significant, of an x that is named: the points have no more
LEVEL = 1e-9  # relative: losses so near are one


@final
@dataclasses.dataclass(frozen=True)
class ByHand(ViewRecord):
    """The line laid by hand, on the scale of the record's points, and what is meant by the best one."""

    hand_intercept: float = knob(
        0.0, "Your intercept", -LARGEST_START, LARGEST_START, help="Height of your line at x = 0.", group="view"
    )
    hand_slope: float = knob(
        0.0, "Your slope", -LARGEST_START, LARGEST_START, help="How steep your line is.", group="view"
    )
    criterion: str = knob(
        SQUARES, "Best means least", choices=tuple(CRITERIA), help="What is made as small as possible.", group="view"
    )
    guessed: bool = knob(False, "Answer shown", help="The best line and the race, once your line lies.", group="view")
    hand_beside: str = knob(
        "map",
        "Beside the race",
        choices=("map", "residuals"),
        when=("guessed", (True,)),
        help="The loss of every line as a map, or what your line leaves of every point.",
        group="view",
    )

    def hand(self) -> Array:
        """Your line (intercept, slope)."""
        return np.array([self.hand_intercept, self.hand_slope])

    def objective(self, record: Regression) -> Objective:
        """What is descended: the criterion's loss in the record's convention, over the record's map."""
        bowl = record.objective()
        if self.criterion == SQUARES:
            return bowl
        points = record.points()
        return dataclasses.replace(CRITERIA[self.criterion].objective(points.x, points.y, record.loss), box=bowl.box)

    def best(self, record: Regression) -> Array:
        """The best line (intercept, slope) by the criterion; (nan, inf) where it is upright."""
        return np.array(CRITERIA[self.criterion].best(*record.points()[:2]))

    def caveat(self, record: Regression) -> str:
        """A sentence where there is no one best line on the map; nothing where there is."""
        return CRITERIA[self.criterion].caveat(*record.points()[:2], lambda x: number(x, PLACE_DIGITS))

    def losses(self, record: Regression) -> dict[str, float]:
        """The loss of your line and of the best one, as shown (``Regression.shown_as``); nan where that is no line."""
        objective, best = self.objective(record), self.best(record)
        least = objective(best) if np.isfinite(best).all() else np.nan
        return {"yours": float(record.shown_as() * objective(self.hand())), "best": float(record.shown_as() * least)}

    def passed(self, record: Regression, run: Trajectory) -> int | None:
        """The first step at which the walk (K, 2) is better than your line; None if it never is.

        Two that are level but for rounding are level: a walk that sets out from your line has not passed it.
        """
        better = np.flatnonzero(run.value < (1 - LEVEL) * self.objective(record)(self.hand()))
        return int(run.step[better[0]]) if len(better) else None

    def runs(self, record: Regression) -> dict[str, Trajectory]:
        if self.criterion == SQUARES:
            return record.run()
        return {record.optimizer: record.walk(self.objective(record), record.rule())}

    def code(self, record: Regression) -> str:
        """The script: the walk, your line and the best one."""
        made, chosen = record.ground_code(), f'gdengine.regression.CRITERIA["{self.criterion}"]'
        if self.criterion != SQUARES:
            objective = f'{chosen}.objective(X[:, 1], points.y, "{record.loss}")'
            half = ["# f is half of the loss that is shown"] if record.loss == "half_sse" else []
            made = [*record.design_code(), f"objective = {objective}", *half, f"start = {record.start().tolist()}"]
        hand = self.hand().tolist()
        whole, twice = [], ""
        if record.loss == "half_sse":
            whole = ['print("twice f =", 2 * float(path.value[-1]))']
            twice = f', "twice f =", 2 * float(objective({hand}))'
        lines = [
            *whole,
            f'print("your line:", {hand}, "f =", float(objective({hand})){twice})',
            f'print("best line:", {chosen}.best(X[:, 1], points.y))',
        ]
        return script(*made, f"optimizer = {rule_code(record)}", *walk_code(record), *lines)
