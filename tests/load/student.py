"""One student at the other end of Streamlit's protocol: what a browser holds, sends and is sent, without the browser.

A student keeps the widgets of the page and what they hold, the address, and the messages that the server need not send
again (a browser names them in every request), and which images it has fetched.  ``ask`` sends one request and waits
until the page is complete, with the images that its charts name.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from pages.ui.parts.heard import TOLD

STREAM = "/_stcore/stream"
MOST_BYTES = 64 * 2**20  # of one message
PATIENCE_SECONDS = 60.0  # for an answer
QUIET_SECONDS = 2.0  # without a message, after which no page is on its way
# When a browser looks for a server that is gone: soon, and then again after pauses that double.
FIRST_RETRY_SECONDS = (0.25, 0.5)
RETRY_SECONDS, LONGEST_RETRY_SECONDS = 0.1, 4.0
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{id}__events"  # how the events of a part are named
IMAGE = re.compile(rb"images/[0-9a-f]+\.webp")  # in the data of a chart, where an address is plain text
VISIT_NAME = re.compile(rb'"visit":"[0-9a-f]+"')
TEXT, CHOICE, CHOICES, SWITCH, BUTTON, PART, CHART = (
    "text_input", "selectbox", "button_group", "checkbox", "button", "bidi_component", "vega_lite_chart",
)  # fmt: skip


class Widget(NamedTuple):
    """Something of the page that can be touched: its id, the key in that id, its kind, and its message."""

    id: str
    key: str
    kind: str
    element: Any


class Answer(NamedTuple):
    """What came of a request: the seconds until the page was complete, the bytes on the wire, what went wrong."""

    seconds: float
    bytes: int
    wrong: tuple[str, ...]


class Wire(ClientConnection):
    """A connection that counts what comes over the wire, as it comes: compressed."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


@dataclass
class Student:
    """A visit.  ``host``: "127.0.0.1:8501"."""

    host: str
    page: str = ""
    query: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)
    held: dict[str, tuple[str, Any]] = field(default_factory=dict)  # id → the field of a WidgetState, and its value
    pages: dict[str, str] = field(default_factory=dict)  # the address of a page → the hash that names it
    charts: list[Any] = field(default_factory=list)  # of the page as it stands, in their order
    session: str = ""  # by which the server knows this visit after the network was gone
    cookies: dict[str, str] = field(default_factory=dict)
    images: set[str] = field(default_factory=set)  # addresses of what was fetched: a browser keeps it
    _named: set[str] = field(default_factory=set)  # of what the charts name
    _hash: str = ""
    _leaving: set[str] = field(default_factory=set)  # ids of widgets of the page before, until the new one is complete
    _known: dict[str, ForwardMsg] = field(default_factory=dict)  # what need not be sent again
    _used: dict[str, int] = field(default_factory=dict)  # by the number of the request that was last answered with it
    _age: int = 0  # how many requests later it is forgotten
    _asked: int = 0  # requests so far
    _told: int = 0  # what parts have said so far
    _socket: Wire | None = None

    async def arrive(self, page: str, query: str) -> Answer:
        """Open a page by a link."""
        self.page, self.query = page, query
        await self.connect()
        return await self.ask()

    async def reload(self) -> Answer:
        """Open the page anew by its address as it stands: of the visit that was, cookies and images are left."""
        await self.leave()
        self.session = self._hash = ""
        for kept in (self.widgets, self._leaving, self.held, self.pages, self._known, self._used):
            kept.clear()
        return await self.arrive(self.page, self.query)

    async def connect(self) -> None:
        """Open a connection; to the visit that was, if there was one, as a browser does."""
        cookies = self._cookies_said()
        socket = await connect(
            f"ws://{self.host}{STREAM}",
            # in the place of the name of a protocol: the token against forged requests, and the visit that was
            subprotocols=["streamlit", *(["none", self.session] if self.session else [])],  # type: ignore[list-item]
            additional_headers={"Cookie": cookies} if cookies else None,
            max_size=MOST_BYTES,
            open_timeout=PATIENCE_SECONDS,
            create_connection=Wire,
        )
        assert isinstance(socket, Wire)
        self._socket = socket
        for cookie in socket.response.headers.get_all("Set-Cookie") if socket.response else ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    def lose(self) -> None:
        """The network is gone: nobody says goodbye."""
        assert self._socket is not None, "a student arrives first"
        self._socket.transport.abort()

    async def lost(self) -> None:
        """Wait until the connection has ended."""
        assert self._socket is not None, "a student arrives first"
        await self._socket.wait_closed()

    async def come_back(self) -> Answer:
        """The network is there again: the browser opens the visit that was and sends what the page holds."""
        await self.connect()
        return await self.ask()

    async def persist(self) -> Answer:
        """Come back as a browser does, again and again until there is a server.  TimeoutError where there is none."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.sleep(random.uniform(*FIRST_RETRY_SECONDS))
            for attempt in itertools.count():
                try:
                    return await self.come_back()
                except (OSError, WebSocketException):
                    await asyncio.sleep(min(RETRY_SECONDS * 2**attempt, LONGEST_RETRY_SECONDS))
        raise AssertionError("a count has no end")

    async def settle(self) -> list[str]:
        """Hear what else comes, until no page is on its way; what went wrong.

        Who comes back to a visit is sent first what the server had to say meanwhile, perhaps a whole page.  No page
        says whose request it answers.
        """
        wrong: list[str] = []
        complete = True
        with contextlib.suppress(TimeoutError):
            while True:
                message = await asyncio.wait_for(self._receive(), QUIET_SECONDS if complete else None)
                wrong += self._hear(message)
                complete = _completes(message) or (complete and message.WhichOneof("type") != "new_session")
        return wrong

    async def turn_to(self, page: str) -> Answer:
        """Another page, by its link in the menu."""
        self.page, self.query, self._hash = page, "", self.pages[page]
        self.held.clear()
        return await self.ask()

    async def touch(self, widget: Widget, value: Any) -> Answer:
        """Set a widget to a value, press a button, or let a part say something, a pair (name, value)."""
        if widget.kind == BUTTON:
            return await self.ask((widget.id, "trigger_value", True))
        if widget.kind == PART:
            self._told += 1
            told = {"from": "student", "said": [[self._told, *value]]}
            said = json.dumps([{"event": TOLD, "value": told}])
            return await self.ask((EVENTS.format(id=widget.id), "json_trigger_value", said))
        self.held[widget.id] = (_FIELDS[widget.kind], value)
        return await self.ask()

    async def ask(self, event: tuple[str, str, Any] | None = None) -> Answer:
        """Send what the page holds, and perhaps an event, and wait until the new page is complete."""
        assert self._socket is not None, "a student arrives first"
        return await self.say(self._request(event).SerializeToString())

    async def say(self, frame: bytes | str) -> Answer:
        """Send a request, such as it is, and wait until the new page is complete."""
        assert self._socket is not None, "a student arrives first"
        start, before = time.perf_counter(), self._socket.received
        await self._socket.send(frame)
        wrong: list[str] = []
        while True:
            message = await self._receive()
            wrong += self._hear(message)
            if _completes(message):
                break
        fetched, missing = await self._fetch_images()
        received = self._socket.received - before + fetched
        return Answer(time.perf_counter() - start, received, (*wrong, *missing))

    async def _fetch_images(self) -> tuple[int, list[str]]:
        """Fetch the images that the page names and the browser has not kept: the bytes on the wire, what went wrong."""
        asked = sorted(self._named - self.images)
        self._named.clear()
        answers = await asyncio.gather(*[self._get(address) for address in asked])
        found = {address: b" 200 " in answer.partition(b"\r\n")[0] for address, answer in zip(asked, answers)}
        self.images |= {address for address in asked if found[address]}
        missing = [f"{address} is not there" for address in asked if not found[address]]
        return sum(map(len, answers)), missing

    async def _get(self, address: str) -> bytes:
        """All that the server answers, by HTTP, to who asks for a file."""
        host, port = self.host.rsplit(":", 1)
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                head = {"Host": self.host, "Connection": "close", "Cookie": self._cookies_said()}
                said = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
                writer.write(f"GET /{address} HTTP/1.1\r\n{said}\r\n".encode())
                return await reader.read()
            finally:
                writer.close()

    def _cookies_said(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _receive(self) -> ForwardMsg:
        assert self._socket is not None, "a student arrives first"
        message = ForwardMsg()
        message.ParseFromString(await self._socket.recv(decode=False))
        if _completes(message):
            self._leaving.clear()
            self._forget()
            self.held = {name: held for name, held in self.held.items() if name in self.widgets}  # as a browser does
        return self._whole(message)

    def _request(self, event: tuple[str, str, Any] | None) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self._hash
        if not self._hash:
            state.page_name = self.page
        state.context_info.url = f"http://{self.host}/{self.page}"
        state.context_info.timezone, state.context_info.locale = "UTC", "en-US"
        there = self.widgets.keys() | self._leaving
        held = [(name, *self.held[name]) for name in self.held if name in there]
        for name, kind, value in [*held, *([event] if event else [])]:
            widget = state.widget_states.widgets.add(id=name)
            if kind == "string_array_value":
                widget.string_array_value.data.extend(value)
            else:
                setattr(widget, kind, value)
        state.cached_message_hashes.extend(self._known)
        return message

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message, which may be one that was sent before."""
        if message.WhichOneof("type") == "ref_hash":
            self._used[message.ref_hash] = self._asked
            return self._known[message.ref_hash]
        if message.metadata.cacheable:
            self._known[message.hash], self._used[message.hash] = message, self._asked
        return message

    def _forget(self) -> None:
        """What no page has had for as many requests as the server says, as a browser does."""
        self._asked += 1
        for name in [name for name, used in self._used.items() if self._asked - used > self._age]:
            del self._known[name], self._used[name]

    def _hear(self, message: ForwardMsg) -> list[str]:
        """Take note of a message; what went wrong."""
        match message.WhichOneof("type"):
            case "new_session":
                self.charts = []
                self._leaving.update(self.widgets)
                self.widgets.clear()
                self._age = message.new_session.config.max_cached_message_age
                self.session = message.new_session.initialize.session_id or self.session
            case "navigation":
                self._hash = message.navigation.page_script_hash
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                return self._see(_of_any_visit(message.delta.new_element))
        return []

    def _see(self, element: Any) -> list[str]:
        """An element of the page: a widget is kept, with what it holds; an exception is wrong, and so is an error."""
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        if kind == "exception":
            return [shown.message]
        if kind == "alert" and shown.format == shown.ERROR:
            return [shown.body]
        if kind == CHART:
            self.charts.append(shown)
            tables = [shown.data.data, *[each.data.data for each in shown.datasets]]
            self._named |= {name.decode() for table in tables for name in IMAGE.findall(table)}
        if kind in _KINDS and shown.id:
            widget = Widget(shown.id, key_of(shown.id), kind, shown)
            self.widgets[shown.id] = widget
            if kind in _FIELDS and (shown.id not in self.held or getattr(shown, "set_value", False)):
                self._hold(widget)
        return []

    def _hold(self, widget: Widget) -> None:
        """What the widget holds by itself, or was set to by the page."""
        shown = widget.element
        value: Any = None
        if widget.kind in (TEXT, SWITCH):
            value = shown.value if shown.set_value else shown.default
        elif widget.kind == CHOICE:
            value = shown.raw_value if shown.set_value else shown.options[shown.default] if shown.options else None
        elif widget.kind == CHOICES:
            value = [*shown.raw_values] if shown.set_value else [shown.options[i].content for i in shown.default]
        if value is not None:
            self.held[widget.id] = (_FIELDS[widget.kind], value)


def _of_any_visit(element: Any) -> Any:
    """The element without the name of the visit, of which every visit has another."""
    if element.WhichOneof("type") == PART:
        shown = getattr(element, PART)
        if b'"visit":' in shown.bytes:
            shown.bytes = VISIT_NAME.sub(b'"visit":""', shown.bytes)
    return element


_FIELDS = {TEXT: "string_value", CHOICE: "string_value", CHOICES: "string_array_value", SWITCH: "bool_value"}
_FIELDS |= {CHART: "string_value"}
_KINDS = {*_FIELDS, BUTTON, PART}
_COMPLETE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


def key_of(name: str) -> str:
    """The key in the id of a widget."""
    return name.split("-", 2)[-1]


def _completes(message: ForwardMsg) -> bool:
    """Whether with this message a page is complete."""
    return message.WhichOneof("type") == "script_finished" and message.script_finished in _COMPLETE
