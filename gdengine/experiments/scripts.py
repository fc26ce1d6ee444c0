"""The scripts that records write: plain text of gdengine's public names, a few lines that are shared by all.

A script makes ``objective``, ``start`` and ``optimizer``, walks ``path`` and prints its first steps and its last.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gdengine.experiments.descent import Descent

if TYPE_CHECKING:
    from gdengine.experiments.regression import Regression


def script(*lines: str) -> str:
    """A whole script of these lines."""
    return "\n".join(["import gdengine", "", *lines]) + "\n"


def indented(lines: Iterable[str]) -> list[str]:
    """The lines as the body of a loop."""
    return ["    " + line for line in lines]


def rule_code(record: Descent) -> str:
    """The optimizer of the record, as an expression."""
    rate = repr(record.lr)
    name, settings = record.plan()
    if name:
        rate = f"gdengine.schedules.{name}({', '.join(map(repr, (record.lr, *settings.values())))})"
    return f'gdengine.OPTIMIZERS["{record.optimizer}"](lr={rate}{keywords(record.settings())})'


def walk_code(record: Descent, *, places: bool = True) -> list[str]:
    """Lines that walk ``path`` and print it, with the ``places`` of its steps, unless they are thousands of weights."""
    told = '"x =", path.x[k].tolist(), ' if places else ""
    return [
        f"path = gdengine.descend(objective, optimizer, start, {record.updates()}{keywords(record.options())})",
        "for k in sorted({*range(len(path.step))[:4], len(path.step) - 1}):",
        f'    print("step", path.step[k], {told}"f =", float(path.value[k]))',
        'print(gdengine.Outcome(int(path.outcome)).name, "at step", path.last)',
    ]


def half_code(record: Regression) -> list[str]:
    """The line that says so where half the squared error is descended, and printed step by step."""
    return ["# f is half of ‖y − Xβ‖², so that its gradient is Xᵀ(Xβ − y)"] if record.loss == "half_sse" else []


def whole_code(record: Regression) -> list[str]:
    """The line that prints, where half the squared error is descended, the whole: what a page shows."""
    return ['print("‖y − Xβ‖² =", 2 * float(path.value[-1]))'] if record.loss == "half_sse" else []


def keywords(values: dict[str, Any]) -> str:
    """Further arguments of a call."""
    return "".join(f", {name}={value!r}" for name, value in values.items())
