"""What is drawn before a class comes, where that is asked for: everything, once; and the server says when that is."""

from __future__ import annotations

import asyncio
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from gdengine import PRESETS
from pages.ui import warm_up
from pages.ui.warm_up import WARM_VARIABLE, Link, WarmUp, links
from tests.load.server import served
from tests.visit import PAGES, visit

LINKS = [*links(PAGES.values())]
ENTRIES = "downhill_cache_entries"


def status(host, path):
    try:
        with urllib.request.urlopen(f"http://{host}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def entries(host):
    _, metrics = status(host, f"/_stcore/metrics?families={ENTRIES}")
    return int(next(line.split()[-1] for line in metrics.splitlines() if line.startswith(f"{ENTRIES} ")))


def test_every_experiment_and_every_view_has_its_link():
    asked = {(link.page, *pair.split("=")) for link in LINKS for pair in link.query.split("&")}
    assert {(preset.page, "preset", name) for name, preset in PRESETS.items()} <= asked
    opened = {(preset.page, preset.view) for preset in PRESETS.values()}
    opened |= {(page, value) for page, name, value in asked if name == "lens"}
    assert opened == {(page.name, view) for page in PAGES.values() for view in page.views}


@pytest.mark.parametrize("link", LINKS[:: len(LINKS) // 4], ids=lambda link: link.query)
def test_such_a_link_draws_the_view_and_asks_nothing_first(link):
    asked = dict(pair.split("=") for pair in link.query.split("&"))
    seen = visit(link.page, **asked)
    assert seen.wrong == []
    assert seen.said == []
    assert seen.pictures


@pytest.mark.nightly
def test_a_server_that_warms_up_is_ready_once_it_has():
    with served(**{WARM_VARIABLE: "1"}) as server:
        code, _ = status(server.host, "/ready")
        assert code == 503
        before = entries(server.host)
        end = time.monotonic() + 90
        while status(server.host, "/ready")[0] != 200:
            assert time.monotonic() < end, "it does not get ready"
            time.sleep(0.2)
        assert entries(server.host) > before + len(LINKS)
        assert "Traceback" not in server.log.read_text("utf-8")


def test_a_server_that_is_not_asked_to_is_ready_at_once(monkeypatch):
    for said in ("", "0"):
        monkeypatch.setenv(WARM_VARIABLE, said)
        assert WarmUp(LINKS).done
    monkeypatch.setenv(WARM_VARIABLE, "1")
    assert not WarmUp(LINKS).done


def test_what_cannot_be_drawn_beforehand_keeps_nobody_waiting(monkeypatch, caplog):
    monkeypatch.setenv(WARM_VARIABLE, "1")

    class Server:
        @property
        async def is_ready_for_browser_connection(self):
            return True, "ok"

    async def fails(link):
        raise RuntimeError(link.page)

    monkeypatch.setattr(warm_up, "_drawn", fails)
    monkeypatch.setattr(warm_up.runtime, "get_instance", Server)
    waiting = WarmUp([Link("slope_explorer", "")])
    with ThreadPoolExecutor(1) as pool:  # beside whatever loop a test before this one has left running
        pool.submit(asyncio.run, waiting.run()).result(10)
    assert waiting.done
    assert "slope_explorer" in caplog.text
