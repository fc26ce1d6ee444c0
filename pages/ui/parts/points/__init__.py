"""What is held in the hand on the regression page: the ends of a line, a place on the map of its loss, a data point.

While something is held, all that follows from it is worked out in the browser (``standing.js``, with the arithmetic of
``line.js``) and told to the charts as one text, the bus's ``hand``, whose numbers stand in the order of
``HAND_FIELDS``; nothing is sent.  On release, 250 ms after the last key, or on leaving, Python hears of it: once; and
once of every point that is added or taken away, by a double click, by a single one while points are edited, or by keys.

What can be held is marked in the charts: ``grip_ends``, ``grip_points`` and ``grip_place`` are the marks that a finger
takes hold of, and ``plane_points`` and ``plane_map`` are unseen rectangles that say where the scales of points and map
lie.

Until Python answers, what was released stands where it was put.  The answer is new data, and equal data are not handed
to a part again: so they count what was heard, and an answer comes even where a move was rounded back or refused.

The three bars, on one scale: the line in the hand, the best line once it may be told, and where descent is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from pages.ui.parts import mount
from pages.ui.parts.heard import index, number, row

HAND_FIELDS = ("a", "b", "point", "x", "y", "best_a", "best_b", "reach", "ring")  # of ``hand``; empty: nothing
ENDS, PLACE, POINTS = "ends", "place", "points"  # what can be held

_points = mount("points")


class Planes(NamedTuple):
    """The ends of the scales of the charts: of the points' x and y, of the map's intercept and slope."""

    x: tuple[float, float]
    y: tuple[float, float]
    a: tuple[float, float] = (0.0, 1.0)
    b: tuple[float, float] = (0.0, 1.0)


class Bars(NamedTuple):
    """What the bars show: ``factor`` brings a sum over the points to the loss that is shown."""

    criterion: str
    factor: float
    longest: float  # the loss of the longest bar there is
    yours: float
    best: float | None = None  # none: it is not to be told yet
    walk: Sequence[float | None] = ()  # the loss of descent at every row of its record
    steps: Sequence[int] = ()
    passed: int | None = None  # the step at which descent passed the line
    led: bool = True  # by a bar: until it says which row is shown, none is


def in_hand(
    sums: Mapping[str, float],
    points: ArrayLike,
    line: Sequence[float],
    planes: Planes,
    *,
    holds: Sequence[str],
    at: tuple[float, float] = (0.0, 1.0),
    grips: tuple[float, float] = (0.0, 1.0),
    bars: Bars | None = None,
    limits: tuple[int, int] | None = None,
    colors: Mapping[str, str],
    on_line: Callable[[float, float], None] | None = None,
    on_point: Callable[[int, float, float], None] | None = None,
    on_added: Callable[[float, float], None] | None = None,
    on_removed: Callable[[int], None] | None = None,
    key: str,
) -> None:
    """Draw the bars, if any, and let the charts' marks be held.

    ``sums``: what ``gdengine.regression.sums`` says of the points · ``points`` (N, 2): all of them, or none where they
    are too many to send · ``line``: intercept and slope of the line that is held · ``holds``: what can be held, of
    ``ENDS``, ``PLACE``, ``POINTS`` · ``at``: the two x at which keys move the line · ``grips``: those of the two ends
    that are held · ``limits``: how few and how many points there may be; none: they stay as many as they are ·
    ``on_line``, ``on_point``, ``on_added``, ``on_removed``: called with what was released, added or taken away before
    the script runs again.
    """
    data = {
        "sums": {name: float(value) for name, value in sums.items()},
        "points": np.asarray(points, float).reshape(-1, 2).tolist(),
        "line": [float(part) for part in line],
        "planes": {name: list(ends) for name, ends in planes._asdict().items()},
        "holds": list(holds),
        "at": list(at),
        "grips": list(grips),
        "limits": limits,
        "bars": None if bars is None else bars._asdict(),
        "colors": dict(colors),
        "heard": st.session_state.get(_count(key), 0),
    }
    events = {
        "line": _reads(on_line, lambda told: row(told, number, number)),
        "point": _reads(on_point, lambda told: row(told, index, number, number)),
        "added": _reads(on_added, lambda told: row(told, number, number)),
        "removed": _reads(on_removed, lambda told: (index(told),)),
    }
    _points(key=key, data=data, hears={name: _counted(key, callback) for name, callback in events.items()})


def _reads(callback: Callable[..., None] | None, read: Callable[[Any], Sequence[Any]]) -> Callable[[Any], None]:
    """The callback, if any, of what is read of what the browser tells: that is read, and so checked, in any case."""

    def called(told: Any) -> None:
        values = read(told)
        if callback is not None:
            callback(*values)

    return called


def _counted(key: str, callback: Callable[[Any], None]) -> Callable[[Any], None]:
    """The callback; that it was called is counted, whatever comes of it."""

    def called(told: Any) -> None:
        st.session_state[_count(key)] = st.session_state.get(_count(key), 0) + 1
        callback(told)

    return called


def _count(key: str) -> str:
    return f"{key}.heard"
