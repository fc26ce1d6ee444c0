"""What a page stands at, and the link that says so: of the session it knows nothing.

A page stands at a ``Standing``: a preset, a view, and a value for every knob.  The link says how that differs from the
preset: ``write`` and ``read`` are each other's inverse.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from gdengine.experiments.knobs import quoted, read_settings
from gdengine.experiments.presets import PRESETS, Preset, presets_of
from gdengine.experiments.records import Record

if TYPE_CHECKING:
    from pages.ui.page import Page

PRESET, VIEW, MOMENT, FLOOR = "preset", "lens", "step", "floor"  # link parameters that are no knobs
PRESENT, HIDE, LESSON = "present", "hide", "lesson"
VISITOR = (PRESENT, HIDE, LESSON)  # link parameters that belong to the visit and survive a change of page
LEARN, LAB = "learn", "lab"  # the two floors
LEAST_LIKENESS = 0.81  # of a name to one of ours: what courses and search engines add to a link has less
MOST_MISSPELT = 8  # parameters of a link that are looked at


@dataclasses.dataclass(frozen=True)
class Standing:
    """What a page stands at."""

    preset: Preset
    view: str
    in_lab: bool  # on the floor with every knob, or where one learns
    values: Mapping[str, Any]  # every knob of the page: those of its record, and of its views' own records

    def record(self, kind: type[Record]) -> Record:
        """The record of this kind that the values describe."""
        return kind(**{name: self.values[name] for name in kind.knobs()})

    def replace(self, values: Mapping[str, Any]) -> Self:
        """The same with some knobs at other values."""
        return dataclasses.replace(self, values={**self.values, **values})


def first(page: Page) -> Standing:
    """What a page stands at when nobody has said anything."""
    return at_preset(page, PRESETS[presets_of(page.name)[0]])


def at_preset(page: Page, preset: Preset) -> Standing:
    """What a page stands at when an experiment is chosen."""
    values = {field.name: field.default for kind in page.records() for field in dataclasses.fields(kind)}
    for record in filter(None, (preset.record, preset.own)):
        values |= {name: getattr(record, name) for name in record.knobs()}
    return Standing(preset, preset.view, False, values)


def opening(page: Page, preset: Preset, view: str = "", settings: Mapping[str, Any] = MappingProxyType({})) -> Standing:
    """What a page stands at, where one learns, for an experiment with other settings; ValueError for what is none."""
    if unknown := [name for name in (*settings, view) if name not in ("", *page.knobs(), *page.views)]:
        raise ValueError(f"the page {page.name!r} has no knob or view {unknown[0]!r}")
    now = at_preset(page, preset).replace(settings)
    return dataclasses.replace(now, view=view or preset.view)


def changed(page: Page, now: Standing) -> dict[str, tuple[Any, Any]]:
    """The knobs that are not as the preset has them: name → (its value there, its value now)."""
    then = at_preset(page, now.preset).values
    return {name: (then[name], value) for name, value in now.values.items() if value != then[name]}


def effective_changes(page: Page, now: Standing) -> dict[str, tuple[Any, Any]]:
    """Those of ``changed`` that have an effect beside the others: a formula has none while another curve is chosen."""
    knobs = page.knobs()
    return {name: pair for name, pair in changed(page, now).items() if knobs[name].matters(now.values)}


def write(page: Page, now: Standing) -> dict[str, str]:
    """The query parameters that open the page as it stands."""
    asked = {} if now.preset.id == presets_of(page.name)[0] else {PRESET: now.preset.id}
    if now.view != now.preset.view:
        asked[VIEW] = now.view
    if now.in_lab or _floor(page, now, ""):  # who came down from the Lab with knobs turned stays where one learns
        asked[FLOOR] = LAB if now.in_lab else LEARN
    knobs = page.knobs()
    return asked | {name: knobs[name].write(value) for name, (_, value) in changed(page, now).items()}


def read(page: Page, said: Mapping[str, str]) -> tuple[Standing, list[str]]:
    """What a link says, and a sentence for everything in it that could not be read."""
    complaints, names = [], presets_of(page.name)
    preset = said.get(PRESET, names[0])
    if preset not in names:
        there = f"There is no experiment {quoted(preset)} here: this is {names[0]}."
        complaints.append(there + _elsewhere(preset) + _meant(preset, {name: name for name in names}))
        preset = names[0]
    now = at_preset(page, PRESETS[preset])
    if said.get(VIEW, now.view) not in page.views:
        there = f"There is no view {quoted(said[VIEW])} here: this is {page.views[now.view].title}."
        known = {view.title.replace(" ", "_"): name for name, view in page.views.items()}
        complaints.append(there + _meant(said[VIEW].replace(" ", "_"), known | {name: name for name in page.views}))
    else:
        now = dataclasses.replace(now, view=said.get(VIEW, now.view))
    values, unread = read_settings(page.knobs(), said, now.values)
    now = now.replace(values)
    return dataclasses.replace(now, in_lab=_floor(page, now, said.get(FLOOR, ""))), complaints + unread


def own_names(page: Page) -> set[str]:
    """The parameters of a link to the page that mean something."""
    return {PRESET, VIEW, MOMENT, FLOOR, *VISITOR, *page.knobs()}


def misspelt(page: Page, names: Iterable[str]) -> list[str]:
    """A sentence for every parameter that is nearly one of ours, by its name or its label; others are not ours."""
    ours = own_names(page)
    strange = [name for name in names if name not in ours][:MOST_MISSPELT]
    labels = {knob.label.replace(" ", "_"): name for name, knob in page.knobs().items()}
    meant = {name: _meant(name.replace("-", "_"), labels | {own: own for own in ours}) for name in strange}
    return [f"The link says {quoted(name)}, which is no setting here.{guess}" for name, guess in meant.items() if guess]


def _meant(name: str, known: Mapping[str, str]) -> str:
    """A question after the one of the ``known`` (what is written → its name) that is nearest; nothing if none is."""
    lower = {written.lower(): name for written, name in known.items()}
    near = difflib.get_close_matches(name.lower(), lower, 1, LEAST_LIKENESS)
    return f" Did you mean {lower[near[0]]}?" if near else ""


def _elsewhere(preset: str) -> str:
    """On which page an experiment is, if it is on any."""
    return f" It is on another page: /{PRESETS[preset].page}?{PRESET}={preset}." if preset in PRESETS else ""


def _floor(page: Page, now: Standing, said: str) -> bool:
    """Whether the link means the Lab: it says so, or sets what has no dial where one learns."""
    view = page.views[now.view]
    inside = {*view.by_hand, *(view.own.knobs() if view.own else ())}
    return said == LAB or (said != LEARN and not inside >= changed(page, now).keys())
