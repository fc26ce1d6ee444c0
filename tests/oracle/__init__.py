"""An oracle for the verdict: every named predicate once more, written from the definitions alone, plainly and slowly.

Nothing of ``gdengine.analysis`` is used: one recorded member and the objective go in, plain Python comes out.  One
member at a time, one function a predicate, loops over rows; where the definitions name a number it stands as they name
it.  Axes: rows 0 … n of the member that count, ``x[k]`` and ``g[k]`` vectors (D,), ``f[k]`` a float.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdengine.core import Objective, Trajectory
from tests.oracle.endings import End, ended
from tests.oracle.manners import manners, period, share
from tests.oracle.walk import Walk


class Truth(NamedTuple):
    """What the oracle says of one member of a run."""

    walk: Walk
    end: End
    how: frozenset[str]  # the names of the manners that hold
    share: float  # of the counted steps: those that overshoot
    period: int  # of the cycle it ends in, 0 without one


def truth(run: Trajectory, objective: Objective, member: tuple[int, ...] = ()) -> Truth:
    """Everything the oracle says of one member (an index into the batch axes)."""
    w = Walk(run, objective, member)
    with np.errstate(all="ignore"):
        end = ended(w)
        how = frozenset(name for name, holds in manners(w, end.name).items() if holds)
        return Truth(w, end, how, share(w), period(w) if "hopping" in how else 0)
