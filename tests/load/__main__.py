"""``python -m tests.load --students 30 --every 2.5``: a class at work on one server, and what it costs.

The students arrive, work on their own, each with pauses of ``--every`` seconds on average, and leave.  What they do
while all are there is measured: the seconds from a request to its complete page, bytes on the wire, the servers'
processor time an interaction; and the servers' memory before, at its height and after all have left.  Servers and
students talk over the loopback only.  A bare page with three constant charts (``--bare``) says what Streamlit itself
costs.  Before anybody comes a server has drawn everything once, as in the container, but for ``--cold``.  With
``--replicas 2`` students talk through the proxy that is deployed, whose own part is not counted.

What goes wrong in a class goes wrong on request: ``--upset`` loads pages anew, loses the network and sends newcomers,
``--restart`` kills a server in the middle.  What is not as it was afterwards is an error.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from tests.load.classroom import Class
from tests.load.hosting import MOST_REPLICAS, Hosted, hosted
from tests.load.report import report, report_outage
from tests.load.server import APP

BARE = Path(__file__).parent / "bare.py"
LOG_CHARACTERS = 6000  # of the servers' log, shown where something went wrong


async def measure(asked: argparse.Namespace, servers: Hosted) -> int:
    rest = servers.megabytes()
    wrong, peak = [], 0.0
    for wave in range(asked.waves):
        restart = asked.restart and wave == 0
        group = Class(servers, asked.every, asked.seed, bare=asked.bare, upset=asked.upset, restart=restart)
        sampler = asyncio.create_task(_processor_between(servers, asked.arrival, asked.seconds))
        start, end = await group.work(asked.students, asked.arrival, asked.seconds)
        processor = await sampler
        steady = [one for one in group.done if one.kind != "arrival" and start <= one.at <= end]
        print(f"\n### {asked.students} students, a deed every {asked.every} s, wave {wave + 1}")
        report(group, steady, end - start, processor)
        if restart:
            report_outage(group.outage)
        await asyncio.sleep(asked.after)
        peak = max(peak, group.peak)
        print(f"memory: {rest:.0f} MB at rest, {peak:.0f} MB at its height, {servers.megabytes():.0f} MB afterwards")
        wrong += group.errors
    for error in sorted(set(wrong))[:20]:
        print("wrong:", error)
    print(f"{len(wrong)} errors")
    if wrong:
        print(servers.log()[-LOG_CHARACTERS:])
    return bool(wrong)


async def _processor_between(servers: Hosted, wait: float, seconds: float) -> float:
    """The servers' processor seconds while all are there."""
    await asyncio.sleep(wait)
    before = servers.processor_seconds()
    await asyncio.sleep(seconds)
    return servers.processor_seconds() - before


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
    ask.add_argument("--cold", action="store_true", help="nothing is drawn before the first student comes")
    ask.add_argument("--replicas", type=int, default=1, choices=range(1, MOST_REPLICAS + 1), help="behind a proxy if 2")
    ask.add_argument("--upset", action="store_true", help="pages are loaded anew, networks lost, students replaced")
    ask.add_argument("--restart", action="store_true", help="a server is killed midway; the only one comes again")
    asked = ask.parse_args()
    if asked.bare and (asked.upset or asked.restart):
        ask.error("the bare page has no settings that could be lost")
    with hosted(asked.replicas, BARE if asked.bare else APP, warm=not (asked.bare or asked.cold)) as servers:
        return asyncio.run(measure(asked, servers))


if __name__ == "__main__":
    raise SystemExit(main())
