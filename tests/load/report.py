"""What a class at work has cost, in tables."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from tests.load.classroom import Class, Done
from tests.load.faults import Outage


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def report(group: Class, steady: list[Done], seconds: float, processor: float) -> None:
    """The tables."""
    print("\n| what | number | median ms | 95 % ms | 99 % ms | median kB |\n|---|---:|---:|---:|---:|---:|")
    _row("**all interactions**", steady)
    for name in ("page", "kind"):
        for value in sorted({getattr(one, name) for one in steady}):
            _row(f"{name}: {value or 'home'}", [one for one in steady if getattr(one, name) == value])
    _row("arrivals", [one for one in group.done if one.kind == "arrival"])
    each = 1e3 * processor / max(len(steady), 1)
    print(f"\n{len(steady) / seconds:.1f} interactions/s, {each:.1f} ms of processor time each")


def report_outage(outage: Outage) -> None:
    """How the class came back from the end of a server."""
    back = f"{len(outage.back)} of {outage.lost} students who lost their server are back"
    if outage.back:
        back += f", half of them {median(outage.back):.1f} s after its end, the last {max(outage.back):.1f} s"
    print(back)


def _row(what: str, done: list[Done]) -> None:
    if not done:
        return
    waits = [1e3 * one.answer.seconds for one in done]
    shares = " | ".join(f"{percentile(waits, share):,.0f}" for share in (0.5, 0.95, 0.99))
    print(f"| {what} | {len(done)} | {shares} | {median(one.answer.bytes for one in done) / 1e3:,.0f} |")
