"""A multilayer perceptron as an ``Objective``: the mean squared error of its outputs, over one flat vector of weights.

Each hidden layer is a ← f(aW + b), the output layer is linear.  Axes: *B networks (seeds, learning rates, epochs), D
parameters packed as ``packing`` says, N samples.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array, Objective, ValueAndGrad, whole_number
from gdengine.data import batches
from gdengine.network.activations import ACTIVATIONS
from gdengine.network.packing import checked, choose, count, parameters
from gdengine.network.passes import Backward, Forward, chunks, single


def sizes(x: ArrayLike, y: ArrayLike, hidden: Sequence[int] = (20, 20)) -> tuple[int, ...]:
    """The sizes (in, *hidden, out) of the network that ``mlp(x, y, hidden)`` trains: x (N,) or (N, in), y as x.

    Raises ValueError for widths that are no list of whole numbers, and for data that are not finite.
    """
    if np.ndim(hidden) != 1:
        raise ValueError(f"hidden must list the widths of the hidden layers, like (20, 20), not {hidden!r}")
    return checked((table(x, "x").shape[1], *hidden, table(y, "y").shape[1]))


class Task(NamedTuple):
    """scale·Σ (output − target)² over some samples: what a pass has to be told."""

    inputs: Array  # (in + 1, n), the last row 1
    targets: Array  # (out, n)
    sizes: tuple[int, ...]
    activation: str
    scale: float
    note: Callable[[Array, Array], Any] | None = None  # told the weights and outputs of every forward pass

    @property
    def shape(self) -> tuple[tuple[int, ...], str, int]:
        return self.sizes, self.activation, self.targets.shape[-1]


@dataclasses.dataclass(frozen=True)
class Network(Objective):
    """The objective ``mlp`` makes, and what it takes to predict.  To call it is a forward pass, without a gradient."""

    sizes: tuple[int, ...] = dataclasses.field(kw_only=True)
    activation: str = dataclasses.field(kw_only=True)
    task: Task = dataclasses.field(kw_only=True, compare=False, repr=False)

    @property
    def x(self) -> Array:
        """The inputs (N, in)."""
        return self.task.inputs[:-1].T

    @property
    def y(self) -> Array:
        """The targets (N, out)."""
        return self.task.targets.T

    def __call__(self, theta: ArrayLike) -> Array:
        """The exact mean squared error (*B) of theta (*B, D)."""
        return _values(self.task, theta)

    def predict(self, theta: ArrayLike) -> Array:
        """The outputs (*B, N, out) of theta (*B, D) for the network's own inputs."""
        return _outputs(theta, self.task.inputs, self.sizes, self.activation)


def mlp(
    x: ArrayLike,
    y: ArrayLike,
    hidden: Sequence[int] = (20, 20),
    activation: str = "tanh",
    batch: int | None = None,
    seed: int = 0,
) -> Network:
    """The mean squared error of a network on the samples x (N,) or (N, in), y (N,) or (N, out).

    L(θ) = Σ (output − y)² / (N·out), exact in ``value_and_grad``.  With ``batch`` the objective also has ``noisy``:
    step k sees the next ``batch`` samples of a permutation drawn anew for every epoch from ``default_rng([seed,
    epoch])``, weighted so that the mean over an epoch's ⌈N/batch⌉ steps is the full gradient even when ``batch`` does
    not divide N (in the last, short mini-batch a sample weighs as much as in the others).  ``hidden=()`` is a straight
    line.  Raises ValueError for data that do not match or are not finite, unknown activations, and sizes, batches or
    seeds out of range.
    """
    x, y = table(x, "x"), table(y, "y")
    if len(x) != len(y):
        raise ValueError(f"x and y must have as many samples, not {len(x)} and {len(y)}")
    layers, title = sizes(x, y, hidden), choose(ACTIVATIONS, activation, "activation").title
    task = Task(_with_ones(x), np.ascontiguousarray(y.T), layers, activation, 1 / y.size)
    return Network(
        "mlp",
        count(layers),
        functools.partial(value_and_grad, task),
        noisy=None if batch is None else _sampler(task, batch, whole_number("the seed", seed, 0)),
        title=f"network {'–'.join(map(str, layers))}, {title}",
        formula=_formula(layers[-1]),
        sizes=layers, activation=activation, task=task,
    )  # fmt: skip


def predict(theta: ArrayLike, x: ArrayLike, sizes: Sequence[int], activation: str = "tanh") -> Array:
    """The outputs (*B, N, out) of the networks theta (*B, D) for x (N,) or (N, in): a forward pass each.

    Raises ValueError where theta or x does not fit the sizes, and for an unknown activation.
    """
    sizes, inputs = checked(sizes), _with_ones(table(x, "x"))
    choose(ACTIVATIONS, activation, "activation")
    if len(inputs) != sizes[0] + 1:
        raise ValueError(f"this network has {sizes[0]} input(s), and x has {len(inputs) - 1} column(s)")
    return _outputs(theta, inputs, sizes, activation)


def _outputs(theta: ArrayLike, inputs: Array, sizes: Sequence[int], activation: str) -> Array:
    theta, n = parameters(theta, sizes), inputs.shape[-1]
    rows = theta.reshape(-1, theta.shape[-1])
    outputs = np.empty((len(rows), n, sizes[-1]))
    for part, work in chunks(Forward, len(rows), sizes, activation, n):
        outputs[part] = work.forward(rows[part], inputs).mT
    return outputs.reshape(*theta.shape[:-1], n, sizes[-1])


def value_and_grad(task: Task, theta: ArrayLike) -> tuple[Array, Array]:
    """scale·Σ (output − target)² (*B) and its gradient (*B, D) at theta (*B, D)."""
    theta = parameters(theta, task.sizes)
    if theta.ndim == 1:
        return _slope(task, single(Backward, *task.shape), theta)
    rows = theta.reshape(-1, theta.shape[-1])
    value, grad = np.empty(len(rows)), np.empty(rows.shape)
    for part, work in chunks(Backward, len(rows), *task.shape):
        value[part], grad[part] = _slope(task, work, rows[part])
    return value.reshape(theta.shape[:-1]), grad.reshape(theta.shape)


def _slope(task: Task, work: Any, theta: Array) -> tuple[Any, Array]:
    return _value(task, work, theta), work.backward(task.inputs) * (2 * task.scale)


def _value(task: Task, work: Any, theta: Array) -> Any:
    error = work.forward(theta, task.inputs)
    if task.note is not None:
        task.note(work.theta, error)
    error -= task.targets
    return work.squares() * task.scale


def _values(task: Task, theta: ArrayLike) -> Array:
    theta = parameters(theta, task.sizes)
    rows = theta.reshape(-1, theta.shape[-1])
    value = np.empty(len(rows))
    for part, work in chunks(Forward, len(rows), *task.shape):
        value[part] = _value(task, work, rows[part])
    return value.reshape(theta.shape[:-1])


def _formula(out: int) -> str:
    count = "N" if out == 1 else f"{out}N"
    return (
        rf"L(\theta) = \frac{{1}}{{{count}}} \sum_{{i=1}}^{{N}} \left\lVert \hat{{y}}_\theta(x_i) - y_i \right\rVert^2"
    )


def _sampler(task: Task, batch: int, seed: int) -> Callable[[int], ValueAndGrad]:
    n = task.targets.shape[-1]
    if whole_number("the mini-batch size", batch, 1) > n:
        raise ValueError(f"a mini-batch of {batch} samples cannot be drawn from {n}")
    scale = task.scale * batches.steps_an_epoch(n, batch)

    @functools.lru_cache(2)
    def shuffled(epoch: int) -> tuple[Array, Array]:
        order = batches.order(n, seed, epoch)
        return task.inputs[:, order], task.targets[:, order]

    def noisy(step: int) -> ValueAndGrad:
        epoch, part = batches.place(step, n, batch)
        inputs, targets = (samples[:, part] for samples in shuffled(epoch))
        return functools.partial(value_and_grad, task._replace(inputs=inputs, targets=targets, scale=scale))

    return noisy


def table(data: ArrayLike, name: str) -> Array:
    """Samples as a finite array (N, columns), or a ValueError."""
    data = np.asarray(data, float)
    data = data[:, None] if data.ndim == 1 else data
    if data.ndim != 2 or data.size == 0:
        raise ValueError(
            f"{name} must be a list of numbers or a table with a row per sample, not the shape {data.shape}"
        )
    if not np.isfinite(data).all():
        raise ValueError(f"every number in {name} must be finite; there is a nan or an infinity in it")
    return data


def _with_ones(x: Array) -> Array:
    return np.vstack([x.T, np.ones(len(x))])
