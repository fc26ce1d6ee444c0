"""A visit to a page of the real app, run by Streamlit's own test runner: what is asked, said and drawn."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import streamlit as st
from streamlit.testing.v1 import AppTest

from gdengine.experiments.knobs import Knob
from gdengine.experiments.presets import PRESETS, Preset
from pages.charts.kit.spec import Picture
from pages.ui import permalink
from pages.ui.frame import __name__ as NET
from pages.ui.guessing import Guess, asked
from pages.ui.keys import key
from pages.ui.scene import Scene
from pages.views.registry import PAGES

ROOT = Path(__file__).parents[1]
FLOOR = (permalink.FLOOR, permalink.LAB)  # where every knob has its widget
NEVER_A_KNOB = ("preset", "lens")  # what a page is set to besides its knobs


def unmarked(text: str) -> str:
    """A text without the marks of terms."""
    return re.sub(r'<span class="term"[^>]*>(.*?)</span>', r"\1", text)


class Visit(NamedTuple):
    """A page as it stands after a run of its script."""

    page: str
    app: AppTest
    pictures: dict[str, Picture]  # by the name of their chart on the page
    faults: list[str]  # the tracebacks of what fell into the net

    @property
    def said(self) -> list[str]:
        """The notices that popped up."""
        return [toast.value for toast in self.app.toast]

    @property
    def words(self) -> list[str]:
        """What is written on the page, in Markdown, without the marks of terms."""
        return [unmarked(block.value) for kind in (self.app.markdown, self.app.caption) for block in kind]

    @property
    def wrong(self) -> list[str]:
        """What must never be seen: exceptions, and error boxes, each with what was logged about it."""
        exceptions = [error.message for error in self.app.exception]
        return exceptions + [error.value for error in self.app.error] + self.faults

    @property
    def typed(self) -> dict[str, Any]:
        """What the widgets of the page hold, by the names of their knobs: of a number, the text."""
        kinds = (self.app.text_input, self.app.selectbox, self.app.toggle, self.app.button_group)
        held = {widget.key: widget.value for kind in kinds for widget in kind}
        names = [*PAGES[self.page].knobs(), *NEVER_A_KNOB] if self.page in PAGES else []
        return {name: held[self.key(name)] for name in names if self.key(name) in held}

    @property
    def settings(self) -> dict[str, Any]:
        """What the widgets say, as settings: preset, view and knobs."""
        return {name: self._read(name, value) for name, value in self.typed.items()}

    @property
    def address(self) -> dict[str, str]:
        """The query parameters that the page has written, but for the floor on which every visit begins."""
        said = {name: value if isinstance(value, str) else value[-1] for name, value in self.app.query_params.items()}
        return {name: value for name, value in said.items() if (name, value) != FLOOR}

    @property
    def scripts(self) -> list[str]:
        """The scripts offered beside the pictures."""
        return [block.value.strip() for block in self.app.code if block.language == "python"]

    def key(self, *names: str) -> str:
        """The session key of something on this page."""
        return ".".join((self.page, *names))

    def state(self, *names: str) -> Any:
        """What the session holds under a key of this page."""
        return self.app.session_state[self.key(*names)]

    def turn(self, name: str, value: Any) -> Visit:
        """A knob, the preset or the view set by its widget, and the page after it; a text is typed as it is."""
        self.app.get_by_key(self.key(name)).set_value(value if name in NEVER_A_KNOB else self._typed(name, value))
        return self.again()

    def press(self, *names: str) -> Visit:
        """A button pressed by its key, and the page after it."""
        self.app.button(key=self.key(*names)).click()
        return self.again()

    def again(self) -> Visit:
        """The same visitor, after the widgets were touched."""
        return _run(self.page, self.app)

    def at(self, page: str, **link: str) -> Visit:
        """The same visitor on another page, opened by a link with these query parameters."""
        self.app.query_params.clear()
        self.app.switch_page(f"pages/{page}.py")
        return _opened(page, self.app, dict([FLOOR]) | link if link and page in PAGES else link)

    def _knob(self, name: str) -> Knob:
        return PAGES[self.page].knobs()[name]

    def _read(self, name: str, value: Any) -> Any:
        return value if name in NEVER_A_KNOB else self._knob(name).accept(value)

    def _typed(self, name: str, value: Any) -> Any:
        knob = self._knob(name)
        return value if knob.choices or isinstance(value, str) else knob.write(value)


def visit(page: str, **link: Any) -> Visit:
    """A new visitor opens a page of the app, in its Lab, by a link with these query parameters."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).switch_page(f"pages/{page}.py")
    return _opened(page, app, dict([FLOOR]) | link if page in PAGES else link)


@cache
def opened(page: str, *link: tuple[str, str]) -> Visit:
    """As ``visit``, remembered: for looking only."""
    return visit(page, **dict(link))


def scene(preset: Preset, view: str = "", **changes: Any) -> Scene:
    """What a view of a preset's page is given to draw with, without a visit."""
    page = PAGES[preset.page]
    now = dataclasses.replace(permalink.at_preset(page, preset).replace(changes), view=view or preset.view)
    shown = page.views[now.view]
    own = now.record(shown.own) if shown.own else None
    return Scene(page, shown, now.record(page.record), own, now, st, (st,) * len(shown.columns), st, st)


def guess_of(name: str, **changes: Any) -> tuple[Guess | None, Any]:
    """What an experiment's view asks who learns, and what that is about, with some knobs changed; None: nothing."""
    stage = scene(PRESETS[name], **changes)
    about = stage.record.settled()[0], stage.own and stage.own.settled()[0]
    guess = asked(stage.page, stage.view, stage.standing, *about)
    return guess, guess and guess.subject(*about)


def _opened(page: str, app: AppTest, link: dict[str, Any]) -> Visit:
    if page in PAGES:
        app.session_state[key(page, "take_away")] = True  # who looks at a page looks into that menu too
    for name, value in link.items():
        app.query_params[name] = value
    return _run(page, app)


def _run(page: str, app: AppTest) -> Visit:
    pictures: dict[str, Picture] = {}
    draw = st.altair_chart

    def drawn(picture: Picture, **how: Any) -> Any:
        pictures[how["key"].partition(".chart.")[2]] = picture
        return draw(picture, **how)

    with mock.patch.object(st, "altair_chart", drawn), caught() as faults:
        app.run()
    return Visit(page, app, pictures, faults)


@contextlib.contextmanager
def caught() -> Iterator[list[str]]:
    """The tracebacks of what falls into the pages' net meanwhile."""
    faults: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: faults.append(logging.Formatter().format(record))  # type: ignore[method-assign]
    logger = logging.getLogger(NET)
    logger.addHandler(handler)
    try:
        yield faults
    finally:
        logger.removeHandler(handler)
