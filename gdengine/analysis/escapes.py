"""Bumbling hikers: the same walk with many different stumbles, and how many of them leave the valley they started in.

A hiker's **valley** is the minimum at which a walk that does not stumble ends from where the hiker is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gdengine.analysis.curvature import sharpness
from gdengine.analysis.measures import NONE, reached
from gdengine.core import Array, Objective, Optimizer, Outcome, Trajectory
from gdengine.landscapes.noise import with_noise
from gdengine.loop.descend import descend
from gdengine.rules.optimizers import gd

VALLEY_SEARCH_STEPS = 1000  # steps of the walk that finds out where a valley ends


def hikers(
    objective: Objective,
    optimizer: Optimizer,
    x0: ArrayLike,
    steps: int,
    sigma: float,
    *,
    seed: int = 0,
    count: int = 24,
    **options: Any,
) -> Trajectory:
    """``count`` walks from one start (D,), each with its own stumbles: batch axis (count,), all in one ``descend``.

    Member 0 stumbles as a single walk of that seed does (see ``with_noise``).  ``options`` are those of ``descend``.
    """
    starts = np.broadcast_to(np.asarray(x0, float), (count, objective.dim))
    return descend(with_noise(objective, sigma, seed), optimizer, starts, steps, **options)


def valley(objective: Objective, x: ArrayLike) -> Array:
    """The index of the known minimum of the valley in which x (*B, D) lies, −2 where it is not found: integers (*B).

    Found by gradient descent at the rate 1/L, L the largest curvature at the point and at the minima.  A point that
    is not finite lies in no valley.
    """
    x = np.asarray(x, float)
    sound = np.isfinite(x).all(-1)
    x = np.where(sound[..., None], x, 0.0)
    least = max((sharpness(objective, place) for place in objective.minima), default=0.0)
    here = [max(least, sharpness(objective, place)) for place in x.reshape(-1, objective.dim)]
    rates = 1 / np.reshape(here, (*x.shape[:-1], 1))
    run = descend(objective, gd(rates), x, VALLEY_SEARCH_STEPS, history=False)
    return np.where(sound, reached(objective, run.x[-1]), NONE)


def escaped(objective: Objective, run: Trajectory) -> Array | None:
    """Whether each member of a run (K, N, D) from one start ended in another valley than it began in: booleans (N,).

    A diverged member has left its valley too.  None where it is not known: where the valley that they began in, or
    that one of the others ended in, is not found.
    """
    gone = run.outcome == Outcome.DIVERGED
    first, *last = valley(objective, np.concatenate([run.x[0, :1], run.x[-1]]))
    if first == NONE or (np.array(last)[~gone] == NONE).any():
        return None
    return gone | (np.array(last) != first)
