"""``Page`` and ``View``: what is declared of a page; ``pages.ui.frame`` draws it.

A view draws its pictures into a ``Scene`` and answers what they are about (``About``); everything that all views share
is placed by the frame.  Each of those parts has a name in ``PARTS``, by which a link can do without it:
``?hide=verdict,step``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gdengine.experiments.descent import Descent
from gdengine.experiments.knobs import Knob
from gdengine.experiments.records import Record, ViewRecord
from pages.ui.about import About
from pages.ui.guessing import Guess
from pages.ui.permalink import Standing
from pages.ui.scene import Scene

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
KNOB_ROLES = ("by_hand", "turned", "idle", "busy", "inside")  # the fields of a view that name knobs
SENTENCE_REM = 1.5  # the height of a line of the sentence of a step


@dataclass(frozen=True)
class View:
    """One way to look at a page's experiment: only the chosen one is computed."""

    title: str
    question: str  # what to find out here
    draw: Callable[[Scene], About | None]
    by_hand: tuple[str, ...] = ("lr",)  # the knobs that dials and clicks set: they need no Lab
    turned: tuple[str, ...] = ()  # the knobs above the pictures that the question asks to turn: a projector keeps them
    asked_instead: Callable[[Any, Any], str] = lambda record, own: ""  # what is asked where the question does not fit
    columns: tuple[int, ...] = (3, 2)  # how the pictures share the width
    presented_columns: tuple[int, ...] = ()  # the same on a projector, if not alike
    columns_of: Callable[[Any], tuple[int, ...]] = lambda record: ()  # the same for this record, if not alike
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

    def without_effect(self, record: Any, own: Any) -> frozenset[str]:
        """The knobs that none of the view's runs heeds, as the page's record and the view's own stand."""
        return frozenset(self.idle) | (own.without_effect(record) if isinstance(own, ViewRecord) else frozenset())

    def shared(self, record: Any, *, presenting: bool) -> tuple[int, ...]:
        """How the pictures of the page's record share the width."""
        return self.columns_of(record) or (presenting and self.presented_columns) or self.columns


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
