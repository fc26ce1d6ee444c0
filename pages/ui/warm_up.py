"""Every experiment and every view drawn once before a class comes, where the app is hosted (``DOWNHILL_WARM=1``).

Who is the first to open a view has its charts' specs built, and who is the first to open an experiment has its runs
worked out: a tenth of the server's time in a class's first minutes.  Here a visitor whom nobody sees opens them all,
one after another, by their links.  That visitor passes the same gate as any other, in turns: who comes meanwhile waits
for one of them at most.  Until it is done ``/ready`` answers that the server is not.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClient

from gdengine.experiments.presets import PRESETS, presets_of
from pages.ui import address
from pages.ui.page import Page

WARM_VARIABLE = "DOWNHILL_WARM"  # the variable of the environment that asks for it
START_POLL_SECONDS = 0.05  # between two looks whether Streamlit has started
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
        asked = [{address.PRESET: preset.id} for preset in presets]
        asked += [{address.VIEW: view} for view in page.views if view in views]
        for query in asked:
            yield Link(page.name, urlencode(query | {address.HIDE: "guess"}))


class WarmUp:
    """The opening of these links; ``done`` once they have been, and from the start where nobody asks for it."""

    def __init__(self, opened: Iterable[Link]) -> None:
        self.links = tuple(opened)
        self.done = os.environ.get(WARM_VARIABLE, "") in ("", "0")

    async def run(self) -> None:
        """Open them, if that is asked for; a page that fails is in the log, and keeps nobody waiting."""
        try:
            while not self.done and not (await runtime.get_instance().is_ready_for_browser_connection)[0]:
                await asyncio.sleep(START_POLL_SECONDS)
            for link in () if self.done else self.links:
                await asyncio.wait_for(_drawn(link), DRAWN_SECONDS)
        except Exception:
            LOGGER.exception("not everything could be drawn beforehand")
        finally:
            self.done = True


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
