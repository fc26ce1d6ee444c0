"""What somebody sends who means harm, or whose browser is broken: one bad request at a time, drawn by chance.

``Intruder`` is a student who notes every widget of the page, and whose requests carry what no browser would send: wrong
types, unknown ids, events of the wrong shape, torn frames.  Each attack is a method of ``ATTACKS`` by its kind; it
answers what went wrong: what no visitor may ever see, and what must never happen.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import itertools
import json
import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed, WebSocketException

from gdengine import PRESETS
from pages.ui.parts.heard import TOLD
from tests.formulas import hostile
from tests.load.deeds import PAGES
from tests.load.student import EVENTS, PART, Student, Widget

PATIENCE_SECONDS = 30.0  # for an answer that may never come
MEGABYTE = 2**20
SHOWN_CHARACTERS = 600  # of what got no answer
HUGE = 3 * MEGABYTE  # of a text
GIANT = 30 * MEGABYTE  # of a frame: more than is taken
CANARY = "downhill-canary-81f3"  # stands in files that nobody may read from outside
SHOWN_BY_FILES = (CANARY, "root:x:0:0", "discover_asgi_app", "def open_page", "postScriptGC", "[core]")
DIAL = ("value", "typed")
MESSAGES = {  # part → the names of what it says
    **dict.fromkeys(("p", "h", "w", "dial_w", "dial_b", "degree_dial"), DIAL),
    "rates": ("rate", "typed"),
    "board": ("entry",),
    "diagram": ("switch", "kink", "weight"),
    "graph": ("node", "phase", "sample"),
    **dict.fromkeys(("hand", "held"), ("line", "point", "added", "removed")),
    "compass": ("walk",),
    "shortcuts": ("present",),
    "buttons": ("press",),
}
EVENT_NAMES = sorted({name for names in MESSAGES.values() for name in names})
FIELDS = [one.name for one in WidgetState.DESCRIPTOR.fields if one.name != "id"]
NUMBERS = (0, -1, 1, 2**31, -(2**53), 2**63 - 1, 1e308, -1e308, 5e-324, float("nan"), float("inf"), float("-inf"))
JSON_TEXTS = (
    "", "{", "[", "]", "null", "true", '""', "0", "-1", "1e999", "NaN", "Infinity", "[[]]", "{}",
    '{"value":{}}', '{"event":5}', '[{"event":null,"value":1}]', '{"selection":null}', '{"selection":{}}',
    '{"selection":{"place":[]}}', '{"selection":{"place":[{}]}}', '{"selection":{"place":[null]}}',
    '{"selection":{"place":"x"}}', '{"selection":{"place":[{"x":"a","y":null}]}}',
    '{"selection":{"place":[{"x":NaN,"y":1e999}]}}', "[" * 3000, '{"a":' * 500 + "1" + "}" * 500,
    '{"edited_rows":5}', '{"edited_rows":{"a":{"x":1}},"added_rows":[],"deleted_rows":[]}',
    '{"edited_rows":{"999":{"x":1}},"added_rows":[],"deleted_rows":[]}',
    '{"edited_rows":{"0":{"q":"z"}},"added_rows":[{"x":"a"}],"deleted_rows":[77]}',
    '{"edited_rows":{"0":{"x":"a"}},"added_rows":[],"deleted_rows":["b"]}',
    '{"edited_rows":{},"added_rows":7,"deleted_rows":null}', "9" * 5000, '"\\ud800"',
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "\n" * 99, "‮abc", "🙂" * 50, "'; DROP TABLE x; --", "<script>alert(1)</script>", "{{7*7}}",
    "%s%n", "../..", "/etc/passwd", "C:\\Windows", "NaN", "nan", "inf", "-inf", "1e999", "-1e999", "1e-999",
    "0x41", "1_000", "1/0", "0/0", "9" * 400, "-0", "1,2,3", "٣", "½", "1e5/1e-5", "none", "true", "null",
    "undefined", "__class__", "$ID", ":material/x:", "[link](javascript:alert(1))", "$\\frac{1}{0}$", ":red[x]",
    "x" * 2000,
)  # fmt: skip
POINTS = (
    "a;b", "1;2\n3", "1,2\n" * 5000, "x\ty\n1e400\t1\n", "nan nan\ninf inf\n-inf 0", "1 1\n1 1\n1 1",
    "1e308 1\n-1e308 2\n0 3", "\0\0\0", ";;;;\n;;;;", '"', '"1;2\n', "1;2;" * 3000, "=cmd|' /C calc'!A0;1",
    "5e-324 1\n1e-323 2", "0 0", "\ufeff1;2\n3;4", "PK\x03\x04", "2024-01-01;1\n2024-13-99;2",
    "1 2\n2 3\n" * 40, "x" * 100_000, ",".join(["1"] * 5000), "1e300 1e300\n2e300 -1e300",
)  # fmt: skip
PATHS = (
    "/../app.py", "/static/../app.py", "/static/../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/app/static/../app.py",
    "/app/static/..%2f..%2f.streamlit/config.toml", "/static/..%5c..%5capp.py", "//etc/passwd",
    "/media/../../app.py", "/media/%2e%2e%2f%2e%2e%2fapp.py", "/component/../../app.py",
    "/component/x/../../../app.py", "/_stcore/bidi-components/x/../../app.py",
    "/_stcore/bidi-components/downhill_bar/..%2f..%2fapp.py",
    "/_stcore/bidi-components/downhill_rates//etc/passwd", "/.git/config", "/.streamlit/config.toml", "/app.py",
    "/pages/home.py", "/static/%00", "/static/x%00.js", "/%c0%ae%c0%ae/etc/passwd",
    "/static/....//....//etc/passwd", "/media/" + "a" * 3000, "/_stcore/" + "../" * 40 + "etc/passwd",
    "/file:///etc/passwd", "/static/~root/.profile", "/_stcore/script-health-check",
    "/images/../../app.py", "/images/" + "0" * 32 + ".webp", "/images/" + "f" * 9000 + ".webp", "/images/..webp",
    "/images/%2e%2e%2fapp.py", "/images/%00.webp", "/images/%ff.webp", "/images/", "/images//etc/passwd",
    "/_stcore/upload_file/../../app.py", "/tests/load/attacks.py", "/?x=%ff%fe",
)  # fmt: skip
AGENT = ("interact", "mcp", "openapi.json")
CLOSED = ("does not serve the agent API", "not currently agent-accessible")
FILE_NAMES = (
    "../../app.py",
    "/etc/passwd",
    "a\0b.csv",
    "x" * 5000,
    "con.csv",
    "..",
    "",
    "p.csv;rm -rf",
    "é\r\nX: y.csv",
)


@dataclass
class Intruder(Student):
    """A student who is up to no good."""

    rng: random.Random = field(default_factory=random.Random)
    targets: dict[str, Any] = field(default_factory=dict)  # id → the element, of everything that has one
    elsewhere: list[str] = field(default_factory=list)  # ids of pages that were left
    xsrf: str = ""

    def _hear(self, message: ForwardMsg) -> list[str]:
        match message.WhichOneof("type"):
            case "new_session":
                self.elsewhere = [*self.elsewhere, *self.targets][-200:]
                self.targets = {}
            case "session_event" if message.session_event.WhichOneof("type") == "script_compilation_exception":
                return ["a page that cannot be compiled"]
            case "git_info_changed":
                return ["the server told of its repository"]
        return super()._hear(message)

    def _see(self, element: Any) -> list[str]:
        shown = getattr(element, element.WhichOneof("type"))
        if getattr(shown, "id", ""):
            self.targets[shown.id] = shown
        return super()._see(element)

    async def be_there(self) -> list[str]:
        """Connected, on a page; what went wrong in coming."""
        if self._socket is not None and self._socket.close_code is None:
            return []
        self.held.clear()
        self.session, self._hash = "", ""
        preset = PRESETS[self.rng.choice([*PRESETS])]
        floor, view = self.rng.choice(("learn", "lab")), self.rng.choice([*PAGES[preset.page].views])
        lens = self.rng.choice((preset.view, view))
        return [*(await self.arrive(preset.page, f"preset={preset.id}&floor={floor}&lens={lens}&step=0")).wrong]

    # --- over the protocol -------------------------------------------------------------------------------------------

    async def send(self, *states: WidgetState, **client: Any) -> list[str]:
        """The page's request with these states of widgets added, and these fields of the client's state set."""
        message = self._request(None)
        for state in states:
            message.rerun_script.widget_states.widgets.append(state)
        for name, value in client.items():
            setattr(message.rerun_script, name, value)
        return await self.heard(message.SerializeToString())

    async def heard(self, frame: bytes | str) -> list[str]:
        """What went wrong in the answer to a frame.  The server may hang up; it may not keep silent forever."""
        try:
            return [*(await asyncio.wait_for(self.say(frame), PATIENCE_SECONDS)).wrong]
        except ConnectionClosed:
            return []
        except TimeoutError:
            await self.leave()
            return [f"no answer to {_asked(frame)}"]

    async def bad_value(self) -> list[str]:
        """A widget, or several, in a field of the wrong type."""
        chosen = self.rng.sample([*self.targets], min(len(self.targets), self.rng.choice((1, 1, 1, 3, 20))))
        return await self.send(*[self.state(name, self.rng.choice(FIELDS)) for name in chosen])

    async def bad_text(self) -> list[str]:
        """A widget that holds a text, with one that it could never be set to."""
        text = self.rng.choice([*TEXTS, *JSON_TEXTS, "x" * self.rng.choice((10_000, HUGE))])
        return await self.send(WidgetState(id=self.rng.choice([*self.targets]), string_value=encodable(text)))

    async def bad_event(self) -> list[str]:
        """An event of a part that its script would never tell."""
        parts = [widget for widget in self.widgets.values() if widget.kind == PART]
        speak = [widget for widget in parts if _name(widget) in MESSAGES]
        part = self.rng.choice(speak if speak and self.rng.random() < 0.9 else parts)
        event = self.rng.choice([*MESSAGES.get(_name(part), EVENT_NAMES) * 20, *EVENT_NAMES, "", "nothing", None, 7])
        turn = self.rng.choice([*range(1, 60), 0, -1, 2.5, 10**9, None, "1"])
        said: Any = {"from": self.rng.choice(["a", "b", "", 7, None]), "said": [[turn, event, self.any_json(3)]]}
        if self.rng.random() < 0.3:
            said = self.rng.choice([said | {"said": said["said"] * 60}, {"said": said["said"]}, self.any_json(3)])
        told = [{"event": TOLD, "value": said}] if self.rng.random() < 0.9 else [{"event": event, "value": said}]
        shape = self.rng.choice([told] * 6 + [told[0], [told], told * 50, self.any_json(2)])
        text = json.dumps(shape) if self.rng.random() < 0.9 else self.rng.choice(JSON_TEXTS)
        if self.rng.random() < 0.8:
            return await self.send(WidgetState(id=EVENTS.format(id=part.id), json_trigger_value=text))
        return await self.send(WidgetState(id=part.id, json_value=text))

    async def bad_choice(self) -> list[str]:
        """JSON where a click on a chart, or an edit of a table, is told; or choices that are none."""
        name = self.rng.choice([*self.targets])
        state = WidgetState(id=name)
        if self.rng.random() < 0.6:
            setattr(state, self.rng.choice(("string_value", "json_value")), self.rng.choice(JSON_TEXTS))
        else:
            state.string_array_value.data.extend(map(encodable, self.rng.choices(TEXTS, k=self.rng.randrange(9))))
        return await self.send(state)

    async def unknown_id(self) -> list[str]:
        """A widget that is not there: made up, of another page, or of Streamlit's own."""
        known = self.rng.choice([*self.targets])
        made_up = ["", "x", "$$ID-0-None", "$$STREAMLIT_INTERNAL_KEY_x", known[:-1], known + "x", EVENTS.format(id="x")]
        made_up += [
            EVENTS.format(id=known),
            "x" * 100_000,
            *self.rng.sample(self.elsewhere, min(len(self.elsewhere), 9)),
        ]
        return await self.send(self.state(self.rng.choice(made_up), self.rng.choice(FIELDS)))

    def state(self, name: str, kind: str) -> WidgetState:
        """A widget's state with something in the field of this kind."""
        state, rng = WidgetState(id=name), self.rng
        text = encodable(rng.choice(rng.choice((TEXTS, JSON_TEXTS))))
        match kind:
            case "trigger_value" | "bool_value":
                setattr(state, kind, True)
            case "double_value":
                state.double_value = rng.choice(NUMBERS)
            case "int_value":
                state.int_value = rng.choice((0, -1, 1, 2**31, -(2**53), 2**63 - 1))
            case "string_value" | "json_value" | "json_trigger_value":
                setattr(state, kind, text)
            case "double_array_value":
                state.double_array_value.data.extend(rng.choices(NUMBERS, k=rng.randrange(5)))
            case "int_array_value":
                state.int_array_value.data.extend(rng.choices((0, -1, 5, 2**40), k=rng.randrange(5)))
            case "string_array_value":
                state.string_array_value.data.extend(map(encodable, rng.choices(TEXTS, k=rng.randrange(5))))
            case "arrow_value":
                state.arrow_value.data = rng.randbytes(rng.randrange(40))
            case "bytes_value":
                state.bytes_value = rng.randbytes(rng.randrange(40))
            case "file_uploader_state_value":
                file = state.file_uploader_state_value.uploaded_file_info.add(file_id=text, name=text, size=2**40)
                file.file_urls.file_id = file.file_urls.upload_url = text
            case "string_trigger_value":
                state.string_trigger_value.data = text
            case "chat_input_value":
                state.chat_input_value.data = text
        return state

    def any_json(self, depth: int) -> Any:
        """Anything that JSON, as Python reads it, can say."""
        rng = self.rng
        if depth == 0 or rng.random() < 0.5:
            text = encodable(rng.choice(TEXTS))
            return rng.choice([*NUMBERS, None, True, text, text, "x" * 2000, 10**400, 0.1, 3])
        if rng.random() < 0.5:
            return [self.any_json(depth - 1) for _ in range(rng.randrange(5))]
        names = ("name", "rate", "runs", "value", "event", "x", "0", "", "gd_0.1", "adam")
        return {rng.choice(names): self.any_json(depth - 1) for _ in range(rng.randrange(5))}

    # --- links --------------------------------------------------------------------------------------------------------

    async def bad_query(self) -> list[str]:
        """A link that sets what cannot be set."""
        page = PAGES[self.rng.choice([*PAGES])]
        names = [
            *page.knobs(),
            "preset",
            "lens",
            "step",
            "floor",
            "present",
            "hide",
            "__class__",
            "embed",
            "embed_options",
        ]
        pool = [*TEXTS, *map(str, NUMBERS), "x" * self.rng.choice((500, 60_000))]
        pairs = [(self.rng.choice(names), encodable(self.rng.choice(pool))) for _ in range(self.rng.randrange(1, 8))]
        query = (
            urlencode(pairs)
            if self.rng.random() < 0.8
            else self.rng.choice(("%", "%ff=%fe", "a&&=&", "?" * 99, "=" * 999))
        )
        return await self.open(page.name, query)

    async def bad_formula(self) -> list[str]:
        """A formula that is none, in a link or in its box."""
        return await self._formula(next(FORMULAS))

    async def _formula(self, text: str) -> list[str]:
        text = encodable(text)
        page, knob = self.rng.choice((("slope_explorer", "curve"), ("misty_mountain", "surface")))
        boxes = [name for name, widget in self.widgets.items() if widget.key.endswith(".formula")]
        if boxes and self.rng.random() < 0.6:
            return await self.send(WidgetState(id=boxes[0], string_value=text))
        return await self.open(page, urlencode({knob: "formula", "formula": text, "floor": "lab"}))

    async def bad_points(self) -> list[str]:
        """Points that are none, in a link or pasted."""
        text = encodable(self.rng.choice(POINTS))
        boxes = [name for name in self.targets if ".pasted." in name]
        if boxes and self.rng.random() < 0.6:
            return await self.send(WidgetState(id=boxes[0], string_value=text))
        return await self.open("regression", urlencode({"data": "own points", "xy": text[:4000], "floor": "lab"}))

    async def open(self, page: str, query: str) -> list[str]:
        """The page with this query, as a typed address opens it."""
        self.held.clear()
        return await self.send(page_name=page, query_string=query, page_script_hash="")

    async def bad_hash(self) -> list[str]:
        """A page, a fragment, or a message that there is not."""
        rng = self.rng
        wrong = encodable(rng.choice([*TEXTS, "0" * 32, self._hash[::-1], "../app.py", "x" * 100_000]))
        where = rng.choice(("page_script_hash", "page_name", "fragment_id"))
        if where == "fragment_id":  # of one that is not there nothing is drawn: there is nothing to wait for
            message = self._request(None)
            message.rerun_script.fragment_id = wrong
            message.rerun_script.cached_message_hashes.extend(map(encodable, TEXTS))
            return await self._after(message.SerializeToString())
        self.held.clear()
        return await self.send(**{where: wrong})

    # --- frames -------------------------------------------------------------------------------------------------------

    async def bad_frame(self) -> list[str]:
        """What is no request: torn, random, as text, or far too large; or one that only a developer's browser sends."""
        rng, whole = self.rng, self._request(None).SerializeToString()
        frame: bytes | str = rng.choice(
            [
                whole[: rng.randrange(len(whole))],
                bytes(rng.randrange(256) if rng.random() < 0.02 else byte for byte in whole),
                rng.randbytes(rng.randrange(300)),
                b"",
                "a text",
                b"\x22" + b"\xff" * rng.randrange(12),
                *[BackMsg(**{name: True}).SerializeToString() for name in DEVELOPERS],
            ]
        )
        return await self._after(frame)

    async def giant_frame(self) -> list[str]:
        return await self._after(b"\x22" + self.rng.randbytes(8) * (GIANT // 8))

    async def _after(self, frame: bytes | str) -> list[str]:
        """A frame that need not be answered, and after it a request that must be, unless the server hung up."""
        assert self._socket is not None, "an intruder arrives first"
        try:
            await self._socket.send(frame)
        except ConnectionClosed:
            return []
        return await self.send()

    # --- over HTTP ----------------------------------------------------------------------------------------------------

    async def bad_path(self) -> list[str]:
        path = self.rng.choice(PATHS)
        method = self.rng.choice(("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE"))
        status, body = await asyncio.to_thread(self.request, method, path)
        leaked = [sign for sign in SHOWN_BY_FILES if sign in body]
        return [f"{path} told {leaked}"] * bool(leaked) + told_by(f"{method} {path[:80]}", status, body)

    async def bad_agent(self) -> list[str]:
        """The interface for programs, which is closed, and must be."""
        name = self.rng.choice(AGENT)
        body = json.dumps(
            self.rng.choice([{}, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, {"session_id": "x"}])
        )
        status, answer = await asyncio.to_thread(
            self.request,
            "GET" if name == "openapi.json" else "POST",
            f"/_stcore/agent/{name}",
            body,
            "application/json",
        )
        closed = any(sign in answer for sign in CLOSED) or status in (0, 404)
        return [f"the agent interface answers at {name}: {status} {answer[:200]}"] * (not closed)

    async def bad_upload(self) -> list[str]:
        """A file under a bad name, to a visit that is not there, without the token, or too large."""
        rng = self.rng
        name, session = rng.choice(FILE_NAMES), rng.choice((self.session, "x", "../..", "%2e%2e%2f", ""))
        size = rng.choice((0, 10, 10_000, 4 * MEGABYTE))
        edge = "-----x"
        shown = quote(name, safe=" /.;'") if rng.random() < 0.5 else name.replace("\0", "").replace("\r\n", "")
        head = f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="{shown}"\r\n\r\n'
        body = rng.choice([head + "1;2\n" * (size // 4) + f"\r\n--{edge}--\r\n", head, "", "x" * size])
        path = f"/_stcore/upload_file/{session}/{quote(rng.choice(FILE_NAMES), safe='')}"
        headers = {"Cookie": f"_streamlit_xsrf={self.xsrf}", "X-Xsrftoken": self.xsrf} if rng.random() < 0.8 else {}
        method = rng.choice(("PUT", "PUT", "PUT", "DELETE", "POST"))
        kind = rng.choice((f"multipart/form-data; boundary={edge}", "multipart/form-data", "text/plain"))
        status, answer = await asyncio.to_thread(self.request, method, path, body, kind, headers)
        return told_by(f"upload {method}", status, answer)

    def request(
        self, method: str, path: str, body: str = "", kind: str = "text/plain", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """The status and the body of the answer to a request, its path as it stands; 0 where the server hung up."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE_SECONDS)
        try:
            connection.putrequest(method, path.replace(" ", "%20"), skip_accept_encoding=True)
            sent = encodable(body).encode()
            for name, value in {"Content-Type": kind, "Content-Length": str(len(sent)), **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders(sent)
            answer = connection.getresponse()
            if cookie := answer.headers.get("Set-Cookie", ""):
                self.xsrf = cookie.partition("_streamlit_xsrf=")[2].partition(";")[0] or self.xsrf
            return answer.status, answer.read().decode("utf-8", "replace")
        except TimeoutError:
            return 599, "no answer"
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


DEVELOPERS = (
    "load_git_info", "clear_cache", "set_run_on_save", "debug_disconnect_websocket", "debug_shutdown_runtime",
    "stop_script",
)  # fmt: skip
FORMULAS = itertools.cycle([*hostile(3000)])
ATTACKS = {
    "value": Intruder.bad_value,
    "text": Intruder.bad_text,
    "event": Intruder.bad_event,
    "choice": Intruder.bad_choice,
    "id": Intruder.unknown_id,
    "query": Intruder.bad_query,
    "formula": Intruder.bad_formula,
    "points": Intruder.bad_points,
    "hash": Intruder.bad_hash,
    "frame": Intruder.bad_frame,
    "giant": Intruder.giant_frame,
    "path": Intruder.bad_path,
    "agent": Intruder.bad_agent,
    "upload": Intruder.bad_upload,
}
SHARES = {"event": 20, "value": 15, "text": 10, "choice": 12, "giant": 0.5, "agent": 2, "path": 6, "upload": 5}
USUAL_SHARE = 8


async def attack(intruder: Intruder) -> tuple[str, list[str]]:
    """One attack: its kind, and what went wrong."""
    wrong = await intruder.be_there()
    if not intruder.targets:
        wrong += await intruder.open("slope_explorer", "")
    kind = intruder.rng.choices([*ATTACKS], [SHARES.get(name, USUAL_SHARE) for name in ATTACKS])[0]
    with contextlib.suppress(WebSocketException):
        wrong += await ATTACKS[kind](intruder)
    return kind, wrong


def told_by(what: str, status: int, body: str) -> list[str]:
    """What is wrong with an answer over HTTP: the server may refuse, but not fail, nor tell where it failed."""
    return [f"{what}: {status} {body[:200]}"] * (status >= 500 or "Traceback" in body)


def _name(part: Widget) -> str:
    """What a part is called on its page."""
    return part.key.rsplit(".", 1)[-1]


def _asked(frame: bytes | str) -> str:
    """What a frame asks for: the page as it is called, its query and what its widgets are said to hold, cut short."""
    message = BackMsg()
    try:
        message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
    except DecodeError:
        return f"{frame[:SHOWN_CHARACTERS]!r}"
    asked = message.rerun_script
    states = asked.widget_states.widgets
    said = [f"{state.id[-60:]}: {getattr(state, state.WhichOneof('value') or 'id')}" for state in states]
    return f"/{asked.page_name}?{asked.query_string}"[:SHOWN_CHARACTERS] + f" {said}"[:SHOWN_CHARACTERS]


def encodable(text: str) -> str:
    """The text without what no protocol can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
