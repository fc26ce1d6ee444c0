"""``Knob`` and ``Record``: one flat frozen record is preset, permalink, cache key and test case at once.

A record's fields are names, numbers and short texts, each declared once with ``knob(...)``: label, range or choices,
help, and the **group** it belongs to:

- ``ground``: what is descended · ``data``: the points it is made of · ``walk``: start, rule, budget, what a step sees
- ``view``: what only one way of looking at the experiment asks for

Widgets, links, range checks, presets and generated code are all derived from that declaration.  A range never depends
on another knob; what two knobs must agree on (a start inside the box of the chosen curve) is settled by ``settled()``.
A record is cut down with ``only(*groups)`` and in no other way.
"""

from __future__ import annotations

import abc
import dataclasses
import math
from collections.abc import Callable, Container, Mapping
from functools import cache, lru_cache
from typing import Any, ClassVar, Self

from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.experiments.numbers import read_number, say_number, write_number

KNOB_GROUPS = ("ground", "data", "walk", "view")
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
    group: str = "walk"  # one of KNOB_GROUPS
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


@dataclasses.dataclass(frozen=True)
class Record:
    """Base of all: a flat frozen record of knobs.  ValueError, naming the field, for a setting that is out of range."""

    # each makes a record consistent in one respect: (the record, a sentence for every knob that had to move)
    repairs: ClassVar[tuple[Callable[[Any], tuple[Any, list[str]]], ...]] = ()

    def __post_init__(self) -> None:
        for name, spec in self.knobs().items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, spec.accept(value))
            except ValueError as error:
                raise ValueError(f"{name} = {quoted(value)} is not possible: {error}") from None

    @classmethod
    @cache
    def knobs(cls) -> Mapping[str, Knob]:
        """Field name → its knob, in order."""
        return {f.name: f.metadata["knob"] for f in dataclasses.fields(cls)}

    @classmethod
    def read(cls, settings: Mapping[str, Any], base: Self | None = None) -> tuple[Self, list[str]]:
        """The record a link describes, and a sentence for every setting that had to be left at ``base``.

        ``settings`` are the link's: field → text.  Names that are no field of the record are somebody else's.
        """
        base = base or cls()
        good, complaints = read_settings(cls.knobs(), settings, dataclasses.asdict(base))
        return dataclasses.replace(base, **good), complaints

    def only(self, *groups: str) -> Self:
        """The record with every knob of another group at its default.  ValueError for a group that is none."""
        return _only(self, groups)

    def settled(self) -> tuple[Self, list[str]]:
        """This record made consistent, and a sentence for every knob that had to move."""
        record, said = self, []
        for repair in self.repairs:
            record, more = repair(record)
            said += more
        return record, said

    def matters(self, name: str) -> bool:
        """Whether the knob has any effect beside the others as they stand."""
        when = self.knobs()[name].when
        return when is None or getattr(self, when[0]) in when[1]


@lru_cache(maxsize=512)  # a page asks a dozen times in a run, and every record is checked anew
def _only(record: Any, groups: tuple[str, ...]) -> Any:
    if unknown := [group for group in groups if group not in KNOB_GROUPS]:
        raise ValueError(f"a group of knobs is one of {', '.join(KNOB_GROUPS)}, not {unknown[0]!r}")
    kept = {name: getattr(record, name) for name, spec in record.knobs().items() if spec.group in groups}
    return type(record)(**kept)


@dataclasses.dataclass(frozen=True)
class Experiment(Record, metaclass=abc.ABCMeta):
    """Base of the four pages' records."""

    page: ClassVar[str] = ""  # the address of the page that shows it

    @abc.abstractmethod
    def objective(self) -> Objective:
        """What is descended."""

    @abc.abstractmethod
    def start(self) -> Array:
        """Where the walk begins, (D,)."""

    @abc.abstractmethod
    def rule(self, lr: Any = None) -> Optimizer:
        """The optimizer in force; ``lr`` may be an array (M, 1), to try M rates at once."""

    @abc.abstractmethod
    def updates(self) -> int:
        """How many updates the whole run takes."""

    @abc.abstractmethod
    def options(self) -> dict[str, Any]:
        """What ``descend`` is told besides objective, rule, start and budget, where that is not its default."""

    @abc.abstractmethod
    def run(self) -> dict[str, Trajectory]:
        """Every run of the experiment, by the name the page calls it."""

    @abc.abstractmethod
    def rates(self) -> Array:
        """Learning rates worth trying (M,), whatever rate is in force."""

    @abc.abstractmethod
    def family(self, rates: Any) -> Trajectory:
        """The same run for every rate of ``rates`` (M,), in one descent: batch axis M."""

    @abc.abstractmethod
    def code(self) -> str:
        """A stand-alone script that prints this experiment's numbers."""


class ViewRecord(Record, metaclass=abc.ABCMeta):
    """Base of what one view of a page asks for besides the page's own record, which its methods take."""

    @abc.abstractmethod
    def runs(self, record: Any) -> dict[str, Trajectory]:
        """Every run that the view shows of the page's record, by the name the page calls it."""

    @abc.abstractmethod
    def code(self, record: Any) -> str:
        """A stand-alone script that prints the numbers the view shows."""


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
