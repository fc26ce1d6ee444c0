"""The settings that suit a learner's own points: with those of the experiment before, a walk may not begin there."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from gdengine.experiments.regression import Regression
from gdengine.regression import condition, design, rate_limit
from gdengine.regression.least_squares import loss_factor

FEWEST_STEPS = 100
STEPS_A_CONDITION = 10  # that half the largest rate takes to arrive, a condition number of one more
ROUND_SHARE = 0.05  # of the largest rate, in a round bowl


def suited(record: Regression, *, sampled: bool = False, scaled: bool = False) -> dict[str, Any]:
    """The settings with which plain descent on the record's points begins on its map and arrives within its steps.

    ``sampled``: a step may see a single point (so it may wherever ``batch`` says) · ``scaled``: x is standardized
    whatever its condition.  The rate is a share of the largest that is borne, the smaller the rounder the bowl: in a
    round one half of it would arrive at once, and there would be nothing to see.
    """
    steps = max(record.steps, FEWEST_STEPS)
    plain = dataclasses.replace(record, unit="as_measured", scale="raw")
    if record.spread() and (scaled or condition(design(plain.points().x)) > steps / STEPS_A_CONDITION):
        plain = dataclasses.replace(plain, scale="standardized")
    X = design(plain.points().x)
    limit, bends = rate_limit(X, record.loss), condition(X)
    if sampled or record.sampled():  # the gradient of one point, N times: 2c·N·‖x‖² is the most it bends
        limit = min(limit, 1 / (loss_factor(record.loss, len(X)) * len(X) * float(np.square(X).sum(-1).max())))
    rate = record.knobs()["lr"].nearest(float(f"{limit * min(0.5, ROUND_SHARE * bends):.2g}"))
    how: dict[str, Any] = {"optimizer": "gd", "lr": rate, "steps": steps, "decay": 1.0, "patience": 0}
    return how | {"unit": plain.unit, "scale": plain.scale, "b0": 0.0, "b1": 0.0}
