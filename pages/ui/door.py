"""What a browser may send: the requests of a visitor's page, and of its widgets what they can hold.

And what it means: a browser that has not heard yet which page is open asks for the app's script, which is no page.

Streamlit answers anybody who asks it for the repository's state, by which it starts ``git`` and tells the names of
files, to empty the caches of everyone, or to run again whenever a file changes.  No page of ours asks for these.  And
it takes from a browser a value of any type for any widget, by which pages fail that have done nothing wrong.

And how often it means that: a browser that does not know whether it was heard asks again (``before/unheard.js``).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.util import calc_hash

from pages.ui.asgi import Message, Receive, Send, Served
from pages.ui.site import MENU

ASKED = {  # by a visitor's page: a run, an end of one, whether the server is there, where a file goes, a download
    "rerun_script",
    "stop_script",
    "app_heartbeat",
    "file_urls_request",
    "backend_operation_request",
}
LONGEST_JSON = 200_000  # characters of what a part tells, or holds
DEEPEST_JSON = 20  # lists within lists: what is deeper is copied and drawn by nobody without an error
NAMES_AT_ONCE = 20  # of files, for each of which the server prepares a place
PROTOCOLS = b"sec-websocket-protocol"  # the header in which a browser names the visit that it comes back to, third
NUMBER = b"\x9d\x06"  # is before the number of a request, the last four of its bytes
PRESSES = {"trigger_value", "json_trigger_value", "chat_input_value", "string_trigger_value"}  # of a WidgetState
MOST_NUMBERS = 100  # that are remembered: twice as many as are asked again
KindOf = Callable[[str], str | None]  # a widget's id → the type of what it holds; None for one that is not there


class Numbers:
    """Those of a visit's requests: with which no run has begun yet, and those that are done."""

    def __init__(self) -> None:
        self.waiting: deque[int] = deque(maxlen=MOST_NUMBERS)
        self.done: deque[int] = deque(maxlen=MOST_NUMBERS)


NUMBERS_OF_VISITS: WeakKeyDictionary[Any, Numbers] = WeakKeyDictionary()


class Door:
    """ASGI middleware that lets in, of what comes over a WebSocket, only what a visitor's page sends.

    What is no message at all goes on to Streamlit, which hangs up.
    """

    def __init__(self, app: Served) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "websocket":
            return await self.app(scope, receive, send)
        visit, script = _came_back(scope), calc_hash(runtime.get_instance()._main_script_path)
        _forget_unsent(visit)
        _forget_unbegun(visit)

        async def asked() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                if (frame := admitted(message.get("bytes"), lambda name: _kind(visit, name), script)) is not None:
                    return {"type": "websocket.receive", "bytes": _unpressed(frame) if _again(visit, frame) else frame}

        async def told(message: Message) -> None:
            nonlocal visit
            if message["type"] == "websocket.send" and not _is_there(visit):
                visit = _named(message.get("bytes") or b"") or visit
            await send(message)

        await self.app(scope, asked, told)


def admitted(frame: bytes | None, kind: KindOf, script: str) -> bytes | None:
    """What of a frame goes on to Streamlit: all, or a request without the values that their widgets never hold.

    ``script``: what a page would be called that were the app's script itself.
    """
    if not frame:
        return None
    message = _read(frame)
    if message is None:
        return frame
    if message.WhichOneof("type") not in ASKED or len(message.file_urls_request.file_names) > NAMES_AT_ONCE:
        return None
    states = message.rerun_script.widget_states.widgets
    fitting = [state for state in states if state.WhichOneof("value") == kind(state.id) and _plain(state)]
    if len(fitting) < len(states):
        del states[:]
        states.extend(fitting)
    elif not _name_page(message.rerun_script, script):
        return frame
    return message.SerializeToString()


def _read(frame: bytes) -> BackMsg | None:
    """The message, where it is one."""
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except Exception:  # whatever the reader of the protocol raises, Streamlit meets it too
        return None
    return message


def _again(visit: str, frame: bytes) -> bool:
    """Whether a visit has asked this before, and it has been done, by its number."""
    known = _session(visit)
    if not known or frame[-6:-4] != NUMBER:
        return False
    number, numbers = int.from_bytes(frame[-4:], "little"), NUMBERS_OF_VISITS.setdefault(known.session, Numbers())
    if number in numbers.done:
        return True
    numbers.waiting.append(number)
    return False


def run_begins() -> None:
    """Of this visit, before which has been done what was pressed; a line that ends earlier takes the press with it."""
    context = get_script_run_ctx()
    known = _session(context.session_id) if context and NUMBERS_OF_VISITS else None
    if known and (numbers := NUMBERS_OF_VISITS.get(known.session)):
        while numbers.waiting:
            numbers.done.append(numbers.waiting.popleft())


def _unpressed(frame: bytes) -> bytes:
    """A request for the same page, with nothing pressed on it."""
    message = _read(frame)
    if message is None:
        return frame
    states = message.rerun_script.widget_states.widgets
    held = [state for state in states if state.WhichOneof("value") not in PRESSES]
    del states[:]
    states.extend(held)
    return message.SerializeToString()


def _name_page(request: ClientState, script: str) -> bool:
    """Let a request for the app's script be one for the page at which the browser is; whether it was one.

    A run begins by telling that its page is the script, and which one it is once the menu is known.  Who loses the
    network in between asks again for what there is no page of, and would be shown the first.
    """
    if not request.page_script_hash or request.page_script_hash != script:
        return False
    page = urlsplit(request.context_info.url).path.rstrip("/").rpartition("/")[2]
    request.page_script_hash, request.page_name = "", page if page in MENU else ""
    return True


def _plain(state: WidgetState) -> bool:
    """Whether the JSON that a part tells, or holds, is neither long nor deep, and can be read."""
    text = state.json_value or state.json_trigger_value
    if len(text) > LONGEST_JSON:
        return False
    depths = accumulate((sign in "[{") - (sign in "]}") for sign in text)
    if max(depths, default=0) > DEEPEST_JSON:
        return False
    try:
        json.loads(text or "null")
    except ValueError:  # no JSON; or a number of thousands of digits, over which Streamlit's own reader falls
        return False
    return True


def _forget_unsent(visit: str) -> None:
    """What was to be said to a browser whose network was lost: it comes back with a request of its own.

    Streamlit stops the run that such a visit is in, and calls as much of it as there is a complete page.  Whoever hears
    that forgets what all widgets held that are not on it.  They have just been sent, so that the page that comes next
    takes them for known, and shows them empty.
    """
    if known := _session(visit):
        known.session._clear_queue()


def _forget_unbegun(visit: str) -> None:
    """What was asked on the line before, of which no run has begun: with its line Streamlit has given that up."""
    known = _session(visit)
    if known and (numbers := NUMBERS_OF_VISITS.get(known.session)):
        numbers.waiting.clear()


def _kind(visit: str, name: str) -> str | None:
    """The type of what a widget of a visit holds."""
    known = _session(visit)
    held = known and known.session.session_state._new_widget_state.widget_metadata.get(name)
    return held.value_type if held else None


def _is_there(visit: str) -> bool:
    return bool(visit) and _session(visit) is not None


def _session(visit: str) -> Any:
    """Streamlit's own record of a visit, which nothing public hands out."""
    return runtime.get_instance()._session_mgr.get_session_info(visit) if visit else None


def _came_back(scope: Message) -> str:
    """The visit that a browser names as it comes; it may be one that is gone."""
    header = dict(scope["headers"]).get(PROTOCOLS, b"").decode("latin-1")
    return [*header.split(","), "", ""][2].strip()


def _named(frame: bytes) -> str:
    """The visit that the server's first message names."""
    return ForwardMsg.FromString(frame).new_session.initialize.session_id
