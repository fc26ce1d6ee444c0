"""``descend``: the one loop.  A single path, ten thousand starts, a sweep of rates and a network all go through it.

How it is fast, and still one loop: objectives and rules are plain expressions, so the same code runs on Python floats
(a few members of a curve or surface, where the overhead of arrays would dominate: ``alone``) and on arrays
(``walkers.Crowd``), chunk by chunk so that every temporary stays in the processor's nearest memory, and there, where
coordinates are separate, in blocks of steps without a look at who has ended (``blocks.BlockCrowd``).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gdengine.core import Array, Objective, Optimizer, Trajectory, is_number, whole_number
from gdengine.loop.alone import alone
from gdengine.loop.blocks import BlockCrowd, in_blocks
from gdengine.loop.history import KEPT, History
from gdengine.loop.in_place import LINE
from gdengine.loop.walkers import Crowd, Stop, order, separate
from gdengine.rules.optimizers import batch_of, members

CHUNK = 12_000  # members: x of two coordinates fills 188 KiB, what a step writes 0.5 to 1.5 MiB
FEW_MEMBERS = 12  # up to this many members, Python floats beat arrays


def descend(
    objective: Objective,
    optimizer: Optimizer,
    x0: Any,
    steps: int,
    *,
    every: int = 1,
    tol: float = 0.0,
    limit: float = 1e12,
    patience: int = 0,
    epsilon: float = 0.0,
    keep: Sequence[str] = KEPT,
    history: bool = True,
) -> Trajectory:
    """Walk ``steps`` updates xₖ₊₁ = xₖ + delta(∇f(xₖ)) from every start in ``x0`` (*B, D), all members at once.

    *B also takes the batch axes of the optimizer's array settings, so a sweep of rates (R, 1) from one start (D,) is
    one call.  A member stops early as CONVERGED when neither its gradient nor its next step is longer than ``tol`` (so
    0 means: an exactly flat spot), as DIVERGED when its next point would be farther than ``limit`` from the origin or
    its value or gradient not finite, and, with ``patience`` p > 0, as STALLED or OSCILLATING when p steps in a row have
    not improved its best value by more than ``epsilon``.  Nothing is ever clipped.  Where the gradient is sampled
    (``objective.noisy``) the tolerance is not tested: a sample that happens to vanish proves nothing.

    ``every=k`` records steps 0, k, 2k, … only; ``history=False`` records each member's last point only (K = 1).
    ``keep`` names what is recorded, one or several of "x", "value" and "grad": the others are arrays without rows,
    x (0, *B, D), so that ten thousand weights need not be remembered for the sake of one loss (``recording`` keeps a
    way back to them).  Raises ValueError for what is no objective or no rule, for a start of the wrong shape or not
    finite, for counts or tolerances out of range and for an unknown name in ``keep``.
    """
    keep = (keep,) if isinstance(keep, str) else keep
    asked = Stop(tol, limit, patience, epsilon)
    starts, batch, stop = checked(objective, optimizer, x0, steps, every, asked, keep)
    log = History(len(starts), objective.dim, steps, every if history else 0, order(objective), keep)
    with np.errstate(all="ignore"):
        if separate(objective) and len(starts) <= FEW_MEMBERS:
            for i, start in enumerate(starts.tolist()):
                alone(objective, members(optimizer, i, batch), start, stop, log, i)
        else:
            kind = BlockCrowd if in_blocks(objective, stop) else Crowd
            crowd = kind(objective, optimizer, batch, len(starts), stop, log)
            for part in _parts(len(starts), CHUNK if separate(objective) else len(starts)):
                crowd.resume(crowd.at_start(starts, part))
                crowd.walk(0, steps)
    return log.trajectory(batch)


def _parts(count: int, size: int) -> list[slice]:
    """Slices of at most ``size`` members, of nearly equal length, all but the last of whole cache lines."""
    pieces = -(-count // max(size, 1))
    edges = [count * i // pieces // LINE * LINE for i in range(pieces)]
    return [slice(*edge) for edge in pairwise([*edges, count])]


def checked(
    objective: Objective, optimizer: Optimizer, x0: Any, steps: int, every: int, stop: Stop, keep: Sequence[str]
) -> tuple[Array, tuple[int, ...], Stop]:
    """The starts as one flat batch (N, D), its axes *B, and when to stop; ValueError as ``descend``."""
    if not isinstance(objective, Objective):
        raise ValueError(f'what is descended is an Objective, such as LANDSCAPES["square"], not {objective!r}')
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f'a rule is an Optimizer with its rate, such as OPTIMIZERS["gd"](lr=0.1), not {optimizer!r}')
    x0 = np.asarray(x0, float)
    _check(objective, x0, steps, every, stop)
    if unknown := sorted({*keep} - {*KEPT}):
        raise ValueError(f"of every step {', '.join(KEPT)} can be kept, not {unknown[0]!r}")
    batch = _batch(x0, optimizer)
    starts = np.broadcast_to(x0, (*batch, objective.dim)).reshape(-1, objective.dim)
    return starts, batch, stop._replace(limit=min(stop.limit, sys.float_info.max))  # what is infinite is beyond any


def _batch(x0: Array, optimizer: Optimizer) -> tuple[int, ...]:
    """*B: the batch axes of the starts, broadcast with those of the optimizer's settings."""
    starts, settings = x0.shape[:-1], batch_of(optimizer)
    try:
        return np.broadcast_shapes(starts, settings)
    except ValueError:
        raise ValueError(f"starts in a batch {starts} and settings in a batch {settings} do not fit together") from None


def _check(objective: Objective, x0: Array, steps: int, every: int, stop: Stop) -> None:
    if x0.ndim == 0 or x0.shape[-1] != objective.dim:
        raise ValueError(f"a start of {objective.name!r} has {objective.dim} coordinates, not the shape {x0.shape}")
    if not np.isfinite(x0).all():
        raise ValueError("every coordinate of a start must be a finite number")
    for name, count, least in (("steps", steps, 0), ("every", every, 1), ("patience", stop.patience, 0)):
        whole_number(name, count, least)
    for name in ("tol", "limit", "epsilon"):
        value = getattr(stop, name)
        if not (is_number(value) and value >= 0):
            raise ValueError(f"{name} must be a number of at least 0, not {value!r}")
