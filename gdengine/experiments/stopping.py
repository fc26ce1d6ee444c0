"""When to stop: by a number of steps, or when the loss no longer improves; the step that each rule chooses, and why."""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from gdengine.analysis.numbers import counted, number
from gdengine.core import Outcome, Trajectory
from gdengine.experiments.descent import Descent
from gdengine.experiments.numbers import write_number

USUAL_PATIENCE, USUAL_EPSILON = 1, 1e-4  # where the record has no patience of its own


class Chosen(NamedTuple):
    """The step at which a rule stops, the loss shown there, and the reason."""

    rule: str  # "budget" or "progress"
    step: int
    loss: float
    why: str


def stops(record: Descent, run: Trajectory | None = None) -> tuple[Chosen, Chosen]:
    """What both rules choose for the record's first run, which is one of theirs, and may be given."""
    free = dataclasses.replace(record, patience=0)
    patience, epsilon = (record.patience, record.epsilon) if record.patience else (USUAL_PATIENCE, USUAL_EPSILON)
    watched = dataclasses.replace(record, patience=patience, epsilon=epsilon)

    def walked(asked: Descent) -> Trajectory:
        return run if run is not None and asked == record else next(iter(asked.run().values()))

    return _budget(free, walked(free)), _progress(watched, walked(watched))


def _budget(record: Descent, run: Trajectory) -> Chosen:
    last = "the last of them" if record.steps > 1 else "it"
    spent = f"The budget of {counted(record.steps, 'step')} was spent, however much or little {last} brought."
    return Chosen("budget", int(run.last), _loss(record, run), _early(run) or spent)


def _progress(record: Descent, run: Trajectory) -> Chosen:
    return Chosen("progress", int(run.last), _loss(record, run), _early(run) or _improvement(record, run))


def _early(run: Trajectory) -> str:
    """Why a walk ended that no rule stopped."""
    if run.outcome == Outcome.DIVERGED:
        return f"It diverged: step {int(run.last) + 1} led beyond all limits."
    return f"Step {int(run.last)} stood where the slope is exactly 0." if run.outcome == Outcome.CONVERGED else ""


def _improvement(record: Descent, run: Trajectory) -> str:
    """Why the second rule stopped, or did not: every loss is held against the best before."""
    needed = f"more than ε = {write_number(record.epsilon)}"
    by, besides = (f" by {needed}", f", let alone by {needed}") if record.epsilon else ("", "")
    if run.outcome == Outcome.RUNNING and record.patience == 1:
        fell = record.shown_as() * float(run.value[-2] - run.value[-1]) > record.epsilon
        if record.steps == 1:
            return f"Its only step {'lowered' if fell else 'did not lower'} the loss{by}."
        return f"Each of its {record.steps} steps{'' if fell else ' but the last'} lowered the loss{by}."
    if run.outcome == Outcome.RUNNING:
        return (
            f"In {counted(record.steps, 'step')} it never went {record.patience} in a row without lowering the best "
            f"loss{by}."
        )
    last = int(run.last) // record.every()
    loss = record.shown_as() * run.value[: last + 1]
    brought = float(np.min(loss[: last + 1 - record.patience]) - np.min(loss[last + 1 - record.patience :]))
    one = record.patience == 1  # then the best before is the loss before
    who = f"Step {int(run.last)}" if one else f"The last {record.patience} steps"
    if brought > 0:
        return f"{who} lowered the loss by {number(brought)}{'' if one else ' below the best before'}: no {needed}."
    return f"{who} did not lower the loss{'' if one else ' below the best before'}{besides}."


def _loss(record: Descent, run: Trajectory) -> float:
    return float(record.shown_as() * run.value[min(int(run.last) // record.every(), len(run.value) - 1)])
