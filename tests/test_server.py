"""The server: one thread a multiplication, what it loads before the first visitor, and its garbage."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from streamlit import net_util
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.web.server import server_util
from streamlit.web.server.app_discovery import discover_asgi_app

from pages.ui import server
from pages.ui.server import Rest, lifespan, release_free_memory
from pages.ui.warm_up import WarmUp

ROOT = Path(__file__).parents[1]
UNKNOWN = "Did not auto detect external IP"  # said where an answer cannot be had, at the start and each time
WATCH = """
import os, sys
class Watch:
    def find_spec(name, *rest):
        if name == "numpy":
            sys.meta_path.remove(Watch)
            print([os.environ.get(f"{library}_NUM_THREADS") for library in ("OPENBLAS", "OMP", "MKL")])
sys.meta_path.insert(0, Watch)
import app
print(type(app.app).__name__, app.app.script_path)
"""


def lived(life: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """What a life returns, in a loop of its own: the browser's tests keep theirs running in the main thread."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(life())).result()


def _asked(**environment: str) -> list[str]:
    found = subprocess.run(
        [sys.executable, "-c", WATCH], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return found.stdout.splitlines()


def test_one_thread_each_before_numpy_is_loaded():
    assert _asked() == ["['1', '1', '1']", "App app.py"]
    assert _asked(OPENBLAS_NUM_THREADS="3")[0] == "['3', '1', '1']", "who knows better is asked"


def test_streamlit_finds_what_is_served():
    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


def test_a_request_of_another_site_s_page_asks_nobody_on_the_internet(app, log, monkeypatch):
    """Where the network drops the question everybody would wait for the answer."""
    asked, whole = Mock(return_value=None), find_spec(net_util.__name__)
    fresh = module_from_spec(whole)  # whatever a test before has made of the one that is there
    whole.loader.exec_module(fresh)
    monkeypatch.setattr(fresh, "_make_blocking_http_get", asked)
    monkeypatch.setattr(net_util, "get_external_ip", fresh.get_external_ip)
    server_util.is_url_from_allowed_origins("http://another.example")
    assert asked.called, "so it is without us"
    asked.reset_mock()
    server.keep_address_unasked()
    assert not server_util.is_url_from_allowed_origins("http://another.example")
    assert not asked.called
    before = log.read_text("utf-8").count(UNKNOWN)
    visit = {"origin": "http://another.example", "upgrade": "websocket", "connection": "upgrade"}
    visit |= {"sec-websocket-version": "13", "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    with contextlib.closing(HTTPConnection(urlsplit(app).netloc)) as connection:
        connection.request("GET", "/_stcore/stream", headers=visit)
        assert connection.getresponse().status == 403
    assert log.read_text("utf-8").count(UNKNOWN) == before


def test_no_collection_after_every_run():
    assert tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["runner"]["postScriptGC"] is False


def test_the_server_starts_frozen_and_thaws():
    async def life():
        before, threshold = gc.get_freeze_count(), gc.get_threshold()
        async with lifespan(None, warm_up=WarmUp([])):
            frozen, portions = gc.get_freeze_count(), gc.get_threshold()
        return before, frozen, portions, threshold == gc.get_threshold(), gc.get_freeze_count()

    before, frozen, portions, back, after = lived(life)
    assert (before, after) == (0, 0)
    assert frozen > 50_000, "all that pages need has been loaded"
    assert portions == server.PORTIONS
    assert back


def test_what_is_accepted_sends_small_messages_at_once():
    """The socket is opened as Streamlit does, without saying that it is TCP, and is there before the server's life."""

    async def life():
        async with lifespan(None, warm_up=WarmUp([])):
            return accepted_sends_at_once()

    def accepted_sends_at_once():
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            return bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    with socket.socket(socket.AF_INET) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not accepted_sends_at_once()
        assert lived(life)


def test_files_that_are_no_sockets_are_left_alone(tmp_path):
    with (tmp_path / "file").open("w") as file:
        server.listen_without_delay()
        file.write("still open")
    assert (tmp_path / "file").read_text() == "still open"


class Cycle:
    """Garbage that only a collection finds."""

    def __init__(self):
        self.myself, self.alive = self, ALIVE
        ALIVE.append(1)

    def __del__(self):
        self.alive.pop()


ALIVE: list[int] = []


@pytest.mark.parametrize("busy", [True, False], ids=["during work", "after it"])
def test_what_is_free_is_given_back_at_every_look(monkeypatch, busy):
    given = []
    monkeypatch.setattr(server, "REST", rest := Rest())
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(server, "release_free_memory", lambda: given.append(1))

    async def life():
        async with lifespan(None, warm_up=WarmUp([])):
            await asyncio.sleep(0.1)
            before = len(given)
            with rest.working():
                if busy:
                    await asyncio.sleep(0.1)
                during = len(given)
            await asyncio.sleep(0.1)
            return before, during, len(given)

    before, during, after = lived(life)
    assert before == 0, "nobody has worked"
    assert (during > 0) == busy
    assert after > during


def test_giving_back_shrinks_the_process():
    statm = Path("/proc/self/statm")
    if not statm.exists() or not hasattr(ctypes.CDLL(None), "malloc_trim"):
        assert release_free_memory() is None  # and nothing else: there is nobody to ask
        return
    held = [bytes(60_000) for _ in range(2000)]  # 120 MB, too small each to be mapped by itself
    last = bytes(60_000)  # above them, so that the heap cannot shrink by itself
    before = int(statm.read_text().split()[1])
    del held
    release_free_memory()
    assert before - int(statm.read_text().split()[1]) > 10_000, "pages of 4 kB"
    assert len(last) == 60_000


def test_garbage_is_collected_in_the_pauses(monkeypatch):
    monkeypatch.setattr(server, "REST", rest := Rest())
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(server, "SHORTEST_SECONDS", 0)

    async def life():
        async with lifespan(None, warm_up=WarmUp([])):
            with rest.working():
                Cycle()
                await asyncio.sleep(0.1)
                during = len(ALIVE)
            await asyncio.sleep(0.2)
            return during, len(ALIVE)

    assert lived(life) == (1, 0)


class Left:
    """A visit whose network was lost, as far as its place among those kept is concerned."""

    id = "left"

    def __init__(self) -> None:
        ALIVE.append(1)

    def __del__(self) -> None:
        ALIVE.pop()


@pytest.mark.parametrize(("seconds", "left"), [(0, 0), (60, 1)], ids=["expired", "may come back"])
def test_visits_that_nobody_can_come_back_to_are_closed(monkeypatch, seconds, left):
    """In the very storage that Streamlit keeps them in, though nobody else comes or goes."""
    storage = MemorySessionStorage(ttl_seconds=seconds)
    manager = WebsocketSessionManager(storage, None, None, None)
    storage.save(SessionInfo(client=None, session=Left()))
    monkeypatch.setattr(server.runtime, "exists", lambda: True)
    monkeypatch.setattr(server.runtime, "get_instance", lambda: SimpleNamespace(_session_mgr=manager, stats_mgr=Mock()))
    monkeypatch.setattr(server, "REST", rest := Rest())
    monkeypatch.setattr(server, "LOOK_SECONDS", 0.02)
    collected = []
    monkeypatch.setattr(rest, "collect", lambda: collected.append(rest.worked))

    async def life():
        async with lifespan(None, warm_up=WarmUp([])):
            await asyncio.sleep(0.2)
            return len(ALIVE)

    assert lived(life) == left
    assert any(collected) == (left == 0), "garbage is what they leave"


def test_but_not_without_work_and_not_only_in_pauses(monkeypatch):
    rest = Rest()
    assert not rest.collect(), "nobody has worked"
    with rest.working():
        monkeypatch.setattr(server, "SHORTEST_SECONDS", 0)
        assert not rest.collect(), "somebody is at work"
        monkeypatch.setattr(server, "LONGEST_SECONDS", 0.01)
        time.sleep(0.02)
        assert rest.collect(), "for too long"
    assert rest.collect()
    assert not rest.collect()
    with rest.working():
        pass
    monkeypatch.setattr(server, "SHORTEST_SECONDS", 100)
    assert not rest.collect(), "there was one a moment ago"


def test_a_run_that_ends_early_is_over():
    rest = Rest()
    with pytest.raises(KeyboardInterrupt), rest.working():
        raise KeyboardInterrupt
    assert rest.at_work == 0
