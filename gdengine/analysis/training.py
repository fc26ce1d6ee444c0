"""A network's training, of which stays what is looked at: its curve and its losses in every epoch, and a way back.

The largest network's 2,000 epochs are 270 MB of weights and gradients; what stays of them is 3 to 8 MB, by the number
of points, and a sketch of at most 64 MB, to be judged and forgotten.  Axes: K epochs recorded, D weights, N points, P
places along x, L layers with weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.loop.recording import STRETCHES, Recording, Watch, recorded
from gdengine.network.along_x import output_slope
from gdengine.network.mlp import Network, predict
from gdengine.network.parts import gradient_sizes

SKETCH_BYTES = 64_000_000  # of weights and gradients, at once
PLACES_BYTES = 32_000_000  # of weights alone, of several runs: a plane through them takes four times as much
STRETCH_WORK = 400_000_000  # multiplications of weights and samples in a stretch: what replaying a row may cost
MOST_STRETCHES = 64


class Training(NamedTuple):
    """What is left of a training.

    ``recording.seen`` has, of every epoch, ``curve`` (K, P), what the network says along x, and ``fitted`` (K, N), what
    it says at its points, both in single precision as they are drawn; ``edges`` (K, 2), how steep that curve is at the
    first place and at the last; ``slope`` (K,), the length of the gradient;
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
    sketch = _Sketch(updates // options.get("every", 1), (net.dim,), ("x", "grad"), SKETCH_BYTES)
    recording = looked_at(net, rule, start, updates, across, held, watch, sketch.take, **options)
    return Training(recording, sketch.of(recording.run), sketch.thinned)


def looked_at(
    net: Network,
    rule: Optimizer,
    start: ArrayLike,
    updates: int,
    across: ArrayLike,
    held: tuple[Array, Array] | None = None,
    watch: Watch | None = None,
    also: Callable[[Trajectory], object] | None = None,
    fitted: bool = True,
    **options: Any,
) -> Recording:
    """``train``'s recording alone, without a sketch; ``also`` is shown every stretch, with weights and gradients.

    What the network says at its points, and the gradient layer by layer, is kept where ``fitted``.
    """
    look = _look(net, np.asarray(across, float), held, fitted)

    def observe(stretch: Trajectory) -> Mapping[str, Array]:
        if also:
            also(stretch)
        return look(stretch)

    work = updates * net.dim * len(net.x)
    stretches = min(max(STRETCHES, work // STRETCH_WORK), MOST_STRETCHES)
    return recorded(net, rule, start, updates, observe=observe, watch=watch, stretches=stretches, **options)


def sketched(
    objective: Objective, rule: Optimizer, starts: ArrayLike, updates: int, watch: Watch | None = None, **options: Any
) -> Trajectory:
    """``descend`` from several starts (S, D), of which the points of a part of the rows are kept, and no gradients.

    As many as take 32 MB, the first and the last among them; ``step`` says which they are.
    """
    starts = np.asarray(starts, float)
    sketch = _Sketch(updates // options.get("every", 1), starts.shape, ("x",), PLACES_BYTES)

    def observe(stretch: Trajectory) -> Mapping[str, Array]:
        sketch.take(stretch)
        return {}

    made = recorded(objective, rule, starts, updates, observe=observe, watch=watch, stretches=MOST_STRETCHES, **options)
    return sketch.of(made.run)


class _Sketch:
    """Some rows of a run 0 … last, each ``thinned`` after the one before, and the last: as many as take ``most`` bytes.

    They are written where they stay: memory that is new to the process costs as much as the numbers in it.
    """

    def __init__(self, last: int, shape: tuple[int, ...], names: tuple[str, ...], most: float) -> None:
        numbers = (last + 1) * math.prod(shape) * len(names)
        self.thinned = math.ceil(8 * numbers / most)
        self.rows = np.unique([*range(0, last + 1, self.thinned), last])
        self.parts = {name: np.empty((len(self.rows), *shape)) for name in names}
        self.at = self.first = 0  # how many rows are written, and of how many have been shown

    def take(self, stretch: Trajectory) -> None:
        """The rows of the next stretch."""
        end = self.first + len(stretch.step)
        rows = self.rows[self.at : np.searchsorted(self.rows, end)] - self.first
        for name, part in self.parts.items():
            for i, row in enumerate(rows, self.at):
                part[i] = getattr(stretch, name)[row]
        self.at, self.first = self.at + len(rows), end

    def of(self, run: Trajectory) -> Trajectory:
        """The run with these rows alone."""
        return run._replace(step=run.step[self.rows], value=run.value[self.rows], **self.parts)


def _look(
    net: Network, across: Array, held: tuple[Array, Array] | None, fitted: bool
) -> Callable[[Trajectory], dict[str, Array]]:
    """What is kept of a stretch of the training, from one forward pass over all places that are asked for."""
    held_x, held_y = held or (across[:0], across[:0])
    own = net.x[:, 0] if fitted else across[:0]
    asked = np.concatenate([across, own, held_x])
    first, second = len(across), len(across) + len(own)

    def look(stretch: Trajectory) -> dict[str, Array]:
        with np.errstate(all="ignore"):  # of a training that diverged
            said = predict(stretch.x, asked, net.sizes, net.activation)[..., 0]
            seen = {"curve": said[:, :first].astype(np.float32), "slope": np.linalg.norm(stretch.grad, axis=-1)}
            if fitted:
                seen["fitted"] = said[:, first:second].astype(np.float32)
                seen["layers"] = gradient_sizes(stretch.grad, net.sizes)
                seen["edges"] = output_slope(stretch.x, across[[0, -1]], net.sizes, net.activation)[1][..., 0]
            if len(held_x):
                error = said[:, second:] - held_y
                seen["held"] = np.einsum("kn,kn->k", error, error) / len(held_y)
            return seen

    return look
