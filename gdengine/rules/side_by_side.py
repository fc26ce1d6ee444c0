"""Several rules as one, each for its own members: what differs in its rule, too, can walk in one descent.

Axes: R rules, rule r with M_r members beside one another, M = ΣM_r in all; n of them still walk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gdengine.core import Optimizer
from gdengine.rules.rule import batch_of, members, plain


def side_by_side(rules: Sequence[Optimizer]) -> Optimizer:
    """The rules as one with the batch axis (M,): every member moves as its own rule says.

    Each rule has settings (M_r, 1) for its members.  The state is as many arrays like x as the largest of their states
    has; each rule keeps its letters in the first of them.  Raises ValueError for a rule without one batch axis.
    """
    sizes = [batch_of(rule) for rule in rules]
    if any(len(size) != 1 for size in sizes):
        raise ValueError(f"each rule needs settings of the shape (M, 1), but their batch axes are {sizes}")
    edges = np.cumsum([0, *[size[0] for size in sizes]])
    count = max(len(rule.init(0.0)) for rule in rules)

    def hired(place: Any) -> Optimizer:
        """The rule of the member of this place alone, or of the members of these places (n,), in order."""
        if np.ndim(place) == 0:
            own = int(np.searchsorted(edges, place, "right")) - 1
            return members(rules[own], int(place - edges[own]), sizes[own])
        parts = []
        cuts = np.searchsorted(place, edges)
        for rule, size, first, start, end in zip(rules, sizes, edges, cuts, cuts[1:]):
            if start < end:
                parts.append((slice(start, end), members(rule, place[start:end] - first, size)))
        return _together(parts, count, {"place": place}, hired)

    own = [(np.s_[start:end, :], rule) for rule, start, end in zip(rules, edges, edges[1:])]
    return _together(own, count, {"place": np.arange(edges[-1])[:, None]}, hired)


def _together(
    parts: Sequence[tuple[Any, Optimizer]], count: int, settings: dict[str, Any], factory: Callable[..., Optimizer]
) -> Optimizer:
    """Rules as one: each moves its own part of the arrays, whose last axes are its index, with ``count`` letters."""
    moves = [((..., *np.index_exp[own]), len(rule.init(0.0)), plain(rule)) for own, rule in parts]

    def init(x0: Any) -> tuple:
        return tuple(0.0 * x0 for _ in range(count))

    def update(g: Any, state: tuple, step: int) -> tuple[Any, tuple]:
        delta, after = np.empty_like(g), tuple(map(np.zeros_like, state))
        for own, letters, move in moves:
            delta[own], new = move(g[own], tuple(part[own] for part in state[:letters]), step)
            for into, part in zip(after, new):
                into[own] = part
        return delta, after

    return Optimizer(init, update, "side_by_side", settings, factory)
