"""A dial: a slider over numbers that stand on a scale, live in the browser and in every chart that follows it.

While it is dragged, by mouse, finger or keys, it sets its parameter on the page's bus (see ``pages.ui.parts``) to the
index of the stop shown, and nothing is sent.  On release, 250 ms after the last key, or on leaving, the number reaches
Python: once.  A mark of a chart that is named ``handle_<name>`` and reaches from one end of the dial's scale to the
other is the dial's other handle: pressing and dragging there moves it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gdengine.experiments.knobs import KNOB_DIGITS
from pages.ui.parts import mount, typed
from pages.ui.parts.heard import Hears, number
from pages.ui.parts.tables import listed

_dial = mount("slider")


def dial(
    name: str,
    values: Sequence[float] | np.ndarray,
    home: int,
    *,
    ends: tuple[float, float],
    label: str,
    readings: Mapping[str, Sequence[float] | np.ndarray],
    color: str,
    log: bool = False,
    read: typed.Read | None = None,
    key: str | None = None,
    on_commit: Callable[[float], None],
) -> None:
    """Draw the dial for the parameter ``name`` of the charts.

    ``values`` (M,): the stops' numbers, in any order, but none twice · ``home``: the index of the one in force ·
    ``ends``: the numbers at the ends of the scale, which is logarithmic with ``log`` · ``readings``: words → numbers
    (M,), what a screen reader says of a stop: "−2: f is 25, slope −16" · ``read``: reads what is typed into its number,
    by default one between the ends · ``key``: ``dial_<name>`` by default · ``on_commit``: called with the number that
    was released or typed before the script runs again.

    ValueError where the numbers are no scale or the readings do not fit.
    """
    numbers = [float(value) for value in values]
    _check(name, [*numbers, *map(float, ends)], log)
    told = {words: listed(column)[0] for words, column in readings.items()}
    if any(len(column) != len(numbers) for column in told.values()):
        raise ValueError(f"the dial {name} has {len(numbers)} stops: expected a number for each in every reading")
    scale: dict[str, Any] = {
        "name": name,
        "values": numbers,
        "home": int(home),
        "ends": [float(end) for end in ends],
        "log": log,
    }
    look = {"label": label, "readings": told, "color": color}
    mine = key or f"dial_{name}"

    def set_to(value: float) -> None:
        typed.forget(mine)
        on_commit(value)

    hears: Hears = {
        "value": lambda value: set_to(number(value)),
        "typed": lambda told: typed.take(mine, told, read or typed.within(*scale["ends"]), set_to, numbers[home]),
    }
    _dial(key=mine, data=scale | look | {"unread": typed.unread(mine, numbers[home])}, hears=hears)


def stops(grid: np.ndarray, value: float) -> tuple[np.ndarray, int]:
    """The numbers of a dial, and which is in force: the grid's, and behind them the value if it is none of them.

    Indices of the grid never shift, so it does not matter which of the charts and the dial hears first of a new value.
    A stop that a knob has cut to its digits is still that stop: at the bottom of a valley the slope is 0.
    """
    same = np.isclose(grid, value, rtol=1e-9, atol=0) | (_cut(grid) == value)
    return (grid, int(same.argmax())) if same.any() else (np.append(grid, value), len(grid))


def _cut(numbers: np.ndarray) -> np.ndarray:
    """The numbers as a knob that is set to them keeps them."""
    return np.array([float(f"{number:.{KNOB_DIGITS}g}") for number in numbers])


def _check(name: str, numbers: list[float], log: bool) -> None:
    *values, low, high = numbers
    if len(values) < 2 or len({*values}) < len(values) or not all(low <= value <= high for value in values):
        raise ValueError(f"the dial {name} has no scale: expected two or more numbers from {low} to {high}, none twice")
    if log and low <= 0:
        raise ValueError(f"the dial {name} begins at {low}: a logarithmic scale has positive numbers only")
