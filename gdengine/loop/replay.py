"""What a rule remembered at every step of a run: for showing a step with its numbers."""

from __future__ import annotations

import numpy as np

from gdengine.core import Array, Optimizer, Trajectory


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
