"""``Knob`` and ``Experiment``: one flat frozen record is preset, permalink, cache key and test case at once.

An experiment's fields are names and numbers, each declared once with ``knob(...)``: its label, range or choices, and help.
Widgets, links, range checks, presets and generated code are all derived from that declaration.  A range never depends
on another knob; what two knobs must agree on (a start inside the box of the chosen curve) is settled by ``settled()``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from gdengine.core import Objective, Trajectory


@dataclasses.dataclass(frozen=True)
class Knob:
    """How one field is asked for: numbers have ``low`` and ``high``, names have ``choices``, free text has neither."""

    label: str
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple = ()
    help: str = ""
    advanced: bool = False  # folded away until asked for
    when: tuple[str, tuple] | None = None  # (field, its values for which this knob matters)

    def read(self, value, kind: type):
        """``value`` as a valid setting of type ``kind``; ValueError with a sentence if it is not one."""
        if self.choices:
            value = next((choice for choice in self.choices if str(choice) == str(value)), None)
            if value is None:
                raise ValueError(f"it can be {', '.join(map(str, self.choices))}")
            return value
        if kind is str:
            return str(value)
        return self._number(value, kind)

    def _number(self, value, kind):
        span = f"it is a {'whole ' if kind is int else ''}number from {self.low:g} to {self.high:g}"
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise ValueError(span) from None
        if not math.isfinite(number) or not self.low <= number <= self.high or (kind is int and number % 1):
            raise ValueError(span)
        return kind(number)


def knob(default, label: str, low=None, high=None, **rest) -> Any:
    """A dataclass field that is a knob; see ``Knob``."""
    return dataclasses.field(default=default, metadata={"knob": Knob(label, low, high, **rest)})


@dataclasses.dataclass(frozen=True)
class Experiment:
    """Base of the four pages' records.  Raises ValueError, naming the field, if a setting is out of range."""

    page: ClassVar[str] = ""  # the address of the page that shows it

    def __post_init__(self):
        for name, (kind, spec) in self.knobs().items():
            try:
                object.__setattr__(self, name, spec.read(getattr(self, name), kind))
            except ValueError as error:
                raise ValueError(f"{name} = {getattr(self, name)!r} is not possible: {error}") from None

    @classmethod
    @cache
    def knobs(cls) -> Mapping[str, tuple[type, Knob]]:
        """Field name → (type, Knob), in order."""
        return {f.name: (type(f.default), f.metadata["knob"]) for f in dataclasses.fields(cls)}

    @classmethod
    def read(cls, settings: Mapping[str, str], base: Experiment | None = None) -> tuple[Experiment, list[str]]:
        """The record a link describes, and a sentence for every setting that had to be left at ``base``."""
        base = base or cls()
        good, complaints = {}, []
        for name, (kind, spec) in cls.knobs().items():
            if name in settings:
                try:
                    good[name] = spec.read(settings[name], kind)
                except ValueError as error:
                    shown = str(settings[name])[:40]
                    complaints.append(f"{name} = “{shown}” was left at {getattr(base, name)}: {error}.")
        return dataclasses.replace(base, **good), complaints

    def settled(self) -> tuple[Experiment, list[str]]:
        """This record made consistent, and a sentence for every knob that had to move."""
        return self, []

    def matters(self, name: str) -> bool:
        """Whether the knob has any effect beside the others as they stand."""
        when = self.knobs()[name][1].when
        return when is None or getattr(self, when[0]) in when[1]

    def objective(self) -> Objective:
        """What is descended."""
        raise TypeError(f"{type(self).__name__} must say what it descends")

    def run(self) -> dict[str, Trajectory]:
        """Every run of the experiment, by the name the page calls it."""
        raise TypeError(f"{type(self).__name__} must say how it runs")

    def code(self) -> str:
        """A stand-alone script that prints this experiment's numbers."""
        raise TypeError(f"{type(self).__name__} must say how it is written as a script")
