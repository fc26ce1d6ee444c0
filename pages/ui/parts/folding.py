"""Rows of whole numbers on their way into the browser, in little room once compressed; ``folding.js`` unfolds them.

Along a walk numbers change little.  So each is sent as its difference from the one before it in its row, modulo 2³²,
folded so that small differences of either sign are small numbers (zigzag), and of all of these first every lowest byte,
then every second, third and highest one: the latter are mostly 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gdengine.core import Array


def folded(blocks: Sequence[Array]) -> bytes:
    """Blocks (M, K) of 32-bit whole numbers, one after the other; of their shapes it says nothing."""
    each = [_differences(block.view(np.int32)) for block in blocks]
    return np.concatenate([np.empty(0, np.uint32), *each]).astype("<u4").view(np.uint8).reshape(-1, 4).T.tobytes()


def _differences(rows: Array) -> Array:
    change = np.diff(rows, axis=1, prepend=np.int32(0))
    return ((change << 1) ^ (change >> 31)).view(np.uint32).ravel()
