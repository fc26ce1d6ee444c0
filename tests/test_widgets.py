"""A widget shows what is in force, also when it comes back after others were used: nothing is lost and nothing returns.

The student forgets, as a browser does, what a widget held that is no longer on the page.
"""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from unittest import mock
from urllib.parse import urlsplit

import pytest

from gdengine.experiments.presets import presets_of
from pages.ui import widgets
from pages.ui.address import FLOOR, LAB, LEARN
from tests.load.deeds import PAGES
from tests.load.faults import says, stand, unlike_address
from tests.load.student import CHOICE, CHOICES, SWITCH, Student, Widget

AWAY = (1, 2, 3, 4)  # deeds between the moment at which a widget goes and that at which it is there again
LAB_SHARE = 0.4  # of the deeds: the Lab is opened, or closed


def _visit(app, coroutine):
    async def visit() -> None:
        student = Student(urlsplit(app).netloc)
        try:
            await coroutine(student)
        finally:
            await student.leave()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, visit()).result()


def _widget(student: Student, name: str) -> Widget:
    return next(widget for widget in student.widgets.values() if widget.key == f"{student.page}.{name}")


async def _touch(student: Student, name: str, value: object) -> None:
    answer = await student.touch(_widget(student, name), value)
    assert answer.wrong == ()
    assert unlike_address(stand(student)) == [], (name, value)


async def _look_around(student: Student, times: int) -> None:
    """Through the views and back to the one that was."""
    views = [option.content for option in _widget(student, "lens").element.options]
    here = student.held[_widget(student, "lens").id][1][0]
    others = [view for view in views if view != here]
    for turn in range(times):
        await _touch(student, "lens", [others[turn % len(others)]])
    await _touch(student, "lens", [here])


@pytest.mark.parametrize("floor", [LEARN, LAB])
@pytest.mark.parametrize(("page", "name"), [("slope_explorer", "steps"), ("sine_mlp", "seed")])
def test_what_was_set_in_the_lab_outlasts_it(app, page, name, floor):
    async def visit(student: Student) -> None:
        await student.arrive(page, f"{FLOOR}={floor}")
        for count, times in enumerate(AWAY):
            if floor == LEARN or count:
                await _touch(student, "floor", True)
            await _touch(student, name, str(21 + count))
            await _touch(student, "floor", True)
            await _look_around(student, times)
            assert says(student.page, student.query).values[name] == 21 + count, times

    _visit(app, visit)


@pytest.mark.parametrize("times", AWAY)
def test_a_switch_of_a_view_stays_where_it_was_put(app, times):
    async def visit(student: Student) -> None:
        await student.arrive("misty_mountain", "preset=B2&lens=descend")
        await _touch(student, "field", True)
        await _look_around(student, times)
        assert student.held[_widget(student, "field").id][1] is True
        await _touch(student, "beside", [_widget(student, "beside").element.options[-1].content])
        assert says(student.page, student.query).values["field"] is True

    _visit(app, visit)


def _another(widget: Widget, held: object, rng: random.Random) -> object:
    """Something that a widget can be set to."""
    if widget.kind == SWITCH:
        return not held
    chosen = rng.choice([getattr(option, "content", option) for option in widget.element.options])
    return [chosen] if widget.kind == CHOICES else chosen


@pytest.mark.parametrize("deeds", [16, pytest.param(150, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("page", PAGES)
def test_any_choice_after_any_other_is_what_the_page_shows(app, page, deeds):
    """Choices by which widgets come and go, the Lab opened and closed between them."""

    async def visit(student: Student) -> None:
        rng, knobs = random.Random(page), PAGES[page].knobs()
        await student.arrive(page, f"preset={rng.choice(presets_of(page))}&hide=guess")
        for _ in range(deeds):
            offered = [widget for widget in student.widgets.values() if widget.kind in (CHOICE, CHOICES, SWITCH)]
            names = {widget.key.partition(".")[2]: widget for widget in offered}
            name = rng.choice(sorted({*knobs, "lens", "preset"} & {*names}))
            if rng.random() < LAB_SHARE:
                await _touch(student, "floor", True)
            else:
                await _touch(student, name, _another(names[name], student.held[names[name].id][1], rng))

    _visit(app, visit)


@pytest.fixture
def session():
    with mock.patch.object(widgets.st, "session_state", {}) as state:
        yield state


def _run(*offers: tuple[str, str], whole: bool = True) -> None:
    widgets.begin("page")
    for name, value in offers:
        widgets.offer("page", name, value)
    if whole:
        widgets.finish("page")


def test_what_the_visitor_has_is_not_told_again(session):
    _run(("rate", "1"), ("steps", "5"))
    session["page.rate"] = "2"  # typed
    del session["page.steps"]  # forgotten, whoever did that
    assert [widgets.is_there("page", name) for name in ("rate", "steps", "start")] == [True, False, False]
    _run(("rate", "1"), ("steps", "5"))
    assert session["page.rate"] == "2"
    assert session["page.steps"] == "5"


def test_what_was_away_is_told_what_is_in_force(session):
    _run(("rate", "1"))
    _run()
    assert session["page.rate"] == "1", "an old value of which nobody knows whose it is"
    assert not widgets.is_there("page", "rate")
    _run(("rate", "7"))
    assert session["page.rate"] == "7"


def test_of_a_run_that_was_ended_early_what_is_typed_counts_and_is_told_again(session):
    """The browser may have had the new box and its visitor typed into it, or never have seen what the box was told."""
    _run(("rate", "1"))
    _run(("steps", "5"), whole=False)
    session["page.steps"] = "6"  # typed
    assert widgets.is_there("page", "rate"), "the browser drops what it had only after a whole run"
    assert widgets.is_there("page", "steps")
    told = []
    with mock.patch.object(widgets.st, "session_state", Writes(session, told)):
        _run(("steps", "5"), ("rate", "1"))
        _run(("steps", "5"), ("rate", "1"))
    assert told == [("page.steps", "6")]


def test_what_is_set_by_a_button_counts_more_than_what_the_widget_held(session):
    _run(("rate", "1"))
    widgets.set_anew("page", ["rate", "never drawn"])
    assert not widgets.is_there("page", "rate")
    _run(("rate", "3"))
    assert session["page.rate"] == "3"


class Writes(dict):
    """A session that takes down which widgets are told something."""

    def __init__(self, state, told):
        super().__init__(state)
        self.told = told

    def __setitem__(self, name, value):
        if isinstance(value, str):
            self.told.append((name, value))
        super().__setitem__(name, value)
