"""``About``: what a view answers once its pictures are drawn; of that the frame draws all that views share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from gdengine import Trajectory
from gdengine.analysis.walks import ends
from gdengine.experiments.descent import Descent
from pages.ui.export import NumberTable
from pages.ui.results import Family


class Lines(NamedTuple):
    """Lines that follow the bar: templates of ``parts.live_text``, and what they name, one number a recorded row."""

    templates: tuple[str, ...] = ()
    numbers: Mapping[str, Any] = MappingProxyType({})


NO_LINES = Lines()


@dataclass(frozen=True)
class About:
    """What the parts that all views share are about.  A part without its field is not drawn."""

    record: Descent  # whose settings are in force
    walk: Trajectory | None = None  # the walk in force (K, D)
    rows: Any = None  # (F,) the recorded rows that are the bar's frames; with them there is a bar
    stamps: Any = None  # (F,) the number of every frame, if not the walk's own steps
    heights: Any = None  # (F,) what the bar says of every frame, if not the walk's values
    family: Family | None = None  # with a family there are live rates
    plays: bool = True  # whether there is a bar
    unplayed: Callable[[], None] | None = None  # draws what stands in the place of the bar where there is none
    label: str = "step"  # what a frame is called
    quantity: str = "f"  # what the value is called
    shown_as: float = 1.0  # the value on screen, in units of the one descended
    judged: bool = True  # whether there is a verdict
    coordinates: tuple[str, ...] = ()  # names of the walk's coordinates in the table of numbers
    letters: str = ""  # a letter for each coordinate, for the worked step; none: no worked step
    rule: Any = None  # the optimizer of the worked step, if not the record's
    length: bool = False  # whether the worked step says how long it is
    step: Lines = NO_LINES  # what is said besides of the step that the worked step shows
    place: Lines = NO_LINES  # what is said of the place where the walk stands
    afterwards: str = ""  # what is said under verdict and worked step, once there is a verdict
    note: str = ""  # a line under what is told
    table: Callable[[], NumberTable] | None = None  # the numbers to take away, if not the walk's
    script: Callable[[], str] | None = None  # the script to take away, if not the own record's, or the page's
    records: Mapping[str, Descent] | None = None  # the records of all runs that are shown, by name, if there are more

    @property
    def descended(self) -> str:
        """What is walked down, whose slopes and curvatures are told: half of a loss that is shown whole."""
        return "the ground" if self.quantity != "loss" else "half the loss" if self.shown_as == 2 else "the loss"

    @cached_property
    def end(self) -> int | None:
        """The row at which the walk in force ended, of one that there is."""
        return None if self.walk is None else int(ends(self.walk)[0])

    @property
    def fills_bar(self) -> bool:
        """Whether there is a bar, or something in its place."""
        return self.unplayed is not None or (self.plays and self.rows is not None)

    @property
    def sounds(self) -> bool:
        """Whether there is a bar that says how high every frame is: then it can be heard."""
        return self.plays and self.rows is not None and (self.walk is not None or self.heights is not None)

    @cached_property
    def frames(self) -> Any:
        """The rows that are the bar's frames, as far as the walk in force went."""
        return self.rows if self.end is None else np.asarray(self.rows)[np.asarray(self.rows) <= self.end]
