"""What is drawn before a class comes, where that is asked for: everything, once; and the server says when that is."""

from __future__ import annotations

import asyncio
import itertools
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl

import pytest

import app
from gdengine import PRESETS
from pages.ui import permalink, warm_up
from pages.ui.site import MENU
from pages.ui.warm_up import WARM_VARIABLE, Link, WarmUp, choice_links, links, next_links
from tests.load.server import served
from tests.visit import PAGES, visit

LINKS = [*links(PAGES.values())]
CHOICES = [*choice_links(PAGES.values())]
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


def test_what_is_drawn_beforehand_are_all_pages_of_the_menu():
    assert {link.page or "home" for link in app.warm_up.links} == {*MENU}


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
        assert status(server.host, "/ready") == (200, "ready, and warming up")
        assert "Traceback" not in server.log.read_text("utf-8")


def test_a_server_that_is_not_asked_to_is_ready_at_once(monkeypatch):
    for said in ("", "0"):
        monkeypatch.setenv(WARM_VARIABLE, said)
        assert WarmUp(LINKS).done
    monkeypatch.setenv(WARM_VARIABLE, "1")
    assert not WarmUp(LINKS).done


def test_every_experiment_is_opened_in_every_other_view_besides():
    asked = {(link.page, link.query) for link in (*LINKS, *next_links(PAGES.values()))}
    assert len(asked) == len(LINKS) + len([*next_links(PAGES.values())])
    pairs = [(preset.page, name, view) for name, preset in PRESETS.items() for view in PAGES[preset.page].views]
    assert [pair for pair in pairs if not opens(asked, *pair)] == []


def test_every_choice_of_what_a_view_shows_is_opened_where_it_matters():
    read = [(PAGES[link.page], permalink.read(PAGES[link.page], dict(parse_qsl(link.query)))) for link in CHOICES]
    assert [said for _, (_, said) in read if said] == []
    shown = {(page.name, at.view, at.record(page.views[at.view].own)) for page, (at, _) in read}
    assert len(shown) == len(CHOICES) > 25
    for page in PAGES.values():
        for name, view in page.views.items():
            for knob, spec in view.own.knobs().items() if view.own else ():
                here = {own for at, lens, own in shown if (at, lens) == (page.name, name) and own.matters(knob)}
                assert {*spec.choices} <= {getattr(own, knob) for own in (*here, view.own())}, (name, knob)


def opens(asked, page, name, view):
    own = view == PRESETS[name].view
    return (page, f"preset={name}&hide=guess" if own else f"preset={name}&lens={view}&hide=guess") in asked


def test_it_goes_on_while_nobody_else_is_there(monkeypatch):
    monkeypatch.setenv(WARM_VARIABLE, "1")
    monkeypatch.setattr(warm_up, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(warm_up.runtime, "get_instance", Ready)
    log, runs = [], [0]

    async def drawn(link):
        runs[0] += 1
        log.append((link.query, time.monotonic(), waiting.done, waiting.whole))
        await asyncio.sleep(0.02)  # while the second is drawn, a class is at work

    monkeypatch.setattr(warm_up, "_drawn", drawn)
    waiting = WarmUp([Link("a", "first")], [Link("a", f"{k}") for k in range(3)], runs=lambda: runs[0])

    async def class_at_work():
        work = asyncio.create_task(waiting.run())
        while len(log) < 2:
            await asyncio.sleep(0)
        for _ in range(10):
            runs[0] += 1
            await asyncio.sleep(0.03)
        left = time.monotonic()
        await work
        return left

    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(asyncio.run, class_at_work()).result(10)
    assert [query for query, *_ in log] == ["first", "0", "1", "2"]
    assert [done for *_, done, _ in log] == [False, True, True, True]
    assert not any(whole for *_, whole in log)
    assert waiting.whole
    assert sum(at > left for _, at, *_ in log) >= 2, "it waits until they have left"


def test_a_server_to_which_somebody_has_come_is_ready(monkeypatch):
    monkeypatch.setenv(WARM_VARIABLE, "1")
    monkeypatch.setattr(warm_up, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(warm_up.runtime, "get_instance", Ready)
    runs, log = [0], []

    async def drawn(link):
        log.append((link.query, waiting.done, time.monotonic()))
        runs[0] += 2 if link.query == "1" else 1  # beside the second link somebody else has come

    monkeypatch.setattr(warm_up, "_drawn", drawn)
    waiting = WarmUp([Link("a", f"{k}") for k in range(4)], runs=lambda: runs[0])
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, waiting.run()).result(10)
    assert [done for _, done, _ in log] == [False, False, True, True]
    pauses = [later[-1] - one[-1] for one, later in itertools.pairwise(log)]
    assert pauses[1] >= 0.1 > max(pauses[0], pauses[2])


class Ready:
    """A server that has started."""

    @property
    async def is_ready_for_browser_connection(self):
        return True, "ok"


def test_what_cannot_be_drawn_beforehand_keeps_nobody_waiting(monkeypatch, caplog):
    monkeypatch.setenv(WARM_VARIABLE, "1")

    async def drawn(link):
        if link.page == "slope_explorer":
            raise RuntimeError(link.page)
        if link.page == "regression":
            await asyncio.sleep(60)
        opened.append(link.page)

    opened = []
    monkeypatch.setattr(warm_up, "DRAWN_SECONDS", 0.2)
    monkeypatch.setattr(warm_up, "_drawn", drawn)
    monkeypatch.setattr(warm_up.runtime, "get_instance", Ready)
    waiting = WarmUp([Link(page, "") for page in ("slope_explorer", "regression", "misty_mountain")])
    with ThreadPoolExecutor(1) as pool:  # beside whatever loop a test before this one has left running
        pool.submit(asyncio.run, waiting.run()).result(10)
    assert waiting.done and opened == ["misty_mountain"]
    assert "slope_explorer" in caplog.text and "regression" in caplog.text
