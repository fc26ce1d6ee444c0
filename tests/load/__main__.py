"""``python -m tests.load --students 30 --every 2.5``: a class at work on one server, and what it costs.

The students arrive, work on their own, each with pauses of ``--every`` seconds on average, and leave.  What they do
while all are there is measured: the seconds from a request to its complete page, bytes on the wire, the server's
processor time an interaction; and the server's memory before, at its height and after all have left.  Server and
students talk over the loopback only.  A bare page with three constant charts (``--bare``) says what Streamlit itself
costs.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.load.deeds import first_link, next_deed
from tests.load.server import Server, served
from tests.load.student import Answer, Student

BARE = Path(__file__).parent / "bare.py"
LOG_CHARACTERS = 6000  # of the server's log, shown where something went wrong
LOOK_SECONDS = 0.5  # between two looks at the server's memory


class Done(NamedTuple):
    """A deed that was answered: what and where, when it was asked, and the answer."""

    kind: str
    page: str
    at: float
    answer: Answer


class Class:
    """So many students at one server, who take a deed every few seconds on average."""

    def __init__(self, server: Server, every: float, seed: int) -> None:
        self.server, self.every, self.seed = server, every, seed
        self.done: list[Done] = []
        self.errors: list[str] = []
        self.peak = 0.0

    async def work(self, students: int, arrival: float, seconds: float, bare: bool = False) -> tuple[float, float]:
        """All arrive within ``arrival`` seconds, and work for so many more; the times between which all were there."""
        watch = asyncio.create_task(self._watch())
        start = time.perf_counter()
        end = start + arrival + seconds
        await asyncio.gather(*[self._student(i, arrival * i / students, end, bare) for i in range(students)])
        watch.cancel()
        return start + arrival, end

    async def _student(self, number: int, wait: float, end: float, bare: bool) -> None:
        rng = random.Random(f"{self.seed} {number}")
        await asyncio.sleep(wait)
        student = Student(self.server.host)
        try:
            page, query = ("", "") if bare else first_link(rng)
            self._note("arrival", page, time.perf_counter(), await student.arrive(page, query))
            while True:
                await asyncio.sleep(rng.expovariate(1 / self.every))
                if time.perf_counter() > end:
                    return
                start = time.perf_counter()
                if bare:
                    self._note("rerun", "", start, await student.ask())
                else:
                    kind, page, do = next_deed(student, rng)
                    self._note(kind, page, start, await do())
        except Exception as error:
            self.errors.append(f"student {number}: {error!r}")
        finally:
            await student.leave()

    def _note(self, kind: str, page: str, at: float, answer: Answer) -> None:
        self.done.append(Done(kind, page, at, answer))
        self.errors += [f"{page}, {kind}: {wrong}" for wrong in answer.wrong]

    async def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, self.server.megabytes())
            await asyncio.sleep(LOOK_SECONDS)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def row(what: str, done: list[Done]) -> None:
    if not done:
        return
    waits = [1e3 * one.answer.seconds for one in done]
    shares = " | ".join(f"{percentile(waits, share):,.0f}" for share in (0.5, 0.95, 0.99))
    print(f"| {what} | {len(done)} | {shares} | {median(one.answer.bytes for one in done) / 1e3:,.0f} |")


def report(group: Class, steady: list[Done], seconds: float, processor: float) -> None:
    """The tables."""
    print("\n| what | number | median ms | 95 % ms | 99 % ms | median kB |\n|---|---:|---:|---:|---:|---:|")
    row("**all interactions**", steady)
    for name in ("page", "kind"):
        for value in sorted({getattr(one, name) for one in steady}):
            row(f"{name}: {value or 'home'}", [one for one in steady if getattr(one, name) == value])
    arrivals = [one for one in group.done if one.kind == "arrival"]
    if arrivals:
        row("arrivals", arrivals)
    each = 1e3 * processor / max(len(steady), 1)
    print(f"\n{len(steady) / seconds:.1f} interactions/s, {each:.1f} ms of processor time each")


async def measure(asked: argparse.Namespace, server: Server) -> int:
    rest = server.megabytes()
    group = Class(server, asked.every, asked.seed)
    for wave in range(asked.waves):
        group.done.clear()
        sampler = asyncio.create_task(_processor_between(server, asked.arrival, asked.seconds))
        start, end = await group.work(asked.students, asked.arrival, asked.seconds, asked.bare)
        processor = await sampler
        steady = [one for one in group.done if one.kind != "arrival" and start <= one.at <= end]
        print(f"\n### {asked.students} students, a deed every {asked.every} s, wave {wave + 1}")
        report(group, steady, end - start, processor)
        await asyncio.sleep(asked.after)
        print(
            f"memory: {rest:.0f} MB at rest, {group.peak:.0f} MB at its height, {server.megabytes():.0f} MB afterwards"
        )
    for error in sorted(set(group.errors))[:20]:
        print("wrong:", error)
    print(f"{len(group.errors)} errors")
    if group.errors:
        print(server.log.read_text("utf-8", "replace")[-LOG_CHARACTERS:])
    return bool(group.errors)


async def _processor_between(server: Server, wait: float, seconds: float) -> float:
    """The server's processor seconds while all are there."""
    await asyncio.sleep(wait)
    before = server.processor_seconds()
    await asyncio.sleep(seconds)
    return server.processor_seconds() - before


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m tests.load", description="A class at work on one server.")
    ask.add_argument("--students", type=int, default=30, choices=range(1, 501), metavar="1…500")
    ask.add_argument("--every", type=float, default=2.5, help="seconds between the deeds of a student, on average")
    ask.add_argument("--arrival", type=float, default=15.0, help="seconds within which all arrive")
    ask.add_argument("--seconds", type=float, default=60.0, help="how long they work once all are there")
    ask.add_argument("--after", type=float, default=10.0, help="seconds before memory is read again")
    ask.add_argument("--waves", type=int, default=1, choices=range(1, 6), metavar="1…5")
    ask.add_argument("--seed", type=int, default=14)
    ask.add_argument("--bare", action="store_true", help="the bare page with three constant charts instead")
    asked = ask.parse_args()
    with served(BARE) if asked.bare else served() as server:
        return asyncio.run(measure(asked, server))


if __name__ == "__main__":
    raise SystemExit(main())
