"""How wide the gate should be: ``python -m tests.benchmark_gate`` prints a Markdown table.

Threads, as many as visitors, ask for things that take work, one after another and each another thing, through a gate of
each width: families of curves (Python floats, one core's worth of interpreter), families of surfaces (small arrays),
maps of every start (large arrays), networks (matrix products) and, as a class does, all of these.  What counts is how
many are done in a second, and how long the slowest of twenty waits.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gdengine import PRESETS
from gdengine.analysis.basins import basins
from pages.ui.gate import Gate

VISITORS, SECONDS, TURNS = 12, 2.0, 5
WIDTHS = (1, 2, 4, VISITORS)  # the last: no gate


def curve(i: int) -> None:
    record = replace(PRESETS["A4"].record, x0=-4 + 1e-4 * i)
    record.family(record.rates())


def surface(i: int) -> None:
    record = replace(PRESETS["B6"].record, x0=0.5 + 1e-4 * i)
    record.family(record.rates())


def starts(i: int) -> None:
    basins(PRESETS["B6"].record.objective(), PRESETS["B6"].record.rule(0.01 + 1e-6 * i), n=60)


def training(i: int) -> None:
    replace(PRESETS["D1"].record, seed=i % 9999, steps=100).run()


def mixed(i: int) -> None:
    (curve, surface, starts, training)[i % 4](i)


def crowd(work: Callable[[int], None], width: int) -> tuple[float, float, float]:
    """Done in a second, and the median and the 95th percentile of the waits in milliseconds."""
    gate, waits, end = Gate(width), [], time.perf_counter() + SECONDS

    def visitor(number: int) -> None:
        i = number * 1000
        while (began := time.perf_counter()) < end:
            with gate.admitted():
                work(i)
            waits.append(1e3 * (time.perf_counter() - began))
            i += 1

    threads = [threading.Thread(target=visitor, args=(number,)) for number in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(waits) / SECONDS, *np.percentile(waits, (50, 95))


def main() -> None:
    print(f"| {VISITORS} at once | " + " | ".join(f"width {w}" for w in WIDTHS) + " |")
    print("|---|" + "---:|" * len(WIDTHS))
    for work in (curve, surface, starts, training, mixed):
        work(0)
        cells = [crowd(work, width) for width in WIDTHS]
        print(
            f"| {work.__name__} | " + " | ".join(f"{n:.1f}/s, {m:.0f} / {late:.0f} ms" for n, m, late in cells) + " |"
        )


if __name__ == "__main__":
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        alone = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        sys.exit(subprocess.run([sys.executable, "-m", "tests.benchmark_gate"], env=alone).returncode)
    main()
