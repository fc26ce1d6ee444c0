"""One update for one sample beside one for all of them: what each does for its own loss, and for the other's.

Axes: *B networks, D parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array
from gdengine.network.mlp import Network, mlp
from gdengine.network.packing import parameters

Move = Callable[[Array], Array]  # gradients (*B, D) → what is added to theta (*B, D)
Losses = tuple[Any, Any]  # before and after, (*B); of one network floats


class Update(NamedTuple):
    """One step: its gradient and what it adds, where it leads; losses before and after, of the sample and of all."""

    grad: Array  # (*B, D)
    step: Array  # (*B, D)
    theta: Array  # (*B, D), afterwards
    one: Losses  # the sample's
    all: Losses  # the mean over all samples


class Updates(NamedTuple):
    """The step for one sample, and the one for all."""

    sample: Update
    batch: Update


def updates(net: Network, theta: ArrayLike, sample: int, move: Move) -> Updates:
    """The update of theta (*B, D) for one of the network's samples, and the one for all, each with both losses.

    ``move`` is the rule: ``lambda grad: -lr * grad`` is plain descent.  A sample's loss is Σ (output − y)²/out.  Raises
    ValueError for a sample that does not exist.
    """
    if sample not in range(len(net.x)):
        raise ValueError(f"there are the samples 0 … {len(net.x) - 1}, not {sample}")
    theta = parameters(theta, net.sizes)
    one = mlp(net.x[[sample]], net.y[[sample]], net.sizes[1:-1], net.activation)
    before = _number(one(theta)), _number(net(theta))
    taken = []
    for objective in (one, net):
        grad = objective.value_and_grad(theta)[1]
        step = np.asarray(move(grad), float)
        after = theta + step
        with np.errstate(over="ignore", invalid="ignore"):  # a rate far too large is one to be looked at
            ends = _number(one(after)), _number(net(after))
        taken.append(Update(grad, step, after, (before[0], ends[0]), (before[1], ends[1])))
    return Updates(*taken)


def _number(loss: Array) -> Any:
    return loss if np.ndim(loss) else float(loss)
