"""Where a curve is in one piece, and between which heights to draw it: poles, jumps and holes, found from samples.

Only values and slopes are asked for, so any curve will do.  Between two neighboring samples a smooth curve rises by
about the mean of its two slopes times the distance, and its slopes are about equal.  How far that is from true is the
*strain* of the interval.  It is halved again and again, always into the more strained half: at a corner or a steep
place the strain shrinks with the interval, at a pole or a jump it stays.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from gdengine.core import Array, Objective

Piece = tuple[float, float]
SAMPLE_PLACES = 1000
GOLDEN_SHIFT = 0.6180339887498949  # of a step, the place of a sample in it
EARLY_HALVINGS, LATE_HALVINGS = range(6, 16), range(26, 36)  # halvings after which strain is measured, and compared
EDGE_HALVINGS = 50  # until an edge of the ground is known
VISIBLE_JUMP = 2e-3  # a jump smaller than this part of the curve's usual range is none
ENDLESS_STRAIN = 10.0  # so many times the usual range is no strain for an interval that has been halved thirty times
HOLE_WIDTH = 1e-9  # a narrower gap, in parts of the window, between equal heights is a point left out
APPROACH_DISTANCES = np.array(
    [1e-3, 1e-6, 1e-9]
)  # how near to an end, in parts of its piece, to see whether it has a height


class Frame(NamedTuple):
    """How to draw a curve: the ``pieces`` (from, to) it consists of, and the heights ``low`` and ``high`` to show."""

    pieces: tuple[Piece, ...]
    low: float
    high: float


class _Samples(NamedTuple):
    x: Array
    value: Array
    slope: Array
    usual: float  # the range of the middle nine tenths of all heights


@lru_cache(maxsize=256)  # a page asks several times a run, of the same few curves
def framed(objective: Objective) -> Frame:
    """The pieces of a curve in its box, and the heights to show.

    A piece ends at a pole, at a jump or where the ground ends; a corner is no end.  Where no piece runs off to infinity
    the heights are those of the curve; where one does, they are those of the middle four fifths of it and a third of
    that beyond, on the side where it runs off, and the tops and bottoms in reach.  No pieces: (0, 1).  ValueError for
    an objective that is not a curve with a box.
    """
    if objective.dim != 1 or not objective.box:
        raise ValueError(f"only a curve with a box is framed, which {objective.name!r} is not")
    low, high = objective.box[0]
    with np.errstate(all="ignore"):  # a learner's own formula may have no value somewhere
        samples = _sampled(objective, low, high)
        pieces = _pieces(objective, samples)
        return Frame(tuple(pieces), *_heights(objective, samples, pieces))


def traced(objective: Objective, frame: Frame, places: int = 301) -> tuple[Array, Array]:
    """The curve as a line to draw, x (n,) and y (n,): evenly spaced places and the ends of its pieces.

    Between two pieces stands a place whose y is nan.  Heights are cut off three ranges beyond those shown, where no one
    sees it, so that they stay small numbers.
    """
    if not frame.pieces:
        return np.zeros(0), np.zeros(0)
    even = np.linspace(frame.pieces[0][0], frame.pieces[-1][1], places)
    parts = [np.concatenate([[a], even[(even > a) & (even < b)], [b], [b]]) for a, b in frame.pieces]
    x, last = np.concatenate(parts), np.concatenate([np.arange(1, len(part) + 1) == len(part) for part in parts])
    with np.errstate(all="ignore"):
        y = objective(x[:, None])
    beyond = 3 * (frame.high - frame.low)
    y = np.where(last, np.nan, np.clip(y, frame.low - beyond, frame.high + beyond))
    drawn = last | np.isfinite(y)  # without the points that are left out of a piece
    return x[drawn][:-1], y[drawn][:-1]


def _sampled(objective: Objective, low: float, high: float) -> _Samples:
    """The ends, and places between them that no formula of round numbers has its pole at, or beside."""
    part = (np.arange(SAMPLE_PLACES) + GOLDEN_SHIFT) / SAMPLE_PLACES
    x = np.concatenate([[low], low + (high - low) * part, [high]])
    value, grad = objective.value_and_grad(x[:, None])
    known = value[np.isfinite(value)]
    usual = float(np.subtract(*np.quantile(known, [0.95, 0.05]))) if len(known) else 0.0
    return _Samples(x, np.asarray(value), grad[:, 0], usual)


# --- pieces -----------------------------------------------------------------------------------------------------------


def _pieces(objective: Objective, samples: _Samples) -> list[Piece]:
    """From break to break, and from edge to edge of the ground."""
    x, ground = samples.x, np.isfinite(samples.value)
    breaks = _breaks(objective, samples)
    rim = np.flatnonzero(ground[1:] != ground[:-1])
    edges = _edges(objective, np.where(ground[rim], x[rim], x[rim + 1]), np.where(ground[rim], x[rim + 1], x[rim]))
    ends = sorted([*edges, *np.ravel(breaks).tolist(), *x[[0]][ground[[0]]].tolist(), *x[[-1]][ground[[-1]]].tolist()])
    pieces = list(zip(ends[::2], ends[1::2]))
    width = x[-1] - x[0]
    pieces = _without_holes(objective, pieces, samples)
    return [(a, b) for a, b in pieces if b - a > HOLE_WIDTH * width]


def _edges(objective: Objective, inside: Array, outside: Array) -> list[float]:
    """The last places (n,) with ground on the way from inside to outside."""
    for _ in range(EDGE_HALVINGS if len(inside) else 0):
        middle = (inside + outside) / 2
        firm = np.isfinite(objective(middle[:, None]))
        inside, outside = np.where(firm, middle, inside), np.where(firm, outside, middle)
    return inside.tolist()


def _strain(left: Array, right: Array) -> Array:
    """How far an interval (its ends as rows x, value, slope) is from smooth ground; endless without a slope."""
    width, rise = right[0] - left[0], right[1] - left[1]
    strain = np.abs(rise - width * (left[2] + right[2]) / 2) + width * np.abs(right[2] - left[2])
    return np.where(np.isnan(strain), np.inf, strain)


def _breaks(objective: Objective, samples: _Samples) -> list[Piece]:
    """The last place before and the first after every pole and jump between two samples that are both ground."""
    all_ends = np.stack([samples.x, samples.value, samples.slope])
    left, right = all_ends[:, :-1], all_ends[:, 1:]
    least = VISIBLE_JUMP * samples.usual + 1e-9 * (1 + np.abs(left[1]))
    chosen = np.isfinite(left[1]) & np.isfinite(right[1]) & (_strain(left, right) > least)
    left, right, least = left[:, chosen], right[:, chosen], least[chosen]
    farther = right[0]
    early = late = np.full(left.shape[1], np.inf)  # the least strain of ten: by chance an end may lie at the pole
    for halving in range(LATE_HALVINGS.stop if left.shape[1] else 0):
        middle = _ends(objective, (left[0] + right[0]) / 2)
        lost = ~np.isfinite(middle[1])
        first = (_strain(left, middle) >= _strain(middle, right)) | lost
        right, left = np.where(first, middle, right), np.where(first, left, middle)
        if halving in EARLY_HALVINGS:
            early = np.fmin(early, _strain(left, right))
        if halving in LATE_HALVINGS:
            late = np.fmin(late, _strain(left, right))
    stays = late > 0.5 * np.where(np.isfinite(early), early, 0)
    broken = (late > least) & (stays | (late > ENDLESS_STRAIN * samples.usual))
    before, after, firm = left[0][broken], right[0][broken], np.isfinite(right[1][broken])
    after[~firm] = _edges(objective, farther[broken][~firm], after[~firm])
    return list(zip(before.tolist(), after.tolist()))


def _ends(objective: Objective, x: Array) -> Array:
    value, grad = objective.value_and_grad(x[:, None])
    return np.stack([x, value, grad[:, 0]])


def _without_holes(objective: Objective, pieces: list[Piece], samples: _Samples) -> list[Piece]:
    """Two pieces on either side of a point that is only left out, as 0 is of sin(x)/x, are one."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and piece[0] - joined[-1][1] <= HOLE_WIDTH * (samples.x[-1] - samples.x[0]):
            here, there = _limits(objective, joined[-1], 1), _limits(objective, piece, 0)
            step = np.abs(here[-1] - there[-1])
            if not _runs_off(here, samples) and not _runs_off(there, samples) and step <= VISIBLE_JUMP * samples.usual:
                joined[-1] = (joined[-1][0], piece[1])
                continue
        joined.append(piece)
    return joined


# --- heights ----------------------------------------------------------------------------------------------------------


def _limits(objective: Objective, piece: Piece, end: int) -> Array:
    """Heights on the way to an end of a piece (3,), nearer and nearer."""
    inward = (piece[1] - piece[0]) * (1 if end == 0 else -1)
    return objective((piece[end] + inward * APPROACH_DISTANCES)[:, None])


def _runs_off(limits: Array, samples: _Samples) -> bool:
    """Whether heights on the way to an end approach none: the last of equal factors of nearness still changes much."""
    first, last = np.abs(np.diff(limits))
    return bool(last > 0.7 * first and last > VISIBLE_JUMP * samples.usual) or not np.isfinite(limits).all()


def _heights(objective: Objective, samples: _Samples, pieces: list[Piece]) -> tuple[float, float]:
    known = samples.value[np.isfinite(samples.value)]
    if not len(known) or not pieces:
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    off = [_limits(objective, piece, end) for piece in pieces for end in (0, 1) if _is_inner(piece[end], samples)]
    signs = {np.sign(limits[-1] - limits[0]) for limits in off if _runs_off(limits, samples)}
    tenth, most = np.quantile(known, [0.1, 0.9])
    spare = (most - tenth) / 3
    turning = _turning(samples, pieces)
    turning = turning[(turning > tenth - 3 * spare) & (turning < most + 3 * spare)]
    if signs - {1.0}:  # down, or nan
        low = max(low, min([tenth - spare, *turning]))
    if signs - {-1.0}:
        high = min(high, max([most + spare, *turning]))
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _is_inner(x: float, samples: _Samples) -> bool:
    return bool(samples.x[0] < x < samples.x[-1])


def _turning(samples: _Samples, pieces: list[Piece]) -> Array:
    """Heights (n,) where the curve turns within a piece: its tops and bottoms."""
    sign = np.sign(samples.slope)
    at = np.flatnonzero(sign[1:] * sign[:-1] <= 0)
    whole = np.zeros(len(at), bool)
    for low, high in pieces:
        whole |= (samples.x[at] >= low) & (samples.x[at + 1] <= high)
    heights = samples.value[at[whole]]
    return heights[np.isfinite(heights)]
