"""What a rule remembered at every step of a run: for showing a step with its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdengine.core import Array, Optimizer, Trajectory
from gdengine.rules.rule import RULES


def replay(optimizer: Optimizer, run: Trajectory) -> dict[str, Array]:
    """The rule's numbers at every step of one recorded run (K, D), by the letters of its formula: arrays (K, D).

    ``v`` is the state *after* the update that starts at that row's x, ``v_before`` that before it; ``rate`` (K,) the
    learning rate in force and ``delta`` (K, D) the step it gave.  The rule is run again on the recorded gradients, so
    the run must have every step and no batch axes; ValueError otherwise.
    """
    if run.x.ndim != 2 or (np.diff(run.step) != 1).any():
        raise ValueError("a step can be explained where a single run was recorded step by step")
    rate = optimizer.settings["lr"]
    state, rows = optimizer.init(run.x[0]), []
    if not state and not callable(rate):  # every step is like every other: all at once
        with np.errstate(all="ignore"):
            delta, _ = optimizer.update(run.grad, state, 0)
        return {"delta": delta, "rate": np.full(len(run.step), rate, float)}
    with np.errstate(all="ignore"):
        for k, grad in zip(run.step.tolist(), run.grad):
            delta, after = optimizer.update(grad, state, k)
            rows.append((delta, *state, *after))
            state = after
    letters = getattr(state, "_fields", ())
    names = ["delta", *(f"{letter}_before" for letter in letters), *letters]
    numbers = {name: np.array(column) for name, column in zip(names, zip(*rows))}
    numbers["rate"] = np.array([rate(k) if callable(rate) else rate for k in run.step.tolist()], float)
    return numbers


def worked(optimizer: Optimizer, run: Trajectory, remembered: dict[str, Array], i: int) -> dict[str, Any]:
    """Everything that the lines of the rule name for coordinate i, at every step: arrays (K,) or plain numbers.

    ``remembered`` is the run's ``replay``; c is where the step starts, g its gradient, ``next`` where it leads.
    """
    mine: dict[str, Any] = {name: column if column.ndim == 1 else column[:, i] for name, column in remembered.items()}
    mine |= {"c": run.x[:, i], "g": run.grad[:, i], "next": run.x[:, i] + mine.pop("delta")}
    mine |= {name: value for name, value in optimizer.settings.items() if name != "lr"}
    with np.errstate(all="ignore"):  # of a run that diverged
        return mine | RULES[optimizer.name].parts(**mine, t=run.step + 1.0)


def lengths(run: Trajectory, remembered: dict[str, Array]) -> dict[str, Array]:
    """What the line on a step's length names: its length, the slope it starts on, η and their product, (K,) each."""
    slope, length = (np.hypot.reduce(vectors, axis=-1) for vectors in (run.grad, remembered["delta"]))
    return {"slope": slope, "length": length, "rate": remembered["rate"], "plain": remembered["rate"] * slope}
