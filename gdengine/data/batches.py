"""The one dealer of mini-batches: which samples a step sees, for regressions and networks alike.

Epoch e deals out a permutation of the samples, drawn from ``default_rng([seed, e])``, ``size`` of them a step; the last
mini-batch of an epoch is short where ``size`` does not divide their number.  All is a pure function of the step and the
seed, so step 731 replays alone.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from gdengine.core import Array, is_number, whole_number

SHUFFLES_KEPT = 8  # permutations remembered: a step asks for that of its epoch again
FEW_SAMPLES = 256  # of which more permutations are remembered, for every walk of a seed asks for the same
SHUFFLES_OF_FEW_KEPT = 2048  # 4 MB at most
HELD_OUT_SHUFFLE = 2**31  # an epoch that no walk reaches


def steps_an_epoch(count: int, size: int) -> int:
    """M = ⌈count/size⌉: the steps in which every sample is seen once."""
    return math.ceil(count / size)


def place(step: int, count: int, size: int) -> tuple[int, slice]:
    """The epoch of a step, and which part of that epoch's ``order`` it sees."""
    epoch, turn = divmod(step, steps_an_epoch(count, size))
    return epoch, slice(turn * size, (turn + 1) * size)


def order(count: int, seed: int, epoch: int) -> Array:
    """The order (count,) in which an epoch deals out the samples 0 … count − 1."""
    return (_of_few if count <= FEW_SAMPLES else _of_many)(count, seed, epoch)


def _shuffled(count: int, seed: int, epoch: int) -> Array:
    shuffled = np.random.default_rng([seed, epoch]).permutation(count)
    shuffled.setflags(write=False)  # it is shared by every step of the epoch
    return shuffled


_of_few, _of_many = lru_cache(SHUFFLES_OF_FEW_KEPT)(_shuffled), lru_cache(SHUFFLES_KEPT)(_shuffled)


def sampled(step: int, count: int, batch: int, seed: int = 0) -> Array:
    """The rows (n,), out of ``count``, of the mini-batch of ``batch`` seen at ``step``; an epoch's last has fewer.

    Raises ValueError for a batch outside 1 … count, and a step or a seed below 0.
    """
    batch, step = whole_number("batch", batch, 1, count), whole_number("step", step, 0)
    seed = whole_number("seed", seed, 0)
    epoch, part = place(step, count, batch)
    return order(count, seed, epoch)[part]


def held_out(count: int, share: float, seed: int = 0) -> tuple[Array, Array]:
    """The rows (n,) that are learned from and those held out (m,), each in order: of ``count``, about a ``share``.

    As many as ``share`` says, rounded, but never all: the last ones of a shuffle of the dealer's that no epoch deals.
    Raises ValueError for no rows, a share outside 0 … 1, and a seed below 0.
    """
    count, seed = whole_number("count", count, 1), whole_number("seed", seed, 0)
    if not (is_number(share) and 0 <= share <= 1):
        raise ValueError(f"share, the part that is held out, must be a number from 0 to 1, not {share!r}")
    shuffled = np.random.default_rng([seed, HELD_OUT_SHUFFLE]).permutation(count)
    kept = max(count - round(share * count), 1)
    return np.sort(shuffled[:kept]), np.sort(shuffled[kept:])
