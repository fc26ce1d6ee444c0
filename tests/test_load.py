"""The students of the load test do what a browser does: their pages are whole, and their deeds change them."""

import asyncio
import random
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from pages.ui.address import PRESET, VIEW, read
from tests.load.deeds import PAGES, first_link, next_deed
from tests.load.greedy import wishes
from tests.load.student import Student

DEEDS = 12  # of each student


def _run(visit: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: the browser of the other tests has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, visit).result()


async def _wander(host: str, seed: int) -> set[str]:
    """What a student did who was sent a picture each time and never an error."""
    rng, student, kinds = random.Random(seed), Student(host), set()
    arrived = await student.arrive(*first_link(rng))
    assert arrived.wrong == ()
    assert student.charts > 0
    assert 0 < arrived.bytes < 2**20
    for _ in range(DEEDS):
        deed = next_deed(student, rng)
        answer = await deed.do()
        assert answer.wrong == (), deed
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


def test_the_greedy_one_asks_for_what_can_be_had():
    for page, query in islice(wishes(), 10):
        asked = dict(parse_qsl(query))
        assert asked.keys() <= {PRESET, VIEW, *PAGES[page].knobs()}, query
        assert read(PAGES[page], asked)[1] == [], query
