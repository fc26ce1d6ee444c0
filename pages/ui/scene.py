"""``Scene``: what a view is given to draw with; its pictures share the height that the window leaves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from gdengine import Objective
from pages.charts.kit.spec import Description, Picture, Sign
from pages.ui import address, playback, visit
from pages.ui.keys import key
from pages.ui.permalink import Standing
from pages.ui.results import objective, show

if TYPE_CHECKING:
    from pages.ui.page import Page, View

PRESENTED_SCALE = 2  # by how much what is read in a picture is larger on a projector of 1920×1080: see presenter.css
WHOLE, MOST, HALF, LESS, MORE = "whole", "most", "half", "less", "more"  # shares of the height there is for pictures
REMAINDER = "rest"  # what the words and buttons of its column leave of that height
ROWS = "rows"  # with how many there are, "rows.4": as high as so many rows of words
STREAMLIT_PX = 400  # any height will do: that of the window overrules it


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
    below: list[Callable[[], None]] = field(default_factory=list)  # write what is read below the legend

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
            self.charts[place] = picture = build()
            self._fill(panel, picture, name, on_click)

        self.waiting.insert(0 if first else len(self.waiting), draw)

    def _fill(self, panel: Any, picture: Picture, name: str, on_click: Callable[[float, float], None] | None) -> None:
        picture = picture.scaled(PRESENTED_SCALE) if visit.presenting() else picture
        with panel:
            show(picture, key=self.key("chart", name), on_click=on_click)

    def below_legend(self, write: Callable[[], None]) -> None:
        """Words below the legend, written once it is: a term in both has its mark where it is read first."""
        self.below.append(write)

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
        self.below.clear()

    def start_here(self) -> Callable[..., None]:
        """What a click on a picture does: the walk starts there, and the ball rolls."""
        return playback.start_here(self)
