"""Two replicas behind a proxy, really started: each student with the same one; where it is lost, with the other."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.load.hosting import proxied
from tests.load.server import served
from tests.load.student import Student

WITHIN_SECONDS = 5.0  # of the loss, students are back at their settings
STUDENTS = 12  # that one replica has none of them happens once in two thousand times
LINK = ("regression", "preset=C4&floor=lab")
RATES = [f"{thousandths / 1000:g}" for thousandths in range(1, STUDENTS + 1)]


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
    """The seconds after which a student is back by themselves."""
    start = time.perf_counter()
    answer = await student.persist()
    assert answer.wrong == ()
    return time.perf_counter() - start


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
            await asyncio.wait_for(student.lost(), 1)
            return True
        return False

    with (
        served() as one,
        served() as two,
        proxied(kind, (one, two), tmp_path) as host,
        ThreadPoolExecutor(1) as thread,
    ):
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


@pytest.mark.nightly
@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_in_a_frame_of_another_site_a_browser_keeps_both_cookies(kind, tmp_path):
    """The proxy's, for the replica, and Streamlit's, for a file of points: where one says less it is not kept."""
    with (
        served() as one,
        served() as two,
        proxied(kind, (one, two), tmp_path, framed=True) as host,
        contextlib.closing(http.client.HTTPConnection(host, timeout=10)) as connection,
    ):
        connection.request("GET", "/_stcore/health")
        cookies = connection.getresponse().headers.get_all("Set-Cookie")
    said = {cookie.partition("=")[0]: {part.strip() for part in cookie.split(";")[1:]} for cookie in cookies}
    assert said.keys() == {"downhill_replica", "_streamlit_xsrf"}
    for name, parts in said.items():
        assert {"SameSite=None", "Secure", "Partitioned"} <= parts, name
        assert "SameSite=Lax" not in parts, name
