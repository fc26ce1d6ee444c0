"""A class at work: students who arrive, take a deed every few seconds, and meet what can go wrong."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import NamedTuple

from tests.load import faults
from tests.load.deeds import first_link, next_deed
from tests.load.faults import LOST, Outage, Stand, stand
from tests.load.hosting import Hosted
from tests.load.student import Answer, Student

LOOK_SECONDS = 0.5  # between two looks at the servers' memory
RELOAD, RETURN, REPLACEMENT = FAULTS = ("reload", "return", "replacement")
FAULT_CHANCE = 1 / 12  # of each, instead of a deed
MIDWAY = 0.5  # the share of lost networks that are lost while an answer is on its way


class Done(NamedTuple):
    """A deed that was answered: what and where, when it was asked, and the answer."""

    kind: str
    page: str
    at: float
    answer: Answer


@dataclass
class Seat:
    """A place in the class, with who sits there."""

    number: int
    rng: random.Random
    student: Student
    returned: bool = False  # from an outage


class Class:
    """So many students, who take a deed every few seconds on average.

    ``bare``: of a page that is none of ours they ask again and again · ``upset``: they load pages anew, lose the
    network, leave for good · ``restart``: in the middle of the time a server is killed (``Outage``).
    """

    def __init__(
        self, hosted: Hosted, every: float, seed: int, *, bare: bool = False, upset: bool = False, restart: bool = False
    ) -> None:
        self.hosted, self.every, self.seed = hosted, every, seed
        self.bare, self.upset, self.restart = bare, upset, restart
        self.done: list[Done] = []
        self.errors: list[str] = []
        self.outage = Outage()
        self.peak = 0.0

    async def work(self, students: int, arrival: float, seconds: float) -> tuple[float, float]:
        """All arrive within ``arrival`` seconds, and work for so many more; the times between which all were there."""
        watch = asyncio.create_task(self._watch())
        start = time.perf_counter()
        end = start + arrival + seconds
        sits = [self._sit(number, arrival * number / students, end) for number in range(students)]
        try:
            await asyncio.gather(*sits, *([self._strike(arrival + seconds / 2)] if self.restart else []))
        finally:
            watch.cancel()
        return start + arrival, end

    async def _sit(self, number: int, wait: float, end: float) -> None:
        seat = Seat(number, random.Random(f"{self.seed} {number}"), Student(self.hosted.host))
        await asyncio.sleep(wait)
        try:
            await self._arrive(seat, "arrival")
            while await self._turn(seat, end):
                pass
        except Exception as error:
            self.errors.append(f"student {number}: {error!r}")
        finally:
            await seat.student.leave()

    async def _arrive(self, seat: Seat, kind: str) -> None:
        page, query = ("", "") if self.bare else first_link(seat.rng)
        start = time.perf_counter()
        answer = await seat.student.arrive(page, query)
        self._note(kind, page, start, answer, [] if self.bare else faults.unlike_address(stand(seat.student)))

    async def _turn(self, seat: Seat, end: float) -> bool:
        """Pause, and do something; whether there is time left.  Who loses the server meanwhile comes back to it."""
        before = stand(seat.student)
        try:
            try:
                await asyncio.wait_for(seat.student.lost(), seat.rng.expovariate(1 / self.every))
                raise ConnectionError("the server has hung up")
            except TimeoutError:
                pass
            if time.perf_counter() > end:
                return False
            await self._act(seat)
        except LOST:
            if self.outage.began is None or seat.returned:
                raise
            await self._return(seat, before)
        return True

    async def _return(self, seat: Seat, before: Stand) -> None:
        """Back from an outage, once."""
        seat.returned = True
        start = time.perf_counter()
        self._note("back", before.page, start, *await self.outage.return_from(seat.student, before))

    async def _act(self, seat: Seat) -> None:
        """A deed; where the class is upset, perhaps a fault instead."""
        start = time.perf_counter()
        fault = seat.rng.choices((*FAULTS, ""), (*[FAULT_CHANCE] * 3, 1 - 3 * FAULT_CHANCE))[0] if self.upset else ""
        if self.bare:
            self._note("rerun", "", start, await seat.student.ask())
        elif fault == REPLACEMENT:
            await seat.student.leave()
            seat.student = Student(self.hosted.host)
            await self._arrive(seat, fault)
        elif fault:
            page = seat.student.page
            answer, wrong = await self._meet(fault, seat.student, seat.rng)
            if self.outage.began and self.outage.began > start:  # the visit that was may have ended with its server
                wrong = faults.unlike_address(stand(seat.student))
            self._note(fault, page, start, answer, wrong)
        else:
            kind, page, do = next_deed(seat.student, seat.rng)
            self._note(kind, page, start, await do())

    async def _meet(self, fault: str, student: Student, rng: random.Random) -> tuple[Answer, list[str]]:
        if fault == RELOAD:
            return await faults.reload(student)
        if rng.random() < MIDWAY:
            return await faults.lose_answer(student, rng, next_deed(student, rng).do)
        return await faults.lose_network(student, rng)

    def _note(self, kind: str, page: str, at: float, answer: Answer, wrong: list[str] | tuple[()] = ()) -> None:
        self.done.append(Done(kind, page, at, answer))
        self.errors += [f"{page}, {kind}: {what}" for what in (*answer.wrong, *wrong)]

    async def _strike(self, wait: float) -> None:
        await asyncio.sleep(wait)
        await self.outage.strike(self.hosted)

    async def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, self.hosted.megabytes())
            await asyncio.sleep(LOOK_SECONDS)
