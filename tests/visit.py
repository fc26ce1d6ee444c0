"""A visit to a page of the real app, run by Streamlit's own test runner: what is asked, said and drawn."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.charts.kit.spec import Picture

ROOT = Path(__file__).parents[1]


class Visit(NamedTuple):
    """A page as it stands after a run of its script."""

    app: AppTest
    pictures: dict[str, Picture]  # by the key of their view

    @property
    def said(self) -> list[str]:
        """The notices that popped up."""
        return [toast.value for toast in self.app.toast]

    @property
    def wrong(self) -> list[str]:
        """What must never be seen: exceptions."""
        return [error.message for error in self.app.exception]

    def again(self) -> Visit:
        """The same visitor, after the widgets were touched."""
        return _run(self.app)


def visit(page: str, **link) -> Visit:
    """A new visitor opens a page of the app by a link with these query parameters."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).switch_page(f"pages/{page}.py")
    for name, value in link.items():
        app.query_params[name] = value
    return _run(app)


@cache
def opened(page: str, *link: tuple[str, str]) -> Visit:
    """As ``visit``, remembered: for looking only."""
    return visit(page, **dict(link))


def _run(app) -> Visit:
    pictures = {}
    draw = st.altair_chart

    def drawn(picture, **how):
        pictures[how["key"]] = picture
        return draw(picture, **how)

    with mock.patch.object(st, "altair_chart", drawn):
        app.run()
    return Visit(app, pictures)
