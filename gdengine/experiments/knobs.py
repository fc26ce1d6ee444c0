"""``Knob`` and ``Experiment``: one flat frozen record is preset, permalink, cache key and test case at once.

An experiment's fields are names and numbers, each declared once with ``knob(...)``: label, range or choices, help.
Widgets, links, range checks, presets and generated code are all derived from that declaration.  A range never depends
on another knob; what two knobs must agree on (a start inside the box of the chosen curve) is settled by ``settled()``.
"""

from __future__ import annotations

import abc
import dataclasses
import math
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Self

from gdengine.core import Objective, Trajectory


@dataclasses.dataclass(frozen=True)
class Knob:
    """How a field is asked for: names have ``choices``, numbers ``low`` and ``high``, free text ``high`` characters."""

    label: str
    low: float = 0
    high: float = 0
    step: float | None = None
    choices: tuple = ()
    help: str = ""
    advanced: bool = False  # folded away until asked for
    when: tuple[str, tuple] | None = None  # (field, its values for which this knob matters)

    def read(self, value, kind: type):
        """``value`` as a valid setting of type ``kind``; ValueError with a sentence if it is not one."""
        if self.choices:
            return self._choice(value)
        return self._text(value) if kind is str else self._number(value, kind)

    def _choice(self, value):
        for choice in self.choices:
            if str(choice) == str(value):
                return choice
        raise ValueError(f"it can be {', '.join(map(str, self.choices))}")

    def _text(self, value):
        if not isinstance(value, str) or len(value) > self.high:
            raise ValueError(f"it is a text of at most {self.high:g} characters")
        return value

    def _number(self, value, kind):
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not self.low <= number <= self.high or (kind is int and number % 1):
            raise ValueError(f"it is a {'whole ' if kind is int else ''}number from {self.low:g} to {self.high:g}")
        return kind(number)


def knob(default, label: str, low: float = 0, high: float = 0, **rest) -> Any:
    """A dataclass field that is a knob; see ``Knob``."""
    return dataclasses.field(default=default, metadata={"knob": Knob(label, low, high, **rest)})


@dataclasses.dataclass(frozen=True)
class Experiment(abc.ABC):
    """Base of the four pages' records.  Raises ValueError, naming the field, if a setting is out of range."""

    page: ClassVar[str] = ""  # the address of the page that shows it

    def __post_init__(self):
        for name, (kind, spec) in self.knobs().items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, spec.read(value, kind))
            except ValueError as error:
                raise ValueError(f"{name} = {_shown(value)} is not possible: {error}") from None

    @classmethod
    @cache
    def knobs(cls) -> Mapping[str, tuple[type, Knob]]:
        """Field name → (type, Knob), in order."""
        return {f.name: (type(f.default), f.metadata["knob"]) for f in dataclasses.fields(cls)}

    @classmethod
    def read(cls, settings: Mapping[str, Any], base: Self | None = None) -> tuple[Self, list[str]]:
        """The record a link describes, and a sentence for every setting that had to be left at ``base``.

        ``settings`` are the link's: field → text.  Names that are no field of the record are somebody else's.
        """
        base = base or cls()
        good, complaints = {}, []
        for name, (kind, spec) in cls.knobs().items():
            if name in settings:
                try:
                    good[name] = spec.read(settings[name], kind)
                except ValueError as error:
                    complaints.append(f"{name} = {_shown(settings[name])} was left at {getattr(base, name)}: {error}.")
        return dataclasses.replace(base, **good), complaints

    def settled(self) -> tuple[Self, list[str]]:
        """This record made consistent, and a sentence for every knob that had to move."""
        return self, []

    def matters(self, name: str) -> bool:
        """Whether the knob has any effect beside the others as they stand."""
        when = self.knobs()[name][1].when
        return when is None or getattr(self, when[0]) in when[1]

    @abc.abstractmethod
    def objective(self) -> Objective:
        """What is descended."""

    @abc.abstractmethod
    def run(self) -> dict[str, Trajectory]:
        """Every run of the experiment, by the name the page calls it."""

    @abc.abstractmethod
    def code(self) -> str:
        """A stand-alone script that prints this experiment's numbers."""


def _shown(value) -> str:
    """What was asked for, as a sentence quotes it: on one line, and not all of it if it is long."""
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
