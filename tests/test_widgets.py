"""A widget shows what is in force, also when it comes back after others were used: nothing is lost and nothing returns.

The student forgets, as a browser does, what a widget held that is no longer on the page.
"""

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from unittest import mock
from urllib.parse import urlsplit

import pytest
from browser import some

from gdengine.experiments.presets import presets_of
from pages.ui import widgets
from pages.ui.permalink import FLOOR, LAB, LEARN
from pages.ui.touched import drawn, touched
from pages.ui.widgets import Widgets
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


@pytest.mark.parametrize("floor", some([LEARN, LAB], LEARN))
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
@pytest.mark.parametrize("page", some(PAGES, "misty_mountain", "regression"))
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


def _offer(value: str, *, behind: bool = False) -> None:
    Widgets("page", behind).offer("rate", value)


def _held(*, behind: bool = False) -> object:
    return Widgets("page", behind).held("rate")


def test_who_has_no_widget_is_told_what_is_in_force(session):
    assert _held() is widgets.ABSENT
    _offer("1")
    assert session["page.rate"] == _held() == "1"
    del session["page.rate"]  # a run without it, or a message that was never sent
    assert _held() is widgets.ABSENT
    _offer("7")
    assert session["page.rate"] == "7"


def test_after_two_backs_that_were_not_heard_what_the_browser_still_holds_is_told(session):
    """Back brings no widgets; what is done next brings what they held before the first, and both come later."""
    _offer("1")
    _offer("1")
    for told in ("2", "3"):
        session.pop("page.rate")
        Widgets("page", behind=False).set_anew(["rate"], widgets.HEARD_BACK_SECONDS)
        _offer(told)
    session["page.rate"] = "1"
    Widgets("page", behind=False).set_anew(["rate"])
    with mock.patch.object(widgets.st, "session_state", Told(session)) as state:
        _offer("1")
    assert state.told == [("page.rate", "1")]


def _drawn(*names: str, anew: bool = False, whole: bool = True, ago: float = 60, behind: bool = False) -> list[str]:
    """A run that draws these, each for what it holds, so long after the last: which of them it tells so."""
    Widgets("page", behind).begin(anew=anew, whole=whole, rested=time.monotonic() - ago)
    with mock.patch.object(widgets.st, "session_state", Told(widgets.st.session_state)) as state:
        for name in names:
            Widgets("page", behind=False).offer(name, "1")
    return [name.partition(".")[2] for name, _ in state.told]


def test_what_was_not_drawn_last_is_told_though_the_request_brings_it(session):
    session |= {"page.rate": "1", "page.steps": "1"}  # what the browser held when it last sent anything
    assert _drawn("rate", "steps", anew=True) == ["rate", "steps"]
    assert _drawn("rate") == _drawn("rate") == []
    assert _drawn("rate", "steps") == ["steps"]
    assert _drawn("rate", "steps") == []
    assert _drawn("rate", "steps", anew=True) == ["rate", "steps"]


def test_of_a_run_that_was_ended_early_all_stays_in_the_browser(session):
    session |= {"page.rate": "1", "page.steps": "1"}
    _drawn("rate", "steps")
    _drawn("rate")
    _drawn("rate")
    assert _drawn("rate", "steps", whole=False) == ["steps"], "the last whole run was without it"
    _drawn()
    assert _drawn("rate", "steps", whole=False) == []


@pytest.mark.parametrize("unheard", [{"ago": 0.1}, {"behind": True}])
def test_what_moves_before_the_end_of_the_last_run_is_heard_is_told(session, unheard):
    """At that end the browser forgets what it has not: also that of which the new place is yet to come."""
    session |= {f"page.{name}": "1" for name in ("rate", "start", "seed", "batch")}
    _drawn("rate", "seed", "batch", anew=True)
    assert _drawn("rate", "seed", "batch", **unheard) == []
    assert _drawn("rate", "start", "seed", "batch", **unheard) == ["start", "seed", "batch"]
    assert _drawn("rate", "start", "seed", "batch", **unheard) == []
    assert _drawn("rate", "seed", "batch") == [], "it has heard"
    assert _drawn("rate", "start", "seed", **unheard) == ["start", "seed"]
    assert _drawn("rate", "seed", "batch", whole=False) == ["seed", "batch"], "where it was, but away in between"


def test_what_is_chosen_before_a_widget_that_moved_is_told_is_said_once_more(session):
    session |= {"page.rate": "1", "page.start": "1", "page.seed": "1"}
    _drawn("rate", "seed", anew=True)
    _drawn("rate", "start", "seed", ago=0.1)
    session["page.seed"] = "2"
    assert _drawn("rate", "start", "seed", ago=0.1) == ["seed"]
    assert session["page.seed"] == "2"


def test_what_the_visitor_typed_counts_and_is_not_told_again(session):
    _offer("1")
    session["page.rate"] = "2"
    with mock.patch.object(widgets.st, "session_state", Told(session)) as state:
        _offer("1")
    assert not state.told
    assert _held() == "2"


def test_what_a_button_sets_counts_until_the_widget_is_drawn(session):
    _offer("1")
    Widgets("page", behind=False).set_anew(["rate", "never drawn"])
    assert _held() is widgets.ABSENT
    session["page.rate"] = "2"  # typed meanwhile, and overruled
    assert _held() is widgets.ABSENT
    _offer("3")
    assert _held() == session["page.rate"] == "3"


@pytest.mark.parametrize("behind", [False, True])
def test_who_has_not_heard_yet_what_a_widget_was_told_says_nothing_by_it(session, behind):
    """Buttons pressed quickly: each request brings what the box held before the first of them, or the second."""
    _offer("1")
    session["page.rate"] = "1"
    _offer("1")
    now = time.monotonic()
    for asked in ("2", "3"):
        session["page.rate"] = "1"  # as a request brings it
        Widgets("page", behind=False).set_anew(["rate"])
        _offer(asked)
    for stale in ("1", "2"):
        session["page.rate"] = stale
        with mock.patch.object(widgets.time, "monotonic", return_value=now):
            assert _held(behind=behind) is widgets.ABSENT
        with mock.patch.object(widgets.time, "monotonic", return_value=now + 60):
            assert (_held(behind=behind) is widgets.ABSENT) == behind, "later it is the visitor's own"
    with mock.patch.object(widgets.time, "monotonic", return_value=now):
        _offer("3")
        assert session["page.rate"] == "3", "it is said once more"
        session["page.rate"] = "9"
        assert _held(behind=behind) == "9", "that was typed"
        _offer("3")
        session["page.rate"] = "1"
        assert _held(behind=behind) == "1", "so was this: the visitor has heard"


class Told(dict):
    """A session that takes down what widgets are told."""

    def __init__(self, state):
        super().__init__(state)
        self.told = []

    def __setitem__(self, name, value):
        self.told.append((name, value))
        super().__setitem__(name, value)


def test_each_press_of_a_button_counts_though_the_answers_are_late(app):
    """Each request brings the box as it was before the first press."""

    async def visit(student: Student) -> None:
        await student.arrive("slope_explorer", "preset=A4&floor=lab")
        plus, knob = _widget(student, "more.x0"), PAGES[student.page].knobs()["x0"]
        before = says(student.page, student.query).values["x0"]
        with mock.patch.object(student, "_hear", return_value=[]):
            for _ in range(3):
                await student.touch(plus, True)
        await student.touch(plus, True)
        assert unlike_address(stand(student)) == []
        assert says(student.page, student.query).values["x0"] == pytest.approx(before + 4 * knob.step)

    _visit(app, visit)


def test_an_experiment_chosen_in_the_menu_and_the_one_before_again(app):
    """At once: what the visitor has brought since is not taken for what they had before."""

    async def visit(student: Student) -> None:
        await student.arrive("regression", "")
        menu = _widget(student, "preset").element.options
        for title in (menu[1], menu[0], menu[1], menu[2], menu[0]):
            await _touch(student, "preset", title)
            assert says(student.page, student.query).preset.title == title

    _visit(app, visit)


def test_back_leaves_the_projector_as_its_address_says(app):
    async def visit(student: Student) -> None:
        await student.arrive("slope_explorer", "preset=A8")
        before = student.query
        await student.touch(_widget(student, "present"), True)
        assert "present=1" in student.query
        student.query = before
        back = student._request(None)
        back.rerun_script.is_history_navigation = True
        await student.say(back.SerializeToString())
        assert "present" not in student.query
        assert _widget(student, "present").element.label == "Present"

    _visit(app, visit)


def test_a_widget_that_holds_it_already_is_told_nothing(session):
    """What it would be told it would hear late, and over what has been chosen meanwhile."""
    _offer("1")
    session["page.rate"] = "1"
    _offer("1")
    Widgets("page", behind=False).set_anew(["rate"])
    with mock.patch.object(widgets.st, "session_state", Told(session)) as state:
        _offer("1")
    assert not state.told
    session["page.rate"] = "2"
    assert _held() == "2"


def test_what_is_chosen_before_another_telling_is_heard_is_said_once_more(session):
    _offer("1")
    session["page.rate"] = "1"
    _offer("1")
    Widgets("page", behind=False).set_anew(["rate"])
    _offer("3")
    session["page.rate"] = "2"  # typed before "3" came, which comes over it
    assert _held() == "2"
    with mock.patch.object(widgets.st, "session_state", Told(session)) as state:
        _offer("2")
    assert ("page.rate", "2") in state.told
    session["page.rate"] = "3"  # with the next deed, before "2" is heard
    assert _held() is widgets.ABSENT


@pytest.mark.parametrize("first", ["back", "menu"])
def test_what_is_chosen_before_the_way_back_is_heard_of_stays(app, first):
    """Back to the experiment, or another, over a slow line; meanwhile a rule, a switch and a number."""

    async def visit(student: Student) -> None:
        await student.arrive("slope_explorer", "floor=lab&lr=0.07")
        menu = _widget(student, "preset")
        other = next(title for title in menu.element.options if title == "η = 1")  # in the same view
        way = (_widget(student, "back"), True) if first == "back" else (menu, other)
        chosen = (("optimizer", "Adam"), ("log", True), ("steps", "77"))
        late = []
        with mock.patch.object(student, "_hear", side_effect=lambda *message: late.append(message) or []):
            await student.touch(*way)
            for name, value in chosen:
                await student.touch(_widget(student, name), value)
        for message in late:
            student._hear(*message)
        await student.touch(_widget(student, "x0"), "1")
        assert unlike_address(stand(student)) == []
        values = says(student.page, student.query).values
        assert (values["optimizer"], values["log"], values["steps"], values["x0"]) == ("adam", True, 77, 1)

    _visit(app, visit)


CLICKED = '{"selection": {"placed": [{"x": 1.5, "y": -1.5, "pressed": 1}]}}'
CAME_BACK = {  # what went and came back: (page, its link, what is done to it first, how it goes, how it comes)
    "a choice that others go with": ("regression", "floor=lab&lr=0.001", (), ("floor", True), ("floor", True)),
    "a picture": (
        "misty_mountain",
        "preset=B3",
        (("chart.map", CLICKED), ("back", True)),
        ("lens", ["Race"]),
        ("lens", ["Descend"]),
    ),
}


@pytest.mark.parametrize(("page", "query", "deeds", "there", "back"), CAME_BACK.values(), ids=CAME_BACK)
def test_what_goes_and_comes_back_before_that_is_heard_does_nothing_again(app, page, query, deeds, there, back):
    """Nobody has touched it since: what had been chosen is in force, and what was clicked has been taken back."""

    async def visit(student: Student) -> None:
        await student.arrive(page, query)
        for deed in deeds:
            await _touch(student, *deed)
        before = says(student.page, student.query)
        with mock.patch.object(student, "_hear", return_value=[]):
            for name, value in (there, back):
                await student.touch(_widget(student, name), value)
        await student.touch(_widget(student, "present"), True)
        assert says(student.page, student.query) == before

    _visit(app, visit)


def test_what_is_done_anew_is_done_as_often(session):
    """Also where it is the same: what was drawn meanwhile held nothing."""
    done = []
    paste = touched("page.pasted", lambda: done.append(session["page.pasted"]))
    for text in ("1;2", "1;2"):
        session["page.pasted"] = ""
        drawn("page.pasted")
        session["page.pasted"] = text
        paste()
        paste()
    session["page.pasted"] = "3;4"
    paste()
    assert done == ["1;2", "1;2", "3;4"]
