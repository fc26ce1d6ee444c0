"""The students of the load test do what a browser does: their pages are whole, and their deeds change them."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from pages.ui.permalink import PRESET, VIEW, read
from tests.load import classroom
from tests.load.classroom import FAULTS, Class
from tests.load.deeds import PAGES, first_link, next_deed
from tests.load.faults import LOST, stand, unlike_address
from tests.load.greedy import wishes
from tests.load.hosting import Hosted, hosted
from tests.load.student import Student, Widget

DEEDS = 12  # of each student
MOMENTS = (0.005, 0.025)  # seconds into the making of a page
BACK_SECONDS = 20.0  # after its end a server is there again, also on a busy machine


def _run(visit: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: the browser of the other tests has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


async def _wander(host: str, seed: int) -> set[str]:
    """What a student did who was sent a picture each time and never an error."""
    rng, student, kinds = random.Random(seed), Student(host), set()
    arrived = await student.arrive(*first_link(rng))
    assert arrived.wrong == ()
    assert student.charts
    assert 0 < arrived.bytes < 2**20
    for _ in range(DEEDS):
        deed = next_deed(student, rng)
        answer = await deed.do()
        assert answer.wrong == (), deed
        assert unlike_address(stand(student)) == [], deed
        kinds.add(deed.kind)
    await student.leave()
    return kinds


def test_students_wander_through_the_pages(app):
    async def both() -> list[set[str]]:
        return await asyncio.gather(*[_wander(urlsplit(app).netloc, seed) for seed in (1, 2)])

    assert {"rate", "choice", "page"} & set().union(*_run(both()))


def test_a_deed_reaches_the_page_and_its_address(app):
    async def visit() -> tuple[str, str, int, int, int]:
        student = Student(urlsplit(app).netloc)
        first = await student.arrive("slope_explorer", "preset=A4&floor=lab")
        rates = next(widget for widget in student.widgets.values() if widget.key == "slope_explorer.lr")
        second = await student.touch(rates, "0.0625")
        turned, again = student.query, await student.ask()
        await student.turn_to("regression")
        await student.leave()
        return turned, student.page, first.bytes, second.bytes, again.bytes

    turned, page, first, second, again = _run(visit())
    assert parse_qs(turned)["lr"] == ["0.0625"]
    assert page in PAGES
    assert again < 0.4 * min(first, second), "what is known need not be sent again"


def _widget(student: Student, key: str) -> Widget:
    return next(widget for widget in student.widgets.values() if widget.key == key)


async def _unheard(student: Student, deed: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    """The server does a deed, and the network is lost before the student has heard a word of it."""
    with mock.patch.object(student, "_hear", return_value=[]):
        await deed()
    student.lose()


@pytest.mark.parametrize("deed", ["typed", "pressed", "turned to"])
def test_what_was_done_stands_where_the_network_was_lost_before_the_answer(app, deed):
    async def visit() -> tuple[list[str], dict[str, list[str]], Any]:
        student = Student(urlsplit(app).netloc)
        await student.arrive("regression", "preset=C5&floor=lab")
        if deed == "typed":
            await _unheard(student, lambda: student.touch(_widget(student, "regression.decay"), "0.999"))
        elif deed == "pressed":
            await _unheard(student, lambda: student.touch(_widget(student, "regression.less.decay"), True))
        else:
            await student.touch(_widget(student, "regression.decay"), "0.999")
            await student.turn_to("sine_mlp")
            await _unheard(student, lambda: student.turn_to("regression"))
        session = student.session
        answer = await student.come_back()
        assert student.session == session, "the visit goes on"
        seen = [*answer.wrong, *unlike_address(stand(student))]
        held = student.held[_widget(student, "regression.decay").id][1]
        after = await student.ask()
        await student.leave()
        return [*seen, *after.wrong, *unlike_address(stand(student))], parse_qs(student.query), held

    wrong, query, held = _run(visit())
    assert wrong == []
    assert query == {"preset": ["C5"], "floor": ["lab"], "decay": ["0.999"]}
    assert held == "0.999"


def test_what_is_typed_while_the_network_is_lost_counts(app):
    async def visit() -> tuple[list[str], dict[str, list[str]]]:
        student = Student(urlsplit(app).netloc)
        await student.arrive("regression", "preset=C5&floor=lab")
        await _unheard(student, lambda: student.touch(_widget(student, "regression.decay"), "0.999"))
        student.held[_widget(student, "regression.steps").id] = ("string_value", "77")
        answer = await student.come_back()
        await student.leave()
        return [*answer.wrong, *unlike_address(stand(student))], parse_qs(student.query)

    wrong, query = _run(visit())
    assert wrong == []
    assert query == {"preset": ["C5"], "floor": ["lab"], "decay": ["0.999"], "steps": ["77"]}


def test_an_upset_class_finds_everything_as_it_was(app, monkeypatch):
    monkeypatch.setattr(classroom, "FAULT_CHANCE", 0.3)
    met = set()
    for seed in (14, 15, 16):  # on a busy machine less is done in the time of a class
        group = Class(Hosted(urlsplit(app).netloc, []), 0.2, seed, upset=True)
        _run(group.work(students=4, arrival=0.5, seconds=6))
        assert group.errors == []
        met |= {one.kind for one in group.done}
        if met > {*FAULTS}:
            return
    pytest.fail(f"of {FAULTS} only {met} were met")


def test_who_loses_the_network_in_the_middle_of_a_page_comes_back_to_all_of_it(app):
    async def visit() -> list[str]:
        student, wrong = Student(urlsplit(app).netloc), []
        await student.arrive("misty_mountain", "preset=B4m&floor=lab")
        for turn, moment in enumerate(MOMENTS):
            (rate,) = [widget for widget in student.widgets.values() if widget.key == "misty_mountain.lr"]
            deed = asyncio.ensure_future(student.touch(rate, str(0.11 + 0.01 * turn)))
            await asyncio.wait([deed], timeout=moment)
            student.lose()
            with contextlib.suppress(*LOST):
                await deed
            await asyncio.sleep(0.3)
            await student.come_back()
            wrong += await student.settle()
            wrong += unlike_address(stand(student))
        await student.leave()
        return wrong

    assert _run(visit()) == []


@pytest.mark.parametrize("heard", [True, False])
def test_what_is_put_back_on_a_dead_line_is_where_it_was(app, heard):
    """A view that was just chosen, whether its page was heard of or not, and then the one before it again."""

    async def visit() -> list[str]:
        student = Student(urlsplit(app).netloc)
        await student.arrive("sine_mlp", "preset=D7")
        (views,) = [widget for widget in student.widgets.values() if widget.key == "sine_mlp.lens"]
        deed = asyncio.ensure_future(student.touch(views, ["Back-propagation"]))
        await asyncio.wait([deed], timeout=None if heard else 0.1)
        student.lose()
        with contextlib.suppress(*LOST):
            await deed
        student.held[views.id] = (student.held[views.id][0], ["Train"])
        await asyncio.sleep(0.6)
        await student.come_back()
        await student.settle()
        await student.leave()
        (shown,) = [widget.id for widget in student.widgets.values() if widget.key == "sine_mlp.lens"]
        return [*student.held[shown][1], *unlike_address(stand(student))]

    assert _run(visit()) == ["Train"]


@pytest.mark.nightly
def test_a_class_comes_back_to_a_server_that_was_started_again():
    async def lesson() -> Class:
        with hosted() as server:
            group = Class(server, 0.5, 14, restart=True)
            await group.work(students=3, arrival=0.5, seconds=6)
        return group

    group = _run(lesson())
    assert group.errors == []
    assert len(group.outage.back) == group.outage.lost == 3
    assert max(group.outage.back) < BACK_SECONDS
    assert {one.kind for one in group.done} > {"arrival", "back"}, "they were at work"


def test_the_greedy_one_asks_for_what_can_be_had():
    for page, query in islice(wishes(), 10):
        asked = dict(parse_qsl(query))
        assert asked.keys() <= {PRESET, VIEW, *PAGES[page].knobs()}, query
        assert read(PAGES[page], asked)[1] == [], query
