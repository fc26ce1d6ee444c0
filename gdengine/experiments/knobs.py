"""``Knob``: how one field of a record is asked for, read from a link, checked and written.

It is declared once, with ``knob(...)``: label, range or choices, help, and the group it belongs to.  A range never
depends on another knob.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Container, Mapping
from typing import Any

from gdengine.experiments.numbers import read_number, say_number, write_number

LONGEST_QUOTE = 40  # characters of an unreadable value that a sentence repeats
KNOB_DIGITS = 6  # significant ones of a number that a click or a computation sets


def _as_it_is(text: str) -> str:
    return text


def _anything(text: str) -> None:
    """Any text will do."""


@dataclasses.dataclass(frozen=True)
class Codec:
    """How a text travels in a link: at most so long, ``repair`` for what links do to it, ``check`` for its sense.

    ``check`` raises ValueError, with a sentence, for a text that cannot be; ``code`` is the opposite of ``repair``.
    """

    longest: int
    check: Callable[[str], None] = _anything
    repair: Callable[[str], str] = _as_it_is
    code: Callable[[str], str] = _as_it_is

    def accept(self, text: Any) -> str:
        """The text itself; ValueError with a sentence unless it is one that can be."""
        if not isinstance(text, str) or len(text) > self.longest:
            raise ValueError(f"it is a text of at most {self.longest} characters")
        self.check(text)
        return text

    def read(self, text: Any) -> str:
        """The text that a link means; ValueError with a sentence."""
        return self.accept(self.repair(text) if isinstance(text, str) else text)

    def write(self, text: str) -> str:
        """The text as a link says it."""
        return self.code(text)


@dataclasses.dataclass(frozen=True)
class Knob:
    """How a field is asked for: names and switches have ``choices``, numbers ``low`` and ``high``, texts ``codec``."""

    label: str
    low: float = 0
    high: float = 0
    kind: type = float  # of every setting, and so of the field
    step: float | None = None
    choices: tuple = ()
    help: str = ""
    group: str = "walk"  # one of ``records.KNOB_GROUPS``
    advanced: bool = False  # folded away until asked for
    when: tuple[str, Container] | None = None  # (field, its values for which this knob matters)
    codec: Codec | None = None

    @property
    def is_number(self) -> bool:
        """Whether its settings are the numbers of a range."""
        return not (self.choices or self.codec)

    def read(self, value: Any) -> Any:
        """What was typed, or a link says, as a setting; ValueError with a sentence if it is none."""
        return self.codec.read(value) if self.codec else self.accept(value)

    def accept(self, value: Any) -> Any:
        """``value`` as a setting, texts as they are; ValueError with a sentence if it is none."""
        if self.codec:
            return self.codec.accept(value)
        return self._choice(value) if self.choices else self._number(value)

    def matters(self, settings: Mapping[str, Any]) -> bool:
        """Whether it has any effect beside the other ``settings``, by field."""
        return self.when is None or settings[self.when[0]] in self.when[1]

    def fits(self, value: Any) -> bool:
        """Whether ``value`` can be set."""
        try:
            self.accept(value)
        except ValueError:
            return False
        return True

    def nearest(self, value: float) -> Any:
        """The setting next to a number that was computed or clicked: in the range, six digits, whole where whole.

        ValueError for nan.
        """
        if math.isnan(value):
            raise ValueError(f"{self.label} cannot be set to what is no number")
        if self.kind is int:
            return round(min(max(value, self.low), self.high))
        short = float(f"{value:.{KNOB_DIGITS}g}")
        return self.kind(min(max(short, self.low), self.high))

    def write(self, value: Any) -> str:
        """The shortest text that ``read`` reads back exactly: 0.05, 30, true."""
        if self.codec:
            return self.codec.write(value)
        if isinstance(value, bool):
            return str(value).lower()
        return write_number(value) if isinstance(value, int | float) else str(value)

    def _choice(self, value: Any) -> Any:
        for choice in self.choices:
            if str(value) in (str(choice), self.write(choice)):
                return choice
        raise ValueError(f"it can be {', '.join(map(self.write, self.choices))}")

    def _number(self, value: Any) -> Any:
        try:
            number = read_number(value) if isinstance(value, str) else float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not self.low <= number <= self.high or (self.kind is int and number % 1):
            whole = "whole " if self.kind is int else ""
            raise ValueError(f"it is a {whole}number from {say_number(self.low)} to {say_number(self.high)}")
        return self.kind(number)


def knob(default: Any, label: str, low: float = 0, high: float = 0, **rest: Any) -> Any:
    """A dataclass field that is a knob; see ``Knob``.  A switch needs no choices: they are no and yes."""
    if isinstance(default, bool):
        rest["choices"] = (False, True)
    return dataclasses.field(default=default, metadata={"knob": Knob(label, low, high, kind=type(default), **rest)})


def read_settings(
    knobs: Mapping[str, Knob], settings: Mapping[str, Any], base: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The settings of these knobs that can be read, and a sentence for every one that had to be left at ``base``."""
    good, complaints = {}, []
    for name, spec in knobs.items():
        if name in settings:
            try:
                good[name] = spec.read(settings[name])
            except ValueError as error:
                kept = spec.write(base[name])
                left = f"left at {kept}" if kept else "left out"
                complaints.append(f"{spec.label} {quoted(settings[name])} was {left}: {error}.")
    return good, complaints


def quoted(value: Any) -> str:
    """What was asked for, as a sentence quotes it: on one line, and not all of it if it is long."""
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return f"“{text[:LONGEST_QUOTE]}…”" if len(text) > LONGEST_QUOTE else f"“{text}”"
