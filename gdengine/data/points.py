"""Points as a text, short enough for a link: ``0_1.5~1_2`` is (0, 1.5) and (1, 2).  More of them are held.

A link carries up to ``MOST_POINTS``.  A larger set is held in memory under a text made of its own content, for as long
as somebody keeps what ``hold`` gave: equal points have one text, so results may be remembered under it.
"""

from __future__ import annotations

import hashlib
import re
import threading
from typing import NamedTuple
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import ArrayLike

from gdengine.core import Array

MOST_POINTS = 60  # that a link carries
NEXT_POINT, WITHIN_POINT = "~", "_"  # characters that a link leaves as they are
LONGEST_POINTS = MOST_POINTS * 2 * 25  # characters: a double needs 24 and a mark
LARGEST_COORDINATE = 1e12
HELD_POINTS = re.compile(r"held-(\d+)-([0-9a-f]{32})")
COORDINATE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e-?\d{1,3})?")


class Points(NamedTuple):
    """Points that somebody typed, pasted or placed."""

    x: Array  # (N,)
    y: Array  # (N,)


class Held:
    """More points than a link carries, x (N,) and y (N,), found by ``text`` as long as this object is kept."""

    def __init__(self, text: str, x: Array, y: Array) -> None:
        self.text, self.x, self.y = text, x, y


_HELD: WeakValueDictionary[str, Held] = WeakValueDictionary()
_ENTRY = threading.Lock()


def hold(x: ArrayLike, y: ArrayLike) -> Held:
    """Hold these points x (N,), y (N,): keep the answer for as long as they are wanted.

    ValueError unless each x has its y.
    """
    x, y = _checked(np.array(x, float), np.array(y, float))
    text = f"held-{len(x)}-{hashlib.sha256(x.tobytes() + y.tobytes()).hexdigest()[:32]}"
    x.setflags(write=False)
    y.setflags(write=False)
    with _ENTRY:  # two who bring the same at the same moment hold one and the same
        held = _HELD.get(text)
        if held is None:
            held = _HELD[text] = Held(text, x, y)
    return held


def read(text: str) -> Points:
    """The points that a text says; ValueError, with a sentence, if it says none or they are no longer held."""
    if match := HELD_POINTS.fullmatch(text):
        held = _HELD.get(text)
        if held is None:
            raise ValueError(f"a link does not carry {match[1]} points: they were held for the visit that brought them")
        return Points(held.x.copy(), held.y.copy())
    pairs = [_pair(part) for part in text.split(NEXT_POINT)]
    if len(pairs) > MOST_POINTS:
        raise ValueError(f"a link carries at most {MOST_POINTS} points, not {len(pairs)}")
    x, y = np.array(pairs).T
    return Points(*_checked(x, y))


def write(x: ArrayLike, y: ArrayLike) -> str:
    """The text of up to ``MOST_POINTS`` points x (N,), y (N,), every number exactly; ValueError for more, or none."""
    x, y = _checked(np.asarray(x, float), np.asarray(y, float))
    if len(x) > MOST_POINTS:
        raise ValueError(f"a link carries at most {MOST_POINTS} points, not {len(x)}")
    return NEXT_POINT.join(WITHIN_POINT.join(map(_number, pair)) for pair in zip(x.tolist(), y.tolist()))


def load(path: str) -> Points:
    """The points of a file with the heading x,y and a point a line.

    Raises ValueError unless every line is two numbers with a comma between them, and OSError where no file is.
    """
    return Points(*np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2, unpack=True))


def check(text: str) -> None:
    """ValueError, with a sentence, for a text that says no points; whether a held set is still there is not asked."""
    if not HELD_POINTS.fullmatch(text):
        read(text)


def from_link(text: str) -> str:
    """A text as a link may have changed it; ValueError, with a sentence, for held points that are not here."""
    text = text.strip().strip(NEXT_POINT)
    if HELD_POINTS.fullmatch(text):
        read(text)
    return text


def _pair(part: str) -> tuple[float, float]:
    numbers = part.split(WITHIN_POINT)
    if len(numbers) != 2 or not all(COORDINATE.fullmatch(number) for number in numbers):
        raise ValueError(f"it is a list of points x_y, such as 2_3.5~4_1, and “{part[:40]}” is no point")
    return float(numbers[0]), float(numbers[1])


def _number(value: float) -> str:
    """The shortest text of a double: no needless 0 in it, and up to 1e12 no +."""
    return repr(value).removesuffix(".0").replace("e-0", "e-")


def _checked(x: Array, y: Array) -> tuple[Array, Array]:
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise ValueError(f"points are one or more x, each with its y, not the shapes {x.shape} and {y.shape}")
    if not (np.abs([x, y]) <= LARGEST_COORDINATE).all():  # also false for nan
        raise ValueError("every coordinate of a point is a number from −1e12 to 1e12")
    return x, y
