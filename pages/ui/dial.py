"""A dial: a slider over numbers that stand on a scale, live in the browser and in every chart that follows it.

While it is dragged, by mouse, finger or keys, it sets its parameter on the page's bus (see ``pages.ui.browser``) to the
index of the stop shown, and nothing is sent.  On release, 250 ms after the last key, or on leaving, the number reaches
Python: once.  A mark of a chart that is named ``handle_<name>`` and reaches from one end of the dial's scale to the
other is the dial's other handle: pressing and dragging there moves it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.ui.browser import mount

_dial = mount("dial", "slider")


def dial(
    name: str,
    values: Sequence[float],
    home: int,
    *,
    ends: tuple[float, float],
    label: str,
    shown: Sequence[str],
    spoken: Sequence[str],
    color: str,
    log: bool = False,
    margins: tuple[int, int] = (0, 0),
    on_commit: Callable[[float], None],
) -> None:
    """Draw the dial for the parameter ``name`` of the charts.

    ``values`` (M,): the stops' numbers, in any order, but none twice · ``home``: the index of the one in force ·
    ``ends``: the numbers at the ends of the scale, which is logarithmic with ``log`` · ``shown``, ``spoken`` (M,): the
    stops' words, and those that a screen reader says · ``margins``: px left free beside the track, so that it stands
    exactly above a plot · ``on_commit``: called with the number released before the script runs again.

    ValueError where the numbers are no scale or have no words.
    """
    stops = [float(value) for value in values]
    _check(name, [*stops, *map(float, ends)], log)
    if not len(shown) == len(spoken) == len(stops):
        raise ValueError(f"the dial {name} has {len(stops)} stops: expected as many words for the eye and for the ear")
    key = f"dial_{name}"
    scale = {"name": name, "values": stops, "home": int(home), "ends": [float(end) for end in ends], "log": log}
    words = {"label": label, "shown": list(shown), "spoken": list(spoken)}
    look = {"color": color, "margins": list(margins)}
    _dial(key=key, data=scale | words | look, on_value_change=lambda: on_commit(float(st.session_state[key]["value"])))


def _check(name: str, numbers: list[float], log: bool) -> None:
    *stops, low, high = numbers
    if len(stops) < 2 or len({*stops}) < len(stops) or not all(low <= stop <= high for stop in stops):
        raise ValueError(f"the dial {name} has no scale: expected two or more numbers from {low} to {high}, none twice")
    if log and low <= 0:
        raise ValueError(f"the dial {name} begins at {low}: a logarithmic scale has positive numbers only")
