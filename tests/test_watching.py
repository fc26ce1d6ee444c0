"""What whoever hosts the app looks at: ready when a step can be taken, its numbers beside Streamlit's."""

import asyncio
import contextlib
import http.client
import math
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from pages.ui import watching
from pages.ui.warm_up import WarmUp
from pages.ui.watching import BOUNDS, CACHE_BYTES, CACHE_ENTRIES, RUN_SECONDS, Ready, StatsProvider
from tests.load.student import Student


def fetched(app, path):
    with contextlib.closing(http.client.HTTPConnection(urlsplit(app).netloc, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def answered(ready):
    """The status and the body of an answer of the readiness route."""
    sent = []

    async def ask():
        async def send(message):
            sent.append(message)

        await ready({"type": "http"}, None, send)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, ask()).result()
    return sent[0]["status"], sent[1]["body"]


def counted(text, page):
    """How many runs of the page the list tells of, and of these the bucket without bound."""
    about = re.escape(f'{{page="{page}"}}')
    count = re.search(rf"^{RUN_SECONDS}_count{about} (\d+)$", text, re.M)
    last = re.search(rf'^{RUN_SECONDS}_bucket{{le="\+Inf",page="{page}"}} (\d+)$', text, re.M)
    return (int(count[1]), int(last[1])) if count and last else (0, 0)


def test_the_server_lives_and_is_ready(app):
    assert fetched(app, "/_stcore/health") == (200, "ok")
    assert fetched(app, "/ready") == (200, "ready")


def test_a_server_that_cannot_take_a_step_is_not_ready(monkeypatch):
    assert answered(Ready(WarmUp([]))) == (200, b"ready")
    monkeypatch.setattr(watching, "takes_a_step", lambda: False)
    assert answered(Ready(WarmUp([]))) == (503, b"not ready")
    monkeypatch.setattr(watching, "takes_a_step", lambda: 1 / 0)
    assert answered(Ready(WarmUp([]))) == (503, b"not ready")


def test_nor_one_that_takes_another(monkeypatch):
    walk = watching.results.runs(watching.CACHED_STEP)
    moved = {name: run._replace(x=run.x * 1.001) for name, run in walk.items()}
    assert watching.takes_a_step()
    monkeypatch.setattr(watching.results, "runs", lambda record: moved)
    assert not watching.takes_a_step()


def test_runs_are_counted_by_page_beside_streamlit_s_numbers(app):
    async def visit():
        student = Student(urlsplit(app).netloc)
        await student.arrive("regression", "preset=C4")
        await student.leave()

    before = counted(fetched(app, "/_stcore/metrics")[1], "regression")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, visit()).result()
    status, text = fetched(app, "/_stcore/metrics")
    after = counted(text, "regression")
    assert status == 200 and text.endswith("# EOF\n")
    assert after[0] == after[1] > before[0]
    assert "active_sessions" in text, "Streamlit's own"
    for name in (CACHE_BYTES, CACHE_ENTRIES):
        assert float(re.search(rf"^{name} (\d+)$", text, re.M)[1]) > 0
    assert f"# UNIT {RUN_SECONDS} seconds" in text


def test_one_family_is_told_alone(app):
    text = fetched(app, f"/_stcore/metrics?families={CACHE_BYTES}")[1]
    assert CACHE_BYTES in text
    assert RUN_SECONDS not in text


def test_a_run_falls_into_its_bucket():
    watch = StatsProvider()
    for seconds in (0.004, 0.1, 0.11, 99.0):
        watch.note("home", seconds)
    (stat,) = watch.get_stats()[RUN_SECONDS]
    assert dict(stat.buckets)[0.005] == 1
    assert dict(stat.buckets)[0.1] == 2
    assert dict(stat.buckets)[0.15] == 3
    assert dict(stat.buckets)[math.inf] == stat.observation_count == 4
    assert stat.observation_sum == pytest.approx(99.214)
    assert [*BOUNDS] == sorted(BOUNDS)


def test_a_run_that_ends_early_is_counted():
    watch = StatsProvider()
    with pytest.raises(KeyboardInterrupt), watch.running("home"):
        raise KeyboardInterrupt
    assert watch.get_stats([RUN_SECONDS])[RUN_SECONDS][0].observation_count == 1
