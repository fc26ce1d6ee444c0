"""Every page, experiment and view drawn once before a class comes, where the app is hosted (``DOWNHILL_WARM=1``).

Who is the first to open a view has its charts' specs built, and who is the first to open an experiment has its runs
worked out: a tenth of the server's time in a class's first minutes.  Here a visitor whom nobody sees opens them all,
one after another, by their links; until it is done ``/ready`` answers that the server is not.  Then that visitor opens
every view with every choice of what it shows, and every experiment in every other view, where others may look next.

**Others come first.**  The unseen visitor passes the same gate, in turns, so that who comes meanwhile waits for one of
them at most; then it waits until nobody has been at work for a while.  A server to which somebody has come is ready
from then on: so is one that was started again in the middle of a class.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Container, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClient

from gdengine.experiments.presets import PRESETS, presets_of
from gdengine.experiments.records import Record
from pages.ui import permalink
from pages.ui.page import Page

WARM_VARIABLE = "DOWNHILL_WARM"  # the variable of the environment that asks for it
START_POLL_SECONDS = 0.05  # between two looks whether Streamlit has started
QUIET_SECONDS = 4.0  # without a run of a page, after which nobody is there
DRAWN_SECONDS = 60.0  # within which a page is complete, or is left
LOGGER = logging.getLogger(__name__)


class Link(NamedTuple):
    """A page and its query."""

    page: str
    query: str


def links(pages: Iterable[Page]) -> Iterator[Link]:
    """Every experiment of these pages, then every view that no experiment opens in; nothing is to be guessed first."""
    for page in pages:
        presets = [PRESETS[name] for name in presets_of(page.name)]
        views = page.views.keys() - {preset.view for preset in presets}
        for preset in presets:
            yield _link(page, {permalink.PRESET: preset.id})
        for view in page.views:
            if view in views:
                yield _link(page, {permalink.VIEW: view})


def plain_links(menu: Iterable[str], pages: Container[str]) -> Iterator[Link]:
    """The pages of the menu that have no experiment; the first of all is opened by no name."""
    for place, name in enumerate(menu):
        if name not in pages:
            yield Link(name if place else "", "")


def next_links(pages: Iterable[Page]) -> Iterator[Link]:
    """Every experiment of these pages in every view but its own."""
    for page in pages:
        for name in presets_of(page.name):
            for view in page.views:
                if view != PRESETS[name].view:
                    yield _link(page, {permalink.PRESET: name, permalink.VIEW: view})


def choice_links(pages: Iterable[Page]) -> Iterator[Link]:
    """Every view of these pages with each other choice of what it shows, which is another picture."""
    for page in pages:
        for view, declared in page.views.items():
            for chosen in _chosen(declared.own()) if declared.own else ():
                yield _link(page, {permalink.VIEW: view} | chosen)


def _chosen(shown: Record) -> Iterator[dict[str, str]]:
    """Each choice but the record's own, as a link says it; with what it takes for the choice to matter."""
    knobs = shown.knobs()
    for name, spec in knobs.items():
        needed = {}
        if spec.when and not shown.matters(name):
            about, values = spec.when
            needed[about] = next(knobs[about].write(value) for value in knobs[about].choices if value in values)
        for value in spec.choices:
            if value != getattr(shown, name):
                yield needed | {name: spec.write(value)}


def _link(page: Page, query: dict[str, str]) -> Link:
    return Link(page.name, urlencode(query | {permalink.HIDE: "guess"}))


class WarmUp:
    """The opening of these links, and ``then`` of others while nobody else is there.

    ``runs``: how many runs of pages there have been · ``done`` once the former links have been opened, or somebody has
    come; ``whole`` once all have been; both from the start where nobody asks for it.
    """

    def __init__(self, opened: Iterable[Link], then: Iterable[Link] = (), runs: Callable[[], int] = int) -> None:
        self.links, self.then, self.runs = tuple(opened), tuple(then), runs
        self.done = self.whole = os.environ.get(WARM_VARIABLE, "") in ("", "0")

    async def run(self) -> None:
        """Open them, if that is asked for; a page that fails is in the log, and keeps nobody waiting."""
        try:
            while not self.done and not (await runtime.get_instance().is_ready_for_browser_connection)[0]:
                await asyncio.sleep(START_POLL_SECONDS)
            if not self.done:
                await self._open(self.links)
            self.done = True
            if not self.whole:
                await self._open(self.then)
        except Exception:
            LOGGER.exception("nothing more can be drawn beforehand")
        finally:
            self.done = self.whole = True

    async def _open(self, links: Iterable[Link]) -> None:
        for link in links:
            before = self.runs()
            try:
                await asyncio.wait_for(_drawn(link), DRAWN_SECONDS)
            except Exception:
                LOGGER.exception("%s?%s could not be drawn beforehand", *link)
            if self.runs() > before + 1:  # somebody else is there
                self.done = True
                await self._be_alone()

    async def _be_alone(self) -> None:
        """Wait until nobody has asked for anything for a while."""
        before = -1
        while self.runs() != before:
            before = self.runs()
            await asyncio.sleep(QUIET_SECONDS)


class _Unseen(SessionClient):
    """The browser of a visitor who looks at nothing, and knows when the page is complete."""

    def __init__(self) -> None:
        self.complete = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take note of a message."""
        if msg.WhichOneof("type") == "script_finished" and msg.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.complete.set()


async def _drawn(link: Link) -> None:
    """Open a page as a browser does, and close it once it is complete."""
    server, visitor, request = runtime.get_instance(), _Unseen(), BackMsg()
    request.rerun_script.page_name, request.rerun_script.query_string = link
    visit = server.connect_session(visitor, {})
    try:
        server.handle_backmsg(visit, request)
        await visitor.complete.wait()
    finally:
        server.close_session(visit)
