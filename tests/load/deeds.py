"""What students do, weighted as people act: mostly they drag the rate and turn knobs, now and then they look elsewhere.

A deed is drawn from what the page offers at that moment, with a valid value: numbers within their knobs' ranges and
near where they stand, choices among those on offer, places on a map within its window.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from gdengine import PRESETS
from gdengine.experiments.knobs import Knob
from pages.charts.kit.clicks import PLACED
from pages.views.registry import PAGES
from tests.load import student as at
from tests.load.student import Student, Widget

WEIGHTS = {  # of a kind of deed among those that a page offers
    "rate": 30,
    "number": 20,
    "step": 14,
    "place": 10,
    "choice": 10,
    "view": 8,
    "page": 6,
    "other button": 2,
}
LEARNERS = 0.7  # the share who begin on the first floor
AROUND = (0.7, 1.4)  # by what a number is multiplied
NOT_PRESSED = ("present", "hide")  # a projector belongs to the teacher


class Deed(NamedTuple):
    """A kind of deed, the page on which it is done, and how it is done."""

    kind: str
    page: str
    do: Callable[[], Any]


def first_link(rng: random.Random) -> tuple[str, str]:
    """The page and the query of a link to one of the experiments."""
    name, preset = rng.choice([*PRESETS.items()])
    return preset.page, f"preset={name}&floor={'learn' if rng.random() < LEARNERS else 'lab'}"


def next_deed(student: Student, rng: random.Random) -> Deed:
    """One of the deeds that the page offers."""
    offers = _offers(student, rng)
    kind = rng.choices([*offers], [WEIGHTS[name] for name in offers])[0]
    return Deed(kind, student.page, rng.choice(offers[kind]))


def _offers(student: Student, rng: random.Random) -> dict[str, list[Callable[[], Any]]]:
    offers: dict[str, list[Callable[[], Any]]] = {}

    def offer(kind: str, do: Callable[[], Any]) -> None:
        offers.setdefault(kind, []).append(do)

    for page in PAGES:
        if page != student.page and page in student.pages:
            offer("page", lambda page=page: student.turn_to(page))
    for widget in student.widgets.values():
        asked = _asked(widget, student, rng)
        if asked:
            kind, value = asked
            offer(kind, lambda widget=widget, value=value: student.touch(widget, value))
    return offers


def _asked(widget: Widget, student: Student, rng: random.Random) -> tuple[str, Any] | None:
    """The kind of deed that a widget stands for, and a valid value; None where it is left alone."""
    page, name = (*widget.key.split(".", 1), "")[:2]
    shown = widget.element
    if page not in PAGES or getattr(shown, "disabled", False):
        return None
    match widget.kind:
        case at.TEXT if name in PAGES[page].knobs():
            value = _number(PAGES[page].knobs()[name], student.held[widget.id][1], rng)
            return ("number", value) if value is not None else None
        case at.CHOICE if shown.options:
            return "choice", rng.choice([*shown.options])
        case at.CHOICES if shown.options:
            return "view" if name == "lens" else "choice", [rng.choice(shown.options).content]
        case at.SWITCH:
            return "choice", not student.held[widget.id][1]
        case at.BUTTON if not name.startswith(NOT_PRESSED):
            return "step" if name.startswith(("less.", "more.")) else "other button", True
        case at.PART if name == "part.rates":
            return "rate", ("rate", rng.choice(json.loads(shown.bytes)["rates"]))
        case at.CHART:
            place = _place(shown, rng)
            return ("place", place) if place else None
    return None


def _number(knob: Knob, held: str, rng: random.Random) -> str | None:
    """A number near the one that is held, within the knob's range."""
    if not knob.is_number:
        return None
    try:
        now = knob.accept(held)
    except ValueError:
        return None
    value = now + rng.choice((-1, 1)) if knob.kind is int else (now or 0.1) * rng.uniform(*AROUND)
    return knob.write(knob.nearest(value))


def _place(chart: Any, rng: random.Random) -> str | None:
    """A click on a chart that takes one: a place within its window."""
    spec = json.loads(chart.spec)
    if f'"{PLACED}"' not in chart.spec:
        return None
    ends = {axis: _domain(spec, axis) for axis in ("x", "y")}
    if not ends["x"]:
        return None
    click = {axis: rng.uniform(*end) if end else 0.0 for axis, end in ends.items()}
    return json.dumps({"selection": {PLACED: [click]}})


def _domain(spec: Any, axis: str) -> tuple[float, float] | None:
    """The first pair of numbers that a scale of the axis reaches over, anywhere in the spec."""
    waiting = [spec]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, dict):
            encoded = part.get("encoding", {}).get(axis, {}) if isinstance(part.get("encoding"), dict) else {}
            domain = (encoded.get("scale") or {}).get("domain") if isinstance(encoded, dict) else None
            if isinstance(domain, list) and len(domain) == 2 and all(isinstance(end, int | float) for end in domain):
                return float(domain[0]), float(domain[1])
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return None
