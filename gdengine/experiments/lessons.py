"""What a classic experiment is, the register of all, and the lessons that they are entered under."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

import numpy as np

from gdengine.core import Named, Trajectory
from gdengine.experiments.descent import Descent
from gdengine.experiments.records import ViewRecord

START_KNOBS = {"x0", "y0", "b0", "b1"}  # where a walk begins
# Whatever a question says of an experiment, it says with these turned, too, unless it speaks of them.
ANY_QUESTION_KEEPS = {
    *(*START_KNOBS, "steps", "seed"),
    *("h", "log", "field", "beside", "below", "trail", "stride", "racers", "pinned", "counted"),
    *("guessed", "hand_intercept", "hand_slope", "hand_beside", "dial_x", "dial_w", "dial_b"),
}


@dataclasses.dataclass(frozen=True)
class Preset:
    """One classic experiment: a page's record, the view it is looked at through, and where it stands in the lessons."""

    id: str  # what a link says
    title: str  # what the menu says
    record: Descent
    view: str  # what a link calls the view
    lesson: str  # the heading under which the menu has it
    own: ViewRecord | None = None  # what the view asks for besides
    expect: str = ""  # the verdict it is there to show: where the first run ends and how it comes there (``Diagnosis``)
    question: str = ""  # what to find out with it, if its view's own question does not ask that
    turned: tuple[str, ...] = ()  # the knobs that this question asks to turn
    speaks_of: tuple[str, ...] = ()  # the knobs that it speaks of, as of the place where this walk starts

    @property
    def page(self) -> str:
        """The address of its page."""
        return self.record.page

    def still_asks(self, changed: Collection[str], record: Any) -> bool:
        """Whether its question is still about what is seen in the page's ``record``, these knobs of which were changed.

        It says what this ground, rule or data does in step after step.  With others it may ask why something happens
        that does not; so it may where there is no second step, or none at all.
        """
        free = (ANY_QUESTION_KEEPS - {*self.speaks_of}) | {*self.turned}
        if not self.question or not free.issuperset(changed) or ("steps" in changed and record.steps < 2):
            return False
        return START_KNOBS.isdisjoint(changed) or bool(np.any(record.objective().grad(record.start())))

    def run(self) -> dict[str, Trajectory]:
        """Every run that is shown, by the name the page calls it."""
        return self.own.runs(self.record) if self.own else self.record.run()

    def code(self) -> str:
        """A stand-alone script that prints the numbers shown."""
        return self.own.code(self.record) if self.own else self.record.code()


PRESETS: dict[str, Preset] = Named("experiment")


def enter(preset: Preset) -> None:
    """Enter a preset under its name.  ValueError if the name is taken."""
    if preset.id in PRESETS:
        raise ValueError(f"there is already a preset called {preset.id!r}: choose another name")
    PRESETS[preset.id] = preset


def presets_of(page: str) -> list[str]:
    """The names of a page's presets, in the order of the lessons."""
    return [name for name, preset in PRESETS.items() if preset.page == page]


def lessons_of(page: str, wanted: str = "") -> dict[str, list[str]]:
    """The headings of a page's lessons, in order, and the names of the presets under each.

    ``wanted``: only of those presets that have it in their title or heading, in capitals or not.
    """
    lessons: dict[str, list[str]] = {}
    for name in presets_of(page):
        preset = PRESETS[name]
        if wanted.strip().lower() in f"{preset.lesson} {preset.title}".lower():
            lessons.setdefault(preset.lesson, []).append(name)
    return lessons


@dataclasses.dataclass(frozen=True)
class Lesson:
    """A heading; called, it enters a preset under it, whose record has the ``knobs`` that are named."""

    record: type[Descent]
    lesson: str
    view: str

    def __call__(
        self,
        name: str,
        title: str,
        view: str = "",
        own: ViewRecord | None = None,
        expect: str = "",
        ask: str = "",
        turned: tuple[str, ...] = (),
        speaks_of: tuple[str, ...] = (),
        **knobs: Any,
    ) -> None:
        view = view or self.view
        enter(Preset(name, title, self.record(**knobs), view, self.lesson, own, expect, ask, turned, speaks_of))
