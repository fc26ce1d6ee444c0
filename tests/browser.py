"""What the browser tests stand on: a server of the app, a headless Chromium, and a tab that keeps a record.

``served(script)`` runs a script as a learner would, with this Python on a free port; ``chromium()`` starts the browser
that is installed (or playwright's own) and raises where there is none; ``Tab`` is a page that remembers everything that
went wrong on it and counts what it sent to the server.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from pages.ui import guessing, permalink
from pages.views.registry import PAGES

ROOT = Path(__file__).parents[1]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
# One process draws all pages of a profile, one after another: what it has compiled for one it need not for the next.
ARGUMENTS += ["--process-per-site"]
# Two hidden pages behind the address bar of every window cost a fifth of a test; the others are playwright's own, which
# this list takes the place of.
ARGUMENTS += [
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,PaintHolding,LensOverlay,MediaRouter,OptimizationHints,"
    "ThirdPartyStoragePartitioning,AvoidUnnecessaryBeforeUnloadCheckSync"
]
VISIT = re.compile(
    rb"(?<=, )[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\r\n)"
)  # as a browser names it that comes back
HEARTBEAT = b"\x88\x01\x01"  # by which a browser asks a slow server whether it is there: see unheard.js
PROBES = "/_stcore/"  # Streamlit looks for its server below the page's path on a deep link, and gets a 404
ANSWER_SECONDS = 5  # in which a server begins to answer, unless it cannot be reached
LOOK_MS, CALM_LOOKS = 35, 5  # how often it is looked whether a page stands still, and for how many looks it has to
# Looks at the page from within it until it is complete and has stood still, or the limit is over; what it waited for.
# The looks are counted, not the time: a busy page is late with them too.
STILL = """([pause, looks, limit]) => new Promise(done => {
    const all = selector => [...document.querySelectorAll(selector)];
    const app = () => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
    const waits = () => !all('[data-testid=stElementContainer]').length ? 'for a first element'
        : app() !== 'notRunning' ? 'for the script'
        : all('[data-testid=stStatusWidget], [data-testid=stSkeleton]').length ? 'for Streamlit'
        : all('[data-testid=stVegaLiteChart]').some(x => !x.querySelector('.marks')) ? 'for a chart'
        : all('svg.marks image').some(x => !x.href.baseVal) ? 'for an image'
        : all('.stBidiComponent').length && !window.downhillBus ? 'for a component' : '';
    let changed = true, length = 0, calm = 0;
    const start = performance.now();
    const watch = new MutationObserver(() => { changed = true; });
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    const look = () => {
        const waiting = waits();
        calm += 1;
        if (changed) {
            changed = false;
            const before = length;
            length = document.body.innerHTML.length;
            if (length !== before) calm = 0;
        }
        if (waiting) calm = 0;
        const over = performance.now() - start > limit;
        if (!over && calm < looks) return setTimeout(requestAnimationFrame, pause, look);
        watch.disconnect();
        done(over ? waiting || 'for it to stand still' : '');
    };
    look();
})"""
# The page itself, and what of it Streamlit scrolls.
SIDEWAYS = """() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]
    .some(x => x && x.scrollWidth > x.clientWidth + 1)"""
FRAMES = """([selector, seconds]) => new Promise(done => {
    let drawn = 0, changed = false;
    const note = () => { changed = true; };
    const watch = new MutationObserver(note);
    for (const svg of document.querySelectorAll(selector + ' svg.marks'))
        watch.observe(svg, {attributes: true, childList: true, characterData: true, subtree: true});
    for (const canvas of document.querySelectorAll(selector + ' canvas.marks')) {
        const context = canvas.getContext('2d'), clear = context.clearRect;
        context.clearRect = function (...box) { note(); return clear.apply(this, box); };
    }
    const start = performance.now();
    const look = now => {
        drawn += changed; changed = false;
        if (now - start < 1000 * seconds) return requestAnimationFrame(look);
        watch.disconnect();
        done(1000 * drawn / (now - start));
    };
    requestAnimationFrame(look);
})"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def served(script: Path, log: Path | None = None) -> Iterator[str]:
    """The address at which Streamlit serves the script, until the block ends; what it logs goes to a file."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
    with (
        log.open("w+b") if log else tempfile.TemporaryFile() as file,
        subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, file)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


class Relay:
    """A door to a server that counts what comes through its WebSockets, as long as it is on the wire: ``received``.

    While ``passes`` is cleared nothing that the server says goes on: a slow network, for as long as needed.  While
    ``swallows`` is set nothing that is said to the server goes on, and nobody hears of that: a network that is gone.
    ``deafen`` does so to the WebSockets of this moment, both ways: who comes again is let in.  ``cut`` ends all that
    goes through it.  Where ``forgets`` is set, who comes back is somebody new to the server.
    """

    def __init__(self, address: str):
        host, port = address.removeprefix("http://").split(":")
        self.server, self.tallies = (host, int(port)), []
        self.passes = threading.Event()
        self.passes.set()
        self.swallows = self.forgets = False
        self.ends: list[socket.socket] = []
        self.deaf: list[dict] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._open, daemon=True).start()

    @property
    def received(self) -> int:
        """Bytes that the server has sent through WebSockets."""
        return sum(tally["bytes"] for tally in self.tallies if tally["socket"])

    def deafen(self):
        self.deaf = [tally for tally in self.tallies if tally["socket"]]

    def cut(self):
        """The line is lost; who comes again is let in."""
        while self.ends:
            with contextlib.suppress(OSError):
                self.ends.pop().shutdown(socket.SHUT_RDWR)

    def close(self):
        self.passes.set()
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)  # whoever waits at it wakes up
        self.door.close()

    def _open(self):
        with contextlib.suppress(OSError):
            while True:
                here, there = self.door.accept()[0], socket.create_connection(self.server)
                tally = {"bytes": 0, "socket": False}
                self.tallies.append(tally)
                self.ends += here, there
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(*ends, tally, ends[0] is there), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket, tally: dict, answers: bool):
        with contextlib.suppress(OSError):
            while data := here.recv(1 << 16):
                tally["bytes"] += len(data) * answers
                tally["socket"] |= not answers and b"upgrade: websocket" in data.lower()
                if any(tally is each for each in self.deaf):
                    continue
                if answers:
                    self.passes.wait()
                elif self.swallows:
                    continue
                elif self.forgets:
                    data = VISIT.sub(b"0" * 36, data)
                there.sendall(data)
        for end in (here, there):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _wait_for(address: str, process: subprocess.Popen, log, seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"the server did not come up: {log.read().decode()[-2000:]}")


def unasked(address: str) -> str:
    """The address, and where something would be guessed there before it is shown, that it is shown at once."""
    page, query = PAGES.get(urlsplit(address).path.strip("/")), urlsplit(address).query
    said = dict(parse_qsl(query, keep_blank_values=True))
    if page is None or permalink.MOMENT in said or "guess" in said.get(permalink.HIDE, ""):
        return address
    standing = permalink.read(page, said)[0]
    view = page.views[standing.view]
    record, own = standing.record(page.record).settled()[0], view.own and standing.record(view.own).settled()[0]
    if guessing.asked(page, view, standing, record, own) is None:
        return address
    if permalink.HIDE in said:
        return address.replace(f"{permalink.HIDE}=", f"{permalink.HIDE}=guess,")
    return f"{address}{'&' if query else '?'}{permalink.HIDE}=guess"


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium.  Raises where none is installed: a browser test that is skipped tests nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            IDLE.clear()
            KEPT.clear()
            browser.close()


@contextlib.contextmanager
def with_scroll_bars(browser: Browser) -> Iterator[Browser]:
    """Another Chromium, whose scroll bars take room, as those of a desk do: playwright hides them."""
    hidden = ["--hide-scrollbars"]
    other = browser.browser_type.launch(executable_path=_program(), args=ARGUMENTS, ignore_default_args=hidden)
    try:
        yield other
    finally:
        other.close()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


# Profiles of a browser that nobody uses just now, with a finger or without.  Each has fetched and compiled Streamlit's
# own scripts, which takes longer than everything of ours.
IDLE: dict[tuple[Browser, bool], list[BrowserContext]] = {}
KEPT: dict[BrowserContext, Page] = {}  # a page of each, which keeps its process alive
REMEMBERED = "cookies,local_storage,indexeddb,cache_storage,service_workers"  # of a visit; scripts may stay


def some(cases: Iterable[Any], *now: Any) -> list[Any]:
    """The cases of a test, of which all but those named are looked at by night: together they take long."""
    return [case if case in now else _by_night(case) for case in cases]


def _by_night(case: Any) -> Any:
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.nightly)


class Tab:
    """One tab, alone in a profile that remembers no other visit.  ``page`` is playwright's, ``problems`` what went
    wrong, ``sent`` the number of messages that left for the server."""

    def __init__(self, browser: Browser, *, size=(1280, 800), dark=False, touch=False, reduced_motion=False):
        self.idle = IDLE.setdefault((browser, touch), [])
        self.context = self.idle.pop() if self.idle else browser.new_context(has_touch=touch)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(
            color_scheme="dark" if dark else "light", reduced_motion="reduce" if reduced_motion else "no-preference"
        )
        self.problems: list[str] = []
        self.sent = 0
        self._unanswered = False  # nothing has come since the last message left
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        self.page.on("response", self._answered)
        self.page.on("websocket", self._connected)

    def _heard(self, message):
        if message.type == "error" and "Failed to load resource" not in message.text:  # the response says which
            self.problems.append(f"console: {message.text}")

    def _answered(self, response):
        if response.status >= 400 and PROBES not in response.url:
            self.problems.append(f"{response.status} {response.url}")

    def _connected(self, socket):
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._answer)

    def _sent(self, data):
        if data == HEARTBEAT:
            return
        self.sent += 1
        self._unanswered = True

    def _answer(self, _):
        self._unanswered = False

    def open(self, address: str, *, asked: bool = False) -> Tab:
        """Go there and wait until the page is complete.

        What a view asks to be guessed before it is shown is shown at once, unless the test wants to be ``asked``.
        """
        self.page.goto(address if asked else unasked(address))
        return self.settle()

    def settle(self, limit: float = 60) -> Tab:
        """Wait until everything is there, the script is not running, and nothing changes any more."""
        end = time.monotonic() + limit
        while self._unanswered and time.monotonic() < end - limit + ANSWER_SECONDS:  # a busy server has not begun yet
            self.page.wait_for_timeout(LOOK_MS)
        while (left := end - time.monotonic()) > 0:
            try:
                waiting = self.page.evaluate(STILL, [LOOK_MS, CALM_LOOKS, 1000 * left])
            except Error as error:
                if "context was destroyed" not in error.message:
                    raise
                continue  # another document has come
            if not waiting:
                return self
            raise TimeoutError(f"the page is not complete after {limit} s: waiting {waiting}")
        raise TimeoutError(f"the page is not complete after {limit} s: documents come and go")

    def exceptions(self) -> list[str]:
        """The text of every exception and every error box on the page."""
        return self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]").all_inner_texts()

    def sideways(self) -> bool:
        """Whether the page can be scrolled sideways."""
        return self.page.evaluate(SIDEWAYS)

    def frame_rate(self, selector: str = "[data-testid=stVegaLiteChart]", seconds: float = 2) -> float:
        """Distinct pictures per second that the charts under the selector draw in the next seconds."""
        return self.page.evaluate(FRAMES, [selector, seconds])

    def close(self):
        """Nothing of the visit stays behind."""
        origin = self.page.evaluate("() => location.origin")
        devtools = self.context.new_cdp_session(self.page)
        if origin != "null" and self.context not in KEPT:
            with contextlib.suppress(Error):  # of a server that is gone there is nothing to keep
                (page := self.context.new_page()).goto(f"{origin}/_stcore/health")
                KEPT[self.context] = page
        for page in self.context.pages:
            if page not in (self.page, KEPT.get(self.context)):
                page.close()
        self.page.goto("about:blank")  # which has nothing more to write
        if origin != "null":
            devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": REMEMBERED})
        self.page.close()
        self.idle.append(self.context)
