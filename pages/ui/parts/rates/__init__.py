"""The live learning rate: a slider over a family of runs that are all in the browser already.

``descend`` runs once over a grid of M rates and, as member M, over the rate in force.  While the learner drags, the
strip sets the member ``r`` of the page's bus (see ``pages.ui.parts``), charts with a bound parameter ``r`` redraw,
and nothing is sent.  On release, 250 ms after the last key, or on leaving, the new rate reaches Python: once.

**Why the extra member is last.**  Indices of the grid then never shift.  A committed rate that is on the grid is shown
by its grid index, which stands for the same run before and after the rerun, so there is no order of arrival, of the
charts' data and of the strip's, in which a third run is seen.  This needs the committed rate to be the grid's to nine
digits: choose grid rates that survive the rounding of the knob.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from pages.ui.parts import mount, typed
from pages.ui.parts.heard import Hears, number

_strip = mount("rates")


def rate_strip(
    rates: Sequence[float] | np.ndarray,
    current: float,
    regimes: Sequence[str],
    *,
    colors: Mapping[str, str],
    marks: Sequence[tuple[float, str, str]] = (),
    label: str = "Learning rate η",
    key: str = "strip",
    read: typed.Read | None = None,
    on_commit: Callable[[float], None] | None = None,
) -> None:
    """Draw the strip.

    ``rates`` (M,): the grid, positive and increasing · ``current``: the rate in force, on the grid or not ·
    ``regimes`` (M + 1,): the measured regime of every member, the last that of ``current`` · ``colors``: regime → CSS
    color · ``marks``: what theory says, as (rate, word, what it means): ticks with the word, or beyond the grid's ends
    the word and the number there; one that is no positive number says nothing and is left out · ``label``: what the
    rate is called · ``read``: reads what is typed into its number, by default a positive one · ``on_commit``: called
    with the rate that was released or typed before the script runs again, where session state may still be written.

    A rate in force beyond the grid's ends stands beyond them too, in an arrow of the color of its own regime.

    ValueError where the grid is not positive and increasing, or the rate in force, regimes or colors do not fit.
    """
    grid = [float(rate) for rate in rates]
    _check(grid, float(current), list(regimes), colors)

    def set_to(rate: float) -> None:
        typed.forget(key)
        if on_commit is not None:
            on_commit(rate)

    hears: Hears = {
        "rate": lambda rate: set_to(number(rate)),
        "typed": lambda told: typed.take(key, told, read or typed.within(math.ulp(0), math.inf), set_to, current),
    }
    ticks = [[float(rate), *words] for rate, *words in marks if 0 < rate < math.inf]
    data = {
        "rates": grid,
        "current": float(current),
        "regimes": list(regimes),
        "colors": dict(colors),
        "marks": ticks,
        "label": label,
        "unread": typed.unread(key, current),
    }
    _strip(key=key, data=data, hears=hears)


def _check(grid: list[float], current: float, regimes: list[str], colors: Mapping[str, str]) -> None:
    if len(grid) < 2 or grid[0] <= 0 or any(a >= b for a, b in pairwise(grid)):
        raise ValueError(f"the rates {grid[:3]} … are no grid: expected at least two, positive and increasing")
    if not 0 < current < math.inf:
        raise ValueError(f"the rate in force is {current}: expected a positive number")
    if len(regimes) != len(grid) + 1:
        raise ValueError(
            f"there are {len(regimes)} regimes for {len(grid)} rates: expected one more, of the current rate"
        )
    if missing := set(regimes) - set(colors):
        raise ValueError(f"no color is given for {', '.join(sorted(missing))}")
