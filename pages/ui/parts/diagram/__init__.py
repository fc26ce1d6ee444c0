"""A network, drawn: its units and weights, and what the last hidden layer's units add up to; live in the browser.

It follows the frame ``t`` of the page's bus.  A unit is switched off, and on again, by a click, or by the arrow keys
and Enter; the fit without it is drawn at once, and Python hears of it.  A kink of a single hidden layer can be dragged
along x, by hand or by the arrow keys, and the band of a unit up and down, by hand or by plus and minus, which turns its
weight: the fit follows, and on release, or a moment after the last key, Python hears which unit's it is and where it is
now.  Curves are worked out
from the weights; every number that is written was worked out by the engine.
"""

from __future__ import annotations

from collections.abc import Callable

from pages.ui.parts import mount
from pages.ui.parts.heard import Hears, index, number, row

_diagram = mount("diagram")


def diagram(
    model: bytes,
    *,
    on_switch: Callable[[int, int], None],
    on_kink: Callable[[int, int, float], None],
    on_weight: Callable[[int, int, float], None],
    key: str,
) -> None:
    """Draw the network that ``pages.charts.network.inside.model`` has packed.

    ``on_switch(layer, unit)``: a unit was switched, counted from 0 · ``on_kink(frame, unit, x)``: a kink was dropped ·
    ``on_weight(frame, unit, weight)``: the band of a unit of the last hidden layer was.
    All are called before the script runs again, where knobs may still be set.
    """

    hears: Hears = {
        "switch": lambda unit: on_switch(*row(unit, index, index)),
        "kink": lambda drop: on_kink(*row(drop, index, index, number)),
        "weight": lambda drop: on_weight(*row(drop, index, index, number)),
    }
    _diagram(key=key, data=model, hears=hears)
