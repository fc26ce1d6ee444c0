"""The board of a race: who runs, at which rate, who arrived when; heights follow the bar, in the browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pages.ui.parts import mount, typed
from pages.ui.parts.heard import flag, mapping, text
from pages.ui.parts.tables import listed

_scoreboard = mount("scoreboard")


class Row(NamedTuple):
    """One racer, as the board shows it."""

    name: str
    title: str
    color: str
    rate: str
    runs: bool = False
    place: int = 0
    arrived: int | None = None  # the step
    why: str = ""  # it has not arrived
    length: str = ""  # of its path
    line: str = ""  # what it does, in one sentence
    heights: Sequence[float] = (0.0,)  # at every frame


def board(
    rows: Sequence[Row],
    steps: Sequence[int],
    *,
    low: float,
    high: float,
    on_entry: Callable[[str, float, bool], None],
    key: str = "board",
) -> None:
    """Draw the board; ``steps`` (F,) are the step numbers of the frames, ``low`` and ``high`` the ends of a rate.

    ``on_entry(name, rate, runs)`` is called with every change the learner makes, before the script runs again.
    """

    rates = {row.name: row.rate for row in rows}

    def entered(told: Any) -> None:
        entry = mapping(told)
        name, runs = text(entry["name"]), flag(entry["runs"])
        if name not in rates:
            raise ValueError(f"there is no racer called {name[:40]!r}")
        read = typed.within(low, high)
        typed.take(f"{key}.{name}", entry["rate"], read, lambda rate: on_entry(name, rate, runs), rates[name])

    unread = {row.name: typed.unread(f"{key}.{row.name}", row.rate) for row in rows}
    racers = [row._asdict() | {"heights": listed(row.heights)[0], "unread": unread[row.name]} for row in rows]
    data = {"racers": racers, "steps": [int(step) for step in steps]}
    _scoreboard(key=key, data=data, hears={"entry": entered})
