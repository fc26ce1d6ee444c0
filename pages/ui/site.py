"""The table of pages, the menu, and the two ways into it: ``serve()`` from app.py, ``enter()`` from a page.

A page's first words are ``enter()``: when a fresh server's first visitor follows a deep link, Streamlit runs the page's
file without ``app.py``; declaring the navigation there and running again gives that visitor the same menu as anyone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from pages.ui import address, visit, written_links
from pages.ui.keys import VISIT, key
from pages.ui.parts.menu import closing_menu
from pages.ui.parts.shortcuts import shortcuts
from pages.ui.parts.terms import bubble
from pages.ui.terms import begin_marking
from pages.ui.watching import WATCH

MENU = {  # address: (title in the menu, icon)
    "home": ("Downhill", ":material/landscape:"),
    "slope_explorer": ("Slope explorer", ":material/show_chart:"),
    "misty_mountain": ("Misty mountain", ":material/foggy:"),
    "regression": ("Linear regression", ":material/scatter_plot:"),
    "sine_mlp": ("A network learns a sine", ":material/hub:"),
    "teaching": ("For teachers", ":material/present_to_all:"),
}
HOME_TITLE = MENU["home"][0]
BENEATH = {"sine_mlp": "MLP sine fit"}  # the field's own name, where the title is in plain words
SERVED = key(VISIT, "served")  # session flag: app.py has declared the navigation


_declared: ContextVar[Mapping[str, Any]] = ContextVar("declared_pages", default=MappingProxyType({}))


def _navigation() -> Any:
    declared = {
        name: st.Page(
            f"pages/{name}.py",
            title=title,
            icon=icon,
            url_path=None if name == "home" else name,
            default=name == "home",
        )
        for name, (title, icon) in MENU.items()
    }
    _declared.set(declared)
    return st.navigation([*declared.values()], position="hidden")


def page_link(page: str, **how: Any) -> None:
    """``st.page_link`` to the page of this name: as ``serve`` has declared it, for a path is looked up on the disk."""
    st.page_link(_declared.get().get(page, f"pages/{page}.py"), **({"icon": ""} | how))  # else it has the page's


def serve() -> None:
    """Configure the app, declare the menu and run the page that was asked for."""
    st.session_state[SERVED] = True
    page = _navigation()
    title = MENU[page.url_path or "home"][0]
    st.set_page_config(  # after the navigation, which gives the tab the page's title alone
        page_title=title if title == HOME_TITLE else f"{title} · {HOME_TITLE}",
        page_icon=":material/landscape:",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    with WATCH.running(page.url_path or "home"):
        page.run()


def enter() -> None:
    """The first words of a page: make sure of the menu."""
    if not st.session_state.get(SERVED):
        st.session_state[SERVED] = True
        _navigation()
        st.rerun()


def menu(page: str) -> None:
    """The menu of pages, in the sidebar: each link opens its page as it was left.

    It is our own because Streamlit's would open every page without its settings.
    """
    closing_menu(key=key(page, "part", "menu"))
    with st.sidebar.container(key=key(page, "menu"), gap=None):
        for name, (title, icon) in MENU.items():
            how: dict[str, Any] = {"label": title, "icon": icon, "width": "stretch"}
            page_link(name, query_params=written_links.left(name) or None, **how)
            if name in BENEATH:
                st.html(f"<small>{BENEATH[name]}</small>")  # a name beside a name: the page explains its terms


def begin_plain(page: str, path: Sequence[str] = ()) -> None:
    """The beginning of a page without an experiment: its style, menu and title, its keys and the lines of its terms.

    ``path``: the stations that are marked on it where they were visited.
    """
    enter()
    begin_marking(page)
    address.leave(page)
    with st.container(key="frame.style"):
        st.html(PRESENTER_STYLE if visit.presenting() else "<style></style>")
    menu(page)
    head(page)
    bubble(key=key(page, "part", "terms"))
    how: dict[str, Any] = {"key": key(page, "part", "shortcuts"), "on_present": visit.present_elsewhere}
    shortcuts(visit=visit.for_browser(), path=path, **how)


def head(page: str, *, hidden: bool = False) -> Any:
    """A page's title, in a row that has room for its views."""
    row = st.container(
        key="hidden.title" if hidden else "frame.title", horizontal=True, vertical_alignment="center", gap="medium"
    )
    row.title(MENU[page][0], anchor=False, width="content")
    return row


def link(
    page: str, words: str | None = None, *, icon: str | None = None, preset: str | None = None, **settings: str
) -> None:
    """A link to a page, or to one of its experiments, perhaps with other settings."""
    title, own = MENU[page]
    settings = {"preset": preset} | visit.carried() | settings if preset else written_links.left(page)
    how: dict[str, Any] = {"label": words or title, "icon": icon or own, "width": "stretch"}
    page_link(page, query_params=settings or None, **how)


def _style(file: str) -> str:
    """The style in a file.  A kind of window has its name there, which no browser knows yet (Media Queries 5)."""
    style = Path(__file__).with_name(file).read_text("utf-8")
    for definition, name, condition in re.findall(r"(@custom-media (--\w+) (.+);\n)", style):
        style = style.replace(definition, "").replace(f"({name})", f"({condition})")
    return f"<style>{style}</style>"


SITE_STYLE, PRESENTER_STYLE = _style("print.css") + _style("site.css"), _style("presenter.css")
