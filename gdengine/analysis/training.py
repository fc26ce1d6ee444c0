"""A network's training, of which stays what is looked at: its curve and its losses in every epoch, and a way back.

The largest network's 2,000 epochs are 270 MB of weights and gradients; what stays of them is about 10 MB and a sketch
of at most 64 MB, to be judged and forgotten.  Axes: K epochs recorded, D weights, N points, P places along x, L layers
with weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.loop.recording import STRETCHES, Recording, Watch, recorded
from gdengine.network.mlp import Network, mlp, predict
from gdengine.network.parts import gradient_sizes

SKETCH_BYTES = 64_000_000  # of weights and gradients, at once
STRETCH_WORK = 400_000_000  # multiplications of weights and samples in a stretch: what replaying a row may cost
MOST_STRETCHES = 64


class Training(NamedTuple):
    """What is left of a training.

    ``recording.seen`` has, of every epoch, ``curve`` (K, P), what the network says along x, and ``fitted`` (K, N), what
    it says at its points, both in single precision as they are drawn; ``slope`` (K,), the length of the gradient;
    ``layers`` (K, L), its size in each layer (``network.gradient_sizes``); and ``held`` (K,), the loss on the points
    held out, where there are any.  ``sketch`` is the run itself, weights and gradients, with one epoch of ``thinned``
    and the last: for ``diagnose``.
    """

    recording: Recording
    sketch: Trajectory
    thinned: int

    @property
    def note(self) -> str:
        """What is to be said about what was left out; nothing where nothing was."""
        if self.thinned == 1:
            return ""
        return f"The verdict looks at one epoch of {self.thinned}: all weights of all epochs are too many to keep."


def train(
    net: Network,
    rule: Optimizer,
    start: ArrayLike,
    updates: int,
    across: ArrayLike,
    held: tuple[Array, Array] | None = None,
    watch: Watch | None = None,
    **options: Any,
) -> Training:
    """Train a network by ``updates`` steps of the rule from start (D,), looked at along ``across`` (P,): ``Training``.

    ``held`` are points (M,), (M,) that it does not learn from.  ``watch(step)`` is called every few updates, and ends
    the training by raising something.  ``options`` are those of ``descend``: every, tol, limit, patience, epsilon.
    """
    every = options.get("every", 1)
    thinned = _thinned(updates // every + 1, net.dim)
    last = updates // every
    look = _look(net, np.asarray(across, float), held)

    def observe(stretch: Trajectory) -> Mapping[str, Array]:
        row = stretch.step // every
        kept = _kept(row, thinned, last)
        return {**look(stretch), "x": stretch.x[kept], "grad": stretch.grad[kept], "row": row[kept]}

    work = updates * net.dim * len(net.x)
    stretches = min(max(STRETCHES, work // STRETCH_WORK), MOST_STRETCHES)
    whole = recorded(net, rule, start, updates, observe=observe, watch=watch, stretches=stretches, **options)
    seen = dict(whole.seen)
    x, grad, row = (seen.pop(name) for name in ("x", "grad", "row"))
    sketch = whole.run._replace(step=whole.run.step[row], value=whole.run.value[row], x=x, grad=grad)
    return Training(whole._replace(seen=seen), sketch, thinned)


def sketched(
    objective: Objective, rule: Optimizer, starts: ArrayLike, updates: int, watch: Watch | None = None, **options: Any
) -> Trajectory:
    """``descend`` from several starts (S, D), of which the points of a part of the rows are kept, and no gradients.

    As many as take 64 MB, the first and the last among them; ``step`` says which they are.
    """
    starts, every = np.asarray(starts, float), options.get("every", 1)
    last = updates // every
    thinned = _thinned(last + 1, starts.size)

    def observe(stretch: Trajectory) -> Mapping[str, Array]:
        kept = _kept(stretch.step // every, thinned, last)
        return {"x": stretch.x[kept], "step": stretch.step[kept]}

    made = recorded(objective, rule, starts, updates, observe=observe, watch=watch, stretches=MOST_STRETCHES, **options)
    x, step = made.seen["x"], made.seen["step"]
    return made.run._replace(step=step, x=x, value=made.run.value[step // every], grad=x[:0])


def _thinned(rows: int, numbers: int) -> int:
    """How many epochs there are to one of the sketch, whose points have so many numbers, and gradients as well."""
    return math.ceil(rows * numbers * 2 * 8 / SKETCH_BYTES)


def _kept(row: Array, thinned: int, last: int) -> Array:
    """Which of these rows a sketch has."""
    return (row % thinned == 0) | (row == last)


def _look(net: Network, across: Array, held: tuple[Array, Array] | None) -> Callable[[Trajectory], dict[str, Array]]:
    """What is kept of a stretch of the training."""
    asked = np.concatenate([across, net.x[:, 0]])
    judge = mlp(*held, net.sizes[1:-1], net.activation) if held is not None and len(held[0]) else None

    def look(stretch: Trajectory) -> dict[str, Array]:
        with np.errstate(all="ignore"):  # of a training that diverged
            said = predict(stretch.x, asked, net.sizes, net.activation)[..., 0].astype(np.float32)
            seen = {
                "curve": said[:, : len(across)],
                "fitted": said[:, len(across) :],
                "slope": np.linalg.norm(stretch.grad, axis=-1),
                "layers": gradient_sizes(stretch.grad, net.sizes),
            }
            return seen if judge is None else {**seen, "held": judge(stretch.x)}

    return look
