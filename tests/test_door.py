"""How often the door means what a browser asks that does not know whether it was heard."""

from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.ui import door


class Session:
    """Of a visit, as far as the door knows it."""


@pytest.fixture
def visit(monkeypatch):
    """The name of a visit in which a script can run."""
    known = SimpleNamespace(session=Session())
    monkeypatch.setattr(door, "_session", lambda name: known if name == "visit" else None)
    monkeypatch.setattr(door, "get_script_run_ctx", lambda: SimpleNamespace(session_id="visit"))
    return "visit"


def pressed(number):
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="button", trigger_value=True)
    message.rerun_script.widget_states.widgets.add(id="box", int_value=7)
    return message.SerializeToString() + door.NUMBER + number.to_bytes(4, "little")


def test_what_was_done_is_not_done_again_whatever_was_asked_after_it(visit):
    assert not door._again(visit, pressed(1))
    assert not door._again(visit, pressed(2))
    door.run_begins()
    assert door._again(visit, pressed(1))
    assert door._again(visit, pressed(2))
    assert not door._again(visit, pressed(3))


def test_what_no_run_has_begun_with_when_its_line_ended_is_done(visit):
    """The run that the next line asks for is not its answer."""
    door._again(visit, pressed(1))
    door._forget_unbegun(visit)
    door._again(visit, pressed(2))
    door.run_begins()
    assert not door._again(visit, pressed(1))
    assert door._again(visit, pressed(2))


def test_who_is_not_known_and_what_has_no_number_is_heard(visit):
    for _ in range(2):
        assert not door._again("another", pressed(1))
        assert not door._again(visit, pressed(1)[:-6])
        door.run_begins()


def test_the_page_is_asked_for_with_nothing_pressed_on_it():
    message = BackMsg.FromString(door._unpressed(pressed(1)))
    assert [(each.id, each.int_value) for each in message.rerun_script.widget_states.widgets] == [("box", 7)]


def test_of_a_long_visit_the_last_numbers_are_remembered(visit):
    for number in range(1, 2 * door.MOST_NUMBERS + 1):
        door._again(visit, pressed(number))
        door.run_begins()
    assert [door._again(visit, pressed(number)) for number in (1, door.MOST_NUMBERS + 1)] == [False, True]
