"""``python -m tests.load.hostile --number 10000``: bad requests by the thousand, beside one student who means well.

Asked of the server: no exception and no error box on any page, no answer over HTTP that is a failure; it runs on, and
soon answers everybody; the innocent student is sent, byte for byte, what was sent before the attack; and nothing is
read, written, started or called that is not the app's own (``watched.py``).  The seed plays an attack again.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browser import ROOT
from tests.load.attacks import ATTACKS, CANARY, Intruder, attack
from tests.load.server import Server, served
from tests.load.student import Student

INTRUDERS = 4  # at once
LOG_CHARACTERS = 6000
OWN = ("app.py", "pages", "gdengine", ".streamlit")  # what of the project is the app
OF_NO_FILE = "<unknown>"  # what Python calls a text that it parses, as from 3.13 on a line of a traceback
OF_THE_SYSTEM = ("/proc/", "/dev/", "/sys/", "/usr/share/zoneinfo", "/etc/localtime", "/etc/mime.types", "/usr/lib")
VISITS = (
    ("slope_explorer", "preset=A4&floor=lab", "slope_explorer.lr", ("0.125", "0.0625")),
    ("misty_mountain", "preset=B1&floor=lab", "misty_mountain.lr", ("0.01", "0.02")),
    ("regression", "preset=C4&floor=lab", "regression.lr", ("0.01", "0.02")),
)  # page, link, a box of it, and what the innocent types there


@dataclass
class Innocent(Student):
    """A student whose answers are remembered: ``sent`` is a digest of the elements of the page as it stands."""

    sent: list[str] = field(default_factory=list)

    def _hear(self, message: Any) -> list[str]:
        if message.WhichOneof("type") == "new_session":
            self.sent = []
        return super()._hear(message)

    def _see(self, element: Any) -> list[str]:
        if element.HasField("download_button"):
            element.download_button.deferred_file_id = ""  # another one for every run
        self.sent.append(hashlib.blake2b(element.SerializeToString(deterministic=True), digest_size=8).hexdigest())
        return super()._see(element)


async def lesson(host: str) -> list[list[str]]:
    """What the innocent is sent in one lesson.  AssertionError where something of it is an error."""
    seen = []
    for page, query, box, values in VISITS:
        student = Innocent(host)
        answer = await student.arrive(page, query)
        for value in (None, *values):
            if value is not None:
                widget = next(one for one in student.widgets.values() if one.key == box)
                answer = await student.touch(widget, value)
            assert answer.wrong == (), answer.wrong
            assert student.charts
            seen.append(student.sent)
        await student.leave()
    return seen


@dataclass
class Siege:
    """So many attacks on a server, and what went wrong."""

    server: Server
    number: int
    seed: int
    done: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    lessons: list[float] = field(default_factory=list)  # the seconds that the innocent's lessons took

    async def run(self) -> None:
        """Besiege the server; afterwards it answers as before."""
        before = await lesson(self.server.host)
        over = asyncio.Event()
        beside = asyncio.create_task(self._beside(before, over))
        await asyncio.gather(*[self._intrude(place) for place in range(INTRUDERS)])
        over.set()
        await beside
        if not self.server.alive:
            self.wrong["the server has ended"] += 1

    async def _intrude(self, place: int) -> None:
        intruder = Intruder(self.server.host, rng=random.Random(f"{self.seed} {place}"))
        while sum(self.done.values()) < self.number and self.server.alive:
            try:
                kind, wrong = await attack(intruder)
            except Exception as error:
                kind, wrong = "none", [f"the intruder met {error!r}"[:300]]
            self.done[kind] += 1
            self.wrong.update(f"{kind}: {what}" for what in wrong)
        await intruder.leave()

    async def _beside(self, before: list[list[str]], over: asyncio.Event) -> None:
        while True:
            last = over.is_set()
            start = time.perf_counter()
            try:
                if await lesson(self.server.host) != before:
                    self.wrong["the innocent was sent something else"] += 1
            except Exception as error:
                self.wrong[f"the innocent met {error!r}"[:300]] += 1
            self.lessons.append(time.perf_counter() - start)
            if last:
                return


def trespasses(record: str) -> list[str]:
    """What of the record of a watched server is not the app's own business."""
    lines = {tuple(line.split("\t", 1)) for line in record.splitlines() if "\t" in line}
    return sorted("\t".join(line) for line in lines if line[0] != "read" or not _own(line[1]))


def _own(path: str) -> bool:
    """Whether a file is one that the app, Python or the system's loader reads."""
    if path == OF_NO_FILE:
        return True
    full = Path(ROOT, path).resolve()
    libraries = {Path(place).resolve() for place in (*sys.path, sys.prefix, sys.base_prefix) if place}
    libraries -= {ROOT, *ROOT.parents}
    mine = full.is_relative_to(ROOT) and full.relative_to(ROOT).parts[:1] in [(name,) for name in OWN]
    mine |= full == Path(__file__).with_name("watched.py").resolve()  # as a line of a traceback
    return mine or any(full.is_relative_to(place) for place in libraries) or str(full).startswith(OF_THE_SYSTEM)


def besiege(number: int, seed: int) -> tuple[Siege, list[str], str]:
    """A siege of a server of its own; what it touched that is not its own, and the end of its log."""
    with tempfile.TemporaryDirectory() as folder:
        record, canary = Path(folder, "record"), Path(folder, "canary.txt")
        canary.write_text(CANARY, "utf-8")
        with served(record=record) as server:
            siege = Siege(server, number, seed)
            asyncio.run(_warm(server.host))
            begun = record.stat().st_size
            asyncio.run(siege.run())
            touched = trespasses(record.read_bytes()[begun:].decode("utf-8", "replace"))
            return siege, touched, server.log.read_text("utf-8", "replace")


async def _warm(host: str) -> None:
    """Each page once, so that all is loaded."""
    await lesson(host)


def main() -> int:
    ask = argparse.ArgumentParser(prog="python -m tests.load.hostile", description="Bad requests by the thousand.")
    ask.add_argument("--number", type=int, default=10_000, choices=range(1, 100_001), metavar="1…100000")
    ask.add_argument("--seed", type=int, default=14)
    ask.add_argument("--log", type=Path, help="a file for all that the server writes")
    asked = ask.parse_args()
    start = time.perf_counter()
    siege, touched, log = besiege(asked.number, asked.seed)
    print(f"{sum(siege.done.values())} attacks in {time.perf_counter() - start:.0f} s:",
          ", ".join(f"{kind} {siege.done[kind]}" for kind in ATTACKS))  # fmt: skip
    print(f"the innocent had {len(siege.lessons)} lessons meanwhile, the longest of {max(siege.lessons):.1f} s")
    for what, times in siege.wrong.most_common(60):
        print(f"wrong, {times} times: {what}")
    for what in touched:
        print("not the app's own:", what)
    if asked.log:
        asked.log.write_text(log, "utf-8")
    if siege.wrong:
        print(log[-LOG_CHARACTERS:])
    return bool(siege.wrong or touched)


if __name__ == "__main__":
    raise SystemExit(main())
