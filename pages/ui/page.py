"""``Page`` and ``View``: what is declared of a page; ``pages.ui.frame`` draws it.

A view draws its pictures into a ``Scene`` and answers what they are about (``About``); everything that all views share
is placed by the frame.  Each of those parts has a name in ``PARTS``, by which a link can do without it:
``?hide=verdict,step``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from gdengine import Objective, Trajectory
from gdengine.analysis.walks import ends
from gdengine.experiments.descent import Descent
from gdengine.experiments.knobs import Knob
from gdengine.experiments.records import Record
from pages.charts.kit.spec import Description, Picture, Sign
from pages.ui import address, playback, visit
from pages.ui.export import Table
from pages.ui.guessing import Guess
from pages.ui.keys import key
from pages.ui.permalink import Standing
from pages.ui.results import Family, objective, show

PARTS = {  # name in ``?hide=`` → what it is
    "title": "the page's title and the row of its views",
    "question": "what to find out here",
    "experiment": "the menu of experiments",
    "lab": "the way to every knob",
    "guess": "the guess before what is shown",
    "rates": "the dials",
    "changes": "what was changed from the experiment",
    "bar": "the bar that plays",
    "verdict": "how it ended, with what mends it",
    "step": "the step with its numbers",
    "export": "what can be taken away",
    "next": "the way to the next station",
}
NOT_PRESENTED = frozenset(PARTS) - {"question", "guess", "bar", "verdict"}  # what a projector does without
KNOB_ROLES = ("by_hand", "turned", "asked_with", "idle", "busy", "inside")  # the fields of a view that name knobs
PRESENTED_SCALE = 2  # by how much what is read in a picture is larger on a projector of 1920×1080: see presenter.css

SENTENCE_REM = 1.5  # the height of a line of the sentence of a step

WHOLE, MOST, HALF, LESS, MORE = "whole", "most", "half", "less", "more"  # shares of the height there is for pictures
REMAINDER = "rest"  # what the words and buttons of its column leave of that height
ROWS = "rows"  # with how many there are, "rows.4": as high as so many rows of words
STREAMLIT_PX = 400  # any height will do: that of the window overrules it


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
    table: Callable[[], Table] | None = None  # the numbers to take away, if not the walk's
    script: Callable[[], str] | None = None  # the script to take away, if not the own record's, or the page's
    records: Mapping[str, Descent] | None = None  # the records of all runs that are shown, by name, if there are more

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


class Drawing(NamedTuple):
    """What is to be told of a picture that is no chart, as of a ``Picture``."""

    legend: tuple[Sign, ...] = ()
    now: Description | None = None


@dataclass(frozen=True)
class Scene:
    """What a view is given to draw with."""

    page: Page
    view: View
    record: Any  # the page's record, of the type the page says
    own: Any  # the view's own record, or None
    standing: Standing  # every knob of the page, as it stands
    dials: Any  # the place for dials, above the pictures
    places: tuple[Any, ...]  # the places for pictures, side by side
    words: Any  # the place for the view's own sentence, under that of the step
    sentence: Any  # the place for the sentence of the step, right under the bar
    charts: list[Picture | Drawing] = field(default_factory=list)  # those shown so far, and what else is drawn
    waiting: list[Callable[[], None]] = field(default_factory=list)  # draw what may come after all that is waited for

    @property
    def objective(self) -> Objective:
        """What is descended."""
        return objective(self.record)

    def key(self, *names: str) -> str:
        """The session key of something on this page."""
        return key(self.page.name, *names)

    def in_force(self, name: str) -> Any:
        """What a knob is at, asked by a callback: others may have set it since this was drawn."""
        return address.standing(self.page).values[name]

    def put(self, *, view: str | None = None, **values: Any) -> None:
        """Set knobs, and perhaps the view, from a callback."""
        address.put(self.page, values, view=view)

    def show(
        self, picture: Picture, name: str, on_click: Callable[[float, float], None] | None = None, *, share: str = WHOLE
    ) -> None:
        """A chart of this page, as high as its ``share`` of the window's; ``on_click`` is told the x and y clicked."""
        self.charts.append(picture)
        self._fill(self.panel(name, share), picture, name, on_click)

    def show_later(
        self,
        build: Callable[[], Picture],
        name: str,
        on_click: Callable[[float, float], None] | None = None,
        *,
        share: str = WHOLE,
        first: bool = False,
    ) -> None:
        """As ``show``, and in the same place, but built and sent once the other pictures and the dials have been.

        For a picture that follows the hand in the browser: what a release changes on it has been seen already.
        ``first`` comes one for which the dials would wait, so busy does it keep the browser: right after them.
        """
        panel, place = self.panel(name, share), len(self.charts)
        self.charts.append(Drawing())

        def draw() -> None:
            self.charts[place] = build()
            self._fill(panel, self.charts[place], name, on_click)

        self.waiting.insert(0 if first else len(self.waiting), draw)

    def _fill(
        self, panel: Any, picture: Any, name: str, on_click: Callable[[float, float], None] | None = None
    ) -> None:
        picture = picture.scaled(PRESENTED_SCALE) if visit.presenting() else picture
        with panel:
            show(picture, key=self.key("chart", name), on_click=on_click)

    def panel(self, name: str, share: str = WHOLE) -> Any:
        """A container as high as its share of the window's height: see site.css."""
        return st.container(key=f"{share}.{self.page.name}.{name}", height=STREAMLIT_PX, border=False)

    def part(self, name: str, share: str, legend: tuple[Sign, ...] = (), now: Description | None = None) -> Any:
        """A container for a picture that a part draws in the browser, with its legend and what it shows in words."""
        self.charts.append(Drawing(legend, now))
        return self.panel(name, share)

    def let_go(self) -> None:
        """Hold on to nothing that was drawn: once all of it is sent, nobody looks at it again.

        What widgets call holds on to the scene until the next run, and Streamlit to what widgets call, for as long as
        it keeps the visit: with every picture's tables that is a megabyte a visitor.
        """
        self.charts.clear()
        self.waiting.clear()

    def start_here(self) -> Callable[..., None]:
        """What a click on a picture does: the walk starts there, and the ball rolls."""
        return playback.start_here(self)


@dataclass(frozen=True)
class View:
    """One way to look at a page's experiment: only the chosen one is computed."""

    title: str
    question: str  # what to find out here
    draw: Callable[[Scene], About | None]
    by_hand: tuple[str, ...] = ("lr",)  # the knobs that dials and clicks set: they need no Lab
    turned: tuple[str, ...] = ()  # the knobs above the pictures that the question asks to turn: a projector keeps them
    asked_with: Mapping[str, str] = field(default_factory=dict)  # a switch → what is asked while it is on
    columns: tuple[int, ...] = (3, 2)  # how the pictures share the width
    presented_columns: tuple[int, ...] = ()  # the same on a projector, if not alike
    first: float = 0.6  # of a tablet's height for pictures: the part of the first of two, or of the first two of three
    told: float = 5.75  # rem: the room kept for what is told under the bar; the pictures have what is left
    ending: float = 0  # rem: how much more is kept for what is told at the end, in a window that is not a large one
    presented: float = SENTENCE_REM  # rem: the room kept on a projector for what is told while it plays
    plays: bool = True  # whether there is a bar, or something in its place
    dials: bool = True  # whether there is a dial above the pictures, which has a row of its own on a tablet
    idle: tuple[str, ...] = ()  # the knobs without effect here
    busy: tuple[str, ...] = ()  # the knobs that matter here whatever the others say
    own: type[Record] | None = None  # the view's own settings
    inside: tuple[str, ...] = ()  # the knobs that the view itself draws
    guesses: tuple[Guess, ...] = ()  # what is asked before the view is shown: the first of them that is worth asking

    def room(self, presenting: bool) -> tuple[float, float]:
        """The room kept for what is told under the bar, and for what is told at the end besides, in rem.

        On a projector what is told at the end is laid over the pictures, once it is asked for: see presenter.css.
        """
        return (self.presented, 0) if presenting else (self.told, self.ending)

    def shared(self, presenting: bool) -> tuple[int, ...]:
        """How the pictures share the width."""
        return (presenting and self.presented_columns) or self.columns


@dataclass(frozen=True)
class Page:
    """A page: its address, the record of its experiment, its views by the name they have in a link.

    Some choices need other settings: ``suits``, knob → what goes with it, says which once the knob has been set by its
    widget; a link says all.  ValueError where a view, or ``suits``, names what is no knob of the page.
    """

    name: str
    record: type[Descent]
    views: Mapping[str, View] = field(default_factory=dict)
    suits: Mapping[str, Callable[[Standing], Mapping[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {"suits": tuple(self.suits)}
        for name, view in self.views.items():
            named |= {f"{role} of the view {name!r}": getattr(view, role) for role in KNOB_ROLES}
        for role, names in named.items():
            unknown = [name for name in names if name not in self.knobs()]
            if unknown:
                raise ValueError(f"the page {self.name!r} has no knob {unknown[0]!r}, named in {role}")

    def records(self) -> tuple[type[Record], ...]:
        """The page's record, and its views' own."""
        return tuple(dict.fromkeys([self.record, *filter(None, (view.own for view in self.views.values()))]))

    @cached_property
    def _knobs(self) -> dict[str, Knob]:
        return {name: knob for record in self.records() for name, knob in record.knobs().items()}

    def knobs(self) -> Mapping[str, Knob]:
        """Every knob of the page, by its name."""
        return self._knobs
