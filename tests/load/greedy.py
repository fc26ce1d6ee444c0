"""``python -m tests.load.greedy``: a class at work, alone and then beside one student who asks for the largest always.

The greedy one never pauses: the widest network, the longest walks, the finest maps, each with another seed or place so
that nothing is remembered.  Asked is that the 95th percentile of the others' waits is at most doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
from collections.abc import Iterator

from tests.load.classroom import Class
from tests.load.hosting import Hosted, hosted
from tests.load.report import percentile
from tests.load.student import Student

LARGEST = (
    ("sine_mlp", "preset=D1&width=64&layers=3&steps=2000&seed={}"),
    ("misty_mountain", "preset=B1&steps=2000&mountain={}"),
    ("misty_mountain", "lens=starts&steps=500&mountain={}"),
    ("slope_explorer", "lens=starts&curve=formula&formula=x^4/4-x^2%2Bx/{}"),
    ("regression", "lens=bend&degree=9&steps=2000&seed={}"),
)


def wishes() -> Iterator[tuple[str, str]]:
    for number in itertools.count(1):
        page, query = LARGEST[number % len(LARGEST)]
        yield page, query.format(number)


async def greedy(server: Hosted, over: asyncio.Event, seen: list[str]) -> None:
    """Ask for the largest until it is over; each with a visit of its own, as by a typed address."""
    for page, query in wishes():
        if over.is_set():
            return
        student = Student(server.host)
        answer = await student.arrive(page, query)
        await student.leave()
        seen += answer.wrong or ["fine"]


async def measure(server: Hosted, students: int, every: float, seconds: float) -> tuple[float, float, list[str]]:
    """The others' 95th percentiles in milliseconds, alone and beside the greedy one, and what that one was answered.

    They work once before they are measured: the first to open a page waits for more than the others do.
    """
    seen: list[str] = []
    waits = []
    for beside in (False, False, True):
        over, group = asyncio.Event(), Class(server, every, seed=14)
        glutton = asyncio.create_task(greedy(server, over, seen)) if beside else None
        start, end = await group.work(students, 5.0, seconds)
        over.set()
        if glutton:
            await glutton
        seen += group.errors
        steady = [one.answer.seconds for one in group.done if one.kind != "arrival" and start <= one.at <= end]
        waits.append(1e3 * percentile(steady, 0.95))
    return waits[-2], waits[-1], seen


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m tests.load.greedy", description="One greedy student beside a class.")
    ask.add_argument("--students", type=int, default=10, choices=range(1, 101), metavar="1…100")
    ask.add_argument("--every", type=float, default=5.0)
    ask.add_argument("--seconds", type=float, default=30.0)
    asked = ask.parse_args()
    with hosted() as server:
        alone, beside, seen = asyncio.run(measure(server, asked.students, asked.every, asked.seconds))
    wrong = [what for what in seen if what != "fine"]
    print(f"95 % of the others' waits: {alone:.0f} ms alone, {beside:.0f} ms beside one who asked {len(seen)} times")
    print(*wrong[:20], sep="\n")
    return bool(wrong) or beside > 2 * alone


if __name__ == "__main__":
    raise SystemExit(main())
