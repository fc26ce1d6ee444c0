"""Two replicas behind a proxy, really started: each student with the same one; where it is lost, with the other."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException

from tests.browser import ROOT, free_port
from tests.load.server import served, wait_for
from tests.load.student import Student

DEPLOY = ROOT / "deploy"
WITHIN_SECONDS = 5.0  # of the loss, students are back at their settings
STUDENTS = 12  # that one replica has none of them happens once in two thousand times
LINK = ("regression", "preset=C4&floor=lab")
RATES = [f"{thousandths / 1000:g}" for thousandths in range(1, STUDENTS + 1)]


def program(name):
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, f"{name} is missing: sh tests/proxies.sh"
    return found


@contextlib.contextmanager
def proxied(kind, ports, folder: Path):
    """The address of the proxy, by the configuration that is deployed, with ports of this test in it."""
    door = free_port()
    source = {"nginx": DEPLOY / "nginx.conf", "caddy": DEPLOY / "Caddyfile"}[kind]
    text = source.read_text("utf-8")
    for old, new in zip(("8500", "8501", "8502"), (door, *ports)):
        assert old in text
        text = text.replace(old, str(new))
    file = folder / source.name
    file.write_text(text.replace("/tmp/", f"{folder}/"), "utf-8")
    command = {
        "nginx": [program("nginx"), "-c", str(file), "-g", "daemon off;"] if kind == "nginx" else [],
        "caddy": [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)] if kind == "caddy" else [],
    }[kind]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)}) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{door}/_stcore/health", process)
            yield f"127.0.0.1:{door}"
        finally:
            process.terminate()


def status(host, path):
    with contextlib.closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


async def settle(student, rate):
    """A student opens the link and sets the rate."""
    answer = await student.arrive(*LINK)
    box = next(one for one in student.widgets.values() if one.key == "regression.lr")
    return [*answer.wrong, *(await student.touch(box, rate)).wrong]


def rate_of(student):
    return next(student.held[one.id][1] for one in student.widgets.values() if one.key == "regression.lr")


def sessions(server):
    with contextlib.closing(http.client.HTTPConnection(server.host, timeout=10)) as connection:
        connection.request("GET", "/_stcore/metrics?families=active_sessions")
        text = connection.getresponse().read().decode()
    return int(next(line.split()[-1] for line in text.splitlines() if line.startswith("active_sessions ")))


async def back(student):
    """Come back as a browser does, again and again until there is a server; the seconds that it took."""
    start = time.perf_counter()
    while True:
        with contextlib.suppress(OSError, TimeoutError, WebSocketException):
            answer = await asyncio.wait_for(student.come_back(), WITHIN_SECONDS)
            assert answer.wrong == ()
            return time.perf_counter() - start
        assert time.perf_counter() - start < 10 * WITHIN_SECONDS, "nobody is there"
        await asyncio.sleep(0.2)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_students_of_a_lost_replica_are_back_at_their_settings(kind, tmp_path):
    async def lesson(host, one, two):
        students = [Student(host) for _ in RATES]
        wrong = [await settle(student, rate) for student, rate in zip(students, RATES)]
        assert wrong == [[]] * STUDENTS
        before = sessions(one), sessions(two)
        cookies = [dict(student.cookies) for student in students]
        for student in students:  # the network is lost and comes back: the same replica, the same visit
            student.lose()
        visits = [student.session for student in students]
        await asyncio.gather(*[back(student) for student in students])
        assert [student.session for student in students] == visits, "the visit goes on"
        assert [student.cookies for student in students] == cookies
        one.kill()
        seconds = await asyncio.gather(*[back(student) for student in students if await lost(student)])
        rates = [rate_of(student) for student in students]
        after = sessions(two)
        for student in students:
            await student.leave()
        return before, seconds, rates, after

    async def lost(student):
        """Whether the student's connection has ended."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(student._socket.wait_closed(), 1)
            return True
        return False

    with served() as one, served() as two:
        ports = [server.host.rpartition(":")[2] for server in (one, two)]
        with proxied(kind, ports, tmp_path) as host, ThreadPoolExecutor(1) as thread:
            for path in ("/ready", "/_stcore/metrics", "/_stcore/agent/openapi.json"):
                assert status(host, path) == 404, "it is for whoever hosts"
                assert status(two.host, path) == 200
            before, seconds, rates, after = thread.submit(asyncio.run, lesson(host, one, two)).result()
    assert sum(before) == STUDENTS and min(before) > 0, "both have some of the class"
    assert len(seconds) == before[0], "all of those, and only those, that were with the lost one"
    print(f"{kind}: {len(seconds)} of {STUDENTS} students back after {max(seconds):.2f} s")
    assert rates == RATES
    assert after == STUDENTS
    assert max(seconds) < WITHIN_SECONDS
