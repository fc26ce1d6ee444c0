"""``Record``: one flat frozen record is preset, permalink, cache key and test case at once.

A record's fields are names, numbers and short texts, each a ``knob`` of a **group**:

- ``ground``: what is descended · ``data``: the points it is made of · ``walk``: start, rule, budget, what a step sees
- ``view``: what only one way of looking at the experiment asks for

Widgets, links, range checks, presets and generated code are all derived from the knobs' declarations.  What two knobs
must agree on (a start inside the box of the chosen curve) is settled by ``settled()``.  A record is cut down with
``only(*groups)`` and in no other way.
"""

from __future__ import annotations

import abc
import dataclasses
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, ClassVar, NamedTuple, Self

from gdengine.core import Array, Objective, Optimizer, Trajectory
from gdengine.experiments.knobs import Knob, quoted, read_settings

KNOB_GROUPS = ("ground", "data", "walk", "view")


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
        return self.knobs()[name].matters(vars(self))


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


class Differences(NamedTuple):
    """What is different in the runs of a view from what the page's record says.

    ``idle`` are knobs of that record without effect there; ``facts`` label → value: what is in force there, besides the
    knobs or in place of what the record says.
    """

    idle: tuple[str, ...]
    facts: Mapping[str, Any]


class ViewRecord(Record, metaclass=abc.ABCMeta):
    """Base of what one view of a page asks for besides the page's own record, which its methods take."""

    differences: ClassVar[tuple[Callable[[Any, Any], Differences], ...]] = ()  # of it and of the page's record

    def without_effect(self, record: Any) -> frozenset[str]:
        """The knobs of the page's record that no run of the view heeds."""
        return frozenset(name for tell in self.differences for name in tell(self, record).idle)

    @abc.abstractmethod
    def runs(self, record: Any) -> dict[str, Trajectory]:
        """Every run that the view shows of the page's record, by the name the page calls it."""

    @abc.abstractmethod
    def code(self, record: Any) -> str:
        """A stand-alone script that prints the numbers the view shows."""
